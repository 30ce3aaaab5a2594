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
from rich.progress import Progress

from articles.importers.files import Files
from articles.importers.formats import NAMES
from articles.importers.load import load
from articles.importers.match import Outcome
from articles.importers.tablecolumns import FIELDS
from articles.management.ready import check_tables
from articles.management.report import Report
from articles.models import Settling

LAST = "Links and related stories"


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
                building=partial(_builds, bar),
                **_reading(options),
            )
            with Report(report) as told, bar:
                for line in _followed(run, files, bar):
                    told.take(line)
            if dry_run:
                transaction.set_rollback(True)
        console.print(told.table())
        console.print(_footer(told.total, files, dry_run), markup=False)
        if told.counts[Outcome.FAILED]:
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


def _followed(run, files, bar):
    """The lines of a run, with a bar over the bytes of its files, where they are known, and the number of stories."""
    task = bar.add_task("Importing", total=files.size)
    for line in run:
        bar.update(task, completed=line.read, description=f"{line.number:,} stories read")
        yield line


def _builds(bar):
    """A bar without an end, after the last story that fills a new archive."""
    _read(bar)
    bar.add_task("Building indexes", total=None)


def _read(bar):
    first = bar.tasks[0]
    bar.update(first.id, total=first.total or first.completed, completed=first.total or first.completed)


def _settled(bar, done):
    """The last bar of a bulk import: links and related stories."""
    _read(bar)
    for task in bar.tasks[1:]:
        if task.total is None:
            bar.update(task.id, total=1, completed=1)
    if len(bar.tasks) == 1 or bar.tasks[-1].description != LAST:
        bar.add_task(LAST, total=Settling.objects.waiting().count() + done)
    bar.advance(bar.tasks[-1].id, done)


def _footer(total, files, dry_run):
    notes = [ngettext("%s story read.", "%s stories read.", total) % f"{total:,}"]
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
