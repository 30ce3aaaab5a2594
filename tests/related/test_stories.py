from datetime import date, timedelta

import pytest

from articles.models import Article, Citation, ReadMoreLink, RelatedStory, Tagging
from articles.publishing import settle, withdraw
from articles.related.stories import KEPT, related_to
from tests import factories

pytestmark = pytest.mark.django_db

DAY = date(1969, 7, 21)


def beside(article):
    return [row.other.headline for row in related_to(article)]


def reason(article):
    return related_to(article).get().reason


def test_stories_that_share_a_tag_stand_beside_each_other():
    moon = factories.article("Moon", tags=["Neil Armstrong"])
    launch = factories.article("Launch", DAY - timedelta(days=5), tags=["Neil Armstrong"])
    factories.article("Elections", tags=["Richard Nixon"])
    assert (beside(moon), beside(launch)) == (["Launch"], ["Moon"])
    assert reason(moon) == {"tags": ["Neil Armstrong"], "days": -5}
    assert reason(launch) == {"tags": ["Neil Armstrong"], "days": 5}


def test_a_rare_tag_weighs_more_than_a_common_one():
    for number in range(8):
        factories.article(f"Filler {number}", DAY + timedelta(days=400), tags=["NASA"])
    moon = factories.article("Moon", tags=["NASA", "Michael Collins"])
    factories.article("Columbia", tags=["Michael Collins"])
    factories.article("Budget", tags=["NASA"])
    first, *others = beside(moon)
    assert (first, sorted(others)) == ("Columbia", ["Budget", *(f"Filler {number}" for number in range(8))])


def test_a_story_near_in_time_comes_first_and_one_of_long_ago_still_comes():
    moon = factories.article("Moon", tags=["Neil Armstrong"])
    factories.article("Reunion", DAY + timedelta(days=3650), tags=["Neil Armstrong"])
    factories.article("Splashdown", DAY + timedelta(days=3), tags=["Neil Armstrong"])
    assert beside(moon) == ["Splashdown", "Reunion"]


def test_a_read_more_line_relates_both_its_ends():
    launch = factories.article("Launch")
    moon = factories.article("Moon", asks_for=["Launch"])
    assert (reason(moon), reason(launch)) == ({"linked": "to", "days": 0}, {"linked": "from", "days": 0})


def test_a_line_that_leads_back_is_told_on_both_sides():
    launch = factories.article("Launch")
    moon = factories.article("Moon", asks_for=["Launch"])
    ReadMoreLink.objects.create(article=launch, headline="Moon", line="Read more: Moon", after=1)
    settle([launch.pk])
    assert (reason(moon), reason(launch)) == ({"linked": "both", "days": 0}, {"linked": "both", "days": 0})


def test_rare_words_of_both_relate_and_common_ones_do_not():
    elsewhere()
    wall = factories.article("Berliners cross the Wall in thousands", body="On the wall the Berliners stood all night.")
    factories.article(
        "The Wall: Berliners remember",
        DAY + timedelta(days=1),
        body="Many came, but not all Berliners, to see what is left.",
    )
    assert beside(wall) == ["The Wall: Berliners remember"]
    assert reason(wall) == {"days": 1, "words": ["Berliners", "wall"]}


def elsewhere(number=6):
    """Stories of their own, so that the archive knows what is rare."""
    for seed in range(number):
        factories.article(f"Elsewhere {seed}", body=factories.text(60, seed=f"elsewhere {seed}"))


def test_the_only_two_stories_of_an_archive_are_related_by_a_name():
    first = factories.article("Commander dies", body="The force said on Monday that Esmail Qaani was dead.")
    second = factories.article("Burial", DAY + timedelta(days=2), body="Thousands came when Esmail Qaani was buried.")
    assert (reason(first), reason(second)) == (
        {"days": 2, "words": ["Esmail Qaani"]},
        {"days": -2, "words": ["Esmail Qaani"]},
    )


def test_the_only_two_stories_of_an_archive_are_not_related_by_other_words():
    first = factories.article("Ferry late", body="The ferry was late because of fog.")
    factories.article("Fog", body="There was fog all morning.")
    assert beside(first) == []


def test_names_in_a_row_are_told_as_one():
    elsewhere()
    first = factories.article("Commander dies", body="The force said on Monday that Esmail Qaani was dead.")
    factories.article("Funeral", DAY + timedelta(days=2), body="Thousands came to see Esmail Qaani buried.")
    assert reason(first) == {"days": 2, "words": ["Esmail Qaani"]}


def test_two_stories_that_a_third_points_to_are_related_by_it():
    elsewhere()
    first = factories.article("Harbour closed", body=factories.text(40, seed=1))
    second = factories.article("Strike goes on", body=factories.text(40, seed=2))
    factories.article("All about docks", body=factories.text(40, 3), asks_for=["Harbour closed", "Strike goes on"])
    reasons = {row.other.headline: row.reason for row in related_to(first)}
    assert reasons["Strike goes on"] == {"days": 0, "pointed_to_by": "All about docks"}
    assert reasons["All about docks"]["linked"] == "from"
    assert second.headline in reasons


