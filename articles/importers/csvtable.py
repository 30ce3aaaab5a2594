"""CSV and its kin (semicolons, tabs, bars) → an Item a row, a row at a time, however large the table.

A quote that nobody closed would swallow the rows below it: where a row does not fit the header, and a line in it would
be a row by itself, only its first line is given up.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import BinaryIO

from articles.importers import tablecolumns, tablerows
from articles.importers.decoding import MAX_BYTES, SAMPLE_BYTES, encoding_of, refuse_noise, refuse_other
from articles.importers.names import Names, shipped
from articles.importers.record import Item, Unreadable
from articles.importers.tabledates import is_open, order_of
from articles.importers.tablerows import Table

# The module's own bound is 131,072 characters a cell; a story may have as much as a page. It is one for the process.
csv.field_size_limit(MAX_BYTES)
CHUNK = 256 * 1024
END = re.compile(r"\r\n|\r|\n")
QUOTED = re.compile(r'".*"', re.DOTALL)
UNCLOSED = "a quotation mark that opens in this row is not closed in it, or not at the end of its cell"
# So many rows, or characters, are held to see how a column writes its dates.
HELD_ROWS, HELD_CHARACTERS = 1000, 8_000_000


def items(stream: BinaryIO, names: Names | None = None, mapping: Mapping[str, str] | None = None) -> Iterator[Item]:
    """A table's rows. `mapping` is {column: field}, for columns whose names do not tell. Raises Unreadable."""
    names = shipped() if names is None else names
    mapping = tablecolumns.checked(mapping or {})
    table, header, rows = _opened(stream, mapping)
    held = _held(rows)
    order = order_of(_dates(held, table))
    if _is_open(held, table) and stream.seekable() and (row := next(rows, None)):
        order = order_of(_dates(chain(held, [row], rows), table))
        stream.seek(0)
        _, _, rows = _opened(stream, mapping)
        held = []
    table = replace(table, order=order)
    for number, row in enumerate(chain(held, rows), 1):
        raw = header + row.text.encode("utf-8", errors="replace")
        if row.reason:
            yield Item(number, reason=row.reason, line=row.line, raw=raw)
        else:
            yield tablerows.item(table, number, row.line, row.cells, raw, names)


