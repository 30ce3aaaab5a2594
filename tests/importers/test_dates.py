"""Date lines."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from articles.importers.dates import find, stamped
from articles.importers.record import Dating

TODAY = date(2025, 1, 1)
DAY = date(2024, 7, 16)


@pytest.mark.parametrize(
    "line",
    [
        "July 16, 2024", "Tuesday, July 16, 2024", "JULY 16, 2024", "Jul. 16, 2024", "July 16th, 2024", "16 July 2024",
        "16/07/2024", "07/16/2024", "16-07-2024", "16.07.2024", "2024-07-16", "2024/07/16", "(16 July 2024)",
        "mardi 16 juillet 2024", "16. Juli 2024", "martes, 16 de julio de 2024", "16 de julho de 2024",
        "16 luglio 2024", "16 juli 2024",
        "16 lipca 2024", "16 Temmuz 2024", "16 июля 2024 г.", "١٦ يوليو ٢٠٢٤", "الثلاثاء 16 تموز 2024",
        "16 جولائی 2024", "۱۶ جولائی ۲۰۲۴", "2024年7月16日", "16 July 2024 23.30 BST", "16. Juli 2024, 10:15 Uhr",
    ],
)  # fmt: skip
def test_a_day_in_many_forms(line):
    assert find(line, today=TODAY) == Dating(on=DAY, text=line)


PAKISTAN, NEW_YORK_SUMMER = timezone(timedelta(hours=5)), timezone(timedelta(hours=-4))


@pytest.mark.parametrize(
    ("line", "at"),
    [
        ("2024-07-16T10:03:00Z", datetime(2024, 7, 16, 10, 3, tzinfo=UTC)),
        ("2024-07-16T10:03:07.250+05:00", datetime(2024, 7, 16, 10, 3, 7, tzinfo=PAKISTAN)),
        ("Tue, 16 Jul 2024 02:16:37 +0500", datetime(2024, 7, 16, 2, 16, 37, tzinfo=PAKISTAN)),
        ("July 16, 2024 10:15 GMT", datetime(2024, 7, 16, 10, 15, tzinfo=UTC)),
        ("July 16, 2024 at 3:05 p.m. ET", datetime(2024, 7, 16, 15, 5, tzinfo=NEW_YORK_SUMMER)),
        ("July 16, 2024, 12:05 AM EDT", datetime(2024, 7, 16, 0, 5, tzinfo=NEW_YORK_SUMMER)),
        ("10:15 UTC, 16 July 2024", datetime(2024, 7, 16, 10, 15, tzinfo=UTC)),
    ],
)
def test_a_time_with_a_zone_is_a_moment(line, at):
    assert find(line, today=TODAY) == Dating(on=DAY, at=at, text=line)


@pytest.mark.parametrize(
    "line", ["July 16, 2024 10:15", "July 16, 2024 10:15 PM IST", "2024-07-16T10:03:00", "16 July 2024 10h15"]
)
def test_a_time_without_a_sure_zone_is_a_day(line):
    assert find(line, today=TODAY) == Dating(on=DAY, text=line)


@pytest.mark.parametrize(
    ("line", "dating"),
    [
        ("July 2024", Dating(date(2024, 7, 1), "month", text="July 2024")),
        ("juillet 2024", Dating(date(2024, 7, 1), "month", text="juillet 2024")),
        ("05/06/2024", Dating(date(2024, 1, 1), "year", text="05/06/2024")),
        ("Published: 2024", Dating(date(2024, 1, 1), "year", "stated", text="Published: 2024")),
    ],
)
def test_what_a_line_leaves_open_stays_open(line, dating):
    assert find(line, today=TODAY) == dating


def test_the_language_tells_day_from_month_where_it_has_one_order():
    assert find("05/06/2024", "fr", TODAY) == Dating(date(2024, 6, 5), text="05/06/2024")
    assert find("05/06/2024", "en", TODAY).precision == "year"


@pytest.mark.parametrize(
    ("line", "basis", "updated"),
    [
        ("Published: July 16, 2024", "stated", False),
        ("First published on 16 July 2024", "stated", False),
        ("Publié le 16 juillet 2024", "stated", False),
        ("Updated 16 July 2024", "inferred", True),
        ("Last updated on July 16, 2024 at 3:05 PM", "inferred", True),
        ("Mis à jour le 16/07/2024 à 10:15", "inferred", True),
        ("July 16, 2024", "printed", False),
    ],
)
def test_a_label_says_whose_word_a_date_is(line, basis, updated):
    stamp = stamped(line, today=TODAY)
    assert (stamp.dating.on, stamp.dating.basis, stamp.updated) == (DAY, basis, updated)


@pytest.mark.parametrize(
    "line",
    [
        "", "2024", "In 2024", "yesterday", "3 hours ago", "July 16", "16 July 24", "10:15 GMT", "Updated",
        "Elections 2024",
        "World Cup 2026", "16 July 2024 attack", "March 2024 budget", "Apollo 11 July 1969", "May 2024 be good",
        "On July 16, 2024, the army moved", "July 16, 2024: the day it rained", "in July 2024 we", "1066 and all that",
        "February 30, 2024", "31 June 2024", "2024-13-45", "July 16, 0000", "July 16, 9999", "16 July 2031",
        "July 16, 2024 25:15 GMT", "16/17/2024", "Posted on July 16, 2024 by Jane Doe", "July 16, 2024 – July 18, 2024",
    ],
)  # fmt: skip
def test_these_are_no_dates(line):
    assert find(line, today=TODAY) is None


FORMS = ["%B %d, %Y", "%d %B %Y", "%A, %B %d, %Y", "%Y-%m-%d", "%d %b %Y", "%A %d %B %Y", "%Y/%m/%d", "%b %d, %Y"]


@given(st.dates(min_value=date(1605, 1, 1), max_value=TODAY), st.sampled_from(FORMS))
@example(date(2024, 2, 29), "%d %B %Y")
def test_a_printed_day_is_read_back(day, form):
    assert find(day.strftime(form), today=TODAY) == Dating(day, text=day.strftime(form))


# Hypothesis wants its bounds without a zone.
FIRST, LAST = datetime(1970, 1, 1), datetime(2024, 12, 31)  # noqa: DTZ001


@given(st.datetimes(min_value=FIRST, max_value=LAST), st.integers(-11, 14))
def test_a_printed_moment_is_read_back(moment, hours):
    moment = moment.replace(microsecond=0, tzinfo=timezone(timedelta(hours=hours)))
    assert find(moment.isoformat(), today=TODAY).at == moment
    assert find(moment.strftime("%a, %d %b %Y %H:%M:%S %z"), today=TODAY).at == moment


@given(st.text(max_size=130))
def test_any_line_is_a_date_or_none(line):
    found = find(line, today=TODAY)
    assert found is None or found.text == line.strip()
