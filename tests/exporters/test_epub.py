import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from articles.exporters.about import About
from articles.exporters.chapter import chapter, xhtml
from tests.exporters.made import ABOUT, FULL, OLD, RIGHT_TO_LEFT, THREE, story, unzipped, written

OPF = {"opf": "http://www.idpf.org/2007/opf", "dc": "http://purl.org/dc/elements/1.1/"}
XHTML = {"h": "http://www.w3.org/1999/xhtml"}
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)


def package(*stories, about=ABOUT):
    return etree.fromstring(unzipped(written("epub", *stories, about=about))["EPUB/package.opf"].encode())


def test_the_type_comes_first_stored_and_without_a_trailer():
    data = written("epub", FULL)
    assert data[30:58] == b"mimetypeapplication/epub+zip"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        first = archive.infolist()[0]
    assert (first.filename, first.compress_type, first.flag_bits, first.extra) == (
        "mimetype",
        zipfile.ZIP_STORED,
        0,
        b"",
    )


def test_every_file_of_the_book_is_listed_and_every_chapter_has_its_turn():
    members = unzipped(written("epub", *THREE))
    opf = package(*THREE)
    listed = {f"EPUB/{href}" for href in opf.xpath("opf:manifest/opf:item/@href", namespaces=OPF)}
    assert listed == set(members) - {"mimetype", "META-INF/container.xml", "EPUB/package.opf"}
    assert opf.xpath("opf:spine/opf:itemref/@idref", namespaces=OPF) == ["contents", "story-11", "story-12", "story-13"]


def test_a_book_says_its_title_its_languages_and_when_its_stories_last_changed():
    opf = package(*THREE, about=About("https://archive.example/", "Tides & Piers"))
    assert opf.xpath("string(//dc:title)", namespaces=OPF) == "Tides & Piers"
    assert opf.xpath("//dc:language/text()", namespaces=OPF) == ["en", "ur"]
    assert opf.xpath("//opf:meta[@property='dcterms:modified']/text()", namespaces=OPF) == ["2024-08-01T09:30:00Z"]


def test_another_book_has_another_identifier():
    identifiers = {package(*stories).xpath("string(//dc:identifier)", namespaces=OPF) for stories in (THREE, THREE[:2])}
    assert len(identifiers) == 2


def test_a_book_in_a_language_from_right_to_left_is_turned_that_way():
    assert package(RIGHT_TO_LEFT).find("opf:spine", OPF).get("page-progression-direction") == "rtl"
    root = etree.fromstring(chapter(RIGHT_TO_LEFT, ABOUT).encode())
    assert (root.get("lang"), root.get("dir")) == ("ur", "rtl")


def test_a_date_says_what_is_known_and_on_whose_word():
    assert '<p class="about">1931, as inferred from the page</p>' in chapter(OLD, ABOUT)


def test_markup_that_is_not_closed_the_way_of_xml_is_in_the_chapter():
    root = etree.fromstring(chapter(story("A", "one<br>two", "<hr>", "<ul><li>a<li>b</ul>"), ABOUT).encode())
    assert len(root.findall(".//h:br", XHTML)) == len(root.findall(".//h:hr", XHTML)) == 1
    assert [item.text for item in root.findall(".//h:li", XHTML)] == ["a", "b"]


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ('<a href="https://e.example/a b{c}?d=%zz&amp;e=%20">x</a>', '<a href="https://e.example/a%20b%7Bc%7D?d=%25zz&amp;e=%20">x</a>'),
        ('<a rel="nofollow">no address</a>', "<span>no address</span>"),
        ("<li>alone</li>", "<div>alone</div>"),
        ("<dl><dt>a</dt><dd>b</dd></dl>", "<dl><dt>a</dt><dd>b</dd></dl>"),
        ('<ol start="abc"><li>x</li></ol>', "<ol><li>x</li></ol>"),
        ('<span lang="no language!" dir="sideways">x</span>', "<span>x</span>"),
        ('<span lang="ar" dir="rtl">x</span>', '<span lang="ar" dir="rtl">x</span>'),
    ],
)  # fmt: skip
def test_what_a_browser_forgives_and_a_book_does_not_is_mended(block, expected):
    assert xhtml(block) == f"<div>{expected}</div>"


@given(TEXT)
def test_any_headline_makes_chapters_and_contents_that_are_well_formed(headline):
    members = unzipped(written("epub", story(headline, standfirst=headline, language=headline[:35], byline=headline)))
    for name, text in members.items():
        if name.endswith((".xhtml", ".opf")):
            etree.fromstring(text.encode())
