"""JSON Feed 1 and 1.1 → Items (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from articles.importers.names import Names, shipped
from articles.importers.record import Item, Picture, Record, Unreadable
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

# A feed lists what is new; JSON must be held as a whole, some ten times its size in memory.
MOST_BYTES = 64 * 1024 * 1024
ITEMS = re.compile(r"\"items\"\s*:\s*\[")
BETWEEN = re.compile(r"[\s,]*")
MARKS = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)|[{}\[\]]', re.DOTALL)
# Control characters in strings are against the standard, and common.
DECODER = json.JSONDecoder(strict=False)


def items(stream: BinaryIO, names: Names | None = None) -> Iterator[Item]:
    """A feed's items. Raises Unreadable for what is no JSON Feed; `names` None means those shipped."""
    names = shipped() if names is None else names
    data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise Unreadable(f"the file has more than the {MOST_BYTES:,} bytes that a JSON Feed may have")
    feed, stopped = _feed(_text(data))
    around = _around(feed)
    for number, item in enumerate(feed["items"], 1):
        raw = _raw(item)
        try:
            yield Item(number, _record(item, feed, names), raw=raw, around=around)
        except Unreadable as refused:
            yield Item(number, None, str(refused), raw=raw, around=around)
    if stopped:
        yield Item(len(feed["items"]) + 1, None, stopped)


def _around(feed: dict) -> tuple[bytes, bytes]:
    """The feed without its items, in two halves."""
    head = _raw({name: told for name, told in feed.items() if name != "items"})
    return (head.removesuffix(b"}") + b', "items": [', b"]}")


@dataclass(frozen=True, slots=True)
class _Deep:
    """An item nested deeper than Python reads: as it stands in the feed."""

    text: str


def _raw(item: object) -> bytes:
    """The item as JSON; b"" for one that can be read but is too deep to be written."""
    try:
        text = item.text if isinstance(item, _Deep) else json.dumps(item, ensure_ascii=False)
    except RecursionError:
        return b""
    return text.encode("utf-8", errors="backslashreplace")


def _text(data: bytes) -> str:
    encoding = json.detect_encoding(data)
    return data.decode(encoding, errors="byte_as_cp1252" if encoding.startswith("utf-8") else "replace")


def _feed(text: str) -> tuple[dict, str]:
    """(the feed, where its items stop making sense: "" in a sound one). Raises Unreadable."""
    stopped = ""
    try:
        feed = DECODER.decode(text)
    except (ValueError, RecursionError) as error:
        feed, whole = _readable_part(text)
        stopped = "" if whole else f"the JSON is broken here: {error}"
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise Unreadable("no JSON Feed: looked for an object with a list of “items”, found none")
    if "jsonfeed.org/" not in words(feed.get("version")):
        raise Unreadable(f"no JSON Feed: looked for its “version”, found {words(feed.get('version'))[:60]!r}")
    return feed, stopped


def _readable_part(text: str) -> tuple[dict | None, bool]:
    """(the feed without what cannot be read of it, whether its list of items is whole)."""
    start = ITEMS.search(text)
    if not start:
        return None, False
    found, at = _readable_items(text, BETWEEN.match(text, start.end()).end())
    head = text[: start.start()].rstrip().rstrip(",")
    # What stands behind the items may say whose feed it is.
    for rest in (text[at + 1 :].lstrip(" \t\r\n,"), "}"):
        try:
            feed = DECODER.decode(f"{head}{', ' * (head[-1:] != '{' and rest[:1] != '}')}{rest}")
        except (ValueError, RecursionError):
            continue
        return ({**feed, "items": found}, text[at : at + 1] == "]") if isinstance(feed, dict) else (None, False)
    return None, False


def _readable_items(text: str, at: int) -> tuple[list, int]:
    """(the items from `at` on, those too deep as `_Deep`; the place behind the last that is sound)."""
    found = []
    while at < len(text):
        try:
            item, end = DECODER.raw_decode(text, at)
        except RecursionError:
            end = _behind(text, at)
            item = _Deep(text[at:end])
        except ValueError:
            break
        found.append(item)
        at = BETWEEN.match(text, end).end()
    return found, at


def _behind(text: str, at: int) -> int:
    """The place behind the object that begins at `at`, told by its brackets alone."""
    depth = 0
    for mark in MARKS.finditer(text, at):
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(mark.group(), 0)
        if not depth:
            return mark.end()
    return len(text)


def _record(item: object, feed: dict, names: Names) -> Record:
    if isinstance(item, _Deep):
        raise Unreadable("the JSON is nested too deep: looked for the end of an object, gave up on the way")
    if not isinstance(item, dict):
        raise Unreadable(
            f"looked for an object with a title or a text, found {_raw(item)[:60].decode(errors='replace')}"
        )
    text = item.get("content_text")
    html = item.get("content_html")
    if not (isinstance(html, str) and html.strip()):
        html = paragraphs_of_text(text) if isinstance(text, str) and text.strip() else ""
    url, outside = web(item.get("url")), web(item.get("external_url"))
    published = dating(words(item.get("date_published")))
    story = Story(
        names=names,
        title=words_of_html(item.get("title")),
        html=html or paragraphs_of_text(words(item.get("summary"))),
        summary=words(item.get("summary")),
        base=url or web(feed.get("home_page_url")),
        language=words(item.get("language")) or words(feed.get("language")),
        publisher=words_of_html(feed.get("title")),
        authors=_authors(item) or _authors(feed),
        pictures=_pictures(item),
    )
    updated_at = moment(words(item.get("date_modified")))
    return record_of(
        story,
        dating=published,
        updated_at=updated_at
        if updated_at and not (published and published.at and updated_at <= published.at)
        else None,
        url=url or outside,
        external_id=_key(item.get("id")) or url or outside,
        tags=tuple(("topic", name) for name in _subjects(item)),
    )


def _key(key: object) -> str:
    """The id; a number is allowed for."""
    return str(key) if isinstance(key, int | float) and not isinstance(key, bool) else words(key)


def _authors(holder: dict) -> tuple[str, ...]:
    """Names out of "authors" (1.1), else "author" (1)."""
    people = holder.get("authors") if isinstance(holder.get("authors"), list) else [holder.get("author")]
    return unique(words(person.get("name")) for person in people if isinstance(person, dict))


def _subjects(item: dict) -> tuple[str, ...]:
    told = item.get("tags")
    return unique(words_of_html(name) for name in told) if isinstance(told, list) else ()


def _pictures(item: dict) -> tuple[Picture, ...]:
    """The image, the banner, and attachments that are images."""
    told = item.get("attachments")
    attached = [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []
    images = [one for one in attached if words(one.get("mime_type")).startswith("image/")]
    captions = {web(one.get("url")): words(one.get("title")) for one in images}
    urls = unique([web(item.get("image")), web(item.get("banner_image")), *captions])
    return tuple(Picture(url, captions.get(url, "")) for url in urls)
