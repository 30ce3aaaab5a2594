"""Messages of IPTC 7901 and ANPA 1312: cases/anpa/<case> is a file, <case>.json what must come of it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.importers import anpa
from articles.importers.record import Unreadable
from tests.importers.wire_cases import cases, expected, read, told


@pytest.mark.parametrize("case", cases("anpa"), ids=lambda case: case.stem)
def test_a_file_gives_its_items(case):
    assert [told(item) for item in read(anpa, case.read_bytes())] == expected(case)


@pytest.mark.parametrize("data", [b"", b"Plain text\n\nWithout controls.", b"\x04\x04\x04"])
def test_text_without_control_characters_is_no_message(data):
    with pytest.raises(Unreadable) as refused:
        read(anpa, data)
    assert str(refused.value) == (
        "no message of an agency: looked for text between the control characters SOH or STX and EOT"
    )


def test_a_message_without_text_has_no_headline():
    (item,) = read(anpa, b"\x01hw 099\n\x02\x03\x04")
    assert item.reason == "no headline: looked in all places where the format has one, and for a text; found none"


def test_a_message_without_its_end_is_read_all_the_same():
    (item,) = read(anpa, b"\x02A headline\n\nAnd its text.")
    assert (item.record.headline, item.record.body) == ("A headline", ("And its text.",))


# The first date of a run loads the languages of dateparser.
@settings(deadline=None)
@given(st.binary(max_size=300).map(lambda data: b"\x01hw 099\x02^" + data))
def test_any_bytes_give_items_or_are_unreadable(data):
    try:
        found = read(anpa, data)
    except Unreadable:
        return
    assert all(item.record or item.reason for item in found)
