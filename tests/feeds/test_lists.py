"""Every list has its feeds: what is in them, what never is, and at what price."""

from datetime import date
from urllib.parse import quote

import pytest
from django.db import connection
from lxml import etree

from articles.models import Archive, Author, Byline, Citation, TwinPair, WireCopy
from articles.views.search import BOUNDS
from tests import factories
from tests.feeds.made import FORMATS, fetched, titles

pytestmark = pytest.mark.django_db

# With the number of queries: the page of the list, and the row that names the list.
LISTS = {
    "/latest/": 1,
    "/1969/": 1,
    "/1969/07/": 1,
    "/1969/07/21/": 1,
    "/sources/the-harbour-ledger/": 2,
    "/sources/nasa/cited-in/": 2,
    "/authors/jane-doe/": 2,
    "/tags/person/neil-armstrong/": 2,
}
# Its stories, and the archive's own name, where the reader has not what it says.
WRITTEN = 2
SEARCH = "/search/feed.{}?q=person%3A%22Neil+Armstrong%22"


def addresses(form):
    return [*(f"{page}feed.{form}" for page in LISTS), SEARCH.format(form)]


def story(headline, on=date(1969, 7, 21), made=factories.article, **columns):
    """A story that is in every list."""
    article = made(headline, on, tags=["Neil Armstrong"], asks_for=["Luna 15"], **columns)
    Citation.objects.create(article=article, source=factories.source("NASA"))
    jane, _ = Author.objects.get_or_create(name="Jane Doe", slug="jane-doe")
    Byline.objects.create(article=article, author=jane)
    return article


@pytest.mark.parametrize("form", FORMATS)
def test_every_list_has_its_stories_newest_first(client, form):
    story("The first")
    story("The second")
    factories.article("Of another year, paper and tag", date(1931, 5, 4), source=factories.source("Bugle"))
    latest, *others = addresses(form)
    assert titles(client, latest) == ["The second", "The first", "Of another year, paper and tag"]
    for address in others:
        assert titles(client, address) == ["The second", "The first"], address


@pytest.mark.parametrize("address", addresses("rss"))
def test_no_feed_has_a_draft_a_withdrawn_story_or_one_under_embargo(client, address):
    story("Open")
    story("Hidden draft", made=factories.draft)
    story("Hidden later", date(2190, 7, 21))
    story("Hidden withdrawn").withdraw()
    assert "Hidden" not in client.get(address).content.decode()
    assert titles(client, address) == ["Open"]


@pytest.mark.parametrize("items", [1, 3])
@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("page", LISTS)
def test_a_feed_takes_as_many_queries_for_one_story_as_for_three(client, django_assert_num_queries, page, form, items):
    for n in range(items):
        story(f"Story {n}")
    Archive.objects.own()
    with django_assert_num_queries(LISTS[page] + WRITTEN):
        tagged = client.get(f"{page}feed.{form}")["ETag"]
    with django_assert_num_queries(LISTS[page]):
        assert client.get(f"{page}feed.{form}", headers={"If-None-Match": tagged}).status_code == 304


@pytest.mark.parametrize("items", [1, 3])
def test_a_feed_of_a_search_takes_as_many_queries_for_one_story_as_for_three(client, django_assert_num_queries, items):
    for n in range(items):
        story(f"Story {n}")
    Archive.objects.own()
    # Beside the three: a savepoint and its end, the time it may take, and the languages there are.
    with django_assert_num_queries(7):
        client.get(SEARCH.format("atom"))


@pytest.mark.parametrize(
    "address",
    [
        "/1968/feed.rss",
        "/1969/08/feed.atom",
        "/1969/02/30/feed.json",
        "/0000/feed.rss",
        "/sources/nobody/feed.rss",
        "/sources/nobody/cited-in/feed.rss",
        "/authors/nobody/feed.atom",
        "/tags/person/nobody/feed.atom",
        "/tags/planet/neil-armstrong/feed.atom",
        "/latest/feed.xml",
        "/latest/feed.rss/",
    ],
)
def test_a_list_that_is_not_there_has_no_feed(client, address):
    story("One")
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("form", FORMATS)
def test_a_list_without_stories_has_an_empty_feed_if_it_has_a_page(client, form):
    factories.source("Bugle")
    for address in (f"/latest/feed.{form}", f"/sources/bugle/feed.{form}", f"/search/feed.{form}?q=nothing"):
        assert titles(client, address) == []


