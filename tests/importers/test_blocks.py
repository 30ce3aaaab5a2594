"""HTML of a story into blocks, read-more links and pictures."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.importers.blocks import html_blocks, plain
from articles.importers.record import Picture, ReadMore
from articles.markup import clean

BASE = "https://ledger.example/2024/harbour"


@pytest.mark.parametrize(
    ("html", "blocks"),
    [
        ("<p>One.</p><p>Two.", ("One.", "Two.")),
        ("<div><section><p>One.</p>loose <b>words</b></section></div>", ("One.", "loose <b>words</b>")),
        ("One<br>line<br><br>Another", ("One<br>line", "Another")),
        ("<h1>Top</h1><h6>Low</h6>", ("<h2>Top</h2>", "<h4>Low</h4>")),
        ("<p onclick=x()>A <font color=red>red</font> <blink>sea</blink></p>", ("A red sea",)),
        ("<p>Before<script>bad()</script><style>p{}</style><!-- no --> after</p>", ("Before after",)),
        ("<ul><li><p>Item</p></li><li><div>Other</div></li></ul>", ("<ul><li>Item</li><li>Other</li></ul>",)),
        ("<blockquote><p>Said.</p></blockquote>", ("<blockquote>Said.</blockquote>",)),
        ("<blockquote><div>A</div><div>B</div></blockquote>", ("<blockquote><p>A</p><p>B</p></blockquote>",)),
        ("<pre>a\n  b</pre>", ("<pre>a\n  b</pre>",)),
        ("<table><tr><td>Laid out</td></tr></table>", ("Laid out",)),
        ("<p>5 &lt; 6 &amp; &nbsp;</p><p>&nbsp;</p>", ("5 &lt; 6 &amp;",)),
        ("<figure><table><tr><th>a</th><td>1</td></tr></table></figure>",
         ("<table><tbody><tr><th>a</th><td>1</td></tr></tbody></table>",)),
        ("", ()),
        ("\x00\x1f \ud800", ()),
    ],
)  # fmt: skip
def test_html_comes_apart_into_blocks(html, blocks):
    assert html_blocks(html)[0] == blocks


@pytest.mark.parametrize(
    ("href", "kept"),
    [
        ("/boats", "https://ledger.example/boats"),
        ("boats?a=1&amp;b=2", "https://ledger.example/2024/boats?a=1&amp;b=2"),
        ("//other.example/x", "https://other.example/x"),
        ("https://other.example/", "https://other.example/"),
        ("mailto:desk@ledger.example", "mailto:desk@ledger.example"),
        ("#top", ""),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("http://[broken", ""),
    ],
)
def test_a_link_is_absolute_or_gone(href, kept):
    (block,), _, _ = html_blocks(f'<p>The <a href="{href}">boats</a> left.</p>', BASE)
    link = f'<a href="{kept}" rel="nofollow noopener">boats</a>'
    assert block == f"The {link if kept else 'boats'} left."


def pointers(html):
    return html_blocks(html, BASE)[1]


def test_a_read_more_line_keeps_its_place_and_its_address():
    html = '<p>One.</p><p><b>Read more: <a href="/x">Harbour opens again</a></b></p><p>Two.</p>'
    assert html_blocks(html, BASE)[:2] == (
        ("One.", "Two."),
        (
            ReadMore(
                "Harbour opens again", "Read more: Harbour opens again", "Read more", 1, "https://ledger.example/x"
            ),
        ),
    )


def test_a_read_more_line_without_an_address_is_one_too():
    assert pointers("<p>One.</p><p>Read more: Harbour opens again</p>") == (
        ReadMore("Harbour opens again", "Read more: Harbour opens again", "Read more", 1),
    )


def test_a_list_below_a_label_is_a_list_of_stories():
    html = '<p>One.</p><h3>Related stories</h3><ul><li><a href="/1">Boats return</a><li><a href="/2">Nets dry</a></ul>'
    assert html_blocks(html, BASE)[:2] == (
        ("One.",),
        (
            ReadMore("Boats return", "Related stories Boats return", "Related stories", 1, "https://ledger.example/1"),
            ReadMore("Nets dry", "Nets dry", "Related stories", 1, "https://ledger.example/2"),
        ),
    )


def test_a_box_of_links_is_named_by_its_class():
    html = '<p>One.</p><div class="td related-posts"><h4>More news</h4><a href="/3">Ships come in</a></div><p>Two.</p>'
    assert html_blocks(html, BASE)[:2] == (
        ("One.", "Two."),
        (ReadMore("Ships come in", "Ships come in", "More news", 1, "https://ledger.example/3"),),
    )


def test_a_heading_that_was_no_label_stays():
    html = "<h2>Recommended</h2><p>We recommend the soup, for it is hot and it is cheap.</p>"
    assert html_blocks(html)[:2] == (
        ("<h2>Recommended</h2>", "We recommend the soup, for it is hot and it is cheap."),
        (),
    )


def test_a_list_of_links_without_a_label_is_text():
    assert pointers('<ul><li><a href="/1">Boats return</a><li><a href="/2">Nets dry</a></ul>') == ()


def test_a_button_to_the_rest_of_the_story_is_furniture():
    assert html_blocks('<p>One.</p><p><a href="/harbour">Read more</a></p>', BASE)[:2] == (("One.",), ())


@pytest.mark.parametrize(
    ("html", "picture"),
    [
        ('<img src="/a.jpg" alt="A boat">', Picture("https://ledger.example/a.jpg", "", "", "A boat")),
        ('<figure><img src="data:image/gif,x" data-src="a.jpg"><figcaption>Boats. (Photo: Ann Lee / AFP)</figure>',
         Picture("https://ledger.example/2024/a.jpg", "Boats.", "Ann Lee / AFP")),
        ('<figure><img srcset="/s.jpg 300w, /l.jpg 900w"><figcaption>Boats <i class="credit">Photo: Ann</i></figure>',
         Picture("https://ledger.example/l.jpg", "Boats", "Ann")),
        ('<div class="wp-caption"><img src="/a.jpg"><p class="wp-caption-text">Boats</p></div>',
         Picture("https://ledger.example/a.jpg", "Boats")),
    ],
)  # fmt: skip
def test_a_picture_has_its_caption_and_its_credit(html, picture):
    assert html_blocks(f"<p>One.</p>{html}<p>Two.</p>", BASE) == (("One.", "Two."), (), (picture,))


def test_a_pixel_that_counts_readers_is_no_picture():
    assert html_blocks('<p>One.<img src="https://count.example/p" width="1" height="1"></p>') == (("One.",), (), ())


def test_a_smiley_stays_as_a_sign():
    html = '<p>Fine <img class="wp-smiley" alt="🙂" src="https://s.example/1.png"> now</p>'
    assert html_blocks(html) == (("Fine 🙂 now",), (), ())


def test_words_of_a_block_are_plain():
    assert plain("<ul><li>a &amp; <b>b</b></li><li>c</li></ul>") == "a & b c"


def test_ten_thousand_floors_do_not_bring_it_down():
    assert html_blocks("<p>One.</p>" + "<div>" * 10_000 + "deep")[0][:1] == ("One.",)


@given(st.text(max_size=300) | st.lists(st.sampled_from(
    ["<p>", "</p>", "<b>", "</b>", "<ul>", "<li>", "<table>", "<td>", "<a href='/x'>", "</a>", "<br>", "<img src=x>",
     "<div class=related>", "</div>", "<h2>", "Read more:", " Boats return ", "<figure>", "<pre>",
     "<blockquote>", "&#0;"]
), max_size=30).map("".join))  # fmt: skip
def test_any_html_gives_clean_blocks_without_an_empty_one(html):
    blocks, links, _ = html_blocks(html, BASE)
    assert [clean(block) for block in blocks] == list(blocks)
    assert all(plain(block) for block in blocks)
    assert all(link.headline and 0 <= link.after <= len(blocks) for link in links)


words = st.from_regex(r"[a-z]{2,9}", fullmatch=True)
sentences = st.lists(words, min_size=3, max_size=20).map(lambda some: f"The {' '.join(some)}.")


@given(st.lists(st.tuples(st.sampled_from(["p", "div", "h2", "blockquote", "pre", "section", "li"]), sentences)))
def test_every_word_survives(pieces):
    blocks, _, _ = html_blocks("".join(f"<{tag}>{text}</{tag}>" for tag, text in pieces))
    assert re.findall(r"\w+", " ".join(map(plain, blocks))) == re.findall(r"\w+", " ".join(text for _, text in pieces))
