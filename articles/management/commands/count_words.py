from django.core.management.base import BaseCommand

from articles.management.ready import check_tables
from articles.models import Lexeme, Word
from articles.search import vocabulary


class Command(BaseCommand):
    help = (
        "Count anew how rare each word of the archive is, for best matches, and collect the words as they are printed, "
        "for suggestions. Imports do so by themselves when the archive has grown by a tenth."
    )

    def add_arguments(self, parser):
        parser.add_argument("--if-due", action="store_true", help="only if the archive has grown or shrunk by a tenth")

    def handle(self, if_due, **options):
        check_tables()
        if if_due and not vocabulary.is_due():
            self.stdout.write("Not due: the archive is much as it was when its words were last counted.")
            return
        if not (reading := vocabulary.read()):
            self.stdout.write("There are no stories whose words could be counted.")
            return
        counted = f"{reading.sampled:,} of {reading.stories:,} stories read"
        self.stdout.write(f"{counted}: {Lexeme.objects.count():,} stems, {Word.objects.count():,} words.")
