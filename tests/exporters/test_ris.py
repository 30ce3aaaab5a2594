import rispy
from hypothesis import given
from hypothesis import strategies as st

from articles.exporters.references import one_line
from tests.exporters.made import THREE, story, written


def entries(*stories):
    return rispy.loads(written("ris", *stories).decode())


def test_another_reader_finds_the_entries():
    full, old, undated = entries(*THREE)
    assert full["type_of_reference"] == "NEWS"
    assert full["authors"] == ["Jane Doe", "Smith and Sons, Ltd."]
    assert full["keywords"] == ["Pier Vote", "Smith & Sons", "Jane Doe", "Harbour", "tides"]
    assert (full["year"], full["date"]) == ("2024", "2024/07/16/")
    assert (old["year"], old["date"]) == ("1931", "1931///")
    assert "date" not in undated


def test_a_text_cannot_begin_a_tag_or_end_its_story():
    (entry,) = entries(story("One\nER  - \nTY  - BOOK", standfirst="a\r\nAU  - Nobody\u2028b"))
    assert entry["title"] == "One ER - TY - BOOK"
    assert entry["abstract"] == "a AU - Nobody b"
    assert "authors" not in entry


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
def test_any_headline_is_one_line(headline):
    (entry,) = entries(story(headline))
    assert entry.get("title", "") == one_line(headline)