def test_two_stories_that_point_to_a_third_are_related_by_it():
    elsewhere()
    factories.article("The treaty")
    first = factories.article("Ministers meet", body=factories.text(40, seed=1), asks_for=["The treaty"])
    factories.article("Senate votes", body=factories.text(40, seed=2), asks_for=["The treaty"])
    reasons = {row.other.headline: row.reason for row in related_to(first)}
    assert reasons["Senate votes"] == {"days": 0, "point_to": "The treaty"}


def test_a_draft_that_points_to_two_stories_is_not_told():
    elsewhere()
    first = factories.article("Harbour closed", body=factories.text(40, seed=1))
    factories.article("Strike goes on", body=factories.text(40, seed=2))
    settle([factories.draft("Secret", asks_for=["Harbour closed", "Strike goes on"]).pk])
    assert beside(first) == []


def test_a_source_that_both_cite_relates_them():
    moon, launch, *_ = (factories.article(name) for name in ("Moon", "Launch", "Elections", "Weather"))
    for article in (moon, launch):
        Citation.objects.create(article=article, source=factories.source("NASA"))
    settle([moon.pk, launch.pk])
    assert reason(moon) == {"cites": ["NASA"], "days": 0}


def test_a_place_alone_relates_only_within_weeks():
    elsewhere()
    for seed, (name, days) in enumerate((("Fire", 0), ("Flood", 3), ("Fair", 3650))):
        article = factories.article(name, DAY + timedelta(days=days), body=factories.text(20, seed=seed))
        Tagging.objects.create(article=article, tag=factories.tag("Houston", "place"))
        settle([article.pk])
    stories = Article.objects.filter(headline__in=["Fire", "Fair"]).order_by("headline")
    assert [beside(article) for article in stories] == [[], ["Flood"]]


@pytest.mark.parametrize(
    "headline", [r"C:\new\path & 'quoted' words", "a' | 'b':A & !c words", "it''s \\\\ <-> strange words ''"]
)
def test_signs_in_a_headline_are_no_syntax(headline):
    elsewhere()
    first, second = factories.article(headline), factories.article(f"{headline} again")
    assert beside(first) == [second.headline]


def test_no_distance_is_told_between_dates_that_are_not_known_to_the_day():
    moon = factories.article("Moon", tags=["Neil Armstrong"])
    factories.article("Memoir", date(1970, 1, 1), tags=["Neil Armstrong"], date_precision="year")
    assert reason(moon) == {"tags": ["Neil Armstrong"]}


def test_a_pinned_story_comes_first_and_a_banned_one_never():
    moon = factories.article("Moon", tags=["Neil Armstrong"])
    banned = factories.article("Advertisement", tags=["Neil Armstrong"])
    factories.article("Launch", tags=["Neil Armstrong"])
    gagarin = factories.article("Gagarin", date(1961, 4, 12))
    RelatedStory.objects.filter(article=moon, other=banned).update(origin="banned")
    RelatedStory.objects.create(article=moon, other=gagarin, origin="pinned")
    settle([moon.pk])
    assert beside(moon) == ["Gagarin", "Launch"]


def test_a_withdrawn_story_stands_beside_nothing():
    moon = factories.article("Moon", tags=["Neil Armstrong"])
    launch = factories.article("Launch", tags=["Neil Armstrong"])
    withdraw(launch)
    assert beside(moon) == []
    assert not RelatedStory.objects.filter(article=launch).exists()


def test_a_draft_and_a_story_under_embargo_stand_beside_nothing():
    moon = factories.article("Moon", tags=["Neil Armstrong"])
    factories.draft("Launch", tags=["Neil Armstrong"])
    factories.article("Reunion", date(2190, 7, 20), tags=["Neil Armstrong"])
    assert beside(moon) == []


def test_only_the_nearest_are_kept():
    for number in range(KEPT + 2):
        factories.article(f"Elsewhere {number}")
    moon = factories.article("Moon", tags=["Neil Armstrong"])
    for number in range(KEPT + 2):
        factories.article(f"Day {number}", DAY + timedelta(days=number), tags=["Neil Armstrong"])
    assert sorted(beside(moon)) == [f"Day {number}" for number in range(KEPT)]


def test_related_stories_are_one_query_ready_for_cards(django_assert_num_queries):
    moon = factories.article("Moon", tags=["Neil Armstrong"])
    for number in range(3):
        factories.article(f"Day {number}", tags=["Neil Armstrong"])
    with django_assert_num_queries(1):
        for row in related_to(moon):
            assert row.other.source.name == "The Harbour Ledger"
