import io
import zipfile

import pytest
from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from articles.admin import imports, pasting
from articles.importers.load import load
from articles.importers.pages import Page
from articles.importers.uploads import store, work_off
from articles.models import Article, Import, ImportFailure
from tests.importers.pages import page

pytestmark = pytest.mark.django_db

LISTS = {"import": 7, "importfailure": 5, "importnote": 5}
URL = "/admin/articles/import/"
BAD = b"\x89PNG\r\n\x1a\n\0\0"


def bring(items=1):
    for n in range(items):
        undated = page(f"Undated {n}", date="")
        pages = [Page(f"{n}.txt", page(f"Story {n}")), Page("<b>bad.txt", BAD), Page("undated.txt", undated)]
        list(load(pages, publish=True))
    return Import.objects.first()


def upload(stories=3):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for n in range(stories):
            archive.writestr(f"{n}.txt", page(f"Story {n}"))
    return store([ContentFile(data.getvalue(), "all.zip")], origin="all.zip")


def change_url(run):
    return f"{URL}{run.pk}/change/"


def html_of(client, run, query=""):
    return client.get(change_url(run) + query).content.decode()


@pytest.fixture
def guest(client, django_user_model):
    """Somebody who may see imports; `permissions` adds to that."""
    user = django_user_model.objects.create_user("guest", is_staff=True)

    def permit(*names):
        user.user_permissions.set(Permission.objects.filter(codename__in=["view_import", *names]))
        client.force_login(user)
        return client

    return permit


@pytest.mark.parametrize("items", [1, 3])
@pytest.mark.parametrize("name", LISTS)
def test_the_lists_take_as_many_queries_for_one_item_as_for_three(admin_client, django_assert_num_queries, name, items):
    bring(items)
    with django_assert_num_queries(LISTS[name]):
        assert admin_client.get(f"/admin/articles/{name}/").status_code == 200


@pytest.mark.parametrize("items", [1, 3])
def test_an_imports_page_takes_as_many_queries_for_one_failure_as_for_three(
    admin_client, django_assert_num_queries, items
):
    pages = [Page(f"{n}.txt", data) for n in range(items) for data in (BAD, page(f"Undated {n}", date=""))]
    list(load(pages, publish=True))
    url = change_url(Import.objects.get())
    admin_client.get(url)  # what is read once for all pages
    with django_assert_num_queries(7):
        assert admin_client.get(url).status_code == 200


def test_an_import_shows_its_result_its_log_and_what_could_not_be_read(admin_client):
    run = bring()
    html = html_of(admin_client, run)
    assert "&lt;b&gt;bad.txt" in html
    assert "not in the archive; it has no date, so it waits as a draft" in html
    for field in Import.TOLD:
        assert f"field-{field}" in html
    url = f"/admin/articles/article/?imported_by__id__exact={run.pk}"
    assert url in html
    assert admin_client.get(url).context["cl"].result_count == 2


