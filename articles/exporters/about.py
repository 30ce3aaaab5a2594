"""What an export says of the archive that it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urljoin

from articles.exporters.story import Story


@dataclass(frozen=True, slots=True)
class About:
    """`address` is that of the archive's front page, "https://news.example.org/"; `title` names the collection."""

    address: str
    title: str = "Newsroom"

    def absolute(self, path: str) -> str:
        return urljoin(self.address, path)

    def of(self, story: Story) -> str:
        """Where a story stands in this archive."""
        return self.absolute(story.address or story.permanent)
