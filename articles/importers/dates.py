"""Date lines: a line that is a date and nothing else → Dating. A sentence that mentions a date is not one.

Nothing is filled in: what a line leaves open stays open (`precision`), and what can be read in two ways
is read only as far as both agree.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from dateparser.date import DateDataParser

from articles.importers.record import Dating

# The first printed newspaper is of 1605. A page may be dated ahead (a monthly, an embargo), but not for years.
FIRST_YEAR = 1600
AHEAD = timedelta(days=366)

# Longer lines say more than a date, even with weekday, time, zone and label in a wordy language.
MAX_LENGTH = 120
MAX_WORDS = 9

PUBLISHED = (
    "first published|originally published|published|publication date|posted|date posted|date published|released|"
    "issued|date|"
    "publié|publiée|mis en ligne|veröffentlicht|erschienen|publicado|publicada|fecha|data|pubblicato|pubblicata|"
    "gepubliceerd|geplaatst|publicerad|publisert|udgivet|julkaistu|opublikowano|data publikacji|yayınlanma tarihi|"
    "yayın tarihi|diterbitkan|опубликовано|дата публикации|опубліковано|نشر|نُشر|تاريخ النشر|نشرت|"
    "تاریخ انتشار|منتشر شده|شائع|تاریخ اشاعت|اشاعت|发布时间|发布|公開日"
)
UPDATED = (
    "updated|last updated|last modified|modified|latest update|mis à jour|mise à jour|dernière mise à jour|modifié|"
    "aktualisiert|zuletzt aktualisiert|stand|actualizado|actualizada|última actualización|atualizado|atualizada|"
    "última atualização|aggiornato|ultimo aggiornamento|bijgewerkt|uppdaterad|oppdatert|opdateret|päivitetty|"
    "aktualizacja|güncelleme|son güncelleme|diperbarui|обновлено|оновлено|آخر تحديث|تحديث|تم التحديث|به‌روزرسانی|"
    "اپ ڈیٹ|更新|更新日"
)
LABEL = re.compile(
    rf"(?:(?P<updated>{UPDATED})|(?P<published>{PUBLISHED}))(?!\w)(?P<rest>\s*(?:on|at|le|am|el|em|il|op|den|في|"
    rf"در)?\s*[:：|–—-]?\s*)",
    re.IGNORECASE,
)

# Names of zones that mean one thing in news; IST, CST and BST each mean several and are left unknown.
ZONES: dict[str, tzinfo] = {"UTC": UTC, "GMT": UTC, "Z": UTC} | {
    name: timezone(timedelta(hours=hours))
    for name, hours in {
        "EST": -5, "EDT": -4, "CDT": -5, "MDT": -6, "MST": -7, "PST": -8, "PDT": -7, "WET": 0, "WEST": 1, "CET": 1,
        "CEST": 2, "MEZ": 1, "MESZ": 2, "EET": 2, "EEST": 3, "MSK": 3, "PKT": 5, "WIB": 7, "SGT": 8, "HKT": 8, "JST": 9,
        "KST": 9, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13, "SAST": 2, "EAT": 3, "WAT": 1,
    }.items()
}  # fmt: skip
CITY_ZONES = {"ET": "America/New_York", "PT": "America/Los_Angeles", "CT": "America/Chicago", "MT": "America/Denver"}

CLOCK = re.compile(
    r"(?:,?\s*(?:at|um|à|a las|às|alle|om|kl\.?|в)?\s*[,@–—|-]?\s*|(?<=\d)T)"
    r"(?<![\d.:/-])(?P<hour>\d{1,2})(?P<mark>[:.hH])(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?"
    r"(?:\s*(?P<half>[ap]\.?m\b\.?))?(?:\s*(?:uhr|hrs?|hours)\b\.?)?"
    r"(?:\s*\(?(?P<zone>(?:UTC|GMT)?\s*[+−-]\d{1,2}:?(?:\d{2})?|(?-i:(?!SEPT|OCT|SAT)[A-Z]{1,4}T|UTC|Z|MSK|WIB|"
    r"MESZ|MEZ))\b\)?(?:\s*\([A-Z]{2,5}\))?)?(?![\d/]|[.-]\d)",
    re.IGNORECASE,
)
DAY_HOUR = re.compile(r"(?<=\d),?\s+(?:at\s+)?(?P<hour>\d{1,2})\s*(?P<half>[ap]\.?m\b\.?)", re.IGNORECASE)
ISO = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})")
NUMERIC = re.compile(r"(?:[^\W\d]+\.?,?\s+)?(?P<a>\d{1,2})(?P<sep>[-/.])\s?(?P<b>\d{1,2})(?P=sep)\s?(?P<year>\d{4})")
YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")

MONTH_OF_YEAR = re.compile(r"[^\W\d]+\.?,?\s+(?:(?:de|of|del)\s+)?\d{4}|\d{4}\s+[^\W\d]+", re.IGNORECASE)

# Where the day is always written before the month. English writes both, so it is not among them.
DAY_FIRST = frozenset("fr de es pt it nl sv da no fi pl cs tr id ru uk ar fa ur".split())
LANGUAGES = (
    "en fr de es pt it nl sv da nb fi pl cs tr id ru uk bg el ro hu ca ar fa ur he hi bn zh ja ko vi"
).split()  # fmt: skip
# In these the parser would pass over words that make a sentence of a date.
SENTENCE_WORDS = re.compile(
    r"\b(?:in|we|since|by|until|till|before|after|from|to|ago|and|was|is|a|an|en|im|seit|bis)\b", re.I
)
# Arabic month names of the Levant and Iraq, which the parser lacks, in those it knows.
LEVANT = {
    "كانون الثاني": "يناير", "شباط": "فبراير", "آذار": "مارس", "نيسان": "أبريل", "أيار": "مايو", "حزيران": "يونيو",
    "تموز": "يوليو", "آب": "أغسطس", "أيلول": "سبتمبر",
    "تشرين الأول": "أكتوبر", "تشرين الثاني": "نوفمبر", "كانون الأول": "ديسمبر",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stamp:
    """A date line: its Dating, and whether its label says that it is the date of the last change."""

    dating: Dating
    updated: bool = False


def find(line: str, language: str = "", today: date | None = None) -> Dating | None:
    """The date that `line` is, or None for a line that is no date or says more than one."""
    stamp = stamped(line, language, today)
    return stamp.dating if stamp else None


def stamped(line: str, language: str = "", today: date | None = None) -> Stamp | None:
    """As `find`, with what the line's label says. `language` tells the order of day and month in 05/06/2024."""
    printed = line.strip()
    if not printed or len(printed) > MAX_LENGTH:
        return None
    text = _plain(printed)
    if not any(character.isdigit() for character in text):
        return None
    label = LABEL.match(text)
    rest = text[label.end() :].strip(" ,.;()[]") if label else text
    if len(rest.split()) > MAX_WORDS:
        return None
    found = _moment(rest, language)
    if found is None and label and re.fullmatch(r"\d{4}", rest):
        found = _period(int(rest), None, None), None, "year"
    if found is None or not _possible(found[0], today):
        return None
    on, at, precision = found
    updated = bool(label and label["updated"])
    basis = "printed" if not label else "inferred" if updated else "stated"
    return Stamp(Dating(on=on, precision=precision, basis=basis, at=at, text=printed), updated)


