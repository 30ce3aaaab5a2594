"""Filters of a list, by the slugs of names: a queryset of articles."""

from django.db.models import CharField, Exists, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce

from articles.api.problems import Problem
from articles.models import Article, Author, Byline, Citation, Source, Tag, Tagging


def readable_sources():
    """Sources that published, or are cited in, a story that a reader can open."""
    here = Article.objects.published().filter(source=OuterRef("pk")).order_by()
    return Source.objects.filter(Exists(here) | Exists(_through(Citation, "source")))


def readable_tags():
    """Tags of a story that a reader can open; not those that were merged into another."""
    return Tag.objects.filter(Exists(_through(Tagging, "tag")), merged_into=None)


def readable_authors():
    return Author.objects.filter(Exists(_through(Byline, "author")))


def _through(rows, noun):
    return rows.objects.filter(**{noun: OuterRef("pk")}, article__in=Article.objects.published().order_by()).order_by()


def narrowed(filters):
    """The stories that `parameters.Filters` ask for; one query if they name something.

    Raises Problem for a name that no story has that a reader can open.
    """
    articles = Article.objects.published()
    names = _keys(filters)
    if filters.since:
        articles = articles.since(filters.since[1])
    if filters.until:
        articles = articles.before(filters.until[2])
    if filters.language:
        regional = Q(language__istartswith=f"{filters.language}-")
        articles = articles.filter(Q(language__iexact=filters.language) | regional)
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
    """{(parameter, value): key} of all names; a tag that was merged into another is that other."""
    wanted = {(name, getattr(filters, name)) for name in ("source", "cites", "author") if getattr(filters, name)}
    wanted |= {("tag", each) for each in filters.tag}
    if not wanted:
        return {}
    rows = [_rows(parameter, value) for parameter, value in sorted(wanted)]
    found = {(parameter, value): key for parameter, value, key in rows[0].union(*rows[1:], all=True)}
    if missing := sorted(wanted - set(found)):
        parameter, value = missing[0]
        words = f"There is no {'source' if parameter == 'cites' else parameter} “{value}” here."
        raise Problem(400, f"{parameter}: {words}", errors=[{"parameter": parameter, "detail": words}])
    return found


def _rows(parameter, value):
    """(parameter, value, key) of a name that stands in a readable story, or nothing."""
    kind, _, slug = value.rpartition("/")
    rows = {
        "source": lambda: readable_sources().filter(slug=value),
        "cites": lambda: readable_sources().filter(slug=value),
        "author": lambda: readable_authors().filter(slug=value),
        "tag": lambda: _merged_or_readable(kind, slug),
    }[parameter]()
    rows = rows.order_by().annotate(
        parameter=Value(parameter, CharField()),
        asked=Value(value, CharField()),
        found=Coalesce("merged_into", "pk") if parameter == "tag" else F("pk"),
    )
    return rows.values_list("parameter", "asked", "found")


def _merged_or_readable(kind, slug):
    return Tag.objects.filter(
        Q(pk__in=readable_tags().values("pk")) | Q(merged_into__isnull=False), kind=kind, slug=slug
    )
