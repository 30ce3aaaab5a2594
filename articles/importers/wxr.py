"""WordPress exports (WXR 1.0–1.2) → Items: posts and pages, one at a time.

Each item of the file is parsed by itself: what is broken in one (a CDATA section that ends too early, a tag left
open) does not reach the next. Other things that WordPress keeps as items (menus, revisions) are passed over, and
counted, so that an item's number is its place in the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import BinaryIO

from lxml import etree

from articles.importers.attachments import attachments_of
from articles.importers.decoding import UNWANTED
from articles.importers.names import Names, shipped
from articles.importers.record import Dating, Item, Picture, Record, Unreadable
from articles.importers.syndicated import (
    FIRST_YEAR,
    FURTHEST,
    LAST_YEAR,
    Story,
    at_offset,
    dating,
    record_of,
    unique,
    web,
    words,
    words_of_html,
)
from articles.importers.wordpress import content_html
from articles.importers.xmlitems import Piece, decoded, encoding_of, mended, pieces

STORIES = ("post", "page", "")
# What WordPress shows its readers, now or at a date to come; what it has thrown away or never saved.
PUBLISHED = {"publish", "future"}
GONE = {"trash", "auto-draft"}
# The category of a post for which nobody chose one.
NO_CATEGORY = {"uncategorized", "uncategorised"}
# An address and a caption for each image: some 50 MB at the most.
MOST_PICTURES = 200_000
SIGN = re.compile(rb"wordpress\.org/export/|<wp:|generator=\"WordPress", re.IGNORECASE)
ROOT = re.compile(r"<rss\b[^<>]*>", re.IGNORECASE)
# Elements of an export, which stand in others only by mistake; the rest is somebody's markup.
OWN = re.compile(r"(?:wp|content|excerpt|dc):|(?:title|link|guid|pubDate|category|description)$")
NAMESPACES = (
    (re.compile(r"wordpress\.org/export/[\d.]+/excerpt"), "excerpt"), (re.compile(r"wordpress\.org/export/"), "wp"),
    (re.compile(r"purl\.org/rss/1\.0/modules/content"), "content"), (re.compile(r"purl\.org/dc/"), "dc"),
)  # fmt: skip


@dataclass
class Site:
    """What an export says once: `root` is the tag with its namespaces; `authors` leads from logins to names."""

    root: str
    head: bytes
    encoding: str
    names: Names
    title: str = ""
    language: str = ""
    address: str = ""
    authors: dict[str, str] = field(default_factory=dict)
    pictures: dict[str, Picture] = field(default_factory=dict)


def items(stream: BinaryIO, names: Names | None = None) -> Iterator[Item]:
    """An export's posts and pages. Raises Unreadable for what is no export; `names` None means those shipped.

    A stream that can be read twice is, so that a post finds its images wherever in the file they stand; in one that
    cannot (a pipe) it finds only those that stand before it.
    """
    start = stream.tell() if stream.seekable() else None
    found = pieces(stream)
    site = _site(next(found).raw, shipped() if names is None else names)
    if start is not None:
        for piece in found:
            _take_attachment(piece, site)
        stream.seek(start)
        found = pieces(stream)
        next(found)
    for piece in found:
        _take_attachment(piece, site)
        if item := _item(piece, site):
            yield item


def _site(head: bytes, names: Names) -> Site:
    encoding = encoding_of(head)
    text = decoded(head, encoding)
    root = ROOT.search(text)
    if not root or not SIGN.search(head):
        raise Unreadable("no WordPress export: looked for <rss> with names of wordpress.org/export, found none")
    channel = _tree(text[root.start() :], "")
    told = _fields(channel.find("channel") if channel is not None and channel.find("channel") is not None else channel)
    site = Site(root.group(), head, encoding, names)
    site.title, site.language = words_of_html(told.one("title")), words(told.one("language"))
    site.address = web(told.one("wp:base_blog_url")) or web(told.one("link")) or web(told.one("wp:base_site_url"))
    for author in told.elements("wp:author"):
        person = _fields(author)
        if login := words(person.one("wp:author_login")):
            site.authors.setdefault(login, words_of_html(person.one("wp:author_display_name")))
    return site


@dataclass
class Fields:
    """The children of an element by prefixed name, whatever namespace their prefixes claim."""

    found: dict[str, list[etree._Element]] = field(default_factory=dict)

    def elements(self, name: str) -> list[etree._Element]:
        return self.found.get(name, [])

    def one(self, name: str) -> str:
        """The text of the first child of a name; markup that stands in it unescaped is a part of that."""
        for element in self.elements(name):
            inside = [child for child in element if isinstance(child.tag, str) and not OWN.match(_name(child))]
            return (element.text or "") + "".join(etree.tostring(child, encoding="unicode") for child in inside)
        return ""

    def take(self, element: etree._Element) -> None:
        """Take in an element's children, and those of a child whose end tag is missing."""
        for child in element:
            if isinstance(child.tag, str):
                self.found.setdefault(_name(child), []).append(child)
                if any(isinstance(inner.tag, str) and OWN.match(_name(inner)) for inner in child):
                    self.take(child)


