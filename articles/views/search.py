"""The search page: what the query means, how many stories there are, what narrows them, and the stories."""

from urllib.parse import urlencode

from django.db import OperationalError, connection, transaction
from django.http import Http404
from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.search.facets import facets, found
from articles.search.find import configurations, matching
from articles.search.marking import mark
from articles.search.query import parse
from articles.search.ranking import best
from articles.views.pages import ALL, SIZE, page_of

# The last belt: all that is asked is bounded, and no honest search comes near it.
PATIENCE = "3s"
# The best matches are few by nature; who wants all reads them by date.
LAST_PAGE = 50


def search(request):
    typed = request.GET.get("q", "")
    query = parse(typed)
    context = {"typed": typed, "query": query, "by": "best" if request.GET.get("by") == "best" else "newest"}
    if query.is_empty:
        return render(request, "search.html", context)
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL statement_timeout = '{PATIENCE}'")
            context |= _results(request, query, context["by"])
    except OperationalError:
        context["late"] = True
    return render(request, "search.html", context, status=503 if "late" in context else 200)


def _results(request, query, by):
    known = configurations()
    articles = matching(query, known)
    every = request.GET.get("copies") == ALL
    all_found = found(articles if every else articles.one_of_each())
    page = _best(request, articles, query, known, every) if by == "best" else page_of(articles.with_cards(), request)
    mark(list(page), query, known)
    return {
        "found": all_found,
        "number": number_format(all_found.number, force_grouping=True),
        "page": page,
        "chips": [(part, _address(query.without(part).text, by)) for part in (*query.clauses, *query.filters)],
        "facets": _choices(facets(all_found.ids), query, by) if all_found.number else [],
        "orders": [(name, label, _address(query.text, name)) for name, label in ORDERS],
        "kept": f"&{urlencode({'q': query.text})}" + ("&by=best" if by == "best" else ""),
    }


ORDERS = [("newest", gettext_lazy("Newest first")), ("best", gettext_lazy("Best match first"))]


def _best(request, articles, query, known, every):
    number = _page_number(request)
    ranked = best(articles if every else articles.one_of_each(), query, known).with_cards()
    rows = list(ranked[(number - 1) * SIZE : number * SIZE + 1])
    return Ranked(rows[:SIZE], number, len(rows) > SIZE and number < LAST_PAGE)


class Ranked:
    """A page of the best matches; `newer` and `older` are query strings of those beside it, as in `pages.Page`."""

    copies = once = ""

    def __init__(self, articles, number, more):
        self.articles = articles
        self.newer = f"?page={number - 1}" if number > 1 else ""
        self.older = f"?page={number + 1}" if more else ""

    def __iter__(self):
        return iter(self.articles)

    def __bool__(self):
        return bool(self.articles)


def _page_number(request):
    text = request.GET.get("page", "1")
    if not (text.isascii() and text.isdigit() and len(text) <= 3 and 1 <= int(text) <= LAST_PAGE):
        raise Http404(_("There is no such page of this search."))
    return int(text)


def _choices(counted, query, by):
    """Each facet's values with the address of the query that is narrowed by it, and whether it is so already."""
    asked = {(part.field, part.value.casefold()) for part in query.filters if not part.negated}
    return [
        (
            heading,
            [
                (value, number_format(stories, force_grouping=True), _address(query.with_filter(field, value).text, by))
                for value, stories in values
                if (field, value.casefold()) not in asked
            ],
        )
        for field, heading, values in counted
    ]


def _address(text, by):
    return f"?{urlencode({'q': text} | ({'by': 'best'} if by == 'best' else {}))}"