def _plain(text: str) -> str:
    """Digits of any script as ASCII, spaces of any width as one, no marks of direction, no brackets around it."""
    digits = "".join(str(unicodedata.digit(c)) if c.isdecimal() else c for c in text)
    digits = re.sub("[\u200e\u200f\u061c]", "", digits).replace("،", ",")
    return " ".join(digits.split()).strip(" ,.;|()[]•·–—-")


def _possible(on: date | None, today: date | None) -> bool:
    return on is not None and on.year >= FIRST_YEAR and on <= (today or datetime.now(UTC).date()) + AHEAD


def _moment(text: str, language: str) -> tuple[date | None, datetime | None, str] | None:
    """(first day of the period, moment or None, precision) of a text that is a date with or without a time."""
    clock = CLOCK.search(text) or DAY_HOUR.search(text)
    if clock is None:
        return _day(text, language)
    found = _day(f"{text[: clock.start()]} {text[clock.end() :]}".strip(" ,|–—-"), language)
    if found is None:
        return None
    on, _, precision = found
    parts = clock.groupdict()
    clock_time = _time(parts)
    if clock_time is None:
        return None
    zone = _zone(parts.get("zone") or "")
    if on is None or zone is None or precision != "day":
        return found
    return on, datetime.combine(on, clock_time, zone), precision


