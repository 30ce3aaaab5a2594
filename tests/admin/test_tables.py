"""Import a table: upload, mapping, dry run, import."""

import io
import re

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from articles.models import Article, Import, Source, UploadedTable
from tests import factories

pytestmark = pytest.mark.django_db

LOOK, BRING = "/admin/articles/article/import/", "/admin/articles/article/process_import/"
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


def test_a_table_is_uploaded_its_columns_told_its_rows_tried_and_its_stories_brought_in(admin_client, admin_user):
    page = upload(admin_client)
    assert boxes(page) == {"Kop": "headline", "Datum": "published", "Text": "body", "Author": "authors", "Tags": "tags"}
    assert foreseen(page) == [(1, 2, "new"), (2, 3, "new"), (3, 4, "failed")]
    assert not Article.objects.exists()
    result = admin_client.post(BRING, form_of(page), follow=True)
    run = Import.objects.get()
    assert result.redirect_chain == [(f"/admin/articles/import/{run.pk}/change/", 302)]
    assert (run.added, run.failed, run.user, run.origin) == (2, 1, admin_user, "the admin: stories.csv")
    assert [(f.number, f.reason) for f in run.failures.all()] == [(3, "line 4: no headline: “Kop” is empty")]
    assert sorted(Article.objects.values_list("headline", flat=True)) == ["Bridge closes", "Harbour opens"]
    assert not UploadedTable.objects.exists()
