import sys

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import ngettext
from rich.console import Console
from rich.progress import Progress

from articles.importers.undo import NotNow, plan, undo
from articles.management.ready import check_tables
from articles.models import Import


class Command(BaseCommand):
    help = "Take an import back: what it added goes, what it changed comes back, what was edited since stays."

    def add_arguments(self, parser):
        parser.add_argument(
            "id", type=int, metavar="ID", help="the import's number, as its address in the admin has it"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would come of it, and change nothing")

    def handle(self, id, dry_run, **options):  # noqa: A002 - the argument's name
        check_tables()
        imported = Import.objects.filter(pk=id).first()
        if not imported:
            raise CommandError(f"There is no import {id}.")
        found = plan(imported)
        if dry_run:
            self._say(imported, found, "would go")
            self.stdout.write("A dry run: nothing was changed.")
            return
        try:
            with Progress(console=Console(file=self.stderr), disable=not sys.stderr.isatty(), transient=True) as bar:
                task = bar.add_task("Undoing", total=found["stories"] + found["restored"])
                told = undo(
                    imported, progress=lambda done: bar.update(task, completed=sum(map(_number, done.values())))
                )
        except NotNow as why:
            raise CommandError(str(why)) from why
        self._say(imported, told, "gone")

    def _say(self, imported, told, gone):
        stories, restored = told.get("stories", 0), told.get("restored", 0)
        self.stdout.write(f"Import {imported.pk}, {imported}:")
        self.stdout.write(f"{_stories(stories)} {gone}, {_stories(restored)} as before.")
        for reason, count in told["stay"].items():
            self.stdout.write(ngettext("%s story stays: %s.", "%s stories stay: %s.", count) % (f"{count:,}", reason))


def _stories(count):
    return ngettext("%s story", "%s stories", count) % f"{count:,}"


def _number(value):
    return value if isinstance(value, int) else 0
