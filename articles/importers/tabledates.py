"""Dates in a table: one column writes them in one order, so its plain cases tell how to read the others.

03/04/2021 is a day only where some date of the same column shows which number is the month (25/04/2021), and none shows
the contrary; or where an editor says so. Else all that it says for sure is the year, as everywhere in the archive.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from articles.importers import moments
from articles.importers.record import Dating, Unreadable

DAY_FIRST, MONTH_FIRST = "day first", "month first"
ORDERS = {"published-day-first": DAY_FIRST, "published-month-first": MONTH_FIRST}
NUMERIC = re.compile(
    r"(?P<a>\d{1,2})(?P<mark>[-/.])(?P<b>\d{1,2})(?P=mark)(?P<year>\d{4})(?P<rest>(?:[T ,].*)?)", re.DOTALL
)
# What stands in a cell for nothing; spreadsheets and databases write these.
NOTHING = {"", "-", "–", "—", "n/a", "na", "nan", "nat", "none", "null", "0000-00-00", "0000-00-00 00:00:00", "0"}


def is_nothing(cell: str) -> bool:
    return cell.strip().casefold() in NOTHING


def order_shown(cell: str) -> str:
    """The order of day and month that a date shows by itself, or ""."""
    match = NUMERIC.fullmatch(cell.strip())
    if not match:
        return ""
    a, b = int(match["a"]), int(match["b"])
    if a > 12 >= b > 0:
        return DAY_FIRST
    return MONTH_FIRST if b > 12 >= a > 0 else ""


def is_open(cell: str) -> bool:
    """Whether a date can be read in two ways."""
    match = NUMERIC.fullmatch(cell.strip())
    return (
        bool(match) and 0 < int(match["a"]) <= 12 and 0 < int(match["b"]) <= 12 and int(match["a"]) != int(match["b"])
    )


def order_of(cells: Iterable[str]) -> str:
    """The one order that the dates of a column show; "" where none shows any, or they contradict each other."""
    shown = {order for cell in cells if (order := order_shown(cell))}
    return shown.pop() if len(shown) == 1 else ""


def dating(cell: str, order: str, language: str) -> tuple[Dating | None, str]:
    """(when, what an editor should know) for a cell. Raises Unreadable for what is no date."""
    text = " ".join(cell.split())
    if is_nothing(text):
        return None, ""
    found = _ordered(text, order) or moments.dating(text, language)
    if found is None:
        raise Unreadable(f"“{text[:60]}” is no date: looked for a day, a month or a year, in figures or in words")
    if found.precision == "year" and is_open(text):
        return found, f"the date {text[:40]} can be read in two ways, so only its year is kept"
    return found, ""


def _ordered(text: str, order: str) -> Dating | None:
    """A date in figures, read in the order that is known, or in the only one that there is."""
    match = NUMERIC.fullmatch(text)
    order = order_shown(text) or order
    if not match or not order:
        return None
    day, month = (match["a"], match["b"]) if order == DAY_FIRST else (match["b"], match["a"])
    try:
        on = date(int(match["year"]), int(month), int(day))
    except ValueError:
        return None
    found = moments.dating(on.isoformat() + match["rest"].replace(",", " "))
    return replace(found, text=text) if found else None
