"""A thread: the stories connected with one, in the order in which they happened."""

from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from articles.models import Article
from articles.related.threads import thread
from articles.views.addressed import day_of


def thread_of(request, year, month, day, slug):
    """The thread through a story that a reader can open; a page of it alone where nothing hangs together with it."""
    article = get_object_or_404(Article.objects.published().with_cards().at(day_of(year, month, day), slug))
    knots = thread(article)
    context = {"article": article, "knots": [(knot, _how(knot)) for knot in knots], "number": len(knots)}
    return render(request, "thread.html", context)


def _how(knot):
    """In words, how a story is joined to the thread; "" for the story itself."""
    if not knot.via:
        # A story that is shown by way of another wire copy of it.
        return "" if knot.kind == "here" else _("By way of another copy")
    via = {"headline": knot.via.headline}
    match knot.kind:
        case "names":
            return _("Named by a line of “%(headline)s”") % via
        case "named":
            return _("Has a line that names “%(headline)s”") % via
        case "pinned":
            return _("Set beside “%(headline)s” by an editor") % via
    return _("Close to “%(headline)s”") % via
