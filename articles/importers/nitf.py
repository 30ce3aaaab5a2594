"""NITF (News Industry Text Format), versions 2 and 3 → one Item a `<nitf>`; its body also as other formats carry it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from lxml import etree

from articles.importers import subjects, wire
from articles.importers.names import Names, shipped
from articles.importers.record import Item, Picture
from articles.importers.wirexml import elements, inner, text_at, words

# NITF's words for what HTML calls otherwise.
AS_HTML = {"hl1": "h2", "hl2": "h2", "bq": "blockquote", "fn": "p", "nitf-table": "div", "block": "div", "note": "div"}
# What marks a name in the text up, and the kind of tag that it makes.
MARKED_UP = {
    "person": "person", "org": "organisation", "location": "place", "event": "event", "object.title": "topic",
}  # fmt: skip
UNWRAPPED = (
    *MARKED_UP, "function", "virtloc", "chron", "copyrite", "copyrite.year", "copyrite.holder", "money", "num", "frac",
    "postaddr", "name.given", "name.family", "city", "state", "region", "country", "sublocation", "pronounce", "credit",
    "datasource", "body.content", "classifier",
)  # fmt: skip
DROPPED = ("alt-code", "media", "table-metadata")
# Programs that mark names up take the ending with them.
POSSESSIVE = re.compile(r"['’]s$")
# Types of document that name no part of a paper.
NO_SECTION = frozenset({"news", "data", "alert", "advisory", "text", "article"})


def items(stream: BinaryIO, names: Names | None = None) -> Iterator[Item]:
    """The stories of an NITF file, or of any XML that holds some. Raises Unreadable where there is none."""
    names = shipped() if names is None else names
    for number, piece in enumerate(elements(stream, "nitf", "NITF"), 1):
        if piece.root is None:
            yield Item(number, reason=piece.reason, line=piece.line)
        else:
            yield wire.item(number, story(piece.root), names, piece.line, piece.raw, piece.around)


def story(root: etree._Element) -> wire.Story:
    """What an `<nitf>` tells; the element is taken apart."""
    head, docdata, top = root.find("head"), root.find("head/docdata"), root.find("body/body.head")
    found = wire.Story(
        headline=text_at(top, "hedline/hl1") or text_at(top, "hedline") or text_at(head, "title"),
        standfirst=text_at(top, "abstract") or text_at(top, "hedline/hl2"),
        publisher=_publisher(root, docdata, top),
        published=[
            text_at(docdata, "date.issue", "norm"),
            text_at(head, "pubdata", "date.publication"),
            text_at(top, "dateline/story.date", "norm"),
            text_at(docdata, "date.release", "norm"),
        ],
        embargo=text_at(docdata, "date.release", "norm") or None,
        byline="; ".join(filter(None, map(_byline, () if top is None else top.iterfind("byline")))),
        dateline=_dateline(top),
        language=root.get("baselang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or "",
        external_id=text_at(docdata, "doc-id", "id-string"),
        section=_section(head),
        status=docdata.get("management-status", "") if docdata is not None else "",
        tags=[*_subjects(head), *_identified(docdata)],
    )
    take_body(found, root)
    return found


def _publisher(root: etree._Element, docdata: etree._Element | None, top: etree._Element | None) -> str:
    return (
        text_at(top, "distributor")
        or text_at(docdata, "doc.copyright", "holder")
        or text_at(top, "rights/rights.owner")
        or text_at(root, "head/pubdata", "name")
        or text_at(docdata, "doc-id", "regsrc")
    )


def _byline(byline: etree._Element) -> str:
    """Agencies put no space between the name and the title below it."""
    title = words(byline.find("byttl"))
    for one in byline.findall("byttl"):
        one.text = None
        del one[:]
    return ", ".join(filter(None, (words(byline), title)))


def _dateline(top: etree._Element | None) -> str:
    """The place, without the date that has an element of its own."""
    dateline = top.find("dateline") if top is not None else None
    if dateline is None:
        return ""
    return text_at(dateline, "location") or " ".join((dateline.text or "").split()).strip(" ,-–—")


def _section(head: etree._Element | None) -> str:
    section = text_at(head, "pubdata", "position.section") or text_at(head, "tobject", "tobject.type")
    return "" if section.casefold() in NO_SECTION else section


def _subjects(head: etree._Element | None) -> Iterator[tuple[str, str]]:
    for one in () if head is None else head.iterfind("tobject/tobject.subject"):
        levels = [one.get(f"tobject.subject.{level}", "") for level in ("type", "matter", "detail")]
        named = [("topic", level) for level in levels if level.strip()]
        yield from named or [("topic", subjects.topic(one.get("tobject.subject.refnum", "")))]


def _identified(docdata: etree._Element | None) -> Iterator[tuple[str, str]]:
    if docdata is None:
        return
    for one in docdata.iterfind("identified-content/*"):
        if one.tag in MARKED_UP:
            yield MARKED_UP[one.tag], one.get("value") or _name(one)
        elif one.tag == "classifier":
            yield subjects.kind_of(one.get("type", "")), one.get("value") or words(one)
    for keyword in docdata.iterfind("key-list/keyword"):
        yield "topic", keyword.get("key", "")
    for place in docdata.iterfind("evloc"):
        yield "place", place.get("city", "")


def _marked_up(content: etree._Element) -> Iterator[tuple[str, str]]:
    for one in content.iter(*MARKED_UP):
        if not any(above.tag == "media" for above in one.iterancestors()):
            yield MARKED_UP[one.tag], POSSESSIVE.sub("", _name(one))


def _name(element: etree._Element) -> str:
    """Of a place in parts the narrowest, of all else the whole."""
    for part in ("sublocation", "city", "state", "region", "country"):
        if element.tag == "location" and (name := text_at(element, part)):
            return name
    return words(element)


# The text.


def take_body(found: wire.Story, root: etree._Element) -> None:
    """Add the body of an `<nitf>`, with its pictures and the names it marks up; the element is taken apart."""
    content = root.find("body/body.content")
    if content is None:
        return
    found.tags += _marked_up(content)
    found.pictures += [picture for media in content.iter("media") if (picture := _picture(media))]
    for element in content.iter("bq"):
        etree.strip_tags(element, "block")
    etree.strip_elements(content, *DROPPED, with_tail=False)
    etree.strip_tags(content, *UNWRAPPED)
    for element in content.iter(*AS_HTML):
        element.tag = AS_HTML[element.tag]
    found.take_html(inner(content))
    for tagline in root.iterfind("body/body.end/tagline"):
        found.take_text(words(tagline))


def _picture(media: etree._Element) -> Picture | None:
    """The largest rendition of a picture; sound and film are none."""
    if media.get("media-type", "image") not in ("image", "photo", "graphic", "other", "mixed"):
        return None
    shown = [one for one in media.iterfind("media-reference") if one.get("source")]
    if not shown:
        return None
    best = max(shown, key=lambda one: int(one.get("width", "0")[:6]) if one.get("width", "0")[:6].isdecimal() else 0)
    caption = " ".join(filter(None, map(words, media.iterfind("media-caption"))))
    credit = words(media.find("media-producer")) or best.get("copyright", "")
    return Picture(best.get("source", ""), caption, credit, best.get("alternate-text", ""))
