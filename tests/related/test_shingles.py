import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.related.shingles import BANDS, LEAST, SCHEME, WIDTH, bands, likeness, shingles, words
from tests import factories

CASES = json.loads((Path(__file__).parent / "cases" / "bands.json").read_text())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_bands_are_the_same_in_every_process_and_with_every_release(case):
    # If this fails, a library or a rule has changed: old bands and new would not meet, so SCHEME must change.
    assert (SCHEME, bands(case["body"])) == (case["scheme"], case["bands"])


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("The <em>Harbour</em> Ledger&rsquo;s CAFÉ", ["the", "harbour", "ledger", "s", "café"]),
        ("cafe\N{COMBINING ACUTE ACCENT} co\N{SOFT HYPHEN}operate", ["café", "cooperate"]),
        ("<h2>One</h2>\n\ntwo", ["one", "two"]),
        ("U.S. up 3.5 p.c.", ["u", "s", "up", "3", "5", "p", "c"]),
        ("月は near", ["月", "は", "near"]),
        ("", []),
    ],
)
def test_words_are_folded_and_without_markup(body, expected):
    assert words(body) == expected


def test_a_text_shorter_than_a_shingle_has_none():
    assert shingles("one two three four") == []
    assert shingles("one two three four five") == ["one two three four five"]


def test_a_short_text_has_no_bands():
    assert bands(factories.text(LEAST + WIDTH - 2)) == []
    assert len(set(bands(factories.text(LEAST + WIDTH - 1)))) == BANDS


def test_a_band_fits_a_signed_bigint_and_tells_its_scheme():
    assert {band >> 56 for band in bands(factories.text())} == {SCHEME}


def test_texts_that_differ_in_a_word_share_most_bands():
    one = factories.words(300)
    other = [*one[:150], "another", *one[151:]]
    assert len(set(bands(" ".join(one))) & set(bands(" ".join(other)))) > BANDS / 2


def test_likeness_is_the_shared_of_all():
    assert likeness({1, 2, 3}, {2, 3, 4}) == 0.5
    assert (likeness(set(), set()), likeness({1}, {2}), likeness({1}, {1})) == (0, 0, 1)


@given(st.text(max_size=400))
def test_any_text_has_bands_or_none(text):
    assert len(bands(text)) == (BANDS if len(shingles(text)) >= LEAST else 0)
