from django.core.management.base import BaseCommand, CommandError

from articles.importers.uploads import work_off
from articles.management.ready import check_tables


class Command(BaseCommand):
    help = "Work off the uploads, retries and undoings that wait, one after another, and go on with those that died."

    def add_arguments(self, parser):
        parser.add_argument("--quiet", action="store_true", help="say nothing but what is wrong")

    def handle(self, quiet, **options):
        check_tables()
        try:
            done = work_off(lambda run: None if quiet else self.stdout.write(f"{run}: {run.condition.lower()}"))
        except KeyboardInterrupt:
            raise CommandError("Stopped; what was under way is gone on with the next time.", returncode=130) from None
        if not quiet:
            self.stdout.write("Nothing waits." if not done else f"{done:,} done.")
