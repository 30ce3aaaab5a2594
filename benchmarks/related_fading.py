"""How good related stories are on dated stories of one event, by how nearness in time fades.

    .venv/bin/python benchmarks/related_fading.py JUDGED.jsonl [--among OTHERS.jsonl…] [--most 50000]

As `related.py quality`, with the product's own fading and then with others, beside what knows no dates. To choose by
one set and to show by another is left to whoever runs it.
"""

import argparse
from pathlib import Path

import related  # sets Django up, for a database of its own
from related_others import OTHERS
from rich.console import Console
from rich.table import Table

from articles.models import Article
from articles.publishing import BATCH
from articles.related import nearest, stories

# Days over which nearness fades, and the floor: the product's own first. A floor of 1 is no fading.
FADINGS = [(nearest.FADING, nearest.FLOOR), (14, 0.4), (14, 0.5), (14, 0.6), (7, 0.3), (30, 0.3), (14, 1.0)]


def fading(options):
    judged = related.read(options.judged)
    told = related.mixed(judged, options.among, options.most)
    related.fill(told)
    table = Table("fading over", "to", "nDCG@10", title=f"{len(judged):,} of {Path(options.judged).stem}", box=None)
    for days, floor in FADINGS:
        lists, copies = _with_fading(told, days, floor)
        score, asked = related.ndcg(told, copies, lambda number, lists=lists: lists[number])
        table.add_row(f"{days:.0f} days", f"{floor}", f"{score:.4f}")
    for name, way in list(OTHERS.items())[:3]:
        found = way([(story.get("title") or "", story.get("body") or "") for story in told])
        table.add_row(name, "", f"{related.ndcg(told, copies, found)[0]:.4f}")
    console = Console()
    console.print(table)
    console.print(f"{asked:,} stories asked, among {len(told):,}")


def _with_fading(told, days, floor):
    """What would be shown if nearness in time faded so."""
    nearest.CANDIDATES = nearest.CANDIDATES.replace(
        f"greatest({round(nearest.FLOOR * 10)},", f"greatest({round(floor * 10)},"
    )
    nearest.FADING, nearest.FLOOR = days, floor
    ids = list(Article.objects.order_by("pk").values_list("pk", flat=True))
    for work in nearest.compare, stories.choose:
        for start in range(0, len(ids), BATCH):
            work(ids[start : start + BATCH])
    return related.ours(told)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("judged", metavar="JUDGED.jsonl")
    parser.add_argument("--among", nargs="+", default=[], metavar="OTHERS.jsonl")
    parser.add_argument("--most", type=int, default=50_000)
    fading(parser.parse_args())


if __name__ == "__main__":
    main()
