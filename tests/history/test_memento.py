from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.history.memento import read_moment, said


@given(st.datetimes(timezones=st.just(UTC)).filter(lambda moment: moment.year >= 1600))
def test_what_we_say_of_a_moment_is_read_back(moment):
    assert read_moment(said(moment)) == moment.replace(microsecond=0)


def test_a_moment_is_said_as_http_says_it():
    assert said(datetime(2007, 5, 31, 20, 35, 0, 999, tzinfo=UTC)) == "Thu, 31 May 2007 20:35:00 GMT"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2007-05-31T20:35:00Z",
        "Thu, 31 May 2007 20:35:00",
        "Thu, 31 May 2007 20:35:00 CET",
        "Thu, 31 may 2007 20:35:00 GMT",
        "Thursday, 31-May-07 20:35:00 GMT",
        "Thu May 31 20:35:00 2007",
        "Thu, 31 Feb 2007 20:35:00 GMT",
        "Thu, 31 May 2007 25:35:00 GMT",
        "Thu, 31 May ٢٠٠٧ 20:35:00 GMT",
        "Thu, 31 May 0000 20:35:00 GMT",
        "Thu, 31 May 2007 20:35:00 GMT; drop",
    ],
)
def test_any_other_form_is_refused(text):
    with pytest.raises(ValueError):
        read_moment(text)


@given(st.text())
def test_whatever_is_sent_is_a_moment_or_refused(text):
    with suppress(ValueError):
        assert read_moment(text).tzinfo
