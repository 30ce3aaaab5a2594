import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.markup import BLANK_LINES, CLEANER, clean, clean_body, is_block


@pytest.mark.parametrize(
    ("html", "cleaned"),
    [
        ("plain & <b>bold</b>", "plain &amp; <b>bold</b>"),
        ("no\N{NO-BREAK SPACE}break&nbsp;here", "no\N{NO-BREAK SPACE}break\N{NO-BREAK SPACE}here"),
        ("<script>alert(1)</script>after", "after"),
        ('<a href="javascript:alert(1)">x</a>', '<a rel="nofollow noopener">x</a>'),
        (
            '<a href="https://example.org/" onclick="x()">x</a>',
            '<a href="https://example.org/" rel="nofollow noopener">x</a>',
        ),
        ('<img src="https://example.org/pixel.gif">text', "text"),
        ('<p style="color:red" class="x" lang="ur" dir="rtl">x</p>', '<p lang="ur" dir="rtl">x</p>'),
        ("<em>left open", "<em>left open</em>"),
        ("<!-- note -->x", "x"),
        ("<pre>a\n\n\nb</pre>", "<pre>a\nb</pre>"),
    ],
)
def test_only_what_is_allowed_is_left(html, cleaned):
    assert clean(html) == cleaned


def test_a_body_is_blocks_with_one_blank_line_between_two():
    assert clean_body("\r\n One.\r\n \r\n\r\nTwo,\r\nstill two.\n\n\n<script>x</script>\n\nThree.  ") == (
        "One.\n\nTwo,\nstill two.\n\nThree."
    )


def test_a_tag_left_open_ends_with_its_block():
    assert clean_body("<em>One\n\nTwo") == "<em>One</em>\n\nTwo"


@pytest.mark.parametrize(
    ("html", "block"),
    [("<h2>x</h2>", True), ("<ul><li>x</li></ul>", True), ("<b>x</b> y", False), ("<span>x", False), ("x", False)],
)
def test_a_block_element_is_told_from_a_paragraph(html, block):
    assert is_block(html) is block


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text):
    once = clean_body(text)
    assert clean_body(once) == once
    assert "<script" not in once.lower()


@given(st.text(st.characters(exclude_characters="<>&\0\r", exclude_categories=["Cs"])))
def test_what_has_no_marks_is_what_the_cleaner_would_make_of_it(text):
    cleaned = CLEANER.clean(text).replace("&nbsp;", "\N{NO-BREAK SPACE}")
    assert clean(text) == clean(f"{text}<script></script>") == BLANK_LINES.sub("\n", cleaned.strip())
