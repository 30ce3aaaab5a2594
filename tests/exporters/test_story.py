from dataclasses import fields
from datetime import UTC, date, datetime, timedelta

import pytest

from articles.exporters import story as module
from articles.exporters.story import stories
from articles.importers.record import Picture
from articles.models import Article, Author, Byline, Citation, Correction, OldAddress, ReadMoreLink
from articles.models import Picture as PictureRow
from articles.publishing import publish
from tests import factories
from tests.exporters.made import pointer, story

pytestmark = pytest.mark.django_db


def everything():
    """A story with a row of every kind that belongs to one, and some that stand in the wrong order."""
    target = factories.article("Pier closed for good", date(1969, 7, 1))
    made = factories.draft(
        "The tide took the pier",
        standfirst="Nobody was on it",
        byline="By Jane Doe and John Roe",
        dateline="HARBOUR",
        section="Town",
        updated_at=datetime(1969, 7, 22, 8, tzinfo=UTC),
        captured_at=datetime(2024, 7, 16, 10, tzinfo=UTC),
        original_url="https://ledger.example/pier",
        external_id="ledger:1",
        withdrawal_note="Not used.",
        tags=["Jane Doe"],
    )
    made.taggings.create(tag=factories.tag("Harbour", "place"))
    for place, name in ((1, "John Roe"), (0, "Jane Doe")):
        author = Author.objects.create(name=name, slug=name.lower().replace(" ", "-"))
        Byline.objects.create(article=made, author=author, position=place)
    Citation.objects.create(article=made, source=factories.source("Harbour Wire"))
    PictureRow.objects.create(article=made, url="https://ledger.example/a.jpg", caption="The pier", alt="A pier")
    for url in ("https://ledger.example/pier", "https://old.example/?p=1"):
        OldAddress.objects.create(article=made, url=url)
    ReadMoreLink.objects.create(article=made, headline="Nobody has it", line="Read more: Nobody has it", after=9)
    ReadMoreLink.objects.create(article=made, headline=target.headline, line=f"Read more: {target}", after=1)
    for day in (24, 23):
        Correction.objects.create(article=made, corrected_on=date(1969, 7, day), text=f"Of the {day}th.")
    publish(made)
    return Article.objects.get(pk=made.pk)


def test_a_story_has_all_that_belongs_to_its_article():
    article = everything()
    (one,) = stories(Article.objects.filter(pk=article.pk))
    assert one == story(
        "The tide took the pier",
        "One paragraph.",
        "Another paragraph.",
        pk=article.pk,
        standfirst="Nobody was on it",
        byline="By Jane Doe and John Roe",
        authors=("Jane Doe", "John Roe"),
        dateline="HARBOUR",
        section="Town",
        updated_at=datetime(1969, 7, 22, 8, tzinfo=UTC),
        captured_at=datetime(2024, 7, 16, 10, tzinfo=UTC),
        modified_at=article.modified_at,
        url="https://ledger.example/pier",
        external_id="ledger:1",
        withdrawal_note="Not used.",
        permanent=f"/a/{article.pk}/",
        tags=(("person", "Jane Doe"), ("place", "Harbour")),
        cited=("Harbour Wire",),
        read_more=(
            pointer("Pier closed for good", 1, state="resolved", leads_to="/1969/07/01/pier-closed-for-good/"),
            pointer("Nobody has it", 9),
        ),
        pictures=(Picture("https://ledger.example/a.jpg", "The pier", "", "A pier"),),
        former_urls=("https://old.example/?p=1",),
        corrections=((date(1969, 7, 23), "Of the 23th."), (date(1969, 7, 24), "Of the 24th.")),
        changed_at=max(article.modified_at, Article.objects.get(headline="Pier closed for good").modified_at),
        slugs={
            ("person", "Jane Doe"): "jane-doe",
            ("place", "Harbour"): "harbour",
            ("author", "Jane Doe"): "jane-doe",
            ("author", "John Roe"): "john-roe",
            ("source", "Harbour Wire"): "harbour-wire",
            ("source", "The Harbour Ledger"): "the-harbour-ledger",
        },
    )


