import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.history.anchors import ANCHOR, anchored, anchors, paragraphs, successor, text_of
from articles.markup import clean


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The pier went at noon.", "The <em>pier</em> went at noon."),
        ("The pier went at noon.", "  The pier\nwent at noon. "),
        ("Salt &amp; pepper", "Salt & pepper"),
        ("Café", "Cafe\N{COMBINING ACUTE ACCENT}"),
    ],
)
def test_markup_and_space_do_not_count(one, other):
    assert anchors([one]) == anchors([other])


@pytest.mark.parametrize("other", ["The pier went at one.", "the pier went at noon.", "The pier went at noon", ""])
def test_words_do(other):
    assert anchors(["The pier went at noon."]) != anchors([other])


def test_what_has_no_words_has_no_name():
    assert anchors(["<hr>", ""]) == ["", ""]


def test_what_is_said_twice_is_numbered():
    first, second, third, _ = anchors(["Aye.", "Aye.", "Aye.", "No."])
    assert (second, third) == (f"{first}-2", f"{first}-3")


texts = st.lists(
    st.sampled_from(["Aye.", "No.", "<em>No.</em>", "The tide.", "The pier.", "<hr>", "Rain."]), max_size=8
)
bodies = st.one_of(texts, st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"))))


@given(bodies)
def test_no_two_paragraphs_of_a_story_have_one_name(blocks):
    names = [name for name in anchors(blocks) if name]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(ANCHOR, name) for name in names)


@given(bodies, bodies)
def test_a_paragraph_keeps_its_name_through_any_change_of_the_others(before, after):
    """The first with its words, and so on: what is said twice has no other self than its order."""
    named = [dict(zip(_counted(blocks), anchors(blocks), strict=True)) for blocks in (before, after)]
    for words in named[0].keys() & named[1].keys():
        assert named[0][words] == named[1][words]


def _counted(blocks):
    """(words, how many times they came before) of each block."""
    seen = []
    for block in map(text_of, blocks):
        yield block, seen.count(block)
        seen.append(block)


@given(texts, st.data())
def test_what_goes_in_between_changes_no_name(blocks, data):
    place = data.draw(st.integers(0, len(blocks)))
    more = [*blocks[:place], "Something wholly new.", *blocks[place:]]
    assert set(anchors(blocks)) <= set(anchors(more))


def test_paragraphs_are_counted_as_a_reader_does():
    found = paragraphs(["One.", "<h2>Then</h2>", "<hr>", "Two, <em>too</em>.", "<ul><li>a</li><li>b</li></ul>"])
    assert [(each.number, each.text) for each in found] == [(1, "One."), (2, "Two, too."), (3, "a b")]


BEFORE = ["The pier stood.", "The tide took the old pier at noon.", "Nobody was hurt."]


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (["The pier stood.", "The tide took the old pier at one.", "Nobody was hurt."], 2),
        (["A new lead.", "The pier stood.", "It rained.", "The tide took the pier at noon.", "Nobody was hurt."], 4),
        (["The pier stood.", "Nobody was hurt."], None),
        (["The pier stood.", "Wholly other words are here.", "Nobody was hurt."], None),
        ([], None),
    ],
)
def test_what_became_of_a_paragraph_is_found_by_its_place_and_words(after, expected):
    before = paragraphs(BEFORE)
    found = successor(before, before[1].anchor, paragraphs(after))
    assert (found and found.number) == expected


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("<h2>Then</h2>", '<h2 id="p-x" dir="auto">Then</h2>'),
        ('<p dir="rtl">Then</p>', '<p id="p-x" dir="rtl">Then</p>'),
        ('<h2 lang="a> dir=">b</h2>', '<h2 id="p-x" dir="auto" lang="a> dir=">b</h2>'),
        ('<ol start="2"><li>a</li></ol>', '<ol id="p-x" dir="auto" start="2"><li>a</li></ol>'),
    ],
)
def test_a_block_bears_its_name_and_its_direction(block, expected):
    assert anchored(block, "x") == expected


@given(st.text(), st.sampled_from(["h2", "ul", "blockquote", "pre"]))
def test_a_name_adds_nothing_else_to_a_block(text, tag):
    block = clean(f"<{tag} lang='{text}'>{text}</{tag}>")
    if block.startswith(f"<{tag}"):
        assert clean(anchored(block, "x")) == clean(block.replace(f"<{tag}", f'<{tag} dir="auto"', 1))
