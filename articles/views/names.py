"""The page of a tag, a source or an author: what it is called, its coverage, whom it is named with, its stories."""

from datetime import date, datetime
from urllib.parse import urlencode

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.models import Article, Author, FormerSlug, Source, SourceName, Tag, TagName
from articles.models.coverage import Role
from articles.names.chart import chart
from articles.names.company import cited_together, tagged_together
from articles.names.counts import months
from articles.search.query import Query
from articles.views.pages import page_of, within

CITED = 6
# What a link to a story with its date says.
ENDS = ("headline", "slug", "language", "published_on", "published_at", "date_precision", "date_basis")
# The field by which a search names a tag of a kind.
FIELDS = {"organisation": "org"}


def tag(request, kind, slug):
    tag = _named(Tag, slug, TagName.objects.filter(tag=OuterRef("pk")), kind=kind)
    if (tag.kind, tag.slug) != (kind, slug):
        return redirect(tag, permanent=True)
    articles = Article.objects.published().tagged(tag)
    [stories] = months(tag.pk, Role.TAG)
    beside, looked_at = tagged_together(tag)
    context = {
        "tag": tag,
        "page": page_of(articles.with_cards(), request, months=stories),
        "stories": stories.stories,
        "ends": _ends(articles, stories),
        "chart": _chart(stories, _filter_of(tag)),
        "beside": [(other, _search(_filter_of(tag), _filter_of(other))) for other in beside],
        "looked_at": looked_at,
    }
    return render(request, "tag.html", context)


def source(request, slug):
    published_by_it = Article.objects.published().filter(source=OuterRef("pk"))
    # Through the index of its stories, with the rest: a query less for the busiest page of these.
    ends = {"first": _end(published_by_it, "appears_at", "pk"), "latest": _end(published_by_it, "-appears_at", "-pk")}
    source = _named(Source, slug, SourceName.objects.filter(source=OuterRef("pk")), ends)
    if source.slug != slug:
        return redirect(source, permanent=True)
    articles, citing = Article.objects.published().published_by(source), Article.objects.published().citing(source)
    published, cited = months(source.pk, Role.PUBLISHER, Role.CITED)
    beside, looked_at = cited_together(source)
    newest = within(citing.one_of_each(), cited).with_cards().newest_first()[:CITED]
    context = {
        "source": source,
        "page": page_of(articles.with_cards(), request),
        "published_here": published.stories,
        "published_chart": _chart(published, ("source", source.name)),
        "ends": (_story(source.first), _story(source.latest)),
        "cited": newest,
        "cited_in": cited.stories,
        "cited_chart": _chart(cited, ("cites", source.name)),
        "beside": [(other, _search(("cites", source.name), ("cites", other.name))) for other in beside],
        "looked_at": looked_at,
    }
    return render(request, "source.html", context)


def _end(articles, *order):
    """A subquery for the first story in an order, as JSON with what ENDS names."""
    return Subquery(articles.order_by(*order).values(said=JSONObject(pk="pk", **{name: name for name in ENDS}))[:1])


def _story(said):
    if not said:
        return None
    said["published_on"] = date.fromisoformat(said["published_on"])
    said["published_at"] = said["published_at"] and datetime.fromisoformat(said["published_at"])
    return Article(**said)


def cited_in(request, slug):
    source = _named(Source, slug, SourceName.objects.filter(source=OuterRef("pk")))
    if source.slug != slug:
        return redirect("cited_in", source.slug, permanent=True)
    [cited] = months(source.pk, Role.CITED)
    page = page_of(Article.objects.published().citing(source).with_cards(), request, months=cited)
    title = _("Stories that cite %(source)s") % {"source": source}
    return render(request, "list.html", {"title": title, "about": source, "page": page})


def author(request, slug):
    author = _named(Author, slug, Author.objects.filter(merged_into=OuterRef("pk")))
    if author.slug != slug:
        return redirect(author, permanent=True)
    articles = Article.objects.published().written_by(author)
    [stories] = months(author.pk, Role.AUTHOR)
    context = {
        "author": author,
        "page": page_of(articles.with_cards(), request, months=stories),
        "stories": stories.stories,
        "ends": _ends(articles, stories),
        "chart": _chart(stories, ("author", author.name)),
    }
    return render(request, "author.html", context)


def _named(model, slug, names, more=None, **kind):
    """The row of that address with its `known_as`, the names beside its main one; the one that it was merged into.

    One query, and one or two more for an address that was left. Raises Http404.
    """
    others = names.exclude(name=OuterRef("name")).order_by("name").values("name")
    rows = model.objects.select_related("merged_into").annotate(known_as=ArraySubquery(others), **more or {})
    row = rows.filter(slug=slug, **kind).first()
    if not row:
        field = model._meta.get_field("former_slugs").field.name
        left = FormerSlug.objects.filter(slug=slug, kind=kind.get("kind", ""), **{f"{field}__isnull": False})
        row = rows.filter(pk__in=left.values(field)).first()
    if not row:
        raise Http404(_("There is no such name in the archive."))
    return row.merged_into or row


def _ends(articles, stories):
    """The first and the latest story of a list, (None, None) where it is empty: one query, each within its month."""
    if not stories.of:
        return None, None
    known = articles.only(*ENDS, "appears_at")
    first = known.filter(**stories.around(stories.first, stories.first)).order_by("appears_at", "pk")[:1]
    latest = known.filter(**stories.around(stories.last, stories.last)).newest_first()[:1]
    found = sorted(first.union(latest, all=True), key=lambda story: (story.appears_at, story.pk))
    return (found[0], found[-1]) if found else (None, None)


def _chart(stories, wanted):
    """The `Chart` of the stories, with each of its bars that has any and the search for them; None without a story."""
    drawn = chart(stories)
    return drawn and (drawn, [(bar, _search(wanted, ("on", bar.iso))) for bar in drawn.filled])


def _filter_of(tag):
    return FIELDS.get(tag.kind, tag.kind), tag.name


def _search(*filters):
    """The address of a search for what (field, value) pairs name."""
    query = Query()
    for field, value in filters:
        query = query.with_filter(field, value)
    return f"{reverse('search')}?{urlencode({'q': query.text})}"
