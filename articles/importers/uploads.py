"""Uploads: kept in the database until an import has read them, and worked off by a process of their own.

Whoever has the database can work them off, on this machine or another; a run that died is gone on with.
"""

import io
import logging
import subprocess
import sys
import threading
from contextlib import contextmanager

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from articles.importers.load import load
from articles.importers.pages import Page
from articles.importers.retry import again
from articles.importers.undo import NotNow, undo
from articles.models import Import, ImportFile, ImportFilePart, ImportNote
from articles.models.imports import LOCK

logger = logging.getLogger(__name__)

# What kills its process this often - a file that eats all memory - is left to a person.
MOST_ATTEMPTS = 3


@transaction.atomic
def store(files, **asked):
    """Keep uploads (objects with `name`, `size` and `read(size)`) as an import that waits; `asked` are its columns."""
    run = Import.objects.create(
        **asked, state=Import.State.WAITING, in_background=True, bytes_total=sum(file.size for file in files)
    )
    for upload in files:
        file = ImportFile.objects.create(imported_by=run, name=upload.name[:500], size=upload.size)
        for number, part in enumerate(iter(lambda upload=upload: upload.read(ImportFilePart.PART), b"")):
            ImportFilePart.objects.create(file=file, number=number, content=part)
    return run


class Stored(io.RawIOBase):
    """The bytes of an `ImportFile`, a part at a time in memory, read from any place in it."""

    def __init__(self, file):
        self.file, self.at, self.number, self.part = file, 0, -1, b""

    def readable(self):
        return True

    def seekable(self):
        return True

    def tell(self):
        return self.at

    def seek(self, offset, whence=io.SEEK_SET):
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self.at, io.SEEK_END: self.file.size}[whence]
        self.at = max(0, start + offset)
        return self.at

    def readinto(self, buffer):
        number, start = divmod(self.at, ImportFilePart.PART)
        if self.at >= self.file.size:
            return 0
        if number != self.number:
            self.part = bytes(self.file.parts.values_list("content", flat=True).get(number=number))
            self.number = number
        data = self.part[start : start + len(buffer)]
        buffer[: len(data)] = data
        self.at += len(data)
        return len(data)


class StoredPage(Page):
    """A page whose bytes are in the database."""

    @property
    def size(self):
        return self.stream.size

    @contextmanager
    def open(self):
        yield io.BufferedReader(Stored(self.stream), ImportFilePart.PART)


def work_off(tell=lambda run: None):
    """Carry out all that waits, one import after another, and what waits meanwhile; returns how many.

    Returns 0 where another process is about it. `tell` is called with each import, before and after.
    """
    done = 0
    while True:
        with _only_one() as alone:
            if not alone:
                return done
            while run := _next():
                tell(run)
                _carry_out(run)
                run.refresh_from_db()
                tell(run)
                done += 1
        # One that was put down just now, whose own process met this one still at work.
        if not _next():
            return done


@contextmanager
def _only_one():
    """Whether this process is the only one that works imports off; the lock goes with its connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, 0)", [LOCK])
        alone = cursor.fetchone()[0]
        try:
            yield alone
        finally:
            if alone:
                cursor.execute("SELECT pg_advisory_unlock(%s, 0)", [LOCK])


def _next():
    """The oldest import that waits and that nobody works on, or None."""
    return Import.objects.to_work_off().with_life().filter(alive=False).first()


def _carry_out(run):
    try:
        if run.state == Import.State.UNDOING:
            undo(run)
        elif _begin(run):
            for _ in _lines(run):
                pass
            _clear(run)
    except NotNow:
        pass
    except Exception as error:
        logger.exception("The import %s ended with an error", run.pk)
        _give_up(run, f"The run met an error that is not the stories': {type(error).__name__}. The log has more.")


def _begin(run):
    """Note the attempt; False where there were too many, or where it was asked to stop before it began."""
    with transaction.atomic():
        now = Import.objects.select_for_update(of=["self"]).get(pk=run.pk)
        if now.stop_asked:
            Import.objects.filter(pk=run.pk).update(state=Import.State.STOPPED)
            return False
        if now.attempts >= MOST_ATTEMPTS:
            where = f"after story {now.looked_at:,}"
            _give_up(run, f"The run has died {MOST_ATTEMPTS} times, last {where}: what was left is not read.")
            return False
        again_from_the_start = now.attempts and now.retries_id
        if again_from_the_start:
            for counter in ("looked_at", "added", "changed", "same", "kept", "failed"):
                setattr(now, counter, 0)
            now.failures.all().delete()
        now.attempts += 1
        now.state, now.begun_at = Import.State.RUNNING, now.begun_at or timezone.now()
        now.save()
    run.refresh_from_db()
    return True


def _lines(run):
    if run.retries_id:
        return again(run)
    return load((StoredPage(file.name, stream=file) for file in run.files.all()), run=run)


def _clear(run):
    """An upload that is read to its end is not needed any more; one that was stopped can be gone on with."""
    if Import.objects.filter(pk=run.pk, state=Import.State.FINISHED).exists():
        ImportFile.objects.filter(imported_by=run).delete()


def _give_up(run, why):
    ImportNote.objects.create(imported_by=run, text=why)
    Import.objects.filter(pk=run.pk).update(state=Import.State.STOPPED)


def start_working():
    """Start a process that works off what waits, if the settings say that this site does so by itself.

    It ends when nothing waits; of two, one ends at once. It shares our terminal, so that Ctrl-C stops it too; what
    it leaves is gone on with at the next start.
    """
    if not settings.WORKS_OFF_IMPORTS:
        return
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "run_imports", "--quiet"]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, cwd=settings.BASE_DIR)
    # Somebody has to take note of its end, or it stays as a zombie.
    threading.Thread(target=process.wait, daemon=True).start()
