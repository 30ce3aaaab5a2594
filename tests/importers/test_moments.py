"""Dates as machines write them."""

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.importers.moments import dating
from articles.importers.record import Dating


@pytest.mark.parametrize(
    ("text", "on", "precision", "at"),
    [
        ("2024-07-16", "2024-07-16", "day", None),
        ("2024-07-16T08:30:00", "2024-07-16", "day", None),
        ("2024-07-16T08:30:00Z", "2024-07-16", "day", "2024-07-16T08:30:00+00:00"),
        ("2024-07-16T08:30:00.123+0200", "2024-07-16", "day", "2024-07-16T08:30:00.123000+02:00"),
        ("2024-7-6 8:30:00 +02:00", "2024-07-06", "day", "2024-07-06T08:30:00+02:00"),
        ("Tue, 16 Jul 2024 08:30:00 +0200", "2024-07-16", "day", "2024-07-16T08:30:00+02:00"),
        ("1721111400", "2024-07-16", "day", "2024-07-16T06:30:00+00:00"),
        ("1721111400000", "2024-07-16", "day", "2024-07-16T06:30:00+00:00"),
        ("20240716083000", "2024-07-16", "day", None),
        ("July 16, 2024", "2024-07-16", "day", None),
        ("2024-07", "2024-07-01", "month", None),
        ("2024", "2024-01-01", "year", None),
    ],
)
def test_a_date_is_read_as_far_as_it_says(text, on, precision, at):
    moment = datetime.fromisoformat(at) if at else None
    assert dating(text) == Dating(date.fromisoformat(on), precision, "stated", moment, text)


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "0000-00-00", "0001-01-01T00:00:00Z", "9999-12-31", "2024-13-45", "2024-02-30T25:00:00Z", "24"],
)
def test_what_is_no_possible_date_is_none(text):
    assert dating(text) is None


minutes = st.integers(-14 * 60, 14 * 60).map(lambda away: timezone(timedelta(minutes=away)))


@given(st.datetimes(datetime(1600, 1, 2), datetime(2199, 12, 30), timezones=minutes))  # noqa: DTZ001
def test_a_moment_comes_back_as_it_was_written(moment):
    found = dating(moment.isoformat())
    assert (found.on, found.at) == (moment.date(), moment)


@settings(deadline=None)
@given(st.text(max_size=60) | st.from_regex(r"[0-9]{1,4}[-/ ][0-9]{1,4}[-/ ][0-9T: Z+-]{0,20}"))
def test_any_text_is_a_date_of_the_press_or_none(text):
    found = dating(text)
    assert found is None or 1600 <= found.on.year <= 2199
