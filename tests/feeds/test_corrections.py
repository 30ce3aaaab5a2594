"""The feed of all corrections: each is an entry, beside its story's own elsewhere."""

from datetime import date

import pytest

from articles.feeds.answer import SIZE
from articles.models import Archive, Article
from articles.publishing import withdraw
from tests import factories
from tests.feeds.made import FORMATS, fetched, titles
from tests.views.test_article import HOSTILE
from tests.views.test_corrections import correct

pytestmark = pytest.mark.django_db


def test_an_entry_tells_the_story_the_text_and_the_day(client):
    pier = factories.article("The tide took the pier", language="en-GB")
    note = correct(pier, "At noon,\nnot <before>.", date(1969, 7, 24))
    (entry,) = fetched(client, "/corrections/feed.atom").entries
    assert entry.title == "The tide took the pier"
    assert entry.link == f"http://testserver{pier.get_absolute_url()}#correction-{note.pk}"
    assert entry.content[0].value == "<p>At noon,<br>not &lt;before&gt;.</p>"
    assert entry.content[0].language == "en-GB"
    assert entry.published == entry.updated == "1969-07-24T00:00:00Z"
    assert entry.publisher == "The Harbour Ledger"


def test_the_id_of_an_entry_stays_when_its_words_or_its_story_change(client):
    note = correct(factories.article("Pier"), "It was noon.")
    before = fetched(client, "/corrections/feed.rss").entries[0]
    Article.objects.update(headline="The pier")
    type(note).objects.update(text="It was midnight.")
    after = fetched(client, "/corrections/feed.rss").entries[0]
    assert (before.title, after.title) == ("Pier", "The pier")
    assert before.id == after.id == Archive.objects.own().urn(f"correction:{note.pk}")


def test_an_entry_leads_to_its_note_on_the_page_of_the_story(client):
    note = correct(factories.article())
    page = client.get(note.article.get_absolute_url()).content.decode()
    assert f'<p id="correction-{note.pk}">' in page


@pytest.mark.parametrize("form", FORMATS)
def test_what_readers_cannot_open_is_not_in_it(client, form):
    for article in (factories.draft("Draft"), factories.article("Later", on=date(2190, 1, 1)), gone()):
        correct(article)
    assert titles(client, f"/corrections/feed.{form}") == []
    correct(factories.article("Open"))
    assert titles(client, f"/corrections/feed.{form}") == ["Open"]


def gone():
    article = factories.article("Gone")
    withdraw(article)
    return article


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_documents_follow_each_other_without_gap_or_overlap(client, form):
    article = factories.article()
    for number in range(SIZE + 2):
        correct(article, f"Number {number}.", date(1969, 7, 1 + number % 3))
    first = fetched(client, f"/corrections/feed.{form}")
    (older,) = [link.href for link in first.feed.links if link.rel == "next"]
    rest = fetched(client, older)
    assert (len(first.entries), len(rest.entries)) == (SIZE, 2)
    assert len({entry.id for entry in first.entries + rest.entries}) == SIZE + 2


@pytest.mark.parametrize("items", [1, 3])
@pytest.mark.parametrize("form", FORMATS)
def test_it_takes_two_queries_and_is_not_sent_again_unless_it_changed(client, django_assert_num_queries, form, items):
    notes = [correct(factories.article()) for _ in range(items)]
    address = f"/corrections/feed.{form}"
    Archive.objects.own()
    with django_assert_num_queries(2):
        tag = client.get(address)["ETag"]
    with django_assert_num_queries(1):
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    type(notes[0]).objects.update(text="Something else.")
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_hostile_text_stays_text(client, form):
    correct(factories.article(HOSTILE), HOSTILE)
    (entry,) = fetched(client, f"/corrections/feed.{form}").entries
    assert entry.title == HOSTILE
    assert "<script>" not in entry.content[0].value


def test_a_place_that_no_list_has_is_not_there(client):
    assert client.get("/corrections/feed.rss?before=x").status_code == 404
