"""The tree of a page: how it is read and rid of what is no text, and what is asked of its elements."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.importers.trees import (
    box_label,
    inner,
    lays_out,
    leads_elsewhere,
    link_absolutely,
    markup,
    parsed,
    simplify,
    without_boxes,
    without_hidden,
    without_machinery,
)


def element(html):
    """The one element that `html` is."""
    return parsed(f"<html><body>{html}</body></html>").find("body")[0]


def words(root):
    return " ".join(root.text_content().split())


@pytest.mark.parametrize("html", ["", "   ", "<!-- nothing -->"])
def test_nothing_has_no_tree(html):
    assert parsed(html) is None


def test_control_characters_are_not_in_a_tree():
    assert words(parsed("<p>One\x00 \x1btwo\N{SOFT HYPHEN}</p>")) == "One two"


@pytest.mark.parametrize("depth", [10, 255, 256, 300, 3000, 50_000])
@pytest.mark.parametrize("tag", ["div", "span", "b", "font", "blockquote", "ul><li", "table><tr><td", "custom-box"])
def test_words_are_read_however_deep_they_stand(tag, depth):
    page = f"<html><body><p>Before</p>{f'<{tag}>' * depth}<p>Inside</p>{'</div>' * depth}<p>Behind</p></body></html>"
    assert " ".join(parsed(page).itertext()).split() == ["Before", "Inside", "Behind"]


def test_a_page_too_deep_keeps_its_headings_links_and_pictures():
    page = f"{'<div>' * 300}<h1>Head</h1><p>See <b>the</b> <a href='/a'>boats</a><img src='/b.jpg'></p>{'</div>' * 300}"
    root = parsed(page)
    assert [root.find(f".//{tag}") is not None for tag in ("h1", "a", "img", "b")] == [True, True, True, False]
    assert words(root) == "HeadSee the boats"


@given(st.text(alphabet='<>/="abdivp ', max_size=200))
def test_any_markup_has_a_tree_or_none(html):
    root = parsed(html)
    assert root is None or isinstance(words(root), str)


def test_scripts_forms_players_and_comments_go():
    box = element(
        "<div>One<script>x()</script><form><input><button>Send</button>two</form><!-- three --><video>four</video>"
        "<svg><text>five</text></svg> <span>six</span></div>"
    )
    assert words(without_machinery(box)) == "Onetwo six"


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>Secret</p>",
        '<div style="display:none"><p>Secret</p></div>',
        '<div style="color: red; DISPLAY : none !important">Secret</div>',
        '<p style="visibility:hidden">Secret</p>',
        '<div hidden><p style="display:none">Secret</p></div>',
    ],
)
def test_what_a_browser_does_not_show_goes(hidden):
    assert words(without_hidden(element(f"<div><p>This is the story itself.</p>{hidden}</div>"))) == (
        "This is the story itself."
    )


@pytest.mark.parametrize(
    "shown",
    [
        '<p hidden="until-found">Folded</p>',
        '<p style="border:none">Folded</p>',
        '<p style="overflow:hidden">Folded</p>',
    ],
)
def test_what_is_only_folded_or_styled_stays(shown):
    assert words(without_hidden(element(f"<div><p>This is the story itself.</p>{shown}</div>"))).endswith("Folded")


def test_a_page_that_hides_most_of_itself_is_unfolded_by_a_script_and_stays():
    page = f"<div><p>Short</p><div style='display:none'>{'Long story. ' * 20}</div><script>{'x' * 999}</script></div>"
    assert "Long story." in words(without_hidden(element(page)))


def test_boxes_inside_a_heading_leave_their_words_apart():
    assert (
        markup(without_boxes(element("<h2><div>One</div><div>two <b>three</b></div></h2>")))
        == "<h2>One two <b>three</b> </h2>"
    )


def test_links_start_from_the_base_and_those_that_lead_nowhere_on_the_web_are_unwrapped():
    box = element('<p><a href="/a">one</a> <a href="#b">two</a> <a href="javascript:c()">three</a> <a>four</a></p>')
    link_absolutely(box, "https://ledger.example/x/")
    assert inner(box) == '<a href="https://ledger.example/a">one</a> two three four'


@pytest.mark.parametrize(
    ("html", "leads"),
    [
        ('<div class="related"><a href="/a">Ferry keeps its winter service</a></div>', True),
        ('<div id="more-stories"><h3>More</h3><ul><li><a href="/a">Ferry keeps on</a></li></ul></div>', True),
        ('<div class="story"><a href="/a">Ferry keeps its winter service</a></div>', False),
        ('<div class="related">A text about related things that has its <a href="/a">link</a> in it.</div>', False),
        ('<div class="related">No link</div>', False),
        ('<div class="unrelatedness"><a href="/a">Ferry</a></div>', False),
    ],
)
def test_a_box_leads_elsewhere_if_its_name_says_so_and_it_is_mostly_links(html, leads):
    assert leads_elsewhere(element(html)) is leads


@pytest.mark.parametrize(
    ("html", "label"),
    [
        ("<div><h3>Also on the harbour</h3><a href='/a'>One</a></div>", "Also on the harbour"),
        ("<div><p>Read more:</p><a href='/a'>One</a></div>", "Read more"),
        ("<div><p>On Monday the harbour opened</p><a href='/a'>One</a></div>", ""),
        ("<div><a href='/a'>One</a></div>", ""),
    ],
)
def test_the_first_words_of_a_box_are_its_label_if_they_are_one(html, label):
    assert box_label(element(html)) == label


@pytest.mark.parametrize(
    ("rows", "layout"),
    [
        ("<tr><td>One</td></tr><tr><td>Two</td></tr>", True),
        ("<tr><td><p>One</p><p>Two</p></td><td>Menu</td></tr>", True),
        ("<tr><td>1968</td><td>12</td></tr>", False),
        ("<tr><th>Year</th><th>Boats</th></tr><tr><td>1968</td><td><p>12</p><p>13</p></td></tr>", False),
    ],
)
def test_a_table_of_one_column_or_of_paragraphs_only_lays_the_page_out(rows, layout):
    assert lays_out(element(f"<table>{rows}</table>")) is layout


@pytest.mark.parametrize(
    ("html", "simple"),
    [
        ("<ul><li><p>One</p></li></ul>", "<ul><li>One</li></ul>"),
        ("<ul><li><div>One</div><div>Two</div></li></ul>", "<ul><li><p>One</p><p>Two</p></li></ul>"),
        ("<ul><li><section><div>One</div></section></li></ul>", "<ul><li>One</li></ul>"),
        ("<blockquote><p>One</p></blockquote>", "<blockquote>One</blockquote>"),
        ("<blockquote>Said: <p>One</p></blockquote>", "<blockquote>Said: <p>One</p></blockquote>"),
        ("<blockquote><h1>One</h1><p>Two</p></blockquote>", "<blockquote><h2>One</h2><p>Two</p></blockquote>"),
    ],
)
def test_boxes_in_lists_and_quotations_become_paragraphs_or_go(html, simple):
    whole = element(html)
    simplify(whole, whole.tag)
    assert markup(whole) == simple


def test_what_is_inside_an_element_is_given_with_its_text_escaped():
    assert inner(element("<p>a &lt; b <i>c</i> d</p>")) == "a &lt; b <i>c</i> d"
