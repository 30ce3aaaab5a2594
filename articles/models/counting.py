"""Numbers that are always right, whoever writes: kept by statement triggers, as rows that are only ever added.

A statement that changes what is counted adds rows saying by how much; a reader sums. Nobody updates a row that another
has written, so two imports side by side never wait for each other. Rows that have become many are added up by the
statement that adds the next - never two at once, and nobody waits for it.
"""

import pgtrigger
from django.db import connection, transaction

# What a reader sums at the worst where all of these fall on one number: 2 ms. What adding up costs is shared by as
# many rows: some 10 microseconds each.
MANY = 10_000

# Transition tables hold what a statement removed and what it added; an update is both.
OLD, NEW = "gone", "come"
ROWS = {"insert": {"new": NEW}, "update": {"old": OLD, "new": NEW}, "delete": {"old": OLD}}


def moved(operation, columns, where="true"):
    """A query for `columns` of the rows that a statement brought and took, with 1 or -1 as `n`."""
    tables = {"old": f"-1 AS n FROM {OLD}", "new": f"1 AS n FROM {NEW}"}
    return " UNION ALL ".join(f"SELECT {columns}, {tables[side]} WHERE {where}" for side in ROWS[operation])


def keeps_count(name, table, changes, fold):
    """Triggers that append to `table` what each statement changes, and call `fold`, a function of Postgres, at times.

    `changes` is called with "insert", "update" or "delete" and returns an INSERT without its RETURNING.
    """
    appending = [
        pgtrigger.Trigger(
            name=f"{name}_on_{operation}",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=getattr(pgtrigger, operation.capitalize()),
            referencing=pgtrigger.Referencing(**tables),
            declare=[("many", "boolean")],
            func=_append(table, changes(operation), fold),
        )
        for operation, tables in ROWS.items()
    ]
    emptied = pgtrigger.Trigger(
        name=f"{name}_on_truncate",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Truncate,
        func=f"DELETE FROM public.{table}; RETURN NULL;",
    )
    return [*appending, emptied]


def _append(table, insert, fold):
    """One statement in so many passes the next multiple of MANY with its ids: no counting to learn that it is time."""
    return f"""
        WITH added AS ({insert} RETURNING id)
        SELECT max(id) / {MANY} > (min(id) - 1) / {MANY} INTO many FROM added;
        IF many AND pg_try_advisory_xact_lock('public.{table}'::regclass::oid::bigint) THEN
            PERFORM public.{fold}();
        END IF;
        RETURN NULL;
    """


@transaction.atomic
def count_anew():
    """All numbers from what they count, for rows that came while triggers rested. Who would write waits meanwhile:
    a story that came between what is deleted and what is counted would count twice."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE articles_article, articles_readmorelink IN SHARE MODE")
        cursor.execute("SELECT public.count_periods(), public.count_wanted()")
