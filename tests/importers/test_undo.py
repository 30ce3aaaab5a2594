"""Undoing an import leaves the archive as if it had not been, but for what somebody has done since."""

from dataclasses import replace

import pytest
from django.apps import apps
from django.utils import timezone

from articles.importers import undo as undoing
from articles.importers.keep import keep
from articles.importers.load import load
from articles.importers.pages import Page
from articles.importers.record import ReadMore
from articles.importers.undo import NotNow, plan, undo
from articles.importers.vocabulary import add_known_sources
from articles.models import (
    Article,
    ArticleVersion,
    Author,
    Capture,
    Import,
    ImportFailure,
    ReadMoreLink,
    RelatedStory,
    Source,
    Tag,
)  # fmt: skip
from articles.publishing import publish, settle, withdraw
from articles.related.resolve import accept
from tests import factories
from tests.importers.pages import page
from tests.importers.test_keep import STORY

pytestmark = pytest.mark.django_db

# What an import leaves of itself.
ITS_OWN = {"Import", "ImportFailure", "ImportNote", "FailureContext"}
# Rows that only their sums mean anything; what those are is told in tests/models/test_counts.py and test_coverage.py.
ITS_OWN |= {"PeriodCount", "WantedCount", "Coverage", "Standing", "CoverageChange"}
# Worked out by how rare words were at that moment; what comes of it is in RelatedStory.
ITS_OWN |= {"Signature", "Posting", "Nearest", "TermFrequency"}
# Counted when the archive has grown, and not when it shrinks by less.
ITS_OWN |= {"Word", "Lexeme", "Reading", "Drawn"}
STATE = [model for model in apps.get_app_config("articles").get_models() if model.__name__ not in ITS_OWN]


def everything(*without):
    """All rows of the archive, but the imports' own, by table and key."""
    rows = {model.__name__: list(model.objects.order_by("pk").values()) for model in STATE}
    for computed in (*rows["RelatedStory"], *rows["LinkCandidate"]):
        computed.pop("id")  # they are made anew at each reckoning
        computed.pop("score", None)  # by how rare words were then
    return {name: rows[name] for name in rows if name not in without}


def bring(*pages, **options):
    options.setdefault("publish", True)
    list(load([Page(f"{n}.txt", data) for n, data in enumerate(pages, 1)], **options))
    return Import.objects.latest("pk")


def change(record, run=None, **options):
    run = run or Import.objects.create(origin="a test", state="finished")
    keep(record, ("a.xml, item 1", repr(record).encode()), run, **options)
    return run


ARRIVING = page(
    "Splashdown",
    publisher="The Quay Post",
    paragraphs=["By Clara Whitlock", "IRNA reported it.", "Read more: Two men walk on the Moon", "It said so twice."],
)


@pytest.fixture
def archive():
    """Stories that were there before, some of which wait for what the import brings."""
    add_known_sources()
    factories.tag("Neil Armstrong")
    bring(page(paragraphs=["First.", "Read more: Splashdown", "Neil Armstrong spoke.", "Neil Armstrong walked."]))
    factories.article("An older story", asks_for=["Splashdown", "Two men walk on the Moon"])
    settle(Article.objects.values_list("pk", flat=True))


def test_what_an_import_added_is_gone_as_if_it_had_not_been(archive):
    before = everything()
    run = bring(ARRIVING, page("Another", paragraphs=["Text.", "Read more: Splashdown"]), b"")
    assert Article.objects.get(headline="An older story").read_more_links.filter(state="resolved").count() == 2
    told = undo(run)
    assert (told["stories"], told["sources"], told["authors"], told["stay"]) == (2, 1, 1, {})
    assert everything() == before
    assert Import.objects.get(pk=run.pk).state == "undone"


