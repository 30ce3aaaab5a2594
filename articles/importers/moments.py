"""Dates as machines write them (ISO 8601, RFC 822, seconds since 1970, or a line of text) → Dating."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

from articles.importers.dates import find
from articles.importers.record import Dating

# No paper is older; no date ahead of this was meant.
FIRST_YEAR, LAST_YEAR = 1600, 2199
# No way of writing a date is as long.
LONGEST = 120
SECONDS = re.compile(r"\d{9,10}(?:\d{3})?(?:\.\d+)?")
# Year to minute or second, with no mark between.
FIGURES = re.compile(r"(?:19|20)\d{10}(?:\d{2})?")
PART = re.compile(r"(?P<year>\d{4})(?:[-/](?P<month>\d{1,2}))?")
LOOSE = re.compile(
    r"(?P<day>\d{4}[-/]\d{1,2}[-/]\d{1,2})(?:[T\s,]+(?P<time>\d{1,2}:\d{2}(?::\d{2})?)(?:\.\d+)?\s*"
    r"(?P<zone>Z|UTC|GMT|[+-]\d{1,2}:?\d{2}|[+-]\d{2})?)?",
    re.IGNORECASE,
)


def dating(text: str, language: str = "", basis: str = "stated") -> Dating | None:
    """What a date in a page's or feed's data says, or None where it says nothing possible. `at` only with a zone."""
    text = " ".join(text[:LONGEST].split())
    moment = _moment(text)
    if moment is not None:
        found = Dating(moment.date(), basis=basis, at=moment if moment.tzinfo else None, text=text)
    elif part := PART.fullmatch(text):
        try:
            on = date(int(part["year"]), int(part["month"] or 1), 1)
        except ValueError:
            return None
        found = Dating(on, "month" if part["month"] else "year", basis, text=text)
    else:
        line = find(text, language)
        if line is None:
            return None
        found = Dating(line.on, line.precision, basis, line.at, text)
    return found if FIRST_YEAR <= found.on.year <= LAST_YEAR else None


def _moment(text: str) -> datetime | None:
    """A day or a moment, with its zone where one is given; None for anything else."""
    if len(text) < 8:
        return None
    if FIGURES.fullmatch(text):
        text = f"{text[:8]}T{text[8:]}"
    elif SECONDS.fullmatch(text):
        seconds = float(text)
        return datetime.fromtimestamp(seconds / 1000 if seconds > 1e11 else seconds, UTC)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    if loose := LOOSE.match(text):
        return _loose(loose)
    try:
        return parsedate_to_datetime(text)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None


def _loose(match: re.Match) -> datetime | None:
    """Figures without their leading noughts, and zones as they should not be written."""
    year, month, day = (int(figure) for figure in re.split("[-/]", match["day"]))
    clock = [int(figure) for figure in (match["time"] or "0:0").split(":")]
    zone = (match["zone"] or "").upper().replace("UTC", "Z").replace("GMT", "Z")
    try:
        moment = datetime(year, month, day, *clock)  # noqa: DTZ001 (a zone comes next, if there is one)
        return datetime.fromisoformat(f"{moment.isoformat()}{zone}") if match["time"] else moment
    except ValueError:
        return None
