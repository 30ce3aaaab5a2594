"""The whole archive into a file: as it stood at one moment, whoever writes meanwhile, and in constant memory."""

import json
import tomllib
from contextlib import contextmanager

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from articles.models import Capture
from articles.takeout import schema
from articles.takeout.kinds import KINDS, columns
from articles.takeout.users import Users
from articles.takeout.values import Moment
from articles.takeout.writer import Writer

# Rows asked for at once: enough that the way to Postgres does not count, few enough for any memory.
ROWS = 500
# The same for rows that hold bytes, each of which may have many megabytes.
BYTES = 20

README = """\
This is a whole news archive, made by Newsroom: its stories, who printed them, what they are about, how they lead to
each other, what editors decided, every earlier version, and every page exactly as it came in.

It can be read without Newsroom, by any program that knows ZIP and JSON:

  manifest.json        what is in here, with the size and the SHA-256 of each member
  archive.schema.json  a JSON Schema of each kind of line
  articles.jsonl …     a JSON object on each line, UTF-8; ids refer from one file to another
  captures/            pages as they came in, each under the SHA-256 of its bytes; captures.jsonl says whose they are

Dates are ISO 8601 and moments are in UTC. A story's body is blocks of simple HTML with a blank line between two.
A date of publication is the first day of what is known: "date_precision" says whether that is a day, a month or a year.

Newsroom's docs/format.md describes every file and every member. To have the archive again, run
"manage.py import_archive" on this file in an empty Newsroom.
"""


def export(stream, follow=lambda rows, words, total: rows):
    """Write everything to `stream`, a binary file open for writing; returns the manifest's list of members.

    `follow` is given each run of rows, what it is and how many there are, and gives the rows back: to show how far
    it is. Must be the outermost transaction. Raises what the database and the stream raise.
    """
    writer = Writer(stream)
    try:
        writer.text("README.txt", README)
        writer.text(schema.FILE, as_text(schema.schema()))
        with _one_moment():
            _write(writer, follow)
        writer.close(
            format=schema.FORMAT,
            version=schema.VERSION,
            made_at=Moment().written(timezone.now()),
            made_by=f"Newsroom {_version()}",
            dates="ISO 8601; moments in UTC",
        )
    except BaseException:
        writer.abandon()
        raise
    return writer.members


@contextmanager
def _one_moment():
    """All reads within see the database as it is now."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _write(writer, follow):
    users = Users()
    for kind in KINDS:
        total = kind.model._base_manager.count()
        writer.rows(kind.file, follow(_rows(kind, users), kind.words, total))
    writer.rows("users.jsonl", ({"username": name} for name in users.named))
    for sha256, content in follow(_pages(), "pages", Capture.objects.count()):
        writer.capture(sha256, content)


def _rows(kind, users):
    """Each row as a dict, by primary key. A page of keys at a time: a server-side cursor has no place in a pool."""
    shown = columns(kind, users)
    names = [column.name for column in shown]
    heavy = any(column.field.get_internal_type() == "BinaryField" for column in shown)
    rows = BYTES if heavy else ROWS
    queryset = kind.model._base_manager.order_by("pk").values_list("pk", *(column.field.attname for column in shown))
    page = queryset[:rows]
    while page := list(page):
        for _, *values in page:
            yield {
                name: None if value is None else column.form.written(value)
                for name, column, value in zip(names, shown, values, strict=True)
            }
        page = queryset.filter(pk__gt=page[-1][0])[:rows]


def _pages():
    """The bytes of captures with their SHA-256, each once however many stories it is of."""
    queryset = Capture.objects.order_by("sha256", "pk").distinct("sha256").values_list("sha256", "content")
    page = queryset[:BYTES]
    while page := list(page):
        for sha256, content in page:
            yield sha256, bytes(content)
        page = queryset.filter(sha256__gt=page[-1][0])[:BYTES]


def as_text(data):
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _version():
    project = settings.BASE_DIR / "pyproject.toml"
    return tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"]
