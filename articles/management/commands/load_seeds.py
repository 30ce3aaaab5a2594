import sys

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import track

from articles.management.ready import check_tables
from articles.seeding import PAGES, is_new, seed


class Command(BaseCommand):
    help = "Fill an archive that is new with the stories of seeds/. Run twice, it changes nothing."

    def handle(self, **options):
        check_tables()
        if not is_new():
            self.stdout.write("The archive has stories; the seeds stay out.")
            return
        console = Console(file=self.stderr)
        total = len(list(PAGES.glob("*.txt")))

        def progress(lines):
            return track(lines, "Loading seeds", total, console=console, disable=not sys.stderr.isatty())

        try:
            stories = seed(progress)
        except (OSError, ValueError) as error:
            raise CommandError(f"The seeds cannot be loaded: {error}") from error
        self.stdout.write(f"{stories:,} stories are in the archive.")
