"""A story in other formats, under its own address."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Article
from articles.views.formats import FORMATS
from tests import factories
from tests.api.test_stories import everything

pytestmark = pytest.mark.django_db

EVERY = pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)


def address(article, form):
    return article.get_absolute_url() + form.file


@EVERY
def test_a_story_is_there_in_the_format(client, form):
    response = client.get(address(everything(), form))
    assert response.status_code == 200
    assert response["Content-Type"] == f"{form.media_type}; charset=utf-8"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Content-Language"] == "en"
    for words in ("The tide took the pier", "One paragraph.", "The Harbour Ledger", "Jane Doe", "Harbour Wire"):
        assert words in response.content.decode()


@EVERY
def test_it_takes_two_queries(client, django_assert_num_queries, form):
    where = address(everything(), form)
    with django_assert_num_queries(2):
        client.get(where)


@EVERY
def test_what_has_not_changed_is_not_sent_again(client, form):
    where = address(everything(), form)
    first = client.get(where)
    for header in ({"if-none-match": first["ETag"]}, {"if-modified-since": first["Last-Modified"]}):
        again = client.get(where, headers=header)
        assert (again.status_code, again.content) == (304, b"")


@EVERY
def test_it_is_read_only_and_head_has_no_body(client, form):
    where = address(everything(), form)
    assert client.post(where).status_code == 405
    assert (client.head(where).status_code, client.head(where).content) == (200, b"")


@EVERY
def test_a_former_address_leads_to_it(client, form):
    article = everything()
    where = address(article, form)
    Article.objects.filter(pk=article.pk).update(slug="moved")
    response = client.get(where)
    assert (response.status_code, response["Location"]) == (301, f"/1969/07/21/moved/{form.file}")
    Article.objects.filter(pk=article.pk).update(status="draft")
    assert client.get(where).status_code == 404


@EVERY
def test_a_withdrawn_story_says_that_it_was_and_nothing_else(client, form):
    article = everything()
    article.withdraw("It was not so.")
    response = client.get(address(article, form))
    assert (response.status_code, response["Content-Type"]) == (410, "text/plain; charset=utf-8")
    assert response.content.decode() == "The story that stood here has been withdrawn. It was not so.\n"


@EVERY
def test_a_story_that_a_reader_cannot_open_is_not_there(client, admin_client, form):
    future = factories.article(on=(timezone.now() + timedelta(days=2)).date())
    draft = factories.draft(slug="a-draft")
    for article in (future, draft):
        assert client.get(address(article, form)).status_code == 404
        assert admin_client.get(address(article, form)).status_code == 404


@EVERY
@pytest.mark.parametrize("path", ["/1969/07/21/nothing/", "/1969/02/30/nothing/", "/1969/13/01/nothing/"])
def test_an_address_without_a_story_is_not_there(client, form, path):
    assert client.get(path + form.file).status_code == 404


@EVERY
def test_no_line_leads_to_a_story_that_a_reader_cannot_open(client, form):
    asks = factories.article("Asks", asks_for=["Gone again"])
    factories.article("Gone again").withdraw()
    said = client.get(address(asks, form)).content.decode()
    assert "Gone again" in said
    assert "gone-again" not in said


def test_no_slug_is_in_the_way_of_a_format(client):
    factories.article("Story", slug="story.json")
    assert json.loads(client.get("/1969/07/21/story.json/story.json").content)["slugline"] == "story.json"
    assert client.get("/1969/07/21/story.json/")["Content-Type"] == "text/html; charset=utf-8"


def test_the_page_names_its_other_formats_in_its_head_and_to_its_readers(client):
    html = client.get(everything().get_absolute_url()).content.decode()
    for form in FORMATS:
        path = f"/1969/07/21/the-tide-took-the-pier/{form.file}"
        assert f'<link rel="alternate" type="{form.media_type}" href="{path}">' in html
        assert f'<a href="{path}" type="{form.media_type}">' in html


def test_a_page_that_only_editors_see_names_no_formats(admin_client):
    draft = factories.draft()
    html = admin_client.get(draft.get_permanent_url()).content.decode()
    assert "story.json" not in html
