"""Pages of a story lie under its address; what holds there holds for all of them."""

from datetime import date
from functools import wraps

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from articles.models import Article, FormerAddress


def of_story(articles=None):
    """Gives a view the public article in place of its address (year, month, day, slug).

    A former address leads to the same page of the story where it stands now (301); a story that was withdrawn says so
    and shows nothing (410); all else is not there. `articles` is a function that returns the queryset to look in.
    """

    def decorate(view):
        @wraps(view)
        def at_address(request, year, month, day, slug, **rest):
            on = day_of(year, month, day)
            found = (articles or _plain)().at(on, slug).filter(status__in=["published", "withdrawn"]).first()
            if not found:
                return _moved(request, on, slug, rest)
            if found.status == Article.Status.WITHDRAWN:
                return withdrawn(request, found)
            if not found.is_public:
                raise Http404(_("There is no such story."))
            return view(request, found, **rest)

        return at_address

    return decorate


def _plain():
    return Article.objects.select_related("source").defer("search", "names")


def day_of(year, month, day):
    """The day of an address. Raises Http404 where the calendar has none."""
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise Http404(_("There is no such day in the calendar.")) from None


def _moved(request, on, slug, rest):
    former = get_object_or_404(FormerAddress.objects.select_related("article"), published_on=on, slug=slug)
    if not former.article.is_public and former.article.status != Article.Status.WITHDRAWN:
        raise Http404(_("There is no such story."))
    query = request.META["QUERY_STRING"]
    address = former.article.get_page_url(request.resolver_match.url_name, **rest)
    return redirect(f"{address}?{query}" if query else address, permanent=True)


def withdrawn(request, article):
    return render(request, "withdrawn.html", {"article": article}, status=410)
