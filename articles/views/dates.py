"""The date archive: years, months, days."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.db.models.functions import ExtractYear
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.models import Article, dating
from articles.models.lists import ZONE_SLACK
from articles.views.pages import page_of


def dates(request):
    """Every year that has a story, with their number."""
    years = Article.objects.published().order_by().values(year=ExtractYear("published_on"))
    return render(request, "dates.html", {"years": years.annotate(stories=Count("pk")).order_by("-year")})


def year(request, year):
    articles = _articles(year)
    months = _counts(articles, "published_on__month", date_precision__in=["day", "month"])
    first = date(int(year), 1, 1)
    cells = [Cell(first.replace(month=month), months.get(month, 0), "month") for month in range(1, 13)]
    return _render(request, "year.html", articles, (year,), months=cells)


def month(request, year, month):
    articles = _articles(year, month)
    first = date(int(year), int(month), 1)
    days = _counts(articles, "published_on__day", date_precision="day")
    cells = [
        Cell(first.replace(day=day), days.get(day, 0), "day")
        for day in range(1, monthrange(first.year, first.month)[1] + 1)
    ]
    return _render(request, "month.html", articles, (year, month), weeks=_weeks(cells))


def day(request, year, month, day):
    return _render(request, "day.html", _articles(year, month, day), (year, month, day))


@dataclass(frozen=True)
class Cell:
    """A month of a year, or a day of a month, with its number of stories."""

    first: date
    stories: int
    kind: str

    @property
    def url(self):
        return address(self.first, self.kind) if self.stories else ""


def address(day, kind):
    """The address of the "year", "month" or "day" in which `day` is."""
    parts = {"year": ["%Y"], "month": ["%Y", "%m"], "day": ["%Y", "%m", "%d"]}[kind]
    return reverse(kind, args=[day.strftime(part).zfill(2) for part in parts])


def _articles(*period):
    try:
        return Article.objects.published().on(*map(int, period))
    except ValueError:
        raise Http404(_("There is no such day in the calendar.")) from None


def _counts(articles, part, **known):
    return dict(articles.filter(**known).order_by().values_list(part).annotate(Count("pk")))


def _weeks(cells):
    """The days of a month in rows of seven from Monday, with None where a week begins or ends in another month."""
    row = [None] * cells[0].first.weekday() + cells
    row += [None] * (-len(row) % 7)
    return [row[start : start + 7] for start in range(0, len(row), 7)]


def _render(request, template, articles, period, **context):
    page = page_of(articles.with_cards(), request)
    if not page:
        raise Http404(_("The archive has no story of that date."))
    kind = ("year", "month", "day")[len(period) - 1]
    first, after = dating.period(*map(int, period))
    earlier, later = _neighbours(first, after, kind)
    context |= {"page": page, "first": first, "kind": kind, "earlier": earlier, "later": later}
    return render(request, template, context)


def _neighbours(first, after, kind):
    """The nearest years, months or days on either side with a story, as (first day, address) or None; one query."""
    known = {"year": ["day", "month", "year"], "month": ["day", "month"], "day": ["day"]}[kind]
    dated = Article.objects.published().filter(date_precision__in=known).order_by()
    # By the order of lists, so that their index finds both: only a day's worth of rows can lie between.
    earlier = dated.filter(published_on__lt=first, appears_at__lt=dating.midnight(first) + ZONE_SLACK)
    later = dated.filter(published_on__gte=after, appears_at__gte=dating.midnight(after) - ZONE_SLACK)
    earlier = earlier.order_by("-appears_at", "-pk").values_list("published_on")[:1]
    later = later.order_by("appears_at", "pk").values_list("published_on")[:1]
    beside = [None, None]
    for (day,) in earlier.union(later, all=True):
        beside[day >= after] = (day, address(day, kind))
    return beside
