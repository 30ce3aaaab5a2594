"""How many near copies are found, how many of those are none, and how long it takes a story.

    .venv/bin/python benchmarks/twins.py STORIES.jsonl [TIMES]

reads stories (`id`, `title`, `body`, and `date` in ISO 8601 where it is known, one object a line) into the database
`newsroom_twins` of the embedded cluster, or of DATABASE_URL's server, made anew. All pairs that are twins by the rule
(`related.twins.twins`) are found by comparing texts without any hashing; then `cluster_all` has to find them through
its tables. With TIMES, each story is put in so many times more with its words shuffled, to see how it grows.
"""

import json
import os
import random
import sys
import time
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

import django
from django.conf import settings

settings.DATABASES["default"]["NAME"] = "newsroom_twins"
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402

from articles.models import Article, TwinPair, WireCopy  # noqa: E402
from articles.related.shingles import bands  # noqa: E402
from articles.related.twins import NEARLY, Text, cluster_all, twins  # noqa: E402


def stories(path, times):
    """Articles as they would come in, of all lines with a body."""
    shuffled = random.Random(1)
    with Path(path).open() as lines:
        for number, line in enumerate(lines):
            story = json.loads(line)
            if story["body"].strip():
                yield _article(story, number, story["body"])
                for again in range(times):
                    words = story["body"].split()
                    shuffled.shuffle(words)
                    yield _article(story, f"{number}-{again}", " ".join(words))


def _article(story, slug, body):
    on = date.fromisoformat(story["date"][:10]) if story.get("date") else date(2000, 1, 1)
    precision = "day" if story.get("date") else "year"
    return Article(
        headline=story["title"][:1000] or "Untitled", slug=slug, body=body, status="published",
        published_on=on, date_precision=precision, date_basis="stated", external_id=f"{story['id']} {slug}",
    )  # fmt: skip


def fill(path, times):
    with connection._nodb_cursor() as cursor:
        cursor.execute("DROP DATABASE IF EXISTS newsroom_twins")
        cursor.execute("CREATE DATABASE newsroom_twins")
    call_command("migrate", verbosity=0)
    Article.objects.bulk_create(stories(path, times), batch_size=500)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def by_brute_force(texts):
    """All pairs of ids that are twins, with no hashing: twins share one of their rarest shingles.

    Of n shingles, a set as alike as NEARLY has at least NEARLY × n; so it has one of any n - NEARLY × n + 1.
    """
    frequency = Counter(shingle for text in texts.values() for shingle in text.shingles)
    with_shingle, pairs = defaultdict(list), set()
    for id_, text in texts.items():
        rarest = sorted(text.shingles, key=lambda shingle: (frequency[shingle], shingle))
        for shingle in rarest[: len(rarest) - int(NEARLY * len(rarest)) + 1]:
            pairs.update((other, id_) for other in with_shingle[shingle])
            with_shingle[shingle].append(id_)
    ordered = {(min(pair), max(pair)) for pair in pairs}
    return {(one, other) for one, other in ordered if twins(texts[one], texts[other]) is not None}


def timed(act):
    """(what it gives, seconds of this process, seconds in all)."""
    started, used = time.perf_counter(), time.process_time()
    given = act()
    return given, time.process_time() - used, time.perf_counter() - started


def sizes():
    """Bytes of the tables with their indexes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(pg_total_relation_size(name::regclass)) FROM unnest(%s::text[]) AS name",
            [["articles_textband", "articles_twinpair", "articles_wirecopy"]],
        )
        return cursor.fetchone()[0]


def main():
    times = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    fill(sys.argv[1], times)
    rows = list(Article.objects.values_list("pk", "body", "published_on", "date_precision"))
    _, build, _ = timed(lambda: [bands(body) for _, body, _, _ in rows])
    truth, _, brute = timed(lambda: by_brute_force({id_: Text.of(*row) for id_, *row in rows}))
    _, used, took = timed(lambda: sum(cluster_all()))
    _, _, once_more = timed(lambda: sum(cluster_all(again=True)))
    found = set(TwinPair.objects.values_list("one", "other"))
    cluster = dict(WireCopy.objects.values_list("article", "cluster"))
    together = sum(cluster.get(one, one) == cluster.get(other, other) for one, other in truth)
    each, total = 1000 / len(rows), sum(len(body.split()) for _, body, _, _ in rows)
    table = Table(show_header=False, box=None)
    for name, value in {
        "stories, words each": f"{len(rows):,}, {total / len(rows):.0f}",
        "pairs by brute force, ms a story": f"{len(truth):,}, {brute * each:.2f}",
        "recall of pairs": f"{len(truth & found) / len(truth):.4f}",
        "recall of pairs, in one cluster": f"{together / len(truth):.4f}",
        "precision": f"{len(truth & found) / len(found):.4f}",
        "clusters, stories in them": f"{len(set(cluster.values())):,}, {len(cluster):,}",
        "shingles and bands, ms a story": f"{build * each:.3f}",
        "all, ms a story": f"{took * each:.3f} (of Python {used * each:.3f})",
        "again, with nothing to write": f"{once_more * each:.3f}",
        "tables and indexes, bytes a story": f"{sizes() / len(rows):,.0f}",
    }.items():
        table.add_row(name, value)
    Console().print(table)


if __name__ == "__main__":
    main()
