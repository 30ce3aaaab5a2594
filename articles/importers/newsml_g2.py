"""NewsML-G2 → one Item a `<newsItem>`, alone or in a `<newsMessage>`. Packages, concepts and plans are no stories.

Of a text in several forms the first that has words is read: XHTML or NITF in `inlineXML`, then `inlineData`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from lxml import etree

from articles.importers import nitf, subjects, wire
from articles.importers.names import Names, shipped
from articles.importers.record import Item, Picture, ReadMore
from articles.importers.wirexml import elements, inner, text_at, words

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
IMAGE = re.compile(r"image/|\.(?:jpe?g|png|gif|webp)(?:$|\?)", re.IGNORECASE)
# Relations of a link that send the reader on; others name earlier versions and sources.
SEE_ALSO = frozenset({"seealso", "isrelatedto", "related"})
# Descriptions for the desk or for a picture, and headlines that are not the story's.
NOT_FOR_READERS = re.compile(r"note|script|shotlist|alt|caption", re.IGNORECASE)


def items(stream: BinaryIO, names: Names | None = None) -> Iterator[Item]:
    """The stories of a NewsML-G2 file. Raises Unreadable where it has no `<newsItem>`."""
    names = shipped() if names is None else names
    for number, piece in enumerate(elements(stream, "newsItem", "NewsML-G2 with a story"), 1):
        if piece.root is None:
            yield Item(number, reason=piece.reason, line=piece.line)
        else:
            yield wire.item(number, _story(piece.root, names), names, piece.line, piece.raw, piece.around)


def _story(root: etree._Element, names: Names) -> wire.Story:
    about, content = root.find("itemMeta"), root.find("contentMeta")
    embargo = about.find("embargoed") if about is not None else None
    found = wire.Story(
        headline=_headline(about, content),
        standfirst=_standfirst(content),
        publisher=_publisher(root, about, content, names),
        published=[
            text_at(about, "firstCreated"),
            text_at(about, "versionCreated"),
            text_at(content, "contentCreated"),
        ],
        updated=text_at(about, "versionCreated"),
        embargo=None if embargo is None else words(embargo),
        byline=text_at(content, "by"),
        authors=tuple(_authors(about, content)),
        dateline=text_at(content, "dateline"),
        language=text_at(content, "language", "tag") or root.get(LANG, ""),
        external_id=root.get("guid", ""),
        section=text_at(content, "subject[@type='cpnat:department']/name"),
        status=_code(about, "pubStatus"),
        tags=list(_tags(content)),
    )
    _take_content(found, root.find("contentSet"))
    found.pictures += _pictures(root)
    found.read_more += _links(about, len(found.body))
    return found


def _headline(about: etree._Element | None, content: etree._Element | None) -> str:
    for one in () if content is None else content.iterfind("headline"):
        if not NOT_FOR_READERS.search(one.get("role", "")) and words(one):
            return words(one)
    return text_at(about, "title")


def _standfirst(content: etree._Element | None) -> str:
    """The first description that is for readers; one with a caption's role only where there is no other."""
    found = [] if content is None else [one for one in content.iterfind("description") if words(one)]
    for_readers = [one for one in found if not NOT_FOR_READERS.search(one.get("role", ""))]
    return words((for_readers or found or [None])[0])


def _publisher(root: etree._Element, about: etree._Element | None, content: etree._Element | None, names: Names) -> str:
    """Who provides the item; a bare code ("nprov:AFP") if it is an outlet's name, or nothing else says it."""
    code = _code(about, "provider").rpartition(":")[2]
    return (
        _named(about, "provider")
        or names.outlet(code)
        or _named(content, "infoSource")
        or text_at(content, "creditline")
        or _named(root, "rightsInfo/copyrightHolder")
        or code
    )


def _named(element: etree._Element | None, path: str) -> str:
    one = element.find(path) if element is not None else None
    if one is None:
        return ""
    return text_at(one, "name") or one.get("literal", "").strip() or " ".join((one.text or "").split())


def _code(element: etree._Element | None, path: str) -> str:
    return text_at(element, path, "qcode") or text_at(element, path, "uri") or text_at(element, path, "literal")


def _authors(about: etree._Element | None, content: etree._Element | None) -> Iterator[str]:
    """Creators that are people: said by their type, or by not being the provider nor a single word."""
    provider = _named(about, "provider")
    for creator in () if content is None else content.iterfind("creator"):
        name, type_ = text_at(creator, "name"), creator.get("type", "")
        if subjects.kind_of(type_) == "person" or (not type_ and " " in name and name != provider):
            yield name


def _tags(content: etree._Element | None) -> Iterator[tuple[str, str]]:
    if content is None:
        return
    for one in content.iterfind("subject"):
        code, literal = one.get("qcode") or one.get("uri") or "", one.get("literal", "")
        # A literal is a name if it looks like one, and a code of the sender's own if not.
        name = _name_in(one, content) or (literal if re.search(r"[a-z]|\s", literal) else "")
        yield subjects.kind_of(one.get("type", "")), subjects.topic(code or literal, name)
    for one in content.iterfind("keyword"):
        yield "topic", words(one)


def _name_in(subject: etree._Element, content: etree._Element) -> str:
    """The name in the item's own language where there are several."""
    found = [one for one in subject.iterfind("name") if words(one)]
    spoken = text_at(content, "language", "tag").partition("-")[0]
    own = [one for one in found if spoken and one.get(LANG, "").startswith(spoken)]
    return words((own or found or [None])[0])


# The text, the pictures and the links.


def _take_content(found: wire.Story, content: etree._Element | None) -> None:
    for one in () if content is None else content:
        if one.tag == "inlineXML":
            _take_xml(found, one)
        elif one.tag == "inlineData" and not one.get("encoding"):
            text, kind = "".join(one.itertext()), one.get("contenttype", "")
            take = found.take_html if "html" in kind or wire.is_markup(text) else found.take_text
            take(text)
        if found.body:
            return


def _take_xml(found: wire.Story, inline: etree._Element) -> None:
    for root in inline.iter("nitf"):
        nitf.take_body(found, root)
        return
    body = next(inline.iter("body"), None)
    if body is not None or next(inline.iter("p"), None) is not None:
        found.take_html(inner(inline if body is None else body))


def _pictures(root: etree._Element) -> list[Picture]:
    """The largest rendition of a picture item; an icon is the still of a film or a sound."""
    content = root.find("contentMeta")
    remote = [
        one
        for one in root.iterfind("contentSet/remoteContent")
        if IMAGE.search(f"{one.get('contenttype', '')} {one.get('href', '')}")
    ]
    icons = [one for one in root.iterfind("contentMeta/icon") if one.get("href")]
    if not (remote or icons):
        return []
    best = max(remote or icons, key=_width)
    credit = text_at(content, "creditline") or text_at(content, "by")
    return [Picture(best.get("href", ""), _caption(content), credit)]


def _width(one: etree._Element) -> int:
    width = one.get("width", "")[:6]
    return int(width) if width.isdecimal() else 0


def _caption(content: etree._Element | None) -> str:
    return text_at(content, "description[@role='drol:caption']") or text_at(content, "description")


def _links(about: etree._Element | None, after: int) -> Iterator[ReadMore]:
    for link in () if about is None else about.iterfind("link"):
        relation = re.split(r"[:/]", link.get("rel", "").casefold())[-1]
        url, title = link.get("href", ""), text_at(link, "title") or text_at(link, "headline")
        if relation in SEE_ALSO and url.startswith(("http://", "https://")):
            yield ReadMore(title or url, title or url, "See also", after, url)
