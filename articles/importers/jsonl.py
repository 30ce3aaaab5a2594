"""Newsroom's own JSONL → Items: a story a line, as `export_articles` writes it (see `docs/format.md`).

A member that is missing or unknown is no error; one of another type than it should have is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import BinaryIO

from articles.importers.decoding import UNWANTED
from articles.importers.jsonstream import objects, value
from articles.importers.names import Names
from articles.importers.record import Dating, Item, Picture, ReadMore, Record, Unreadable

HEADLINE = 1000
KINDS = {"person", "organisation", "place", "event", "topic"}
# Our states, as a publisher's word on the story: what is in review here is a draft where it comes to.
STATUS = {"": "", "draft": "draft", "review": "draft", "published": "published", "withdrawn": "canceled"}
BASES = {"stated", "printed", "inferred", "set"}
DAY = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
FIRST_YEAR, LAST_YEAR = 1600, 2199


def pieces(stream: BinaryIO) -> Iterator[Item]:
    """Each story as it stands in the file, not yet read: an `Item` without its record."""
    for number, (line, raw, reason) in enumerate(objects(stream), 1):
        yield Item(number, None, reason, line, raw)


def item(piece: Item, names: Names | None = None) -> Item:
    """The story that a piece holds, or why it holds none."""
    if piece.reason:
        return piece
    try:
        return Item(piece.number, _record(_object(piece.raw)), "", piece.line, piece.raw)
    except Unreadable as refused:
        return Item(piece.number, None, str(refused), piece.line, piece.raw)


def items(stream: BinaryIO, names: Names | None = None) -> Iterator[Item]:
    """The file's stories in order. Raises Unreadable for what is no JSON at all; `names` are not needed."""
    return (item(piece) for piece in pieces(stream))


# What no text should have, but for spaces and line ends.
HIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\ufeff\u202d\u202e\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def _object(raw: bytes) -> dict:
    """The object in `raw`, free of such characters, however they were written."""
    try:
        text = raw.decode()
        if "\\u" not in text and (text.isprintable() or not HIDDEN.search(text)):
            # The common case, at a tenth of the time: nothing to take out, and the encoding is plain.
            found = json.loads(text)
            return found if isinstance(found, dict) else value(raw)
    except (ValueError, RecursionError):
        pass  # `value` knows other encodings, and says what is wrong
    return _cleaned(value(raw))


def _cleaned(told: object) -> object:
    if isinstance(told, str):
        return told.translate(UNWANTED) if HIDDEN.search(told) else told
    if isinstance(told, list):
        return [_cleaned(one) for one in told]
    return {_cleaned(key): _cleaned(one) for key, one in told.items()} if isinstance(told, dict) else told


def _record(told: dict) -> Record:
    headline = _line(told, "headline")
    if not headline:
        raise Unreadable("looked for a “headline”, found none")
    if len(headline) > HEADLINE:
        raise Unreadable(f"the headline has {len(headline):,} characters, more than {HEADLINE:,}")
    return Record(
        headline=headline,
        body=_texts(told, "body"),
        standfirst=_text(told, "standfirst"),
        publisher=_line(told, "publisher"),
        dating=_dating(told),
        updated_at=_moment(told, "updated_at"),
        byline=_line(told, "byline"),
        authors=_texts(told, "authors"),
        dateline=_line(told, "dateline"),
        language=_line(told, "language")[:35],
        url=_line(told, "url"),
        external_id=_line(told, "external_id"),
        read_more=tuple(_read_more(link) for link in _objects(told, "read_more")),
        cited=_texts(told, "cited"),
        tags=tuple(_tag(tag) for tag in _objects(told, "tags")),
        section=_line(told, "section"),
        status=_status(told),
        pictures=tuple(_picture(picture) for picture in _objects(told, "pictures")),
        former_urls=_texts(told, "former_urls"),
        slug=_line(told, "slug")[:100],
        corrections=tuple(_correction(note) for note in _objects(told, "corrections")),
    )


