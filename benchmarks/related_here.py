"""How long relating a story takes in the archive of DATABASE_URL, whose stories are signed.

    .venv/bin/python benchmarks/related_here.py [--stories 200]

Stories from everywhere in it are related one by one, as when an editor publishes one and the archive has all others,
and in batches, as `relate_articles` does. All of it is rolled back.
"""

import argparse
import os
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

import django

django.setup()

from django.db import connection, transaction  # noqa: E402
from django.db.models import Max, Min  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402

from articles import publishing  # noqa: E402
from articles.models import Article, Nearest, Settling, Signature  # noqa: E402
from articles.publishing import BATCH  # noqa: E402
from articles.related import nearest, signatures, stories  # noqa: E402


def here(number):
    first, last = Article.objects.aggregate(Min("pk"), Max("pk")).values()
    chance = random.Random(7)
    took, spent = one_by_one([chance.randint(first, last) for _ in range(number)])
    clock = Table("one at a time, ms by the clock", "", box=None)
    for name, place in {"median": 0.5, "95 of 100": 0.95, "worst": 1}.items():
        clock.add_row(name, f"{1000 * took[min(int(place * len(took)), len(took) - 1)]:.1f}")
    table = Table("ms of the processor a story", "Python", "Postgres", box=None)
    table.add_row("one at a time", *_ms(spent, number))
    batches = [_following(chance.randint(first, last)) for _ in range(max(number // 20, 1))]
    total = 0
    for name, spent in _in_bulk(batches).items():
        table.add_row(f"{name}, in batches", *_ms(spent, sum(map(len, batches))))
        total += sum(spent)
    console = Console()
    console.print(clock, table)
    console.print(f"in batches: {1000 * total / sum(map(len, batches)):.2f} ms of the processor a story in all")


def _following(id_):
    """The ids of a batch: published stories that follow one another, as those do that wait for it."""
    rows = Article.objects.filter(status="published", pk__gte=id_).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:BATCH])


def _ms(spent, number):
    return [f"{1000 * seconds / number:.2f}" for seconds in spent]


def _in_bulk(batches):
    """What each stage takes of the processor, in Python and in Postgres; each batch is rolled back."""
    stages = {
        "comparing": (_nothing, stories.find),
        "choosing": (stories.find, lambda some: stories.choose(some, some)),
        # The last one, since what it takes out is a hindrance to those that search, until it is tidied.
        "signing": (_unsign, signatures.sign),
    }
    spent = dict.fromkeys(stages, (0, 0))
    publishing.tidy()
    for name, (prepare, work) in stages.items():
        for ids in batches:
            with transaction.atomic():
                prepare(ids)
                spent[name] = _added(spent[name], _for_good(work), ids)
                transaction.set_rollback(True)
    publishing.tidy()
    return spent


def _nothing(ids):
    pass


def _unsign(ids):
    """As stories that come: they have no signatures yet."""
    Signature.objects.filter(pk__in=ids).delete()


def _added(spent, work, ids):
    """(Python, Postgres) and what the work takes of the processor besides."""
    python, postgres = time.process_time(), _of_server()
    work(ids)
    return spent[0] + time.process_time() - python, spent[1] + _of_server() - postgres


def one_by_one(ids):
    """The seconds that each of the articles with `ids` takes to be related as a story that comes, sorted; and what all
    take of the processor, in Python and in Postgres. Their neighbours have theirs, and related stories; each is taken
    out before, untimed."""
    took, spent = [], (0, 0)
    with transaction.atomic():
        near = _compared(_compared(ids))
        _compared(near)
        _in_batches(near, lambda some: stories.choose(some, some))
        Settling.objects.filter(pk__in=[*ids, *near]).delete()
        # A server has been at work before: words are known, and Postgres has its catalogue at hand.
        # What all of this put off until the end of the transaction is done before, too.
        related_for_good = _for_good(stories.relate)
        related_for_good(ids[:5])
        for id_ in ids:
            _set(id_, "withdrawn")
            stories.relate([id_])
            _set(id_, "published")
            started = time.perf_counter()
            spent = _added(spent, related_for_good, [id_])
            took.append(time.perf_counter() - started)
        transaction.set_rollback(True)
    return sorted(took), spent


def _compared(ids):
    """Compare those of these stories that are not yet; returns the ids of all that any of them is near to."""
    missing = sorted(set(ids) - set(Nearest.objects.filter(pk__in=ids).values_list("pk", flat=True)))
    _in_batches(missing, nearest.compare)
    return {other for near in nearest.kept(ids).values() for other in near}


def _in_batches(ids, work):
    ids = list(ids)
    for start in range(0, len(ids), BATCH):
        work(ids[start : start + BATCH])


def _of_server():
    """Seconds of the processor that this connection's process has taken; 0 where it is on another machine."""
    pid = connection.connection.info.backend_pid
    spent = Path(f"/proc/{pid}/schedstat")
    return int(spent.read_text().split()[0]) / 1e9 if spent.exists() else 0


def _set(id_, status):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE articles_article SET status = %s WHERE id = %s", [status, id_])
        cursor.execute("SET LOCAL session_replication_role = origin")


def _for_good(work):
    """What is put off until the end of the transaction is a part of the work."""

    def whole(ids):
        with connection.cursor() as cursor:
            work(ids)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")

    return whole


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stories", type=int, default=200)
    here(parser.parse_args().stories)


if __name__ == "__main__":
    main()
