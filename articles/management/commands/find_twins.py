import sys

from django.core.management.base import BaseCommand
from django.utils.translation import ngettext
from rich.console import Console
from rich.progress import track

from articles.management.ready import check_tables
from articles.models import Article, WireCopy
from articles.related.twins import BATCH, cluster_all


class Command(BaseCommand):
    help = (
        "Find stories with nearly the same text in an archive that was filled in bulk. "
        "It can be stopped at any moment, and goes on where it was."
    )

    def add_arguments(self, parser):
        parser.add_argument("--again", action="store_true", help="look at every story, also at those that were")

    def handle(self, again, **options):
        check_tables()
        batches = track(
            cluster_all(again),
            "Finding twins",
            -(-Article.objects.count() // BATCH),
            console=Console(file=self.stderr),
            disable=not sys.stderr.isatty(),
        )
        looked_at = sum(batches)
        stories = ngettext("%s story looked at", "%s stories looked at", looked_at) % f"{looked_at:,}"
        copies = WireCopy.objects.count()
        clusters = WireCopy.objects.values("cluster").distinct().count()
        self.stdout.write(f"{stories}; {copies:,} of the archive's are copies, of {clusters:,}.")
