"""Dates of publication: how precisely they are known, on whose word, and how they are said.

Everything that tells a date - page, feed, JSON-LD, export - tells it through `Published`, so that all
say the same and none claims more than is known.
"""

from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time, timedelta

from django.db import models
from django.utils import formats
from django.utils.translation import gettext_lazy as _


class Precision(models.TextChoices):
    DAY = "day", _("Day")
    MONTH = "month", _("Month")
    YEAR = "year", _("Year")


class Basis(models.TextChoices):
    STATED = "stated", _("Stated by the publisher")
    PRINTED = "printed", _("Printed on the page")
    INFERRED = "inferred", _("Inferred by the importer")
    SET = "set", _("Set by an editor")


SAID = {
    Basis.STATED: _("as stated by the publisher"),
    Basis.PRINTED: _("as printed on the page"),
    Basis.INFERRED: _("as inferred from the page"),
    Basis.SET: _("as set by an editor"),
}
# Names of formats, which each language has its own of (newsroom/formats).
SHOWN_SHORT = {Precision.DAY: "DATE_FORMAT", Precision.MONTH: "YEAR_MONTH_FORMAT", Precision.YEAR: "Y"}
SHOWN = SHOWN_SHORT | {Precision.DAY: "WEEKDAY_DATE_FORMAT"}
ISO = {Precision.DAY: "%Y-%m-%d", Precision.MONTH: "%Y-%m", Precision.YEAR: "%Y"}


@dataclass(frozen=True)
class Published:
    """A date of publication to its precision: in words (`long`, `short`, `said`), as ISO 8601 (`iso`, `iso_date`)."""

    on: date
    precision: str
    basis: str
    at: datetime | None = None

    @property
    def iso(self):
        return self.at.isoformat() if self.at else self.iso_date

    @property
    def iso_date(self):
        """The date without its time: 2024-07-16, 2024-07 or 2024."""
        return self.on.strftime(ISO[self.precision])

    @property
    def long(self):
        return formats.date_format(self.on, SHOWN[self.precision])

    @property
    def short(self):
        return formats.date_format(self.on, SHOWN_SHORT[self.precision])

    @property
    def said(self):
        return str(SAID[self.basis])

    def __str__(self):
        return self.short


# Whose word bounds the day on which a story appeared from above. A publisher and an editor say the day; what a page
# prints is the day on which somebody loaded it, when the story was there already. What an importer inferred may be
# any day of the page's life, or of the site's.
CERTAIN = {Basis.STATED, Basis.PRINTED, Basis.SET}


def years_old(published, updated_at, captured_at, today):
    """How many whole years at least have passed on `today` since a story was published or last updated; 0 where none
    have for certain.

    Of a date the last day that it may mean counts, and of its update the later: the words may be as young. The words
    that were captured are at least as old as the capture, whatever dates they bear.
    """
    latest = []
    if published and published.basis in CERTAIN:
        year, month, day = (published.on.year, published.on.month, published.on.day)
        known = {Precision.DAY: (year, month, day), Precision.MONTH: (year, month), Precision.YEAR: (year,)}
        last = period(*known[published.precision])[1] - timedelta(days=1)
        latest.append(max(last, updated_at.date()) if updated_at else last)
    if captured_at:
        latest.append(captured_at.date())
    if not latest:
        return 0
    since = min(latest)
    # An anniversary itself is not more than the years; nor is it certain across time zones.
    return max(0, today.year - since.year - ((today.month, today.day) <= (since.month, since.day)))


class UtcMidnight(models.Func):
    """The first moment, in UTC, of a date column."""

    template = "timezone('UTC', (%(expressions)s)::timestamp)"
    output_field = models.DateTimeField()


class FirstOfMonth(models.Func):
    """The first day of the month of a date column. By way of a timestamp, so that it depends on no zone of time, and
    an index may be made of it."""

    template = "(date_trunc('month', (%(expressions)s)::timestamp)::date)"
    output_field = models.DateField()


def midnight(day):
    return datetime.combine(day, time.min, UTC)


def period(year, month=None, day=None):
    """The first day of a year, month or day, and the first day after it. Raises ValueError where there is none."""
    if not MINYEAR < year < MAXYEAR:
        raise ValueError("The calendar's first year has no day before it, and its last none after it.")
    first = date(year, month or 1, day or 1)
    if day is not None:
        return first, first + timedelta(days=1)
    if month is not None:
        return first, (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    return first, date(year + 1, 1, 1)


def period_of(day, kind):
    """The first day of the "year", "month" or "day" in which `day` is, and the first day after it."""
    return period(*(day.year, day.month, day.day)[: 1 + ["year", "month", "day"].index(kind)])
