"""Sources, tags and authors: only those of stories that a reader can open, so that no draft gives a name away."""

from django.db.models import TextField, Value
from django.http import HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import Query, Router

from articles.api import cursors, narrowing, schemas
from articles.api.answers import about, answer, answer_page
from articles.api.objects import author_object, source_object, tag_object
from articles.api.parameters import Kind, NamesAsked, Slug, TagsAsked
from articles.models.naming import HeadlineKey

router = Router(tags=["Names"])
BAD = {400: schemas.Problem}
GONE = {404: schemas.Problem}


@router.get("sources/", response={200: schemas.Sources} | BAD, url_name="sources", summary="Sources")
def sources(request, asked: Query[NamesAsked]):
    """Sources that published a story or are cited in one, in the order in which they came."""
    rows = narrowing.readable_sources().prefetch_related("names")
    return _page(request, rows.filter(names__key=_key(asked.name)) if asked.name else rows, asked, source_object)


def _key(name):
    return HeadlineKey(Value(name, output_field=TextField()))


def _page(request, rows, asked, as_object):
    page = cursors.by_key(rows, cursors.place(request), asked.limit)
    here = about(request)
    return answer_page(request, [as_object(row, here) for row in page.rows], page.after)


@router.get("sources/{slug}/", response={200: schemas.Source} | GONE, url_name="source", summary="A source")
def source(request, slug: Slug):
    """A source with its other names. One that was merged into another leads to that (301)."""
    rows = narrowing.readable_sources().prefetch_related("names")
    return _name(request, rows, source_object, slug=slug)


def _name(request, rows, as_object, **named):
    """The one of `rows` at its address; where there is none, the one that it was merged into. Raises Http404."""
    row = rows.filter(**named).order_by().first()
    if row:
        return answer(as_object(row, about(request)))
    merged = rows.model.objects.filter(**named).order_by().values("merged_into")
    winner = get_object_or_404(rows, pk__in=merged)
    address = [getattr(winner, part) for part in named]
    return HttpResponsePermanentRedirect(reverse(f"api-v1:{request.resolver_match.url_name}", args=address))


@router.get("tags/", response={200: schemas.Tags} | BAD, url_name="tags", summary="Tags")
def tags(request, asked: Query[TagsAsked]):
    """Who and what stories are about, in the order in which they came."""
    rows = narrowing.readable_tags().prefetch_related("names")
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    return _page(request, rows.filter(names__key=_key(asked.name)) if asked.name else rows, asked, tag_object)


@router.get("tags/{kind}/{slug}/", response={200: schemas.Tag} | GONE, url_name="tag", summary="A tag")
def tag(request, kind: Kind, slug: Slug):
    """A tag with its other names. One that was merged into another leads to that (301)."""
    return _name(request, narrowing.readable_tags().prefetch_related("names"), tag_object, kind=kind, slug=slug)


@router.get("authors/", response={200: schemas.Authors} | BAD, url_name="authors", summary="Authors")
def authors(request, asked: Query[NamesAsked]):
    """Who wrote stories, in the order in which they came."""
    rows = narrowing.readable_authors()
    return _page(request, rows.filter(key=_key(asked.name)) if asked.name else rows, asked, author_object)


@router.get("authors/{slug}/", response={200: schemas.Author} | GONE, url_name="author", summary="An author")
def author(request, slug: Slug):
    """An author. One that was merged into another leads to that (301)."""
    return _name(request, narrowing.readable_authors(), author_object, slug=slug)
