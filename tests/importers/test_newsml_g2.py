"""NewsML-G2 files: cases/newsml_g2/<case>.xml is a file, <case>.json what must come of it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.importers import newsml_g2
from articles.importers.record import Unreadable
from tests.importers.wire_cases import cases, expected, read, told

# Its ampersand is bare, as many are.
WHOLE = (
    b'<newsItem guid="urn:w"><contentMeta><headline>Whole</headline></contentMeta><contentSe'
    b"t><inlineXML><html><body><p>A & B</p></body></html></inlineXML></contentSet></newsItem>"
)


@pytest.mark.parametrize("case", cases("newsml_g2"), ids=lambda case: case.stem)
def test_a_file_gives_its_items(case):
    assert [told(item) for item in read(newsml_g2, case.read_bytes())] == expected(case)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no NewsML-G2 with a story: looked for <newsItem>, and the file has none"),
        (b'{"headline": "x"}', "no NewsML-G2 with a story: looked for <newsItem>, and the file has none"),
        (b"<!-- <newsItem> -->", "no NewsML-G2 with a story: looked for <newsItem>, and the file has none"),
    ],
)
def test_what_is_no_such_file_says_what_was_looked_for(data, said):
    with pytest.raises(Unreadable) as refused:
        read(newsml_g2, data)
    assert str(refused.value) == said


def test_a_broken_item_spoils_no_other():
    items = read(newsml_g2, b"<all>" + WHOLE + b"<newsItem><a></b> & c</newsItem><newsItem/>" + WHOLE + b"</all>")
    assert [(item.number, item.record and item.record.headline) for item in items] == [
        (1, "Whole"),
        (2, None),
        (3, None),
        (4, "Whole"),
    ]


def test_an_item_among_others_keeps_its_own_bytes_and_line_and_one_alone_the_file():
    items = read(newsml_g2, b"<all>\n" + WHOLE + b"\n" + WHOLE + b"</all>")
    assert [(item.line, item.raw) for item in items] == [(2, WHOLE), (3, WHOLE)]
    assert [item.raw for item in read(newsml_g2, b'<?xml version="1.0"?>\n' + WHOLE)] == [b""]


def test_items_across_the_pieces_of_a_stream_are_whole(monkeypatch):
    monkeypatch.setattr("articles.importers.wirexml.CHUNK", 7)
    assert [item.raw for item in read(newsml_g2, b"<all>" + WHOLE * 3 + b"</all>")] == [WHOLE] * 3


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1"])
def test_the_encoding_is_the_declared_one(encoding):
    data = f'<?xml version="1.0" encoding="{encoding}"?>\n{WHOLE.decode()}'.replace("Whole", "Café").encode(encoding)
    assert [item.record.headline for item in read(newsml_g2, data)] == ["Café"]


# The first date of a run loads the languages of dateparser.
@settings(deadline=None)
@given(st.binary(max_size=300).map(lambda data: WHOLE[: -len("</newsItem>")] + data))
def test_any_bytes_give_items_or_are_unreadable(data):
    try:
        found = read(newsml_g2, data)
    except Unreadable:
        return
    assert all(item.record or item.reason for item in found)
