"""Paging, and the ways in which a feed says that it has not changed."""

from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from django.utils.http import http_date, parse_http_date
from lxml import etree

from articles.feeds.answer import SIZE
from articles.models import Archive, Article, Author, Byline, Citation, Correction, Picture, Source, Tagging
from tests import factories
from tests.admin.test_articles import row, save
from tests.feeds.made import FORMATS, fetched, titles
from tests.feeds.test_formats import of_json

pytestmark = pytest.mark.django_db

MEDIA_TYPES = {"rss": "application/rss+xml", "atom": "application/atom+xml", "json": "application/feed+json"}


def links(client, address):
    return {link.rel: link.href for link in fetched(client, address).feed.links}


def fill(number):
    for n in range(number):
        factories.draft(f"Story {n}", date(1969, 7, 21) + timedelta(days=n // 3)).publish()


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_documents_of_a_feed_follow_each_other_without_gap_or_overlap(client, form):
    fill(2 * SIZE + 5)
    address, seen, previous = f"http://testserver/latest/feed.{form}", [], None
    first = address
    while address:
        here = links(client, address)
        seen.append(titles(client, address))
        assert (here["self"], here["first"]) == (address, first)
        assert previous is None or titles(client, here["previous"]) == seen[-2]
        previous, address = address, here.get("next")
    assert [title for page in seen for title in page] == list(
        Article.objects.newest_first().values_list("headline", flat=True)
    )
    assert [len(page) for page in seen] == [SIZE, SIZE, 5]


def test_a_json_feed_leads_on_by_its_next_url(client):
    fill(SIZE + 1)
    feed = of_json(client)
    rest = of_json(client, feed["next_url"])
    assert [item["title"] for item in rest["items"]] == ["Story 0"]
    assert feed["feed_url"] == rest["feed_url"] == "http://testserver/latest/feed.json"
    assert "next_url" not in rest


def test_documents_of_a_search_keep_its_query(client):
    fill(SIZE + 1)
    here = links(client, "/search/feed.atom?q=story&foo=bar")
    assert here["self"] == here["first"] == "http://testserver/search/feed.atom?q=story"
    assert titles(client, here["next"]) == ["Story 0"]
    assert links(client, here["next"])["first"] == here["first"]


@pytest.mark.parametrize("place", ["before=x", "after=", "before=20240101T000000000000-0x1", "before=%00"])
def test_a_place_made_up_by_hand_is_not_there(client, place):
    assert client.get(f"/latest/feed.rss?{place}").status_code == 404


@pytest.mark.parametrize("form", FORMATS)
def test_a_feed_says_what_it_is_and_how_long_it_may_be_kept(client, form):
    factories.article("One")
    response = client.get(f"/latest/feed.{form}")
    assert response["Content-Type"] == f"{MEDIA_TYPES[form]}; charset=utf-8"
    assert response["Cache-Control"] == "max-age=300"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Cookie" not in response.get("Vary", "")
    newest = Article.objects.get().modified_at
    assert parse_http_date(response["Last-Modified"]) == int(newest.timestamp())


@pytest.mark.parametrize("form", FORMATS)
def test_a_feed_is_the_same_whatever_language_a_reader_asks_for(client, form):
    factories.article("One")
    french = client.get(f"/latest/feed.{form}", headers={"Accept-Language": "fr"})
    assert french.content == client.get(f"/latest/feed.{form}").content
    assert "Accept-Language" not in french.get("Vary", "")


@pytest.mark.parametrize("form", FORMATS)
def test_a_feed_that_has_not_changed_is_not_sent_again(client, form):
    factories.article("One")
    first = client.get(f"/latest/feed.{form}")
    for headers in ({"If-None-Match": first["ETag"]}, {"If-Modified-Since": first["Last-Modified"]}):
        again = client.get(f"/latest/feed.{form}", headers=headers)
        assert (again.status_code, again.content) == (304, b"")
        assert {name: again[name] for name in ("ETag", "Last-Modified", "Cache-Control")} == {
            name: first[name] for name in ("ETag", "Last-Modified", "Cache-Control")
        }
    before = http_date(parse_http_date(first["Last-Modified"]) - 1)
    assert client.get(f"/latest/feed.{form}", headers={"If-Modified-Since": before}).status_code == 200


CHANGES = {
    "headline": lambda article: Article.objects.update(headline="Another"),
    "body": lambda article: Article.objects.update(body="Another"),
    "withdrawn": lambda article: article.withdraw(),
    "another story": lambda article: factories.article("Another"),
    "tag": lambda article: Tagging.objects.create(article=article, tag=factories.tag("Neil")),
    "author": lambda article: Byline.objects.create(
        article=article, author=Author.objects.create(name="Jane", slug="jane")
    ),
    "cited": lambda article: Citation.objects.create(article=article, source=factories.source("NASA")),
    "picture": lambda article: Picture.objects.create(article=article, url="https://ledger.example/a.jpg"),
    "correction": lambda article: Correction.objects.create(article=article, corrected_on="1969-07-22", text="No."),
    "link resolved": lambda article: factories.article("Wanted", date(1931, 1, 1)),
    "publisher's name": lambda article: Source.objects.update(name="Another name"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_in_a_feed_changes_its_etag(client, change):
    article = factories.article("One", asks_for=["Wanted"])
    # The story that a link was waiting for is of another year, so that it is not in the feed itself.
    address = "/1969/feed.atom" if change == "link resolved" else "/latest/feed.atom"
    before = client.get(address)
    CHANGES[change](article)
    after = client.get(address, headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert after["ETag"] != before["ETag"]
    assert after.content != before.content


def test_each_format_and_each_place_has_an_etag_of_its_own(client):
    fill(SIZE + 1)
    later = links(client, "/latest/feed.atom")["next"]
    addresses = [*(f"/latest/feed.{form}" for form in FORMATS), "/1969/feed.atom", later]
    assert len({client.get(address)["ETag"] for address in addresses}) == len(addresses)


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_a_correction_by_an_editor_is_seen_as_an_update(admin_client, form):
    article = factories.article("One")
    Article.objects.update(modified_at=timezone.now() - timedelta(days=9))
    article.refresh_from_db()
    before = fetched(admin_client, f"/latest/feed.{form}")
    save(admin_client, article, **row("corrections", article, corrected_on="1969-07-22", text="It was two."))
    after = fetched(admin_client, f"/latest/feed.{form}")
    assert Article.objects.get().revision == article.revision
    assert "Correction, July 22, 1969: It was two." in after.entries[0].content[0].value
    assert after.entries[0].updated_parsed > before.entries[0].updated_parsed
    assert after.feed.updated_parsed > before.feed.updated_parsed
    assert after.entries[0].id == before.entries[0].id


def test_a_story_that_waited_for_its_day_counts_as_changed_on_that_day(client):
    factories.article("One", timezone.now().date(), published_at=timezone.now() - timedelta(minutes=5))
    Article.objects.update(modified_at=timezone.now() - timedelta(days=3))
    (entry,) = fetched(client).entries
    assert entry.updated_parsed == entry.published_parsed


@pytest.mark.parametrize("form", FORMATS)
def test_a_hub_is_named_where_there_is_one(client, settings, form):
    factories.article("One")
    assert "hub" not in client.get(f"/latest/feed.{form}").content.decode()
    settings.WEBSUB_HUB = "https://hub.example/"
    response = client.get(f"/latest/feed.{form}")
    assert response["Link"] == (
        f'<https://hub.example/>; rel="hub", <http://testserver/latest/feed.{form}>; rel="self"'
    )
    if form == "json":
        assert of_json(client)["hubs"] == [{"type": "WebSub", "url": "https://hub.example/"}]
    else:
        assert links(client, f"/latest/feed.{form}")["hub"] == "https://hub.example/"


def test_an_atom_feed_is_one_feed_in_all_its_documents(client):
    fill(SIZE + 1)
    later = links(client, "/latest/feed.atom")["next"]
    ids = [etree.fromstring(client.get(each).content)[0].text for each in ("/latest/feed.atom", later)]
    assert ids == [Archive.objects.own().urn("list:/latest/?")] * 2
    assert urlsplit(later).query.startswith("before=")
