import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.formats import get_format

from articles.languages import CODES, asked_for, prefixed, unprefixed
from articles.models import OldAddress
from tests import factories

DB = pytest.mark.django_db


def spoken(response):
    """The language and direction that a page says it is in."""
    return re.search(r'<html lang="(\w+)" dir="(\w+)">', response.content.decode()).groups()


def addresses(response, pattern):
    return re.findall(pattern, response.content.decode())


@DB
@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/latest/", ("en", "ltr")),
        ("/en/latest/", ("en", "ltr")),
        ("/fr/latest/", ("fr", "ltr")),
        ("/ar/latest/", ("ar", "rtl")),
        ("/ur/latest/", ("ur", "rtl")),
    ],
)
def test_the_address_chooses_the_language(client, path, said):
    response = client.get(path)
    assert (response.status_code, spoken(response), response["Content-Language"]) == (200, said, said[0])


@DB
@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("fr", "fr"),
        ("fr-CA, en;q=0.8", "fr"),
        ("nl, ur;q=0.5, ar;q=0.7", "ar"),
        ("AR-eg", "ar"),
        ("nl, de", "en"),
        ("*", "en"),
        ("en;q=0.9, fr;q=0", "en"),
        ("", "en"),
        (";;q=,\x00", "en"),
    ],
)
def test_without_one_the_browser_does(client, header, language):
    assert spoken(client.get("/latest/", HTTP_ACCEPT_LANGUAGE=header))[0] == language


@DB
def test_the_address_counts_for_more_than_the_browser(client):
    assert spoken(client.get("/en/latest/", HTTP_ACCEPT_LANGUAGE="ar"))[0] == "en"


@DB
def test_only_a_page_whose_language_the_browser_chose_varies_by_it(client):
    assert client.get("/latest/").get("Vary") == "Accept-Language, Accept-Encoding"
    assert client.get("/nowhere/").get("Vary") == "Accept-Language, Accept-Encoding"
    assert client.get("/fr/latest/").get("Vary") == "Accept-Encoding"


@DB
@pytest.mark.parametrize("path", ["/de/latest/", "/FR/latest/", "/fr-ca/latest/", "/fr/fr/latest/", "/fr/admin/"])
def test_an_address_in_a_language_that_is_not_spoken_is_not_there(client, path):
    assert client.get(path).status_code == 404


@DB
def test_the_slash_at_the_end_is_put_there_in_every_language(client):
    assert client.get("/ur/latest").url == "/ur/latest/"
    assert client.get("/ur").url == "/ur/"


@DB
def test_links_stay_in_the_language_of_the_address(client):
    story = factories.article("Moon")
    own = story.get_absolute_url()
    assert addresses(client.get("/fr/latest/"), r'class="headline"[^>]*><a href="([^"]+)"') == [f"/fr{own}"]
    unnamed = client.get("/latest/", HTTP_ACCEPT_LANGUAGE="fr")
    assert addresses(unnamed, r'class="headline"[^>]*><a href="([^"]+)"') == [own]


@DB
def test_what_has_no_language_is_led_to_without_one(client):
    response = client.get("/fr/latest/")
    assert addresses(response, r'href="([^"]*/admin/)"') == ["/admin/"]
    assert client.get("/admin/login/", HTTP_ACCEPT_LANGUAGE="fr").wsgi_request.for_readers is False
    assert 'lang="en"' in client.get("/admin/login/", HTTP_ACCEPT_LANGUAGE="fr").content.decode()


@DB
@pytest.mark.parametrize("prefix", ["", "/en", "/ar"])
def test_the_canonical_address_has_no_language(client, prefix):
    own = factories.article("Moon").get_absolute_url()
    response = client.get(prefix + own, HTTP_ACCEPT_LANGUAGE="fr")
    whole = f"http://testserver{own}"
    assert addresses(response, r'rel="canonical" href="([^"]+)"') == [whole]
    assert addresses(response, r'"og:url" content="([^"]+)"') == [whole]
    told = r'<script type="application/ld\+json">(.+)</script>'
    assert addresses(response, told) == addresses(client.get(own), told) != []


@DB
@pytest.mark.parametrize("prefix", ["", "/fr"])
def test_machines_are_told_of_every_language(client, prefix):
    response = client.get(f"{prefix}/latest/?copies=all&before=20240716T000000000000-1")
    place = "/latest/?before=20240716T000000000000-1"
    told = addresses(response, r'rel="alternate" hreflang="([^"]+)" href="http://testserver([^"]+)"')
    assert told == [*((code, f"/{code}{place}") for code in CODES), ("x-default", place)]


