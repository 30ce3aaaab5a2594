"""Wikipedia's template {{cite news}} (Citation Style 1): a story a line.

Where a story was captured elsewhere, `url` is that address and `archive-url` ours, with the day of the capture, as
the template wants them (Help:Citation Style 1, "Web links"); else `url` is ours, with the day on which it was read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from articles.exporters.about import About
from articles.exporters.references import MONTHS, address, known_parts, one_line, place, seen_on
from articles.exporters.story import Story

# Signs that would end a parameter, open a link, a template or an element, or begin italics, as the wiki prints them.
SIGNS = str.maketrans(
    {
        "&": "&amp;",
        "|": "{{!}}",
        "{": "&#123;",
        "}": "&#125;",
        "[": "&#91;",
        "]": "&#93;",
        "<": "&lt;",
        ">": "&gt;",
        "'": "&#39;",
        "~": "&#126;",
    }
)
# One apostrophe is harmless, and common.
ONE_APOSTROPHE = re.compile("(?<!&#39;)&#39;(?!&#39;)")
# In an address these are %-codes, so that it leads to the same place (Help:URL).
IN_ADDRESS = str.maketrans({sign: f"%{ord(sign):02X}" for sign in "|{}[]<>\"' "})


def pieces(stories: Iterable[Story], about: About) -> Iterator[bytes]:
    for story in stories:
        said = " ".join(f"|{name}={value}" for name, value in _parameters(story, about) if value)
        yield f"{{{{cite news {said}}}}}\n".encode()


def _parameters(story: Story, about: About) -> Iterator[tuple[str, str]]:
    one = len(story.authors) == 1
    yield from (("author" if one else f"author{n}", escaped(name)) for n, name in enumerate(story.authors, 1))
    yield "title", escaped(story.headline)
    yield "newspaper", escaped(story.publisher)
    yield "date", _date(known_parts(story))
    if story.language.split("-")[0].lower() not in ("", "en"):
        yield "language", escaped(story.language)
    yield from _addresses(story, about)
    if said := place(about):
        yield "at", escaped(f"{about.title}, {said}")


def _addresses(story: Story, about: About) -> Iterator[tuple[str, str]]:
    if story.url and story.captured_at:
        ours = about.reading.address if about.reading else about.of(story)
        yield "url", story.url.translate(IN_ADDRESS)
        yield "archive-url", ours.translate(IN_ADDRESS)
        yield "archive-date", f"{story.captured_at:%Y-%m-%d}"
    else:
        seen = seen_on(story, about)
        yield "url", address(story, about).translate(IN_ADDRESS)
        yield "access-date", f"{seen:%Y-%m-%d}" if seen else ""


def _date(parts: list[int]) -> str:
    """As far as it is known; the template takes no year and month in digits."""
    if len(parts) == 2:
        return f"{MONTHS[parts[1] - 1]} {parts[0]}"
    return "-".join(f"{part:02}" for part in parts)


def escaped(text: str) -> str:
    """`text` on one line, as a wiki prints it."""
    return ONE_APOSTROPHE.sub("'", one_line(text).translate(SIGNS))
