"""RSS 2.0 (rssboard.org/rss-specification), with the modules that its readers know."""

from collections.abc import Iterable
from datetime import UTC
from email.utils import format_datetime
from html import escape

from lxml import etree

from articles.feeds.atom import KIND
from articles.feeds.elements import (
    ATOM,
    CONTENT,
    DC,
    DCTERMS,
    MEDIA,
    add,
    add_texts,
    document,
    links,
    particulars,
    rfc3339,
)
from articles.feeds.entry import Channel, Entry

MEDIA_TYPE = "application/rss+xml"
PREFIXES = {"atom": ATOM, "content": CONTENT, "dc": DC, "dcterms": DCTERMS, "media": MEDIA}


def write(channel: Channel, entries: Iterable[Entry]) -> bytes:
    root = etree.Element("rss", version="2.0", nsmap=PREFIXES)
    parent = add(root, "channel")
    add(parent, "title", channel.title)
    add(parent, "link", channel.page)
    # The element must be there; where nothing is to be said, it says what the title does.
    add(parent, "description", channel.note or channel.title)
    add(parent, "language", channel.language)
    add(parent, "lastBuildDate", _rfc822(channel.updated))
    add(parent, "generator", "Newsroom")
    add(parent, "docs", "https://www.rssboard.org/rss-specification")
    links(parent, channel, MEDIA_TYPE)
    for entry in entries:
        _item(add(parent, "item"), entry, channel)
    return document(root)


def _rfc822(moment):
    return format_datetime(moment.astimezone(UTC))


def _item(parent, entry: Entry, channel: Channel):
    add(parent, "title", entry.title)
    add(parent, "link", entry.address)
    add(parent, "guid", channel.urn(entry), isPermaLink="false")
    particulars(parent, entry)
    if entry.published:
        add(parent, "pubDate", _rfc822(entry.published))
    add(parent, f"{{{ATOM}}}updated", rfc3339(entry.updated))
    # `author` is an e-mail address in RSS; names go here.
    add_texts(parent, f"{{{DC}}}creator", *entry.authors)
    add_texts(parent, f"{{{DC}}}source", entry.origin)
    add_texts(parent, "category", entry.section)
    for kind, name in entry.tags:
        add(parent, "category", name, domain=channel.about.absolute(f"{KIND}{kind}"))
    # Readers take it for HTML.
    add_texts(parent, "description", escape(entry.summary, quote=False))
    add(parent, f"{{{CONTENT}}}encoded", entry.html)
    for picture in entry.pictures:
        _picture(parent, picture)


def _picture(parent, picture):
    """`enclosure` would want the length of a file that is not ours."""
    content = add(parent, f"{{{MEDIA}}}content", url=picture.url, type=picture.media_type, medium="image")
    add_texts(content, f"{{{MEDIA}}}description", picture.caption)
    add_texts(content, f"{{{MEDIA}}}credit", picture.credit)
