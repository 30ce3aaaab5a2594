"""Two copies of a story side by side in one text: what each has that the other has not."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from articles.models import Article
from articles.related.differences import MOST, differences
from articles.views.addressed import day_of


def compare(request, year, month, day, slug, other):
    """The differences of two stories that a reader can open and that are copies of one; 404 for any others."""
    readable = Article.objects.published().select_related("source", "wire_copy")
    one = get_object_or_404(readable.at(day_of(year, month, day), slug))
    if one.cluster is None:
        raise Http404(_("There is no other copy of this story."))
    other = get_object_or_404(readable.filter(wire_copy__cluster=one.cluster).exclude(pk=one.pk), pk=other)
    paragraphs, longer = differences(one.body, other.body)
    same = all(piece.kind == "same" for paragraph in paragraphs for piece in paragraph)
    context = {"one": one, "other": other, "paragraphs": paragraphs, "same": same}
    context["compared"] = MOST if longer else None
    return render(request, "compare.html", context)
