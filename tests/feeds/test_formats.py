"""What each format says of a story, read by somebody else's reader or by the rules of its standard."""

import json
import re
from datetime import UTC, date, datetime
from time import struct_time
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from lxml import etree

from articles.feeds.elements import rfc3339
from articles.models import Archive, Article, Source
from tests import factories
from tests.feeds.made import FORMATS, HTML, fetched, full

pytestmark = pytest.mark.django_db

ATOM = {"a": "http://www.w3.org/2005/Atom"}
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
SCHEME = "http://testserver/tags/#"


def moment(parsed: struct_time) -> datetime:
    return datetime(*parsed[:6], tzinfo=UTC)


def of_json(client, address="/latest/feed.json"):
    return json.loads(client.get(address).content)


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_another_reader_finds_each_field_of_a_story(client, form):
    article = full()
    entry = fetched(client, f"/latest/feed.{form}").entries[0]
    changed = Article.objects.get(pk=article.pk).modified_at
    assert entry.id == Archive.objects.own().urn(f"article:{article.pk}")
    assert entry.link == f"http://testserver{article.get_absolute_url()}"
    assert entry.title == "The tide took <the> pier & its lamp"
    assert moment(entry.published_parsed) == article.published_at
    assert moment(entry.updated_parsed) == changed.replace(microsecond=0)
    assert [author.name for author in entry.authors] == ["Jane Doe", "John Roe"]
    assert entry.publisher == "The Harbour Ledger"
    assert [(tag.term, tag.scheme) for tag in entry.tags] == [
        ("Town", None),
        ("Jane Doe", f"{SCHEME}person"),
        ("Harbour", f"{SCHEME}place"),
    ]
    assert [content.value for content in entry.content if content.type == "text/html"] == [HTML]
    assert entry.dcterms_references == "Harbour Wire"


def test_rss_says_the_rest_in_the_modules_that_readers_know(client):
    full()
    feed = fetched(client, "/latest/feed.rss")
    entry = feed.entries[0]
    assert (feed.version, feed.feed.language) == ("rss20", "en")
    assert entry.guidislink is False  # feedparser: a guid beside a link is none
    assert entry.summary == "Nobody was on it, 3 &lt; 4 say."
    assert entry.language == "en-GB"
    document = etree.fromstring(client.get("/latest/feed.rss").content)
    origin = document.xpath("//d:source/text()", namespaces={"d": "http://purl.org/dc/elements/1.1/"})
    assert origin == ["https://ledger.example/gr%C3%B6%C3%9Fe?a=1&b=2"]
    assert [(picture["url"], picture["type"]) for picture in entry.media_content] == [
        ("https://ledger.example/a.jpg", "image/jpeg")
    ]


def test_atom_says_the_rest_in_links_and_languages(client):
    full()
    feed = fetched(client, "/latest/feed.atom")
    entry = feed.entries[0]
    assert feed.version == "atom10"
    assert entry.summary_detail.value == "Nobody was on it, 3 < 4 say."
    assert {content.language for content in entry.content} == {"en-GB"}
    assert [(link.rel, link.href) for link in entry.links if link.rel != "alternate"] == [
        ("via", "https://ledger.example/gr%C3%B6%C3%9Fe?a=1&b=2"),
        ("enclosure", "https://ledger.example/a.jpg"),
    ]


def test_json_feed_says_the_same_and_the_rest_under_a_name_of_its_own(client):
    article = full()
    item = of_json(client)["items"][0]
    changed = Article.objects.get(pk=article.pk).modified_at
    assert item == {
        "id": Archive.objects.own().urn(f"article:{article.pk}"),
        "url": f"http://testserver{article.get_absolute_url()}",
        "external_url": "https://ledger.example/gr%C3%B6%C3%9Fe?a=1&b=2",
        "title": "The tide took <the> pier & its lamp",
        "summary": "Nobody was on it, 3 < 4 say.",
        "content_html": HTML,
        "image": "https://ledger.example/a.jpg",
        "date_published": "1969-07-21T20:17:40Z",
        "date_modified": rfc3339(changed),
        "authors": [{"name": "Jane Doe"}, {"name": "John Roe"}],
        "tags": ["Town", "Jane Doe", "Harbour"],
        "language": "en-GB",
        "attachments": [{"url": "https://ledger.example/a.jpg", "mime_type": "image/jpeg", "title": "The pier"}],
        "_newsroom": {
            "datePublished": "1969-07-21T20:17:40+00:00",
            "date_basis": "stated",
            "dateModified": "1969-07-22T08:00:00Z",
            "publisher": "The Harbour Ledger",
            "section": "Town",
            "cited": ["Harbour Wire"],
            "tags": [{"kind": "person", "name": "Jane Doe"}, {"kind": "place", "name": "Harbour"}],
            "corrections": [{"on": "1969-07-24", "text": "It was <noon>."}],
        },
    }


