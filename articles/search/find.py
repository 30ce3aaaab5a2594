"""What a reader's query means in the archive: one queryset, from which list, count, facets and export are all taken."""

from django.contrib.postgres.search import SearchVectorField
from django.db import connection
from django.db.models import BooleanField, Func, Q
from django.db.models.expressions import RawSQL

from articles.models import Article, Author, Byline, Citation, SourceName, Tagging, marks
from articles.models.dating import midnight
from articles.models.lists import HEADLINE_WORDS, ZONE_SLACK
from articles.models.naming import HeadlineKey
from articles.search.meaning import KNOWN_LANGUAGES

# Fields that name a tag, and the kind that they name; None for any kind.
TAG_FIELDS = {
    "tag": None, "person": "person", "org": "organisation", "place": "place", "event": "event", "topic": "topic",
}  # fmt: skip
# How precisely a date must be known to be within a year, a month or a day.
KNOWN = {4: ["day", "month", "year"], 7: ["day", "month"], 10: ["day"]}


class Matches(Func):
    """Whether a vector, the article's own unless said otherwise, has what a tsquery asks for."""

    template = "%(expressions)s"
    arg_joiner = " @@ "
    output_field = BooleanField()

    def __init__(self, tsquery, vector="search"):
        super().__init__(vector, RawSQL("%s::tsquery", [tsquery], output_field=SearchVectorField()))


def matching(meaning, marked=False):
    """The stories that a reader can open and that a `Meaning` asks for.

    `marked`: for the index that finds all, which has publishers and days as `marks` with the words; else by the columns
    along which a list is read from its newest story.
    """
    return _matching(meaning, [meaning.tsquery], marked)


def matching_all(meaning):
    """The same where all are wanted, in whatever order: as the index finds them soonest."""
    # Postgres takes each for a condition of its own, and the stories for fewer: it would not ask for marks.
    marked = any(marks_of(choice, meaning) for choice in meaning.query.choices if not choice[0].negated)
    return _matching(meaning, [meaning.tsquery] if marked else meaning.tsqueries, marked=True)


def _matching(meaning, tsqueries, marked):
    if meaning.is_empty:
        return Article.objects.none()
    articles = Article.objects.published()
    for tsquery in filter(None, tsqueries):
        articles = articles.filter(Matches(tsquery))
    if tsquery := meaning.headline_tsquery:
        articles = articles.filter(Matches(tsquery, HEADLINE_WORDS))
    return narrowed(articles, meaning, meaning.query.choices, marked)


def narrowed(articles, meaning, choices, marked=False):
    """A queryset of articles, narrowed by choices of a query's filters: of each any will do."""
    for choice in choices:
        wanted = _any(_wanted(part, meaning) for part in choice)
        if choice[0].negated:
            articles = articles.exclude(wanted)
        elif marked and (known := marks_of(choice, meaning)) is not None:
            days = _any(_days(part) for part in choice) if choice[0].first else Q()
            articles = articles.filter(marks.Marked(known), days)
        else:
            articles = articles.filter(wanted)
    return articles


def _any(conditions):
    first, *others = conditions
    for other in others:
        first |= other
    return first


def marks_of(choice, meaning):
    """The marks of which a story has one that a choice of filters asks for; None where they are not told by marks."""
    field = choice[0].field
    if field == "source":
        return [marks.of_source(pk) for part in choice for pk in _sources(part.value, meaning)]
    if field == "on":
        return [marks.of_period(part.value) for part in choice]
    return None


def _wanted(part, meaning):
    """A filter of a query as a condition on articles; every name is found by its key, other names included."""
    if part.first:
        return _days(part) & _moments(part)
    if part.field in TAG_FIELDS:
        return Q(pk__in=_tagged(TAG_FIELDS[part.field], part.value))
    return NAMED[part.field](part.value, meaning)


def _days(part):
    if part.field == "on":
        known = KNOWN[len(part.value)]
        return Q(published_on__gte=part.first, published_on__lt=part.after, date_precision__in=known)
    return Q(published_on__lt=part.first) if part.field == "before" else Q(published_on__gte=part.after)


def _moments(part):
    """The same in terms of the column by which lists are ordered, and that is indexed."""
    starts, ends = Q(appears_at__gte=midnight(part.first) - ZONE_SLACK), midnight(part.after) + ZONE_SLACK
    if part.field == "on":
        return starts & Q(appears_at__lt=ends)
    if part.field == "before":
        return Q(appears_at__lt=midnight(part.first) + ZONE_SLACK)
    return Q(appears_at__gte=midnight(part.after) - ZONE_SLACK)


def _key(value):
    return HeadlineKey(RawSQL("%s::text", [value]))


def _sources(value, meaning):
    """Ids, and not a query for them: Postgres then knows how many stories are theirs. Asked for once in a search."""
    if value not in meaning.sources:
        known = SourceName.objects.filter(key=_key(value)).order_by()
        meaning.sources[value] = list(known.values_list("source", flat=True))
    return meaning.sources[value]


def _tagged(kind, value):
    kinds = {"tag__names__kind": kind} if kind else {}
    return Tagging.objects.filter(tag__names__key=_key(value), **kinds).order_by().values("article")


def spoken(language, known=None):
    """The languages of stories that are `language`, in whatever country: "en" is "en-GB" too. Asked for by name, since
    Postgres knows how many stories each has. `known` are all that there are, else they are asked for."""
    known = known_languages() if known is None else known
    return [name for name in known if is_spoken(name, language)]


def known_languages():
    """The languages of the stories that readers can open, or soon can; one query."""
    with connection.cursor() as cursor:
        cursor.execute(f"{KNOWN_LANGUAGES} SELECT language FROM known WHERE language IS NOT NULL")
        return [name for (name,) in cursor.fetchall()]


def is_spoken(name, language):
    return f"{name}-".casefold().startswith(f"{language}-".casefold())


NAMED = {
    "source": lambda value, meaning: Q(source__in=_sources(value, meaning)),
    "cites": lambda value, meaning: Q(
        pk__in=Citation.objects.filter(source__in=_sources(value, meaning)).order_by().values("article")
    ),
    "author": lambda value, meaning: Q(
        pk__in=Byline.objects.filter(author__in=Author.objects.named(value)).order_by().values("article")
    ),
    "lang": lambda value, meaning: Q(language__in=spoken(value, meaning.spoken)),
}
