import os
import sys
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import Progress

from articles.management.ready import check_tables
from articles.takeout import schema
from articles.takeout.export import as_text, export


class Command(BaseCommand):
    help = "Take the whole archive with you, as one documented file: docs/format.md says what is in it."

    def add_arguments(self, parser):
        parser.add_argument("path", nargs="?", metavar="FILE", help="the .zip to write, or - for standard output")
        parser.add_argument("--schema", action="store_true", help="write the file's JSON Schema and nothing else")

    def handle(self, path, **options):
        if options["schema"]:
            self.stdout.write(as_text(schema.schema()), ending="")
            return
        if not path:
            raise CommandError("Say which file to write: export_archive FILE.zip")
        check_tables()
        try:
            with _destination(path) as stream, progress(self.stderr) as follow:
                members = export(stream, follow)
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror or error}") from error
        stories = next(member["rows"] for member in members if member["name"] == "articles.jsonl")
        if path != "-":
            self.stdout.write(f"The archive, with {stories:,} stories, is in {path}.")


@contextmanager
def _destination(path):
    """A stream to write; the file has its name only once it is whole, and replaces an older one in one step.

    It is its owner's alone, as temporary files are: it holds drafts, too.
    """
    if path == "-":
        yield sys.stdout.buffer
        return
    target = Path(path)
    with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", suffix=".part", delete=False) as stream:
        try:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
            Path(stream.name).replace(target)
        except BaseException:
            Path(stream.name).unlink(missing_ok=True)
            raise


@contextmanager
def progress(stderr):
    """A function that shows on a terminal how far each run of rows is."""
    with Progress(console=Console(file=stderr), disable=not sys.stderr.isatty(), transient=True) as bar:
        yield lambda rows, words, total: bar.track(rows, total=total, description=words)