@pytest.mark.parametrize(
    ("precision", "issued", "moments"),
    [("day", "1969-01-01", ["1969-01-01T00:00:00Z"]), ("month", "1969-01", []), ("year", "1969", [])],
)
def test_a_date_is_a_moment_only_where_the_day_is_known(client, precision, issued, moments):
    factories.article("A story", date(1969, 1, 1), date_precision=precision)
    atom = etree.fromstring(client.get("/latest/feed.atom").content)
    assert atom.xpath("//a:entry/a:published/text()", namespaces=ATOM) == moments
    rss = etree.fromstring(client.get("/latest/feed.rss").content)
    assert rss.xpath("//pubDate/text()") == ["Wed, 01 Jan 1969 00:00:00 +0000"] * len(moments)
    item = of_json(client)["items"][0]
    assert [item[name] for name in ("date_published",) if name in item] == moments
    assert item["_newsroom"]["datePublished"] == issued
    for document in (atom, rss):
        assert document.xpath("//d:issued/text()", namespaces={"d": "http://purl.org/dc/terms/"}) == [issued]


def test_atom_keeps_the_rules_of_rfc_4287(client):
    full()
    Source.objects.create(name="Nobody", slug="nobody")
    factories.article("Without anything", body="", source=None)
    for address in ("/latest/feed.atom", "/sources/nobody/feed.atom"):
        feed = etree.fromstring(client.get(address).content)
        for node in [feed, *feed.findall("a:entry", ATOM)]:
            found = {name: node.findall(f"a:{name}", ATOM) for name in ("id", "title", "updated", "published")}
            assert {name: len(found[name]) for name in ("id", "title", "updated")} == dict.fromkeys(
                ("id", "title", "updated"), 1
            )  # 4.1.1, 4.1.2
            assert len(found["published"]) <= 1
            assert all(RFC3339.fullmatch(each.text) for each in found["updated"] + found["published"])  # 3.3
            assert urlsplit(found["id"][0].text).scheme == "urn"  # 4.2.6: an IRI, and an absolute one
            alternates = node.findall("a:link[@rel='alternate']", ATOM)
            assert len({(link.get("type"), link.get("hreflang")) for link in alternates}) == len(alternates) == 1
        assert len(feed.findall("a:author/a:name", ATOM)) == 1  # so an entry may be without
        assert len(feed.findall("a:link[@rel='self']", ATOM)) == 1
        assert all(each.get("type") == "html" for each in feed.findall("a:entry/a:content", ATOM))
        ids = [each.text for each in feed.findall("a:entry/a:id", ATOM)]
        assert len(ids) == len(set(ids))
        order = [etree.QName(child).localname for child in feed]
        assert "entry" not in order[: order.index("generator")]


def test_rss_keeps_the_rules_of_its_board(client):
    full()
    factories.article("Without anything", body="", source=None)
    root = etree.fromstring(client.get("/latest/feed.rss").content)
    (channel,) = root
    assert (root.tag, root.get("version")) == ("rss", "2.0")
    for name in ("title", "link", "description", "language", "lastBuildDate", "generator", "docs"):
        assert [bool(each.text) for each in channel.findall(name)] == [True], name
    items = channel.findall("item")
    assert len(items) == 3
    for item in items:
        assert [len(item.findall(name)) for name in ("title", "link", "guid")] == [1, 1, 1]
        assert len(item.findall("description")) <= 1
        assert item.find("guid").get("isPermaLink") == "false"
        assert item.find("author") is None  # it would have to be an e-mail address


