"""What a reader's query means in the archive: one queryset, from which list, count, facets and export are all taken."""

from django.contrib.postgres.search import SearchVectorField
from django.db import connection
from django.db.models import BooleanField, Func, Q
from django.db.models.expressions import RawSQL

from articles.models import Article, Author, Byline, Citation, Source, SourceName, Tagging
from articles.models.dating import midnight
from articles.models.lists import ZONE_SLACK
from articles.models.naming import HeadlineKey

# Fields that name a tag, and the kind that they name; None for any kind.
TAG_FIELDS = {
    "tag": None, "person": "person", "org": "organisation", "place": "place", "event": "event", "topic": "topic",
}  # fmt: skip
# How precisely a date must be known to be within a year, a month or a day.
KNOWN = {4: ["day", "month", "year"], 7: ["day", "month"], 10: ["day"]}

# The languages there are, by jumps through the index `article_languages`: as many steps as languages, not as stories.
CONFIGURATIONS = """
    WITH RECURSIVE known AS (
        (SELECT language FROM articles_article WHERE status = 'published' ORDER BY language LIMIT 1)
        UNION ALL
        SELECT (SELECT language FROM articles_article
                WHERE status = 'published' AND language > known.language ORDER BY language LIMIT 1)
        FROM known WHERE known.language IS NOT NULL
    )
    SELECT DISTINCT public.news_configuration(language)::text FROM known WHERE language IS NOT NULL ORDER BY 1
"""


def configurations():
    """The text-search configurations of the languages in which there are stories to read."""
    with connection.cursor() as cursor:
        cursor.execute(CONFIGURATIONS)
        return [name for (name,) in cursor.fetchall()]


def tsquery(clauses, configurations):
    """(SQL, parameters) of a tsquery for all `clauses`; each word is tried in each configuration, as none knows better.

    A clause that is excluded is excluded in all of them. ("", []) for no clauses, and where there are no stories.
    """
    parts, parameters = [], []
    for clause in clauses:
        tries = [(name, _operand(term)) for term in clause.any_of for name in configurations]
        any_of = " || ".join(["to_tsquery(%s::regconfig, %s)"] * len(tries))
        if tries:
            parts.append(f"{'!!' if clause.negated else ''}({any_of})")
            parameters += [parameter for pair in tries for parameter in pair]
    return " && ".join(parts), parameters


def _operand(term):
    """A term as an operand of `to_tsquery`: in quotes, so that whatever is in it are words, next to each other."""
    words = term.text.replace("\\", "\\\\").replace("'", "''")
    return f"'{words}'{':A' if term.headline else ''}"


class Matches(Func):
    """Whether the article's vector has what a tsquery, as SQL and parameters, asks for."""

    template = "%(expressions)s"
    arg_joiner = " @@ "
    output_field = BooleanField()

    def __init__(self, sql, parameters):
        super().__init__("search", RawSQL(f"({sql})", parameters, output_field=SearchVectorField()))


def matching(query, configurations):
    """The stories that a reader can open and that `query` (`search.query.Query`) means."""
    articles = Article.objects.published()
    sql, parameters = tsquery(query.clauses, configurations)
    if sql:
        articles = articles.filter(Matches(sql, parameters))
    for part in query.filters:
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
    return Source.objects.filter(pk__in=SourceName.objects.filter(key=_key(value)).values("source")).order_by()


def _tagged(kind, value):
    kinds = {"tag__names__kind": kind} if kind else {}
    return Tagging.objects.filter(tag__names__key=_key(value), **kinds).order_by().values("article")


NAMED = {
    "source": lambda value: Q(source__in=_sources(value)),
    "cites": lambda value: Q(pk__in=Citation.objects.filter(source__in=_sources(value)).order_by().values("article")),
    "author": lambda value: Q(
        pk__in=Byline.objects.filter(author__in=Author.objects.named(value)).order_by().values("article")
    ),
    "lang": lambda value: Q(language__iexact=value) | Q(language__istartswith=f"{value}-"),
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
