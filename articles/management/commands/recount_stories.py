from django.core.management.base import BaseCommand

from articles.management.ready import check_tables
from articles.models import Standing
from articles.models.coverage import recount


class Command(BaseCommand):
    help = "Count the stories of tags, sources and authors anew, where rows came in while triggers rested."

    def handle(self, **options):
        check_tables()
        recount()
        self.stdout.write(f"{Standing.objects.count():,} numbers of stories are counted anew.")
