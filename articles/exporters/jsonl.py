"""JSON Lines: everything that the archive has of a story, one a line, in our own shape; `importers/jsonl` reads it.

Members that are empty are left out. Dates are ISO 8601, to the precision that is known.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict

from articles.exporters.about import About
from articles.exporters.story import Pointer, Story

# A reader refuses a shape with a higher number than it knows.
SHAPE = 1


def pieces(stories: Iterable[Story], about: About) -> Iterator[bytes]:
    for story in stories:
        yield json.dumps(as_object(story), ensure_ascii=False).encode() + b"\n"


def as_object(story: Story) -> dict:
    """A story as an object of JSON."""
    return filled(
        {
            "newsroom": SHAPE,
            "headline": story.headline,
            "standfirst": story.standfirst,
            "body": story.blocks,
            "byline": story.byline,
            "authors": story.authors,
            "dateline": story.dateline,
            "section": story.section,
            "language": story.language,
            "publisher": story.publisher,
            "published": _published(story),
            "updated_at": story.updated_at and story.updated_at.isoformat(),
            "captured_at": story.captured_at and story.captured_at.isoformat(),
            "url": story.url,
            "external_id": story.external_id,
            "status": story.status,
            "withdrawal_note": story.withdrawal_note,
            "slug": story.slug,
            "address": story.address,
            "tags": [{"kind": kind, "name": name} for kind, name in story.tags],
            "cited": story.cited,
            "read_more": [_pointer(pointer) for pointer in story.read_more],
            "pictures": [filled(asdict(picture)) for picture in story.pictures],
            "former_urls": story.former_urls,
            "corrections": [{"on": on.isoformat(), "text": text} for on, text in story.corrections],
        }
    )


def _pointer(pointer: Pointer) -> dict:
    return filled({name: value for name, value in asdict(pointer).items() if name != "is_open"})


def _published(story: Story) -> dict:
    if not story.published:
        return {}
    at = story.published.at
    return filled({"on": story.published.iso_date, "basis": story.published.basis, "at": at and at.isoformat()})


def filled(members: dict) -> dict:
    """The members that say something: no empty text, list or object; nought says that a line comes first."""
    return {key: value for key, value in members.items() if value not in ("", None, (), [], {})}
