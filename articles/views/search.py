"""The search page: what the query means, how many stories there are, what narrows them, and the stories."""

from urllib.parse import urlencode

from django.db import OperationalError, connection, transaction
from django.http import Http404
from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.codes import language_name
from articles.models import Article, SetAside
from articles.search.dates import in_words
from articles.search.facets import OF_MANY, facets
from articles.search.find import matching
from articles.search.found import look
from articles.search.marking import mark
from articles.search.query import parse
from articles.search.ranking import best
from articles.search.relaxing import FEW
from articles.search.suggesting import did_you_mean
from articles.views.pages import ALL, SIZE, page_among, page_of
from articles.views.typed import check_parameters, typed_text

# The last belt: all that is asked is bounded, and no honest search comes near it.
# A million stories' places fit into so much memory; with less, Postgres would look through each story again. And it
# takes a look through all stories for cheap, not knowing that their vectors are kept elsewhere.
BOUNDS = {
    "statement_timeout": "3s",
    "work_mem": "64MB",
    "enable_seqscan": "off",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
}
# To look through all stories that have the words of a phrase may take so long where they are not in memory. One such
# search at a time: others are told so at once, and none waits.
THOROUGH, LOCK = "20s", 0x70687261  # "phra" in ASCII, to be told from other locks
# Readers expect the best first of words, and of a list without words the newest.
ORDERS = {"best": gettext_lazy("Best match first"), "newest": gettext_lazy("Newest first")}


# What can be asked for beside the query, and what of it.
CHOICES = {"q": None, "page": None, "before": None, "after": None, "by": ORDERS, "age": ["no"]}
CHOICES |= dict.fromkeys(["words", "copies", "phrases"], (ALL,))


def search(request):
    check_parameters(request, CHOICES)
    query = parse(request.GET.get("q", ""))
    asked = _asked(request, query)
    context = {"typed": typed_text(request), "query": query, "by": asked["by"]}
    if query.is_empty:
        return render(request, "search.html", context)
    try:
        with transaction.atomic():
            bounded(asked["thorough"])
            context |= _results(request, query, asked)
    except Busy as busy:
        context |= {"late": True, "busy": busy}
    except OperationalError:
        context |= {"late": True, "filling": SetAside.objects.exists()}
    return render(request, "search.html", context, status=503 if "late" in context else 200)


class Busy(OperationalError):
    """Another search looks through all stories."""


def bounded(thorough=False):
    """Set BOUNDS for the rest of the transaction; raises Busy where a `thorough` search would be the second one."""
    bounds = BOUNDS | ({"statement_timeout": THOROUGH} if thorough else {})
    sets = ", ".join(f"set_config('{name}', '{value}', true)" for name, value in bounds.items())
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {f'pg_try_advisory_xact_lock({LOCK})' if thorough else True}, {sets}")
        if not cursor.fetchone()[0]:
            raise Busy(_("One search at a time looks through all stories, and another does. Try again in a moment."))


def _asked(request, query):
    """What is asked for beside the query, as in an address."""
    usual = "best" if any(not clause.negated for clause in query.clauses) else "newest"
    by = request.GET.get("by")
    return {
        "by": by or usual,
        "usual": usual,
        "strict": request.GET.get("words") == ALL,
        "ageless": request.GET.get("age") == "no",
        "every": request.GET.get("copies") == ALL,
        "thorough": request.GET.get("phrases") == ALL,
    }


def _results(request, query, asked):
    meaning, all_found = look(query, asked["strict"], asked["every"], asked["thorough"])
    counted = all_found.rows[:OF_MANY] if all_found.more else all_found.rows
    page = (_best if asked["by"] == "best" else _newest)(request, meaning, all_found, asked)
    mark(list(page), meaning)
    # With stories enough that have all of the words, they are spelled well enough.
    better = did_you_mean(meaning) if meaning.relaxed or len(all_found.rows) < FEW else None
    return {
        "meaning": meaning,
        "better": better and (better.in_words(), _address(better.text, asked)),
        "found": all_found,
        "number": _grouped(all_found.number),
        "about": all_found.about and _grouped(_roughly(all_found.about)),
        "counted": _grouped(len(counted)) if all_found.more else "",
        "page": page,
        "chips": [(part, _address(query.without(part).text, asked)) for part in (*query.clauses, *query.filters)],
        "facets": _choices(facets(counted, meaning, asked["every"]), query, asked) if counted else [],
        "orders": [(name, label, _address(query.text, asked, by=name)) for name, label in ORDERS.items()],
        "strict": _address(query.text, asked, strict=True),
        "thorough": _address(query.text, asked, thorough=True),
        "by_age": _address(query.text, asked, ageless=not asked["ageless"]),
        "ageless": asked["ageless"],
        "kept": _address(query.text, {**asked, "every": False}).replace("?", "&", 1),
    }


