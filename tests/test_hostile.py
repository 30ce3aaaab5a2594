"""Whatever a visitor puts into an address, the answer is a page or a refusal in words, never a fault of ours."""

from datetime import date
from urllib.parse import quote

import pytest
from django.urls import Resolver404, resolve

from articles import urls
from articles.history.anchors import anchors
from articles.models import Byline, Citation
from tests import factories

pytestmark = pytest.mark.django_db

HUGE, ENDLESS = 10**12, "9" * 4000
STORY = "/1969/07/21/two-men-walk-on-the-moon/"
FEEDS = [f"feed.{form}" for form in ("rss", "atom", "json")]
LISTS = [
    "/latest/", "/1969/", "/1969/07/", "/1969/07/21/", "/sources/the-harbour-ledger/",
    "/sources/reuters/cited-in/", "/authors/ada-writer/", "/tags/person/neil-armstrong/", "/search/", "/corrections/",
]  # fmt: skip
# An address for every line of articles/urls.py, by numbers of a story (%(story)s), another and a paragraph.
OPEN = [
    "/", *LISTS, *(f"{page}{feed}" for page in LISTS for feed in FEEDS),
    "/dates/", "/on-this-day/", "/on-this-day/07-21/", "/sources/", "/tags/", "/authors/", "/wanted/",
    "/search/suggest/", "/search/opensearch.xml", STORY, f"{STORY}compare/%(other)s/", f"{STORY}thread/",
    f"{STORY}history/", f"{STORY}history/1/", f"{STORY}history/1/changes/", f"{STORY}cite/", f"{STORY}cite/bibtex/",
    f"{STORY}timegate/", f"{STORY}timemap/", f"{STORY}story.json", f"{STORY}story.txt", f"{STORY}story.md",
    "/a/%(story)s/", "/a/%(story)s/p/%(anchor)s/", "/sitemap.xml", "/sitemap-pages.xml", "/sitemap-news.xml",
    "/sitemap-1969-07.xml", "/sitemap-1969-07-1.xml",
    "/robots.txt", "/.well-known/security.txt", "/api/",
    "/favicon.ico",
]  # fmt: skip
API = [
    "articles/", "articles/%(story)s/", "sources/", "sources/reuters/", "tags/", "tags/person/neil-armstrong/",
    "authors/", "authors/ada-writer/", "links/", "search/", "openapi.json",
]  # fmt: skip

PARAMETERS = [
    "q", "before", "after", "cursor", "page", "limit", "kind", "by", "copies", "sort", "order", "fields", "source",
    "cites", "tag", "author", "language", "since", "until", "name", "state", "lang", "year",
    "from", "on", "url", "datetime",
]  # fmt: skip
VALUES = [
    "", "\0", "x", "-1", "0", str(HUGE), ENDLESS, "a" * 10_000, "’ or 1=1 --", "<script>", "%", "\ud800", "٣", "1e9",
    "NaN",
    "99999999T999999999999-1", "21991231T235959999999-999999999999999999", "00010101T000000000000-1", "0001-01-01-1",
    "2024-13", "2024-02-30", "0001", "0000", "9999-12-31", "person/", "/", "..", "on:0001", "on:9999-12-31",
    "after:0000",
    '"' * 999, "(" * 999, "-" * 999, "tag:" * 999, "kind:planet", "year:99999999", "\N{RIGHT-TO-LEFT OVERRIDE}abc",
]  # fmt: skip


@pytest.fixture
def names():
    """What stands in addresses: a story that every list has, and one that is much like it."""
    body = "The Eagle has landed.\n\nThe surface is fine."
    story = factories.article("Two men walk on the Moon", date(1969, 7, 21), tags=["Neil Armstrong"], body=body)
    other = factories.article("Men on the Moon", date(1969, 7, 21), source=factories.source("Bugle"), body=body)
    Citation.objects.create(article=story, source=factories.source("Reuters"))
    Byline.objects.create(article=story, author=factories.author())
    return {"story": story.pk, "other": other.pk, "anchor": anchors(story.blocks)[0]}


def quoted(value):
    return quote(value.encode("utf-8", "surrogatepass"))


def faults(client, addresses):
    """{address: status} of those that are answered as a fault of ours, or in no words."""
    wrong = {}
    for address in addresses:
        response = client.get(address)
        if response.status_code >= 500 or (response.status_code >= 400 and not response.content):
            wrong[address[:200]] = response.status_code
    return wrong


def test_every_address_of_the_archive_is_among_those(names):
    routes = {resolve(address % names).route for address in OPEN}
    assert {str(line.pattern) for line in [*urls.pages, *urls.machines]} - routes == {"api/v1/"}


