"""NewsML 1.x → one Item a `<NewsItem>`: its tree of NewsComponents is read as one story.

Of several texts the longest is the story: an abstract and a summary for phones stand beside it in the same tree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from lxml import etree

from articles.importers import nitf, subjects, wire
from articles.importers.names import Names, shipped
from articles.importers.record import Item, Picture
from articles.importers.wirexml import elements, fragment, inner, text_at, words
from articles.importers.xmlitems import decoded, encoding_of

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
IMAGE = re.compile(r"image/|jpe?g|png|gif|photo|picture", re.IGNORECASE)
# A public identifier ends with the number of the revision and whether it is a new one, an update or an addition:
# without it, the versions of one story have one key.
REVISION = re.compile(r":\d+[NUA]?$")
NITF = re.compile(r"<nitf[\s>].*</nitf>", re.DOTALL)


def items(stream: BinaryIO, names: Names | None = None) -> Iterator[Item]:
    """The stories of a NewsML 1 file. Raises Unreadable where it has no `<NewsItem>`."""
    names = shipped() if names is None else names
    for number, piece in enumerate(elements(stream, "NewsItem", "NewsML 1"), 1):
        if piece.root is None:
            yield Item(number, reason=piece.reason, line=piece.line)
        else:
            yield wire.item(number, _story(piece.root, piece.head), names, piece.line, piece.raw, piece.around)


def _story(root: etree._Element, head: bytes) -> wire.Story:
    management = root.find("NewsManagement")
    status = text_at(management, "Status", "FormalName")
    embargo = text_at(management, "StatusWillChange/DateAndTime")
    found = wire.Story(
        headline=text_at(root, ".//HeadLine") or text_at(root, ".//NewsLines/Title"),
        standfirst=text_at(root, ".//SubHeadLine") or text_at(root, ".//NewsLines/Abstract"),
        publisher=_publisher(root, head),
        published=[text_at(management, "FirstCreated"), text_at(management, "ThisRevisionCreated")],
        updated=text_at(management, "ThisRevisionCreated"),
        embargo=embargo if status.casefold() == "embargoed" else None,
        byline=text_at(root, ".//ByLine"),
        authors=tuple(_authors(root)),
        dateline=_dateline(root),
        language=text_at(root, ".//DescriptiveMetadata/Language", "FormalName").casefold(),
        external_id=_key(root),
        status=status,
        tags=list(_tags(root)),
    )
    _take_text(found, root)
    found.pictures += [one for component in root.iter("NewsComponent") if (one := _picture(component))]
    return found


def _publisher(root: etree._Element, head: bytes) -> str:
    """Who provides; who sent the envelope; only then the source, which for a press release is the company."""
    return (
        text_at(root, ".//AdministrativeMetadata/Provider/Party", "FormalName")
        or text_at(fragment(decoded(head, encoding_of(head))), ".//SentFrom/Party", "FormalName")
        or text_at(root, ".//AdministrativeMetadata/Source/Party", "FormalName")
        or text_at(root, ".//CreditLine")
        or text_at(root, "Identification/NewsIdentifier/ProviderId")
    )


def _authors(root: etree._Element) -> Iterator[str]:
    for party in root.iterfind(".//AdministrativeMetadata/Creator/Party"):
        if " " in (name := party.get("FormalName", "")):
            yield name


def _dateline(root: etree._Element) -> str:
    """Some agencies print only the date there."""
    dateline = text_at(root, ".//DateLine")
    return "" if dateline[:1].isdigit() else dateline


def _key(root: etree._Element) -> str:
    identifier = root.find("Identification/NewsIdentifier")
    public = text_at(identifier, "PublicIdentifier")
    if public:
        return REVISION.sub("", public)
    parts = [text_at(identifier, name) for name in ("ProviderId", "DateId", "NewsItemId")]
    return f"urn:newsml:{':'.join(parts)}" if parts[0] and parts[2] else ""


def _tags(root: etree._Element) -> Iterator[tuple[str, str]]:
    topics = {text_at(one, "FormalName"): one for one in root.iterfind(".//TopicSet/Topic")}
    language = text_at(root, ".//DescriptiveMetadata/Language", "FormalName").casefold()
    for code in root.iterfind(".//SubjectCode/*"):
        if code.tag in ("Subject", "SubjectMatter", "SubjectDetail"):
            formal = code.get("FormalName", "")
            name = _described(topics[formal], language) if formal in topics else ""
            yield "topic", subjects.topic(formal, name or ("" if formal.isdecimal() else formal))
    for place in root.iterfind(".//DescriptiveMetadata/Location/Property"):
        yield "place", place.get("Value", "") if place.get("FormalName") in ("City", "Country") else ""
    for line in root.iter("KeywordLine"):
        yield from (("topic", word) for word in re.split(r"[,;]", words(line)))


def _described(topic: etree._Element, language: str) -> str:
    """The topic's name in the story's language, else in English, else in any."""
    found = [one for one in topic.iterfind("Description") if one.get("Variant", "Name") == "Name" and words(one)]
    wanted = [language, "en"]
    found.sort(key=lambda one: wanted.index(one.get(LANG, "")) if one.get(LANG, "") in wanted else len(wanted))
    return words(found[0]) if found else ""


# The text and the pictures.


def _take_text(found: wire.Story, root: etree._Element) -> None:
    contents = [one for one in root.iter("DataContent") if _is_text(one) and words(one)]
    if not contents:
        return
    content = max(contents, key=lambda one: len(words(one)))
    text = "".join(content.itertext())
    marked = next(content.iter("nitf"), None)
    if marked is None and "</nitf>" in text and (written := NITF.search(text)):
        marked = fragment(written.group())
    if marked is not None:
        nitf.take_body(found, marked)
    elif len(content):
        body = next(content.iter("body", "body.content"), content)
        found.take_html(inner(body))
    elif wire.is_markup(text):
        found.take_html(text)
    else:
        found.take_text(text)


def _is_text(content: etree._Element) -> bool:
    item = content.getparent()
    return text_at(item, "MediaType", "FormalName").casefold() in ("", "text", "complexdata") and not text_at(
        item, "Encoding", "Notation"
    )


def _picture(component: etree._Element) -> Picture | None:
    """The largest rendition among a component's own content items, with the headline that it has as a picture."""
    shown = [one for one in component.iterfind("ContentItem") if one.get("Href") and _is_image(one)]
    if not shown:
        return None
    caption = text_at(component, "NewsLines/HeadLine") or text_at(component.getparent(), "NewsComponent/Caption")
    return Picture(max(shown, key=_width).get("Href", ""), caption, text_at(component, "NewsLines/CreditLine"))


def _is_image(content: etree._Element) -> bool:
    told = [text_at(content, path, "FormalName") for path in ("MediaType", "MimeType", "Format")]
    return bool(IMAGE.search(" ".join(told)))


def _width(content: etree._Element) -> int:
    for one in content.iterfind("Characteristics/Property"):
        if one.get("FormalName") in ("PixelWidth", "Width") and one.get("Value", "").isdecimal():
            return int(one.get("Value", "0")[:6])
    return 0
