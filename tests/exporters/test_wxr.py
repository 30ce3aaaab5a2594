"""What leaves as a WordPress export comes back through our own importer."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from articles.importers import wxr
from tests.exporters.made import FULL, OLD, THREE, story, written
from tests.importers.wire_cases import read

CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
NAME = "{http://wordpress.org/export/1.2/}post_name"


def record(one):
    (item,) = read(wxr, written("wxr", one))
    return item.record


@pytest.mark.parametrize("one", THREE, ids=lambda one: one.slug or "undated")
def test_a_story_comes_back_with_its_words(one):
    back = record(one)
    assert back.headline == one.headline
    assert back.standfirst == " ".join(one.standfirst.split())
    # WordPress puts a line end before each block element, that is before each item of a list.
    assert [block.replace("> <", "><") for block in back.body] == list(one.blocks)
    assert back.authors == ((", ".join(one.authors),) if one.authors else ())
    assert {name for _, name in back.tags} == {name for _, name in one.tags} | ({one.section} - {""})


def test_read_more_lines_come_back_in_their_places():
    assert [(link.headline, link.after, link.url) for link in record(FULL).read_more] == [
        ("Pier closed for good", 0, "https://archive.example/2024/07/01/pier-closed-for-good/"),
        ("Ships & <sails> at sea", 2, "https://ships.example/?a=1&b=2"),
        ("A story nobody has", 5, ""),
    ]


def test_addresses_dates_and_pictures_come_back():
    back = record(FULL)
    assert (back.url, back.external_id) == (FULL.url, FULL.external_id)
    assert (back.dating.at, back.updated_at) == (FULL.published.at, FULL.updated_at)
    assert [(picture.url, picture.caption, picture.alt) for picture in back.pictures] == [
        ("https://ledger.example/pier.jpg?w=1&h=2", 'The pier, "before" (A. Photographer)', "A pier")
    ]


def test_a_day_without_a_time_is_no_moment():
    dating = record(story()).dating
    assert (dating.on, dating.at) == (date(1969, 7, 21), None)


def test_what_is_known_of_a_date_stands_beside_the_day_that_wordpress_wants():
    told = written("wxr", OLD).decode()
    assert "<wp:post_date>1931-01-01 00:00:00</wp:post_date>" in told
    assert "<wp:meta_key>newsroom_published</wp:meta_key><wp:meta_value><![CDATA[1931]]></wp:meta_value>" in told


@pytest.mark.parametrize(
    ("status", "written_as", "read_as"),
    [
        ("published", "publish", "published"),
        ("draft", "draft", "draft"),
        ("review", "pending", "draft"),
        ("withdrawn", "private", "draft"),
    ],
)
def test_a_status_is_one_of_wordpress(status, written_as, read_as):
    one = story(status=status)
    assert f"<wp:status>{written_as}</wp:status>" in written("wxr", one).decode()
    assert record(one).status == read_as


def test_a_bracket_is_no_shortcode():
    one = story("A story", 'He wrote [gallery ids="1,2"] and [/b] on the wall.')
    assert record(one).body == one.blocks


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_any_text_is_inside_its_section(text):
    one = story("A story", slug=f"{text}]]>{text}", dateline=text, byline=text, section=text)
    root = etree.fromstring(written("wxr", one, story("Another")))
    assert len(root.findall("channel/item")) == 2
    assert root.find(f"channel/item/{CONTENT}").text == "<p>The pier went at noon.</p>"
    whole = "".join(letter for letter in one.slug if letter in "\t\n\r" or letter >= " ")
    assert root.find(f"channel/item/{NAME}").text.split() == _xml(whole).split()


def _xml(text):
    """`text` as XML hands it on."""
    return "".join(letter for letter in text if letter not in "\ufffe\uffff").replace("\r\n", "\n").replace("\r", "\n")
