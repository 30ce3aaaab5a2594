from datetime import UTC, datetime, timedelta
from urllib.robotparser import RobotFileParser

import pytest
from django.utils import timezone

from tests import factories

pytestmark = pytest.mark.django_db
HERE = "http://testserver"


def robots(client):
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    read = RobotFileParser()
    read.parse(response.content.decode().splitlines())
    return read


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", True),
        ("/1969/07/21/one/", True),
        ("/latest/feed.atom", True),
        ("/search/", False),
        ("/search/?q=moon", False),
        ("/search/feed.rss?q=moon", False),
        ("/fr/search/?q=moon", False),
        ("/fr/latest/", True),
        ("/admin/", False),
    ],
)
def test_crawlers_may_read_all_but_searches_and_the_editors_rooms(client, path, allowed):
    assert robots(client).can_fetch("AnyBot", path) == allowed


def test_crawlers_are_led_to_the_sitemaps(client):
    assert robots(client).site_maps() == [f"{HERE}/sitemap.xml"]
    factories.article("One", timezone.now().date())
    assert robots(client).site_maps() == [f"{HERE}/sitemap.xml", f"{HERE}/sitemap-news.xml"]


@pytest.mark.parametrize(
    ("contact", "said"),
    [
        ("mailto:desk@ledger.example", "mailto:desk@ledger.example"),
        ("desk@ledger.example", "mailto:desk@ledger.example"),
        ("https://ledger.example/contact", "https://ledger.example/contact"),
    ],
)
def test_who_finds_a_hole_learns_whom_to_tell(client, settings, contact, said):
    settings.CONTACT = contact
    response = client.get("/.well-known/security.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    expires = datetime.strptime(fields.pop("Expires"), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert timedelta(days=180) < expires - timezone.now() < timedelta(days=365)
    assert fields == {"Contact": said, "Canonical": f"{HERE}/.well-known/security.txt"}


@pytest.mark.parametrize("contact", ["", "http://ledger.example/", "the desk", "https://a.example/\nExpires: never"])
def test_without_a_contact_that_may_be_named_there_are_words(client, settings, contact):
    settings.CONTACT = contact
    response = client.get("/.well-known/security.txt")
    assert (response.status_code, response.content.decode()) == (
        404,
        "This site has not said who is to be told of a security problem.\n",
    )
