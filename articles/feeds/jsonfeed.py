"""JSON Feed 1.1 (jsonfeed.org/version/1.1). What it has no member for stands under `_newsroom`."""

import json
from collections.abc import Iterable

from articles.exporters.jsonl import filled
from articles.feeds.elements import rfc3339
from articles.feeds.entry import Channel, Entry

MEDIA_TYPE = "application/feed+json"
# An attachment must have a type. RFC 2046, 4.5.1: what is not known to be anything else.
UNKNOWN_TYPE = "application/octet-stream"


def write(channel: Channel, entries: Iterable[Entry]) -> bytes:
    said = filled(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": channel.title,
            "home_page_url": channel.page,
            # "Unique identifier for the feed": every document of a paged feed is of the same one.
            "feed_url": channel.first,
            "description": channel.note,
            "next_url": channel.older,
            "authors": [{"name": channel.about.title, "url": channel.about.address}],
            "language": channel.language,
            "hubs": [{"type": "WebSub", "url": channel.hub}] if channel.hub else [],
        }
    )
    return json.dumps(said | {"items": [_item(entry, channel) for entry in entries]}, ensure_ascii=False).encode()


def _item(entry: Entry, channel: Channel) -> dict:
    picture = entry.pictures[0].url if entry.pictures else ""
    said = filled(
        {
            "id": channel.urn(entry),
            "url": entry.address,
            "external_url": entry.origin,
            "title": entry.title,
            "summary": entry.summary,
            "image": picture,
            "date_published": entry.published and rfc3339(entry.published),
            "date_modified": rfc3339(entry.updated),
            "authors": [{"name": name} for name in entry.authors],
            "tags": [*filter(None, [entry.section]), *(name for _, name in entry.tags)],
            "language": entry.language,
            "attachments": [
                filled({"url": each.url, "mime_type": each.media_type or UNKNOWN_TYPE, "title": each.caption})
                for each in entry.pictures
            ],
            "_newsroom": _particulars(entry),
        }
    )
    # An item must have a content, if an empty one.
    return said | {"content_html": entry.html}


def _particulars(entry: Entry) -> dict:
    return filled(
        {
            "datePublished": entry.issued,
            "date_basis": entry.basis,
            "dateModified": entry.modified and rfc3339(entry.modified),
            "publisher": entry.publisher,
            "section": entry.section,
            "cited": entry.cited,
            "tags": [{"kind": kind, "name": name} for kind, name in entry.tags],
            "corrections": [{"on": on.isoformat(), "text": text} for on, text in entry.corrections],
        }
    )
