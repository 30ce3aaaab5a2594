import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.importers import tally
from articles.importers.load import load
from articles.importers.match import Outcome
from articles.importers.pages import Page
from articles.importers.tally import Tally
from articles.models import Import
from tests.importers.pages import page

pytestmark = pytest.mark.django_db


def updates(stories):
    pages = [Page(f"{n}.txt", page(f"Story {n}") if n % 2 else b"") for n in range(stories)]
    with CaptureQueriesContext(connection) as queries:
        list(load(pages))
    return sum(query["sql"].startswith('UPDATE "articles_import"') for query in queries)


def test_progress_is_written_once_in_a_while_and_not_for_each_story(monkeypatch):
    monkeypatch.setattr(tally, "SECONDS", 1e9)
    assert [updates(1), updates(9)] == [1, 1]
    monkeypatch.setattr(tally, "SECONDS", 0)
    assert updates(9) == 10


def test_what_waits_is_bounded(monkeypatch):
    monkeypatch.setattr(tally, "SECONDS", 1e9)
    monkeypatch.setattr(tally, "MOST_WAITING_BYTES", 10)
    counting = Tally(Import.objects.create(origin="a test"))
    counting.fail(1, "a", "no reason", content=b"12345")
    assert not counting.is_due
    counting.fail(2, "b", "no reason", content=b"12345")
    assert counting.is_due
    counting.write()
    assert not counting.is_due


def test_many_stories_are_counted_at_once():
    run = Import.objects.create(origin="a test")
    counting = Tally(run)
    counting.count(Outcome.NEW, 1000)
    counting.count(Outcome.SAME, 10)
    counting.number = 1010
    counting.finish()
    run.refresh_from_db()
    assert (run.added, run.same, run.looked_at, run.state) == (1000, 10, 1010, "finished")


def test_a_story_that_is_not_plain_has_a_line_in_the_log():
    list(load([Page("a.txt", page(date="")), Page("b.txt", page("Other"))], publish=True))
    note = Import.objects.get().notes.get()
    assert (note.number, note.name, note.outcome, note.article.headline) == (
        1,
        "a.txt",
        "new",
        "Two men walk on the Moon",
    )
    assert note.text == "not in the archive; it has no date, so it waits as a draft"
