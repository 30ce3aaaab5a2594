"""The Chicago style's bibliography, for a newspaper's article that was read online: a story a line.

Names stand as they are known, since an archive does not know which part of one is the family's. Plain text has no
italics. A story whose date nobody knows has none (Chicago Manual of Style, 18th ed., 14.87 to 14.96, 13.15).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from articles.exporters.about import About
from articles.exporters.references import (
    address,
    day_in_words,
    ended,
    in_words,
    known_parts,
    one_line,
    place,
    seen_on,
)
from articles.exporters.story import Story

# Quotes inside of quotes are single ones.
INNER = str.maketrans("“”", "‘’")


def pieces(stories: Iterable[Story], about: About) -> Iterator[bytes]:
    for story in stories:
        yield f"{' '.join(filter(None, _sentences(story, about)))}\n".encode()


def _sentences(story: Story, about: About) -> Iterator[str]:
    seen, said = seen_on(story, about), place(about)
    yield ended(one_line(listed(story.authors)))
    yield f"“{ended(one_line(story.headline).translate(INNER))}”"
    yield ended(one_line(", ".join(filter(None, [story.publisher, in_words(known_parts(story))]))))
    yield said and f"{about.title}, {said}."
    yield f"Accessed {day_in_words(seen)}." if seen else ""
    yield f"{address(story, about)}."


def listed(names: tuple[str, ...]) -> str:
    """ "a", "a and b", "a, b, and c"."""
    if len(names) <= 2:
        return " and ".join(names)
    return f"{', '.join(names[:-1])}, and {names[-1]}"
