import os
import sys
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import ngettext
from rich.console import Console
from rich.progress import Progress

from articles.exporters.about import About
from articles.exporters.formats import BY_NAME, FORMATS, export, of_file
from articles.exporters.selection import STATUSES, NotFound, Selection
from articles.exporters.story import stories
from articles.management.ready import check_tables

NAMES = ", ".join(BY_NAME)
SUFFIXES = ", ".join(form.suffix for form in FORMATS)


class Command(BaseCommand):
    help = "Write stories to a file in one of many formats. The same archive gives the same bytes."

    def add_arguments(self, parser):
        parser.add_argument(
            "--format", default="", choices=BY_NAME, metavar="NAME", help=f"{NAMES}; else what the file's name ends for"
        )
        parser.add_argument("--output", default="-", metavar="FILE", help="where to, - for standard output")
        parser.add_argument(
            "--since", default="", metavar="DATE", help="from this year, month or day on: 2024, 2024-07"
        )
        parser.add_argument("--until", default="", metavar="DATE", help="up to the end of this year, month or day")
        parser.add_argument(
            "--source", action="append", default=[], metavar="NAME", help="of this publisher; again for another"
        )
        parser.add_argument(
            "--tag",
            action="append",
            default=[],
            metavar="NAME",
            help="with this tag, as NAME or KIND:NAME; again for any",
        )
        parser.add_argument(
            "--status", default="published", choices=STATUSES, metavar="STATUS", help=f"one of {', '.join(STATUSES)}"
        )
        parser.add_argument("--language", default="", metavar="CODE", help="in this language, as en or fr")
        parser.add_argument("--search", default="", metavar="WORDS", help="with these words, as in a search engine")
        parser.add_argument("--site", default="", metavar="ADDRESS", help="where readers find this archive, for links")

    def handle(self, output, since, until, source, tag, status, language, search, site, **options):
        check_tables()
        form = _format(options["format"], output)
        chosen = Selection(since, until, tuple(source), tuple(tag), status, language, search)
        try:
            articles = chosen.articles()
        except NotFound as error:
            raise CommandError(str(error)) from None
        if refusal := form.refusal(_number(articles, form)):
            raise CommandError(refusal)
        leaving = _Leaving(articles, Console(file=self.stderr))
        with _file(output) as file:
            for piece in export(form, leaving, About(_site(site))):
                file.write(piece)
        told = ngettext("%s story written.", "%s stories written.", leaving.number) % f"{leaving.number:,}"
        self.stderr.write(told, str)


class _Leaving:
    """The stories of a queryset, counted; with a bar on a terminal, where counting them first is worth its second."""

    def __init__(self, articles, console):
        self.articles, self.console, self.number = articles, console, 0

    def __iter__(self):
        shown = sys.stderr.isatty()
        with Progress(console=self.console, disable=not shown, transient=True) as bar:
            task = bar.add_task("Exporting", total=self.articles.order_by().count() if shown else None)
            for story in stories(self.articles):
                self.number += 1
                yield story
                bar.advance(task)


def _format(name, output):
    form = BY_NAME.get(name) or (of_file(output) if output != "-" else BY_NAME["jsonl"])
    if not form:
        raise CommandError(
            f"Which format? The name “{Path(output).name}” does not say: end it in {SUFFIXES}, or give --format."
        )
    if output == "-" and form.is_binary and sys.stdout.isatty():
        raise CommandError(f"{form.label} is not for a terminal: give --output FILE.")
    return form


def _number(articles, form):
    """How many there are, counted no further than it matters for the format's bound."""
    return 0 if form.most is None else articles.order_by()[: form.most + 1].count()


def _site(address):
    """The address of the front page: the one given, else that of the first host this site answers to."""
    if not address:
        host = next((host for host in settings.ALLOWED_HOSTS if host.strip("*.")), "localhost").lstrip(".")
        address = f"{'https' if settings.SECURE_SSL_REDIRECT else 'http'}://{host}"
    if not address.startswith(("http://", "https://")):
        raise CommandError(f"“{address}” is no address of a site: it begins with http:// or https://.")
    return f"{address.rstrip('/')}/"


@contextmanager
def _file(output):
    """A binary file to write to: standard output, or one that takes its name only when all is in it."""
    if output == "-":
        with _standard_output() as file:
            yield file
        return
    target = Path(output)
    # Hidden, beside the target: a rename within one file system is one act.
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with part.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except OSError as error:
        raise CommandError(f"{target} cannot be written: {error.strerror}.") from None
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _standard_output():
    try:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # The reader went away (`| head`). What Python flushes at its end must not fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise CommandError("Standard output was closed before all stories were written.") from None
