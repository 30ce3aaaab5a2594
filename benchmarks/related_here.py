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

from articles.models import Article, Nearest, Settling  # noqa: E402
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
    many = [chance.randint(first, last) for _ in range(10 * number)]
    for name, spent in _in_bulk(many).items():
        table.add_row(f"{name}, in batches", *_ms(spent, len(many)))
    Console().print(clock, table)


def _ms(spent, number):
    return [f"{1000 * seconds / number:.2f}" for seconds in spent]


def _in_bulk(ids):
    """What each stage takes of the processor, in Python and in Postgres."""
    stages = {
        "signing": signatures.sign,
        "comparing": stories.find,
        "choosing": lambda some: stories.choose(some, some),
    }
    spent = {name: [0, 0] for name in stages}
    for start in range(0, len(ids), BATCH):
        with transaction.atomic():
            for name, work in stages.items():
                spent[name] = _added(spent[name], work, ids[start : start + BATCH])
            transaction.set_rollback(True)
    return spent


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
        _related_for_good(ids[:5])
        for id_ in ids:
            _set(id_, "withdrawn")
            stories.relate([id_])
            _set(id_, "published")
            started = time.perf_counter()
            spent = _added(spent, _related_for_good, [id_])
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


def _related_for_good(ids):
    """What is put off until the end of the transaction is a part of it."""
    with connection.cursor() as cursor:
        stories.relate(ids)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stories", type=int, default=200)
    here(parser.parse_args().stories)


if __name__ == "__main__":
    main()
