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
