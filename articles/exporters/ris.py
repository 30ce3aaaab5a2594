"""RIS, type NEWS: a tag of two letters, two spaces, a hyphen and a space, then one line of text; ER ends a story.

Dates are YYYY/MM/DD/, with nothing in the place of what is not known (RIS specification, tag DA).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from articles.exporters.about import About
from articles.exporters.references import address, key, known_parts, one_line, place, seen_on
from articles.exporters.story import Story


def pieces(stories: Iterable[Story], about: About) -> Iterator[bytes]:
    for story in stories:
        lines = [f"{tag}  - {value}" for tag, text in _fields(story, about) if (value := one_line(text))]
        yield "\r\n".join(["TY  - NEWS", *lines, "ER  - ", "", ""]).encode()


def _fields(story: Story, about: About) -> Iterator[tuple[str, str]]:
    published, seen = known_parts(story), seen_on(story, about)
    yield "ID", key(story)
    yield "TI", story.headline
    yield from (("AU", name) for name in story.authors)
    yield "T2", story.publisher
    if published:
        yield "PY", f"{published[0]:04}"
        yield "DA", _date(published)
    if seen:
        yield "Y2", _date([seen.year, seen.month, seen.day])
    if said := place(about):
        yield "N1", f"{about.title}, {said}"
    yield "SE", story.section
    yield "LA", story.language
    yield "AB", story.standfirst
    yield from (("KW", name) for _, name in story.tags)
    yield "UR", address(story, about)


def _date(parts: list[int]) -> str:
    year, month, day = (f"{part:02}" for part in [*parts, 0, 0][:3])
    return "/".join([year, *(part if part != "00" else "" for part in (month, day)), ""])
