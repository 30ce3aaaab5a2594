"""What feeds, JSON Feed and WordPress exports share: a title and a story's HTML → Record, and dates as they write them.

Raises Unreadable for a story that cannot be kept: the message says what was looked for.
"""

from __future__ import annotations

import calendar
import html as entities
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from time import struct_time

import nh3

from articles.importers import bylines, dates
from articles.importers.blocks import html_blocks, plain
from articles.importers.citations import cited
from articles.importers.decoding import UNWANTED
from articles.importers.languages import guess
from articles.importers.names import Names
from articles.importers.pictures import each_once
from articles.importers.proposals import proposals
from articles.importers.record import Dating, Picture, Record, Unreadable

MAX_HEADLINE = 1000
# A headline made of a first sentence is cut at a word before this.
MADE_HEADLINE = 120
# A standfirst is a paragraph: a longer summary is a text of its own.
MAX_STANDFIRST = 2000
# A title with tags is taken apart up to here; there is no telling what a longer one is.
MOST_TITLE = 200_000
PARTS = re.compile(r"<(?=/?(?:br|p|div|li|h[1-6]|td|tr)[\s/>])", re.IGNORECASE)
# Ten letters, lest "Mr." be a sentence.
SENTENCE = re.compile(r".{10,}?[.!?…۔؟][”’\"')\]»]*(?=\s|$)|.{4,}?[。！？]", re.DOTALL)
# Feeds end a summary that is the text's beginning in one of these.
CUT = re.compile(
    r"\s*(?:\[?\s*(?:…|\.\.\.)\s*\]?|(?:continue reading|read more|weiterlesen|lire la suite)\b.*)\s*$", re.IGNORECASE
)
# A language shows within a few paragraphs.
GUESSED_FROM = 2000
LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{2,8}){0,3}")
WEB = re.compile(r"https?://[^\s/]\S*", re.IGNORECASE)


def words(text: object) -> str:
    """`text` on one line, without what may not be in a page; "" for what is no text."""
    return " ".join(text.translate(UNWANTED).split()) if isinstance(text, str) else ""


def words_of_html(html: object) -> str:
    """The words of a title or a name in which there may be tags and entities."""
    if not isinstance(html, str) or not ("<" in html or "&" in html):
        return words(html)
    apart = PARTS.sub(" <", html[:MOST_TITLE])
    return words(entities.unescape(nh3.clean(apart, tags=set(), clean_content_tags={"script", "style"})))


def web(url: object) -> str:
    """An address of the web, or ""."""
    url = words(url)
    return url if WEB.fullmatch(url) else ""


def paragraphs_of_text(text: str) -> str:
    """Plain text as HTML: blank lines part paragraphs, line ends stay."""
    parts = re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n").strip())
    return "\n".join(f"<p>{entities.escape(part, quote=False).replace(chr(10), '<br>')}</p>" for part in parts)


@dataclass(frozen=True, slots=True)
class Story:
    """What a format says of a story; see `Record` for each. `pictures` stand beside those of the text."""

    names: Names
    title: str = ""
    html: str = ""
    summary: str = ""
    # Whether somebody wrote the summary to stand above the text, even if it says the same; feeds make theirs.
    by_hand: bool = False
    base: str = ""
    language: str = ""
    publisher: str = ""
    authors: tuple[str, ...] = ()
    byline: str = ""
    pictures: tuple[Picture, ...] = ()


def record_of(story: Story, **particulars) -> Record:
    """The Record of a story; `particulars` are fields of `Record` taken as they are."""
    body, read_more, found = html_blocks(story.html, story.base)
    texts = [text for block in body if (text := plain(block))]
    headline = _headline(story.title, texts or [story.summary])
    standfirst = _standfirst(story, headline, texts)
    publisher = story.publisher or story.names.outlet_at(particulars.get("url", ""))
    return Record(
        headline=headline,
        body=body,
        standfirst=standfirst,
        publisher=publisher,
        byline=story.byline or ", ".join(story.authors),
        authors=story.authors,
        dateline=next(filter(None, (bylines.dateline(text, story.names) for text in texts[:2])), ""),
        language=tag_of(story.language) or guess(" ".join([headline, standfirst, *texts])[:GUESSED_FROM]),
        read_more=read_more,
        cited=cited([headline, standfirst, *texts], story.names, publisher),
        pictures=each_once((*found, *story.pictures)),
        proposals=proposals(headline, standfirst, texts, story.names),
        **particulars,
    )


def _headline(title: str, texts: list[str]) -> str:
    if len(title) > MAX_HEADLINE:
        raise Unreadable(
            f"the headline has {len(title):,} characters, more than the {MAX_HEADLINE:,} a headline may have"
        )
    headline = title or first_sentence(next(filter(None, texts), ""))
    if not headline:
        raise Unreadable(
            "no headline: looked for a title, and for a text to take its first sentence from; found neither"
        )
    return headline


