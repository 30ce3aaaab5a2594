from django.shortcuts import redirect, render
from django.templatetags.static import static

from articles.models import Article, PeriodCount, WantedCount
from articles.views.pages import page_of

LATEST, WANTED = 13, 5


def home(request):
    """The front page: a lead, the latest, how far the archive reaches, and what it is still asked for."""
    page = page_of(Article.objects.published().with_cards(), request, LATEST)
    lead, *latest = page.articles or [None]
    years = PeriodCount.objects.of_years("year")["year"] if lead else {}
    context = {
        "lead": lead,
        "latest": latest,
        "older": page.older,
        "years": list(years),
        "stories": sum(years.values()),
    }
    return render(request, "home.html", context | {"wanted": WantedCount.objects.most(WANTED)})


def favicon(request):
    """Browsers ask for it wherever a page, such as the admin's, names no icon of its own."""
    return redirect(static("favicon.svg"))
