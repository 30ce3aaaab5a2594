"""WordPress exports: cases/wxr holds files and the items that must come of them, all of them."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.importers import wxr
from articles.importers.record import Picture, Unreadable
from articles.importers.wordpress import content_html, paragraphs, without_shortcodes
from articles.importers.xmlitems import mended, pieces
from tests.importers.wire_cases import NAMES, cases, expected, read, told

HEAD = b"""<?xml version="1.0" encoding="UTF-8"?>
<rss xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>The Harbour Ledger</title><language>en</language>
"""
TAIL = b"</channel></rss>"


def post(title, content="Text.", more=""):
    return (
        f"<item><title>{title}</title><content:encoded><![CDATA[{content}]]></content:encoded>"
        f"<wp:status>publish</wp:status><wp:post_type>post</wp:post_type>{more}</item>\n"
    ).encode()


@pytest.mark.parametrize("case", cases("wxr"), ids=lambda case: case.stem)
def test_an_export_gives_its_items(case):
    assert [told(item) for item in read(wxr, case.read_bytes())] == expected(case)


@pytest.mark.parametrize(
    "data",
    [b"", b"<rss><channel><item><title>A feed</title></item></channel></rss>", b"wordpress.org/export/", b"\x00" * 99],
    ids=["empty", "a feed", "text", "noughts"],
)
def test_what_is_no_export_says_so(data):
    with pytest.raises(Unreadable) as refused:
        read(wxr, data)
    assert str(refused.value).startswith("no WordPress export: looked for <rss>")


def test_of_many_items_each_good_one_goes_in_and_each_bad_one_is_reported_in_order():
    posts = [post(f"Story {number}") if number % 10 else post("", "") for number in range(1, 201)]
    items = read(wxr, HEAD + b"".join(posts) + TAIL)
    assert [(item.number, item.record.headline if item.record else "") for item in items] == [
        (number, f"Story {number}" if number % 10 else "") for number in range(1, 201)
    ]
    assert {item.reason for item in items if not item.record} == {
        "no headline: looked for a title, and for a text to take its first sentence from; found neither"
    }


def test_an_item_is_kept_as_it_stood_with_its_line():
    items = read(wxr, HEAD + post("One") + post("Two") + TAIL)
    assert [(item.raw, item.line) for item in items] == [(post("One").strip(), 4), (post("Two").strip(), 5)]


def test_the_words_item_and_entry_in_a_text_begin_no_item():
    [item] = read(wxr, HEAD + post("A lesson", "Write <code>&lt;item></code> or <item> and </item>.") + TAIL)
    assert item.record.headline == "A lesson"


def test_an_item_too_long_for_a_story_is_reported_and_the_next_goes_in():
    items = read(wxr, HEAD + post("Long", "x" * 11_000_000) + post("Short") + TAIL)
    assert [(item.number, item.record.headline if item.record else item.reason) for item in items] == [
        (1, "the item has 11,000,142 bytes, more than a story may have"),
        (2, "Short"),
    ]


class Pipe(io.RawIOBase):
    """A stream that can be read once only, as standard input is."""

    def __init__(self, data):
        self.data = io.BytesIO(data)

    def readable(self):
        return True

    def readinto(self, buffer):
        return self.data.readinto(buffer)


ATTACHMENT = (
    b"<item><title>quay</title><wp:post_id>9</wp:post_id><wp:post_type>attachment</wp:post_type>"
    b"<wp:attachment_url>https://ledger.example/quay.jpg</wp:attachment_url></item>"
)
FEATURED = "<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>9</wp:meta_value></wp:postmeta>"


@pytest.mark.parametrize(
    ("stream", "pictures"),
    [(io.BytesIO, (Picture("https://ledger.example/quay.jpg"),)), (Pipe, ())],
    ids=["file", "pipe"],
)
def test_a_post_finds_an_image_that_stands_behind_it_where_the_file_can_be_read_twice(stream, pictures):
    data = HEAD + post("Quay", more=FEATURED) + ATTACHMENT + TAIL
    assert [item.record.pictures for item in wxr.items(stream(data), NAMES)] == [pictures]


def test_an_image_above_its_post_is_found_in_a_pipe_too():
    items = wxr.items(Pipe(HEAD + ATTACHMENT + post("Quay", more=FEATURED) + TAIL), NAMES)
    assert [item.record.pictures for item in items] == [(Picture("https://ledger.example/quay.jpg"),)]


def test_a_file_read_in_small_chunks_gives_the_same_pieces(monkeypatch):
    data = HEAD + post("One", "a <!-- wp:x --> b") + post("Two") + TAIL
    whole = list(pieces(io.BytesIO(data)))
    for size in (1, 7, 65):
        monkeypatch.setattr("articles.importers.xmlitems.CHUNK", size)
        assert list(pieces(io.BytesIO(data))) == whole


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("One\n\nTwo", "<p>One</p>\n<p>Two</p>"),
        ("One\ntwo", "<p>One<br>two</p>"),
        ("One<br />\ntwo", "<p>One<br>two</p>"),
        ("One<ul><li>a</li></ul>Two", "<p>One</p>\n<ul>\n<li>a</li>\n</ul>\n<p>Two</p>"),
        ("<p>One</p>", "<p>One</p>"),
        ("", ""),
    ],
)
def test_blank_lines_part_paragraphs_where_no_block_does(text, shown):
    assert paragraphs(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("A note [1] and [sic] and [Ed: no].", "A note [1] and [sic] and [Ed: no]."),
        ("[box color='red']Kept[/box]", "Kept"),
        ("[b]bold[/b]", "bold"),
        ("[[gallery]]", "[gallery]"),
        ("[gallery]", ""),
        ("[poll id=7]", ""),
        ("[youtube http://a.test/?t=1&amp;u=2]", '\n\n<p><a href="http://a.test/?t=1&amp;u=2">http://a.test/?t=1&amp;u=2</a></p>\n\n'),
        ("[caption]No image[/caption]", "No image"),
    ],
)  # fmt: skip
def test_shortcodes_go_and_what_they_enclose_stays(text, shown):
    assert without_shortcodes(text) == shown


def test_a_gallery_shows_the_pictures_that_are_known():
    html = content_html("[gallery ids='1,2']", {"2": Picture("https://a.example/2.jpg", "A & B")}.get)
    assert html == ('<figure><img src="https://a.example/2.jpg" alt="">\n<figcaption>A &amp; B</figcaption>\n</figure>')


def test_what_is_written_as_code_is_left_alone():
    assert content_html("<pre>[gallery]\n\n<!-- wp:x --></pre>") == "<pre>[gallery]\n\n<!-- wp:x --></pre>"


def test_ampersands_get_a_meaning_outside_of_sections_only():
    assert mended("a & b &nbsp;&amp;&#38;&odd; <![CDATA[& &nbsp;]]> &eacute;") == (
        "a &amp; b \N{NO-BREAK SPACE}&amp;&#38;&amp;odd; <![CDATA[& &nbsp;]]> é"
    )


marks = st.sampled_from(
    ["[caption]", "[/caption]", "[a b=", "<pre>", "</pre>", "<!--", "-->", "\n\n", "\n", "<p>", "</p>", "<img src='x'>",
     "[[", "]]", "<!-- wp:x", "[gallery ids='1'", "]", "\ue000", "1\ue001", "words", "<ul>", "<li>"]
)  # fmt: skip


@given(st.lists(marks, max_size=20).map("".join) | st.text(max_size=100))
def test_any_content_becomes_html(text):
    assert isinstance(content_html(text, {"1": Picture("https://a.example/1.jpg")}.get), str)


parts = st.sampled_from(
    [HEAD, TAIL, post("One"), b"<item>", b"</item>", b"<![CDATA[", b"]]>", b"<!--", b"-->", b"&x;", b"&", b"<title>",
     b"<wp:post_type>page</wp:post_type>", b"<wp:status>", b"\x00", b"\xff", b"<content:encoded>", b"<p>", b"words",
     b"<wp:post_date_gmt>9999-99-99 00:00:00</wp:post_date_gmt>", b"<pubDate>Mon, 30 Nov -0001</pubDate>"]
)  # fmt: skip


@given(st.lists(parts, max_size=20).map(b"".join), st.booleans())
def test_any_bytes_give_items_in_order_or_are_unreadable(data, with_head):
    try:
        items = read(wxr, HEAD + data if with_head else data)
    except Unreadable:
        return
    numbers = [item.number for item in items]
    assert numbers == sorted(set(numbers))
    assert all(item.record.headline if item.record else item.reason for item in items)
