"""Time and size of every feed and sitemap, warm, over the archive of DATABASE_URL or the embedded one.

    .venv/bin/python benchmarks/feeds.py

opens each ROUNDS times and prints the number of queries, the medians of their time and of the whole answer's, how long
the word that nothing has changed takes, and the size.
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

settings.ALLOWED_HOSTS = ["*"]
# Static files need not be collected for this.
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
django.setup()

from django.db import connection  # noqa: E402
from django.db.models import Count  # noqa: E402
from django.test import Client  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402

from articles.models import Article, Author, Source, Tag  # noqa: E402

ROUNDS = 5


def most(model, relation):
    return model.objects.order_by().annotate(n=Count(relation)).order_by("-n").first()


def addresses():
    """{what it is: address}: what is busiest, and what is deepest."""
    day = Article.objects.order_by("pk")[Article.objects.count() // 2].published_on
    tag, author = most(Tag, "taggings"), most(Author, "bylines")
    publisher, agency = most(Source, "articles"), most(Source, "citations")
    lists = {
        "latest": "/latest/",
        "biggest tag": tag.get_absolute_url(),
        "biggest publisher": publisher.get_absolute_url(),
        "most cited source": f"{agency.get_absolute_url()}cited-in/",
        "biggest author": f"/authors/{author.slug}/" if author else None,
        "year": f"/{day:%Y}/",
        "month": f"/{day:%Y/%m}/",
        "day": f"/{day:%Y/%m/%d}/",
        "search, a word": "/search/?q=government",
        "search, a tag": f'/search/?q={tag.kind if tag.kind != "organisation" else "org"}:"{tag.name}"',
    }
    for name, page in lists.items():
        path, _, query = (page or "").partition("?")
        if page:
            yield name, f"{path}feed.atom?{query}"
    yield "latest, RSS", "/latest/feed.rss"
    yield "latest, JSON Feed", "/latest/feed.json"
    for name in ("latest", "biggest tag", "biggest publisher", "year"):
        yield f"{name}, last page", f"{lists[name]}feed.atom?after=16000101T000000000000-1"
    yield "sitemap index", "/sitemap.xml"
    yield "sitemap of a month", f"/sitemap-{day:%Y-%m}.xml"
    yield "sitemap of news", "/sitemap-news.xml"
    yield "robots.txt", "/robots.txt"


def opened(client, address, tagged=""):
    """(seconds, seconds in Postgres, queries, response)."""
    spent = []

    def timed(execute, *arguments):
        before = time.perf_counter()
        try:
            return execute(*arguments)
        finally:
            spent.append(time.perf_counter() - before)

    before = time.perf_counter()
    with connection.execute_wrapper(timed):
        response = client.get(address, headers={"If-None-Match": tagged} if tagged else {})
    return time.perf_counter() - before, sum(spent), len(spent), response


def main():
    client = Client()
    table = Table("Address", "Status", "Queries", "Database", "Whole answer", "Not changed", "Size", box=None)
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        print(f"PostgreSQL {cursor.fetchone()[0]}; {os.cpu_count()} cores; {Article.objects.count():,} stories")
    for name, address in addresses():
        first = opened(client, address)[-1]
        rounds = [opened(client, address) for _ in range(ROUNDS)]
        again = [opened(client, address, first["ETag"])[0] for _ in range(ROUNDS)] if first.has_header("ETag") else []
        whole, database = (statistics.median(each[part] for each in rounds) for part in (0, 1))
        row = [f"{rounds[0][2]}", f"{database * 1000:,.1f} ms", f"{whole * 1000:,.1f} ms"]
        row += [f"{statistics.median(again) * 1000:,.1f} ms" if again else "", f"{len(first.content) / 1000:,.0f} kB"]
        print(".", end="", flush=True, file=sys.stderr)
        table.add_row(name, str(first.status_code), *row)
    print(file=sys.stderr)
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
