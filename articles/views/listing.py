"""Lists of stories, and of what they can be listed by."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from articles.models import Article, Source, Tag
from articles.views.pages import page_of


def latest(request):
    page = page_of(Article.objects.published().with_cards(), request)
    return render(request, "list.html", {"title": _("All stories, newest first"), "page": page})


def sources(request):
    """Sources that published or are cited in a story a reader can open."""
    known = [source for source in Source.objects.with_counts() if source.published_here or source.cited_in]
    return render(request, "sources.html", {"sources": known})


CITED = 6


def source(request, slug):
    source = get_object_or_404(Source.objects.with_counts().prefetch_related("names"), slug=slug)
    page = page_of(Article.objects.published().published_by(source).with_cards(), request)
    cited = Article.objects.published().citing(source).one_of_each().with_cards().newest_first()[:CITED]
    return render(request, "source.html", {"source": source, "page": page, "cited": cited})


def cited_in(request, slug):
    source = get_object_or_404(Source, slug=slug)
    page = page_of(Article.objects.published().citing(source).with_cards(), request)
    return render(
        request,
        "list.html",
        {"title": _("Stories that cite %(source)s") % {"source": source}, "about": source, "page": page},
    )


def tags(request):
    """All tags of stories that a reader can open, by kind."""
    by_kind = {kind: [] for kind in Tag.Kind}
    for tag in Tag.objects.in_use():
        by_kind[Tag.Kind(tag.kind)].append(tag)
    return render(request, "tags.html", {"kinds": [(kind, tags) for kind, tags in by_kind.items() if tags]})


def tag(request, kind, slug):
    tag = get_object_or_404(Tag.objects.select_related("merged_into").prefetch_related("names"), kind=kind, slug=slug)
    if tag.merged_into:
        return redirect(tag.merged_into, permanent=True)
    page = page_of(Article.objects.published().tagged(tag).with_cards(), request)
    return render(request, "tag.html", {"tag": tag, "page": page})
