"""CSV: cases/csv/<case> is a table, <case>.json what must come of its rows."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.importers import csvtable
from articles.importers.formats import read as read_any
from articles.importers.formats import recognise
from articles.importers.record import Unreadable
from tests.importers.wire_cases import NAMES, cases, expected, read, told


def table(*rows, **said):
    data = "\n".join(rows).encode()
    return list(csvtable.items(io.BytesIO(data), NAMES, **said))


@pytest.mark.parametrize("case", cases("csv"), ids=lambda case: case.stem)
def test_a_table_gives_its_rows(case):
    found = read(csvtable, case.read_bytes())
    assert [{"line": item.line, **told(item)} for item in found] == expected(case)


@pytest.mark.parametrize("case", cases("csv"), ids=lambda case: case.stem)
def test_a_table_is_known_by_its_first_line(case):
    # UTF-16 and a BOM are taken off before the formats are asked.
    assert recognise(case.read_bytes()[:8192]).name == "csv"


@pytest.mark.parametrize(
    "text",
    [
        "Title, Date, and other things that one may say\n\nThe first paragraph of a page.",
        "Headline | Source\n\nA page with a title of that kind, and a text below.",
        "Title\nOnly one column",
        "| Welcome to The Harbour Ledger\n\nMonday, July 21, 1969",
        "name,size\nA,1",
        "",
    ],
)
def test_a_page_of_text_is_no_table(text):
    assert recognise(text.encode()).name == "text"


def test_cells_with_markup_make_no_web_page_of_a_table():
    data = b"title,body\nA,<html><article><p>One.</p><p>Two.</p></article></html>\n"
    assert recognise(data).name == "csv"
    (item,) = read_any(io.BytesIO(data), NAMES)
    assert item.record.body == ("One.", "Two.")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "the file is empty: looked for a table, found 0 bytes"),
        (b"\n\n,,\n", "the table is empty: looked for a row with the names of its columns, found none"),
        (b"name,size\nA,1\n", "found “name”, “size”"),
        (b"\x89PNG\r\n\x1a\n" + bytes(99), "the file looks like a PNG picture"),
        (bytes(range(32)) * 9 + b"a,b\n", "the file looks binary"),
        (bytes(range(256)) * 9, "the file is not text in any encoding we know"),
    ],
    ids=["empty", "blank", "other", "picture", "noise", "bytes"],
)
def test_what_is_no_table_of_stories_says_what_was_looked_for(data, said):
    with pytest.raises(Unreadable) as refused:
        read(csvtable, data)
    assert said in str(refused.value)


def test_a_mapping_says_what_the_names_of_columns_do_not():
    (item,) = table("Wat,Toen,date", "A,2021-05-01,B", mapping={"Wat": "headline", "Toen": "published", "date": ""})
    assert (item.record.headline, item.record.dating.on) == ("A", date(2021, 5, 1))
    assert item.raw == b"Wat=headline,Toen=published,date=\nA,2021-05-01,B"


def test_a_row_that_is_kept_reads_again_as_it_was_read():
    (item,) = table("Wat;Toen", "Eén;05/04/2021", mapping={"Wat": "headline", "Toen": "published-day-first"})
    assert item.record.dating.on == date(2021, 4, 5)
    (again,) = read(csvtable, item.raw)
    assert again.record == item.record


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ({"Wat": "title"}, "there is no field “title” for the column “Wat”: choose one of headline, standfirst"),
        ({"Wat": "headline", "Hoe": "body"}, "no column “Hoe”: the table has “Wat”, “date”"),
        ({"Wat": "body"}, "no column for the headline: looked for headline, title"),
    ],
)
def test_a_mapping_that_does_not_fit_is_told(mapping, said):
    with pytest.raises(Unreadable) as refused:
        table("Wat,date", "A,2021", mapping=mapping)
    assert said in str(refused.value)


def test_a_date_that_can_be_read_in_two_ways_is_only_a_year_and_is_told():
    items = table("Title,Date", "A,03/04/2021", "B,04/25/2021", "C,25/04/2021")
    assert [(item.record.dating.on, item.record.dating.precision) for item in items] == [
        (date(2021, 1, 1), "year"),
        (date(2021, 4, 25), "day"),
        (date(2021, 4, 25), "day"),
    ]
    assert [item.reason for item in items] == [
        "the date 03/04/2021 can be read in two ways, so only its year is kept", "", "",
    ]  # fmt: skip


@pytest.mark.parametrize("seekable", [True, False])
def test_the_whole_column_tells_the_order_of_day_and_month_where_it_can_be_read_twice(monkeypatch, seekable):
    monkeypatch.setattr(csvtable, "HELD_ROWS", 2)

    class Stream(io.BytesIO):
        def seekable(self):
            return seekable

    rows = [f"Story {n},0{n}/04/2021" for n in range(1, 4)] + ["The last,25/04/2021"]
    items = list(csvtable.items(Stream("\n".join(["Title,Date", *rows]).encode()), NAMES))
    assert [item.record.dating.precision for item in items] == ["day" if seekable else "year"] * 3 + ["day"]


def test_of_a_hundred_rows_every_tenth_broken_each_good_one_is_read_and_each_bad_one_told_in_order():
    broken = ["short", "{n},,no headline,", '{n},"unclosed,2021-01-01,x', "{n},Title,never,x", "a,b,c,d,e"]
    rows = [
        broken[n // 10 % 5].format(n=n) if n % 10 == 9 else f'{n},Story {n},2021-01-01,"One.\n\nTwo."'
        for n in range(100)
    ]
    items = table("id,title,date,text", *rows)
    assert [item.number for item in items] == list(range(1, 101))
    assert [item.record.external_id for item in items if item.record] == [str(n) for n in range(100) if n % 10 != 9]
    bad = [(item.number, item.reason.split(":")[0].split(",")[0]) for item in items if not item.record]
    reasons = [
        "the row has 1 cell",
        "no headline",
        csvtable.UNCLOSED.split(",")[0],
        "“never” is no date",
        "the row has 5 cells",
    ] * 2
    assert bad == list(zip(range(10, 101, 10), reasons, strict=True))
    text = "\n".join(["id,title,date,text", *rows]).split("\n")
    assert [text[item.line - 1] for item in items if not item.record] == [row for row in rows if "Story" not in row]


def test_a_quote_that_nobody_closes_swallows_no_more_than_a_story_may_have(monkeypatch):
    monkeypatch.setattr(csvtable, "MAX_BYTES", 2000)
    lines = ["nothing of a row"] * 300
    items = table("title,date", 'A,"2021', *lines, "B,2021")
    assert [item.record.headline for item in items if item.record] == ["B"]
    assert [item.number for item in items] == list(range(1, len(items) + 1))


def test_a_long_body_is_no_more_of_a_problem_than_a_short_one():
    (item,) = table("title,text", f'A,"{"word " * 200_000}"')
    assert len(item.record.body[0]) == 200_000 * 5 - 1


def test_control_characters_and_overrides_are_taken_out():
    (item,) = table("title,author,tags", "A\x07\u202eB\x00,Ja\u200ene\x1b Doe,x\x08y")
    assert (item.record.headline, item.record.tags) == ("AB", (("topic", "xy"),))
    assert "\x1b" not in item.record.byline


def test_mac_lines_and_pieces_of_any_size_are_one_table(monkeypatch):
    monkeypatch.setattr(csvtable, "CHUNK", 3)
    monkeypatch.setattr(csvtable, "SAMPLE_BYTES", 16)
    for end in ("\n", "\r\n", "\r"):
        data = end.join(["title,text", 'Ä,"x\ny"', "B,é", ""]).encode()
        assert [item.record.body for item in read(csvtable, data)] == [("x", "y"), ("é",)]


cells = st.text(alphabet=st.sampled_from('ab,;\t|"\n\r =é'), max_size=12)


# The first date of a run loads the languages of dateparser.
@settings(deadline=None)
@given(st.lists(st.lists(cells, min_size=1, max_size=5), max_size=5), st.sampled_from(",;\t|"))
def test_any_rows_give_items_or_reasons_in_order(rows, mark):
    out = io.StringIO()
    csv.writer(out, delimiter=mark).writerows([["title", "date", "text"], *rows])
    found = read(csvtable, out.getvalue().encode())
    assert [item.number for item in found] == list(range(1, len(found) + 1))
    assert all(item.record or item.reason for item in found)


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_below_a_header_are_read_or_told(data):
    for head in (b"title,date,text\n", "title,date,text\n".encode("utf-16"), b""):
        try:
            found = read(csvtable, head + data)
        except Unreadable:
            continue
        assert all(item.record or item.reason for item in found)
