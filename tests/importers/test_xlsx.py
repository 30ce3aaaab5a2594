"""XLSX: cases/xlsx/<case>.xlsx is a workbook, <case>.json what must come of its rows."""

import io
import zipfile
from datetime import date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from articles.importers import xlsx
from articles.importers.archives import unpacked
from articles.importers.formats import read as read_any
from articles.importers.formats import recognise
from articles.importers.pages import Page
from articles.importers.record import Unreadable
from tests.importers.wire_cases import NAMES, cases, expected, read, told


def workbook(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_part(data, name, content):
    """The workbook with one of its parts replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return out.getvalue()


NOON = datetime(2021, 4, 3, 12)  # noqa: DTZ001 (Excel knows no zones)
SHEET = "xl/worksheets/sheet1.xml"
PLAIN = workbook(["title", "date"], ["A", "2021"])
# openpyxl writes no strings apart, and Excel does.
STRINGS = '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'  # noqa: E501 (a name that others chose)
with zipfile.ZipFile(io.BytesIO(PLAIN)) as plain:
    TYPES = plain.read("[Content_Types].xml").decode().replace("</Types>", f"{STRINGS}</Types>")
WITH_STRINGS = with_part(PLAIN, "[Content_Types].xml", TYPES)


@pytest.mark.parametrize("case", cases("xlsx"), ids=lambda case: case.stem)
def test_a_workbook_gives_its_rows(case):
    found = read(xlsx, case.read_bytes())
    assert [{"line": item.line, **told(item)} for item in found] == expected(case)


def test_a_workbook_is_known_by_its_bytes_and_is_no_archive():
    assert recognise(PLAIN[:100]).name == "xlsx"
    for page in unpacked(Page("a.xlsx", PLAIN)):
        with page.open() as stream:
            assert [item.record.headline for item in read_any(stream, NAMES)] == ["A"]


def test_a_workbook_inside_an_archive_is_read_too():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("of/stories.xlsx", PLAIN)
    (page,) = unpacked(Page("all.zip", packed.getvalue()))
    with page.open() as stream:
        (item,) = read_any(stream, NAMES)
    assert (page.name, item.record.headline) == ("all.zip/of/stories.xlsx", "A")


def test_a_row_is_kept_as_a_table_of_its_own_that_reads_alike():
    rows = [["Wat", "Toen", "Niets"], ["Eén, twee", NOON, None]]
    mapping = {"Wat": "headline", "Toen": "published", "Niets": ""}
    (item,) = xlsx.items(io.BytesIO(workbook(*rows)), NAMES, mapping)
    assert item.raw.decode() == 'Wat=headline,Toen=published,Niets\n"Eén, twee",2021-04-03 12:00:00,\n'
    (again,) = read_any(io.BytesIO(item.raw), NAMES)
    assert again.record == item.record


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (12.0, "12"),
        (3.5, "3.5"),
        (True, "True"),
        (NOON.replace(hour=0), "2021-04-03"),
        (NOON, "2021-04-03 12:00:00"),
        (date(2021, 4, 3), "2021-04-03"),
        (time(9, 5), "09:05:00"),
        ("#N/A", ""),
        ("=not a formula", "=not a formula"),
    ],
)
def test_a_value_is_read_as_an_editor_sees_it(value, text):
    assert xlsx.text_of(value) == text


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no readable XLSX workbook: BadZipFile: File is not a zip file"),
        (PLAIN[:300], "no readable XLSX workbook: BadZipFile"),
        (with_part(PLAIN, "xl/workbook.xml", "<workbook>"), "no readable XLSX workbook: XMLSyntaxError"),
        (with_part(PLAIN, SHEET, "<worksheet><row>"), "no readable XLSX workbook: ParseError"),
        (workbook(["name", "size"]), "no column for the headline"),
        (workbook(), "the table is empty"),
    ],
    ids=["empty", "cut", "workbook", "sheet", "other", "nothing"],
)
def test_what_is_no_workbook_of_stories_says_what_was_looked_for(data, said):
    with pytest.raises(Unreadable) as refused:
        read(xlsx, data)
    assert said in str(refused.value)


def test_a_zip_file_that_is_no_workbook_is_told():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", "a")
    with pytest.raises(Unreadable) as refused:
        read(xlsx, packed.getvalue())
    assert str(refused.value) == "a ZIP file, but no XLSX workbook: looked for xl/workbook.xml in it, found none"


@pytest.mark.parametrize("part", [SHEET, "xl/sharedStrings.xml", "xl/styles.xml"])
def test_a_part_that_unpacks_to_more_than_it_may_is_refused_unread(monkeypatch, part):
    monkeypatch.setattr(xlsx, "HARMLESS", 1_000_000)
    monkeypatch.setattr(xlsx, "MOST_STRINGS", 500_000)
    monkeypatch.setattr(xlsx, "MOST_OF_A_PART", 500_000)
    with pytest.raises(Unreadable) as refused:
        read(xlsx, with_part(WITH_STRINGS, part, b" " * 2_000_000))
    assert f"{part} in the workbook unpacks to 2,000,000 bytes from" in str(refused.value)


ENTITY = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
CELLS = '<sheetData><row r="1"><c t="inlineStr"><is><t>title &a; &b;</t></is></c></row></sheetData>'


@pytest.mark.parametrize("part", [SHEET, "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml"])
def test_entities_are_refused_wherever_they_are(part):
    name = {"xl/workbook.xml": "workbook", "xl/styles.xml": "styleSheet"}.get(part, "worksheet")
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    with pytest.raises(Unreadable) as refused:
        read(xlsx, with_part(WITH_STRINGS, part, f'{ENTITY}<{name} xmlns="{space}">{CELLS}</{name}>'))
    assert "root:" not in str(refused.value)


def test_a_sheet_that_lies_about_its_size_is_read_as_far_as_it_goes():
    row = '<row r="{0}"><c r="A{0}" t="inlineStr"><is><t>{1}</t></is></c></row>'
    rows = row.format(1, "title") + row.format(7, "A") + row.format(1_500_000, "Too far")
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    sheet = f'<worksheet {space}><dimension ref="A1:XFD1048576"/><sheetData>{rows}</sheetData></worksheet>'
    items = read(xlsx, with_part(PLAIN, SHEET, sheet))
    assert [(item.number, item.line, item.record.headline) for item in items] == [(1, 7, "A")]


# Opening a workbook costs some milliseconds.
@settings(deadline=None, max_examples=40)
@given(st.binary(max_size=200), st.sampled_from([SHEET, "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"]))
def test_any_part_is_read_or_refused(content, part):
    try:
        found = read(xlsx, with_part(PLAIN, part, content))
    except Unreadable:
        return
    assert all(item.record or item.reason for item in found)


cells = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.datetimes(NOON)
words = st.text(st.characters(min_codepoint=32, blacklist_categories=["Cs"]), max_size=20)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.lists(cells | words, max_size=5), max_size=4))
def test_any_cells_are_read_or_told(rows):
    for item in read(xlsx, workbook(["title", "date", "text"], *rows)):
        assert item.record or item.reason
