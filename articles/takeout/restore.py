"""An archive file into an empty database: all of it, row for row as it was, or nothing."""

import re

import pgtrigger
import psycopg
from django.core.management.color import no_style
from django.db import IntegrityError, connection, transaction

from articles.models import Archive, TextBand
from articles.models.counting import count_anew
from articles.models.coverage import recount
from articles.takeout.contents import Damaged
from articles.takeout.kinds import KINDS, columns
from articles.takeout.users import Users

# What Postgres says of a row that it cannot have; all else is no fault of the file.
ROWS_FAULT = (
    psycopg.DataError,
    psycopg.IntegrityError,
    psycopg.errors.ProgramLimitExceeded,
    psycopg.errors.StatementTooComplex,  # JSON that is nested too deep
)


class NotEmpty(Exception):
    """What the database has already, in a sentence."""


def restore(package, follow=lambda rows, words, total: rows):
    """Load a `Package`, whose sums have been checked; returns the number of rows by kind.

    One transaction, and the outermost: a run that is stopped has done nothing and can begin again. Raises
    `Damaged`, saying in which line, for what the archive cannot hold, and `NotEmpty`.
    `follow` is as in `export`. The index of texts is no part of the file: `related.twins.cluster_all` makes it.
    """
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        _lock(cursor)
        _check_empty()
        # Nothing deletes these when stories are deleted by SQL: they would pass for those of the stories that come.
        TextBand.objects.all().delete()
        _quieten(cursor)
        if package.rows_said.get("archive.jsonl"):
            # It becomes that archive, whatever a reader has asked of it while it was empty.
            Archive.objects.all().delete()
        users = _admit(package)
        loaded = {}
        for kind in KINDS:
            total = package.rows_said.get(kind.file, 0)
            loaded[kind.name] = _load(cursor, kind, package, follow, users, total)
            _check_references(cursor, package, [KINDS[number].table for number in range(len(loaded))])
        _check_references(cursor, package)
        recount()
        for statement in connection.ops.sequence_reset_sql(no_style(), [kind.model for kind in KINDS]):
            cursor.execute(statement)
        count_anew()
        # Postgres' own comes late, and until then a list of a million stories is planned as one of none.
        cursor.execute(f"ANALYZE {_tables()}")
    return loaded


def _tables():
    return ", ".join(connection.ops.quote_name(kind.table) for kind in KINDS)


def _lock(cursor):
    """Nobody else writes until this is over: what is empty now stays so."""
    cursor.execute(f"LOCK TABLE {_tables()} IN SHARE ROW EXCLUSIVE MODE")


def _check_empty():
    counts = ((kind.words, kind.model._base_manager.count()) for kind in KINDS if kind.model is not Archive)
    if here := [f"{words} ({count:,})" for words, count in counts if count]:
        raise NotEmpty(f"The database is not empty, and an archive file is a whole archive: it has {', '.join(here)}.")


def _quieten(cursor):
    """Our triggers keep names, versions and addresses when rows change: here they are in the file as they were."""
    names = ",".join(trigger.get_pgid(model) for model, trigger in pgtrigger.registered())
    # COPY passes by Django's cursor, and so by `pgtrigger.ignore()`, which sets this for each of its statements.
    cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", [f"{{{names}}}"])


def _admit(package):
    users = Users()
    for number, row in package.rows("users.jsonl"):
        name = row.get("username")
        if not isinstance(name, str) or not re.fullmatch(r"[^\x00\ud800-\udfff]{1,150}", name):
            raise Damaged(f"users.jsonl, line {number:,}: “username” is no name of a user.")
        users.admit(name)
    return users


def _load(cursor, kind, package, follow, users, total):
    """COPY the rows of a kind; returns how many."""
    shown = columns(kind, users)
    fields = [column.field for column in shown]
    if kind.kept_as_files:
        fields.append(kind.model._meta.get_field(kind.kept_as_files[0]))
    named = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    count = 0
    try:
        with cursor.copy(f"COPY {connection.ops.quote_name(kind.table)} ({named}) FROM STDIN") as copy:
            for number, row in follow(package.rows(kind.file), kind.words, total):
                try:
                    copy.write_row(_values(kind, shown, row, package))
                except ValueError as error:
                    raise Damaged(f"{kind.file}, line {number:,}: {error}.") from error
                count += 1
    except ROWS_FAULT as error:
        raise Damaged(f"{kind.file}{_line(error)}: {_reason(error)}.") from error
    return count


def _values(kind, shown, row, package):
    """The values of a row in the order of the columns. Raises ValueError, saying why, for what none can be."""
    if unknown := row.keys() - {column.name for column in shown}:
        raise ValueError(f"“{min(unknown)}” is nothing that this Newsroom knows; was it made by a later one?")
    values = [column.read(row) for column in shown]
    if kind.kept_as_files:
        values.append(package.capture(row.get(kind.kept_as_files[1])))
    return values


def _line(error):
    """Postgres names the row of a COPY that it would not have: each is a line of the file."""
    found = re.search(r"\bline (\d+)", error.diag.context or "")
    return f", line {int(found[1]):,}" if found else ""


def _reason(error):
    diag = error.diag
    if isinstance(error, psycopg.errors.CheckViolation) and diag.constraint_name:
        return f"it breaks a rule of the archive, “{diag.constraint_name.replace('_', ' ')}”"
    if isinstance(error, psycopg.errors.UniqueViolation):
        return f"it is there twice: {(diag.message_detail or diag.constraint_name or '').rstrip('.')}"
    return (diag.message_primary or str(error)).rstrip(".")


def _check_references(cursor, package, tables=None):
    """Have Postgres check references now: of these tables to each other, or all. They wait for it in memory."""
    named = "ALL"
    if tables:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE contype = 'f' AND condeferrable"
            " AND conrelid = ANY (%s::text[]::regclass[]) AND confrelid = ANY (%s::text[]::regclass[])",
            [tables, tables],
        )
        named = ", ".join(connection.ops.quote_name(name) for (name,) in cursor.fetchall())
    if not named:
        return
    try:
        cursor.execute(f"SET CONSTRAINTS {named} IMMEDIATE")
        cursor.execute(f"SET CONSTRAINTS {named} DEFERRED")
    except IntegrityError as error:
        raise Damaged(_dangling(error.__cause__.diag, package)) from error


def _dangling(diag, package):
    """Which line refers to a row that is not there. Postgres names the table, the column and the value."""
    kind = next((kind for kind in KINDS if kind.table == diag.table_name), None)
    told = re.search(r"\((\w+)\)=\((.*)\)", diag.message_detail or "")
    if not kind or not told:
        return f"{diag.message_primary}."
    column = next(column for column in columns(kind) if column.field.column == told[1])
    lines = (number for number, row in package.rows(kind.file) if str(row.get(column.name)) == told[2])
    return (
        f"{kind.file}, line {next(lines, 0):,}: “{column.name}” is {told[2]}, "
        f"and {column.refers_to or 'no'}.jsonl has no such row."
    )
