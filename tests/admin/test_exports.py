import json
from datetime import date

import pytest
from django.contrib.auth.models import Permission

from articles.exporters.formats import BY_NAME, FORMATS
from articles.models import Author, Byline
from tests import factories

pytestmark = pytest.mark.django_db

ARTICLES, SOURCES, TAGS, AUTHORS = (f"/admin/articles/{name}/" for name in ("article", "source", "tag", "author"))


def export(client, url, *rows, **data):
    return client.post(url, {"action": "export_stories", "_selected_action": [row.pk for row in rows], **data})


def headlines(response):
    return [json.loads(line)["headline"] for line in response.getvalue().splitlines()]


@pytest.fixture
def stories():
    return [factories.article(name, on=date(1969, 7, day), tags=["Jane Doe"]) for day, name in enumerate("ABC", 1)]


def test_the_action_asks_for_a_format(admin_client, stories):
    response = export(admin_client, ARTICLES, *stories[:2])
    page = response.content.decode()
    assert "2 stories will leave." in page
    assert all(f'name="format" value="{form.name}"' in page for form in FORMATS)
    assert "up to 1,000 stories" in page
    assert page.count('name="_selected_action"') == 2


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_the_chosen_stories_stream_in_the_chosen_format(admin_client, stories, form):
    response = export(admin_client, ARTICLES, *stories, format=form.name)
    assert response.streaming
    assert response["Content-Type"] == form.media_type
    assert response["Content-Disposition"] == f'attachment; filename="newsroom{form.suffix}"'
    assert len(response.getvalue()) > 0


def test_only_the_chosen_stories_leave_in_the_order_of_the_list(admin_client, stories):
    assert headlines(export(admin_client, ARTICLES, stories[0], stories[2], format="jsonl")) == ["C", "A"]


def test_all_stories_of_a_filtered_list_leave_by_its_filter(admin_client, stories):
    stories[0].__class__.objects.filter(pk=stories[1].pk).update(language="fr")
    url = f"{ARTICLES}?language__exact=en"
    page = export(admin_client, url, stories[0], select_across="1").content.decode()
    assert "2 stories will leave." in page
    assert '<input type="hidden" name="select_across" value="1">' in page
    assert headlines(export(admin_client, url, stories[0], select_across="1", format="jsonl")) == ["C", "A"]


def test_a_draft_leaves_for_those_who_see_it_in_the_list(admin_client):
    draft = factories.draft("Draft")
    assert headlines(export(admin_client, ARTICLES, draft, format="jsonl")) == ["Draft"]


def test_the_stories_of_sources_leave_without_drafts(admin_client, stories):
    factories.draft("Draft")
    factories.article("Elsewhere", source=factories.source("Meridian Dispatch"))
    response = export(admin_client, SOURCES, factories.source(), format="jsonl")
    assert headlines(response) == ["C", "B", "A"]
    assert response["Content-Disposition"] == 'attachment; filename="newsroom-the-harbour-ledger.jsonl"'


def test_a_story_with_two_of_the_chosen_tags_leaves_once(admin_client, stories):
    harbour = factories.tag("Harbour", "place")
    stories[1].taggings.create(tag=harbour)
    response = export(admin_client, TAGS, harbour, factories.tag("Jane Doe"), format="jsonl")
    assert headlines(response) == ["C", "B", "A"]


def test_the_stories_of_authors_leave(admin_client, stories):
    author = Author.objects.create(name="جین", slug="jane")
    Byline.objects.create(article=stories[1], author=author)
    response = export(admin_client, AUTHORS, author, format="bibtex")
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''newsroom-")
    assert response.getvalue().count(b"@article{") == 1


def test_a_book_is_called_for_what_is_in_it(admin_client, stories):
    names = [factories.source(f"Paper {number}") for number in range(4)]
    for source in names:
        factories.article(source=source)
    response = export(admin_client, SOURCES, *names, format="epub")
    assert response["Content-Disposition"] == 'attachment; filename="newsroom-paper-0-paper-1-paper-2.epub"'


def test_too_many_stories_for_a_format_are_told_beside_the_other_formats(admin_client, stories, monkeypatch):
    epub = BY_NAME["epub"]
    fewer = type(epub)(**{name: getattr(epub, name) for name in epub.__slots__} | {"most": 2})
    monkeypatch.setitem(BY_NAME, "epub", fewer)
    response = export(admin_client, ARTICLES, *stories, format="epub")
    assert response.status_code == 200
    assert "EPUB 3 holds 2 stories at the most, and these are more" in response.content.decode()


def test_a_source_without_stories_says_so(admin_client):
    response = export(admin_client, SOURCES, factories.source())
    assert response.status_code == 302
    page = admin_client.get(response.url).content.decode()
    assert "There is no story of these that readers can open." in page


def test_a_format_that_there_is_not_is_asked_for_again(admin_client, stories):
    assert "In which format?" in export(admin_client, ARTICLES, *stories, format="docx").content.decode()


@pytest.mark.parametrize("url", [SOURCES, TAGS, AUTHORS])
def test_who_may_not_view_articles_exports_none(client, django_user_model, stories, url):
    user = django_user_model.objects.create_user("clerk", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_source", "view_tag", "view_author"]))
    client.force_login(user)
    assert b"export_stories" not in client.get(url).content
    rows = {SOURCES: factories.source(), TAGS: factories.tag("Jane Doe"), AUTHORS: stories[0]}
    assert not export(client, url, rows[url], format="jsonl").streaming


def test_who_may_view_articles_exports_them(client, django_user_model, stories):
    user = django_user_model.objects.create_user("reader", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_article"))
    client.force_login(user)
    assert headlines(export(client, ARTICLES, stories[0], format="jsonl")) == ["A"]


def test_a_stranger_is_sent_to_sign_in(client, stories):
    assert export(client, ARTICLES, stories[0], format="jsonl").status_code == 302


@pytest.mark.parametrize("number", [1, 3])
def test_an_export_asks_as_many_queries_for_three_stories_as_for_one(
    admin_client, stories, number, django_assert_num_queries
):
    # Who it is (2), the list that the choice was made in (7), how many, their keys, and all that belongs to them.
    with django_assert_num_queries(12):
        assert len(headlines(export(admin_client, ARTICLES, *stories[:number], format="jsonl"))) == number
