"""ninjs 1.x to 3.x: cases/ninjs/<case>.json is a file, <case>.items.json what must come of it."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.importers import ninjs
from articles.importers.record import Unreadable
from tests.importers.wire_cases import cases, expected, read, told


@pytest.mark.parametrize("case", cases("ninjs"), ids=lambda case: case.stem)
def test_a_file_gives_its_items(case):
    assert [told(item) for item in read(ninjs, case.read_bytes())] == expected(case)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no JSON: looked for “{” or “[” at the start, found “”"),
        (b"<newsItem/>", "no JSON: looked for “{” or “[” at the start, found “<newsItem/>”"),
        (b" [1, 2]", "no ninjs: looked for an object with a headline, found an array without any"),
    ],
)
def test_what_is_no_such_file_says_what_was_looked_for(data, said):
    with pytest.raises(Unreadable) as refused:
        read(ninjs, data)
    assert str(refused.value) == said


def test_json_ten_thousand_deep_is_refused_and_its_neighbours_are_read():
    deep = '{"a":' * 10_000 + "1" + "}" * 10_000
    items = read(ninjs, f'[{{"headline": "Before"}}, {deep}, {{"headline": "After"}}]'.encode())
    assert [item.record and item.record.headline for item in items] == ["Before", None, "After"]
    assert items[1].reason == "the JSON is nested too deep: looked for the end of an object, gave up on the way"


def test_an_item_among_others_keeps_its_own_bytes_and_line_and_one_alone_the_file():
    items = read(ninjs, b'[\n{"headline": "One"},\n\n{"headline": "Two"}\n]')
    assert [(item.number, item.line, item.raw) for item in items] == [
        (1, 2, b'{"headline": "One"}'),
        (2, 4, b'{"headline": "Two"}'),
    ]
    assert [item.raw for item in read(ninjs, b'{"headline": "One"}')] == [b""]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_file_in_a_wide_encoding_is_read(encoding):
    items = read(ninjs, json.dumps([{"headline": "Café"}, {"headline": "Ärger"}], ensure_ascii=False).encode(encoding))
    assert [item.record.headline for item in items] == ["Café", "Ärger"]


def test_brackets_and_quotes_in_strings_part_nothing(monkeypatch):
    monkeypatch.setattr("articles.importers.jsonstream.CHUNK", 7)
    told_items = [{"headline": 'A } ] { "quoted" \\ end\\'}, {"headline": "B"}]
    items = read(ninjs, json.dumps(told_items).encode())
    assert [item.record.headline for item in items] == ['A } ] { "quoted" \\ end\\', "B"]


# The first date of a run loads the languages of dateparser.
@settings(deadline=None)
@given(st.binary(max_size=300).map(lambda data: b'{"headline": "A' + data))
def test_any_bytes_give_items_or_are_unreadable(data):
    try:
        found = read(ninjs, data)
    except Unreadable:
        return
    assert all(item.record or item.reason for item in found)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
fields = st.sampled_from(
    "uri headline headlines byline by body_text body_xhtml bodies descriptions person people place subject subjects "
    "associations renditions embargoed pubstatus firstcreated versioncreated infosource service type language".split()
)


# The first date of a run loads the languages of dateparser.
@settings(deadline=None)
@given(st.dictionaries(fields, values))
def test_fields_of_any_type_are_read_or_left(told_item):
    (item,) = read(ninjs, json.dumps(told_item).encode())
    assert bool(item.record) != bool(item.reason)
