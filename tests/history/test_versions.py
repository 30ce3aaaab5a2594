from datetime import UTC, date, datetime, timedelta

import pytest

from articles.history.versions import at_moment, in_full, versions
from articles.models import Article, ArticleVersion
from tests import factories

pytestmark = pytest.mark.django_db

JANUARY = [datetime(2020, 1, day, tzinfo=UTC) for day in range(1, 10)]


def told(article):
    """The text and the span of each version."""
    return [(version.row.body, version.since, version.until) for version in in_full(versions(article))]


def test_each_change_of_a_public_story_is_a_version_with_its_time():
    story = factories.versions("One.", "Two.", "Three.")
    assert told(story) == [
        ("One.", JANUARY[0], JANUARY[1]),
        ("Two.", JANUARY[1], JANUARY[2]),
        ("Three.", JANUARY[2], None),
    ]
    assert [version.number for version in versions(story)] == [1, 2, 3]


def test_a_draft_is_no_version():
    story = factories.versions("One.", "Two.")
    assert ArticleVersion.objects.filter(pgh_obj=story.pk, status="draft").count() == 1
    assert [body for body, *_ in told(story)] == ["One.", "Two."]


def test_the_numbers_of_versions_stay_when_more_come():
    story = factories.versions("One.", "Two.")
    before = told(story)[0]
    story = factories.changed(story, JANUARY[5], body="Three.")
    assert told(story)[0] == before


@pytest.mark.parametrize("status", ["draft", "review", "withdrawn"])
def test_a_story_that_is_not_public_has_no_versions(status):
    story = factories.versions("One.", "Two.")
    assert versions(factories.changed(story, JANUARY[5], status=status)) == []


def test_what_stood_while_the_story_was_withdrawn_is_no_version():
    story = factories.versions("One.")
    story = factories.changed(story, JANUARY[2], status="withdrawn")
    story = factories.changed(story, JANUARY[3], body="Not for readers.")
    story = factories.changed(story, JANUARY[4], body="Two.")
    story = factories.changed(story, JANUARY[5], status="published")
    assert told(story) == [("One.", JANUARY[0], JANUARY[2]), ("Two.", JANUARY[5], None)]
    assert [version.after_gap for version in versions(story)] == [False, True]


def test_what_was_changed_before_its_embargo_ended_is_no_version():
    moment = datetime(2020, 1, 4, 12, tzinfo=UTC)
    story = factories.versions("One.", "Two.", on=date(2020, 1, 4), published_at=moment)
    story = factories.changed(story, JANUARY[8], body="Three.")
    assert told(story) == [("Two.", moment, JANUARY[8]), ("Three.", JANUARY[8], None)]


def test_what_one_transaction_wrote_and_changed_nobody_saw():
    story = factories.versions("One.", "Two.", "Three.", "Four.")
    kept = ArticleVersion.objects.filter(pgh_obj=story.pk)
    kept.filter(body="Two.").update(pgh_created_at=kept.get(body="One.", status="published").pgh_created_at)
    assert [body for body, *_ in told(story)] == ["One.", "Three.", "Four."]


def test_what_was_brought_in_and_changed_by_one_transaction_nobody_saw():
    story = factories.versions("One.", "Two.")
    kept = ArticleVersion.objects.filter(pgh_obj=story.pk)
    kept.filter(status="draft").delete()
    assert [body for body, *_ in told(story)] == ["One.", "Two."]
    kept.update(pgh_created_at=JANUARY[0] - timedelta(seconds=1))
    assert [body for body, *_ in told(story)] == ["Two."]


@pytest.mark.django_db(transaction=True)
def test_real_transactions_are_told_apart():
    story = factories.article(body="One.")
    for body in ("Two.", "Three."):
        Article.objects.filter(pk=story.pk).update(body=body)
    assert [body for body, *_ in told(Article.objects.get(pk=story.pk))] == ["One.", "Two.", "Three."]


@pytest.mark.parametrize("bodies", [["One."], ["One.", "Two.", "Three."]])
def test_versions_take_one_query_and_their_words_another(django_assert_num_queries, bodies):
    story = Article.objects.select_related("source").get(pk=factories.versions(*bodies).pk)
    with django_assert_num_queries(1):
        found = versions(story)
    with django_assert_num_queries(int(len(bodies) > 1)):
        assert [(version.row.body, str(version.row.source)) for version in in_full(found)] == [
            (body, "The Harbour Ledger") for body in bodies
        ]


@pytest.mark.parametrize(
    ("moment", "number"),
    [
        (datetime(1900, 1, 1, tzinfo=UTC), 1),
        (JANUARY[0], 1),
        (JANUARY[1] - timedelta(seconds=1), 1),
        (JANUARY[1], 2),
        (datetime(2190, 1, 1, tzinfo=UTC), 3),
    ],
)
def test_each_moment_has_its_version(moment, number):
    assert at_moment(versions(factories.versions("One.", "Two.", "Three.")), moment).number == number


def test_a_moment_of_which_nothing_was_public_has_the_version_before():
    story = factories.changed(factories.versions("One."), JANUARY[2], status="withdrawn")
    story = factories.changed(story, JANUARY[5], status="published")
    assert at_moment(versions(story), JANUARY[3]).number == 1


def test_a_version_counts_from_the_second_in_which_it_came():
    story = factories.changed(factories.versions("One."), JANUARY[2].replace(microsecond=900_000), body="Two.")
    assert at_moment(versions(story), JANUARY[2]).number == 2
