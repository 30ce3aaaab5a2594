from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Nearest, Posting, RelatedStory
from articles.publishing import relate_archive, settle, withdraw
from articles.related.nearest import COMPARED, FLOOR, UNDATED, in_time
from articles.related.stories import KEPT, index, relate, related_to
from tests import factories

pytestmark = pytest.mark.django_db

DAY = date(1969, 7, 21)


def beside(article):
    return [row.other.headline for row in related_to(article)]


def on_one_thing(number, seed="thing"):
    """So many stories that share most of their words, and have others of their own."""
    shared = factories.text(60, seed=seed)
    return [
        factories.article(f"{seed} {n}", DAY + timedelta(days=n), body=f"{shared} {factories.text(40, f'{seed} {n}')}")
        for n in range(number)
    ]


def elsewhere(number=8):
    for n in range(number):
        factories.article(f"Elsewhere {n}", body=factories.text(100, seed=f"elsewhere {n}"))


def test_likeness_fades_over_a_fortnight_to_a_floor():
    assert in_time(0, 0) == 1
    assert FLOOR < in_time(0, 28) < in_time(0, -14) < in_time(0, 3) < 1
    assert in_time(0, 100_000) == pytest.approx(FLOOR)
    assert in_time(None, 5) == in_time(5, None) == UNDATED


def test_stories_of_one_thing_stand_beside_each_other_and_no_others():
    elsewhere()
    stories = on_one_thing(3)
    assert sorted(beside(stories[1])) == ["thing 0", "thing 2"]


def test_the_older_story_hears_of_the_newer():
    elsewhere()
    older, newer = on_one_thing(2)
    assert (beside(older), beside(newer)) == (["thing 1"], ["thing 0"])


def test_an_edit_parts_what_it_parts_on_both_sides():
    elsewhere()
    one, other = on_one_thing(2)
    other.body = factories.text(100, seed="something else")
    other.headline = "Something else"
    other.save()
    settle([other.pk])
    assert (beside(one), beside(other)) == ([], [])
    assert other.pk not in Nearest.objects.get(pk=one.pk).near


def test_who_stood_beside_a_withdrawn_story_is_given_others():
    elsewhere()
    stories = on_one_thing(3)
    withdraw(stories[2])
    assert (beside(stories[0]), beside(stories[1])) == (["thing 1"], ["thing 0"])
    assert not RelatedStory.objects.filter(article=stories[2]).exists()


def test_wire_copies_are_shown_apart_and_never_fill_the_list():
    elsewhere()
    text = factories.text(120, seed="wire")
    copies = [factories.article(f"Wire {n}", body=text, source=factories.source(f"Paper {n}")) for n in range(KEPT + 2)]
    other = factories.article("Reaction", body=factories.text(60, seed="wire"))
    assert beside(copies[0]) == ["Reaction"]
    assert len(beside(other)) == 1
    settle([copies[3].pk])
    assert beside(copies[3]) == ["Reaction"]


def test_a_report_that_all_have_printed_leaves_room_for_another_story():
    elsewhere(33)  # words are counted at 32 stories, and not again up to 64: the report's are as rare as others
    report = factories.text(120, seed="wire")
    for n in range(COMPARED + 1):
        factories.article(f"Wire {n}", body=report, source=factories.source(f"Paper {n}"))
    factories.article("Second", body=factories.text(120, seed="second"))
    both = factories.article("Both", body=f"{factories.text(60, seed='wire')} {factories.text(20, seed='second')}")
    assert sorted(headline.split()[0] for headline in beside(both)) == ["Second", "Wire"]


def test_a_story_that_is_not_dated_to_the_day_is_found_and_finds():
    elsewhere()
    dated, *_ = on_one_thing(1)
    shared = factories.text(60, seed="thing")
    memoir = factories.article("Memoir", date(1970, 1, 1), date_precision="year", body=shared)
    assert (beside(dated), beside(memoir)) == (["Memoir"], ["thing 0"])


def test_background_of_years_ago_still_comes():
    elsewhere()
    old, *_ = on_one_thing(1)
    new = factories.article("Anniversary", date(2019, 7, 21), body=factories.text(60, seed="thing"))
    assert beside(new) == [old.headline]


def test_all_at_once_ends_like_one_after_another():
    elsewhere()
    on_one_thing(4)
    on_one_thing(3, seed="another")
    list(relate_archive(again=True))
    at_once = _state()
    for article in Nearest.objects.values_list("pk", flat=True):
        settle([article])
    assert _state() == at_once


def _state():
    related = RelatedStory.objects.order_by("article", "other").values_list("article", "other", "score", "reason")
    return list(related), list(Nearest.objects.order_by("pk").values_list("pk", "near", "alike"))


def test_an_archive_that_was_taken_in_is_indexed_and_its_related_stories_stay():
    elsewhere()
    stories = on_one_thing(2)
    before = _state()
    Nearest.objects.all().delete()
    for story in stories:
        story.signature.delete()
    list(index())
    assert _state() == before
    assert Posting.objects.filter(article_id=stories[0].pk).exists()


def test_relating_many_takes_as_many_queries_as_relating_few():
    elsewhere()
    ids = [story.pk for story in on_one_thing(5)]
    counted = []
    for some in (ids[:2], ids[:4], ids):
        with CaptureQueriesContext(connection) as asked:
            relate(some)
        counted.append(len(asked))
    assert counted[0] == counted[1] == counted[2]