def _time(parts: dict[str, str | None]) -> time | None:
    hour, half = int(parts["hour"] or 0), (parts.get("half") or "").lower()
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    try:
        return time(hour, int(parts.get("minute") or 0), min(int(parts.get("second") or 0), 59))
    except ValueError:
        return None


def _zone(name: str) -> tzinfo | None:
    name = name.upper().replace(" ", "").replace("−", "-")
    if name in ZONES:
        return ZONES[name]
    if name in CITY_ZONES:
        return ZoneInfo(CITY_ZONES[name])
    offset = re.fullmatch(r"(?:UTC|GMT)?([+-])(\d{1,2}):?(\d{2})?", name)
    if not offset:
        return None
    away = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
    # The widest offset in use is +14:00.
    return timezone(-away if offset[1] == "-" else away) if away <= timedelta(hours=14) else None


def _day(text: str, language: str) -> tuple[date | None, None, str] | None:
    text = text.strip(" ,.;()")
    if iso := ISO.fullmatch(text):
        return _period(int(iso["year"]), int(iso["month"]), int(iso["day"])), None, "day"
    if numeric := NUMERIC.fullmatch(text):
        return _numeric(int(numeric["a"]), int(numeric["b"]), int(numeric["year"]), language)
    if len(YEAR.findall(text)) != 1 or SENTENCE_WORDS.search(text):
        return None
    return _named(text)


def _period(year: int, month: int | None, day: int | None) -> date | None:
    try:
        return date(year, month or 1, day or 1)
    except ValueError:
        return None


def _numeric(a: int, b: int, year: int, language: str) -> tuple[date | None, None, str]:
    """05/06/2024 is a day only where the language writes one order; else all it says for sure is the year."""
    day_first, month_first = _period(year, b, a), _period(year, a, b)
    if day_first == month_first or not (day_first and month_first):
        return day_first or month_first, None, "day"
    if language in DAY_FIRST:
        return day_first, None, "day"
    return _period(year, None, None), None, "year"


@lru_cache(maxsize=1)
def _parser() -> DateDataParser:
    # Without "absolute-time" alone the library would read "yesterday" and bare numbers as dates.
    settings = {"REQUIRE_PARTS": ["month", "year"], "PREFER_DAY_OF_MONTH": "first", "PARSERS": ["absolute-time"]}
    return DateDataParser(languages=LANGUAGES, settings=settings)


# One masthead date stands on thousands of pages of one import.
@lru_cache(maxsize=4096)
def _named(text: str) -> tuple[date | None, None, str] | None:
    """A date whose month is a word, in any of LANGUAGES."""
    for levant, common in LEVANT.items():
        text = text.replace(levant, common)
    if not any(character.isalpha() for character in text):
        return None
    # A weekday is dropped by the parser even where it is wrong; a clipped "г." it does not know.
    found = _parser().get_date_data(re.sub(r"\bг\.?$", "", text).strip())
    if found.date_obj is None or found.date_obj.year != int(YEAR.findall(text)[0]):
        return None
    numbers = re.findall(r"\d+", text)
    if len(numbers) == 1:
        if not MONTH_OF_YEAR.fullmatch(text):
            return None
        return found.date_obj.date().replace(day=1), None, "month"
    if len(numbers) > 3 or found.period != "day":
        return None
    return found.date_obj.date(), None, "day"
