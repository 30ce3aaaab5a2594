"""Which feeds each page names."""

import re
from datetime import date

import pytest

from articles.models import Citation
from tests import factories

pytestmark = pytest.mark.django_db

ALL = [f"/latest/feed.{form}" for form in ("atom", "rss", "json")]
PAGES = ["/1969/", "/1969/07/", "/1969/07/21/", "/sources/nasa/cited-in/", "/tags/person/neil-armstrong/"]


def named(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    head = response.content.decode().split("</head>")[0]
    return re.findall(r'<link rel="alternate" type="application/[a-z]+\+[a-z]+" href="([^"]*)"', head)


@pytest.fixture(autouse=True)
def story():
    article = factories.article("One", date(1969, 7, 21), tags=["Neil Armstrong"])
    Citation.objects.create(article=article, source=factories.source("NASA"))
    return article


def every(page, query=""):
    return [f"{page}feed.{form}{query}" for form in ("atom", "rss", "json")]


@pytest.mark.parametrize("page", PAGES)
def test_a_list_names_its_feeds_and_that_of_all_stories(client, page):
    assert named(client, page) == [*every(page), ALL[0]]
    assert named(client, f"{page}?before=21900101T000000000000-1") == [*every(page), ALL[0]]


@pytest.mark.parametrize("page", ["/", "/latest/", "/search/?q=one", "/sources/the-harbour-ledger/", *PAGES])
def test_a_feed_has_one_address_whatever_language_its_page_is_read_in(client, page):
    assert named(client, f"/fr{page}") == named(client, page)


@pytest.mark.parametrize("page", ["/", "/latest/", "/tags/", "/sources/", "/dates/", "/wanted/", "/search/"])
def test_a_page_without_a_list_of_its_own_names_the_feeds_of_all_stories(client, page):
    assert named(client, page) == ALL


def test_a_source_names_both_of_its_lists(client):
    page = "/sources/the-harbour-ledger/"
    assert named(client, page) == [*every(page), f"{page}cited-in/feed.atom", ALL[0]]


def test_a_search_names_the_feeds_of_its_query(client):
    assert named(client, "/search/?q=one+%26+all&by=best") == [*every("/search/", "?q=one+all"), ALL[0]]


def test_a_story_names_the_feeds_of_its_publisher(client, story):
    assert named(client, story.get_absolute_url()) == [*every("/sources/the-harbour-ledger/"), ALL[0]]
    assert named(client, factories.article("Two", source=None).get_absolute_url()) == ALL


@pytest.mark.parametrize("page", ["/nowhere/", "/sources/nobody/", "/1968/", "/tags/person/nobody/"])
def test_a_page_that_is_not_there_names_the_feeds_of_all_stories(client, page):
    assert named(client, page, status=404) == ALL


def test_the_page_of_corrections_names_its_feeds(client):
    assert named(client, "/corrections/") == [*every("/corrections/"), ALL[0]]


@pytest.mark.parametrize("page", ["/", "/corrections/", *PAGES, "/search/?q=one"])
def test_every_feed_that_is_named_opens(client, page):
    assert [client.get(feed).status_code for feed in named(client, page)] == [200] * len(named(client, page))
