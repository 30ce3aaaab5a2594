"""A row of a table → Item. What a row's cells mean is the mapping's word; what they say is read as in other formats."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from articles.importers import bylines, tabledates, wire
from articles.importers.languages import guess
from articles.importers.names import Names
from articles.importers.record import Item, Picture, Record, Unreadable
from articles.importers.syndicated import moment, tag_of, unique, web, words

TAG_KINDS = ("person", "organisation", "place", "event", "topic")
PREFIXES = {
    "person": "person", "people": "person", "organisation": "organisation", "organization": "organisation",
    "org": "organisation", "company": "organisation", "place": "place", "location": "place", "city": "place",
    "country": "place", "event": "event", "topic": "topic", "subject": "topic", "tag": "topic", "keyword": "topic",
}  # fmt: skip
STATUSES = {
    "published": "published publish public live online usable released publicado publié veröffentlicht 1 true yes",
    "draft": "draft pending unpublished auto-draft review in-review new todo brouillon entwurf borrador 0 false no",
    "withheld": "withheld embargoed private hold on-hold future scheduled",
    "canceled": "canceled cancelled withdrawn retracted deleted trash removed killed",
}
STATUS = {word: status for status, written in STATUSES.items() for word in written.split()}
# In a cell with several values the strongest of these that it has parts them; a comma is the weakest, as names have it.
APART = (r"\n", ";", r"\|", ",")
GUESSED_FROM = 2000
DATES = {"published", *tabledates.ORDERS}


@dataclass(frozen=True)
class Table:
    """The columns of a table: names, the field of each ("" for none), and the order of day and month in its dates.

    `said` is an explicit mapping, to be told in the header of a row that is kept.
    """

    names: Sequence[str]
    fields: Sequence[str]
    said: dict[str, str] = field(default_factory=dict)
    order: str = ""

    def cells(self, row: Sequence[str], *fields: str) -> list[str]:
        """The cells of a row that are of one of some fields, and not blank."""
        return [cell for cell, of in zip(row, self.fields, strict=True) if of in fields and cell.strip()]

    def header(self) -> list[str]:
        """The names, with the field where the mapping gave one: so a row and its header can be read again alike."""
        return [f"{name}={self.said[name]}" if name in self.said else name for name in self.names]


def as_csv(*rows: Sequence[str], delimiter: str = ",") -> bytes:
    """Rows as a table of their own, UTF-8, lines ended by "\\n"."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return out.getvalue().encode("utf-8", errors="replace")


def item(table: Table, number: int, line: int, row: Sequence[str], raw: bytes, names: Names) -> Item:
    """The Item of a row: a record, with `reason` for what an editor should know of it; or why there is none."""
    try:
        if len(row) != len(table.names):
            raise Unreadable(f"the row has {_counted(len(row))}, and the header {len(table.names)}")
        found, note = _record(table, row, names)
    except Unreadable as error:
        return Item(number, reason=str(error), line=line, raw=raw)
    return Item(number, found, note, line, raw)


def _counted(cells: int) -> str:
    return f"{cells} cell" if cells == 1 else f"{cells} cells"


def _record(table: Table, row: Sequence[str], names: Names) -> tuple[Record, str]:
    def first(*fields: str) -> str:
        return next(iter(table.cells(row, *fields)), "")

    if not wire.plain(first("headline")):
        columns = [f"“{name}”" for name, of in zip(table.names, table.fields, strict=True) if of == "headline"]
        raise Unreadable(f"no headline: {' and '.join(columns)} {'are' if len(columns) > 1 else 'is'} empty")
    story = wire.Story(
        headline=first("headline"),
        standfirst=first("standfirst"),
        publisher=first("publisher"),
        dateline=first("dateline"),
        section=first("section"),
        external_id=first("id"),
        tags=_tags(table, row),
        pictures=_pictures(table, row, first),
    )
    for text in table.cells(row, "body"):
        story.take_html(text) if wire.is_markup(text) else story.take_text(text)
    story.byline, story.authors = _byline(table, row, names)
    language = tag_of(first("language")) or guess(
        f"{story.headline} {story.standfirst} {' '.join(story.body)}"[:GUESSED_FROM]
    )
    dating, note = tabledates.dating(first(*DATES), _order(table), language)
    record = wire.record(story, names)
    updated = _moment(first("updated"))
    listed = unique(words(name) for cell in table.cells(row, "cited") for name in values(cell))
    return replace(
        record,
        language=language,
        dating=dating,
        updated_at=None if updated and dating and dating.at and updated <= dating.at else updated,
        url=web(first("url")),
        status=_status(first("status")),
        cited=unique([*listed, *record.cited]),
        former_urls=unique(web(url) for cell in table.cells(row, "former-urls") for url in cell.split()),
    ), note


def values(cell: str) -> list[str]:
    """The values of a cell that may hold several."""
    mark = next((mark for mark in APART if re.search(mark, cell.strip())), None)
    return [value.strip() for value in re.split(mark, cell) if value.strip()] if mark else [cell.strip()]


def _order(table: Table) -> str:
    """An editor's word on the order of day and month, else what the column shows."""
    return next((tabledates.ORDERS[of] for of in table.fields if of in tabledates.ORDERS), table.order)


def _moment(cell: str):
    return None if tabledates.is_nothing(cell) else moment(cell)


def _status(cell: str) -> str:
    """A column of states that we do not know must not put stories before readers."""
    word = "-".join(re.split(r"[\s_-]+", words(cell).casefold()))
    if word and word not in STATUS:
        raise Unreadable(f"the state “{words(cell)[:40]}” is none we know: published, draft, withheld or canceled")
    return STATUS.get(word, "")


def _tags(table: Table, row: Sequence[str]) -> list[tuple[str, str]]:
    """Names with their kinds: by the column, else by a prefix ("place:Oslo"), else topics."""
    found = []
    for cell, of in zip(row, table.fields, strict=True):
        if of == "tags" or of in TAG_KINDS:
            for value in values(cell):
                prefix, mark, name = value.partition(":")
                kind = PREFIXES.get(prefix.strip().casefold()) if mark and name.strip() else None
                found.append((kind, name) if kind else ("topic" if of == "tags" else of, value))
    return found


def _pictures(table: Table, row: Sequence[str], first) -> list[Picture]:
    """Words under a picture are those of the first."""
    urls = [url for cell in table.cells(row, "picture") for url in cell.replace("|", " ").split()]
    told = [first("caption"), first("credit")]
    return [Picture(url, *(told if place == 0 else [])) for place, url in enumerate(urls)]


def _byline(table: Table, row: Sequence[str], names: Names) -> tuple[str, tuple[str, ...]]:
    """(byline as printed, authors): a column of authors names people even where they do not look like names."""
    lines, told = table.cells(row, "byline"), table.cells(row, "authors")
    authors: list[str] = []
    for cell in told:
        found = bylines.find(cell, names) or bylines.find(f"By {cell}", names)
        parts = re.split(r"[\n;|]", cell)
        authors += found.authors if found and len(parts) == 1 else [part.strip() for part in parts if part.strip()]
    return wire.plain("; ".join(lines or told)), tuple(unique(map(wire.plain, authors)))
