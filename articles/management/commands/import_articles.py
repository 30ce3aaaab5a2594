import json
import os
import sys
from argparse import ArgumentTypeError
from contextlib import nullcontext
from functools import partial
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import ngettext
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table

from articles.importers.files import Files
from articles.importers.formats import NAMES
from articles.importers.load import load
from articles.importers.match import Outcome
from articles.importers.tablecolumns import FIELDS
from articles.management.ready import check_tables
from articles.models import Settling


class Command(BaseCommand):
    help = "Bring stories into the archive: pages, feeds, exports, archives of them. Run twice, it changes nothing."

    def add_arguments(self, parser):
        parser.add_argument(
            "paths", nargs="+", metavar="PATH", help="a file, a folder of them, or - for standard input"
        )
        parser.add_argument(
            "--source", default="", metavar="NAME", help="the publisher of pages that do not say theirs"
        )
        parser.add_argument(
            "--publish", action="store_true", help="put stories that have a date before readers at once"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would come of it, and change nothing")
        parser.add_argument("--format", default="", choices=NAMES, metavar="NAME", help=f"one of {', '.join(NAMES)}")
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            type=_column_and_field,
            metavar="COLUMN=FIELD",
            help=f"what a table's column is, if its name does not tell: one of {', '.join(FIELDS)}, or nothing",
        )
        parser.add_argument("--report", metavar="FILE", help="write what came of each page to FILE, as JSON")

    def handle(self, paths, source, publish, dry_run, report, **options):
        check_tables()
        if report and not os.access(Path(report).resolve().parent, os.W_OK):
            raise CommandError(f"The report cannot be written: there is no folder to write {report} in.")
        files = Files(paths)
        # A terminal wraps a long path; a file or a pipe gets it in one piece.
        console = Console(file=self.stdout, highlight=False, width=None if self.stdout.isatty() else 4000)
        with transaction.atomic() if dry_run else nullcontext():
            bar = Progress(console=Console(file=self.stderr), disable=not sys.stderr.isatty(), transient=True)
            run = load(
                files,
                source=source,
                publish=publish,
                origin=", ".join(paths),
                size=files.size,
                settling=None if dry_run else partial(_settled, bar),
                **_reading(options),
            )
            with bar:
                lines = list(_followed(run, len(files), bar))
            if dry_run:
                transaction.set_rollback(True)
        if report:
            Path(report).write_text(as_json(lines), encoding="utf-8")
        console.print(_table(lines))
        console.print(_footer(lines, files, dry_run), markup=False)
        if any(line.outcome == Outcome.FAILED for line in lines):
            sys.exit(1)


def _column_and_field(words):
    """ "Kop=headline" → ("Kop", "headline"); "Kop=" leaves the column out."""
    column, mark, field = words.rpartition("=")
    if not mark or not column.strip():
        raise ArgumentTypeError(f"“{words}” does not say COLUMN=FIELD")
    if field and field not in FIELDS:
        raise ArgumentTypeError(f"there is no field “{field}”: choose one of {', '.join(FIELDS)}")
    return " ".join(column.split()), field


def _reading(options):
    """What the options say of how pages are to be read, for `load`."""
    return {"form": options["format"], "mapping": dict(options["map"])}


def _followed(run, total, bar):
    """The lines of a run, with a bar over its files and the number of stories on a terminal."""
    task = bar.add_task("Importing", total=total)
    for line in run:
        bar.update(task, completed=line.page - 1, description=f"{line.number:,} read")
        yield line


def _settled(bar, done):
    """A second bar, after the last story of a bulk import: links and related stories."""
    first = bar.tasks[0]
    bar.update(first.id, completed=first.total)
    if len(bar.tasks) == 1:
        bar.add_task("Links and related stories", total=Settling.objects.count() + done)
    bar.advance(bar.tasks[1].id, done)


def counts(lines):
    return {outcome.value: sum(line.outcome == outcome for line in lines) for outcome in Outcome}


def as_json(lines):
    """The report: counts by outcome, and every page with what came of it."""
    pages = [
        {
            "number": line.number,
            "name": line.name,
            "outcome": line.outcome.value,
            "reason": line.reason,
            "article": line.article_id,
        }
        for line in lines
    ]
    return json.dumps({"counts": counts(lines), "pages": pages}, ensure_ascii=False, indent=1) + "\n"


# A screen or two; the report and the import's page in the admin have all.
MOST_TOLD = 50


def _table(lines):
    """All counts, then what an editor must look at: stories that failed or were kept, and why."""
    table = Table("Outcome", "Stories", "Where", "Reason", box=None, pad_edge=False)
    for outcome, count in counts(lines).items():
        table.add_row(outcome, f"{count:,}", "", "")
        told = [line for line in lines if line.outcome == outcome and outcome in (Outcome.FAILED, Outcome.KEPT)]
        for line in told[:MOST_TOLD]:
            table.add_row("", f"no. {line.number:,}", _plain(line.name), _plain(line.reason))
        if len(told) > MOST_TOLD:
            table.add_row("", "", f"… and {len(told) - MOST_TOLD:,} more", "--report FILE has them all")
    return table


def _plain(text):
    """`text` from outside, without console markup or control characters of its own."""
    return escape("".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text))


def _footer(lines, files, dry_run):
    notes = [ngettext("%s story read.", "%s stories read.", len(lines)) % f"{len(lines):,}"]
    if files.passed_over:
        notes.append(
            ngettext(
                "%s file of the folders holds no stories by its name, and was passed over.",
                "%s files of the folders hold no stories by their names, and were passed over.",
                files.passed_over,
            )
            % f"{files.passed_over:,}"
        )
    if dry_run:
        notes.append("A dry run: nothing was changed.")
    return " ".join(notes)