def test_a_tag_that_was_merged_leads_to_the_feed_of_the_other(client):
    neil = factories.tag("Neil")
    neil.merge_into(factories.tag("Neil Armstrong"))
    response = client.get("/tags/person/neil/feed.json")
    assert (response.status_code, response["Location"]) == (301, "/tags/person/neil-armstrong/feed.json")


def test_a_feed_tells_its_list_in_its_title_and_leads_to_its_page(client):
    story("One")
    found = {page: fetched(client, f"{page}feed.atom").feed for page in LISTS}
    assert {page: feed.title for page, feed in found.items()} == {
        "/latest/": "Newsroom: all stories, newest first",
        "/1969/": "Newsroom: stories of 1969",
        "/1969/07/": "Newsroom: stories of July 1969",
        "/1969/07/21/": "Newsroom: stories of July 21, 1969",
        "/sources/the-harbour-ledger/": "Newsroom: stories published by The Harbour Ledger",
        "/sources/nasa/cited-in/": "Newsroom: stories that cite NASA",
        "/authors/jane-doe/": "Newsroom: stories by Jane Doe",
        "/tags/person/neil-armstrong/": "Newsroom: stories about Neil Armstrong",
    }
    assert {page: feed.link for page, feed in found.items()} == {page: f"http://testserver{page}" for page in LISTS}


def test_a_search_reads_its_query_as_the_page_does_and_says_what_it_did_not_understand(client):
    story("Harbour storm")
    story("Harbour")
    feed = fetched(client, f"/search/feed.rss?q={quote('harbour -storm before:never')}")
    assert [entry.title for entry in feed.entries] == ["Harbour"]
    assert feed.feed.title == "Newsroom: “harbour”, not “storm”"
    assert feed.feed.subtitle == "“never” is no date such as 2024, 2024-07 or 2024-07-16; it is left out"
    assert feed.feed.link == "http://testserver/search/?q=harbour+-storm"


@pytest.mark.parametrize("query", ["", "q=", "q=-harbour", "q=%00", "q=before%3Anever"])
def test_a_search_for_nothing_is_refused_in_words(client, query):
    response = client.get(f"/search/feed.atom?{query}")
    assert response.status_code == 400
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode() == (
        "A feed of a search needs at least one word, source, tag or date to look for.\n"
    )


def test_a_query_of_ten_thousand_letters_is_answered(client):
    assert client.get("/search/feed.rss", {"q": "harbour " * 1250}).status_code == 200


# What a search asks of each language that the archive has.
SLOW = """
    CREATE OR REPLACE FUNCTION public.news_configuration(language text) RETURNS regconfig LANGUAGE plpgsql IMMUTABLE
    AS $$ BEGIN PERFORM pg_sleep(1); RETURN 'public.news_simple'::regconfig; END $$
"""


def test_a_search_that_takes_too_long_is_stopped_in_words(client, monkeypatch):
    story("Harbour")
    monkeypatch.setitem(BOUNDS, "statement_timeout", "100ms")
    with connection.cursor() as cursor:
        cursor.execute(SLOW)
    response = client.get("/search/feed.rss?q=harbour")
    assert (response.status_code, response.content.decode()) == (
        503,
        "This search took too long and was stopped. Ask for rarer words.\n",
    )


@pytest.mark.parametrize("form", FORMATS)
def test_of_wire_copies_a_feed_has_the_first_unless_asked_for_all(client, form):
    one, other = factories.article("First"), factories.article("Second")
    TwinPair.objects.create(one=one, other=other, likeness=0.9)
    for copy in (one, other):
        WireCopy.objects.create(article=copy, cluster=one.pk)
    assert titles(client, f"/latest/feed.{form}") == ["First"]
    assert titles(client, f"/latest/feed.{form}?copies=all") == ["Second", "First"]


def test_a_feed_is_only_read(client):
    assert client.post("/latest/feed.rss").status_code == 405
    story("One")
    head = client.head("/latest/feed.rss")
    assert (head.status_code, head.content) == (200, b"")
    assert etree.fromstring(client.get("/latest/feed.rss").content).tag == "rss"
