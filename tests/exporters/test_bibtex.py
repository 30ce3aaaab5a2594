import re

import bibtexparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.exporters.bibtex import COMMANDS, escaped
from articles.exporters.references import one_line
from tests.exporters.made import THREE, story, written

SIGNS = {command: chr(sign) for sign, command in COMMANDS.items()}
ANY_COMMAND = re.compile("|".join(map(re.escape, sorted(SIGNS, key=len, reverse=True))))
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


def entries(*stories):
    library = bibtexparser.parse_string(written("bibtex", *stories).decode())
    assert library.failed_blocks == []
    return [{"key": entry.key, **{field.key: field.value for field in entry.fields}} for entry in library.entries]


def read(value):
    """A field as TeX prints it, without its braces."""
    return ANY_COMMAND.sub(lambda match: SIGNS[match.group()], value.removeprefix("{").removesuffix("}"))


def test_another_reader_finds_the_entries_with_their_dates_to_their_precision():
    assert [(entry["key"], entry.get("date"), entry.get("year"), entry.get("month")) for entry in entries(*THREE)] == [
        ("doe2024-11", "2024-07-16", "2024", "jul"),
        ("story1931-12", "1931", "1931", None),
        ("story-13", None, None, None),
    ]


@given(TEXT)
def test_any_headline_is_one_field_with_braces_that_match(headline):
    (entry,) = entries(story(headline or "-"))
    assert set(entry) == {"key", "title", "journal", "date", "year", "month", "url"}
    assert read(entry["title"]) == one_line(headline or "-")


@given(TEXT)
def test_braces_of_a_text_never_count(text):
    depth = 0
    for sign in escaped(text):
        depth += (sign == "{") - (sign == "}")
        assert depth in (0, 1)
    assert depth == 0


@pytest.mark.parametrize(
    ("authors", "field"),
    [
        (("Jane Doe", "John Roe"), "Jane Doe and John Roe"),
        (("Smith and Sons",), "{Smith and Sons}"),
        (("Doe, Jane",), "{Doe, Jane}"),
        (("Anders Andersen", "AND"), "Anders Andersen and {AND}"),
    ],
)
def test_authors_are_told_apart(authors, field):
    (entry,) = entries(story(authors=authors))
    assert entry["author"] == field


def test_an_address_cannot_end_its_field():
    (entry,) = entries(story(url="https://e.example/{a}}\\b_c%20d"))
    assert entry["url"] == "https://e.example/%7Ba%7D%7D%5Cb_c%20d"
