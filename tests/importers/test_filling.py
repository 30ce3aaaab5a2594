"""A new archive is filled without its indexes of words: whatever ends that, they are there afterwards."""

import json
from threading import Event, Thread

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection

from articles.importers import filling
from articles.importers.load import MANY, load
from articles.importers.pages import Page
from articles.models import Article, SetAside
from newsroom import first_run
from tests import factories
from tests.importers.test_copy import line

pytestmark = pytest.mark.django_db(transaction=True)

DEFINITIONS = "SELECT indexname, indexdef FROM pg_indexes WHERE indexname = ANY (%s) ORDER BY 1"
NUMBERS = "SELECT relname, oid FROM pg_class WHERE relname = ANY (%s) ORDER BY 1"


def asked(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql, [filling.INDEXES])
        return cursor.fetchall()


@pytest.fixture(autouse=True)
def many(monkeypatch):
    """The stories of a bulk import are many; whatever a test leaves, the next one finds both indexes."""
    monkeypatch.setattr(filling, "MANY", MANY)
    yield
    filling.build()


def stories(count=MANY):
    return [Page("all.jsonl", b"\n".join(json.dumps(line(number)).encode() for number in range(count)))]


def leave_it_half_done():
    """What a process leaves that is killed while it fills."""
    filling._set_aside()
    assert asked(DEFINITIONS) == []


def test_a_new_archive_has_its_indexes_when_all_is_in():
    before, numbers = asked(DEFINITIONS), asked(NUMBERS)
    told = []
    lines = list(load(stories(), publish=True, building=lambda: told.append(asked(DEFINITIONS))))
    assert {line.outcome for line in lines} == {"new"}
    assert told == [[]]
    assert [name for name, _ in before] == sorted(filling.INDEXES)
    assert asked(DEFINITIONS) == before
    assert asked(NUMBERS) != numbers
    assert not SetAside.objects.exists()


@pytest.mark.parametrize("there", [0, MANY])
def test_an_archive_that_is_not_new_keeps_its_indexes_as_does_one_that_gets_few_stories(there, monkeypatch):
    numbers = asked(NUMBERS)
    if there:
        factories.article("Here before")
        monkeypatch.setattr(filling, "FEW", 1)
    else:
        monkeypatch.setattr(filling, "MANY", MANY + 1)
    list(load(stories(), publish=True))
    assert asked(NUMBERS) == numbers


def test_an_import_that_is_left_before_its_end_leaves_the_indexes():
    before = asked(DEFINITIONS)
    run = load(stories(3 * MANY), publish=True)
    next(run)
    run.close()
    assert Article.objects.exists()
    assert asked(DEFINITIONS) == before


def test_an_error_of_what_is_read_leaves_the_indexes():
    before = asked(DEFINITIONS)

    def pages():
        yield from stories()
        raise OSError("The disk is gone.")

    with pytest.raises(OSError, match="The disk is gone"):
        list(load(pages(), publish=True))
    assert asked(DEFINITIONS) == before


@pytest.mark.parametrize(
    "come",
    [
        pytest.param(lambda: list(load(stories(), publish=True)), id="a bulk import"),
        pytest.param(lambda: list(load(stories(1), publish=True)), id="an import of one story"),
        pytest.param(lambda: call_command("migrate", verbosity=0), id="a migration"),
    ],
)
def test_what_a_killed_import_set_aside_is_built_by(come):
    before = asked(DEFINITIONS)
    leave_it_half_done()
    come()
    assert asked(DEFINITIONS) == before
    assert not SetAside.objects.exists()


def test_a_start_of_the_site_builds_what_a_killed_import_set_aside(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(first_run, "PASSWORD_FILE", tmp_path / "admin-password")
    settings.STATIC_ROOT = tmp_path / "static"
    before = asked(DEFINITIONS)
    factories.article()
    leave_it_half_done()
    said = []
    first_run.prepare(said.append)
    assert "Building the indexes that a stopped import has left …" in said
    assert asked(DEFINITIONS) == before


def test_who_comes_while_an_archive_is_filled_leaves_the_indexes_to_it():
    begun, may_end = Event(), Event()

    def fills():
        with filling.filling() as filled:
            filled(MANY)
            begun.set()
            may_end.wait(20)
        connection.close()

    other = Thread(target=fills)
    other.start()
    begun.wait(20)
    filling.make_good()
    missing = asked(DEFINITIONS)
    may_end.set()
    other.join()
    assert missing == []
    assert [name for name, _ in asked(DEFINITIONS)] == sorted(filling.INDEXES)


def test_where_somebody_holds_the_table_the_import_goes_on_with_its_indexes(monkeypatch):
    monkeypatch.setattr(filling, "PATIENCE", "50ms")
    numbers = asked(NUMBERS)
    begun, may_end = Event(), Event()

    def reads():
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT FROM articles_article")
            begun.set()
            may_end.wait(20)
            cursor.execute("COMMIT")
        connection.close()

    other = Thread(target=reads)
    other.start()
    begun.wait(20)
    try:
        filling._set_aside()
    finally:
        may_end.set()
        other.join()
    assert asked(NUMBERS) == numbers
    assert not SetAside.objects.exists()


def test_an_index_that_cannot_be_built_is_not_forgotten():
    before = asked(DEFINITIONS)
    leave_it_half_done()
    words = SetAside.objects.get(name="article_search")
    SetAside.objects.filter(pk=words.pk).update(definition="CREATE INDEX article_search ON nowhere (id)")
    with pytest.raises(DatabaseError):
        filling.build()
    assert list(SetAside.objects.values_list("name", flat=True)) == sorted(filling.INDEXES)
    words.save()
    filling.build()
    assert asked(DEFINITIONS) == before
