"""The marks of stories, as Postgres makes them and as they are asked for."""

from datetime import date, timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from articles.models import Article, marks
from tests import factories


def made(source, day):
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.search_marks(%s, %s)", [source, day])
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_a_story_has_its_publisher_year_month_and_day():
    assert made(17, date(2004, 5, 6)) == [-17, 2004, 200405, 20040506]
    assert made(None, None) == [None, None, None, None]


@pytest.mark.parametrize(
    ("first", "after", "expected"),
    [
        (date(2004, 1, 1), date(2005, 1, 1), [2004]),
        (date(2004, 5, 6), date(2004, 5, 7), [200405]),
        (date(2003, 11, 30), date(2005, 2, 2), [200311, 200312, 2004, 200501, 200502]),
        (date(1600, 1, 1), date(2000, 1, 1), None),
    ],
)
def test_a_span_is_told_by_whole_years_and_months(first, after, expected):
    assert marks.of_span(first, after) == expected


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(1, 1500), st.integers(0, 1499))
def test_every_day_of_a_span_is_in_one_of_its_marks(first, days, later):
    day = first + timedelta(later % days)
    known = marks.of_span(first, first + timedelta(days))
    assert known is None or len({day.year, int(f"{day:%Y%m}")} & set(known)) == 1


@pytest.mark.django_db
def test_stories_are_found_by_their_marks():
    source = factories.source()
    story = factories.article("Moon", date(1969, 7, 21), source=source)
    factories.article("Tide", date(1970, 7, 21), source=source)
    for asked in ([marks.of_period("1969-07")], [marks.of_period("1969-07-21"), 1800]):
        assert list(Article.objects.filter(marks.Marked(asked))) == [story]
    assert Article.objects.filter(marks.Marked([marks.of_source(source.pk)])).count() == 2
    assert not Article.objects.filter(marks.Marked([])).exists()
