"""Every kind of page over an archive that is there: queries, database time, and plans kept as text.

    DATABASE_URL=… .venv/bin/python benchmarks/pages.py [--keep] [PAGE…]

opens each page ROUNDS times, warm, and prints the number of its queries, the median of their time together, and what is
wrong with their plans: all stories read, more than a page sorted. The plans are compared with those in `plans/`, a file
a page; --keep writes them there. PAGE is a word of a page's name: only those are opened. It reads and writes nothing.
"""

import argparse
import difflib
import os
import statistics
import sys
import time
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

import django
from django.conf import settings

# Static files need not be collected for this.
settings.MIDDLEWARE.remove("whitenoise.middleware.WhiteNoiseMiddleware")
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
settings.ALLOWED_HOSTS = ["localhost"]
settings.SECURE_SSL_REDIRECT = False
django.setup()

from django.db import connection  # noqa: E402
from django.db.models import Count, F  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import NoReverseMatch, reverse  # noqa: E402
from explain import plan  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402

from articles.models import Article, Citation, ReadMoreLink, Source, Tag, Tagging  # noqa: E402

ROUNDS = 7
# What a page may take at most, with a million stories.
QUERIES, MILLISECONDS = 5, 25
PLANS = Path(__file__).with_name("plans")
# How many pages of the API are turned to get deep into it: its places are signed, so none can be made up.
TURNS = 20


def addresses():
    """A page of each kind: the busiest of its kind, and the deepest."""
    stories = Article.objects.published()
    newest, oldest = stories.newest_first().first(), stories.newest_first().last()
    middle = stories.filter(pk__gte=(newest.pk + oldest.pk) // 2, date_precision="day").order_by("pk").first()
    day = middle.published_on
    last = f"before={oldest.appears_at:%Y%m%dT%H%M%S%f}-{oldest.pk + 1}"
    yield "home", "/"
    yield "latest", "/latest/"
    yield "latest, last page", f"/latest/?{last}"
    yield "article", middle.get_absolute_url()
    yield "article that asks most", _story_with_most(ReadMoreLink).get_absolute_url()
    yield "article that cites most", _story_with_most(Citation).get_absolute_url()
    yield "day", f"/{day:%Y/%m/%d}/"
    yield "month", f"/{day:%Y/%m}/"
    yield "year", f"/{day:%Y}/"
    yield "year, last page", f"/{oldest.published_on:%Y}/?{last}"
    yield "dates", reverse("dates")
    yield "on this day", reverse("on_this_day", args=[f"{day:%m}", f"{day:%d}"])
    yield "wanted", reverse("wanted")
    yield "wanted, deep", f"{reverse('wanted')}?after=1-{'8' + '0' * 31}"
    yield from _names(last)
    yield from _others()


def _story_with_most(model):
    most = model.objects.values("article").annotate(n=Count("pk")).order_by("-n", "article").first()
    return Article.objects.get(pk=most["article"]) if most else Article.objects.newest_first().first()


def _names(last):
    tag = _most(Tag, Tagging.objects.values(one=F("tag")))
    source = _most(Source, Article.objects.published().order_by().values(one=F("source")))
    cited = _most(Source, Citation.objects.values(one=F("source")))
    yield "tags", reverse("tags")
    yield "sources", reverse("sources")
    for name, one in (("tag", tag), ("source", source)):
        if one:
            yield f"{name}, the biggest", one.get_absolute_url()
            yield f"{name}, the biggest, last page", f"{one.get_absolute_url()}?{last}"
    if cited:
        yield "cited in, the biggest", reverse("cited_in", args=[cited.slug])


def _most(model, rows):
    most = rows.exclude(one=None).annotate(n=Count("pk")).order_by("-n", "one").first()
    return most and model.objects.get(pk=most["one"])


def _others():
    """Pages that this Newsroom may have."""
    for name in ("authors", "corrections", "sitemaps"):
        with suppress(NoReverseMatch):
            yield name, reverse(name)
    client, address = _client(), "/api/v1/articles/"
    response = client.get(address)
    if response.status_code != 200:
        return
    yield "API", address
    for _ in range(TURNS):
        address = response.json().get("next")
        if not address:
            return
        response = client.get(address)
    yield "API, deep", address


def _client():
    return Client(headers={"host": "localhost"})


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
    """(queries, median milliseconds of all of them) of a page; queries are (seconds, SQL, parameters)."""
    client, totals = _client(), []
    for _ in range(ROUNDS):
        watch = Stopwatch()
        with connection.execute_wrapper(watch):
            status = client.get(address).status_code
        assert status == 200, f"{address}: {status}"
        totals.append(1000 * sum(seconds for seconds, _, _ in watch.queries))
        if totals[-1] > 5000:
            break  # that says enough
    return watch.queries, statistics.median(totals)


def plans(queries):
    """The plans of a page's queries as one text, and all that is wrong with them."""
    found = [plan(sql, params, Article._meta.db_table) for _, sql, params in queries]
    found = [each for each in found if each]
    text = "\n\n".join(f"Query {number}\n{each.text}" for number, each in enumerate(found, 1))
    return f"{text}\n", sorted({fault for each in found for fault in each.faults})


def compared(name, text, keep):
    """How the plans of a page differ from those kept, as lines; keeps them if that is wanted."""
    path = PLANS / f"{name.replace(',', '').replace(' ', '-').lower()}.txt"
    if keep:
        PLANS.mkdir(exist_ok=True)
        path.write_text(text)
    before = path.read_text() if path.exists() else ""
    return list(difflib.unified_diff(before.splitlines(), text.splitlines(), f"kept: {name}", "now", lineterm=""))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pages", nargs="*")
    parser.add_argument("--keep", action="store_true")
    asked = parser.parse_args()
    table = Table("Page", "Queries", "Database", "Wrong", box=None)
    for number in (1, 2):
        table.columns[number].justify = "right"
    differences = []
    for name, address in addresses():
        if asked.pages and not any(word in name for word in asked.pages):
            continue
        queries, milliseconds = measure(address)
        text, wrong = plans(queries)
        differences += compared(name, text, asked.keep)
        if len(queries) > QUERIES or milliseconds > MILLISECONDS:
            wrong.insert(0, "over the bar")
        table.add_row(name, str(len(queries)), f"{milliseconds:,.1f} ms", "; ".join(wrong))
    say(table, differences)
    return bool(differences)


def say(table, differences):
    with connection.cursor() as cursor:
        cursor.execute("SELECT version()")
        print(f"{cursor.fetchone()[0].split(' on ')[0]}; {os.cpu_count()} cores")
    for model in (Article, Source, Tag, Tagging, Citation, ReadMoreLink):
        print(f"{model.objects.count():,} {model.__name__} rows")
    Console(width=120).print(table)
    print("\n".join(differences) or "All plans are those that were kept.")


if __name__ == "__main__":
    sys.exit(main())