@DB
@pytest.mark.parametrize("prefix", ["", "/ur"])
def test_readers_choose_a_language_and_keep_what_they_asked_for(client, prefix):
    response = client.get(f"{prefix}/search/?q=moon&by=best")
    offered = addresses(response, r'<a href="([^"]+)" lang="(\w+)" dir="(\w+)" hreflang="\w+"')
    assert offered == [
        ("/en/search/?q=moon&amp;by=best", "en", "ltr"),
        ("/fr/search/?q=moon&amp;by=best", "fr", "ltr"),
        ("/ar/search/?q=moon&amp;by=best", "ar", "rtl"),
        ("/ur/search/?q=moon&amp;by=best", "ur", "rtl"),
    ]


@DB
def test_a_page_that_is_not_there_offers_its_languages_to_readers_only(client):
    response = client.get("/fr/nowhere/")
    assert (response.status_code, spoken(response)) == (404, ("fr", "ltr"))
    assert addresses(response, r"hreflang=\"x-default\"") == []
    assert "/ar/nowhere/" in addresses(response, r'<a href="([^"]+)"')


@DB
def test_a_withdrawn_story_says_so_in_every_language(client):
    story = factories.article("Moon")
    story.withdraw()
    response = client.get(f"/ar{story.get_absolute_url()}")
    assert (response.status_code, spoken(response)) == (410, ("ar", "rtl"))


@DB
def test_an_old_address_leads_on_in_the_language_it_was_asked_in(client):
    story = factories.article("Moon")
    OldAddress.objects.create(article=story, url="https://testserver/2012/05/moon/")
    OldAddress.objects.create(article=story, url="https://testserver/fr/lune/")
    assert client.get("/ar/2012/05/moon/").url == f"/ar{story.get_absolute_url()}"
    assert client.get("/fr/lune/").url == f"/fr{story.get_absolute_url()}"


@DB
def test_a_story_keeps_its_language_on_a_page_in_another(client):
    story = factories.article("Moon", language="en")
    page = client.get(f"/ur{story.get_absolute_url()}").content.decode()
    assert '<article class="story" lang="en" dir="ltr">' in page
    assert '<aside class="side" lang="ur" dir="rtl"' in page


@DB
def test_dates_are_written_as_each_language_does(client):
    story = factories.article("Moon", date(2024, 7, 16))
    said = {code: client.get(f"/{code}{story.get_absolute_url()}").content.decode() for code in CODES}
    folio = {
        code: re.search(r'class="folio"[^>]*>(?:<a[^>]*>)?<time[^>]*>([^<]+)', page)[1] for code, page in said.items()
    }
    assert folio == {
        "en": "Tuesday, July 16, 2024",
        "fr": "mardi 16 juillet 2024",
        "ar": "الثلاثاء، 16 يوليو 2024",
        "ur": "منگل، 16 جولائی، 2024",
    }


@DB
def test_what_is_spoken_to_one_reader_is_not_to_the_next(client):
    client.get("/fr/latest/")
    client.get("/latest/", HTTP_ACCEPT_LANGUAGE="ar")
    assert (translation.get_language(), reverse("latest")) == ("en", "/latest/")


@pytest.mark.parametrize(
    ("path", "bare"),
    [
        ("/fr/latest/", "/latest/"),
        ("/fr/", "/"),
        ("/fr", "/"),
        ("/latest/", "/latest/"),
        ("/french/", "/french/"),
        ("/a/fr/", "/a/fr/"),
        ("/fr?q=1", "/?q=1"),
        ("/fr/?q=/ar/", "/?q=/ar/"),
    ],
)
def test_a_path_without_its_language(path, bare):
    assert unprefixed(path) == bare
    assert prefixed(path, "ur") == f"/ur{bare}"
    assert unprefixed(prefixed(path, "ur")) == bare


def test_the_first_language_that_is_spoken_here_is_taken(rf):
    assert asked_for(rf.get("/", HTTP_ACCEPT_LANGUAGE="de, ur-PK;q=0.9, fr;q=0.8")) == "ur"


@pytest.mark.parametrize("language", CODES)
@pytest.mark.parametrize("name", ["WEEKDAY_DATE_FORMAT", "WEEKDAY_OPENING_FORMAT", "MONTH_DAY_OPENING_FORMAT"])
def test_every_language_has_its_formats(language, name):
    assert get_format(name, language) != name
