"""CSL JSON 1.0: an array of "article-newspaper" items, for citeproc and reference managers.

Dates are `date-parts`, which may stop at the year or month. Names are literal: an archive does not know which part
of a name is the family's.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from articles.exporters.about import About
from articles.exporters.jsonl import filled
from articles.exporters.references import address, key, known_parts, place, seen_on
from articles.exporters.story import Story


def pieces(stories: Iterable[Story], about: About) -> Iterator[bytes]:
    yield b"["
    before = b"\n"
    for story in stories:
        yield before + json.dumps(_item(story, about), ensure_ascii=False).encode()
        before = b",\n"
    yield b"\n]\n"


def _item(story: Story, about: About) -> dict:
    published, seen = known_parts(story), seen_on(story, about)
    return filled(
        {
            "id": key(story),
            "type": "article-newspaper",
            "title": story.headline,
            "author": [{"literal": name} for name in story.authors],
            "container-title": story.publisher,
            "issued": {"date-parts": [published]} if published else {},
            "accessed": {"date-parts": [[seen.year, seen.month, seen.day]]} if seen else {},
            "URL": address(story, about),
            "abstract": story.standfirst,
            "note": place(about) and f"{about.title}, {place(about)}",
            "section": story.section,
            "language": story.language,
            "keyword": ", ".join(name for _, name in story.tags),
        }
    )
