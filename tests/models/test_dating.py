from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.models.dating import Published, period


@pytest.mark.parametrize(
    ("published", "iso", "long", "short"),
    [
        (Published(date(2024, 7, 16), "day", "printed"), "2024-07-16", "Tuesday, July 16, 2024", "July 16, 2024"),
        (Published(date(2024, 7, 1), "month", "stated"), "2024-07", "July 2024", "July 2024"),
        (Published(date(2024, 1, 1), "year", "set"), "2024", "2024", "2024"),
        (
            Published(date(2024, 7, 16), "day", "stated", datetime(2024, 7, 16, 9, 30, tzinfo=UTC)),
            "2024-07-16T09:30:00+00:00",
            "Tuesday, July 16, 2024",
            "July 16, 2024",
        ),
        (Published(date(1605, 1, 1), "year", "inferred"), "1605", "1605", "1605"),
    ],
)
def test_a_date_is_said_as_precisely_as_it_is_known(published, iso, long, short):
    assert (published.iso, published.long, published.short) == (iso, long, short)


def test_a_date_says_on_whose_word_it_is():
    assert [Published(date(2024, 1, 1), "day", basis).said for basis in ("stated", "printed", "inferred", "set")] == [
        "as stated by the publisher",
        "as printed on the page",
        "as inferred from the page",
        "as set by an editor",
    ]


@given(st.dates(date(1600, 1, 1), date(2199, 12, 31)))
def test_periods_join_without_gap_or_overlap(day):
    for parts in ([day.year], [day.year, day.month], [day.year, day.month, day.day]):
        first, after = period(*parts)
        assert first <= day < after
        next_parts = [after.year, after.month, after.day][: len(parts)]
        assert period(*next_parts)[0] == after
    assert period(day.year, day.month, day.day) == (day, day + timedelta(days=1))
