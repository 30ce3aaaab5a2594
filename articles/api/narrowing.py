"""Filters of a list, by the slugs of names: a queryset of articles."""

from django.db.models import CharField, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Now

from articles.api.problems import senseless
from articles.models import Article, Author, Byline, Citation, Source, Tag, Tagging
from articles.search.find import spoken


def readable_sources():
    """Sources that published, or are cited in, a story that a reader can open."""
    here = Article.objects.published().filter(source=OuterRef("pk")).order_by()
    return Source.objects.filter(Exists(here) | Exists(_through(Citation, "source")))


def readable_tags():
    """Tags of a story that a reader can open; a tag that was merged into another is of none."""
    return _met(Tag, Tagging, "tag")


def readable_authors():
    return _met(Author, Byline, "author")


def _met(names, rows, noun):
    # A scalar subquery and not EXISTS, of which Postgres makes a join that reads all stories of each name.
    return names.objects.alias(met=Subquery(_through(rows, noun).values("pk")[:1])).filter(met__isnull=False)


def _through(rows, noun):
    readable = {"article__status": "published", "article__appears_at__lte": Now()}
    return rows.objects.filter(**{noun: OuterRef("pk")}, **readable).order_by()


def narrowed(filters):
    """The stories that `parameters.Filters` ask for; one query if they name something, and one for a language.

    Raises Problem for a name that no story has that a reader can open.
    """
    articles = Article.objects.published()
    names = _keys(filters)
    if filters.since:
        articles = articles.since(filters.since[1])
    if filters.until:
        articles = articles.before(filters.until[2])
    if filters.language:
        articles = articles.filter(language__in=spoken(filters.language))
    for (parameter, _), key in names.items():
        articles = articles.filter(CONDITIONS[parameter](key))
    return articles if filters.copies else articles.one_of_each()


def _of(rows, **row):
    return Q(pk__in=rows.objects.filter(**row).order_by().values("article"))


CONDITIONS = {
    "source": lambda key: Q(source=key),
    "cites": lambda key: _of(Citation, source=key),
    "tag": lambda key: _of(Tagging, tag=key),
    "author": lambda key: _of(Byline, author=key),
}


def _keys(filters):
    """{(parameter, value): key} of all names; one that was merged into another is that other."""
    wanted = {(name, getattr(filters, name)) for name in ("source", "cites", "author") if getattr(filters, name)}
    wanted |= {("tag", each) for each in filters.tag}
    if not wanted:
        return {}
    rows = [_rows(parameter, value) for parameter, value in sorted(wanted)]
    found = {(parameter, value): key for parameter, value, key in rows[0].union(*rows[1:], all=True)}
    if missing := sorted(wanted - set(found)):
        parameter, value = missing[0]
        noun = "source" if parameter == "cites" else parameter
        raise senseless(parameter, f"There is no {noun} “{value}” here.")
    return found


NAMES = {"source": readable_sources, "cites": readable_sources, "author": readable_authors, "tag": readable_tags}


def _rows(parameter, value):
    """(parameter, value, key) of a name that stands in a readable story or was merged into another, or nothing."""
    kind, _, slug = value.rpartition("/")
    named = {"kind": kind, "slug": slug} if parameter == "tag" else {"slug": value}
    readable = NAMES[parameter]()
    stands = Exists(readable.filter(pk=OuterRef("pk")))
    rows = readable.model.objects.filter(stands | Q(merged_into__isnull=False), **named).order_by()
    rows = rows.annotate(
        parameter=Value(parameter, CharField()),
        asked=Value(value, CharField()),
        found=Coalesce("merged_into", "pk"),
    )
    return rows.values_list("parameter", "asked", "found")
