import html
import re

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from articles.exporters.markdown import CONVERTER, document, markdown, name
from articles.markup import clean
from tests.exporters.made import ABOUT, FULL, OLD, RIGHT_TO_LEFT, story

# Text as a cleaned block may hold it: no controls, no blank lines.
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]))
ANYTHING = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
READER = MarkdownIt("commonmark", {"html": True})


def front(one):
    return yaml.safe_load(document(one, ABOUT).split("\n---\n")[0].removeprefix("---\n"))


def test_the_front_matter_is_read_back_by_any_reader_of_yaml():
    told = front(FULL)
    assert told["title"] == FULL.headline
    assert told["description"] == FULL.standfirst
    assert told["date"] == "2024-07-16T10:00:00+00:00"
    assert told["tags_by_kind"]["person"] == ["Jane Doe"]
    assert told["corrections"] == [{"on": "2024-07-17", "text": "The vote was on Monday & not on Sunday."}]


YAML = ["---", "yes", "1e3", "null", "- a", "a: b", "'", '"', "#", "|", "\n---\n", "\x85", "&a *a", "=", "2024-07-16"]


@given(ANYTHING | st.sampled_from(YAML))
def test_any_headline_is_one_value(headline):
    assert front(story(headline or "-"))["title"] == (headline or "-")


@given(TEXT.filter(str.strip))
def test_a_text_is_never_markup(text):
    block = clean(html.escape(text, quote=False))
    page = READER.render(markdown(f"<p>{block}</p>"))
    assert set(re.findall(r"<(/?\w+)", page)) <= {"p", "/p"}
    assert html.unescape(re.sub(r"</?p>", "", page)).split() == html.unescape(block).split()


@given(TEXT.filter(str.strip))
def test_a_text_alone_becomes_what_it_becomes_beside_markup(text):
    block = clean(html.escape(text, quote=False))
    assert markdown(f"<p>{block}</p>") == CONVERTER.convert(f"<p>{block}</p>").strip()


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        ("<h2>A # heading</h2>", "## A \\# heading"),
        ("<p>a <strong>b</strong> <em>c</em><br>d</p>", "a **b** *c*\\\nd"),
        ("<p><code>a`b</code></p>", "`` a`b ``"),
        ("<p><code>a\n# b</code></p>", "`a # b`"),
        ("<pre>```\n</pre>", "````\n```\n````"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"),
        ("<ol start=\"3\"><li>a</li></ol>", "3. a"),
        ('<p><a href="https://e.example/a (b) &lt;c&gt; &quot;d">e]</a></p>', "[e\\]](https://e.example/a%20%28b%29%20%3Cc%3E%20%22d)"),
        ("<table><tr><th>a</th></tr><tr><td>b|c</td></tr></table>", "| a |\n| --- |\n| b\\|c |"),
        ("<p>H<sub>2</sub>O <small>x</small></p>", "H2O x"),
        ("<hr>", "---"),
    ],
)  # fmt: skip
def test_markup_becomes_that_of_commonmark(element, expected):
    assert markdown(element) == expected


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (FULL, "2024-07-16-mayor-50-more.md"),
        (OLD, "1931-01-01-a-year-of-storms.md"),
        (RIGHT_TO_LEFT, "draft-13.md"),
        (story(slug="../etc/passwd"), "1969-07-21--etc-passwd-7.md"),
        (story(slug="ب" * 100), f"1969-07-21-{'ب' * 100}.md"),
        (story(slug="海" * 100), f"1969-07-21-{'海' * 66}-7.md"),
    ],
)
def test_a_file_is_named_for_its_date_and_slug(one, expected):
    assert name(one) == expected
    assert len(name(one).encode()) <= 255