def first_rows(stream: BinaryIO, most: int) -> list[list[str]]:
    """The cells of a table's first rows, whatever they mean. Raises Unreadable."""
    lines = _lines(stream)
    first = list(islice(lines, tablecolumns.HEADER_WITHIN))
    reader = Reader(chain(first, lines), tablecolumns.delimiter_of(first))
    rows = (row for row in iter(reader.next_row, None) if not tablecolumns.SEPARATOR.fullmatch(row.text))
    return [row.cells for row in islice(rows, most) if row.cells]


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its cells, the line it begins on, and its text; `reason` says why it is none."""

    cells: list[str]
    line: int
    text: str
    reason: str = ""


def _opened(stream: BinaryIO, mapping: Mapping[str, str]) -> tuple[Table, bytes, Iterator[Row]]:
    """(columns, header as it is kept with a row, rows below it) of a table."""
    lines = _lines(stream)
    first = list(islice(lines, tablecolumns.HEADER_WITHIN))
    mark = tablecolumns.delimiter_of(first, mapping)
    reader = Reader(chain(first, lines), mark)
    above: list[Row] = []
    # Read no further than the header: a row below it is to be measured by it.
    while len(above) < tablecolumns.HEADER_WITHIN and (row := reader.next_row()):
        if tablecolumns.SEPARATOR.fullmatch(row.text):
            continue
        above.append(row)
        names = tablecolumns.names_of(row.cells)
        if set(mapping) <= set(names) and "headline" in tablecolumns.fields_of(names, mapping):
            break
    header = above[tablecolumns.header_in([row.cells for row in above], mapping)]
    names = tablecolumns.names_of(header.cells)
    said = {name: of for name, of in mapping.items() if of != tablecolumns.field_of(name)}
    table = Table(names, tablecolumns.fields_of(names, mapping), said)
    reader.width = len(names)
    kept = tablerows.as_csv(table.header(), delimiter=mark) if said else _ended(header.text).encode("utf-8", "replace")
    return table, kept, iter(reader.next_row, None)


def _ended(line: str) -> str:
    return line if line.endswith(("\n", "\r")) else f"{line}\n"


def _lines(stream: BinaryIO) -> Iterator[str]:
    """The lines of a stream, each with its end; one longer than a story may be comes in pieces."""
    sample = stream.read(SAMPLE_BYTES)
    if not sample:
        raise Unreadable("the file is empty: looked for a table, found 0 bytes")
    refuse_other(sample)
    mark, encoding, errors = encoding_of(sample)
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    rest = decoder.decode(sample[mark:])
    refuse_noise(rest, len(sample))
    while chunk := stream.read(CHUNK):
        start = 0
        for end in END.finditer(rest):
            # The other half of a line's end may be in the next chunk.
            if end.end() < len(rest) or end.group() != "\r":
                yield rest[start : end.end()]
                start = end.end()
        rest = rest[start:]
        if len(rest) > MAX_BYTES:
            yield rest
            rest = ""
        rest += decoder.decode(chunk)
    rest += decoder.decode(b"", final=True)
    start = 0
    for end in END.finditer(rest):
        yield rest[start : end.end()]
        start = end.end()
    if rest[start:]:
        yield rest[start:]


@dataclass
class Reader:
    """Rows out of lines. `width` is the header's number of cells, once it is known; `line` is that of the next row."""

    lines: Iterator[str]
    mark: str
    width: int = 0
    line: int = 1
    taken: list[str] = field(default_factory=list)
    put_back: deque[str] = field(default_factory=deque)

    def next_row(self) -> Row | None:
        """The next row that is not blank, or None at the end."""
        while True:
            self.taken = []
            row = self.row()
            self.line += len(self.taken)
            if row is None or row.reason or any(cell.strip() for cell in row.cells):
                return row

    def row(self) -> Row | None:
        cells = self.parsed(self.feed())
        if cells is None and not self.taken:
            return None
        if cells is None or not self.fits(cells):
            return self.mended(cells)
        return Row(cells[: self.width or None], self.line, "".join(self.taken))

    def mended(self, cells: list[str] | None) -> Row:
        """A row that breaks the rules of quotation, or does not fit the header."""
        loose = self.loosely()
        if loose is not None:
            return Row(loose, self.line, self.taken[0])
        if any(map(self.is_row, self.taken[1:])):
            self.put_back.extendleft(reversed(self.taken[1:]))
            self.taken = self.taken[:1]
            cells = None
        reason = UNCLOSED if cells is None else ""
        return Row(cells or [], self.line, "".join(self.taken), reason)

    def loosely(self) -> list[str] | None:
        """The cells of the first line, where its quotes are all letters, as in tables parted by tabs, or but for those
        around a cell."""
        if len(self.taken) > 1 and self.mark != "\t":
            return None
        cells = self.parsed(self.taken[:1], quoting=csv.QUOTE_NONE, strict=False)
        if cells is None or not self.width or not self.fits(cells):
            return None
        if self.mark != "\t" and any(cell.startswith('"') and not QUOTED.fullmatch(cell) for cell in cells):
            return None
        self.put_back.extendleft(reversed(self.taken[1:]))
        self.taken = self.taken[:1]
        return [cell[1:-1] if QUOTED.fullmatch(cell) else cell for cell in cells[: self.width]]

    def feed(self) -> Iterator[str]:
        """Lines for one row, noted as they are taken; one row has no more of them than a story may have."""
        size = 0
        while size <= MAX_BYTES:
            line = self.put_back.popleft() if self.put_back else next(self.lines, None)
            if line is None:
                return
            self.taken.append(line)
            size += len(line)
            yield line

    def parsed(self, lines: Iterable[str], **dialect) -> list[str] | None:
        try:
            return next(csv.reader(lines, delimiter=self.mark, **{"strict": True, **dialect}), None)
        except csv.Error:
            return None

    def fits(self, cells: Sequence[str]) -> bool:
        """Cells beyond the header's last are no matter if they are blank, nor is a blank row."""
        if not self.width or not any(map(str.strip, cells)):
            return True
        return len(cells) >= self.width and not any(map(str.strip, cells[self.width :]))

    def is_row(self, line: str) -> bool:
        """Whether a line is a row by itself, or begins one that goes on below it, inside a quotation."""
        whole = self.parsed([line])
        if whole is not None:
            return len(whole) == self.width > 1
        begun = self.parsed([line], strict=False) or []
        return 1 < len(begun) <= self.width


def _held(rows: Iterator[Row]) -> list[Row]:
    held, size = [], 0
    while len(held) < HELD_ROWS and size < HELD_CHARACTERS and (row := next(rows, None)):
        held.append(row)
        size += len(row.text)
    return held


def _is_open(rows: Iterable[Row], table: Table) -> bool:
    """Whether a date among rows needs the others of its column to be understood."""
    return any(map(is_open, _dates(rows, table)))


def _dates(rows: Iterable[Row], table: Table) -> Iterator[str]:
    for row in rows:
        if len(row.cells) == len(table.names):
            yield from table.cells(row.cells, *tablerows.DATES)
