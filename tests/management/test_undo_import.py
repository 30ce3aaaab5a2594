from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from articles.importers.load import load
from articles.importers.pages import Page
from articles.models import Article, Import
from tests.importers.pages import page

pytestmark = pytest.mark.django_db


def run(*arguments):
    out = StringIO()
    call_command("undo_import", *map(str, arguments), stdout=out, stderr=StringIO())
    return out.getvalue().splitlines()[1:]


@pytest.fixture
def imported():
    list(load([Page("a.txt", page()), Page("b.txt", page("Other"))]))
    Article.objects.filter(headline="Other").update(edited_at="2024-01-01T00:00Z")
    return Import.objects.get().pk


def test_an_import_is_undone_and_what_stays_is_told(imported):
    assert run(imported) == [
        "1 story gone, 0 stories as before.",
        "1 story stays: an editor has changed, published or withdrawn it since.",
    ]
    assert Article.objects.get().headline == "Other"


def test_a_dry_run_tells_what_would_go_and_changes_nothing(imported):
    assert run(imported, "--dry-run") == [
        "1 story would go, 0 stories as before.",
        "1 story stays: an editor has changed, published or withdrawn it since.",
        "A dry run: nothing was changed.",
    ]
    assert Article.objects.count() == 2


def test_what_cannot_be_undone_is_told(imported):
    run(imported)
    with pytest.raises(CommandError, match="it is “undone”"):
        run(imported)
    with pytest.raises(CommandError, match="There is no import 0"):
        run(0)
