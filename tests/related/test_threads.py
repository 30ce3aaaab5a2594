import itertools
from datetime import date, timedelta

import pytest

from articles.models import Article, RelatedStory
from articles.publishing import settle, withdraw
from articles.related.threads import MOST, NEAREST, POINTING, thread
from tests import factories

pytestmark = pytest.mark.django_db

DAY = date(1969, 7, 21)


def told(article):
    return [(knot.article.headline, knot.kind, knot.via and knot.via.headline) for knot in thread(article)]


def bare(headline, on=DAY, **columns):
    """A public story beside which nothing is computed, so that only what a test joins is joined."""
    story = factories.draft(headline, on, **columns)
    story.publish()
    return Article.objects.get(pk=story.pk)


def near(one, two, score=1.0):
    RelatedStory.objects.create(article=one, other=two, origin="computed", score=score)


def test_a_story_with_nothing_connected_is_alone_in_its_thread():
    moon = bare("Moon")
    bare("Elections")
    assert told(moon) == [("Moon", "here", None)]


def test_lines_join_stories_in_both_directions_and_in_the_order_of_their_dates():
    launch = factories.article("Launch", DAY - timedelta(days=5))
    moon = factories.article("Moon", asks_for=["Launch"])
    home = factories.article("Splashdown", DAY + timedelta(days=3), asks_for=["Moon"])
    RelatedStory.objects.all().delete()
    assert told(moon) == [("Launch", "names", "Moon"), ("Moon", "here", None), ("Splashdown", "named", "Moon")]
    assert told(launch) == [("Launch", "here", None), ("Moon", "named", "Launch"), ("Splashdown", "named", "Moon")]
    assert told(home) == [("Launch", "names", "Moon"), ("Moon", "names", "Splashdown"), ("Splashdown", "here", None)]


def test_a_pinned_pair_is_joined_whichever_was_pinned_to_which():
    moon, suits = bare("Moon"), bare("Who sewed the suits", DAY + timedelta(days=900))
    RelatedStory.objects.create(article=moon, other=suits, origin="pinned")
    assert told(suits) == [("Moon", "pinned", "Who sewed the suits"), ("Who sewed the suits", "here", None)]
    assert told(moon) == [("Moon", "here", None), ("Who sewed the suits", "pinned", "Moon")]


def test_two_stories_are_near_when_each_is_among_the_others_nearest():
    moon, launch, other = bare("Moon"), bare("Launch"), bare("Elections")
    near(moon, launch)
    near(launch, moon)
    near(moon, other)
    assert told(moon) == [("Moon", "here", None), ("Launch", "near", "Moon")]


def test_the_sixth_of_the_nearest_is_not_near():
    moon, far = bare("Moon"), bare("Far")
    for number in range(NEAREST):
        near(moon, bare(f"Nearer {number}"), score=2)
    near(moon, far, score=1)
    near(far, moon)
    assert told(far) == [("Far", "here", None)]


@pytest.mark.parametrize(("days", "knots"), [(60, 2), (61, 1)])
def test_near_stories_of_two_months_are_joined_and_no_others(days, knots):
    moon, later = bare("Moon"), bare("Later", DAY + timedelta(days=days))
    near(moon, later)
    near(later, moon)
    assert len(thread(moon)) == knots


def test_a_banned_pair_is_not_joined():
    launch = factories.article("Launch")
    moon = factories.article("Moon", asks_for=["Launch"])
    RelatedStory.objects.update_or_create(article=launch, other=moon, defaults={"origin": "banned"})
    assert (told(moon), told(launch)) == ([("Moon", "here", None)], [("Launch", "here", None)])


def test_a_thread_ends_three_steps_away():
    stories = [bare(f"Day {number}", DAY + timedelta(days=number)) for number in range(6)]
    for one, two in itertools.pairwise(stories):
        RelatedStory.objects.create(article=one, other=two, origin="pinned")
    assert [headline for headline, *_ in told(stories[0])] == ["Day 0", "Day 1", "Day 2", "Day 3"]


def test_a_link_of_any_age_joins_the_story_and_further_ones_lead_a_year():
    factories.article("Sputnik", date(1957, 10, 5))
    factories.article("Promise", date(1961, 5, 26), asks_for=["Sputnik"])
    factories.article("Launch", DAY - timedelta(days=365), asks_for=["Promise"])
    moon = factories.article("Moon", asks_for=["Launch"])
    RelatedStory.objects.all().delete()
    assert [headline for headline, *_ in told(moon)] == ["Launch", "Moon"]
    assert [headline for headline, *_ in told(Article.objects.get(headline="Launch"))] == ["Promise", "Launch", "Moon"]


def test_of_a_story_that_many_point_to_some_are_joined():
    background = bare("Background")
    for number in range(POINTING + 5):
        bare(f"Story {number}", asks_for=["Background"])
    settle([background.pk])
    RelatedStory.objects.all().delete()
    assert len(thread(background)) == POINTING + 1


def test_a_thread_has_no_more_stories_than_one_reads():
    hub = bare("Hub")
    for number in range(MOST + 5):
        RelatedStory.objects.create(article=hub, other=bare(f"Story {number}"), origin="pinned")
    assert len(thread(hub)) == MOST


def test_what_a_reader_cannot_open_joins_nothing():
    launch = factories.article("Launch")
    moon = factories.article("Moon", asks_for=["Launch"])
    factories.draft("Draft", asks_for=["Moon"])
    factories.article("Embargo", date(2190, 1, 1), asks_for=["Moon"])
    withdraw(launch)
    assert told(moon) == [("Moon", "here", None)]


def test_of_wire_copies_the_first_stands_in_a_thread():
    body = factories.text(100)
    for name in ("Harbour Ledger", "Northern Wire"):
        bare(f"Ferries in the {name}", source=factories.source(name), body=body)
    settle(Article.objects.values_list("pk", flat=True))
    moon = bare("Moon")
    for copy in Article.objects.exclude(pk=moon.pk):
        RelatedStory.objects.update_or_create(article=moon, other=copy, defaults={"origin": "pinned"})
    assert told(moon) == [("Ferries in the Harbour Ledger", "pinned", "Moon"), ("Moon", "here", None)]
