from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.models.dating import Published, period, years_old


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


DAY_OF = date(2020, 7, 16)


def dated(on=DAY_OF, precision="day", basis="stated"):
    return Published(on, precision, basis)


@pytest.mark.parametrize(
    ("published", "today", "years"),
    [
        (dated(), date(2021, 7, 16), 0),  # more than a year it is from the day after
        (dated(), date(2021, 7, 17), 1),
        (dated(), date(2030, 1, 1), 9),
        (dated(), date(2019, 1, 1), 0),
        (dated(date(2020, 2, 29)), date(2021, 2, 28), 0),
        (dated(date(2020, 2, 29)), date(2021, 3, 1), 1),
        # Of a month or a year it may have been the last day.
        (dated(date(2020, 7, 1), "month"), date(2021, 7, 31), 0),
        (dated(date(2020, 7, 1), "month"), date(2021, 8, 1), 1),
        (dated(date(2020, 1, 1), "year"), date(2021, 12, 31), 0),
        (dated(date(2020, 1, 1), "year"), date(2022, 1, 1), 1),
        # A printed date is the day on which somebody loaded the page: the story was there by then.
        (dated(basis="printed"), date(2021, 7, 17), 1),
        (dated(basis="set"), date(2021, 7, 17), 1),
        (dated(basis="inferred"), date(2030, 1, 1), 0),
        (None, date(2030, 1, 1), 0),
    ],
)
def test_a_story_is_as_old_as_its_date_makes_certain(published, today, years):
    assert years_old(published, None, None, today) == years


def test_an_update_makes_the_words_younger():
    updated = datetime(2024, 1, 1, tzinfo=UTC)
    assert years_old(dated(), updated, None, date(2025, 6, 1)) == 1
    assert years_old(dated(), datetime(2019, 1, 1, tzinfo=UTC), None, date(2025, 6, 1)) == 4


def test_what_was_captured_was_there_whatever_date_it_bears():
    captured = datetime(2021, 1, 1, 12, tzinfo=UTC)
    updated = datetime(2024, 1, 1, tzinfo=UTC)
    assert years_old(dated(basis="inferred"), None, captured, date(2023, 6, 1)) == 2
    assert years_old(None, None, captured, date(2023, 6, 1)) == 2
    assert years_old(dated(), updated, captured, date(2025, 6, 1)) == 4
    assert years_old(dated(), None, captured, date(2025, 6, 1)) == 4


@given(
    st.dates(date(1700, 1, 1), date(2100, 1, 1)),
    st.sampled_from(["day", "month", "year"]),
    st.sampled_from(["stated", "printed", "set", "inferred"]),
    st.dates(date(1700, 1, 1), date(2100, 1, 1)),
)
def test_no_story_is_said_to_be_older_than_it_may_be(on, precision, basis, today):
    first = on.replace(day=1, month=1) if precision == "year" else on.replace(day=1) if precision == "month" else on
    years = years_old(Published(first, precision, basis), None, None, today)
    assert years >= 0
    if years:
        assert basis != "inferred"
        assert today.year - on.year >= years
