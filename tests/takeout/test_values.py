import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.contrib.auth import get_user_model
from django.contrib.postgres.fields import ArrayField
from django.db import models
from hypothesis import given
from hypothesis import strategies as st
from psycopg.types.json import Jsonb

from articles.takeout import values
from articles.takeout.users import Users

# What Postgres has, and so may be asked to be written.
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
ZONES = st.builds(timezone, st.integers(-840, 840).map(lambda minutes: timedelta(minutes=minutes)))
# Moments that are in the calendar in every zone.
FIRST, LAST = datetime.fromisoformat("0002-01-01"), datetime.fromisoformat("9998-01-01")
MOMENTS = st.datetimes(min_value=FIRST, max_value=LAST, timezones=ZONES)

KINDS = {
    "text": (values.Text(), TEXTS),
    "whole number": (values.Integer(), st.integers(-(2**63), 2**63 - 1)),
    "number": (values.Number(), st.floats(allow_nan=False, allow_infinity=False)),
    "true or false": (values.Truth(), st.booleans()),
    "date": (values.Day(), st.dates()),
    "moment": (values.Moment(), MOMENTS),
    "UUID": (values.Uuid(), st.uuids()),
    "bytes": (values.Octets(), st.binary()),
    "list": (values.ListOf(values.Integer()), st.lists(st.integers())),
}


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_what_is_written_is_read_as_it_was(kind, data):
    form, strategy = KINDS[kind]
    value = data.draw(strategy)
    assert form.read(json.loads(json.dumps(form.written(value)))) == value


@pytest.mark.parametrize("kind", KINDS)
@given(value=st.recursive(st.none() | st.booleans() | st.floats() | TEXTS, st.lists))
def test_whatever_else_is_there_is_read_or_refused_and_nothing_worse(kind, value):
    form, _ = KINDS[kind]
    with suppress(ValueError):
        form.read(value)


@pytest.mark.parametrize(
    "text", ["1969-07-21T02:56:15", "1969-07-21", "19690721T025615Z", "1969-07-21T02:56:15.1234567Z"]
)
def test_a_moment_is_told_in_one_way_and_with_its_zone(text):
    with pytest.raises(ValueError, match="a moment is needed here"):
        values.Moment().read(text)


def test_a_moment_is_written_in_utc():
    moment = datetime(1969, 7, 21, 4, 56, 15, tzinfo=timezone(timedelta(hours=2)))
    assert values.Moment().written(moment) == "1969-07-21T02:56:15Z"
    assert values.Moment().read("1969-07-21T04:56:15+02:00") == datetime(1969, 7, 21, 2, 56, 15, tzinfo=UTC)


def test_a_list_of_numbers_is_one():
    form = values.form_of(ArrayField(models.BigIntegerField()))
    assert (form.words, form.read([1, 2])) == ("list of whole number", [1, 2])


def test_a_column_of_a_type_that_nobody_has_decided_on_is_no_column_yet():
    with pytest.raises(TypeError, match="a DurationField has no form in an archive file yet"):
        values.form_of(models.DurationField())


@pytest.mark.django_db
def test_users_within_json_go_by_name_at_any_depth():
    anna = get_user_model().objects.create_user("anna")
    form = values.WithUsers(Users(), ["decider_id"])
    told = form.written({"rows": [{"decider_id": anna.pk, "n": 1}, {"decider_id": None}, {"decider_id": anna.pk + 1}]})
    assert told == {"rows": [{"decider_id": "anna", "n": 1}, {"decider_id": None}, {"decider_id": None}]}
    form.users.admit("anna")
    read = form.read(told)
    assert isinstance(read, Jsonb)
    assert read.obj == {"rows": [{"decider_id": anna.pk, "n": 1}, {"decider_id": None}, {"decider_id": None}]}
