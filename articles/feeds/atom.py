"""Atom 1.0 (RFC 4287)."""

from collections.abc import Iterable

from lxml import etree

from articles.feeds.elements import ATOM, DC, DCTERMS, XML, add, add_texts, document, links, particulars, rfc3339
from articles.feeds.entry import Channel, Entry

MEDIA_TYPE = "application/atom+xml"
PREFIXES = {None: ATOM, "dc": DC, "dcterms": DCTERMS}
# 4.2.2.2: names the scheme by which a category is one; a kind of tag has its heading on the page of all tags.
KIND = "tags/#"


def write(channel: Channel, entries: Iterable[Entry]) -> bytes:
    feed = etree.Element(f"{{{ATOM}}}feed", {f"{{{XML}}}lang": channel.language}, nsmap=PREFIXES)
    # RFC 5005, section 3: every document of a paged feed is the same feed, and has the same id.
    _add(feed, "id", channel.urn(channel))
    _add(feed, "title", channel.title)
    if channel.note:
        _add(feed, "subtitle", channel.note)
    _add(feed, "updated", rfc3339(channel.updated))
    author = _add(feed, "author")
    _add(author, "name", channel.about.title)
    _add(author, "uri", channel.about.address)
    _add(feed, "link", rel="alternate", type="text/html", href=channel.page)
    links(feed, channel, MEDIA_TYPE)
    _add(feed, "generator", "Newsroom")
    for entry in entries:
        _entry(_add(feed, "entry"), entry, channel)
    return document(feed)


def _add(parent, name, text="", **attributes):
    return add(parent, f"{{{ATOM}}}{name}", text, **attributes)


def _entry(parent, entry: Entry, channel: Channel):
    if entry.language:
        parent.set(f"{{{XML}}}lang", entry.language)
    _add(parent, "id", channel.urn(entry))
    _add(parent, "title", entry.title)
    _add(parent, "link", rel="alternate", type="text/html", href=entry.address)
    if entry.origin:
        _add(parent, "link", rel="via", href=entry.origin)
    for picture in entry.pictures:
        _add(parent, "link", rel="enclosure", type=picture.media_type, href=picture.url, title=picture.caption)
    particulars(parent, entry)
    if entry.published:
        _add(parent, "published", rfc3339(entry.published))
    _add(parent, "updated", rfc3339(entry.updated))
    for name in entry.authors:
        _add(_add(parent, "author"), "name", name)
    if entry.section:
        _add(parent, "category", term=entry.section)
    for kind, name in entry.tags:
        _add(parent, "category", term=name, scheme=channel.about.absolute(f"{KIND}{kind}"))
    add_texts(parent, f"{{{ATOM}}}summary", entry.summary)
    _add(parent, "content", entry.html, type="html")