def _grouped(number):
    return number_format(number, force_grouping=True)


def _roughly(number):
    """To two digits: more are not known of it."""
    unit = 10 ** max(0, len(str(number)) - 2)
    return round(number / unit) * unit


def _address(text, asked, **other):
    """The address of a search for `text`, with what is asked beside it but for `other`."""
    asked = asked | other
    named = {
        "by": asked["by"] if asked["by"] != asked["usual"] else "",
        "words": ALL if asked["strict"] else "",
        "age": "no" if asked["ageless"] else "",
        "copies": ALL if asked["every"] else "",
        "phrases": ALL if asked["thorough"] else "",
    }
    return f"?{urlencode({'q': text} | {name: value for name, value in named.items() if value})}"


def _newest(request, meaning, found, asked):
    if not found.more:
        return page_among(found.rows, request, lambda rows: _cards(rows, found, asked))
    first = found.rows[: SIZE + 1]
    if found.newest and not {"before", "after"} & set(request.GET) and not any(row.cluster for row in first):
        # The newest are known. Of wire copies, which may have been printed before all of these, they do not tell.
        return page_among(first, request, lambda rows: _cards(rows, found, asked))
    with connection.cursor() as cursor:
        # There are many: they are found soonest by going through all from the newest.
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        page = page_of(matching(meaning).with_cards(), request)
        cursor.execute("SET LOCAL enable_bitmapscan = on")
    return page


def _cards(rows, found, asked):
    """The stories of some rows, in their order, each with where else it stands."""
    ids = {row.id for row in rows}
    copies = [copy.id for row in rows if row.cluster is not None for copy in found.copies[row.cluster]]
    articles = Article.objects.filter(pk__in=ids | set(copies)).with_cards()
    fetched = {article.pk: article for article in (articles if asked["every"] else articles.one_of_each())}
    return [fetched[row.id] for row in rows if row.id in fetched]


def _best(request, meaning, found, asked):
    number = _page_number(request)
    ranked, known = best(meaning, found, asked["every"], not asked["ageless"])
    start = (number - 1) * SIZE
    if start and start >= len(ranked):
        raise Http404(_("There is no such page of this search."))
    return Ranked(_cards(ranked[start : start + SIZE], known, asked), number, start + SIZE < len(ranked), request)


class Ranked:
    """A page of the best matches; `newer` and `older` are query strings of those beside it, as in `pages.Page`."""

    def __init__(self, articles, number, more, request):
        self.articles = articles
        self.number = number
        every = request.GET.get("copies") == ALL
        left_out = any(getattr(article, "also_in", ()) for article in articles)
        self.newer = f"?page={number - 1}{'&copies=all' if every else ''}" if number > 1 else ""
        self.older = f"?page={number + 1}{'&copies=all' if every else ''}" if more else ""
        self.copies = f"?page={number}&copies=all" if left_out and not every else ""
        self.once = f"?page={number}" if every else ""

    def __iter__(self):
        return iter(self.articles)

    def __bool__(self):
        return bool(self.articles)


def _page_number(request):
    text = request.GET.get("page", "1")
    if not (text.isascii() and text.isdigit() and len(text) <= 3 and int(text) >= 1):
        raise Http404(_("There is no such page of this search."))
    return int(text)


def _choices(counted, query, asked):
    """Each facet's values with the address of the query that is narrowed by it, and whether it is so already."""
    named = {(part.field, part.value.casefold()) for part in query.filters if not part.negated}
    return [
        (
            heading,
            [
                (_said(field, value), _grouped(stories), _address(query.with_filter(field, value).text, asked))
                for value, stories in values
                if (field, value.casefold()) not in named
            ],
        )
        for field, heading, values in counted
    ]


def _said(field, value):
    """A language and a month by their names in the reader's; other values as they are."""
    if field == "on":
        return in_words(value)
    return language_name(value) if field == "lang" else value
