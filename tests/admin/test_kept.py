import pytest
from django.contrib.auth.models import Permission

from articles.importers.load import load
from articles.importers.pages import Page
from articles.models import Article, Capture
from tests.importers.pages import page

pytestmark = pytest.mark.django_db

LISTS = {"capture": 5, "articleversion": 8, "formeraddress": 5}


def bring(items):
    for n in range(items):
        list(load([Page(f"{n}.txt", page(f"Story {n}")), Page("bad.txt", b"")], publish=True))
    for article in Article.objects.all():
        Article.objects.filter(pk=article.pk).update(slug=f"moved-{article.pk}")


@pytest.mark.parametrize("items", [1, 3])
@pytest.mark.parametrize("name", LISTS)
def test_the_lists_take_as_many_queries_for_one_item_as_for_three(admin_client, django_assert_num_queries, name, items):
    bring(items)
    with django_assert_num_queries(LISTS[name]):
        assert admin_client.get(f"/admin/articles/{name}/").status_code == 200


def test_a_capture_is_given_back_byte_for_byte_and_never_shown(admin_client):
    data = page().replace(b"Moon", b"<script>")
    list(load([Page("a.txt", data)]))
    response = admin_client.get(f"/admin/articles/capture/{Capture.objects.get().pk}/page/")
    assert response.content == data
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["Content-Type"] == "application/octet-stream"


def test_who_may_not_see_captures_gets_none(client, django_user_model):
    bring(1)
    user = django_user_model.objects.create_user("guest", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_article"))
    client.force_login(user)
    assert client.get(f"/admin/articles/capture/{Capture.objects.get().pk}/page/").status_code == 403


@pytest.mark.parametrize("name", LISTS)
def test_what_is_kept_is_read_and_not_changed_by_anybody(admin_client, name):
    assert admin_client.get(f"/admin/articles/{name}/add/").status_code == 403
