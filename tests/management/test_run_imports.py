from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command

from articles.importers.uploads import store
from articles.models import Article
from tests.importers.pages import page

pytestmark = pytest.mark.django_db


def run(*arguments):
    out = StringIO()
    call_command("run_imports", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_what_waits_is_worked_off_in_its_order():
    for name in ("One", "Two"):
        store([ContentFile(page(name), name)], origin=name)
    lines = run()
    assert [line.rpartition("from ")[2] for line in lines] == [
        "One: waiting",
        "One: finished",
        "Two: waiting",
        "Two: finished",
        "2 done.",
    ]
    assert Article.objects.count() == 2
    assert run() == ["Nothing waits."]


def test_quiet_is_quiet():
    store([ContentFile(page(), "a.txt")], origin="a.txt")
    assert run("--quiet") == []
    assert Article.objects.count() == 1
