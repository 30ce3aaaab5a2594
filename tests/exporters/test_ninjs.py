"""What leaves as ninjs comes back through our own importer; that it keeps the standard's schema is in its form."""

import json
from datetime import date

import pytest

from articles.importers import ninjs
from tests.exporters.made import FULL, OLD, RIGHT_TO_LEFT, THREE, story, written
from tests.importers.wire_cases import read

# Every member of a news item in the schema of ninjs 3.0 that we use; the schema allows none that it does not name.
MEMBERS = {
    "uri", "standard", "type", "representationType", "pubStatus", "language", "firstCreated", "versionCreated",
    "headlines", "by", "located", "slugline", "descriptions", "bodies", "people", "organisations", "places", "events",
    "subjects", "infoSources", "associations", "altIds",
}  # fmt: skip


def record(one):
    (item,) = read(ninjs, written("ninjs", one))
    return item.record


@pytest.mark.parametrize("one", THREE, ids=lambda one: one.slug or "undated")
def test_a_story_comes_back_with_its_words(one):
    back = record(one)
    assert back.headline == one.headline
    assert back.standfirst == " ".join(one.standfirst.split())
    assert back.byline == one.byline
    assert back.publisher == one.publisher
    assert back.language == one.language
    assert set(back.tags) == set(one.tags)


def test_a_body_comes_back_with_its_read_more_lines_in_their_places():
    back = record(FULL)
    assert back.body == FULL.blocks
    assert [(link.headline, link.after) for link in back.read_more] == [
        ("Pier closed for good", 0),
        ("Ships & <sails> at sea", 2),
        ("A story nobody has", 5),
    ]


def test_dates_come_back_as_precisely_as_they_are_known():
    full, old, undated = (record(one).dating for one in THREE)
    assert (full.at, full.precision) == (FULL.published.at, "day")
    assert (old.on, old.precision, old.at) == (date(1931, 1, 1), "year", None)
    assert undated is None
    assert record(FULL).updated_at == FULL.updated_at


def test_pictures_come_back():
    (picture,) = record(FULL).pictures
    assert (picture.url, picture.caption, picture.credit) == (
        "https://ledger.example/pier.jpg?w=1&h=2",
        'The pier, "before"',
        "A. Photographer",
    )


@pytest.mark.parametrize(
    ("status", "read_as"),
    [("published", "published"), ("draft", "withheld"), ("review", "withheld"), ("withdrawn", "canceled")],
)
def test_a_status_is_said_in_the_words_of_the_standard(status, read_as):
    assert record(story(status=status)).status == read_as


def test_objects_have_only_members_of_the_standard_and_the_one_that_it_requires():
    told = json.loads(written("ninjs", FULL, OLD, RIGHT_TO_LEFT))
    assert set().union(*told) == MEMBERS
    assert [one["uri"] for one in told] == [f"https://archive.example/a/{pk}/" for pk in (11, 12, 13)]


def test_cited_sources_stand_behind_a_publisher_or_not_at_all():
    assert record(story(publisher="", cited=("Harbour Wire",))).publisher == ""
