"""The date archive: years, months, days."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _

from articles.models import Article, PeriodCount, dating
from articles.views import calendar
from articles.views.calendar import address
from articles.views.pages import page_of


def dates(request):
    """Every year with its number of stories and its months, newest first, and the years between that have none."""
    counts = PeriodCount.objects.of_years("year", "month")
    return render(request, "dates.html", {"years": _years(counts["year"], counts["month"])})


@dataclass(frozen=True)
class Year:
    """A year with its months, as cells; `share` is its part of the busiest one's stories, in per cent. Or years without
    a story, from `first` to `last`."""

    first: int
    last: int
    cell: calendar.Cell | None = None
    months: list = ()
    share: int = 0


def _years(counts, months):
    if not counts:
        return []
    most = max(counts.values())
    firsts = [month for day in counts for month in calendar.months_of(day.year)]
    cells = calendar.cells(firsts, "month", months)
    found = []
    for place, (first, stories) in enumerate(counts.items()):
        if found and first.year > found[-1].last + 1:
            found.append(Year(found[-1].last + 1, first.year - 1))
        cell = calendar.Cell(first, "year", stories)
        strip = cells[12 * place : 12 * place + 12]
        found.append(Year(first.year, first.year, cell, strip, -(-100 * stories // most)))
    return found[::-1]


def year(request, year):
    return _render(request, "year", (year,), _months)


def _months(first, counts, span):
    """Each month of the year with its days, as cells."""
    firsts = calendar.months_of(first.year)
    months = calendar.cells(firsts, "month", counts["month"], [day and day.replace(day=1) for day in span])
    days = calendar.cells([day for month in firsts for day in calendar.days_of(month)], "day", counts["day"], span)
    return {"months": [(month, [day for day in days if day.first.month == month.first.month]) for month in months]}


def month(request, year, month):
    return _render(request, "month", (year, month), _weeks)


def _weeks(first, counts, span):
    days = calendar.cells(calendar.days_of(first), "day", counts["day"], span)
    return {"weeks": calendar.weeks(days)}


def day(request, year, month, day):
    return _render(request, "day", (year, month, day))


# A page counts itself and what its calendar shows.
COUNTED = {"year": ("year", "month", "day"), "month": ("month", "day"), "day": ("day",)}


def _render(request, kind, period, drawn=None):
    """The page of a year, month or day with a story; `drawn` makes of its numbers what its calendar shows."""
    page = page_of(_articles(*period).with_cards(), request)
    if not page:
        raise Http404(_("The archive has no story of that date."))
    first, after = dating.period(*map(int, period))
    counts = PeriodCount.objects.within(first, after, *COUNTED[kind])
    around = PeriodCount.objects.around(first, after, kind)
    span = around.get("earliest"), around.get("latest")
    context = {"page": page, "first": first, "kind": kind, "stories": counts[kind].get(first, 0), "span": span}
    context |= {side: _beside(around.get(side), kind) for side in ("earlier", "later")}
    return render(request, f"{kind}.html", context | (drawn(first, counts, span) if drawn else {}))


def _articles(*period):
    try:
        return Article.objects.published().on(*map(int, period))
    except ValueError:
        raise Http404(_("There is no such day in the calendar.")) from None


def _beside(first: date | None, kind):
    """A neighbour as (first day, address), or None."""
    return first and (first, address(first, kind))
