from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from articles.importers.keep import keep
from articles.importers.record import Dating, Picture, Record
from articles.models import Article, Import, OldAddress, Tag
from tests import factories

pytestmark = pytest.mark.django_db

STORY = Record(
    headline="Two men walk on the Moon",
    body=("One paragraph.", "Another."),
    publisher="The Harbour Ledger",
    dating=Dating(date(1969, 7, 21), "day", "stated", datetime(1969, 7, 21, 6, 30, tzinfo=UTC)),
    external_id="guid-1",
    url="https://ledger.example/moon",
    former_urls=("https://ledger.example/?p=1", "javascript:alert(1)", "https://ledger.example/moon"),
    section="Space",
    tags=(("person", "Neil Armstrong"), ("topic", "spaceflight"), ("person", "NEIL ARMSTRONG")),
    pictures=(Picture("https://ledger.example/moon.jpg", "A footprint", "NASA"), Picture("data:image/png;base64,x")),
)


def bring(record, **options):
    return keep(record, ("a.xml, item 1", repr(record).encode()), Import.objects.create(origin="a test"), **options)


def test_all_that_a_record_says_is_kept():
    armstrong = factories.tag("Neil Armstrong")
    decision = bring(STORY, publish=True)
    article = Article.objects.get()
    assert (decision.outcome, decision.article_id, article.status, article.section) == (
        "new",
        article.pk,
        "published",
        "Space",
    )
    assert [tagging.tag for tagging in article.taggings.order_by("pk")] == [armstrong, Tag.objects.get(kind="topic")]
    assert list(article.pictures.values_list("url", "caption", "credit")) == [
        ("https://ledger.example/moon.jpg", "A footprint", "NASA")
    ]
    assert sorted(OldAddress.objects.values_list("url", flat=True)) == [
        "https://ledger.example/?p=1",
        "https://ledger.example/moon",
    ]
    assert article.captures.get().name == "a.xml, item 1"


def test_a_changed_record_replaces_its_pictures():
    bring(STORY)
    assert bring(replace(STORY, pictures=())).outcome == "changed"
    assert not Article.objects.get().pictures.exists()


@pytest.mark.parametrize("status", ["draft", "withheld", "canceled"])
def test_what_its_publisher_holds_back_is_not_published(status):
    bring(replace(STORY, status=status), publish=True)
    assert Article.objects.get().status == "draft"


def test_a_story_that_its_publisher_cancels_is_withdrawn():
    bring(STORY, publish=True)
    decision = bring(replace(STORY, status="canceled"), publish=True)
    article = Article.objects.get()
    assert (article.status, article.withdrawal_note) == ("withdrawn", "Canceled by its publisher.")
    assert decision.reason == "the page changed; canceled by its publisher, so withdrawn"


def test_a_record_that_has_lost_its_date_takes_none_from_the_story():
    bring(STORY, publish=True)
    bring(replace(STORY, dating=None, byline="By Clara Whitlock"), publish=True)
    article = Article.objects.get()
    assert (article.published_on, article.byline, article.status) == (
        date(1969, 7, 21),
        "By Clara Whitlock",
        "published",
    )


def test_the_same_words_under_two_numbers_of_their_publisher_are_two_stories():
    bring(STORY)
    assert bring(replace(STORY, external_id="guid-2")).outcome == "new"
    assert bring(replace(STORY, external_id="", url="")).outcome == "same"


def test_what_postgres_refuses_is_told_and_leaves_nothing():
    decision = bring(replace(STORY, language="x" * 50))
    assert decision.outcome == "failed"
    assert decision.reason.startswith("Postgres refuses it: value too long")
    assert not Article.objects.exists()


def test_an_old_address_stays_with_the_story_that_had_it_first():
    bring(STORY)
    bring(replace(STORY, external_id="guid-2", headline="Another"))
    assert OldAddress.objects.filter(article__headline="Another").count() == 0
