"""CSV for spreadsheets: RFC 4180, UTF-8 with the mark by which Excel knows it, one story a row.

A cell that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, "CSV Injection"). Several
names in one cell are joined with "; ", and the blocks of a body, which are clean HTML, with a blank line.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime

from articles.exporters.about import About
from articles.exporters.story import Story

KINDS = ["person", "organisation", "place", "event", "topic"]
COLUMNS = [
    "headline", "standfirst", "body", "byline", "authors", "dateline", "section", "language", "publisher",
    "published", "date_basis", "updated_at", "captured_at", "url", "id", "status", "withdrawal_note", "slug",
    "address", *KINDS, "cited", "read_more", "pictures", "former_urls", "corrections",
]  # fmt: skip
# OWASP's list: what begins a formula, and what a spreadsheet skips before one.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def pieces(stories: Iterable[Story], about: About) -> Iterator[bytes]:
    yield codecs.BOM_UTF8 + _line(COLUMNS)
    for story in stories:
        yield _line([safe(cell) for cell in _cells(story)])


def safe(cell: str) -> str:
    """A cell that no spreadsheet computes."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _line(cells: Iterable[str]) -> bytes:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue().encode()


def _cells(story: Story) -> list[str]:
    """In the order of COLUMNS."""
    published = story.published
    return [
        story.headline,
        story.standfirst,
        "\n\n".join(story.blocks),
        story.byline,
        _joined(story.authors),
        story.dateline,
        story.section,
        story.language,
        story.publisher,
        published.iso if published else "",
        published.basis if published else "",
        _iso(story.updated_at),
        _iso(story.captured_at),
        story.url,
        story.external_id,
        story.status,
        story.withdrawal_note,
        story.slug,
        story.address,
        *(_joined(story.names(kind)) for kind in KINDS),
        _joined(story.cited),
        _joined(pointer.headline for pointer in story.read_more),
        _joined(picture.url for picture in story.pictures),
        _joined(story.former_urls),
        _joined(f"{on.isoformat()} {text}" for on, text in story.corrections),
    ]


def _joined(names: Iterable[str]) -> str:
    return "; ".join(names)


def _iso(at: datetime | None) -> str:
    return at.isoformat() if at else ""
