from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from articles.management.ready import check_tables
from articles.related.resolve import resolve


class Command(BaseCommand):
    help = "Decide every read-more link anew, except those that an editor has decided."

    def handle(self, **options):
        check_tables()
        changed = resolve()
        total = sum(changed.values())
        told = ", ".join(f"{count:,} {state}" for state, count in sorted(changed.items()))
        words = ngettext("%s link changed", "%s links changed", total) % f"{total:,}"
        self.stdout.write(f"{words}{': ' + told if told else ''}.")