def _of(told: dict, member: str, kind: type, what: str):
    found = told.get(member)
    if found is None:
        return kind()
    if type(found) is not kind:
        raise Unreadable(f"“{member}”: looked for {what}, found {json.dumps(found, default=str)[:60]}")
    return found


def _text(told: dict, member: str) -> str:
    return _of(told, member, str, "a text").strip()


def _line(told: dict, member: str) -> str:
    if member not in told:
        return ""
    return " ".join(_of(told, member, str, "a text").split())


def _texts(told: dict, member: str) -> tuple[str, ...]:
    found = _of(told, member, list, "a list of texts")
    for one in found:
        if not isinstance(one, str):
            raise Unreadable(f"“{member}”: looked for texts in the list, found {json.dumps(one, default=str)[:60]}")
    return tuple(one for one in found if one.strip())


def _objects(told: dict, member: str) -> list[dict]:
    found = _of(told, member, list, "a list of objects")
    for one in found:
        if not isinstance(one, dict):
            raise Unreadable(f"“{member}”: looked for objects in the list, found {json.dumps(one, default=str)[:60]}")
    return found


def _status(told: dict) -> str:
    status = _line(told, "status")
    if status not in STATUS:
        raise Unreadable(f"“status”: looked for {', '.join(filter(None, STATUS))}, found “{status[:60]}”")
    return STATUS[status]


def _dating(told: dict) -> Dating | None:
    published = _of(told, "published", dict, "an object")
    if not published:
        return None
    on, precision = _day(published, "on")
    basis = _line(published, "basis") or "stated"
    if basis not in BASES:
        raise Unreadable(f"“basis”: looked for {', '.join(sorted(BASES))}, found “{basis[:60]}”")
    at = _moment(published, "at") if precision == "day" else None
    return Dating(on, precision, basis, at)


PRECISIONS = ("year", "month", "day")


def _day(told: dict, member: str) -> tuple[date, str]:
    """(first day, precision) of "2024", "2024-07" or "2024-07-16"."""
    text = _line(told, member)
    found = DAY.fullmatch(text)
    try:
        year, *rest = (int(part) for part in found.groups() if part)
        on = date(year, *rest, *[1] * (2 - len(rest)))
    except (AttributeError, ValueError):
        raise Unreadable(f"“{member}”: looked for a date like 2024-07-16, found “{text[:60]}”") from None
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Unreadable(f"“{member}”: looked for a year from {FIRST_YEAR} to {LAST_YEAR}, found {year}")
    return on, PRECISIONS[len(rest)]


def _moment(told: dict, member: str) -> datetime | None:
    text = _line(told, member)
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Unreadable(f"“{member}”: looked for a moment as ISO 8601 has it, found “{text[:60]}”") from None
    if found.tzinfo is None:
        raise Unreadable(f"“{member}”: looked for a moment with its zone, found “{text[:60]}”")
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise Unreadable(f"“{member}”: looked for a year from {FIRST_YEAR} to {LAST_YEAR}, found {found.year}")
    return found


def _read_more(told: dict) -> ReadMore:
    headline = _line(told, "headline")
    if not headline or len(headline) > HEADLINE:
        raise Unreadable(f"“read_more”: looked for a headline of up to {HEADLINE:,} characters in each link")
    after = _of(told, "after", int, "a number of blocks")
    return ReadMore(
        headline,
        _text(told, "line") or headline,
        _line(told, "label") or "Read more",
        min(max(after, 0), 1_000_000),
        _line(told, "url"),
    )


def _tag(told: dict) -> tuple[str, str]:
    kind, name = _line(told, "kind"), _line(told, "name")
    if kind not in KINDS or not name:
        raise Unreadable(f"“tags”: looked for a name and one of {', '.join(sorted(KINDS))}, found “{kind}: {name}”")
    return kind, name


def _picture(told: dict) -> Picture:
    return Picture(*(_text(told, member) for member in ("url", "caption", "credit", "alt")))


def _correction(told: dict) -> tuple[date, str]:
    on, precision = _day(told, "on")
    text = _text(told, "text")
    if precision != "day" or not text:
        raise Unreadable("“corrections”: looked for a whole date and a text in each")
    return on, text
