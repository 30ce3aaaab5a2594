"""ninjs 3.0 of the IPTC: a JSON array with one object a story.

The standard writes moments in full. Of a story whose time of day is not known, `firstCreated` stops at the day, the
month or the year, rather than claim a moment; `format` is an annotation in JSON Schema 2020-12, so this is valid.
ninjs 3.0 has no place for a section, and names authors in `by` alone.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Iterator

from articles.exporters.about import About
from articles.exporters.bodies import elements
from articles.exporters.jsonl import filled
from articles.exporters.story import Story

STANDARD = {"name": "ninjs", "version": "3.0", "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.0.json#"}
PLACES = {"people": "person", "organisations": "organisation", "places": "place", "events": "event"}
STATUS = {"draft": "withheld", "review": "withheld", "published": "usable", "withdrawn": "canceled"}


def pieces(stories: Iterable[Story], about: About) -> Iterator[bytes]:
    yield b"["
    before = b"\n"
    for story in stories:
        yield before + json.dumps(item(story, about), ensure_ascii=False).encode()
        before = b",\n"
    yield b"\n]\n"


def item(story: Story, about: About) -> dict:
    """A story as a news item."""
    published, body = story.published, "\n".join(elements(story, about))
    by = story.byline or ", ".join(story.authors)
    return filled(
        {
            "uri": about.absolute(story.permanent),
            "standard": STANDARD,
            "type": "text",
            "representationType": "full",
            "pubStatus": STATUS[story.status],
            "language": story.language,
            "firstCreated": published and published.iso,
            "versionCreated": story.updated_at and story.updated_at.isoformat(),
            "headlines": _texts({"main": story.headline}),
            "by": by,
            "located": story.dateline,
            "slugline": story.slug,
            "descriptions": _texts({"summary": story.standfirst}),
            "bodies": [{"role": "main", "contentType": "text/html", "value": body}] if body else [],
            **{place: [{"name": name} for name in story.names(kind)] for place, kind in PLACES.items()},
            "subjects": [{"name": name} for name in story.names("topic")],
            "infoSources": _sources(story),
            "associations": _pictures(story),
            "altIds": [{"role": role, "value": value} for role, value in _other_ids(story, about) if value],
        }
    )


def _texts(texts: dict[str, str]) -> list[dict]:
    return [{"role": role, **_text(text)} for role, text in texts.items() if text]


def _text(text: str) -> dict:
    """Plain text; where a reader that does not look at the type would see a tag or an entity, the same as HTML."""
    if "<" in text or html.unescape(text) != text:
        return {"contentType": "text/html", "value": html.escape(text, quote=False)}
    return {"contentType": "text/plain", "value": text}


def _sources(story: Story) -> list[dict]:
    """The publisher first; those that the text leans on only behind one, lest a reader take them for it."""
    if not story.publisher:
        return []
    return [{"name": story.publisher, "role": "publisher"}, *({"name": name, "role": "cited"} for name in story.cited)]


def _pictures(story: Story) -> list[dict]:
    return [
        filled(
            {
                "name": f"picture {number}",
                "uri": picture.url,
                "type": "picture",
                "by": picture.credit,
                "descriptions": _texts({"caption": picture.caption, "alt": picture.alt}),
                "renditions": [{"name": "original", "href": picture.url}],
            }
        )
        for number, picture in enumerate(story.pictures, 1)
    ]


def _other_ids(story: Story, about: About) -> Iterator[tuple[str, str]]:
    yield "address", about.absolute(story.address) if story.address else ""
    yield "original address", story.url
    yield "publisher's key", story.external_id