def _fields(element: etree._Element | None) -> Fields:
    told = Fields()
    if element is not None:
        told.take(element)
    return told


def _name(element: etree._Element) -> str:
    space, _, local = element.tag.rpartition("}")
    prefix = next((name for pattern, name in NAMESPACES if pattern.search(space)), element.prefix)
    return f"{prefix}:{local}" if prefix and ":" not in local else local


def _tree(inside: str, root: str) -> etree._Element | None:
    """A piece of an export under its root, as far as it can be read; entities stay what they are."""
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    try:
        return etree.fromstring(mended(f"{root}{inside}").translate(UNWANTED).encode("utf-8"), parser)
    except etree.XMLSyntaxError:
        return None


# Items.


def _item(piece: Piece, site: Site) -> Item | None:
    """The Item of a piece, None for one that is no story."""
    if not piece.raw:
        return Item(piece.number, None, f"the item has {piece.size:,} bytes, more than a story may have", piece.line)
    told = _told(piece, site)
    try:
        if told is None:
            raise Unreadable("looked for an item of an export, found no XML that can be read")
        if not piece.whole and not told.elements("wp:post_type"):
            raise Unreadable("the file ends inside this item: looked for its text and its status, and for </item>")
        if words(told.one("wp:post_type")) not in STORIES or words(told.one("wp:status")) in GONE:
            return None
        return Item(piece.number, _record(told, site), "", piece.line, piece.raw, _around(piece, site))
    except Unreadable as refused:
        return Item(piece.number, None, str(refused), piece.line, piece.raw, _around(piece, site))


def _told(piece: Piece, site: Site) -> Fields | None:
    tree = _tree(decoded(piece.raw, site.encoding), site.root)
    item = tree.find("{*}item") if tree is not None else None
    return _fields(item) if item is not None else None


def _record(told: Fields, site: Site) -> Record:
    url, guid = web(told.one("link")), words(told.one("guid"))
    meta = _meta(told)
    featured = site.pictures.get(meta.get("_thumbnail_id", ""))
    author = words(told.one("dc:creator"))
    byline = site.authors.get(author) or author
    published = _dating(told)
    story = Story(
        names=site.names,
        title=words_of_html(told.one("title")),
        html=content_html(told.one("content:encoded"), site.pictures.get),
        summary=words_of_html(told.one("excerpt:encoded")),
        by_hand=True,
        base=url or site.address,
        language=site.language,
        publisher=site.title,
        authors=unique([byline]),
        pictures=(featured,) if featured else (),
    )
    return record_of(
        story,
        dating=published,
        updated_at=_updated_at(told, published),
        url=url,
        external_id=guid or url,
        tags=tuple(("topic", name) for name in _subjects(told)),
        status=_status(told),
        former_urls=_former_urls(told, site, url, guid, meta.get("_wp_old_slug", "")),
    )


