from pathlib import Path

import psycopg
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from articles.management.commands.export_archive import progress
from articles.management.ready import check_tables
from articles.models import Article
from articles.related import stories
from articles.related.twins import BATCH, cluster_all
from articles.takeout.contents import Damaged
from articles.takeout.package import Package
from articles.takeout.restore import NotEmpty, restore


class Command(BaseCommand):
    help = (
        "Fill an empty database with an archive that export_archive wrote: all of it, or - when stopped - nothing. "
        "At the end it indexes the texts, by which copies of stories and related ones are found: stopped there, "
        "find_twins and relate_articles go on."
    )

    def add_arguments(self, parser):
        parser.add_argument("path", metavar="FILE", help="the .zip that export_archive wrote")

    def handle(self, path, **options):
        check_tables()
        try:
            with Path(path).open("rb") as stream, progress(self.stderr) as follow, Package.open(stream) as package:
                package.verify(follow)
                loaded = restore(package, follow)
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror or error}.") from error
        except Damaged as error:
            raise CommandError(f"{path}: {error} Nothing was changed.") from error
        except NotEmpty as error:
            raise CommandError(f"{error} Nothing was changed.") from error
        except (DatabaseError, psycopg.Error) as error:
            raise CommandError(f"The database could not go on, and nothing was changed: {error}") from error
        self.stdout.write(f"{loaded['articles']:,} stories are in the archive, with all that belongs to them.")
        self._index_texts()

    def _index_texts(self):
        """Outside of the one transaction: it may take as long as all the rest, and can be stopped and taken up."""
        batches = -(-Article.objects.count() // BATCH)
        with progress(self.stderr) as follow:
            for _ in follow(cluster_all(), "indexing texts", batches):
                pass
            for _ in follow(stories.index(), "indexing what they say", 2 * batches):
                pass
