"""A change of read-more lines alone is a version, and nothing that comes in with its lines has one."""

from datetime import date

import pytest
from django.db import transaction
from django.urls import reverse

from articles.history.versions import in_full, versions
from articles.importers.keep import keep
from articles.importers.record import ReadMore, Record
from articles.models import Article, ArticleVersion, Import, ReadMoreLink
from articles.publishing import settle
from tests import factories
from tests.views.test_history import page, rows

pytestmark = pytest.mark.django_db(transaction=True)


def told(article):
    """The headlines that each version asks for."""
    found = in_full(versions(Article.objects.get(pk=article.pk)))
    return [[line["headline"] for line in version.row.read_more] for version in found]


def test_a_line_that_is_added_changed_or_removed_makes_a_version():
    story = factories.article(asks_for=["Soviet probe lost"])
    line = ReadMoreLink.objects.create(article=story, headline="Rocket leaves", after=2)
    line.headline = "Rocket leaves for the Moon"
    line.save()
    line.delete()
    assert told(story) == [
        ["Soviet probe lost"],
        ["Soviet probe lost", "Rocket leaves"],
        ["Soviet probe lost", "Rocket leaves for the Moon"],
        ["Soviet probe lost"],
    ]


@pytest.mark.parametrize("column", [{"after": 1}, {"label": "See also"}, {"url": "https://news.example/moon"}])
def test_whatever_readers_see_of_a_line_counts(column):
    story = factories.article(asks_for=["Rocket leaves"])
    ReadMoreLink.objects.update(after=0)
    ReadMoreLink.objects.update(**column)
    assert len(told(story)) == 3


def test_what_is_decided_on_a_line_and_how_it_was_printed_make_no_version():
    story = factories.article(asks_for=["Rocket leaves"])
    revision = story.revision
    aim = factories.article("Rocket leaves")
    ReadMoreLink.objects.update(line="READ MORE: Rocket leaves")
    settle([story.pk, aim.pk])
    story.refresh_from_db()
    assert (story.read_more_links.get().state, story.revision) == ("resolved", revision)


def test_all_that_one_transaction_does_to_lines_is_one_version():
    story = factories.article(asks_for=["One", "Two", "Three"])
    with transaction.atomic():
        ReadMoreLink.objects.filter(headline="Two").delete()
        ReadMoreLink.objects.filter(headline="One").update(headline="Uno")
        ReadMoreLink.objects.bulk_create(
            ReadMoreLink(article=story, headline=headline, after=9) for headline in ("Four", "Five")
        )
    assert told(story) == [["One", "Two", "Three"], ["Uno", "Three", "Four", "Five"]]


def test_words_and_lines_that_change_together_are_one_version():
    story = factories.article(asks_for=["One"])
    with transaction.atomic():
        Article.objects.filter(pk=story.pk).update(body="Other words.")
        ReadMoreLink.objects.update(headline="Two")
    assert told(story) == [["One"], ["Two"]]


def test_lines_of_several_stories_that_change_in_one_statement_are_a_version_of_each():
    some = [factories.article(asks_for=["One"]) for _ in range(3)]
    ReadMoreLink.objects.filter(article__in=some[:2]).update(headline="Two")
    ReadMoreLink.objects.bulk_create(ReadMoreLink(article=story, headline="Three", after=5) for story in some[1:])
    assert [told(story) for story in some] == [
        [["One"], ["Two"]],
        [["One"], ["Two"], ["Two", "Three"]],
        [["One"], ["One", "Three"]],
    ]


def test_a_line_that_goes_to_another_story_is_a_version_of_both():
    one, other = factories.article(asks_for=["One"]), factories.article(asks_for=["Two"])
    ReadMoreLink.objects.filter(article=one).update(article=other)
    assert (told(one), told(other)) == ([["One"], []], [["Two"], ["One", "Two"]])


def test_a_story_that_comes_in_with_lines_has_no_earlier_version():
    record = Record(
        headline="Moon",
        body=("One.",),
        read_more=(ReadMore("Rocket leaves", "Read more: Rocket leaves", "Read more", 1),),
    )
    with transaction.atomic():
        factories.draft("The Moon", asks_for=["Rocket leaves"])
    keep(record, ("moon.txt", b"moon"), Import.objects.create())
    assert not ArticleVersion.objects.exists()


def test_a_page_that_brings_other_lines_and_the_same_words_is_a_version():
    run = Import.objects.create()

    def bring(*headlines):
        lines = tuple(ReadMore(headline, f"Read more: {headline}", "Read more", 1) for headline in headlines)
        record = Record(external_id="moon", headline="Moon", publisher="The Ledger", body=("One.",), read_more=lines)
        return keep(record, ("moon.txt", "/".join(headlines).encode()), run)

    stories = Article.objects.filter(pk=bring("One", "Two").article_id)
    stories.update(published_on=date(1969, 7, 21), date_basis="set")
    story = stories.get()
    story.publish()
    assert bring("Two").outcome == "changed"
    assert told(story) == [["One", "Two"], ["Two"]]


def test_an_editor_who_changes_a_line_makes_a_version_that_readers_see(admin_client, client):
    story = factories.article("Moon", asks_for=["Rocket leaves"])
    line = story.read_more_links.get()
    change = reverse("admin:articles_readmorelink_change", args=[line.pk])
    form = {"article": story.pk, "label": "Read more", "headline": "Rocket leaves for the Moon", "line": "", "after": 1}
    assert admin_client.post(change, form).status_code == 302
    assert rows(page(client, story, "history/")) == [(2, ["Read-more lines"]), (1, None)]
    shown = page(client, story, "history/2/changes/").content.decode()
    assert "for the Moon" in shown
    assert "Rocket leaves for the Moon" not in page(client, story, "history/1/").content.decode()


def test_who_saves_a_row_that_was_read_before_takes_no_revision_back():
    read = factories.article("Moon", asks_for=["One"])
    ReadMoreLink.objects.update(headline="Two")
    read.save()
    now = Article.objects.get(pk=read.pk)
    assert (now.revision, now.modified_at > read.modified_at) == (read.revision + 1, True)
    assert told(now) == [["One"], ["Two"]]
    read.body = "Other words."
    read.save()
    assert Article.objects.get(pk=read.pk).revision == read.revision + 2
    assert told(now) == [["One"], ["Two"], ["Two"]]


def test_a_story_that_is_deleted_with_its_lines_is_kept_with_them():
    story = factories.article("Moon", asks_for=["Rocket leaves"])
    story.delete()
    kept = ArticleVersion.objects.filter(headline="Moon", status="published")
    assert [line["headline"] for line in kept.earliest("pgh_id").read_more] == ["Rocket leaves"]