def _status(told: Fields) -> str:
    status = words(told.one("wp:status"))
    if not status:
        return ""
    return "published" if status in PUBLISHED and not told.one("wp:post_password").strip() else "draft"


def _meta(told: Fields) -> dict[str, str]:
    pairs = [_fields(element) for element in told.elements("wp:postmeta")]
    return {words(pair.one("wp:meta_key")): words(pair.one("wp:meta_value")) for pair in pairs}


def _subjects(told: Fields) -> tuple[str, ...]:
    """Categories and tags; WXR 1.0 wrote each twice, once without its domain."""
    listed = [
        words_of_html(element.text)
        for element in told.elements("category")
        if (element.get("domain") or "category") in ("category", "post_tag", "tag")
    ]
    return unique(name for name in listed if name.casefold() not in NO_CATEGORY)


def _former_urls(told: Fields, site: Site, url: str, guid: str, old_slug: str) -> tuple[str, ...]:
    """Other addresses that led to a post: its guid, its number at the site, and what its address was before."""
    number, page = words(told.one("wp:post_id")), words(told.one("wp:post_type")) == "page"
    numbered = f"{site.address.rstrip('/')}/?{'page_id' if page else 'p'}={number}"
    slug = words(told.one("wp:post_name"))
    renamed = url.replace(f"/{slug}", f"/{old_slug}") if slug and old_slug and f"/{slug}" in url else ""
    addresses = [web(guid), numbered if site.address and number.isdecimal() else "", web(renamed)]
    return unique(address for address in addresses if address != url)


# Dates.


def _dating(told: Fields) -> Dating | None:
    """In UTC and local time where there are both; a draft has none in UTC, and an impossible pubDate."""
    local, universal = _time(told.one("wp:post_date")), _time(told.one("wp:post_date_gmt"))
    shown, written = dating(told.one("pubDate")), words(told.one("wp:post_date_gmt"))
    if not universal and local and shown and shown.at:
        # The same moment written elsewhere, unless it is further away than any zone.
        other = shown.at.astimezone(UTC).replace(tzinfo=None)
        universal, written = (other, shown.text) if abs(other - local) <= FURTHEST else (None, "")
    if universal:
        at = at_offset(local or universal, universal)
        return Dating(at.date(), "day", "stated", at, written)
    if local:
        return Dating(local.date(), "day", "stated", None, words(told.one("wp:post_date")))
    return shown if shown and shown.on.year > 1970 else None


def _time(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(words(text)).replace(tzinfo=None)
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


def _updated_at(told: Fields, published: Dating | None) -> datetime | None:
    changed = _time(told.one("wp:post_modified_gmt"))
    at = changed.replace(tzinfo=UTC) if changed else None
    return at if at and published and published.at and at > published.at else None


# Attachments.


def _around(piece: Piece, site: Site) -> tuple[bytes, bytes]:
    """The export's head before an item, and behind it the images that the item names."""
    return site.head, attachments_of(piece.raw, site.pictures).encode(site.encoding, errors="xmlcharrefreplace")


def _take_attachment(piece: Piece, site: Site) -> None:
    """Keep the picture that an item is, for the posts that show it."""
    if b"attachment_url>" not in piece.raw or len(site.pictures) >= MOST_PICTURES:
        return
    told = _told(piece, site)
    if told is None or words(told.one("wp:post_type")) != "attachment":
        return
    number, url = words(told.one("wp:post_id")), web(told.one("wp:attachment_url"))
    if number and url and re.search(r"\.(?:jpe?g|png|gif|webp|avif|bmp|svg)$", url, re.IGNORECASE):
        alt = _meta(told).get("_wp_attachment_image_alt", "")
        caption = words_of_html(told.one("excerpt:encoded"))
        site.pictures.setdefault(number, Picture(url, caption, "", words_of_html(alt)))
