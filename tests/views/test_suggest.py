"""What the search box suggests, and "Did you mean"."""

import json
from xml.etree import ElementTree

import pytest
from django.templatetags.static import static

from articles.search.suggesting import distance
from articles.search.vocabulary import read
from tests import factories

pytestmark = pytest.mark.django_db


def fill():
    for n in range(3):
        factories.article(f"Harbour storm {n}", tags=["Esmail Qaani"], slug=f"storm-{n}")
    factories.draft("Harbour draft")
    read()


def suggested(client, text):
    response = client.get("/search/suggest/", {"q": text})
    assert response.headers["Content-Type"] == "application/x-suggestions+json"
    typed, texts, kinds, addresses = json.loads(response.content)
    assert typed == text
    return list(zip(kinds, texts, addresses, strict=True))


def test_words_names_sources_and_headlines_are_suggested(client):
    fill()
    assert suggested(client, "storm har") == [
        ("Search", "storm harbour", "http://testserver/search/?q=storm+harbour"),
        *(("Story", f"Harbour storm {n}", f"http://testserver/1969/07/21/storm-{n}/") for n in (2, 1, 0)),
    ]
    assert suggested(client, "qaa") == [
        ("Search", "qaani", "http://testserver/search/?q=qaani"),
        ("Tag", "Esmail Qaani", "http://testserver/tags/person/esmail-qaani/"),
    ]
    assert suggested(client, "the harbour led") == [
        ("Source", "The Harbour Ledger", "http://testserver/sources/the-harbour-ledger/"),
    ]


@pytest.mark.parametrize("text", ["", "h", "%%", "__", "\\", "\0ab", "x" * 500, "-harbour", "'':*", "the of"])
def test_a_beginning_that_is_none_suggests_nothing(client, text):
    fill()
    assert suggested(client, text) == []


@pytest.mark.parametrize("items", [1, 3])
def test_suggestions_take_as_many_queries_for_one_story_as_for_three(client, django_assert_num_queries, items):
    for n in range(items):
        factories.article(f"Harbour {n}")
    # Words, tags, sources, what the words mean, some stories with them and the newest of those.
    with django_assert_num_queries(6):
        client.get("/search/suggest/", {"q": "harbo"})


def test_a_misspelt_word_is_told_as_the_archive_spells_it(client):
    fill()
    response = client.get("/search/", {"q": "esmial qanai storm"})
    assert response.context["better"] == ("“esmail qaani storm”", "?q=esmail+qaani+storm")
    assert "Did you mean" in response.content.decode()


@pytest.mark.parametrize("text", ["storm", "qaani", "-qanai storm", "“qanai storm”", "xylophone", "person:qanai"])
def test_nothing_is_told_of_what_is_spelled_as_here_or_like_nothing_here(client, text):
    fill()
    assert client.get("/search/", {"q": text}).context["better"] is None


def test_a_slip_is_a_letter_changed_added_left_out_or_swapped():
    assert [distance(one, "storm") for one in ("storm", "strom", "stom", "stormy", "starm", "harbor", "")] == [
        0, 1, 1, 1, 1, 5, 5,
    ]  # fmt: skip


def test_browsers_are_told_how_to_search_here(client):
    page = client.get("/").content.decode()
    assert 'rel="search" type="application/opensearchdescription+xml"' in page
    response = client.get("/search/opensearch.xml")
    assert response.headers["Content-Type"] == "application/opensearchdescription+xml"
    urls = ElementTree.fromstring(response.content).findall("{http://a9.com/-/spec/opensearch/1.1/}Url")
    assert [url.get("template") for url in urls] == [
        "http://testserver/search/?q={searchTerms}",
        "http://testserver/search/suggest/?q={searchTerms}",
    ]
    french = ElementTree.fromstring(client.get("/fr/search/opensearch.xml").content)
    assert french[-2].get("template") == "http://testserver/fr/search/?q={searchTerms}"
    assert french[-3].text == f"http://testserver{static('favicon.svg')}"
