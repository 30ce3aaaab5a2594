"""Uploads: kept in the database, read by a process of their own, and gone on with where one died."""

import io
import os
import signal
import subprocess
import sys
import time
import zipfile
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection

from articles.importers import uploads
from articles.importers.load import load
from articles.importers.pages import Page
from articles.importers.undo import NotNow, ask, undo
from articles.importers.uploads import Stored, store, work_off
from articles.models import Article, Capture, Import, ImportFailure, ImportFile, ImportFilePart, ReadMoreLink
from articles.models.imports import LOCK
from tests.importers.pages import page

pytestmark = pytest.mark.django_db


def packed(*pages):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for number, each in enumerate(pages, 1):
            archive.writestr(f"{number:03}.txt", each)
    return data.getvalue()


def upload(data, name="all.zip", **asked):
    return store([ContentFile(data, name)], origin=name, publish=True, **asked)


def now(run):
    return Import.objects.get(pk=run.pk)


@pytest.mark.parametrize("size", [0, 1, 10, 11, 25])
def test_an_upload_is_given_back_byte_for_byte_from_any_place(monkeypatch, size):
    monkeypatch.setattr(ImportFilePart, "PART", 10)
    data = bytes(range(size))
    upload(data)
    stored = Stored(ImportFile.objects.get())
    assert io.BufferedReader(stored).read() == data
    for place in range(size + 2):
        stored.seek(place)
        assert (stored.tell(), stored.read(7)) == (place, data[place : place + min(7, 10 - place % 10)])
    assert stored.seek(-size, io.SEEK_END) == 0


def test_an_upload_waits_until_it_is_worked_off():
    run = upload(packed(page(), b"", page("Other")))
    assert (run.state, run.is_under_way, Article.objects.count()) == ("waiting", True, 0)
    assert work_off() == 1
    run = now(run)
    assert (run.state, run.condition, run.is_under_way) == ("finished", "Finished", False)
    assert (run.added, run.failed, run.looked_at, run.attempts) == (2, 1, 3, 1)
    assert run.bytes_read == run.bytes_total
    assert not ImportFile.objects.exists()
    assert work_off() == 0


def test_a_packed_upload_tells_how_far_it_is():
    run = upload(packed(*(page(f"Story {n}") for n in range(20))))
    lines = uploads._lines(run)
    for _ in range(10):
        next(lines)
    lines.close()
    assert 20 < now(run).percent < 80
    assert now(run).looked_at == 10


def test_a_run_that_died_is_told_so_and_gone_on_with_where_it_was():
    pages = [page("One", paragraphs=["Text.", "Read more: Three"]), b"", page("Two"), page("Three")]
    run = upload(packed(*pages))
    assert uploads._begin(run)
    lines = uploads._lines(run)
    next(lines)
    next(lines)
    lines.close()
    Import.objects.filter(pk=run.pk).update(looked_at=1, added=0, failed=0)  # as if its last words were lost
    assert (now(run).state, now(run).condition) == ("running", "Waiting to go on")
    assert work_off() == 1
    run = now(run)
    assert (run.state, run.attempts) == ("finished", 2)
    assert (run.added, run.same, run.failed, run.looked_at) == (3, 0, 1, 4)
    assert ReadMoreLink.objects.get().state == "resolved"
    assert ImportFailure.objects.get().number == 2


def test_what_a_run_had_changed_before_it_died_is_counted_in_the_end():
    first = page("One")
    list(load([Page("a.txt", first)], publish=True))
    changed = first.replace(b"NASA said so.", b"So said NASA.").replace(b"late on Sunday", b"on Sunday")
    run = upload(changed, "a.txt")
    assert uploads._begin(run)
    lines = uploads._lines(run)
    assert next(lines).outcome == "changed"
    lines.close()
    Import.objects.filter(pk=run.pk).update(looked_at=0, changed=0)
    work_off()
    assert (now(run).changed, now(run).same, now(run).added) == (1, 0, 0)


def test_what_kills_its_process_again_and_again_is_left_to_a_person():
    run = upload(packed(page()))
    Import.objects.filter(pk=run.pk).update(state="running", attempts=uploads.MOST_ATTEMPTS)
    work_off()
    assert now(run).state == "stopped"
    assert now(run).notes.get().text.startswith("The run has died 3 times")


