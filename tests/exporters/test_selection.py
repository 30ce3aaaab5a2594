from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from articles.exporters.selection import NotFound, Selection
from articles.models import SourceName, TagName
from articles.publishing import withdraw
from tests import factories

pytestmark = pytest.mark.django_db


def chosen(**filters):
    return [article.headline for article in Selection(**filters).articles()]


@pytest.fixture
def calendar():
    for on in (date(1968, 12, 31), date(1969, 1, 1), date(1969, 7, 1), date(1969, 7, 31), date(1970, 1, 1)):
        factories.article(f"{on}", on)


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        ("1969", "1969", ["1969-07-31", "1969-07-01", "1969-01-01"]),
        ("1969-07", "1969-07", ["1969-07-31", "1969-07-01"]),
        ("1969-07-31", "1969-07-31", ["1969-07-31"]),
        ("1969-08", "", ["1970-01-01"]),
        ("", "1968", ["1968-12-31"]),
        ("1970", "1969", []),
    ],
)
@pytest.mark.usefixtures("calendar")
def test_both_dates_are_within(since, until, expected):
    assert chosen(since=since, until=until) == expected


def test_a_moment_on_another_day_in_utc_counts_by_the_day_of_its_story():
    factories.article("Late", date(1969, 7, 20), published_at=datetime(1969, 7, 21, 3, tzinfo=UTC))
    assert chosen(until="1969-07-20") == chosen(since="1969-07-20") == ["Late"]
    assert chosen(since="1969-07-21") == []


@pytest.mark.parametrize("text", ["69", "1969-13", "1969-02-30", "yesterday", "1969-7", "9999", "١٩٦٩", " 1969"])
def test_what_is_no_date_is_told(text):
    with pytest.raises(NotFound) as told:
        chosen(since=text)
    assert str(told.value) == (f"“{text}” is no date: write a year, a month or a day, as 2024, 2024-07 or 2024-07-16.")


def test_a_source_is_found_by_any_of_its_names_and_several_are_any_of_them():
    irna = factories.source("Islamic Republic News Agency")
    SourceName.objects.create(source=irna, name="IRNA")
    factories.article("A", source=irna)
    factories.article("B", source=factories.source("Meridian Dispatch"))
    factories.article("C")
    assert chosen(sources=("irna",)) == ["A"]
    assert chosen(sources=("IRNA", "Meridian Dispatch")) == ["B", "A"]


def test_a_source_that_is_not_there_is_told_with_what_is_near():
    factories.source("Meridian Dispatch")
    factories.source("The Harbour Ledger")
    with pytest.raises(NotFound) as told:
        chosen(sources=("Meridian Despatch",))
    assert str(told.value) == "There is no source “Meridian Despatch”. Near it: “Meridian Dispatch”."
    with pytest.raises(NotFound) as told:
        chosen(sources=("Xyz",))
    assert str(told.value) == "There is no source “Xyz”."


def test_a_tag_is_of_a_kind_or_of_every_kind_that_has_the_name():
    person, place = factories.tag("Washington"), factories.tag("Washington", "place")
    factories.article("Of the man").taggings.create(tag=person)
    both = factories.article("Of both")
    both.taggings.create(tag=place)
    both.taggings.create(tag=person)
    assert chosen(tags=("Washington",)) == ["Of both", "Of the man"]
    assert chosen(tags=("place:washington",)) == ["Of both"]
    assert chosen(tags=("place:Washington", "person:Washington")) == ["Of both", "Of the man"]


def test_a_name_with_a_colon_is_a_name():
    factories.article("A", tags=["Apollo: The Return"])
    assert chosen(tags=("Apollo: The Return",)) == ["A"]


def test_a_tag_that_was_merged_is_found_by_its_name():
    winner, loser = factories.tag("Esmail Qaani"), factories.tag("Ismail Ghaani")
    factories.article("A").taggings.create(tag=loser)
    loser.merge_into(winner)
    assert chosen(tags=("person:Ismail Ghaani",)) == ["A"]


def test_a_tag_that_is_not_there_is_told_with_what_is_near_in_its_kind():
    TagName.objects.create(tag=factories.tag("Esmail Qaani"), kind="person", name="Ismail Qaani")
    with pytest.raises(NotFound) as told:
        chosen(tags=("person:Ismael Qaani",))
    assert str(told.value) == "There is no tag “person:Ismael Qaani”. Near it: “Ismail Qaani”, “Esmail Qaani”."
    with pytest.raises(NotFound) as told:
        chosen(tags=("place:Ismael Qaani",))
    assert str(told.value) == "There is no tag “place:Ismael Qaani”."


def test_published_is_what_a_reader_can_open_now():
    factories.article("Out")
    factories.article("Tomorrow", timezone.now().date() + timedelta(days=2))
    factories.draft("Draft")
    withdraw(factories.article("Withdrawn"))
    assert chosen() == ["Out"]
    assert chosen(status="draft") == ["Draft"]
    assert chosen(status="withdrawn") == ["Withdrawn"]
    assert sorted(chosen(status="all")) == ["Draft", "Out", "Tomorrow", "Withdrawn"]


def test_a_language_and_words_narrow_it_further():
    factories.article("Pier closed", language="en-GB")
    factories.article("La jetée fermée", language="fr")
    assert chosen(language="FR") == ["La jetée fermée"]
    assert chosen(language="en") == chosen(language="en-gb") == ["Pier closed"]
    assert chosen(language="e") == []
    assert chosen(search="closing pier") == ["Pier closed"]
    assert chosen(search="jetées", language="fr") == ["La jetée fermée"]
