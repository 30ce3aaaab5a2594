"""How an archive's size tells in its disk, its imports, its searches and its related stories.

    .venv/bin/python benchmarks/growth.py NEW.jsonl DATABASE [DATABASE…]

The databases, on the server of DATABASE_URL, are archives of growing size, each filled by `import_articles` and then
`count_words` and `relate_articles`. NEW.jsonl has stories in the archive's own JSONL that are in none of them. In each
archive in turn it measures

- what is on disk, a story: all of it, and by what it is for;
- first pages of a mix of searches, made of its own words, one after another, after a first round to warm up;
- stories that are published one at a time, until these and their neighbours have their related stories;
- the new stories brought in together: the whole path of an import, on one connection, in one transaction; twice, and
  the second time is the one that is told, since the pages of tables and indexes that it writes to are in memory then.

What is published or brought in is rolled back.
"""

import argparse
import random
import statistics
import time
from pathlib import Path

# Each sets Django up, and takes static files as they are.
import related_here
import search
from django.db import connection, transaction
from django.db.models import Max, Min
from rich.console import Console
from rich.table import Table

from articles.importers.copy import copy
from articles.importers.files import Files
from articles.importers.stories import stories
from articles.models import Article, Capture, Import, Nearest, Posting, RelatedStory, Signature, TermFrequency
from articles.publishing import link_waiting

SEARCHES, PUBLISHED = 200, 100


def disk(number):
    """Bytes a story, by what they are for; all else is names, links, counts and versions."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        whole = cursor.fetchone()[0]
        cursor.execute("SELECT pg_table_size('articles_article'), pg_indexes_size('articles_article')")
        texts, indexes = cursor.fetchone()
    related_stories = _sizes(Nearest, Posting, RelatedStory, Signature, TermFrequency)
    spent = {
        "disk, kB a story": whole,
        "– stories and their words": texts,
        "– their indexes": indexes,
        "– as they came": _sizes(Capture),
        "– related stories": related_stories,
    }
    return {name: f"{size / number / 1000:.2f}" for name, size in spent.items()}


def _sizes(*models):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(pg_total_relation_size(name::regclass)) FROM unnest(%s::text[]) AS name",
            [[model._meta.db_table for model in models]],
        )
        return cursor.fetchone()[0]


def searches():
    """Milliseconds of the database for a first page with its facets."""
    asked = [each for each in search.mix(SEARCHES) if each[0] not in ("hostile", "page 50")]
    for each in asked:
        search.measure(each)
    spent = sorted(1000 * search.measure(each)[3] for each in asked)
    shares = {"a search, ms: half of them": 0.5, "– 95 of 100": 0.95, "– 99 of 100": 0.99}
    return {name: f"{spent[int(share * len(spent))]:.1f}" for name, share in shares.items()}


def published():
    """Milliseconds to relate a story that comes, and its neighbours anew."""
    first, last = Article.objects.aggregate(Min("pk"), Max("pk")).values()
    chance = random.Random(7)
    took, worked = related_here.one_by_one([chance.randint(first, last) for _ in range(PUBLISHED)])
    return {
        "related stories of one, ms": f"{1000 * statistics.median(took):.1f}",
        "– of the processor": f"{1000 * sum(worked) / PUBLISHED:.1f}",
    }


def brought(path):
    """Stories a second, with links and indexes."""
    _seconds(path)  # once to warm up
    number, took = _seconds(path)
    return {f"{number:,} stories brought in, a second": f"{number / took:,.0f}"}


def _seconds(path):
    """How many stories were brought in, and how long it took."""
    with transaction.atomic():
        run = Import.objects.create(origin=str(path), publish=True)
        started = time.perf_counter()
        number = sum(len(batch) for batch in copy(stories(Files([path]), None), run))
        for _ in link_waiting():
            pass
        took = time.perf_counter() - started
        transaction.set_rollback(True)
    return number, took


def measured(name, new):
    connection.close()
    connection.settings_dict["NAME"] = name
    number = Article.objects.count()
    return {"stories": f"{number:,}"} | disk(number) | searches() | published() | brought(new)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("new", type=Path, metavar="NEW.jsonl")
    parser.add_argument("databases", nargs="+", metavar="DATABASE")
    options = parser.parse_args()
    archives = [measured(name, options.new) for name in options.databases]
    table = Table(box=None, show_header=False)
    for name in archives[0]:
        table.add_row(name, *(archive[name] for archive in archives))
    for column in table.columns[1:]:
        column.justify = "right"
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
