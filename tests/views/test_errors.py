"""Pages that say what is wrong: in the archive's dress, with a way on, and never a traceback."""

import gzip

import pytest
from django.test import Client
from django.views.defaults import server_error

from articles.views import home
from tests import factories


def test_a_page_that_is_not_there_says_so_with_a_way_on(client, db):
    response = client.get("/nowhere/")
    html = response.content.decode()
    assert response.status_code == 404
    assert "<h1>" in html
    assert 'href="/latest/"' in html


def test_a_404_says_why_in_words(client, db):
    assert "no such day in the calendar" in client.get("/2024/02/30/").content.decode()


def test_a_hostile_address_stays_text_in_the_page_that_refuses_it(client, db):
    assert "<script>alert" not in client.get("/<script>alert(1)</script>/").content.decode()


@pytest.mark.django_db
def test_a_view_that_fails_shows_a_page_without_asking_the_database(monkeypatch, django_assert_num_queries):
    def fail(*_, **__):
        raise RuntimeError("secret words")

    monkeypatch.setattr(home, "page_of", fail)
    client = Client(raise_request_exception=False)
    with django_assert_num_queries(0):
        response = client.get("/")
    html = response.content.decode()
    assert response.status_code == 500
    assert "<h1>" in html
    assert "secret words" not in html
    assert "Traceback" not in html


def test_the_500_page_needs_nothing(rf):
    assert server_error(rf.get("/")).status_code == 500


@pytest.mark.django_db
def test_a_form_without_its_token_is_refused_in_the_same_dress(admin_user):
    client = Client(enforce_csrf_checks=True)
    response = client.post("/admin/login/", {"username": "admin", "password": "password"})
    assert response.status_code == 403
    assert 'href="/latest/"' in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
@pytest.mark.parametrize("path", ["/", "/fr/search/", "/latest/feed.rss", "/sitemap.xml"])
def test_what_would_write_to_a_page_is_refused_in_words(method, path):
    response = getattr(Client(enforce_csrf_checks=True), method)(path)
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
    assert "<h1>" in response.content.decode()


@pytest.mark.django_db
def test_a_page_is_packed_for_whoever_can_unpack_it(client):
    story = factories.article(body="\n\n".join(f"Paragraph {number} of a long story." for number in range(500)))
    path = story.get_absolute_url()
    whole, packed = client.get(path), client.get(path, headers={"accept-encoding": "gzip"})
    assert gzip.decompress(packed.content) == whole.content
    assert len(packed.content) < len(whole.content) / 3


def test_a_host_that_is_not_ours_is_refused(client):
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400


@pytest.mark.django_db
def test_every_page_carries_a_strict_policy(client):
    response = client.get(factories.article().get_absolute_url())
    directives = dict(part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";"))
    assert directives == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self'",
        "font-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
