"""What a reader's query means in the archive: one queryset, from which list, count, facets and export are all taken."""

from django.contrib.postgres.search import SearchVectorField
from django.db import connection
from django.db.models import BooleanField, Func, Q
from django.db.models.expressions import RawSQL

from articles.models import Article, Author, Byline, Citation, SourceName, Tagging
from articles.models.dating import midnight
from articles.models.lists import HEADLINE_WORDS, ZONE_SLACK
from articles.models.naming import HeadlineKey
from articles.search.meaning import few, relaxed, understood

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


def meant(query, strictly=False):
    """The `Meaning` of a reader's query: where too few stories have all its words, unless `strictly` those are asked
    for, that of its most telling words."""
    meaning = understood(query)
    other = None if strictly else relaxed(meaning)
    if not other or len(matching(meaning).order_by().values_list("pk")[: few(meaning)]) >= few(meaning):
        return meaning
    return other


def matching(meaning):
    """The stories that a reader can open and that a `Meaning` asks for."""
    if meaning.is_empty:
        return Article.objects.none()
    articles = Article.objects.published()
    if tsquery := meaning.tsquery:
        articles = articles.filter(Matches(tsquery))
    if tsquery := meaning.headline_tsquery:
        articles = articles.filter(Matches(tsquery, HEADLINE_WORDS))
    for part in meaning.query.filters:
        wanted = _wanted(part)
        articles = articles.exclude(wanted) if part.negated else articles.filter(wanted)
    return articles


def _wanted(part):
    """A filter of a query as a condition on articles; every name is found by its key, other names included."""
    if part.first:
        return PERIODS[part.field](part)
    if part.field in TAG_FIELDS:
        return Q(pk__in=_tagged(TAG_FIELDS[part.field], part.value))
    return NAMED[part.field](part.value)


def _key(value):
    return HeadlineKey(RawSQL("%s::text", [value]))


def _sources(value):
    """Ids, and not a query for them: Postgres then knows how many stories are theirs."""
    return list(SourceName.objects.filter(key=_key(value)).order_by().values_list("source", flat=True))


def _tagged(kind, value):
    kinds = {"tag__names__kind": kind} if kind else {}
    return Tagging.objects.filter(tag__names__key=_key(value), **kinds).order_by().values("article")


# By jumps through the index `article_languages`: as many steps as languages, not as stories.
LANGUAGES = """
    WITH RECURSIVE known AS (
        (SELECT language FROM articles_article WHERE status = 'published' ORDER BY language LIMIT 1)
        UNION ALL
        SELECT (SELECT language FROM articles_article
                WHERE status = 'published' AND language > known.language ORDER BY language LIMIT 1)
        FROM known WHERE known.language IS NOT NULL
    )
    SELECT language FROM known WHERE language IS NOT NULL
"""


def spoken(language):
    """The languages of stories that are `language`, in whatever country: "en" is "en-GB" too. Asked for by name, since
    Postgres knows how many stories each has."""
    with connection.cursor() as cursor:
        cursor.execute(LANGUAGES)
        known = [name for (name,) in cursor.fetchall()]
    return [name for name in known if f"{name}-".casefold().startswith(f"{language}-".casefold())]


NAMED = {
    "source": lambda value: Q(source__in=_sources(value)),
    "cites": lambda value: Q(pk__in=Citation.objects.filter(source__in=_sources(value)).order_by().values("article")),
    "author": lambda value: Q(
        pk__in=Byline.objects.filter(author__in=Author.objects.named(value)).order_by().values("article")
    ),
    "lang": lambda value: Q(language__in=spoken(value)),
}
# The second condition of each says the same in terms of the column by which lists are ordered, and that is indexed.
PERIODS = {
    "on": lambda part: Q(
        published_on__gte=part.first,
        published_on__lt=part.after,
        date_precision__in=KNOWN[len(part.value)],
        appears_at__gte=midnight(part.first) - ZONE_SLACK,
        appears_at__lt=midnight(part.after) + ZONE_SLACK,
    ),
    "before": lambda part: Q(published_on__lt=part.first, appears_at__lt=midnight(part.first) + ZONE_SLACK),
    "after": lambda part: Q(published_on__gte=part.after, appears_at__gte=midnight(part.after) - ZONE_SLACK),
}
