from django.shortcuts import redirect, render
from django.templatetags.static import static

from articles.models import Article, ReadMoreLink
from articles.views.pages import page_of

LATEST, WANTED = 13, 5


def home(request):
    """The front page: a lead, the latest, and what the archive is still asked for."""
    page = page_of(Article.objects.published().with_cards(), request, LATEST)
    lead, *latest = page.articles or [None]
    return render(
        request,
        "home.html",
        {"lead": lead, "latest": latest, "older": page.older, "wanted": ReadMoreLink.objects.wanted()[:WANTED]},
    )


def favicon(request):
    """Browsers ask for it wherever a page, such as the admin's, names no icon of its own."""
    return redirect(static("favicon.svg"))
