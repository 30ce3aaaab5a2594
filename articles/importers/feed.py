"""RSS 0.9–2.0, Atom and RDF feeds → Items, read by feedparser, which is given bytes and so asks nobody.

A feed of ordinary size is read as a whole; a longer one in batches of whole items under the feed's own head, so
that memory holds one batch.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO

import feedparser

from articles.importers.decoding import MAGIC
from articles.importers.names import Names, shipped
from articles.importers.record import Dating, Item, Picture, Unreadable
from articles.importers.syndicated import (
    Story,
    dating,
    moment,
    paragraphs_of_text,
    record_of,
    unique,
    web,
    words,
    words_of_html,
)
from articles.importers.xmlitems import Piece, pieces

# feedparser holds some twenty times a feed's size in memory; the longest feed met in trials has 2 MB.
WHOLE = 4 * 1024 * 1024
# A batch, and the head that is read again for each.
MOST_HEAD = 1024 * 1024
MEDIA_IMAGE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)(?:\?\S*)?$", re.IGNORECASE)
ROOT = re.compile(rb"<(?:[\w.-]+:)?(?:rss|feed|rdf|channel)[\s>]", re.IGNORECASE)
OPENED = re.compile(rb"<((?:[\w.-]+:)?(?:rss|feed|rdf|channel|items))(?=[\s>])", re.IGNORECASE)
# The last two are what packed in Base64 is called, which feedparser has unpacked.
TEXTUAL = {"text/html", "application/xhtml+xml", "text/plain", "application/octet-stream", "application/html"}
# Blogger marks what kind of thing an entry is where others name its subject.
NO_SUBJECTS = "http://schemas.google.com/g/2005#kind"


def items(stream: BinaryIO, names: Names | None = None) -> Iterator[Item]:
    """A feed's entries. Raises Unreadable for what is no feed; `names` None means those shipped."""
    names = shipped() if names is None else names
    start = stream.read(WHOLE + 1)
    if len(start) <= WHOLE:
        yield from _whole(start, names)
    else:
        yield from _batches(io.BufferedReader(_Rest(start, stream)), names)


class _Rest(io.RawIOBase):
    """A stream of which the start was read already."""

    def __init__(self, start: bytes, stream: BinaryIO):
        self.start, self.stream = io.BytesIO(start), stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        data = self.start.read(len(buffer)) or self.stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _whole(data: bytes, names: Names) -> Iterator[Item]:
    feed = _parsed(data)
    if feed is None:
        yield from _batches(io.BytesIO(data), names)
        return
    head, *found = pieces(io.BytesIO(data))
    # Where the two readers disagree, there is no telling which piece is which entry.
    if len(found) != len(feed.entries):
        found = [Piece(number, 0, b"") for number in range(1, len(feed.entries) + 1)]
    yield from _read(feed, found, names, head.raw)


def _batches(stream: BinaryIO, names: Names) -> Iterator[Item]:
    found = pieces(stream)
    head = next(found).raw
    first = next(found, None)
    if first is None or not head or len(head) > MOST_HEAD:
        raise Unreadable(f"no feed: looked for an entry in the first {MOST_HEAD:,} bytes, found none")
    for batch in _batched(chain([first], found)):
        usable = [piece for piece in batch if piece.raw]
        feed = _parsed(head + b"\n".join(piece.raw for piece in usable))
        if feed and len(feed.entries) == len(usable):
            yield from _in_order(batch, _read(feed, usable, names, head), head)
        else:
            yield from chain.from_iterable(_alone(head, piece, names) for piece in batch)


def _batched(found: Iterator[Piece]) -> Iterator[list[Piece]]:
    """Pieces together, no more of them than feedparser may hold at once."""
    batch: list[Piece] = []
    size = 0
    for piece in found:
        size += len(piece.raw)
        if batch and size > MOST_HEAD:
            yield batch
            batch, size = [], len(piece.raw)
        batch.append(piece)
    if batch:
        yield batch


def _in_order(batch: list[Piece], read: Iterator[Item], head: bytes) -> Iterator[Item]:
    for piece in batch:
        yield next(read) if piece.raw else _broken(piece, head)


def _alone(head: bytes, piece: Piece, names: Names) -> Iterator[Item]:
    """An entry read by itself, for some entry in its batch upsets the others."""
    feed = _parsed(head + piece.raw) if piece.raw else None
    if feed and len(feed.entries) == 1:
        yield from _read(feed, [piece], names, head)
    else:
        yield _broken(piece, head)


def _around(head: bytes) -> tuple[bytes, bytes]:
    """What stands before the first entry, and the end of what it opens: feedparser reads a whole feed more strictly."""
    opened = [tag for tag in OPENED.findall(head) if b"</" + tag not in head]
    return head, b"".join(b"</" + tag + b">" for tag in reversed(opened))


def _broken(piece: Piece, head: bytes) -> Item:
    what = f"it has {piece.size:,} bytes" if not piece.raw else "found something else"
    return Item(piece.number, None, f"looked for one entry of a feed, {what}", piece.line, piece.raw, _around(head))


def _parsed(data: bytes) -> feedparser.FeedParserDict | None:
    """What feedparser reads, None where it trips. Raises Unreadable for what is no feed."""
    if any(data.startswith(magic) for magic, _ in MAGIC) or b"<" not in data:
        raise Unreadable(f"no feed: looked for <rss>, <feed> or <rdf:RDF>, found {data[:12]!r} at the start")
    try:
        # Addresses and tags are seen to by `blocks`, for all formats alike.
        feed = feedparser.parse(io.BytesIO(data), resolve_relative_uris=False, sanitize_html=False)
    except (ValueError, LookupError, AttributeError, TypeError, AssertionError, RecursionError, OverflowError):
        # Its reader for broken feeds is not proof against all of them.
        return None
    if not feed.version and not feed.entries and not ROOT.search(data):
        raise Unreadable("no feed: looked for <rss>, <feed> or <rdf:RDF> with entries, found none of them")
    return feed