QUERIES = [f"{name}={quoted(value)}" for name in PARAMETERS for value in VALUES]
ASKED = [*OPEN, *(f"/api/v1/{path}" for path in API)]
# Every page is asked for a few, all of them for nearly all.
EACH = len(QUERIES) // 4
ALWAYS = ["%00", "&".join(f"p{n}=1" for n in range(900)), "before=1&after=2&q=" + "%FF" * 50]


@pytest.mark.parametrize("number", range(len(ASKED)))
def test_no_parameter_breaks_a_page(client, names, number):
    queries = [*ALWAYS, *QUERIES[number * 7 % EACH :: EACH]]
    assert faults(client, [f"{ASKED[number] % names}?{query}" for query in queries]) == {}


@pytest.mark.parametrize("language", ["fr", "ar", "ur"])
def test_no_parameter_breaks_a_page_in_another_language(client, names, language):
    pages = {line.callback for line in urls.pages}
    prefixed = [f"/{language}{address % names}" for address in OPEN if resolve(address % names).func in pages]
    assert len(prefixed) >= len(urls.pages)
    queries = [
        "",
        *ALWAYS,
        *(f"{name}={quoted(str(HUGE))}" for name in ("page", "before", "after", "letter", "version")),
    ]
    assert faults(client, [f"{page}?{query}" for page in prefixed for query in queries]) == {}


@pytest.mark.parametrize("page", ["/search/", "/search/feed.atom", "/search/suggest/", "/api/v1/search/", "/tags/"])
def test_no_query_breaks_a_search(client, names, page):
    assert faults(client, [f"{page}?q={quoted(value)}" for value in VALUES]) == {}


@pytest.mark.parametrize(
    "path",
    [
        "/2024/13/", "/2024/00/", "/2024/02/30/", "/0000/", "/9999/12/31/", "/0001/01/01/", "/on-this-day/02-30/",
        "/on-this-day/13-01/", "/٢٠٢٤/", "/1969/07/21/%00/", "/1969/07/21/%FF/",
        "/1969/02/30/two-men-walk-on-the-moon/",
        f"/1969/07/21/{'a' * 5000}/", "/1969/07/21/%E2%80%AEtxt/", "/1969/07/21/../", "/1969/07/21/%2e%2e%2f/",
        f"/a/{HUGE}/", f"/a/{ENDLESS}/", "/a/-1/", f"/a/{'9' * 18}/p/{'0' * 12}/", "/a/1/p/%00/",
        f"{STORY}history/{HUGE}/", f"{STORY}history/999999999/changes/", f"{STORY}history/0/",
        f"{STORY}compare/{'9' * 18}/", f"{STORY}cite/nothing/", f"{STORY}story.exe", "/sources/%00/",
        f"/sources/{'s' * 5000}/", "/sources/<script>/", "/tags/planet/mars/", "/tags/person/%00/", "/tags/%0A/%0D/",
        "/authors/%F0%9F%92%A9/", "/authors/nobody/feed.rss", "/latest/feed.exe", "/sitemap-2024-13.xml",
        f"/sitemap-1969-07-{'9' * 13}.xml", "/sitemap-0000-01.xml", "/api/v1/nothing/", f"/api/v1/articles/{HUGE}/",
        f"/api/v1/articles/{ENDLESS}/", "/api/v1/sources/%00/", "/api/v1/tags/planet/x/", "/%00", "/%FF%FE", "/ar/%00/",
        "/fr/2024/13/", "/ur/a/1000000000000/",
    ],
)  # fmt: skip
def test_an_address_of_nothing_is_refused_in_words(client, names, path):
    response = client.get(path)
    assert 300 <= response.status_code < 500
    assert response.status_code < 400 or response.content


MOMENTS = ["", "x", "\x7f", "9" * 5000, "Thu, 99 Jan 2070 99:99:99 GMT", "Mon, 01 Jan 0001 00:00:00 GMT"]
HEADERS = ["Accept-Datetime", "If-Modified-Since", "If-None-Match", "Accept-Language", "Accept"]


@pytest.mark.parametrize("moment", MOMENTS)
def test_no_header_breaks_a_page(client, names, moment):
    headers = dict.fromkeys(HEADERS, moment)
    for address in ("/", STORY, f"{STORY}timegate/", "/latest/feed.atom", "/sitemap.xml", "/api/v1/articles/"):
        assert client.get(address, headers=headers).status_code < 500


def test_an_address_that_is_too_odd_for_any_line_is_not_there():
    with pytest.raises(Resolver404):
        resolve("/1969/07/21/a\0b/")