def test_json_feed_keeps_the_rules_of_version_1_1(client):
    full()
    factories.article("Without anything", body="", source=None)
    feed = of_json(client)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert set(feed) <= {"version", "title", "home_page_url", "feed_url", "description", "next_url", "authors",
                         "language", "hubs", "items"}  # fmt: skip
    for item in feed["items"]:
        assert isinstance(item["id"], str)
        assert isinstance(item["content_html"], str)  # "one or both must be present"
        assert set(item) <= {"id", "url", "external_url", "title", "content_html", "summary", "image",
                             "date_published", "date_modified", "authors", "tags", "language", "attachments",
                             "_newsroom"}  # fmt: skip
        assert all(RFC3339.fullmatch(item[name]) for name in ("date_published", "date_modified") if name in item)
        assert all(author["name"] for author in item.get("authors", []))
        assert all(each["url"] and each["mime_type"] for each in item.get("attachments", []))


@pytest.mark.parametrize("form", FORMATS)
def test_a_story_has_one_identity_whatever_becomes_of_its_headline_and_date(client, form):
    def identity():
        if form == "json":
            return of_json(client)["items"][0]["id"]
        return fetched(client, f"/latest/feed.{form}").entries[0].id

    article = factories.article("Before")
    before = identity()
    Article.objects.filter(pk=article.pk).update(headline="After", slug="after", published_on=date(1970, 1, 1))
    assert identity() == before == Archive.objects.own().urn(f"article:{article.pk}")


@pytest.mark.parametrize("form", FORMATS)
def test_what_feeds_are_told_by_is_the_same_on_every_host(client, form, settings):
    settings.ALLOWED_HOSTS = ["*"]
    factories.article("One")

    def names(host):
        told = client.get(f"/latest/feed.{form}", headers={"host": host}).content.decode()
        assert host in told
        return re.findall("urn:uuid:[0-9a-f-]{36}", told)

    assert names("one.example") == names("other.example")
    assert len(set(names("one.example"))) == (2 if form == "atom" else 1)


def test_the_three_formats_of_a_story_have_one_name_for_it_and_another_archive_has_another(client):
    story = factories.article("One")

    def names():
        xml = [fetched(client, f"/latest/feed.{form}").entries[0].id for form in ("rss", "atom")]
        return {*xml, of_json(client)["items"][0]["id"]}

    (before,) = names()
    assert UUID(before).version == 5
    Archive.objects.all().delete()
    assert names() == {Archive.objects.own().urn(f"article:{story.pk}")} != {before}


def test_who_wrote_a_story_is_its_byline_where_no_author_is_known(client):
    factories.article("One", byline="From our own correspondent")
    assert fetched(client).entries[0].author == "From our own correspondent"


def test_text_from_right_to_left_says_so_in_its_html(client):
    factories.article("بندرگاہ", language="ur", body="بندرگاہ پر طوفان")
    assert of_json(client)["items"][0]["content_html"] == '<div lang="ur" dir="rtl"><p>بندرگاہ پر طوفان</p></div>'


def test_a_feed_agrees_with_what_the_page_says_of_itself(client):
    article = full()
    page = client.get(article.get_absolute_url()).content.decode()
    said = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])
    item = of_json(client)["items"][0]
    ours = item["_newsroom"]
    assert {
        "url": item["url"],
        "headline": item["title"],
        "description": item["summary"],
        "inLanguage": item["language"],
        "datePublished": ours["datePublished"],
        "articleSection": ours["section"],
    } == {name: said[name] for name in ("url", "headline", "description", "inLanguage", "datePublished",
                                        "articleSection")}  # fmt: skip
    assert datetime.fromisoformat(ours["dateModified"]) == datetime.fromisoformat(said["dateModified"])
    assert [author["name"] for author in item["authors"]] == [author["name"] for author in said["author"]]
    assert ours["publisher"] == said["publisher"]["name"]
    assert ours["cited"] == [source["name"] for source in said["citation"]]
    assert [tag["name"] for tag in ours["tags"]] == [thing["name"] for thing in said["about"]]
