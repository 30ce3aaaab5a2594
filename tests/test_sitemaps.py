"""Sitemaps: what is in which, and that it stays there."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from articles import sitemaps
from articles.models import Article
from articles.sitemaps import language_of_news
from tests import factories

pytestmark = pytest.mark.django_db

NAMES = {"s": sitemaps.SITEMAP, "n": sitemaps.NEWS}
HERE = "http://testserver"


def document(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    return etree.fromstring(response.content)


def listed(client, address):
    """{address: when it last changed} of a sitemap or of the index, whose elements are those of the protocol."""
    root = document(client, address)
    kind = {"urlset": "url", "sitemapindex": "sitemap"}[etree.QName(root).localname]
    assert {child.tag for child in root} == {f"{{{sitemaps.SITEMAP}}}{kind}"}
    found = {}
    for child in root:
        assert [etree.QName(part).localname for part in child][:1] == ["loc"]
        found[child[0].text] = child.findtext("s:lastmod", None, NAMES)
    assert len(found) == len(root) <= 50_000
    return found


def moment(article):
    article = Article.objects.get(pk=article.pk)
    return f"{max(article.modified_at, article.appears_at).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def test_the_index_has_a_sitemap_for_each_month_with_what_changed_last_in_it(client):
    changes = datetime(2024, 7, 1, 12, tzinfo=UTC)
    for n, on in enumerate([date(1969, 7, 1), date(1969, 7, 31), date(1931, 1, 1)]):
        article = factories.article(f"Story {n}", on, date_precision="year" if on.year == 1931 else "day")
        Article.objects.filter(pk=article.pk).update(modified_at=changes + timedelta(days=n))
    assert listed(client, "/sitemap.xml") == {
        f"{HERE}/sitemap-pages.xml": None,
        f"{HERE}/sitemap-1931-01.xml": "2024-07-03T12:00:00Z",
        f"{HERE}/sitemap-1969-07.xml": "2024-07-02T12:00:00Z",
    }


def test_a_month_lists_its_stories_with_when_each_changed(client):
    one, two = factories.article("One", date(1969, 7, 1)), factories.article("Größe 'two'", date(1969, 7, 31))
    factories.article("Of August", date(1969, 8, 1))
    assert listed(client, "/sitemap-1969-07.xml") == {
        f"{HERE}{article.get_absolute_url()}": moment(article) for article in (one, two)
    }


def test_everything_that_is_listed_opens_and_all_that_opens_is_listed(client):
    days = [date(1969, 7, 21), date(1969, 12, 31), date(2000, 2, 29)]
    articles = [factories.article(f"Story {n}", on) for n, on in enumerate(days)]
    found = [page for sitemap in listed(client, "/sitemap.xml") for page in listed(client, sitemap)]
    assert [client.get(page).status_code for page in found] == [200] * len(found)
    assert {f"{HERE}{article.get_absolute_url()}" for article in articles} <= set(found)


def test_no_sitemap_has_a_draft_a_withdrawn_story_or_one_under_embargo(client):
    today = timezone.now()
    factories.article("Open", today.date(), published_at=today - timedelta(hours=1))
    factories.draft("Hidden draft", today.date())
    factories.article("Hidden later", today.date(), published_at=today + timedelta(hours=1))
    factories.article("Hidden withdrawn", today.date()).withdraw()
    factories.article("Hidden month", date(2190, 1, 1))
    month = f"/sitemap-{today:%Y-%m}.xml"
    assert list(listed(client, "/sitemap.xml")) == [f"{HERE}/sitemap-pages.xml", f"{HERE}{month}"]
    for address in (month, "/sitemap-news.xml"):
        assert list(listed(client, address)) == [f"{HERE}/{today:%Y/%m/%d}/open/"]


def test_an_embargo_that_ends_is_a_change_of_its_month(client):
    today = timezone.now()
    article = factories.article("Waited", today.date(), published_at=today - timedelta(minutes=1))
    Article.objects.update(modified_at=today - timedelta(days=20))
    assert listed(client, "/sitemap.xml")[f"{HERE}/sitemap-{today:%Y-%m}.xml"] == moment(article)


def test_what_an_editor_changes_beside_a_story_is_a_change_of_its_month(client):
    factories.article("One", date(1969, 7, 1))
    Article.objects.update(modified_at=datetime(2025, 1, 1, tzinfo=UTC), edited_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert listed(client, "/sitemap.xml")[f"{HERE}/sitemap-1969-07.xml"] == "2026-01-01T00:00:00Z"
    assert list(listed(client, "/sitemap-1969-07.xml").values()) == ["2026-01-01T00:00:00Z"]


def test_a_large_month_is_divided_and_a_part_stays_as_it_is(client, monkeypatch):
    monkeypatch.setattr(sitemaps, "MOST", 3)
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(pg_get_serial_sequence('articles_article', 'id'), 899999)")
    articles = [factories.article(f"Story {n}", date(1969, 7, 1) + timedelta(days=n)) for n in range(5)]
    factories.article("Of a small month", date(1969, 8, 1))
    parts = [f"{HERE}/sitemap-1969-07-{number}.xml" for number in (300000, 300001)]
    assert list(listed(client, "/sitemap.xml")) == [f"{HERE}/sitemap-pages.xml", *parts, f"{HERE}/sitemap-1969-08.xml"]
    expected = [[f"{HERE}{each.get_absolute_url()}" for each in group] for group in (articles[:3], articles[3:])]
    assert [list(listed(client, part)) for part in parts] == expected
    first = listed(client, parts[0])
    articles[4].delete()
    factories.article("One more", date(1969, 7, 1))
    assert listed(client, parts[0]) == first
    assert listed(client, "/sitemap.xml")[parts[0]] == max(first.values())


@pytest.mark.parametrize(
    "address",
    [
        "/sitemap-1969-08.xml",
        "/sitemap-1969-07-7.xml",
        "/sitemap-1969-07-9999999999999.xml",
        "/sitemap-1969-13.xml",
        "/sitemap-0000-01.xml",
        "/sitemap-9999-12.xml",
        "/sitemap-1969.xml",
        "/sitemap-news.xml",
    ],
)
def test_a_sitemap_that_would_be_empty_is_not_there(client, address):
    factories.article("One")
    assert client.get(address).status_code == 404


def test_the_news_of_two_days_are_told_to_their_precision(client):
    now = timezone.now().replace(microsecond=0)
    factories.article("Exact <now> & here", now.date(), published_at=now, language="en-GB", date_basis="stated")
    factories.article("Of the day", now.date(), source=None, language="zh-Hant")
    factories.article("Three days old", now.date() - timedelta(days=3))
    factories.article("Of this month, perhaps", now.date().replace(day=1), date_precision="month")
    found = [
        {etree.QName(part).localname: part.text for part in news.iter() if not len(part)}
        for news in document(client, "/sitemap-news.xml").iterfind("s:url/n:news", NAMES)
    ]
    assert found == [
        {
            "name": "The Harbour Ledger",
            "language": "en",
            "publication_date": now.isoformat(),
            "title": "Exact <now> & here",
        },
        {
            "name": "Newsroom",
            "language": "zh-tw",
            "publication_date": now.date().isoformat(),
            "title": "Of the day",
        },
    ]


# What Google's documentation of news sitemaps asks of each entry: these elements, each once, with such a value.
TEXT = re.compile(r"\S(?:.*\S)?", re.DOTALL)
NEWS_RULES = {
    "publication/name": TEXT,
    "publication/language": re.compile("zh-cn|zh-tw|[a-z]{2,3}"),
    # W3C's: a day, or a moment with its zone.
    "publication_date": re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?"),
    "title": TEXT,
}


def test_the_sitemap_of_news_keeps_the_rules_of_its_documentation(client):
    now = timezone.now()
    factories.article("A <headline> & “more”", now.date(), language="pt-BR")
    factories.article("At a moment", now.date(), published_at=now, date_basis="stated", source=None, language="")
    factories.article("بندرگاہ", now.date() - timedelta(days=1), language="ur")
    sitemap = document(client, "/sitemap-news.xml")
    assert sitemap.tag == "{http://www.sitemaps.org/schemas/sitemap/0.9}urlset"
    assert sitemap.nsmap["news"] == "http://www.google.com/schemas/sitemap-news/0.9"
    assert len(sitemap) == 3
    for url in sitemap:
        assert [etree.QName(part).localname for part in url] == ["loc", "news"]
        assert url.findtext("s:loc", namespaces=NAMES).startswith(f"{HERE}/")
        news = url.find("n:news", NAMES)
        parts = [etree.QName(part) for part in news.iterdescendants()]
        assert {part.namespace for part in parts} == {NAMES["n"]}
        assert sorted(part.localname for part in parts) == sorted(["publication", *map(_last, NEWS_RULES)])
        for path, form in NEWS_RULES.items():
            (text,) = (part.text for part in news.iterfind(f"n:{path.replace('/', '/n:')}", NAMES))
            assert form.fullmatch(text), (path, text)


def _last(path):
    return path.rpartition("/")[2]


def test_there_are_a_thousand_news_at_the_most(client, monkeypatch):
    assert sitemaps.MOST_NEWS == 1_000
    assert sitemaps.NEWS_DAYS.days == 2
    monkeypatch.setattr(sitemaps, "MOST_NEWS", 2)
    for n in range(3):
        factories.article(f"Story {n}", timezone.now().date())
    assert [address[-2:] for address in listed(client, "/sitemap-news.xml")] == ["2/", "1/"]


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "en"), ("en-GB", "en"), ("ckb", "ckb"), ("zh", "zh-cn"), ("zh-HK", "zh-tw"), ("", "und"), ("x-a", "und")],
)
def test_a_language_is_one_that_google_knows(language, said):
    assert language_of_news(language) == said


@given(st.text(max_size=12))
def test_whatever_a_language_is_called_the_sitemap_keeps_its_rule(language):
    assert language_of_news(language) in ("zh-cn", "zh-tw") or 2 <= len(language_of_news(language)) <= 3


@pytest.mark.parametrize("items", [1, 3])
@pytest.mark.parametrize(
    ("address", "queries"),
    [("/sitemap.xml", 2), ("/sitemap-{:%Y-%m}.xml", 1), ("/sitemap-news.xml", 1), ("/sitemap-pages.xml", 1)],
)
def test_a_sitemap_takes_as_many_queries_for_one_story_as_for_three(
    client, django_assert_num_queries, items, address, queries
):
    today = timezone.now().date()
    for n in range(items):
        factories.article(f"Story {n}", today, source=factories.source(f"Paper {n}"))
        factories.article(f"Earlier {n}", date(1969, 1 + n, 1))
    with django_assert_num_queries(queries):
        client.get(address.format(today))


def test_a_sitemap_that_has_not_changed_is_not_sent_again(client):
    factories.article("One")
    for address in ("/sitemap.xml", "/sitemap-1969-07.xml", "/sitemap-pages.xml"):
        first = client.get(address)
        assert first["Cache-Control"] == "max-age=3600"
        assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_a_sitemap_lists_the_pages_of_years_and_months_that_have_stories(client):
    factories.article("One")
    factories.article("Known by its year", date(1931, 1, 1), date_precision="year")
    pages = [page.removeprefix(HERE) for page in listed(client, "/sitemap-pages.xml")]
    assert pages == ["/", "/latest/", "/dates/", "/sources/", "/tags/", "/wanted/", "/1931/", "/1969/", "/1969/07/"]
    assert [client.get(page).status_code for page in pages] == [200] * len(pages)


def test_an_empty_archive_has_a_sitemap_of_its_pages(client):
    assert listed(client, "/sitemap.xml") == {f"{HERE}/sitemap-pages.xml": None}
    assert f"{HERE}/latest/" in listed(client, "/sitemap-pages.xml")
