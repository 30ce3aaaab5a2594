"""Whatever says something of a story says the same: HTML meta, JSON-LD, ninjs, Markdown, plain text, the
API, feeds and sitemaps.

A voice is a function from a client and an article to what is said, by the names in `SAID`. To add one: write it, and
put it into VOICES; what its format has no place for it leaves out.
"""

import html
import json
import re
from datetime import UTC, date, datetime

import pytest
import yaml
from django.utils import timezone
from lxml import etree

from articles.models import Archive, Article, Author, Byline, Citation, Correction, Picture
from tests import factories

pytestmark = pytest.mark.django_db

HERE = "http://testserver"
SAID = {
    "headline", "summary", "address", "permanent", "identity", "language", "section", "published", "updated", "authors",
    "publisher", "cited", "tags", "corrections", "pictures", "original",
}  # fmt: skip


def of_page(client, article):
    """The meta elements of the page's head."""
    page = client.get(article.get_absolute_url()).content.decode()
    metas = re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)">', page)
    said = {name: html.unescape(content) for name, content in metas}
    return {
        "headline": said["og:title"],
        "summary": said["description"],
        "address": said["og:url"],
        "section": said["article:section"],
        "published": said["article:published_time"],
        "updated": said["article:modified_time"],
        "tags": [html.unescape(content) for name, content in metas if name == "article:tag"],
    }


def of_json_ld(client, article):
    page = client.get(article.get_absolute_url()).content.decode()
    said = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])
    return {
        "headline": said["headline"],
        "summary": said["description"],
        "address": said["url"],
        "permanent": said["@id"],
        "language": said["inLanguage"],
        "section": said["articleSection"],
        "published": said["datePublished"],
        "updated": said["dateModified"],
        "authors": [author["name"] for author in said["author"]],
        "publisher": said["publisher"]["name"],
        "cited": [source["name"] for source in said["citation"]],
        "tags": [tag["name"] for tag in said["about"]],
        "corrections": [(each["datePublished"], each["text"]) for each in said["correction"]],
        "pictures": said["image"],
        "original": said["isBasedOn"],
    }


def of_ninjs(client, article):
    """ninjs has no place for a section or a correction, and names authors in a line."""
    said = client.get(f"{article.get_absolute_url()}story.json").json()
    ids = {each["role"]: each["value"] for each in said["altIds"]}
    roles = [(source["role"], source["name"]) for source in said["infoSources"]]
    kinds = ("events", "organisations", "people", "places", "subjects")
    return {
        "headline": said["headlines"][0]["value"],
        "summary": html.unescape(said["descriptions"][0]["value"]),  # its `contentType` is HTML
        "address": ids["address"],
        "permanent": said["uri"],
        "language": said["language"],
        "published": said["firstCreated"],
        "updated": said["versionCreated"],
        "publisher": dict(roles)["publisher"],
        "cited": [name for role, name in roles if role == "cited"],
        "tags": [each["name"] for kind in kinds for each in said.get(kind, [])],
        "pictures": [each["uri"] for each in said["associations"]],
        "original": ids["original address"],
    }


def of_markdown(client, article):
    said = client.get(f"{article.get_absolute_url()}story.md").content.decode()
    front = yaml.safe_load(said.split("---\n")[1])
    return {
        "headline": front["title"],
        "summary": front["description"],
        "address": front["address"],
        "language": front["lang"],
        "section": front["section"],
        "published": front["date"],
        "updated": front["updated_at"],
        "authors": front["authors"],
        "publisher": front["publisher"],
        "cited": front["cited"],
        "tags": front["tags"],
        "corrections": [(each["on"], each["text"]) for each in front["corrections"]],
        "pictures": [each["url"] for each in front["pictures"]],
        "original": front["url"],
    }


def of_text(client, article):
    header, summary, *_ = client.get(f"{article.get_absolute_url()}story.txt").content.decode().split("\n\n")
    lines = [line.split(": ", 1) for line in header.split("\n")]
    said = dict(lines)
    kinds = ("Event", "Organisation", "Person", "Place", "Topic")
    return {
        "headline": said["Headline"],
        "summary": summary,
        "address": said["Address"],
        "permanent": said["Permanent address"],
        "language": said["Language"],
        "section": said["Section"],
        "published": said["Published"].split(",")[0],
        "updated": said["Updated"],
        "authors": said["By"].split(", "),
        "publisher": said["Publisher"],
        "cited": said["Cites"].split("; "),
        "tags": [name for kind in kinds if kind in said for name in said[kind].split("; ")],
        "corrections": [(name.split()[-1], text) for name, text in lines if name.startswith("Correction")],
        "pictures": [re.search("<(.*)>", text)[1] for name, text in lines if name == "Picture"],
        "original": said["Original address"],
    }


