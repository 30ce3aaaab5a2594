"""Import a table: upload, mapping, dry run, import."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from articles.models import Article, Import, UploadedTable

pytestmark = pytest.mark.django_db

LOOK, BRING = "/admin/articles/article/import/", "/admin/articles/article/process_import/"
WORKBOOK = Path(__file__).parent.parent / "importers/cases/xlsx/stories.xlsx"
TABLE = """Kop;Datum;Text;Author;Tags
Harbour opens;1969-07-21;The harbour opened.;Jane Doe;place:Oldport
Bridge closes;July 1969;The bridge closed.;John Roe;
;1970;A text without a headline;;
"""


def upload(client, table=TABLE, name="stories.csv", **said):
    data = table.encode() if isinstance(table, str) else table
    return client.post(LOOK, {"source": "", "import_file": SimpleUploadedFile(name, data), **said})


def boxes(response):
    """{column: the field that its box shows}."""
    return {column.name: column.box.value() for column in response.context["form"].columns}


def form_of(response, **mapping):
    """What a browser would send of the page, with other fields chosen for some columns."""
    form = response.context["form"]
    said = {column.box.html_name: mapping.get(column.name, column.box.value()) for column in form.columns}
    return {"upload": form["upload"].value(), "source": form["source"].value() or "", **said}


def foreseen(response):
    return [(row.item.number, row.item.line, str(row.decision.outcome)) for row in response.context["result"].rows]


@pytest.fixture
def clerk(client, django_user_model):
    """Makes an editor with some permissions, signed in."""

    def make(*names):
        user = django_user_model.objects.create_user("clerk", is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=["view_article", *names]))
        client.force_login(user)
        return client

    return make


def test_a_table_is_uploaded_its_columns_told_its_rows_tried_and_its_stories_brought_in(admin_client, admin_user):
    page = upload(admin_client)
    assert boxes(page) == {"Kop": "headline", "Datum": "published", "Text": "body", "Author": "authors", "Tags": "tags"}
    assert foreseen(page) == [(1, 2, "new"), (2, 3, "new"), (3, 4, "failed")]
    assert "2 new, 1 failed." in page.content.decode()
    assert not Article.objects.exists()
    result = admin_client.post(BRING, form_of(page), follow=True)
    run = Import.objects.get()
    assert result.redirect_chain == [(f"/admin/articles/import/{run.pk}/change/", 302)]
    assert (run.added, run.failed, run.user, run.origin) == (2, 1, admin_user, "the admin: stories.csv")
    assert [(f.number, f.reason) for f in run.failures.all()] == [(3, "line 4: no headline: “Kop” is empty")]
    assert sorted(Article.objects.values_list("headline", flat=True)) == ["Bridge closes", "Harbour opens"]
    assert not UploadedTable.objects.exists()


def test_a_workbook_goes_the_same_way(admin_client):
    page = upload(admin_client, WORKBOOK.read_bytes(), "stories.xlsx")
    assert [outcome for _, _, outcome in foreseen(page)] == ["new", "new", "failed", "failed", "new", "failed"]
    admin_client.post(BRING, form_of(page))
    assert Article.objects.count() == 3


def test_a_mapping_that_an_editor_corrects_is_tried_again_and_imported_and_nothing_is_uploaded_twice(admin_client):
    page = upload(admin_client, "Wat;Kop;Toen\nHarbour opens;A kicker;03/04/1969\n", source="The Ledger")
    assert boxes(page) == {"Wat": "", "Kop": "headline", "Toen": ""}
    said = form_of(page, Wat="headline", Kop="standfirst", Toen="published-day-first")
    again = admin_client.post(LOOK, said)
    assert boxes(again) == {"Wat": "headline", "Kop": "standfirst", "Toen": "published-day-first"}
    assert UploadedTable.objects.count() == 1
    assert "April 3, 1969 · The Ledger" in again.content.decode() or "The Ledger" in form_of(again)["source"]
    admin_client.post(BRING, form_of(again))
    article = Article.objects.get()
    assert (article.headline, str(article.published_on), article.source.name) == (
        "Harbour opens", "1969-04-03", "The Ledger",
    )  # fmt: skip


def test_the_dry_run_says_what_the_import_then_does(admin_client):
    admin_client.post(BRING, form_of(upload(admin_client, "id,title,text\n1,A,One.\n2,B,Two.\n3,C,Three.\n")))
    Article.objects.filter(headline="C").update(edited_at=timezone.now())
    table = "id,title,text\n1,A,One.\n2,B,Other words.\n3,C,Other words.\n4,D,New.\n4,D,New.\n4,D,Newer.\n,,No title.\n"
    page = upload(admin_client, table)
    admin_client.post(BRING, form_of(page))
    run = Import.objects.first()
    told = [outcome for _, _, outcome in foreseen(page)]
    assert told == ["same", "changed", "kept", "new", "same", "changed", "failed"]
    counted = {"new": run.added, "changed": run.changed, "same": run.same, "kept": run.kept, "failed": run.failed}
    assert counted == {outcome: told.count(outcome) for outcome in counted}


def test_a_hundred_rows_of_which_every_tenth_is_broken_go_in_but_for_these(admin_client):
    rows = ["too short" if n % 10 == 9 else f"Story {n},2021-01-01,Text {n}." for n in range(100)]
    page = upload(admin_client, "\n".join(["title,date,text", *rows]))
    admin_client.post(BRING, form_of(page))
    run = Import.objects.get()
    assert (run.added, run.failed) == (90, 10)
    assert [(failure.number, failure.reason) for failure in run.failures.all()] == [
        (n, f"line {n + 1}: the row has 1 cell, and the header 3") for n in range(10, 101, 10)
    ]


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("name,size\nA,1\n", "no column for the headline: looked for headline, title"),
        ("", "The submitted file is empty."),
        (b"\x89PNG\r\n\x1a\n" + bytes(99), "the file looks like a PNG picture"),
        (b"PK\x03\x04" + bytes(99), "no readable XLSX workbook"),
    ],
    ids=["other", "empty", "picture", "broken"],
)
def test_what_cannot_be_read_is_told_in_words(admin_client, table, words):
    page = upload(admin_client, table, source="The Ledger")
    html = page.content.decode()
    assert words in html
    assert 'value="The Ledger"' in html
    assert not Article.objects.exists()


def test_a_table_whose_columns_we_do_not_know_waits_for_an_editor_to_tell_them(admin_client):
    page = upload(admin_client, "name,size\nHarbour opens,1\n")
    assert boxes(page) == {"name": "", "size": ""}
    assert "no column for the headline" in admin_client.post(BRING, form_of(page)).content.decode()
    assert not Import.objects.exists()
    admin_client.post(BRING, form_of(page, name="headline"))
    assert Article.objects.get().headline == "Harbour opens"


def test_nothing_at_all_is_told_and_so_is_a_table_that_is_kept_no_longer(admin_client):
    assert "Choose a table." in admin_client.post(LOOK, {"source": ""}).content.decode()
    said = form_of(upload(admin_client))
    UploadedTable.objects.all().delete()
    assert "The table is not kept any longer: choose it again." in admin_client.post(BRING, said).content.decode()
    assert "not kept any longer" in admin_client.post(BRING, {"upload": "'; DROP", "source": ""}).content.decode()


def test_a_table_that_is_too_large_is_told(admin_client, monkeypatch):
    monkeypatch.setattr("articles.admin.tableforms.LARGEST", 10)
    assert "stories.csv is larger than 0 MB" in upload(admin_client).content.decode()
    assert not UploadedTable.objects.exists()


def test_a_preview_goes_no_further_than_it_says(admin_client, monkeypatch):
    monkeypatch.setattr("articles.admin.tables.MOST_TRIED", 2)
    page = upload(admin_client)
    assert len(foreseen(page)) == 2
    assert "Only the first 2 rows were tried; those below them come in too." in page.content.decode()
    admin_client.post(BRING, form_of(page))
    assert Import.objects.get().failed == 1


def test_another_table_chosen_in_place_of_the_import_is_looked_at_first(admin_client):
    said = form_of(upload(admin_client))
    other = SimpleUploadedFile("other.csv", b"title,date\nOther,2020\n")
    page = admin_client.post(BRING, {**said, "import_file": other})
    assert boxes(page) == {"title": "headline", "date": "published"}
    assert not Article.objects.exists()


def test_hostile_cells_are_text(admin_client):
    page = upload(admin_client, 'title,text,"<script>x</script>"\n<script>alert(1)</script>A,=1+1,<img src=x>\n')
    html = page.content.decode()
    assert "<script>alert" not in html
    assert "<img" not in html
    assert "<script>x" not in html


def test_who_may_publish_publishes_at_once_and_who_may_not_leaves_drafts(clerk, admin_client):
    admin_client.post(BRING, {**form_of(upload(admin_client)), "publish": "on"})
    assert set(Article.objects.values_list("status", flat=True)) == {"published"}
    Article.objects.all().delete()
    client = clerk("add_article", "add_import")
    assert 'name="publish"' not in client.get(LOOK).content.decode()
    client.post(BRING, {**form_of(upload(client, TABLE.replace("opens", "closes"))), "publish": "on"})
    assert set(Article.objects.values_list("status", flat=True)) == {"draft"}


@pytest.mark.parametrize("names", [(), ("add_article",), ("add_import",)])
def test_who_may_not_add_articles_and_imports_is_refused_and_sees_no_button(clerk, names):
    client = clerk(*names)
    assert "Import a table" not in client.get("/admin/articles/article/").content.decode()
    assert [client.get(LOOK).status_code, client.post(LOOK).status_code, client.post(BRING).status_code] == [403] * 3


def test_nobody_imports_the_table_of_another(clerk, admin_client):
    said = form_of(upload(admin_client))
    client = clerk("add_article", "add_import")
    assert "The table is not kept any longer" in client.post(BRING, said).content.decode()
    assert not Article.objects.exists()


def test_of_one_editor_three_tables_are_kept_and_none_for_longer_than_a_day(admin_client, admin_user):
    for n in range(5):
        upload(admin_client, name=f"{n}.csv")
    assert sorted(UploadedTable.objects.values_list("name", flat=True)) == ["2.csv", "3.csv", "4.csv"]
    UploadedTable.objects.update(uploaded_at=timezone.now() - timedelta(days=2))
    upload(admin_client, name="new.csv")
    assert UploadedTable.objects.get().name == "new.csv"
