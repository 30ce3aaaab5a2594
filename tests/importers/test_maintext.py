"""Where on a page its story stands: what is kept of the tree, and what is left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.importers.blocks import plain
from articles.importers.maintext import MainText, Stencil, main_text, without
from articles.importers.record import ReadMore
from articles.importers.trees import parsed

ONE = "The island’s only ferry will go on running through the winter, after a vote in which nine in ten took part."
TWO = "The council had wanted to end the service, which carries a dozen people on most days and none at all on some."
THREE = "A new boat is to be bought in the spring, and the old one will be kept for the days on which it is repaired."
STORY = f"<p>{ONE}</p><p>{TWO}</p><p>{THREE}</p>"


def read(body, stated=""):
    return main_text(parsed(f"<html><body>{body}</body></html>"), "https://ledger.example/", stated)


def words(body):
    return [plain(block) for block in read(body).blocks]


def test_a_page_of_nothing_has_no_text():
    assert read("<div></div>") == MainText()


def test_menus_scripts_and_footers_around_a_story_are_left_out():
    around = "<nav><a href='/a'>Home</a></nav><article>{}</article><footer>All rights</footer><script>x()</script>"
    assert words(around.format(STORY)) == [ONE, TWO, THREE]


def test_markup_of_a_story_is_kept():
    story = (
        STORY.replace("only ferry", '<b>only</b> <a href="/ferry">ferry</a>')
        + "<ul><li>A dozen</li><li>Nobody</li></ul>"
    )
    blocks = read(f"<article>{story}</article>").blocks
    assert '<b>only</b> <a href="https://ledger.example/ferry" rel="nofollow noopener">ferry</a>' in blocks[0]


@pytest.mark.parametrize(
    "inside",
    [
        "<h2>What comes next</h2>",
        "<p>“We are glad,” she said on the quay.</p>",
        "<blockquote>We have always said that it must go on.</blockquote>",
    ],
)
def test_what_stands_among_the_paragraphs_of_a_story_belongs_to_it(inside):
    body = f"<article><p>{ONE}</p><p>{TWO}</p>{inside}<p>{THREE}</p></article>"
    assert len(words(body)) == 4


@pytest.mark.parametrize("edge", ["With the Harbour Wire.", "Ada Quayle", "(First printed on Monday)"])
def test_a_short_paragraph_at_the_edge_of_a_story_belongs_to_it(edge):
    assert words(f"<article>{STORY}<p>{edge}</p></article>")[-1] == edge


def test_a_text_that_stands_twice_for_two_screens_is_read_once():
    body = f"<div class='wide'>{STORY}</div><div class='sidebar'>{STORY}</div>"
    assert words(f"<article>{body}</article>") == [ONE, TWO, THREE]


def test_a_refrain_stays_as_often_as_it_is_sung():
    song = f"<article><p>{ONE}</p><p>{TWO}</p><p>{ONE}</p><p>{THREE}</p><p>{ONE}</p></article>"
    assert words(song).count(ONE) == 3


def test_what_is_hidden_is_not_the_story():
    assert words(f"<article>{STORY}<p style='display:none'>{'Buy our paper. ' * 8}</p></article>") == [ONE, TWO, THREE]


def test_a_pointer_keeps_its_place_and_its_address():
    body = f"<article><p>{ONE}</p><p>Read more: <a href='/a'>Harbour opens</a></p><p>{TWO}</p><p>{THREE}</p></article>"
    assert read(body).read_more == (
        ReadMore("Harbour opens", "Read more: Harbour opens", "Read more", 1, "https://ledger.example/a"),
    )


def test_an_image_that_leads_to_another_page_is_no_picture_of_the_story():
    teaser = '<a href="/other"><img src="/other.jpg"></a>'
    own = '<figure><a href="/big"><img src="/own.jpg"></a></figure>'
    story = read(f"<article><p>{ONE}</p>{teaser}{own}<p>{TWO}</p><p>{THREE}</p></article>")
    assert [picture.url for picture in story.pictures] == ["https://ledger.example/own.jpg"]


def test_a_text_that_the_data_states_stands_in_for_one_that_is_not_on_the_page():
    assert [plain(block) for block in read("<div>Loading …</div>", f"{ONE}\n{TWO}").blocks] == [ONE, TWO]


def test_a_stencil_knows_runs_of_four_words_and_whole_lines():
    stencil = Stencil(f"{ONE}\nShort line")
    assert [stencil.share(text) for text in (ONE, "Short line", "short LINE!", "line", "one two three four five")] == [
        1.0, 1.0, 1.0, 0.0, 0.0,
    ]  # fmt: skip
    assert stencil.share("the island’s only ferry sank in the night") == pytest.approx(2 / 6, abs=0.2)


def test_a_stencil_counts_how_often_a_text_stands_in_it():
    assert [Stencil(text).times(ONE) for text in (f"{ONE}\n{TWO}", f"{ONE}\n{ONE}", TWO)] == [1, 2, 1]


def test_pointers_move_up_when_blocks_go():
    story = MainText(("a", "b", "c"), (ReadMore("H", "H", "", 1), ReadMore("I", "I", "", 3)))
    assert without(story, {0, 2}) == MainText(("b",), (ReadMore("H", "H", "", 0), ReadMore("I", "I", "", 1)))


@given(
    st.lists(
        st.sampled_from([*"ab", ONE, TWO, "<p>", "</p>", "<div>", "</div>", "<ul><li>", "<br>", "<table><td>"]),
        max_size=14,
    )
)
def test_any_page_has_a_text_or_none(pieces):
    assert all(plain(block) for block in read("".join(pieces)).blocks)
