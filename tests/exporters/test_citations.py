"""Citations to paste: Chicago, APA, Wikipedia."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.exporters.about import Reading
from articles.exporters.references import ended, in_words, one_line
from articles.exporters.wikipedia import escaped
from articles.models.dating import Published
from tests.exporters.made import ABOUT, story, written

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)
READ = replace(ABOUT, reading=Reading(date(2026, 11, 24), "https://archive.example/a/7/p/x/", 2, 3))
HERE = "https://archive.example/1969/07/21/the-tide-took-the-pier/"


def told(form, about=ABOUT, **fields):
    return written(form, story(**fields), about=about).decode()


@pytest.mark.parametrize(
    ("authors", "chicago", "apa"),
    [
        ((), "“The tide took the pier.”", "The tide took the pier. (1969, July 21)."),
        (("Jane Doe",), "Jane Doe. “The", "Jane Doe. (1969, July 21). The"),
        (("A B", "C D"), "A B and C D. “The", "A B, & C D. (1969, July 21). The"),
        (("A B", "C D", "E. F."), "A B, C D, and E. F. “The", "A B, C D, & E. F. (1969, July 21). The"),
    ],
)
def test_authors_stand_first(authors, chicago, apa):
    assert told("chicago", authors=authors).startswith(chicago)
    assert told("apa", authors=authors).startswith(apa)


@pytest.mark.parametrize(
    ("published", "chicago", "apa", "wikipedia"),
    [
        (
            Published(date(1969, 7, 21), "day", "printed"),
            "Ledger, July 21, 1969.",
            "(1969, July 21)",
            "date=1969-07-21 ",
        ),
        (Published(date(1969, 7, 1), "month", "set"), "Ledger, July 1969.", "(1969, July)", "date=July 1969 "),
        (Published(date(1969, 1, 1), "year", "set"), "Ledger, 1969.", "(1969)", "date=1969 "),
        (None, "Ledger. https", "(n.d.)", "newspaper=The Harbour Ledger |url"),
    ],
)
def test_a_date_is_told_as_far_as_it_is_known(published, chicago, apa, wikipedia):
    said = [told(form, published=published) for form in ("chicago", "apa", "wikipedia")]
    assert [part in text for part, text in zip((chicago, apa, wikipedia), said, strict=True)] == [True] * 3


def test_what_was_read_here_says_where_when_and_which_part():
    assert told("chicago", READ) == (
        "“The tide took the pier.” The Harbour Ledger, July 21, 1969. The archive, version 2, paragraph 3."
        " Accessed November 24, 2026. https://archive.example/a/7/p/x/.\n"
    )
    assert told("apa", READ) == (
        "The tide took the pier. (1969, July 21). The Harbour Ledger. The archive, version 2, paragraph 3."
        " Retrieved November 24, 2026, from https://archive.example/a/7/p/x/\n"
    )


def test_what_is_only_listed_was_read_by_nobody():
    assert told("chicago") == f"“The tide took the pier.” The Harbour Ledger, July 21, 1969. {HERE}.\n"
    assert told("apa") == f"The tide took the pier. (1969, July 21). The Harbour Ledger. {HERE}\n"
    assert told("wikipedia") == (
        f"{{{{cite news |title=The tide took the pier |newspaper=The Harbour Ledger |date=1969-07-21 |url={HERE}}}}}\n"
    )


def test_wikipedia_gets_the_original_address_and_ours_as_the_archives():
    fields = {"url": "https://x.example/?a=[1]|2", "captured_at": datetime(2020, 5, 4, tzinfo=UTC)}
    assert "|url=https://x.example/?a=%5B1%5D%7C2 |archive-url=" in told("wikipedia", READ, **fields)
    assert "/p/x/ |archive-date=2020-05-04 |at=" in told("wikipedia", READ, **fields)
    assert f"|archive-url={HERE} |archive-date=2020-05-04" in told("wikipedia", **fields)
    assert "archive" not in told("wikipedia", url="https://x.example/")


@pytest.mark.parametrize(("language", "said"), [("en", ""), ("en-GB", ""), ("", ""), ("ur", "|language=ur ")])
def test_wikipedia_is_told_of_a_language_that_is_not_its_own(language, said):
    found = re.search(r"\|language=\S+ ", told("wikipedia", language=language))
    assert (found[0] if found else "") == said


@pytest.mark.parametrize(
    ("headline", "chicago"),
    [("Who knew?", "“Who knew?” The"), ("He said “no”", "“He said ‘no’.” The"), ("Asked “Who?”", "“Asked ‘Who?’” The")],
)
def test_a_headline_ends_once_and_has_single_quotes_inside(headline, chicago):
    assert told("chicago", headline=headline).startswith(chicago)


@given(TEXT)
def test_any_headline_is_one_line(headline):
    for form in ("chicago", "apa", "wikipedia"):
        assert told(form, headline=headline).splitlines() == [told(form, headline=headline).removesuffix("\n")]


@given(TEXT)
def test_no_text_is_markup_to_the_wiki(text):
    said = escaped(text).replace("{{!}}", "")
    assert re.findall(r"[|{}\[\]<>~]|''|&(?!amp;|lt;|gt;|#\d+;)", said) == []


def test_a_sentence_ends_once():
    assert [ended(text) for text in ("", "So", "So.", "So?", "“So?”")] == ["", "So.", "So.", "So?", "“So?”"]
    assert in_words([]) == ""


def test_controls_are_spaces():
    assert one_line("a\nb\x1cc") == "a b c"
