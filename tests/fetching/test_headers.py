from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.fetching.headers import max_age, retry_after, validator


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        (None, None),
        ("max-age=300", 300),
        ("public, Max-Age=60, must-revalidate", 60),
        ('max-age="90"', 90),
        ("s-maxage=10", None),
        ("no-cache, max-age=300", None),
        ("no-store", None),
        ("max-age=-1", None),
    ],
)
def test_how_long_an_answer_stays_good(said, seconds):
    assert max_age(said) == seconds


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        (None, None),
        ("120", 120),
        (" 0 ", 0),
        ("Fri, 01 Mar 2024 12:10:00 GMT", 600),
        ("Fri, 01 Mar 2024 11:00:00 GMT", 0),
        ("Fri, 01 Mar 2024 12:10:00", 600),
        ("soon", None),
        ("-5", None),
        ("٣", None),
        ("Fri, 99 Mar 99999 12:10:00 GMT", None),
    ],
)
def test_how_long_to_wait_is_told_in_seconds_or_by_a_date(said, seconds):
    assert retry_after(said, datetime(2024, 3, 1, 12, tzinfo=UTC)) == seconds


@given(st.text())
def test_no_header_is_too_odd(said):
    assert (retry_after(said) or 0) >= 0
    assert (max_age(said) or 0) >= 0
    assert validator(said) in ("", said)


def test_a_validator_is_sent_back_as_it_came_or_not_at_all():
    assert [validator(said) for said in (None, "", 'W/"a b"', "a\r\n b", "é", "a" * 501)] == ["", "", 'W/"a b"'] + [
        ""
    ] * 3
