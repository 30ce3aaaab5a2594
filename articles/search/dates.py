"""Dates as a reader types them: a year, a month or a day, as ISO 8601 writes them."""

import re
from datetime import date, timedelta

from django.utils.formats import date_format

# The days before and after a period must be dates too, and Python's are of the years 1 to 9999.
FIRST_YEAR, LAST_YEAR = 2, 9998
DATE = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")


def period(text: str) -> tuple[str, date, date] | None:
    """What "2024", "2024-07" or "2024-07-16" names: (as ISO 8601, its first day, the day after it). None: no date."""
    found = DATE.fullmatch(text)
    if not found:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        first = date(year, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        return None
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    if day is not None:
        return first.isoformat(), first, first + timedelta(days=1)
    if month is not None:
        after = date(year + 1, 1, 1) if month == 12 else date(year, month + 1, 1)
        return first.isoformat()[:7], first, after
    return first.isoformat()[:4], first, date(year + 1, 1, 1)


def in_words(iso: str) -> str:
    """2024-07-16 as July 16, 2024; 2024-07 as July 2024; 2024 as it is."""
    known = [int(part) for part in iso.split("-")]
    first = date(*known, *[1] * (3 - len(known)))
    return date_format(first, ("Y", "YEAR_MONTH_FORMAT", "DATE_FORMAT")[len(known) - 1])