def first_sentence(text: str) -> str:
    """The first sentence of a text, cut at a word if it is longer than MADE_HEADLINE."""
    sentence = SENTENCE.match(text[: MADE_HEADLINE * 4])
    line = sentence.group().strip() if sentence else text[: MADE_HEADLINE + 1].strip()
    if len(line) <= MADE_HEADLINE:
        return line
    cut = line[:MADE_HEADLINE].rpartition(" ")[0] or line[: MADE_HEADLINE - 1]
    return f"{cut.rstrip(' ,;:–—-')}…"


def _standfirst(story: Story, headline: str, texts: list[str]) -> str:
    """The summary, unless it is the headline again or the beginning of the text."""
    summary = story.summary
    if len(summary) > MAX_STANDFIRST or summary == headline:
        return ""
    text, beginning = " ".join(texts), CUT.sub("", summary)
    is_beginning = not texts or text.startswith((beginning, beginning[:-1]))
    return summary if story.by_hand or not is_beginning else ""


def tag_of(language: object) -> str:
    """A language as BCP 47 writes it ("en_us" → "en-US"), or ""."""
    match = LANGUAGE.fullmatch(words(language).replace("_", "-"))
    if not match:
        return ""
    first, *rest = match.group().split("-")
    return "-".join([first.lower(), *(part.upper() if len(part) == 2 else part.title() for part in rest)])


# Dates.

PARTIAL = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2}))?")
DAY = re.compile(r"\d{4}-?\d{2}-?\d{2}")
ZONED = re.compile(
    r"(?:Z|[+-]\d{2}:?\d{2}|\b(?:UTC|UT|GMT|[ECMP][SD]T|CEST|CET|BST|JST|MSK))\s*(?:\([^)]*\))?$", re.IGNORECASE
)
# Other readers take the year nought for 2000; "+0000" is a zone, and "T0000" a time.
YEAR_NOUGHT = re.compile(r"(?<![\d+T-])0000(?!\d)")
FIRST_YEAR, LAST_YEAR = 1600, 2199


def moment(text: str, parsed: struct_time | None = None) -> datetime | None:
    """The moment that a date with time and zone names, in that zone; `parsed` is another reader's answer, in UTC."""
    text = words(text)
    if not (":" in text or "T" in text[8:11]) or not ZONED.search(text):
        return None
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            at = read(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        if at.tzinfo and (parsed is None or at.utctimetuple()[:6] == tuple(parsed)[:6]):
            return _within(at)
    return _within(_utc(parsed))


def _utc(parsed: struct_time | None) -> datetime | None:
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC) if parsed else None
    except (ValueError, OverflowError, OSError):
        return None


def _within(at: datetime | None) -> datetime | None:
    """None for a year that no newspaper was printed in, or one that does not exist in UTC."""
    try:
        return at if at and FIRST_YEAR <= at.year <= LAST_YEAR and at.astimezone(UTC) else None
    except (ValueError, OverflowError):
        return None


def dating(text: str, parsed: struct_time | None = None, basis: str = "stated") -> Dating | None:
    """The Dating of a date as feeds write it: RFC 822, W3CDTF (a year or month too), or a line as pages print it."""
    text = words(text)
    if YEAR_NOUGHT.search(text):
        return None
    if at := moment(text, parsed):
        return Dating(at.date(), "day", basis, at, text)
    if partial := PARTIAL.fullmatch(text):
        year, month = int(partial["year"]), int(partial["month"] or 1)
        possible = FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12
        precision = "month" if partial["month"] else "year"
        return Dating(date(year, month, 1), precision, basis, None, text) if possible else None
    if at := _within(_utc(parsed)):
        # Without a zone in the text the other reader took it for UTC: the day is right, the moment is a guess.
        return Dating(at.date(), "day", basis, None, text)
    if DAY.fullmatch(text) or not text:
        return _day(text, basis)
    found = dates.find(text)
    return Dating(found.on, found.precision, basis, found.at, text) if found else None


def _day(text: str, basis: str) -> Dating | None:
    try:
        on = date.fromisoformat(text)
    except ValueError:
        return None
    return Dating(on, "day", basis, None, text) if FIRST_YEAR <= on.year <= LAST_YEAR else None


# No zone is further from UTC.
FURTHEST = timedelta(hours=14)


def at_offset(local: datetime, universal: datetime) -> datetime:
    """A moment given twice, in local time and in UTC, both naive, in the zone that lies between; else in UTC."""
    away = local - universal
    # Zones keep to quarters of an hour.
    if abs(away) <= FURTHEST and not away % timedelta(minutes=15):
        return local.replace(tzinfo=timezone(away))
    return universal.replace(tzinfo=UTC)


def unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, names)))
