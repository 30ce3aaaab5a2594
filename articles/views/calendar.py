"""Calendars and heat-maps: periods with their numbers of stories, beside what is usual, and the holes between them."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from statistics import median

from django.urls import reverse


@dataclass(frozen=True)
class Cell:
    """A year, month or day with its number of stories.

    `level` says how full it is: 0 empty, 1 less than three quarters of what is usual among its like (their median), 2
    as usual, 3 more by a quarter: of some fifty stories a day, chance alone brings or takes less than that. `inside` is
    false for what lies before the archive's first day or after its last.
    """

    first: date
    kind: str
    stories: int = 0
    level: int = 0
    inside: bool = True

    @property
    def url(self):
        return address(self.first, self.kind) if self.stories else ""


def address(day, kind):
    """The address of the "year", "month" or "day" in which `day` is."""
    parts = day.isoformat().split("-")[: 1 + ["year", "month", "day"].index(kind)]
    return reverse(kind, args=parts)


def cells(firsts, kind, counts, span=None):
    """A cell for each of the periods that begin on the days `firsts`. `counts` are their numbers of stories, those of
    all that they are compared with; `span` is the archive's first day and its last, or (None, None)."""
    usual = median(counts.values()) if counts else 0
    return [
        Cell(first, kind, counts.get(first, 0), level(counts.get(first, 0), usual), _inside(first, span))
        for first in firsts
    ]


def level(stories, usual):
    if not stories:
        return 0
    return 1 + (4 * stories >= 3 * usual) + (4 * stories > 5 * usual)


def _inside(first, span):
    return span is None or (None not in span and span[0] <= first <= span[1])


def months_of(year):
    return [date(year, month, 1) for month in range(1, 13)]


def days_of(first):
    """The days of the month that begins on `first`."""
    return [first.replace(day=day) for day in range(1, monthrange(first.year, first.month)[1] + 1)]


def weeks(days):
    """The cells of a month in rows of seven from Monday, with None where a week begins or ends in another month."""
    row = [None] * days[0].first.weekday() + days
    row += [None] * (-len(row) % 7)
    return [row[start : start + 7] for start in range(0, len(row), 7)]
