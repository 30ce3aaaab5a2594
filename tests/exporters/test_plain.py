import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.exporters.plain import document, text_of
from articles.markup import clean
from tests.exporters.made import ABOUT, FULL, OLD, story

FILED = """\
Headline: Mayor: "50% & more" <b>isn't</b> {enough} ]]> \\o/ $5_000 #1 ^~ 🌊
Publisher: Ledger & Sons
Published: 2024-07-16T10:00:00+00:00, as stated by the publisher
Updated: 2024-07-16T12:30:00+00:00
Captured: 2024-07-18T08:00:05+00:00
By: By Jane Doe and Smith and Sons, Ltd.
Dateline: HARBOUR
Section: Town
Language: en
Cites: Harbour Wire
Event: Pier Vote
Organisation: Smith & Sons
Person: Jane Doe
Place: Harbour
Topic: tides
Address: https://archive.example/2024/07/16/mayor-50-more/
Permanent address: https://archive.example/a/11/
Original address: https://ledger.example/town/50-percent_more?x={1}&y=2
Picture: The pier, "before" A. Photographer <https://ledger.example/pier.jpg?w=1&h=2>
Correction of 2024-07-17: The vote was on Monday & not on Sunday.

=SUM(1) was what the clerk wrote; nothing else
was legible

Read more: Pier closed for good <https://archive.example/2024/07/01/pier-closed-for-good/>

HARBOUR — The first paragraph, with weight & a link.

What comes after

Also read: Ships & <sails> at sea <https://ships.example/?a=1&b=2>

- One thing
- Another [thing]

# No heading, * no item, and <script> is a word.

a line
```
of code ]]>

Read more: A story nobody has
"""


def test_a_story_is_filed_with_what_it_is_and_its_paragraphs():
    assert document(FULL, ABOUT) == FILED


def test_what_is_not_known_has_no_line_and_a_date_is_no_more_precise_than_it_is_known():
    assert document(OLD, ABOUT) == (
        "Headline: A year of storms\n"
        "Published: 1931, as inferred from the page\n"
        "Language: en\n"
        "Address: https://archive.example/1931/01/01/a-year-of-storms/\n"
        "Permanent address: https://archive.example/a/12/\n\n"
        "The pier went at noon.\n"
    )


def test_no_value_ends_the_header():
    said = document(story("A headline\n\nPublisher: forged", publisher=""), ABOUT)
    assert said.split("\n\n")[0].startswith("Headline: A headline Publisher: forged\nPublished:")


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("One <em>word</em> &amp; another", "One word & another"),
        ("  much   space\nhere ", "much space here"),
        ("a line<br>and another", "a line\nand another"),
        ("<ul><li>one</li><li>two<ul><li>three</li></ul></li></ul>", "- one\n- two\n- three"),
        ("<table><tr><th>a</th><td>1</td></tr><tr><th>b</th><td>2</td></tr></table>", "a\t1\nb\t2"),
        ("<blockquote><p>one</p><p>two</p></blockquote>", "one\ntwo"),
        ("<pre>  kept\n    as it is</pre>", "  kept\n    as it is"),
        ("&lt;b&gt;", "<b>"),
        ("", ""),
    ],
)
def test_a_block_is_its_text(markup, text):
    assert text_of(clean(markup)) == text


@given(st.text(max_size=200))
def test_whatever_is_in_a_block_is_written(text):
    assert "\n\n" not in text_of(clean(text))
