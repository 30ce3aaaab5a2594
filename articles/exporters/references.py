"""What BibTeX, RIS and CSL share: a story as something to cite."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime

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
    """Where a reader of the citation looks: where the story came from, else where it stands here."""
    return story.url or about.of(story)


def seen_on(story: Story) -> datetime | None:
    """When somebody looked at the page that is cited, which is not the archive's own."""
    return story.captured_at if story.url else None


def one_line(text: str) -> str:
    """`text` on one line, without controls."""
    return " ".join("".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text).split())
