import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.exporters.csv import COLUMNS, FORMULA, safe
from tests.exporters.made import FULL, story, written


def rows(*stories):
    return list(csv.reader(io.StringIO(written("csv", *stories).decode("utf-8-sig"), newline="")))


def test_the_file_begins_with_the_mark_by_which_a_spreadsheet_knows_utf_8():
    assert written("csv").startswith(b"\xef\xbb\xbfheadline,standfirst,body,")


def test_a_story_is_a_row_that_a_reader_of_csv_gets_back():
    header, row = rows(FULL)
    told = dict(zip(header, row, strict=True))
    assert told["headline"] == FULL.headline
    assert told["standfirst"] == f"'{FULL.standfirst}"
    assert told["body"] == "\n\n".join(FULL.blocks)
    assert (told["published"], told["date_basis"]) == ("2024-07-16T10:00:00+00:00", "stated")
    assert (told["person"], told["topic"], told["cited"]) == ("Jane Doe", "tides", "Harbour Wire")


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"])
def test_a_cell_is_no_formula(cell):
    assert safe(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "1-1", "a=b", "'quoted'", " =1 is text to a spreadsheet"])
def test_other_cells_stay_as_they_are(cell):
    assert safe(cell) == cell


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_any_headline_comes_back_and_none_is_a_formula(headline):
    header, row = rows(story(headline))
    assert len(row) == len(header) == len(COLUMNS)
    assert row[0] == (f"'{headline}" if headline.startswith(FORMULA) else headline)
