"""Stories as feeds meet them, and what another reader makes of a feed."""

import json
from datetime import UTC, date, datetime

import feedparser

from articles.models import Article, Author, Byline, Citation, Correction, Picture, ReadMoreLink
from articles.publishing import publish
from tests import factories

FORMATS = ["rss", "atom", "json"]


def full():
    """A story with all that a feed can say of one."""
    factories.article("Pier closed for good", date(1969, 7, 1))
    made = factories.draft(
        "The tide took <the> pier & its lamp",
        date(1969, 7, 21),
        published_at=datetime(1969, 7, 21, 20, 17, 40, tzinfo=UTC),
        date_basis="stated",
        standfirst="Nobody was on it, 3 < 4 say.",
        byline="By Jane Doe and John Roe",
        section="Town",
        language="en-GB",
        updated_at=datetime(1969, 7, 22, 8, tzinfo=UTC),
        original_url="https://ledger.example/größe?a=1&b=2",
        body='The <em>pier</em> went, <a href="/lamp">lamp</a> and all.\n\n<h2>After</h2>\n\nIt was noon ]]&gt; noon.',
        asks_for=["Pier closed for good", "Nobody has it"],
        tags=["Jane Doe"],
    )
    made.taggings.create(tag=factories.tag("Harbour", "place"))
    for place, name in enumerate(["Jane Doe", "John Roe"]):
        author = Author.objects.create(name=name, slug=name.lower().replace(" ", "-"))
        Byline.objects.create(article=made, author=author, position=place)
    Citation.objects.create(article=made, source=factories.source("Harbour Wire"))
    Picture.objects.create(article=made, url="https://ledger.example/a.jpg", caption="The pier", credit="A. Boat")
    ReadMoreLink.objects.create(
        article=made,
        headline="Tides",
        line="See: Tides",
        label="See",
        after=0,
        state="external",
        url="https://t.example/",
    )
    Correction.objects.create(article=made, corrected_on=date(1969, 7, 24), text="It was <noon>.")
    publish(made)
    return Article.objects.get(pk=made.pk)


HTML = (
    "<p>Correction, July 24, 1969: It was &lt;noon&gt;.</p>\n"
    '<p>See: <a href="https://t.example/">Tides</a></p>\n'
    '<p>The <em>pier</em> went, <a href="http://testserver/lamp" rel="nofollow noopener">lamp</a> and all.</p>\n'
    '<p>Read more: <a href="http://testserver/1969/07/01/pier-closed-for-good/">Pier closed for good</a></p>\n'
    "<h2>After</h2>\n"
    "<p>Read more: Nobody has it</p>\n"
    "<p>It was noon ]]&gt; noon.</p>"
)


def fetched(client, address="/latest/feed.atom", **options):
    """A feed as feedparser reads it, which finds nothing wrong with it."""
    response = client.get(address, **options)
    assert response.status_code == 200, address
    read = feedparser.parse(response.content, sanitize_html=False, resolve_relative_uris=False)
    assert read.bozo is False, read
    return read


def titles(client, address):
    """The headlines of a feed, in whatever format."""
    if ".json" in address:
        return [item["title"] for item in json.loads(client.get(address).content)["items"]]
    return [entry.title for entry in fetched(client, address).entries]
