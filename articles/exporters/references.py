"""What all citations share: a story as something to cite."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from articles.exporters.about import About
from articles.exporters.story import Story

NO_LETTERS = re.compile(r"[^a-z0-9]+")
# Words of a name in the key, at the most: it is typed by hand.
LONGEST = 24


def key(story: Story) -> str:
    """A name for the story that no other has: "harbourledger1969-17". ASCII letters, digits and a hyphen."""
    name = story.authors[0].split()[-1] if story.authors and story.authors[0].split() else story.publisher
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    year = f"{story.published.on:%Y}" if story.published else ""
    return f"{NO_LETTERS.sub('', plain)[:LONGEST] or 'story'}{year}-{story.pk}"


def known_parts(story: Story) -> list[int]:
    """The year, month and day of publication, as far as they are known."""
    return [int(part) for part in story.published.iso_date.split("-")] if story.published else []


def address(story: Story, about: About) -> str:
    """Where a reader of the citation looks: where it was read here, else where the story came from or stands here."""
    return about.reading.address if about.reading else story.url or about.of(story)


def seen_on(story: Story, about: About) -> date | None:
    """When somebody looked at the page that is cited; of a page of the archive's own only a reader can say it."""
    if about.reading:
        return about.reading.on
    return story.captured_at.date() if story.url and story.captured_at else None


def place(about: About) -> str:
    """What of the story is cited: "version 2, paragraph 4", or ""."""
    if not (reading := about.reading):
        return ""
    said = {"version": reading.version, "paragraph": reading.paragraph}
    return ", ".join(f"{name} {number}" for name, number in said.items() if number)


# Citations are English whatever the reader's language: their styles are.
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def in_words(parts: list[int]) -> str:
    """A date as far as it is known, as Americans write it: "July 21, 1969", "July 1969", "1969", ""."""
    year, month, day = [*parts, 0, 0, 0][:3]
    words = f"{MONTHS[month - 1]} {day}," if day else MONTHS[month - 1] if month else ""
    return f"{words} {year or ''}".strip()


def day_in_words(day: date) -> str:
    return in_words([day.year, day.month, day.day])


def ended(text: str) -> str:
    """`text` as a sentence: with a full stop, unless it ends with a mark of its own."""
    return text if not text or text[-1] in ".?!…" or text[-2:] in ("?”", "!”", ".”", "?’", "!’", ".’") else f"{text}."


def one_line(text: str) -> str:
    """`text` on one line, without controls."""
    return " ".join("".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text).split())
