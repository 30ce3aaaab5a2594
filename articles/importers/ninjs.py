"""ninjs 1.x to 3.x → one Item an object: a file with one, an array, or one a line.

Versions differ in spelling: `headline` or `headlines[role=main]`, `body_xhtml` or `bodies[]`, `person` or `people`,
objects by name or arrays. Both are read, whatever version an object claims to be.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from articles.importers import nitf, subjects, wire
from articles.importers.jsonstream import objects, value
from articles.importers.names import Names, shipped
from articles.importers.record import Item, Picture, ReadMore, Unreadable
from articles.importers.wirexml import fragment

KINDS = (
    ("person", "person"), ("people", "person"), ("organisation", "organisation"), ("organisations", "organisation"),
    ("place", "place"), ("places", "place"), ("event", "event"), ("events", "event"),
)  # fmt: skip
# A body in several forms is read in the one that says most about its paragraphs.
BODIES = ("body_xhtml", "body_html", "body_html5", "body_nitf", "body_text")
STANDFIRSTS = ("description_text", "description_summary", "description_html")
# Field names that were written in one word before 2.0.
CAMEL = {
    "firstcreated": "firstCreated", "versioncreated": "versionCreated", "contentcreated": "contentCreated",
    "pubstatus": "pubStatus", "copyrightholder": "copyrightHolder", "mimetype": "contentType",
}  # fmt: skip
IMAGE = re.compile(r"image/|\.(?:jpe?g|png|gif|webp)(?:$|\?)", re.IGNORECASE)
WEB = re.compile(r"https?://\S+")


def items(stream: BinaryIO, names: Names | None = None) -> Iterator[Item]:
    """The stories of a ninjs file. Raises Unreadable for what is no JSON object or array."""
    names = shipped() if names is None else names
    found = enumerate(objects(stream), 1)
    number, (line, raw, reason) = next(found, (0, (0, b"", "")))
    second = next(found, None)
    if not number:
        raise Unreadable("no ninjs: looked for an object with a headline, found an array without any")
    # The capture of an item that is all of its file is the file.
    yield _item(number, line, raw, reason, names, kept=b"" if second is None else raw)
    while second:
        number, (line, raw, reason) = second
        yield _item(number, line, raw, reason, names, kept=raw)
        second = next(found, None)


def _item(number: int, line: int, raw: bytes, reason: str, names: Names, kept: bytes) -> Item:
    if reason:
        return Item(number, reason=reason, line=line, raw=kept)
    try:
        return wire.item(number, _story(value(raw)), names, line=line, raw=kept)
    except Unreadable as error:
        return Item(number, reason=str(error), line=line, raw=kept)


def _story(told: dict) -> wire.Story:
    embargo = told.get("embargoed")
    found = wire.Story(
        headline=_headline(told),
        standfirst=_standfirst(told),
        publisher=_publisher(told),
        published=[_text(told, name) for name in ("firstcreated", "versioncreated", "contentcreated")],
        updated=_text(told, "versioncreated"),
        embargo=embargo if isinstance(embargo, str) and embargo.strip() else None,
        byline=_text(told, "byline", "by"),
        authors=tuple(_text(one, "name") for one in _objects(told, "authors")),
        dateline=_text(told, "dateline"),
        language=_text(told, "language"),
        external_id=_text(told, "uri", "guid"),
        section=next(filter(None, (_text(one, "name") for one in _objects(told, "service"))), ""),
        status=_text(told, "pubstatus"),
        tags=list(_tags(told)),
    )
    _take_body(found, told)
    _take_associations(found, told)
    if _text(told, "type") in ("picture", "graphic") or (not found.pictures and _text(told, "type") == "image"):
        found.pictures.insert(0, _picture(told))
    return found


def _text(told: dict, *keys: str) -> str:
    """The first of some fields that is text and not blank; 1.x writes "versioncreated", 2.0 on "versionCreated"."""
    for key in keys:
        found = told.get(key)
        if found is None and key in CAMEL:
            found = told.get(CAMEL[key])
        if isinstance(found, str) and found.strip():
            return found
    return ""


def _objects(told: dict, key: str) -> list[dict]:
    """The objects of a field that is one, an array of them, or holds them by name."""
    found = told.get(key)
    if isinstance(found, dict):
        nested = [one for one in found.values() if isinstance(one, dict)]
        return nested if nested and len(nested) == len(found) else [found]
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _headline(told: dict) -> str:
    written = _objects(told, "headlines")
    main = sorted(written, key=lambda one: _text(one, "role") not in ("", "main", "headline"))
    return (
        _text(told, "headline")
        or next(filter(None, (_text(one, "value") for one in main)), "")
        or _text(told, *(key for key in told if key.startswith("headline_")))
        or _text(told, "title")
    )


def _standfirst(told: dict) -> str:
    # "writer" is who wrote the description, and stands among the descriptions.
    about = sorted(_objects(told, "descriptions"), key=lambda one: _text(one, "role") in ("writer", "credit"))
    written = [_text(one, "value") for one in about]
    return _text(told, *STANDFIRSTS, *(key for key in told if key.startswith("description"))) or next(
        filter(None, written), ""
    )


def _publisher(told: dict) -> str:
    for key in ("infosource", "infoSources"):
        if name := next(filter(None, (_text(one, "name", "literal") for one in _objects(told, key))), ""):
            return name
    return _text(told, "source", "provider", "copyrightholder")


def _tags(told: dict) -> Iterator[tuple[str, str]]:
    for key, kind in KINDS:
        for one in _objects(told, key):
            yield kind, _text(one, "name")
    for one in (*_objects(told, "subject"), *_objects(told, "subjects")):
        code = _text(one, "code", "literal", "uri")
        yield subjects.kind_of(_text(one, "type")), subjects.topic(code, _text(one, "name"))


# The text.


def _take_body(found: wire.Story, told: dict) -> None:
    """The first form with words in it."""
    for markup, text in _bodies(told):
        if "nitf" in markup and (root := fragment(text)) is not None and root.find("body/body.content") is not None:
            nitf.take_body(found, root)
        elif "html" in markup or (not markup and wire.is_markup(text)):
            found.take_html(text)
        else:
            found.take_text(text)
        if found.body:
            return


def _bodies(told: dict) -> Iterable[tuple[str, str]]:
    """(what it is written in or "", text) of all bodies, the best first."""
    keys = [*BODIES, *(key for key in told if key.startswith("body_") and key not in BODIES)]
    flat = [("" if key == "body_text" else key.removeprefix("body_"), _text(told, key)) for key in keys]
    bodies = _objects(told, "bodies")
    nested = [(f"{_text(one, 'mimetype')} {_text(one, 'role')}", _text(one, "value")) for one in bodies]
    nested.sort(key=lambda one: 0 if "html" in one[0] else 2 if "xml" in one[0] else 1)
    return [(markup.casefold().replace("text/plain", "").strip(), text) for markup, text in flat + nested if text]


# What goes with it.


def _take_associations(found: wire.Story, told: dict) -> None:
    """Pictures, and other stories to read; `name` tells which is which where `type` does not."""
    for one in _objects(told, "associations"):
        kind = _text(one, "type")
        if kind in ("picture", "graphic", "image") or (not kind and _renditions(one)):
            found.pictures.append(_picture(one))
        elif kind in ("text", "composite", "") and (headline := wire.plain(_headline(one))):
            url = next(filter(WEB.fullmatch, (_text(one, "uri"), _text(one, "href"))), "")
            found.read_more.append(ReadMore(headline, headline, "Related", len(found.body), url))


def _picture(told: dict) -> Picture:
    """The largest rendition of a picture; one without renditions has no address and is left out later."""
    best = max(_renditions(told), key=_width, default={})
    caption = _standfirst(told) or _headline(told)
    return Picture(_text(best, "href"), caption, _text(told, "byline", "by", "creditline", "copyrightholder"))


def _renditions(told: dict) -> list[dict]:
    return [
        one
        for one in _objects(told, "renditions")
        if IMAGE.search(f"{_text(one, 'mimetype')} {_text(one, 'href')}") and WEB.fullmatch(_text(one, "href"))
    ]


def _width(rendition: dict) -> int:
    width = rendition.get("width")
    return width if isinstance(width, int) else 0