def test_an_error_of_ours_stops_the_run_and_is_in_its_log(monkeypatch, caplog):
    def broken(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(uploads, "_lines", broken)
    first, second = upload(packed(page())), upload(packed(page("Other")))
    assert work_off() == 2
    assert [now(run).state for run in (first, second)] == ["stopped", "stopped"]
    assert "ZeroDivisionError" in now(first).notes.get().text


def test_a_run_stops_between_two_stories_when_it_is_asked_to(monkeypatch):
    monkeypatch.setattr("articles.importers.tally.SECONDS", 0)
    run = upload(packed(*(page(f"Story {n}") for n in range(5))))
    assert uploads._begin(run)
    for line in uploads._lines(run):
        if line.number == 2:
            Import.objects.filter(pk=run.pk).update(stop_asked=True)
    run = now(run)
    assert (run.state, run.added, run.looked_at, run.finished_at) == ("stopped", 3, 3, None)
    assert ImportFile.objects.exists()


def test_one_that_was_asked_to_stop_before_it_began_does_not_begin():
    run = upload(packed(page()))
    Import.objects.filter(pk=run.pk).update(stop_asked=True)
    work_off()
    assert (now(run).state, Article.objects.count()) == ("stopped", 0)


def test_a_large_undoing_is_worked_off_as_well(admin_user):
    list(load([Page("a.txt", page())], publish=True))
    run = Import.objects.get()
    ask(run, admin_user)
    assert now(run).state == "undoing"
    work_off()
    assert (now(run).state, now(run).undone_by, Article.objects.count()) == ("undone", admin_user, 0)


def test_a_run_from_the_command_line_that_died_is_not_gone_on_with():
    lines = load([Page("a.txt", page()), Page("b.txt", page("Other"))])
    next(lines)
    lines.close()
    run = Import.objects.get()
    assert (run.condition, run.is_under_way, run.may_be_undone) == ("Died", False, True)
    assert work_off() == 0


def test_an_import_under_way_is_alive():
    lines = load([Page("a.txt", page()), Page("b.txt", page("Other"))])
    next(lines)
    run = Import.objects.get()
    assert (run.condition, run.is_under_way, run.may_be_undone) == ("Running", True, False)
    lines.close()


@contextmanager
def another_process(number):
    """Somebody else's connection, which holds the lock of an import, or (0) that of working off."""
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [LOCK, number])
        yield
        # Postgres would give it back by itself, some moments after the connection is gone.
        cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, number])
    other.close()


def test_two_processes_never_work_imports_off_at_once():
    upload(packed(page()))
    with another_process(0):
        assert work_off() == 0
    assert work_off() == 1


def test_an_import_that_another_process_works_on_is_left_to_it():
    run = upload(packed(page()))
    with another_process(run.pk):
        assert work_off() == 0
        Import.objects.update(state="running")
        assert now(run).condition == "Running"
        with pytest.raises(NotNow, match="being worked on by another process"):
            undo(now(run))
    assert work_off() == 1


def runner():
    """A process that works off imports in this test's database."""
    at = connection.settings_dict
    code = f"""
import sys
sys.path.insert(0, {str(settings.BASE_DIR)!r})
import tests.settings as settings
settings.DATABASES["default"]["NAME"] = {at["NAME"]!r}
import django
django.setup()
from django.core.management import call_command
call_command("run_imports")
"""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    return subprocess.Popen([sys.executable, "-c", code], env=environment, cwd=settings.BASE_DIR)


@pytest.mark.django_db(transaction=True)
def test_a_run_that_was_killed_ends_in_the_same_state():
    pages = [page(f"Story {n}", paragraphs=["Text.", f"Read more: Story {(n + 3) % 40}"]) for n in range(40)]
    run = upload(packed(*pages, b""))
    for stories in (1, 9, 20):
        process = runner()
        while process.poll() is None and Article.objects.count() < stories:
            time.sleep(0.01)
        assert now(run).is_alive
        process.send_signal(signal.SIGKILL)
        process.wait()
        while now(run).is_alive:
            time.sleep(0.01)
        Import.objects.filter(pk=run.pk).update(attempts=1)
    assert Article.objects.count() < 40
    assert runner().wait() == 0
    run = now(run)
    assert (run.state, run.added, run.failed, run.same) == ("finished", 40, 1, 0)
    assert Article.objects.count() == Capture.objects.count() == 40
    assert ReadMoreLink.objects.filter(state="resolved").count() == 40
    assert not ImportFilePart.objects.exists()
