"""How fast stories come in by the hundred thousand, beside a bare COPY of the same rows in the same run.

    .venv/bin/python benchmarks/import.py [--stories 100000] CORPUS.jsonl…

makes STORIES stories out of the paragraphs of the corpora (JSON objects with `title` and `body`, one a line), each of
500 words with its headline and standfirst, the last paragraph cut; writes them to a file in the archive's own JSONL;
and measures in a database of its own, `newsroom_import`, on the server of DATABASE_URL or on the embedded one:

- a bare COPY of the articles' rows, made beforehand, into the same table with the same indexes, on one connection;
- the full path of `import_articles`: read, clean, match, COPY of all rows, search vectors, indexes, read-more links;
- the same file again.
"""

import argparse
import json
import os
import random
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

import django
from django.conf import settings

settings.DATABASES["default"]["NAME"] = "newsroom_import"
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.models import Count  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402

from articles.importers.columns import article_columns, wanted_slug  # noqa: E402
from articles.importers.copy import copy  # noqa: E402
from articles.importers.files import Files  # noqa: E402
from articles.importers.jsonl import items  # noqa: E402
from articles.importers.stories import stories  # noqa: E402
from articles.models import Article, Import, ReadMoreLink  # noqa: E402
from articles.publishing import link_waiting  # noqa: E402

WORDS = 500
# A third of the stories asks for another; one line in ten names a story that is not in the file.
ASKING, ABSENT = 3, 10


def corpus(paths):
    """(paragraphs, words of titles) of all stories of the corpora."""
    paragraphs, titles = [], []
    for path in paths:
        with Path(path).open(encoding="utf-8") as lines:
            for told in map(json.loads, lines):
                blocks = (told.get("body") or "").replace("\n    ", "\n\n").split("\n\n")
                paragraphs += [text for block in blocks if len((text := " ".join(block.split())).split()) > 8]
                titles.append((told.get("title") or "").split())
    return paragraphs, [title for title in titles if len(title) > 3]


def _body(chance, paragraphs, words):
    """Paragraphs of so many words together, the last one cut."""
    body = []
    while words > 0:
        body.append(" ".join(chance.choice(paragraphs).split(" ")[:words]))
        words -= len(body[-1].split(" "))
    return [escape(paragraph, quote=False) for paragraph in body]


def make(path, count, paragraphs, titles):
    """Write `count` stories; the same ones for the same corpora."""
    chance, headlines = random.Random(1987), []
    start = datetime(1990, 1, 1, tzinfo=UTC)
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            headlines.append(" ".join(chance.choice(titles)[:5] + chance.choice(titles)[:4])[:300])
            standfirst = chance.choice(paragraphs)[:300]
            at = start + timedelta(minutes=100 * number)
            story = {
                "newsroom": 1,
                "headline": headlines[-1],
                "standfirst": standfirst,
                "body": _body(chance, paragraphs, WORDS - len(f"{headlines[-1]} {standfirst}".split())),
                "publisher": f"Paper {chance.randrange(200)}",
                "published": {"on": at.date().isoformat(), "basis": "stated", "at": at.isoformat()},
                "language": "en",
                "external_id": f"story-{number}",
                "url": f"https://paper.example/{number}",
                "status": "published",
                "authors": [f"Writer {chance.randrange(2_000)}"],
                "tags": [{"kind": "topic", "name": f"Topic {chance.randrange(5_000)}"} for _ in range(4)],
                "cited": [f"Agency {chance.randrange(100)}"],
            }
            if number % ASKING == 0:
                wanted = f"No. {number} of them" if number % (ASKING * ABSENT) == 0 else chance.choice(headlines)
                story["read_more"] = [{"headline": wanted, "after": 1}]
            file.write(json.dumps(story, ensure_ascii=False) + "\n")


