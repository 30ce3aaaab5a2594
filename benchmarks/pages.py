"""Database time of every kind of page, warm, over an archive of made-up stories.

    .venv/bin/python benchmarks/pages.py [STORIES]

fills the database `newsroom_bench` of the embedded cluster, or of DATABASE_URL's server, with STORIES stories
(1,000,000 unless told; some 15 minutes) where it has fewer, then opens each page ROUNDS times. It prints the number of
queries, the median of their time together, that of the first page of "latest" beside it as a ratio, and every table
of stories that is read from end to end.
"""

import os
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

import django
from django.conf import settings

settings.DATABASES["default"]["NAME"] = "newsroom_bench"
# Static files need not be collected for this.
settings.MIDDLEWARE.remove("whitenoise.middleware.WhiteNoiseMiddleware")
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import DatabaseError, connection  # noqa: E402
from django.test import Client  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402

from articles.models import Article, ReadMoreLink, Source, Tag, Tagging  # noqa: E402

ROUNDS = 7
TABLES = (
    "articles_article", "articles_tagging", "articles_readmorelink", "articles_citation", "articles_wirecopy",
)  # fmt: skip
FILL = Path(__file__).with_name("fill.sql")


def fill(stories):
    """Make the database and its stories, unless they are there."""
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT FROM pg_database WHERE datname = 'newsroom_bench'")
        if not cursor.rowcount:
            cursor.execute("CREATE DATABASE newsroom_bench")
    call_command("migrate", verbosity=0)
    if Article.objects.count() < stories:
        print(f"Making {stories:,} stories …", flush=True)
        with connection.cursor() as cursor:
            cursor.execute(FILL.read_text(), {"stories": stories})


def addresses():
    """A page of each kind: what is busiest, and what is deepest."""
    middle = Article.objects.order_by("pk")[Article.objects.count() // 2]
    oldest = Article.objects.newest_first().last()
    tag = Tag.objects.order_by("pk").first()
    source = Source.objects.order_by("pk").first()
    day = middle.published_on
    return {
        "latest": "/latest/",
        "latest, last page": f"/latest/?before={oldest.appears_at:%Y%m%dT%H%M%S%f}-{oldest.pk + 1}",
        "home": "/",
        "article": middle.get_absolute_url(),
        "day": f"/{day:%Y/%m/%d}/",
        "month": f"/{day:%Y/%m}/",
        "year": f"/{day:%Y}/",
        "dates": "/dates/",
        "tag, the biggest": tag.get_absolute_url(),
        "source, the biggest": source.get_absolute_url(),
        "tags": "/tags/",
        "sources": "/sources/",
        "wanted": "/wanted/",
    }


class Stopwatch:
    """Times every query; keeps their SQL."""

    def __init__(self):
        self.queries = []

    def __call__(self, execute, sql, params, many, context):
        started = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.queries.append((time.perf_counter() - started, sql, params))


def measure(address):
    """(queries, median seconds of all of them, tables read from end to end) of a page."""
    client, totals = Client(headers={"host": "localhost"}), []
    for _ in range(ROUNDS):
        watch = Stopwatch()
        with connection.execute_wrapper(watch):
            assert client.get(address).status_code == 200, address
        totals.append(sum(seconds for seconds, _, _ in watch.queries))
        if totals[-1] > 5:
            break  # that says enough
    return len(watch.queries), statistics.median(totals), scanned(watch.queries)


def scanned(queries):
    """Big tables that a plan reads from end to end."""
    found = set()
    with connection.cursor() as cursor:
        for _, sql, params in queries:
            try:
                cursor.execute(f"EXPLAIN {sql}", params)
            except DatabaseError:
                continue  # not a query that has a plan
            plan = "\n".join(line for (line,) in cursor.fetchall())
            for table in TABLES:
                if f"Seq Scan on {table} " in plan:
                    found.add(table)
    return sorted(found)


def main():
    stories = int(sys.argv[1].replace(",", "").replace("_", "")) if len(sys.argv) > 1 else 1_000_000
    fill(stories)
    table = Table("Page", "Queries", "Database", "× latest", "Read from end to end", box=None)
    for number in (1, 2, 3):
        table.columns[number].justify = "right"
    base = None
    for name, address in addresses().items():
        queries, seconds, scans = measure(address)
        base = base or seconds
        print(name, f"{seconds:.3f}", flush=True, file=sys.stderr)
        table.add_row(name, str(queries), f"{seconds * 1000:,.1f} ms", f"{seconds / base:,.1f}", ", ".join(scans))
    with connection.cursor() as cursor:
        cursor.execute("SELECT version()")
        print(f"{cursor.fetchone()[0].split(' on ')[0]}; {os.cpu_count()} cores")
    for model in (Article, Source, Tag, Tagging, ReadMoreLink):
        print(f"{model.objects.count():,} {model.__name__} rows")
    Console().print(table)


if __name__ == "__main__":
    main()
