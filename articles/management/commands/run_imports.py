from django.core.management.base import BaseCommand

from articles.importers.uploads import work_off
from articles.management.ready import check_tables


class Command(BaseCommand):
    help = "Work off the uploads, retries and undoings that wait, one after another, and go on with those that died."

    def add_arguments(self, parser):
        parser.add_argument("--quiet", action="store_true", help="say nothing but what is wrong")

    def handle(self, quiet, **options):
        check_tables()
        done = work_off(lambda run: None if quiet else self.stdout.write(f"{run}: {run.condition.lower()}"))
        if not quiet:
            self.stdout.write("Nothing waits." if not done else f"{done:,} done.")