def test_links_that_led_to_a_story_that_went_wait_again(archive):
    undo(bring(ARRIVING))
    links = Article.objects.get(headline="An older story").read_more_links
    assert list(links.values_list("headline", "state")) == [
        ("Splashdown", "pending"),
        ("Two men walk on the Moon", "resolved"),
    ]


def told():
    """The archive in words, without the keys that differ from one import to the next."""
    return [
        sorted(Article.objects.values_list("headline", "body", "slug", "status", "source__name", "revision")),
        sorted(ReadMoreLink.objects.values_list("headline", "state", "article__headline", "target__headline")),
        sorted(Capture.objects.values_list("name", "sha256", "article__headline")),
        sorted(RelatedStory.objects.values_list("article__headline", "other__headline", "origin")),
        [sorted(model.objects.values_list("name", "slug")) for model in (Source, Tag, Author)],
        ArticleVersion.objects.count(),
    ]


def test_the_same_import_again_ends_where_the_first_did(archive):
    undo_me = bring(ARRIVING, page("Another"))
    once = told()
    undo(undo_me)
    bring(ARRIVING, page("Another"))
    assert told() == once


def test_a_story_that_an_import_changed_is_as_it_was_before():
    record = replace(STORY, read_more=(ReadMore("Splashdown", "Read more: Splashdown", "Read more", 1),))
    change(record, publish=True)
    before = everything("Article", "ArticleVersion", "ImportChange")
    columns = Article.objects.values().get()
    other = ReadMore("Another", "Read more: Another", "Read more", 2)
    changed = replace(
        record,
        headline="Three men",
        body=("New words.", "More.", "Still more."),
        pictures=(),
        read_more=(other,),
        authors=("Clara Whitlock",),
        cited=("Wire",),
        tags=(("place", "Moon"),),
        former_urls=("https://ledger.example/new",),
        dating=replace(record.dating, on=record.dating.on.replace(day=22), at=None),
    )
    run = change(changed)
    assert Article.objects.get().former_addresses.count() == 1
    assert plan(run) == {"stories": 0, "restored": 1, "captures": 1, "stay": {}}
    assert undo(run)["restored"] == 1
    assert everything("Article", "ArticleVersion", "ImportChange") == before
    now = Article.objects.values().get()
    assert {name for name in now if now[name] != columns[name]} == {"revision", "import_revision", "modified_at"}
    assert [version.headline for version in ArticleVersion.objects.all()] == ["Three men", STORY.headline]


def test_a_story_that_two_imports_changed_goes_back_a_step_at_a_time():
    first = change(STORY, publish=True)
    second = change(replace(STORY, body=("Second words.",)))
    third = change(replace(STORY, body=("Third words.",)))
    assert undo(second)["stay"] == {"a later import has brought it too": 1}
    Import.objects.filter(pk=second.pk).update(state="finished", undone_at=None)
    undo(third)
    assert Article.objects.get().body == "Second words."
    undo(Import.objects.get(pk=second.pk))
    assert Article.objects.get().body == "One paragraph.\n\nAnother."
    assert undo(first)["stories"] == 1
    assert not Article.objects.exists()
    assert not ArticleVersion.objects.exists()


def edited(article):
    article.edited_at = timezone.now()
    article.save()


def led_to(article):
    link = ReadMoreLink.objects.create(article=factories.article("Leads there"), headline="Somewhere")
    link.choose(article)
    link.save()


def pinned(article):
    RelatedStory.objects.create(article=factories.article("Beside it"), other=article, origin="pinned")


def suggested(article):
    link = ReadMoreLink.objects.create(article=article, headline="Somewhere")
    accept(link.candidates.create(article=factories.article("There"), similarity=0.9))


@pytest.mark.parametrize("act", [edited, publish, led_to, pinned, suggested])
def test_a_story_on_which_an_editor_has_acted_stays_and_is_told(act):
    run = bring(ARRIVING, page("Another"), publish=False)
    act(Article.objects.get(headline="Splashdown"))
    reason = undoing.REASONS["edited" if act in (edited, publish) else "led"]
    assert plan(run)["stay"] == {reason: 1}
    done = undo(run)
    assert (done["stories"], done["stay"]) == (1, {reason: 1})
    kept = Article.objects.get(headline="Splashdown")
    assert kept.captures.count() == 1
    assert kept.source.name == "The Quay Post"