def test_an_import_under_way_tells_how_far_it_is_and_is_loaded_anew_until_somebody_minds(admin_client):
    run = upload()
    Import.objects.filter(pk=run.pk).update(bytes_read=run.bytes_total // 2, looked_at=2)
    html = html_of(admin_client, run)
    assert '<meta http-equiv="refresh" content="3">' in html
    assert '<progress max="100" value="4' in html
    assert "2 stories read" in html
    assert 'http-equiv="refresh"' not in html_of(admin_client, run, "?still=1")
    work_off()
    html = html_of(admin_client, run)
    assert "<progress" not in html
    assert 'http-equiv="refresh"' not in html


def test_a_large_upload_is_put_down_and_its_page_shown(admin_client, admin_user, monkeypatch):
    monkeypatch.setattr(pasting, "AT_ONCE", 10)
    files = [SimpleUploadedFile("a.txt", page()), SimpleUploadedFile("b.txt", page("Other"))]
    data = {"page": page("Pasted").decode(), "files": files, "source": "Elsewhere", "publish": "on"}
    response = admin_client.post("/admin/articles/article/paste/", data)
    run = Import.objects.get()
    assert response.url == change_url(run)
    assert (run.user, run.publisher, run.publish, run.state) == (admin_user, "Elsewhere", True, "waiting")
    assert not Article.objects.exists()
    work_off()
    assert Article.objects.published().count() == 3


def test_who_may_not_publish_puts_drafts_down(guest, monkeypatch):
    monkeypatch.setattr(pasting, "AT_ONCE", 10)
    client = guest("add_article")
    files = [SimpleUploadedFile("a.txt", page())]
    client.post("/admin/articles/article/paste/", {"files": files, "publish": "on"})
    assert Import.objects.get().publish is False


def test_failures_are_downloaded_as_a_zip(admin_client):
    run = bring()
    response = admin_client.get(f"{URL}{run.pk}/failures/")
    assert response["Content-Disposition"] == f'attachment; filename="import-{run.pk}-failures.zip"'
    with zipfile.ZipFile(io.BytesIO(response.getvalue())) as archive:
        assert archive.namelist() == ["000002-b-bad.txt", "failures.csv"]
        assert archive.read("000002-b-bad.txt") == BAD


def test_failures_are_tried_again_and_what_came_in_is_told_on_the_first_page(admin_client):
    run = bring()
    assert "Try 1 failure again" in html_of(admin_client, run)
    response = admin_client.post(f"{URL}{run.pk}/retry/", follow=True)
    assert "0 of 1 came in." in response.content.decode()
    ImportFailure.objects.filter(imported_by=run).update(content=page("Mended"))
    response = admin_client.post(f"{URL}{run.pk}/retry/", follow=True)
    assert "All came in." in response.content.decode()
    second = Import.objects.first()
    assert response.redirect_chain[0][0] == change_url(second)
    html = html_of(admin_client, run)
    assert f'<a href="{change_url(second)}">came in</a>' in html
    assert "again</button>" not in html
    response = admin_client.post(f"{URL}{run.pk}/retry/", follow=True)
    assert "There is nothing to try again." in response.content.decode()


def test_many_failures_are_tried_again_in_the_background(admin_client, monkeypatch):
    monkeypatch.setattr(imports, "AT_ONCE", 0)
    run = bring()
    ImportFailure.objects.update(content=page("Mended"))
    admin_client.post(f"{URL}{run.pk}/retry/")
    assert (Import.objects.first().state, Import.objects.first().publish) == ("waiting", True)
    work_off()
    assert Article.objects.get(headline="Mended").status == "published"


def test_who_may_not_publish_tries_again_without_publishing(guest):
    run = bring()
    ImportFailure.objects.update(content=page("Mended"))
    guest("add_article").post(f"{URL}{run.pk}/retry/")
    assert Article.objects.get(headline="Mended").status == "draft"


def test_an_upload_is_stopped_and_gone_on_with(admin_client):
    run = upload()
    assert "Stop it" in html_of(admin_client, run)
    admin_client.post(f"{URL}{run.pk}/stop/")
    work_off()
    assert not Article.objects.exists()
    assert "Go on with it" in html_of(admin_client, run)
    admin_client.post(f"{URL}{run.pk}/continue/")
    work_off()
    assert Article.objects.count() == 3


def test_a_run_that_died_is_stopped_at_once(admin_client):
    run = upload()
    Import.objects.filter(pk=run.pk).update(state="running", attempts=1)
    admin_client.post(f"{URL}{run.pk}/stop/")
    assert Import.objects.get().state == "stopped"


def test_undoing_is_confirmed_in_numbers_and_told_on_the_page(admin_client, admin_user):
    run = bring()
    Article.objects.filter(headline="Undated 0").update(edited_at="2024-01-01T00:00Z")
    html = admin_client.get(f"{URL}{run.pk}/undo/").content.decode()
    assert "1 story that it added" in html
    assert "1 story: an editor has changed, published or withdrawn it since." in html
    assert Article.objects.count() == 2
    response = admin_client.post(f"{URL}{run.pk}/undo/", follow=True)
    html = response.content.decode()
    assert f"by {admin_user}: 1 story gone, 0 as before it." in html
    assert "1 stays: an editor has changed" in html
    assert Article.objects.get().headline == "Undated 0"
    response = admin_client.post(f"{URL}{run.pk}/undo/", follow=True)
    assert "It cannot be undone: it is “undone”." in response.content.decode()


def test_a_large_import_is_undone_in_the_background(admin_client, admin_user, monkeypatch):
    monkeypatch.setattr(imports, "AT_ONCE", 0)
    run = bring()
    admin_client.post(f"{URL}{run.pk}/undo/")
    assert "Being undone" in html_of(admin_client, run)
    work_off()
    assert not Article.objects.exists()
    assert Import.objects.get().undone_by == admin_user


@pytest.mark.parametrize("permissions", [[], ["undo_import"], ["delete_article"], ["add_article", "change_article"]])
def test_who_may_not_undo_and_delete_is_refused(guest, permissions):
    run = bring()
    client = guest(*permissions)
    assert "Undo …" not in html_of(client, run)
    assert client.get(f"{URL}{run.pk}/undo/").status_code == 403
    assert client.post(f"{URL}{run.pk}/undo/").status_code == 403
    assert Article.objects.count() == 2


def test_who_may_undo_and_delete_may_undo(guest):
    run = bring()
    assert guest("undo_import", "delete_article").post(f"{URL}{run.pk}/undo/").status_code == 302
    assert not Article.objects.exists()


@pytest.mark.parametrize("act", ["retry", "stop", "continue"])
def test_who_may_not_add_articles_does_nothing_with_an_import(guest, act):
    run = bring()
    assert guest().post(f"{URL}{run.pk}/{act}/").status_code == 403
    assert Import.objects.count() == 1


@pytest.mark.parametrize("act", ["retry", "stop", "continue"])
def test_an_address_that_does_something_is_not_followed(admin_client, act):
    assert admin_client.get(f"{URL}{bring().pk}/{act}/").status_code == 405


@pytest.mark.parametrize("act", ["change", "failures", "undo"])
def test_who_may_not_see_imports_sees_nothing_of_one(client, django_user_model, act):
    user = django_user_model.objects.create_user("guest", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["add_article", "undo_import", "delete_article"]))
    client.force_login(user)
    assert client.get(f"{URL}{bring().pk}/{act}/").status_code == 403


@pytest.mark.parametrize("name", LISTS)
def test_an_import_is_read_and_not_changed_by_anybody(admin_client, name):
    assert admin_client.get(f"/admin/articles/{name}/add/").status_code == 403