def test_for_readers_no_line_leads_to_what_they_cannot_open():
    article = everything()
    Article.objects.get(headline="Pier closed for good").withdraw()
    (one,) = stories(Article.objects.filter(pk=article.pk))
    assert [link.leads_to for link in one.read_more] == ["/1969/07/01/pier-closed-for-good/", ""]
    assert [link.leads_to for link in one.for_readers().read_more] == ["", ""]


def test_a_story_has_changed_when_a_story_came_for_a_line_of_it():
    asks = factories.article("Asks", asks_for=["It came"])
    came = factories.article("It came")
    (one,) = stories(Article.objects.filter(pk=asks.pk))
    assert one.changed_at == came.modified_at > asks.modified_at


def test_what_an_editor_changes_beside_a_story_is_a_change_of_it():
    article = factories.article()
    edited = article.modified_at + timedelta(days=1)
    Article.objects.update(edited_at=edited)
    (one,) = stories(Article.objects.all())
    assert (one.modified_at, one.changed_at) == (article.modified_at, edited)


def test_a_line_is_open_unless_its_story_can_be_read_by_nobody():
    target, asks = factories.article("Wanted"), factories.article("Asks", asks_for=["Wanted", "Nobody has it"])
    (one,) = stories(Article.objects.filter(pk=asks.pk))
    assert [pointer.is_open for pointer in one.read_more] == [True, True]
    target.withdraw()
    (one,) = stories(Article.objects.filter(pk=asks.pk))
    assert [(pointer.headline, pointer.is_open) for pointer in one.read_more] == [
        ("Wanted", False),
        ("Nobody has it", True),
    ]


def test_no_field_of_a_full_story_is_empty():
    article = everything()
    (one,) = stories(Article.objects.filter(pk=article.pk))
    assert [field.name for field in fields(one) if not getattr(one, field.name)] == []


def test_a_draft_without_a_date_or_publisher_is_a_story_too():
    article = factories.draft("Undated", None, source=None, body="")
    (one,) = stories(Article.objects.filter(pk=article.pk))
    assert (one.published, one.publisher, one.address, one.slug, one.blocks) == (None, "", "", "", ())


def test_stories_come_in_the_order_of_the_queryset_whatever_the_batches(monkeypatch):
    monkeypatch.setattr(module, "BATCH", 2)
    for day in (3, 1, 5, 2, 4):
        factories.article(f"Day {day}", date(1969, 7, day))
    headlines = [one.headline for one in stories(Article.objects.order_by("published_on"))]
    assert headlines == [f"Day {day}" for day in (1, 2, 3, 4, 5)]
    assert [one.headline for one in stories(Article.objects.newest_first())] == headlines[::-1]


@pytest.mark.parametrize(("number", "queries"), [(1, 2), (3, 2), (5, 3)])
def test_a_batch_is_one_query_beside_that_for_the_keys(number, queries, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(module, "BATCH", 3)
    for _ in range(number):
        everything_like = factories.article(tags=["Jane Doe"], asks_for=["Nobody has it"])
        Correction.objects.create(article=everything_like, corrected_on=date(1969, 7, 23), text="No.")
    with django_assert_num_queries(queries):
        assert len(list(stories(Article.objects.newest_first()))) == number


def test_a_story_that_is_deleted_on_the_way_is_left_out(monkeypatch):
    monkeypatch.setattr(module, "BATCH", 1)
    first, second = (factories.draft(headline) for headline in ("First", "Second"))
    found = stories(Article.objects.order_by("pk"))
    assert next(found).pk == first.pk
    second.delete()
    assert list(found) == []


def test_nothing_is_read_before_the_first_story_is_asked_for(django_assert_num_queries):
    with django_assert_num_queries(0):
        stories(Article.objects.all())


def test_parts_are_in_the_order_of_the_page():
    one = story(
        "A story", "one", "two", read_more=(pointer("a", 0), pointer("b", 1), pointer("c", 1), pointer("d", 99))
    )
    assert [getattr(part, "headline", part) for part in one.parts()] == ["a", "one", "b", "c", "two", "d"]
