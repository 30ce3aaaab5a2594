import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.models import RelatedStory
from articles.related.reasons import alike, distance, in_words


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (
            {"tags": ["Esmail Qaani", "Quds Force"], "days": 2},
            "Two days later · both about Esmail Qaani and Quds Force",
        ),
        ({"tags": ["A", "B", "C"], "days": 0}, "Same day · both about A, B and C"),
        ({"tags": ["NASA"]}, "Both about NASA"),
        ({"linked": "to", "days": 4}, "Linked in the text"),
        ({"linked": "both", "days": -4, "tags": ["NASA"]}, "Linked in the text · four days earlier · both about NASA"),
        ({"words": ["Berliners", "Wall"], "days": 1}, "One day later · both on Berliners and Wall"),
        ({"pointed_to_by": "Docks", "words": ["port"]}, "Both are pointed to by “Docks”"),
        ({"linked_with": "Docks", "days": 1}, "One day later · both are linked with “Docks”"),
        ({"point_to": "Docks", "days": 0, "tags": ["Port"]}, "Same day · both point to “Docks”"),
        ({"cites": ["NASA"], "days": 0}, "Same day · both cite NASA"),
        ({"tags": ["Moon"], "cites": ["NASA"]}, "Both about Moon"),
        ({}, "Much the same words"),
    ],
)
def test_a_reason_is_told_in_words(reason, words):
    assert in_words(RelatedStory(origin="computed", reason=reason)) == words


def test_an_editors_choice_is_told_as_one():
    assert in_words(RelatedStory(origin="pinned", reason={})) == "Chosen by an editor"


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "same day"),
        (1, "one day later"),
        (-1, "one day earlier"),
        (11, "11 days later"),
        (29, "29 days later"),
        (31, "one month later"),
        (-62, "two months earlier"),
        (365, "one year later"),
        (-3011, "eight years earlier"),
        (60_000, "164 years later"),
    ],
)
def test_a_distance_is_rounded_to_what_a_reader_would_say(days, words):
    assert distance(days) == words


@given(st.integers(-300_000, 300_000))
def test_every_distance_has_a_number_and_a_direction(days):
    words = distance(days)
    assert words == "same day" if days == 0 else words.endswith("later" if days > 0 else "earlier")
    assert not words.startswith(" ")


@pytest.mark.parametrize(
    ("likeness", "words"),
    [
        (1, "Word for word"),
        (0.9999, "Nearly the same, 99 %"),
        (0.6, "Nearly the same, 60 %"),
        (None, "By way of another copy"),
    ],
)
def test_a_likeness_is_never_said_to_be_more_than_it_is(likeness, words):
    assert alike(likeness) == words