def _read(feed: feedparser.FeedParserDict, found: list[Piece], names: Names, head: bytes) -> Iterator[Item]:
    whole = _around(head)
    for entry, piece in zip(feed.entries, found, strict=True):
        # The end of the feed behind a piece of an entry would make it look whole.
        around = whole if piece.whole else (head, b"")
        try:
            if not piece.whole and piece is found[-1] and not piece.raw.rstrip().endswith(b">"):
                raise Unreadable(f"the file ends inside the entry that begins on line {piece.line}: looked for its end")
            yield Item(piece.number, _record(entry, feed, names), "", piece.line, piece.raw, around)
        except Unreadable as refused:
            yield Item(piece.number, None, str(refused), piece.line, piece.raw, around)


def _record(entry, feed, names: Names):
    html, base, language = _content(entry)
    # feedparser gives the text for the summary that an entry lacks.
    has_summary = all(dict.get(entry, "summary") != part.get("value") for part in dict.get(entry, "content") or [])
    link, original = web(entry.get("link")), web(entry.get("feedburner_origlink"))
    source = dict.get(entry, "source") or {}
    authors = _authors(entry) or _authors(source) or (_authors(feed.feed) if feed.version.startswith("atom") else ())
    published, updated_at = _dates(entry, feed.version)
    story = Story(
        names=names,
        title=_plain(entry, "title"),
        html=html,
        summary=_plain(entry, "summary") if has_summary else "",
        base=web(base) or original or link,
        language=words(language or entry.get("language") or feed.feed.get("language")),
        publisher=_plain(source, "title") or _plain(feed.feed, "title") or words(feed.feed.get("publisher")),
        authors=authors,
        byline="" if authors else words(entry.get("author")),
        pictures=_pictures(entry),
    )
    return record_of(
        story,
        dating=published,
        updated_at=updated_at,
        url=original or link,
        external_id=words(entry.get("id")) or original or link,
        tags=tuple(("topic", name) for name in _subjects(entry)),
        former_urls=unique([link] if original and original != link else []),
    )


def _plain(holder: dict, key: str) -> str:
    """A title or summary as plain text."""
    text = dict.get(holder, key)
    kind = (dict.get(holder, f"{key}_detail") or {}).get("type", "")
    return words(text) if kind == "text/plain" else words_of_html(text)


def _content(entry) -> tuple[str, object, object]:
    """(HTML, base address, language) of the fullest text that an entry has."""
    said = [part for part in dict.get(entry, "content") or [] if part.get("value")]
    textual = [part for part in said if part.get("type") in TEXTUAL]
    if not textual and dict.get(entry, "summary"):
        textual = [dict.get(entry, "summary_detail") or {"value": entry["summary"]}]
    if not textual:
        return "", "", ""
    part = max(textual, key=lambda part: len(part.get("value") or ""))
    value = part.get("value") or ""
    html = paragraphs_of_text(value) if part.get("type") == "text/plain" else value
    return html, part.get("base"), part.get("language")


def _authors(holder: dict) -> tuple[str, ...]:
    """Names of people; an e-mail address is none."""
    people = [words(person.get("name")) for person in dict.get(holder, "authors") or []]
    detail = (dict.get(holder, "author_detail") or {}).get("name")
    return unique(people) or unique([words(detail)])


def _dates(entry, version: str) -> tuple[Dating | None, object]:
    """(Dating, moment of the last change). dc:date is the day a story came out; feedparser calls it "updated"."""
    texts = {key: words(dict.get(entry, key)) for key in ("published", "updated", "created")}
    parsed = {key: dict.get(entry, f"{key}_parsed") for key in texts}
    updated_at = moment(texts["updated"], parsed["updated"])
    for key in ("published", "created"):
        if found := dating(texts[key], parsed[key]):
            return found, updated_at if updated_at and (not found.at or updated_at > found.at) else None
    is_change = version.startswith("atom")
    found = dating(texts["updated"], parsed["updated"], "inferred" if is_change else "stated")
    return found, updated_at if is_change else None


def _subjects(entry) -> tuple[str, ...]:
    told = [tag for tag in dict.get(entry, "tags") or [] if tag.get("scheme") != NO_SUBJECTS]
    subjects = (words_of_html(tag.get("label") or tag.get("term")) for tag in told)
    return unique(name for name in subjects if not web(name))


def _pictures(entry) -> tuple[Picture, ...]:
    """Enclosures and media that are images; a thumbnail only where there is nothing better."""
    credit = words_of_html((dict.get(entry, "media_credit") or [{}])[0].get("content"))
    media = [(one.get("url"), one.get("medium") or one.get("type")) for one in dict.get(entry, "media_content") or []]
    links = [one for one in dict.get(entry, "links") or [] if one.get("rel") == "enclosure"]
    media += [(one.get("href"), one.get("type")) for one in links]
    found = [web(url) for url, kind in media if _is_image(url, kind)]
    thumbnails = [web(one.get("url")) for one in dict.get(entry, "media_thumbnail") or []]
    return tuple(Picture(url, credit=credit) for url in unique(found) or unique(thumbnails)[:1])


def _is_image(url: object, kind: object) -> bool:
    return words(kind).startswith("image") or (not kind and bool(MEDIA_IMAGE.search(words(url))))
