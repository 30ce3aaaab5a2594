"""What an export says of the archive that it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urljoin

from articles.exporters.story import Story


@dataclass(frozen=True, slots=True)
class Reading:
    """Somebody read a story here and cites it: on a day, at a whole address, in a version and a paragraph of it, each
    counted from 1; None where the story as a whole, or as it stands, is meant."""

    on: date
    address: str
    version: int | None = None
    paragraph: int | None = None


@dataclass(frozen=True, slots=True)
class About:
    """`address` is that of the archive's front page, "https://news.example.org/"; `title` names the collection.

    `reading` is of the one story that is cited here and now, and not merely listed.
    """

    address: str
    title: str = "Newsroom"
    reading: Reading | None = None

    def absolute(self, path: str) -> str:
        return urljoin(self.address, path)

    def of(self, story: Story) -> str:
        """Where a story stands in this archive."""
        return self.absolute(story.address or story.permanent)
