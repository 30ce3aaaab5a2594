import sys

from django.core.management.base import BaseCommand
from django.utils.translation import ngettext
from rich.console import Console
from rich.progress import Progress

from articles.management.ready import check_tables
from articles.models import Settling
from articles.publishing import relate_archive


class Command(BaseCommand):
    help = (
        "Find the related stories of all that have none yet, as after taking an archive in. It can be stopped at any "
        "moment, and goes on where it was; started several times at once, it shares the work."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--again", action="store_true", help="count anew how rare words are, and look at every story"
        )

    def handle(self, again, **options):
        check_tables()
        done = 0
        with Progress(console=Console(file=self.stderr), disable=not sys.stderr.isatty(), transient=True) as bar:
            tasks = {}
            for stage, stories in relate_archive(again):
                if stage not in tasks:
                    total = stories + Settling.objects.filter(stage=stage).count()
                    tasks[stage] = bar.add_task(DOING[stage], total=total)
                bar.advance(tasks[stage], stories)
                done += stories if stage == Settling.Stage.TO_RELATE else 0
        self.stdout.write(ngettext("%s story related.", "%s stories related.", done) % f"{done:,}")


DOING = {
    Settling.Stage.TO_SIGN: "Reading stories",
    Settling.Stage.TO_COMPARE: "Comparing them",
    Settling.Stage.TO_RELATE: "Choosing related ones",
}
