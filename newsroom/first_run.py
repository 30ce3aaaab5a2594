"""What must be in place before the site can serve: tables, seed stories, an administrator, static files.

Every step looks first and does nothing where nothing is to be done, so this is every run, not only the first.
"""

import hashlib
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from articles.importers.filling import make_good
from articles.seeding import is_new

ADMINISTRATOR = "editor"
PASSWORD_FILE = settings.VAR / "admin-password"

Say = Callable[[str], None]


def prepare(say: Say) -> list[str]:
    """Bring everything up to date, telling `say` what takes time; the lines by which an administrator signs in."""
    say("Opening the database …")
    with _one_at_a_time():
        _migrate(say)
        make_good(lambda: say("Building the indexes that a stopped import has left …"))
        _load_seeds(say)
        lines = _administrator()
    _collect_static(say)
    connection.close()
    return lines


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Two starts at once, on however many machines: the second waits, then finds everything done."""
    number = int.from_bytes(hashlib.sha256(b"newsroom.first_run").digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [number])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [number])


def _migrate(say: Say) -> None:
    executor = MigrationExecutor(connection)
    if plan := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say(f"Making the tables, in {len(plan)} steps …")
        call_command("migrate", verbosity=0, interactive=False)


def _load_seeds(say: Say) -> None:
    if is_new():
        say("Bringing in the first stories …")
        call_command("load_seeds")


def _administrator() -> list[str]:
    """An administrator where there is none at all; nobody's password is ever changed, or told unless we made it."""
    users = get_user_model().objects
    editor = users.filter(username=ADMINISTRATOR).first()
    # An archive that was taken in brings users along who have a name and no password.
    may_be_made = editor is None or not editor.has_usable_password()
    if may_be_made and not users.filter(is_superuser=True).exists():
        editor = editor or users.model(username=ADMINISTRATOR)
        editor.is_active = editor.is_staff = editor.is_superuser = True
        editor.set_password(_password())
        editor.save()
    if editor and PASSWORD_FILE.exists() and editor.check_password(_password()):
        return [f"as      {ADMINISTRATOR}", f"with    {_password()}   (kept in {PASSWORD_FILE})"]
    return ["with the name and password you have set"]


def _password() -> str:
    """The password in the file, which is made the first time and readable by its owner alone."""
    PASSWORD_FILE.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(PASSWORD_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return PASSWORD_FILE.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(12) + "\n")
    return PASSWORD_FILE.read_text().strip()


def _collect_static(say: Say) -> None:
    """Collect, hash and compress the static files, when any of them has changed: it takes seconds."""
    if settings.DEBUG:  # they are then served from where they lie
        return
    stamp = settings.VAR / "static.stamp"
    now = _static_state()
    if stamp.exists() and stamp.read_text() == now and settings.STATIC_ROOT.is_dir():
        return
    say("Collecting static files …")
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", verbosity=0, interactive=False)
    stamp.write_text(now)


def _static_state() -> str:
    state = hashlib.sha256(django.__version__.encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = Path(storage.path(name)).stat()
            state.update(f"{name} {found.st_size} {found.st_mtime_ns}\n".encode())
    return state.hexdigest()