def rows(path, out):
    """The articles' own rows as COPY reads them."""
    seen = {}
    with path.open("rb") as stream, out.open("w", encoding="utf-8", newline="\n") as file:
        for item in items(stream):
            columns = {**article_columns(item.record), "status": "published"}
            slug = wanted_slug(item.record)
            number = seen[columns["published_on"], slug] = seen.get((columns["published_on"], slug), 0) + 1
            columns["slug"] = f"{slug}-{number}" if number > 1 else slug
            file.write("\t".join(map(_cell, columns.values())) + "\n")
    return list(columns)


def _cell(value):
    if value is None:
        return r"\N"
    return str(value).replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def empty():
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE articles_article, articles_source, articles_tag, articles_author, articles_import CASCADE"
        )
        # Both begin alike, where we may see to it: on the embedded server we may not.
        cursor.execute("SELECT pg_has_role('pg_checkpoint', 'USAGE')")
        if cursor.fetchone()[0]:
            cursor.execute("CHECKPOINT")


def bare_copy(path, columns):
    empty()
    started = time.perf_counter()
    sql = f"COPY articles_article ({', '.join(columns)}) FROM STDIN"
    with connection.cursor() as cursor, path.open("rb") as file, cursor.copy(sql) as copying:
        while chunk := file.read(1 << 18):
            copying.write(chunk)
    return time.perf_counter() - started


def bring(path, count):
    """(seconds, megabytes of memory at a tenth of the way, at its end, {outcome: stories}) of an import."""
    run = Import.objects.create(origin=str(path), publish=True)
    early, outcomes = 0, {}
    started, number = time.perf_counter(), 0
    for batch in copy(stories(Files([path]), None), run):
        number += len(batch)
        for came in batch:
            outcome = came.decision.outcome.value
            outcomes[outcome] = outcomes.get(outcome, 0) + 1
        if not early and number >= count / 10:
            early = _memory()
    for _ in link_waiting():
        pass
    return time.perf_counter() - started, early, _memory(), outcomes


def _memory():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 1024**2)


def prepare():
    with connection._nodb_cursor() as cursor:
        cursor.execute("DROP DATABASE IF EXISTS newsroom_import")
        cursor.execute("CREATE DATABASE newsroom_import")
    call_command("migrate", verbosity=0)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--stories", type=int, default=100_000)
    parser.add_argument("corpora", nargs="+", metavar="CORPUS.jsonl")
    options = parser.parse_args()
    prepare()
    count = options.stories
    with tempfile.TemporaryDirectory() as folder:
        file, copied = Path(folder) / "stories.jsonl", Path(folder) / "rows"
        make(file, count, *corpus(options.corpora))
        columns = rows(file, copied)
        bare = bare_copy(copied, columns)
        empty()
        full, early, late, outcomes = bring(file, count)
        again, _, _, same = bring(file, count)
        size = file.stat().st_size
    tell(count, size, bare, full, again)
    print(f"Outcomes: {outcomes}, then {same}; memory {early:,.0f} MB after a tenth, {late:,.0f} MB at the end")
    print(f"{Article.objects.count():,} articles; read-more lines {dict(states())}")


def states():
    return ReadMoreLink.objects.order_by("state").values_list("state").annotate(n=Count("pk"))


def tell(count, size, bare, full, again):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version'), current_setting('shared_buffers')")
        version, buffers = cursor.fetchone()
    kind = ", embedded" if settings.DATABASES["default"]["ENGINE"] == "newsroom.embedded" else ""
    print(f"PostgreSQL {version}{kind}, {buffers} of shared buffers; {os.cpu_count()} cores")
    print(f"{count:,} stories of {WORDS} words, {size / 1e6:,.0f} MB")
    table = Table("What", "Seconds", "Stories a second", "Time × bare COPY", box=None)
    for number in (1, 2, 3):
        table.columns[number].justify = "right"
    names = {"bare COPY of the articles' rows": bare, "full path": full, "the same file again": again}
    for name, seconds in names.items():
        table.add_row(name, f"{seconds:,.1f}", f"{count / seconds:,.0f}", f"{seconds / bare:.2f}")
    Console().print(table)


if __name__ == "__main__":
    main()
