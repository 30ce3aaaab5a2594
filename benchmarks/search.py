"""How long a search takes: first pages of a mix of queries made from the archive's own words, several at a time.

    .venv/bin/python benchmarks/search.py [--queries 500] [--at-once 4] [--database NAME]

reads whichever archive there is. For each kind of query it prints percentiles of the database's time, of all that a
page asks and of that without its facets, of the processor's time in the database alone, which is what other work on the
machine leaves as it is (where the database is on this machine, and that is Linux), and of the whole page; then the
slowest queries.
"""

import argparse
import os
import random
import statistics
import sys
import time
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

import django
from django.conf import settings

# Static files need not be collected for this.
settings.MIDDLEWARE.remove("whitenoise.middleware.WhiteNoiseMiddleware")
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
if "--database" in sys.argv:
    settings.DATABASES["default"]["NAME"] = sys.argv[sys.argv.index("--database") + 1]
django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402

from articles.models import Article, Lexeme, Reading, Word  # noqa: E402
from articles.search.vocabulary import read, tidy  # noqa: E402

HOSTILE = [
    "x" * 10_000, " ".join(f"word{n}" for n in range(500)), "the of and", "-said -year", "said " * 400, "((((",
    "':*&|!", '"said said said said"', " OR ".join(["said", "year", "new", "state"] * 8),
    "headline:said -headline:year",
]  # fmt: skip


def mix(number):
    """[(kind, parameters)] of so many queries: words by how common they are, phrases, filters, in both orders."""
    chance = random.Random(9)
    pools = {"rare": (0, 0.0005), "middling": (0.0005, 0.02), "common": (0.02, 0.2), "very common": (0.2, 1)}
    stories = Reading.objects.get().stories
    words = {
        name: list(
            Word.objects.filter(stories__gt=least * stories, stories__lte=most * stories)
            .order_by("word").values_list("word", flat=True)
        )
        for name, (least, most) in pools.items()
    }  # fmt: skip
    last = Article.objects.order_by("pk").last().pk
    asked = []
    while len(asked) < number:
        pool = words[chance.choice(list(pools))]
        near = Article.objects.select_related("source").filter(pk__gte=chance.randrange(last)).order_by("pk").first()
        said = [word.strip(".,;:!?()\"'") for word in near.body[chance.randrange(400) :].split()[1:20]]
        said = [word for word in said if word.isalpha()]
        year = f"{near.published_on:%Y}"
        if not pool or len(said) < 6 or not near.source:
            continue
        asked += [
            ("one word", chance.choice(pool)),
            ("words of one sentence", " ".join(chance.sample(said, chance.choice([2, 3, 4])))),
            ("any words", " ".join(chance.choice(words[chance.choice(list(pools))] or pool) for _ in range(2))),
            ("phrase", f'"{" ".join(said[:2])}"'),
            ("headline", " ".join(near.headline.split()[:4])),
            ("word and year", f"{chance.choice(pool)} on:{year}"),
            ("word and source", f'{chance.choice(pool)} source:"{near.source}"'),
            ("exclusion", f"{chance.choice(pool)} -{chance.choice(pool)}"),
            ("filter alone", chance.choice([f"on:{year}", f'source:"{near.source}"', f"lang:{near.language}"])),
        ]
    orders = ["best", "newest"]
    made = [(kind, {"q": text, "by": orders[n // 9 % 2]}) for n, (kind, text) in enumerate(asked[:number])]
    made += [("page 50", {"q": chance.choice(words["common"] or pool), "by": "best", "page": "50"}) for _ in range(5)]
    return made + [("hostile", {"q": text, "by": by}) for text in HOSTILE for by in orders]


def measure(asked):
    """(kind, query, database's seconds without facets, with them, its processor's seconds without facets, with them,
    seconds of the whole page)."""
    kind, parameters = asked
    spent = []
    connection.ensure_connection()
    of_backend = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")

    def worked():
        return int(of_backend.read_text().split()[0]) / 1e9 if of_backend.exists() else 0

    def watch(execute, sql, params, many, context):
        before, started = worked(), time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            seconds = time.perf_counter() - started
            spent.append((seconds, worked() - before, "FROM articles_byline WHERE" in sql))

    client = Client(headers={"host": "localhost"})
    started = time.perf_counter()
    with connection.execute_wrapper(watch):
        status = client.get(f"/search/?{urlencode(parameters)}").status_code
    assert status in (200, 404, 503), (status, parameters)
    whole = time.perf_counter() - started
    sums = [sum(each[place] for each in spent if every or not each[2]) for place in (0, 1) for every in (False, True)]
    return kind, parameters, *sums, whole


def _percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] * 1000


def _fresh():
    connection.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--queries", type=int, default=500)
    parser.add_argument("--at-once", type=int, default=4)
    parser.add_argument("--database")
    options = parser.parse_args()
    if not Reading.objects.exists():
        read()
    # As after every import: what another's trial has left in the lists would be gone through by each search.
    tidy()
    asked = mix(options.queries)
    random.Random(1).shuffle(asked)
    print(f"{Reading.objects.get().stories:,} stories, {Lexeme.objects.count():,} stems; {os.cpu_count()} cores,"
          f" load {os.getloadavg()[0]:.1f} at the start; {len(asked)} queries, {options.at_once} at once")  # fmt: skip
    connection.close()
    with ProcessPoolExecutor(options.at_once, initializer=_fresh) as pool:
        list(pool.map(measure, asked))  # once to warm up
        rows = list(pool.map(measure, asked))
    kinds = defaultdict(list)
    for row in rows:
        kinds[row[0]].append(row)
        if row[0] != "hostile":
            kinds["all but hostile"].append(row)
    table = Table(
        "Kind",
        "Queries",
        "p50",
        "p95",
        "p99",
        "most",
        "facets too p50",
        "p95",
        "p99",
        "most",
        "processor p50",
        "p95",
        "p99",
        "facets too p50",
        "p95",
        "p99",
        "page p95",
        box=None,
    )
    for kind, of in sorted(kinds.items(), key=lambda pair: (pair[0] == "all but hostile", pair[0])):
        cells = []
        for place, shares in ((2, (0.95, 0.99, 1)), (3, (0.95, 0.99, 1)), (4, (0.95, 0.99)), (5, (0.95, 0.99))):
            values = [row[place] for row in of]
            cells += [statistics.median(values) * 1000, *(_percentile(values, share) for share in shares)]
        cells.append(_percentile([row[6] for row in of], 0.95))
        table.add_row(kind, str(len(of)), *(f"{cell:,.0f}" for cell in cells))
    Console(width=150).print(table)
    print("Milliseconds of the database. The slowest:")
    for kind, parameters, without, whole, _, worked, _ in sorted(rows, key=lambda row: -row[3])[:8]:
        print(f"  {whole * 1000:,.0f} ({without * 1000:,.0f} without facets, of the processor {worked * 1000:,.0f})"
              f" {kind}: {str(parameters)[:80]}")  # fmt: skip


if __name__ == "__main__":
    main()