def of_api(client, article):
    said = client.get(f"/api/v1/articles/{article.pk}/").json()
    return _of_api(said) | {
        "permanent": said["permanent"],
        "corrections": [(each["on"], each["text"]) for each in said["corrections"]],
        "pictures": [each["url"] for each in said["pictures"]],
        "original": said["original_url"],
    }


def of_list(client, article):
    """The API's list, and its search, which are made in one way."""
    (said,) = client.get("/api/v1/articles/?tag=person/jane-doe").json()["results"]
    assert said == client.get("/api/v1/search/?q=headline:tide").json()["results"][0]
    return _of_api(said)


def _of_api(said):
    return {
        "headline": said["headline"],
        "summary": said["standfirst"],
        "address": said["address"],
        "language": said["language"],
        "section": said["section"],
        "published": said["published"]["at"] or said["published"]["on"],
        "updated": said["updated_at"],
        "authors": [each["name"] for each in said["authors"]],
        "publisher": said["publisher"]["name"],
        "cited": [each["name"] for each in said["cited"]],
        "tags": [each["name"] for each in said["tags"]],
    }


ATOM, MEDIA = "{http://www.w3.org/2005/Atom}", "{http://search.yahoo.com/mrss/}"
DC, TERMS = "{http://purl.org/dc/elements/1.1/}", "{http://purl.org/dc/terms/}"


def of_atom(client, article):
    """Feeds have corrections in their text."""
    (said,) = etree.fromstring(client.get("/latest/feed.atom").content).iter(f"{ATOM}entry")
    links = [(link.get("rel"), link.get("href")) for link in said.iter(f"{ATOM}link")]
    categories = [(each.get("scheme"), each.get("term")) for each in said.iter(f"{ATOM}category")]
    return _of_xml(said) | {
        "headline": said.findtext(f"{ATOM}title"),
        "summary": said.findtext(f"{ATOM}summary"),
        "address": dict(links)["alternate"],
        "identity": said.findtext(f"{ATOM}id"),
        "language": said.get("{http://www.w3.org/XML/1998/namespace}lang"),
        "section": dict(categories)[None],
        "authors": [name.text for name in said.iter(f"{ATOM}name")],
        "tags": [name for scheme, name in categories if scheme],
        "pictures": [address for rel, address in links if rel == "enclosure"],
        "original": dict(links)["via"],
    }


def of_rss(client, article):
    (said,) = etree.fromstring(client.get("/latest/feed.rss").content).iter("item")
    categories = [(each.get("domain"), each.text) for each in said.iter("category")]
    return _of_xml(said) | {
        "headline": said.findtext("title"),
        "summary": html.unescape(said.findtext("description")),  # readers take it for HTML
        "address": said.findtext("link"),
        "identity": said.findtext("guid"),
        "language": said.findtext(f"{DC}language"),
        "section": dict(categories)[None],
        "authors": [name.text for name in said.iter(f"{DC}creator")],
        "tags": [name for domain, name in categories if domain],
        "pictures": [picture.get("url") for picture in said.iter(f"{MEDIA}content")],
        "original": said.findtext(f"{DC}source"),
    }


def _of_xml(said):
    return {
        "published": said.findtext(f"{TERMS}issued"),
        "updated": _in_full(said.findtext(f"{TERMS}modified")),
        "publisher": said.findtext(f"{DC}publisher"),
        "cited": [name.text for name in said.iter(f"{TERMS}references")],
    }


def _in_full(moment):
    """RFC 3339 writes UTC as Z, the others as +00:00."""
    return datetime.fromisoformat(moment).isoformat()


def of_json_feed(client, article):
    (said,) = client.get("/latest/feed.json").json()["items"]
    ours = said["_newsroom"]
    return {
        "headline": said["title"],
        "summary": said["summary"],
        "address": said["url"],
        "identity": said["id"],
        "language": said["language"],
        "section": ours["section"],
        "published": ours["datePublished"],
        "updated": _in_full(ours["dateModified"]),
        "authors": [each["name"] for each in said["authors"]],
        "publisher": ours["publisher"],
        "cited": ours["cited"],
        "tags": [each["name"] for each in ours["tags"]],
        "corrections": [(each["on"], each["text"]) for each in ours["corrections"]],
        "pictures": [each["url"] for each in said["attachments"]],
        "original": said["external_url"],
    }


SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


def of_sitemap(client, article):
    """It says where the story is; when it changed here is of no story, but of the archive."""
    said = etree.fromstring(client.get(f"/sitemap-{article.published_on:%Y-%m}.xml").content)
    return {"address": said.findtext(f"{SITEMAP}url/{SITEMAP}loc")}


VOICES = [
    of_page, of_json_ld, of_ninjs, of_markdown, of_text, of_api, of_list, of_atom, of_rss, of_json_feed, of_sitemap,
]  # fmt: skip


def full(**columns):
    """A story of which everything can be said, and which is of a precision."""
    article = factories.draft(
        "The tide took the “pier” & more",
        standfirst="Nobody was on it, said the mayor’s <office>",
        language="en-GB",
        section="Town",
        updated_at=datetime(1969, 7, 22, 8, 30, tzinfo=UTC),
        original_url="https://ledger.example/pier?a=1&b=2",
        tags=["Jane Doe"],
        **columns,
    )
    for kind, name in (("place", "Harbour & Quay"), ("topic", "tides"), ("event", "The Flood")):
        article.taggings.create(tag=factories.tag(name, kind))
    for place, name in enumerate(["Zoe Able", "Ann Zimmer"]):
        author = Author.objects.create(name=name, slug=name.lower().replace(" ", "-"))
        Byline.objects.create(article=article, author=author, position=place)
    for place, name in enumerate(["Harbour Wire", "Coast Agency"]):
        Citation.objects.create(article=article, source=factories.source(name), position=place)
        Picture.objects.create(article=article, url=f"https://ledger.example/{place}.jpg", position=place)
    for day in (23, 24):
        Correction.objects.create(article=article, corrected_on=date(1969, 7, day), text=f"Not on the {day}th.")
    article.publish()
    return Article.objects.get(pk=article.pk)


PRECISIONS = {
    "1969-07-21T10:00:00+00:00": {"published_at": datetime(1969, 7, 21, 10, tzinfo=UTC)},
    "1969-07-21": {},
    "1969-07": {"on": date(1969, 7, 1), "date_precision": "month"},
    "1969": {"on": date(1969, 1, 1), "date_precision": "year"},
}


@pytest.mark.parametrize("published", PRECISIONS)
@pytest.mark.parametrize("voice", VOICES, ids=lambda voice: voice.__name__)
def test_every_voice_says_the_same(client, voice, published):
    article = full(**PRECISIONS[published])
    true = {
        "headline": "The tide took the “pier” & more",
        "summary": "Nobody was on it, said the mayor’s <office>",
        "address": f"{HERE}{article.get_absolute_url()}",
        "permanent": f"{HERE}/a/{article.pk}/",
        "identity": Archive.objects.own().urn(f"article:{article.pk}"),
        "language": "en-GB",
        "section": "Town",
        "published": published,
        "updated": "1969-07-22T08:30:00+00:00",
        "authors": ["Zoe Able", "Ann Zimmer"],
        "publisher": "The Harbour Ledger",
        "cited": ["Harbour Wire", "Coast Agency"],
        "tags": ["The Flood", "Jane Doe", "Harbour & Quay", "tides"],
        "corrections": [("1969-07-23", "Not on the 23th."), ("1969-07-24", "Not on the 24th.")],
        "pictures": ["https://ledger.example/0.jpg", "https://ledger.example/1.jpg"],
        "original": "https://ledger.example/pier?a=1&b=2",
    }
    said = voice(client, article)
    assert said == {name: true[name] for name in said}


def test_the_sitemap_of_news_says_the_same(client):
    article = factories.article("The tide & “more”", on=timezone.now().date(), language="en")
    (said,) = etree.fromstring(client.get("/sitemap-news.xml").content)
    news = f"{NEWS}news/{NEWS}"
    assert [
        said.findtext(f"{SITEMAP}loc"),
        said.findtext(f"{news}title"),
        said.findtext(f"{news}publication_date"),
        said.findtext(f"{news}publication/{NEWS}name"),
        said.findtext(f"{news}publication/{NEWS}language"),
    ] == [
        f"{HERE}{article.get_absolute_url()}",
        "The tide & “more”",
        article.published.iso,
        "The Harbour Ledger",
        "en",
    ]


def test_together_the_voices_say_everything(client):
    article = full()
    assert set().union(*(voice(client, article) for voice in VOICES)) == SAID
