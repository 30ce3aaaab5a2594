"""Bytes of a page → its text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.importers.decoding import text_of
from articles.importers.lines import blocks
from articles.importers.record import Unreadable

TEXT = "A naïve plan – “no more”, said the mayor’s office.\n\nIt costs 4 £.\n"
URDU = "قصبے نے گھاٹ دوبارہ بنانے کا فیصلہ کیا ہے۔\n\nکام بہار میں شروع ہو گا۔\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"]
)
@pytest.mark.parametrize("text", [TEXT, URDU], ids=["latin", "urdu"])
def test_every_unicode_encoding_with_and_without_its_mark(text, encoding):
    assert text_of(text.encode(encoding)) == text


def test_western_bytes_are_cp1252():
    assert text_of(TEXT.encode("cp1252")) == TEXT


@pytest.mark.parametrize("encoding", ["cp1251", "koi8_r"])
def test_bytes_of_another_script_find_their_code_page(encoding):
    text = "Совет порта решил в понедельник восстановить причал, который унесла зимняя буря. " * 3
    assert text_of(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("a\u2028b\u2029c\x85d\x0ce".encode(), "a\nb\n\nc\nd\ne"),
        ("so\u00adft, \ufeffmark, \ufdd0none, tab\there".encode(), "soft, mark, none, tab here"),
        ("it\u0092s".encode(), "it’s"),
        ("abc \u202egnp.exe".encode(), "abc gnp.exe"),
        ("می\u200cشود".encode(), "می\u200cشود"),
        ("keeps “quotes” and\u00a0spaces".encode(), "keeps “quotes” and\u00a0spaces"),
    ],
)
def test_line_ends_and_controls(data, text):
    assert text_of(data) == text


@given(st.binary(max_size=300))
def test_any_bytes_are_clean_text_or_unreadable(data):
    try:
        text = text_of(data)
    except Unreadable:
        return
    text.encode()
    assert not [character for character in text if ord(character) < 32 and character != "\n"]


def test_blocks_are_composed_and_know_their_line():
    assert [(block.text, block.line) for block in blocks("One\n\n  cafe\u0301  \nThree\n")] == [
        ("One", 1),
        ("café", 3),
        ("Three", 4),
    ]
