"""Formats to leave in. Adding one is a module, a line here and a case.

A writer is a function: (stories, about) → pieces of bytes, as they come; it holds one story at a time, unless its
format has a bound.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module

from articles.exporters.about import About
from articles.exporters.story import Story

# Pieces are gathered to this before they are handed on: a story is a few kilobytes, and each piece costs a call.
CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True)
class Format:
    """`module` has `pieces(stories, about)`. `label` and `use` are words for a person; `most` bounds the stories.

    `cites` is true of a format that names stories, and has none of their text.
    """

    name: str
    label: str
    module: str
    media_type: str
    suffix: str
    use: str
    most: int | None = None
    cites: bool = False

    @property
    def writer(self) -> Callable[[Iterable[Story], About], Iterator[bytes]]:
        return import_module(f"articles.exporters.{self.module}").pieces

    @property
    def is_binary(self) -> bool:
        return self.suffix in (".zip", ".epub")

    def refusal(self, number: int) -> str:
        """Why so many stories do not go into one file, or ""."""
        if self.most is None or number <= self.most:
            return ""
        return f"{self.label} holds {self.most:,} stories at the most, and these are more: choose fewer, or JSON Lines."


FORMATS = [
    Format(
        "jsonl", "JSON Lines", "jsonl", "application/jsonl", ".jsonl", "all that is kept of a story, to bring in again"
    ),
    Format("ninjs", "ninjs 3.0", "ninjs", "application/json", ".ninjs.json", "for the systems of newsrooms"),
    Format("csv", "CSV", "csv", "text/csv", ".csv", "for a spreadsheet"),
    # A zip's directory stands at its end, so the writer holds it: some 500 bytes a story.
    Format("markdown", "Markdown", "markdown", "application/zip", ".zip", "a file a story, zipped", most=100_000),
    Format("wxr", "WordPress", "wxr", "application/xml", ".xml", "for the importer of WordPress (WXR 1.2)"),
    # Reading devices list the contents whole and fail at some thousands of chapters.
    Format("epub", "EPUB 3", "epub", "application/epub+zip", ".epub", "a book to read", most=1_000),
    Format("chicago", "Chicago", "chicago", "text/plain", ".chicago.txt", "a bibliography to paste", cites=True),
    Format("apa", "APA", "apa", "text/plain", ".apa.txt", "a list of references to paste", cites=True),
    Format("wikipedia", "Wikipedia", "wikipedia", "text/plain", ".wiki.txt", "templates for its articles", cites=True),
    Format("bibtex", "BibTeX", "bibtex", "application/x-bibtex", ".bib", "to cite in LaTeX", cites=True),
    Format(
        "ris",
        "RIS",
        "ris",
        "application/x-research-info-systems",
        ".ris",
        "to cite, for reference managers",
        cites=True,
    ),
    Format(
        "csl",
        "CSL JSON",
        "csl",
        "application/vnd.citationstyles.csl+json",
        ".csl.json",
        "to cite, for citeproc",
        cites=True,
    ),
]
CITATIONS = [form for form in FORMATS if form.cites]
BY_NAME = {form.name: form for form in FORMATS}


def of_file(name: str) -> Format | None:
    """The format that a file's name ends for, or None."""
    return next((form for form in FORMATS if name.lower().endswith(form.suffix)), None)


def export(form: Format, stories: Iterable[Story], about: About) -> Iterator[bytes]:
    """The bytes of an export, in pieces of about `CHUNK`."""
    gathered = bytearray()
    for piece in form.writer(stories, about):
        gathered += piece
        if len(gathered) >= CHUNK:
            yield bytes(gathered)
            gathered.clear()
    yield bytes(gathered)