def test_a_withdrawn_story_stays_withdrawn():
    run = bring(page())
    withdraw(Article.objects.get(), "It was wrong.")
    undo(run)
    assert Article.objects.get().withdrawal_note == "It was wrong."


def test_an_edited_story_that_an_import_changed_stays_as_it_is():
    change(STORY)
    run = change(replace(STORY, body=("New words.",)))
    edited(Article.objects.get())
    assert undo(run)["restored"] == 0
    assert Article.objects.get().body == "New words."
    assert Article.objects.get().captures.count() == 2


def test_a_capture_beside_an_editors_words_is_taken_back():
    change(STORY)
    edited(Article.objects.get())
    before = everything()
    run = change(replace(STORY, body=("New words.",)))
    assert Article.objects.get().captures.count() == 2
    assert undo(run)["captures"] == 1
    assert everything() == before


def test_a_story_that_an_import_published_or_withdrew_is_as_it_was():
    change(STORY)
    publishing = change(STORY, publish=True)
    canceling = change(replace(STORY, status="canceled"))
    assert Article.objects.get().status == "withdrawn"
    undo(canceling)
    assert (Article.objects.get().status, Article.objects.get().withdrawal_note) == ("published", "")
    undo(publishing)
    assert (Article.objects.get().status, Article.objects.get().slug) == ("draft", "")


def test_a_name_that_others_use_or_an_editor_has_changed_stays():
    run = bring(ARRIVING, page("Another", publisher="The Pier"))
    factories.article("By hand", source=Source.objects.get(name="The Quay Post"))
    Source.objects.filter(name="The Pier").update(imported_by=None)
    undo(run)
    assert Source.objects.filter(name__in=["The Quay Post", "The Pier"]).count() == 2
    assert not Author.objects.exists()


def test_a_batch_is_as_good_as_all_at_once(archive, monkeypatch):
    monkeypatch.setattr(undoing, "BATCH", 2)
    before = everything()
    pages = [page(f"Story {n}", paragraphs=["Text.", f"Read more: Story {(n + 1) % 7}"]) for n in range(7)]
    steps = []
    undo(bring(ARRIVING, *pages), progress=lambda done: steps.append(done["stories"]))
    assert steps == [2, 4, 6, 8]
    assert everything() == before


def test_undoing_that_was_killed_is_gone_on_with(archive, monkeypatch):
    monkeypatch.setattr(undoing, "BATCH", 2)
    before = everything()
    run = bring(*(page(f"Story {n}") for n in range(5)))

    def die(done):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        undo(run, progress=die)
    run = Import.objects.get(pk=run.pk)
    assert (run.state, Article.objects.filter(imported_by=run).count()) == ("undoing", 3)
    assert undo(run)["stories"] == 5
    assert everything() == before


def test_an_import_is_undone_once_and_not_while_it_runs():
    run = bring(page())
    undo(run)
    with pytest.raises(NotNow, match="it is “undone”"):
        undo(Import.objects.get(pk=run.pk))
    waiting = Import.objects.create(origin="a test", state="waiting")
    with pytest.raises(NotNow, match="it is “waiting”"):
        undo(waiting)


def test_what_could_not_be_read_vanishes_and_that_it_failed_stays(admin_user):
    run = bring(b"\x89PNG\r\n\x1a\n\0\0")
    assert ImportFailure.objects.get().whole
    undo(run, admin_user)
    failure = ImportFailure.objects.get()
    assert (failure.content, failure.whole, failure.name) == (None, False, "1.txt")
    assert (run.undone_by, run.undone_at is not None) == (admin_user, True)
