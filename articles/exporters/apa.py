"""The style of the American Psychological Association, 7th edition: a list of references, a story a line.

Names stand as they are known, since an archive does not know which part of one is the family's. A story without
authors begins with its headline (9.12), one without a date is "n.d." (9.17), and a day of retrieval is said, since
what an address shows may change (9.16).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from articles.exporters.about import About
from articles.exporters.references import (
    MONTHS,
    address,
    day_in_words,
    ended,
    known_parts,
    one_line,
    place,
    seen_on,
)
from articles.exporters.story import Story


def pieces(stories: Iterable[Story], about: About) -> Iterator[bytes]:
    for story in stories:
        yield f"{' '.join(filter(None, _sentences(story, about)))}\n".encode()


def _sentences(story: Story, about: About) -> Iterator[str]:
    seen, said = seen_on(story, about), place(about)
    headline, date = ended(one_line(story.headline)), f"({_date(known_parts(story))})."
    yield from [ended(one_line(_listed(story.authors))), date, headline] if story.authors else [headline, date]
    yield ended(one_line(story.publisher))
    yield said and f"{about.title}, {said}."
    where = address(story, about)
    yield f"Retrieved {day_in_words(seen)}, from {where}" if seen else where


def _date(parts: list[int]) -> str:
    year, month, day = [*parts, 0, 0, 0][:3]
    if not year:
        return "n.d."
    return f"{year}" + (f", {MONTHS[month - 1]}" if month else "") + (f" {day}" if day else "")


def _listed(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])}, & {names[-1]}"
