"""What a page's head says of its story: in meta elements, links and data."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.importers import metadata
from articles.importers.names import Names
from articles.importers.trees import parsed

NAMES = Names.of([{"name": "Reuters", "kind": "agency", "other_names": []}])


def read(head, attributes=""):
    return metadata.read(parsed(f"<html {attributes}><head>{head}</head><body><p>x</p></body></html>"), NAMES)


def meta(name, content, key="name"):
    return f'<meta {key}="{name}" content="{content}">'


def ld(json):
    return f'<script type="application/ld+json">{json}</script>'


@pytest.mark.parametrize(
    ("name", "content", "field"),
    [
        ("og:title", "Ferry keeps going", "titles"),
        ("twitter:title", "Ferry keeps going", "titles"),
        ("DC.title", "Ferry keeps going", "titles"),
        ("og:description", "Nine in ten", "descriptions"),
        ("author", "Ada Quayle", "authors"),
        ("article:published_time", "2024-07-16", "published"),
        ("citation_date", "2024/07/16", "published"),
        ("article:modified_time", "2024-07-17", "updated"),
        ("article:section", "Harbour", "sections"),
        ("og:site_name", "The Harbour Ledger", "publishers"),
        ("og:url", "https://ledger.example/a", "addresses"),
    ],
)
@pytest.mark.parametrize("key", ["name", "property", "itemprop"])
def test_a_meta_element_says_it_by_name_property_or_itemprop(name, content, field, key):
    assert getattr(read(meta(name, content, key)), field) == [content]


def test_spaces_are_single_and_what_is_empty_says_nothing():
    said = read(meta("og:title", "  Ferry \n keeps  going ") + meta("twitter:title", " "))
    assert said.titles == ["Ferry keeps going"]


def test_data_comes_before_meta_elements_and_nothing_is_said_twice():
    head = ld('{"@type": "Article", "headline": "One", "name": "Three"}') + meta("og:title", "Two")
    assert read(head + meta("twitter:title", "One")).titles == ["One", "Two", "Three"]


def test_the_first_group_of_authors_with_a_name_in_it_is_taken_whole():
    head = ld('{"@type": "Article", "author": "Admin"}') + meta("parsely-author", "Ada Quayle, Bo Reed")
    assert read(head + meta("author", "Cy Marsh")).authors == ["Ada Quayle", "Bo Reed"]


def test_an_address_or_a_nobody_is_no_publisher():
    head = meta("og:site_name", "https://ledger.example") + meta("application-name", "The Harbour Ledger")
    assert read(head).publishers == ["The Harbour Ledger"]


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("By Ada Quayle", ["Ada Quayle"]),
        ("Written by Ada Quayle and Bo Reed", ["Ada Quayle", "Bo Reed"]),
        ("Ada Quayle, Bo Reed & Cy Marsh", ["Ada Quayle", "Bo Reed", "Cy Marsh"]),
        ("Ada Quayle; Bo Reed | Cy Marsh", ["Ada Quayle", "Bo Reed", "Cy Marsh"]),
        ("Ada Quayle，Bo Reed、Cy Marsh", ["Ada Quayle", "Bo Reed", "Cy Marsh"]),
        ("Von Ada Quayle und Bo Reed", ["Ada Quayle", "Bo Reed"]),
        ("Ada Quayle for the Ledger", ["Ada Quayle"]),
        ("Ada Quayle, Reuters", ["Ada Quayle"]),
        ("Ada Quayle (in Athens)", ["Ada Quayle"]),
        ("Ada Quayle ada@ledger.example", ["Ada Quayle"]),
        ("Ada Quayle, ADA QUAYLE", ["Ada Quayle"]),
        ("Ada Quayle December", ["Ada Quayle"]),
        ("Ada Quayle Link Copied", ["Ada Quayle"]),
        ("Theresa May", ["Theresa May"]),
        ("More stories by Ada Quayle", ["Ada Quayle"]),
        ("Reuters", ["Reuters"]),
        ("The Harbour Ledger", []),
        ("admin", []),
        ("See full bio", []),
        ("+ Follow", []),
        ("Last Updated", []),
        ("https://ledger.example/ada", []),
        ("", []),
    ],
)
def test_people_are_what_a_byline_names_without_roles_buttons_and_the_publisher(written, names):
    assert metadata.people([written], ["The Harbour Ledger"], NAMES) == names


def test_a_byline_of_many_pieces_names_each_once():
    assert metadata.people(["Ada Quayle", "Bo Reed", "By Ada Quayle"], [], NAMES) == ["Ada Quayle", "Bo Reed"]


@given(st.lists(st.text(max_size=60), max_size=4))
def test_any_byline_gives_short_names(written):
    assert all(1 < len(name) <= 60 for name in metadata.people(written, [], NAMES))


@pytest.mark.parametrize(
    ("head", "keywords"),
    [
        (meta("keywords", "harbour, Ferry; winter|vote、島"), ["harbour", "Ferry", "winter", "vote", "島"]),
        (meta("keywords", "Ferry, ferry, , ns:ferry"), ["Ferry"]),
        (meta("article:tag", "ferry") + meta("article:tag", "winter") + meta("keywords", "seo"), ["ferry", "winter"]),
        (ld('{"@type": "Article", "keywords": ["ferry"]}') + meta("keywords", "seo"), ["ferry"]),
        (meta("keywords", ",".join(f"word {n}" for n in range(99))), [f"word {n}" for n in range(30)]),
    ],
)
def test_keywords_are_those_of_the_first_list_there_is(head, keywords):
    assert read(head).keywords == keywords


@pytest.mark.parametrize(
    ("text", "code"),
    [("EN_us", "en-US"), ("zh-hant-tw", "zh-Hant-TW"), ("fr, en", "fr"), ("german!", ""), ("", "")],
)
def test_a_language_is_written_as_bcp_47_has_it(text, code):
    assert metadata.language_code(text) == code


def test_the_root_element_knows_the_language_best():
    assert read(meta("og:locale", "fr_FR"), 'lang="en"').languages == ["en", "fr-FR"]


def test_addresses_begin_with_the_canonical_one():
    head = '<link rel="shortlink" href="/?p=7">' + meta("og:url", "/b") + '<link rel="canonical" href=" /a ">'
    assert read(head).addresses == ["/a", "/b", "/?p=7"]


@pytest.mark.parametrize(
    ("head", "image"),
    [
        (meta("og:image", "/a.jpg"), {"url": "/a.jpg"}),
        (ld('{"@type": "Article", "image": "/b.jpg"}') + meta("og:image", "/a.jpg"), {"url": "/b.jpg"}),
        (ld('{"@type": "Article", "image": {"url": "/c.jpg", "caption": "C"}}'), {"url": "/c.jpg", "caption": "C"}),
        ("", {"url": ""}),
    ],
)
def test_the_image_that_a_page_names_for_itself(head, image):
    assert read(head).image == image


def test_a_text_in_the_data_is_the_body():
    assert read(ld('{"@type": "Article", "articleBody": "The ferry goes on."}')).body == "The ferry goes on."
