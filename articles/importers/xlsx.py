"""XLSX workbooks → an Item a row of the first sheet that has stories, through openpyxl, a row at a time.

Dates are those that Excel keeps, a formula is its value as last saved. A row is kept as a table of its own, in CSV,
since the bytes of one row of a workbook mean nothing by themselves.
"""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from itertools import chain, islice
from typing import BinaryIO

from defusedxml.ElementTree import fromstring
from openpyxl import load_workbook

from articles.importers import tablecolumns, tablerows
from articles.importers.names import Names, shipped
from articles.importers.record import Item, Unreadable
from articles.importers.tabledates import is_open, order_of
from articles.importers.tablerows import Table

WORKBOOK, TYPES, SHEETS = "xl/workbook.xml", "[Content_Types].xml", "xl/worksheets/"
# As for archives: what packs better than this holds no stories, and up to the floor any ratio is harmless.
MOST_FOR_ONE, HARMLESS = 250, 100_000_000
# openpyxl holds the strings of a workbook, and the parts that only lay it out, in memory.
MOST_STRINGS, MOST_OF_A_PART = 300_000_000, 20_000_000
# Excel's own bound is this many rows, and 16,384 columns; a table of stories has a few dozen.
MOST_ROWS, MOST_COLUMNS = 1_048_576, 256
# What openpyxl gives for a row that the file leaves out; one number too high leaves out a million.
EMPTY = (None,) * MOST_COLUMNS
# So many dates show whether the column has to be read through for its order.
LOOKED_AT = 1000
# openpyxl tells of styles, validations and impossible dates that it leaves out; none is of use here.
warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")
# What a cell shows whose formula went wrong.
FAULTS = {"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#GETTING_DATA", "#SPILL!", "#CALC!"}


def items(stream: BinaryIO, names: Names | None = None, mapping: Mapping[str, str] | None = None) -> Iterator[Item]:
    """A sheet's rows. `mapping` is {column: field}, for columns whose names do not tell. Raises Unreadable."""
    names = shipped() if names is None else names
    mapping = tablecolumns.checked(mapping or {})
    book = _opened(stream)
    table, first, rows = _table(book, mapping)
    if any(map(is_open, islice(_dates(book, table, mapping), LOOKED_AT))):
        table = replace(table, order=order_of(_dates(book, table, mapping)))
    header = table.header()
    for number, (line, cells) in enumerate(chain(first, rows), 1):
        cells = _trimmed(cells, len(table.names))
        yield tablerows.item(table, number, line, cells, tablerows.as_csv(header, cells), names)


def first_rows(stream: BinaryIO, most: int) -> list[list[str]]:
    """The cells of the first rows of the sheet that is most like a table of stories. Raises Unreadable."""
    sheets = [[row for _, row in islice(_rows(sheet), most)] for sheet in _sheets(_opened(stream))]

    def known(rows: list[list[str]]) -> tuple[bool, int]:
        header = rows[tablecolumns.likeliest(rows)] if rows else []
        return "headline" in map(tablecolumns.field_of, header), sum(
            1 for name in header if tablecolumns.field_of(name)
        )

    found = max(sheets, key=known, default=[])
    width = max((len(_bare(row)) for row in found), default=0)
    return [row[:width] for row in found]


def _opened(stream: BinaryIO):
    """The workbook, once it is known to be one, and no bomb."""
    try:
        with zipfile.ZipFile(stream) as packed:
            _check_parts(packed)
        return load_workbook(stream, read_only=True, data_only=True, keep_links=False)
    except Unreadable:
        raise
    except Exception as error:
        # Damage meets openpyxl's readers wherever they are: KeyError, TypeError, ParseError and a dozen more.
        raise _broken(error) from error


def _broken(error: Exception) -> Unreadable:
    return Unreadable(f"no readable XLSX workbook: {type(error).__name__}: {str(error)[:200]}".rstrip(": "))


def _check_parts(packed: zipfile.ZipFile) -> None:
    """Raise Unreadable for a ZIP file that is no workbook, or unpacks to more than a workbook of stories would."""
    parts = {part.filename: part for part in packed.infolist()}
    if not {WORKBOOK, TYPES} <= parts.keys():
        raise Unreadable(f"a ZIP file, but no XLSX workbook: looked for {WORKBOOK} in it, found none")
    _check(parts[TYPES], MOST_OF_A_PART)
    types = fromstring(packed.read(TYPES))
    # Whatever they are called, these are held in memory.
    strings = {part.get("PartName", "").lstrip("/") for part in types if "sharedStrings" in part.get("ContentType", "")}
    for name, part in parts.items():
        if name in strings:
            _check(part, MOST_STRINGS)
        elif name.startswith(SHEETS) or not name.endswith((".xml", ".rels")):
            _check(part, max(HARMLESS, MOST_FOR_ONE * part.compress_size))
        else:
            _check(part, MOST_OF_A_PART)


def _check(part: zipfile.ZipInfo, most: int) -> None:
    if part.file_size > most:
        raise Unreadable(
            f"{part.filename[:60]} in the workbook unpacks to {part.file_size:,} bytes from "
            f"{part.compress_size:,}, more than the {most:,} that it may have"
        )


def _sheets(book) -> list:
    """Those that somebody sees come first."""
    return sorted(book.worksheets, key=lambda sheet: sheet.sheet_state != "visible")


def _table(book, mapping: Mapping[str, str]) -> tuple[Table, list, Iterator]:
    """(columns, the first rows below the header, the others) of the first sheet that has a header of stories."""
    refused = None
    for sheet in _sheets(book):
        rows = _rows(sheet)
        above = [row for _, row in zip(range(tablecolumns.HEADER_WITHIN), rows, strict=False)]
        try:
            place = tablecolumns.header_in([cells for _, cells in above], mapping)
        except Unreadable as error:
            refused = refused or error
            continue
        names = tablecolumns.names_of(_bare(above[place][1]))
        said = {name: of for name, of in mapping.items() if of != tablecolumns.field_of(name)}
        return Table(names, tablecolumns.fields_of(names, mapping), said), above[place + 1 :], rows
    raise refused or Unreadable("the workbook has no sheet with cells")


def _rows(sheet) -> Iterator[tuple[int, list[str]]]:
    """(Excel's number of the row, its cells as text) of a sheet, without the rows that the file leaves out."""
    # What the file says of its own size may be wrong.
    sheet.reset_dimensions()
    rows = enumerate(sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS, values_only=True), 1)
    try:
        for number, row in rows:
            if row != EMPTY and any(cells := [text_of(value) for value in row]):
                yield number, cells
    except Exception as error:
        raise _broken(error) from error


def text_of(value: object) -> str:
    """A cell's value as text: days and moments in ISO 8601, whole numbers without a point, "" for faults."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = str(value)
    return "" if text in FAULTS else text


def _bare(cells: Sequence[str]) -> list[str]:
    """A header without the blank cells behind it."""
    return list(cells[: max((place for place, cell in enumerate(cells, 1) if cell.strip()), default=0)])


def _trimmed(cells: list[str], width: int) -> list[str]:
    """A row as wide as the header, or wider where something stands beyond it."""
    return cells[:width] if not any(map(str.strip, cells[width:])) else _bare(cells)


def _dates(book, table: Table, mapping: Mapping[str, str]) -> Iterator[str]:
    """The cells of the columns of dates, which Excel keeps as text where somebody typed them its own way."""
    _, first, rows = _table(book, mapping)
    for _, cells in chain(first, rows):
        yield from table.cells(_trimmed(cells, len(table.names))[: len(table.names)], *tablerows.DATES)
