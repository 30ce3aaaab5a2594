"""Reuters-21578: cases/reuters/<case>.sgm is a file, <case>.json what must come of it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.importers import reuters
from articles.importers.record import Unreadable
from tests.importers.wire_cases import cases, expected, read, told


@pytest.mark.parametrize("case", cases("reuters"), ids=lambda case: case.stem)
def test_a_file_gives_its_items(case):
    assert [told(item) for item in read(reuters, case.read_bytes())] == expected(case)


def test_a_file_without_a_story_is_none_of_the_collection():
    with pytest.raises(Unreadable) as refused:
        read(reuters, b'<!DOCTYPE lewis SYSTEM "lewis.dtd">\n')
    assert str(refused.value) == "no Reuters-21578: looked for <REUTERS …>, and the file has none"


def test_stories_across_the_pieces_of_a_stream_keep_their_lines_and_bytes(monkeypatch):
    monkeypatch.setattr("articles.importers.reuters.CHUNK", 7)
    one = b'<REUTERS NEWID="1">\n<TEXT><TITLE>ONE</TITLE></TEXT>\n</REUTERS>'
    items = read(reuters, b"<!DOCTYPE lewis>\n" + one + b"\n" + one)
    assert [(item.number, item.line, item.raw) for item in items] == [(1, 2, one), (2, 5, one)]


# The first date of a run loads the languages of dateparser.
@settings(deadline=None)
@given(st.binary(max_size=300).map(lambda data: b'<REUTERS NEWID="1"><TEXT>' + data))
def test_any_bytes_give_items_or_are_unreadable(data):
    try:
        found = read(reuters, data)
    except Unreadable:
        return
    assert all(item.record or item.reason for item in found)
