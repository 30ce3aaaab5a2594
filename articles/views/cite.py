"""Citing a story, or one paragraph of it, as it stands or as it stood."""

from dataclasses import dataclass, replace

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _

from articles.exporters.about import About, Reading
from articles.exporters.formats import CITATIONS, export
from articles.exporters.references import key
from articles.exporters.story import stories
from articles.history.anchors import Paragraph, anchors, paragraphs, successor
from articles.history.versions import Version, in_full, versions
from articles.languages import unprefixed
from articles.models import Article
from articles.related.differences import differences
from articles.views.addressed import of_story, withdrawn


@of_story()
def cite(request, article):
    """The story to cite, in each style; `?version=` and `?paragraph=` say what of it."""
    cited = _cited(request, article)
    story, about = _as_cited(request, article, cited)
    texts = [(form, b"".join(export(form, [story], about)).decode().strip()) for form in CITATIONS]
    context = {
        "article": article,
        "row": cited.version.row,
        "cited": cited,
        "address": about.reading.address,
        "texts": texts,
        "query": f"?{request.GET.urlencode()}" if request.GET else "",
        "today": about.reading.on,
    }
    return render(request, "cite.html", context)


@of_story()
def citation(request, article, form):
    """The same in one format, as a file."""
    form = next((each for each in CITATIONS if each.name == form), None)
    if not form:
        raise Http404(_("There is no such format to cite in."))
    story, about = _as_cited(request, article, _cited(request, article))
    response = HttpResponse(b"".join(export(form, [story], about)), content_type=f"{form.media_type}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{key(story)}{form.suffix}"'
    return response


@dataclass(frozen=True)
class Cited:
    """What of a story is cited: `version` of `number` versions, all `paragraphs` of it, and perhaps one of them.

    `named` says that the version was asked for, and not merely is the current one.
    """

    version: Version
    number: int
    named: bool
    paragraphs: list[Paragraph]
    paragraph: Paragraph | None


def _cited(request, article):
    """What the address asks for. Raises Http404 where the story has no such version or paragraph."""
    found = versions(article)
    wanted, anchor = request.GET.get("version"), request.GET.get("paragraph")
    numbers = {str(version.number): version for version in found}
    if wanted is not None and wanted not in numbers:
        raise Http404(_("The story has no such version."))
    if anchor is None:
        version = in_full([numbers[wanted] if wanted else found[-1]])[0]
        return Cited(version, len(found), bool(wanted), paragraphs(version.row.blocks), None)
    version, paragraph = _with_paragraph([numbers[wanted]] if wanted else found, anchor)
    return Cited(version, len(found), True, paragraphs(version.row.blocks), paragraph)


# So many versions are read at once in search of a paragraph, which most stories have fewer of: some 200 kB.
AT_ONCE = 50


def _with_paragraph(found, anchor):
    """The newest of these versions that has the paragraph, and the Paragraph. Raises Http404 where none has it."""
    newest, others = found[::-1], set()
    for start in range(0, len(newest), AT_ONCE):
        for version in in_full(newest[start : start + AT_ONCE]):
            # Most blocks are those of the version after it: of 200 versions of a long story all others take a second.
            blocks = set(version.row.blocks) - others
            if any(anchor.startswith(name) for name in anchors(blocks) if name):
                for paragraph in paragraphs(version.row.blocks):
                    if paragraph.anchor == anchor:
                        return version, paragraph
            else:
                others |= blocks
    raise Http404(_("The story has no such paragraph, and never had."))


def _as_cited(request, article, cited):
    """The `Story` as that version has it, and the `About` that tells who reads it where and when."""
    story, row = next(stories(Article.objects.filter(pk=article.pk))), cited.version.row
    if not cited.version.is_current:
        story = replace(
            story,
            headline=row.headline,
            standfirst=row.standfirst,
            section=row.section,
            language=row.language,
            publisher=row.source.name if row.source else "",
            published=row.published,
            url=row.original_url,
        )
    reading = Reading(
        timezone.now().date(),
        _address(request, article, cited),
        cited.version.number if cited.named or cited.number > 1 else None,
        cited.paragraph and cited.paragraph.number,
    )
    return story, About(request.build_absolute_uri("/"), reading=reading)


def _address(request, article, cited):
    if cited.paragraph:
        path = reverse("paragraph", args=[article.pk, cited.paragraph.anchor])
    elif cited.named:
        path = article.get_page_url("version", number=cited.version.number)
    else:
        path = article.get_absolute_url()
    return request.build_absolute_uri(unprefixed(path))


def paragraph(request, pk, anchor):
    """Finds a paragraph again: leads to it in the story, or shows it as it was and says that it changed."""
    article = get_object_or_404(Article.objects.select_related("source").defer("search", "names"), pk=pk)
    if article.status == Article.Status.WITHDRAWN:
        return withdrawn(request, article)
    if not article.is_public:
        raise Http404(_("There is no such story."))
    now = paragraphs(article.blocks)
    if any(each.anchor == anchor for each in now):
        return HttpResponseRedirect(f"{article.get_absolute_url()}#p-{anchor}")
    version, found = _with_paragraph(versions(article)[:-1], anchor)
    after = successor(paragraphs(version.row.blocks), anchor, now)
    context = {"article": article, "version": version, "paragraph": found, "after": after}
    if after:
        context["differences"] = differences(escape(found.text), escape(after.text))[0]
    return render(request, "paragraph.html", context)
