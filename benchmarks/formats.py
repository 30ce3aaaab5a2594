"""What the importers read right of sample files whose content is known: a table for each format.

    .venv/bin/python benchmarks/formats.py [--only FORMAT] [--examples] FOLDER

FOLDER has `jsonl/`, lists of what stands in the files, and `raw/`, the files themselves; `format_sets.py` says which
list is of which format. A sample counts as one record expected if there is anything in it that a story could be made
of. What is not read, and every field that is read otherwise, is counted under its reason.
"""

import argparse
import logging
import re
import sys
import warnings
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from rich.console import Console
from rich.table import Table

from articles.importers.blocks import plain
from articles.importers.heads import letters

WORD = re.compile(r"\w+")
# So many of the expected words must be there; markup and its reader part words otherwise here and there.
ENOUGH = 0.97


def squeezed(text):
    return " ".join((text or "").split())


def words_read(record):
    """All words of a story, wherever in its record they went."""
    texts = [record.headline, record.standfirst, record.byline, record.dateline, *map(plain, record.body)]
    texts += [line.line for line in record.read_more]
    texts += [f"{picture.caption} {picture.credit}" for picture in record.pictures]
    return Counter(WORD.findall(" ".join(texts)))


def same_text(wanted, record):
    words = Counter(WORD.findall(wanted))
    return (words - words_read(record)).total() <= max(2, (1 - ENOUGH) * words.total())


def same_date(wanted, record):
    """A moment must be the same moment; where the importer takes a day only, the day."""
    if not record.dating:
        return False
    if not record.dating.at or len(wanted) == 10:
        return str(record.dating.on) == wanted[:10]
    at = datetime.fromisoformat(wanted)
    # Other readers drop fractions of a second.
    return record.dating.at.replace(microsecond=0) == (at if at.tzinfo else at.replace(tzinfo=UTC))


def same_tags(wanted, record):
    return {squeezed(name).casefold() for name in wanted} <= {name.casefold() for _, name in record.tags}


RIGHT = {
    "headline": lambda wanted, record: letters(wanted) == letters(record.headline),
    "date": same_date,
    "byline": lambda wanted, record: letters(wanted) == letters(record.byline) or wanted in record.authors,
    "dateline": lambda wanted, record: squeezed(wanted) == record.dateline,
    "language": lambda wanted, record: wanted.casefold() == record.language.casefold(),
    "address": lambda wanted, record: squeezed(wanted) in (record.url, *record.former_urls),
    "key": lambda wanted, record: squeezed(wanted) == record.external_id,
    "tags": same_tags,
    "status": lambda wanted, record: wanted == record.status,
    "text": same_text,
}


@dataclass
class Tally:
    """What came of the samples of one format."""

    name: str
    files: int = 0
    expected: int = 0
    read: int = 0
    asked: Counter = field(default_factory=Counter)
    right: Counter = field(default_factory=Counter)
    misses: dict[str, list[str]] = field(default_factory=dict)

    def miss(self, reason, example):
        self.misses.setdefault(reason, []).append(example)

    def compare(self, name, wanted, item):
        """One sample: its name, field → what is expected (what is empty is not asked), its item if there is one."""
        self.expected += 1
        if item is None or item.record is None:
            self.miss(f"not read: {general(item.reason) if item else 'no such item'}", name)
            return
        self.read += 1
        for one, value in wanted.items():
            if value:
                self.asked[one] += 1
                right = RIGHT[one](value, item.record)
                self.right[one] += right
                if not right:
                    self.miss(f"other {one}", f"{name}: {squeezed(str(value)):.70} | {seen(one, item.record)!s:.70}")


def seen(name, record):
    dating = record.dating and (record.dating.at or record.dating.on)
    shown = {"text": "", "date": dating, "address": record.url, "key": record.external_id}
    return shown[name] if name in shown else getattr(record, name)


def general(reason):
    """A reason without what is of one sample only."""
    return re.sub(r"\d[\d,]*", "N", re.sub(r"[“'\"].*[”'\"]", "“…”", reason))[:110]


def table_of(tallies):
    table = Table(title="Formats: records, and fields right of those that the samples answer")
    for heading in ("", "files", "expected", "read"):
        table.add_column(heading, justify="right" if heading else "left")
    table.add_column("right")
    for tally in tallies:
        fields = [f"{one} {tally.right[one]}/{tally.asked[one]}" for one in RIGHT if tally.asked[one]]
        table.add_row(tally.name, str(tally.files), str(tally.expected), str(tally.read), " · ".join(fields))
    return table


def misses_of(tallies):
    table = Table(title="Every miss, by its reason")
    for heading in ("", "misses", "reason"):
        table.add_column(heading, justify="right" if heading == "misses" else "left")
    for tally in tallies:
        for reason, examples in sorted(tally.misses.items(), key=lambda one: -len(one[1])):
            table.add_row(tally.name, str(len(examples)), reason)
    return table


def measured(name, samples, folder):
    tally = Tally(name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        samples(folder, tally)
    return tally


def main():
    from format_sets import SETS

    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--only", choices=[*SETS, "html"], help="this format alone")
    arguments.add_argument("--examples", action="store_true", help="print the misses, one a line")
    options = arguments.parse_args()
    for noisy in ("trafilatura", "readability", "htmldate"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)
    chosen = {name: samples for name, samples in SETS.items() if options.only in (None, name)}
    tallies = [measured(name, samples, options.folder) for name, samples in chosen.items()]
    console = Console(width=120)
    if tallies:
        console.print(table_of(tallies), misses_of(tallies))
    if options.examples:
        for tally in tallies:
            for reason, examples in tally.misses.items():
                print(*(f"{tally.name}\t{reason}\t{example}" for example in examples), sep="\n")
    if options.only in (None, "html"):
        import web_pages

        console.print(web_pages.table_of(*web_pages.run(options.folder / "jsonl/extraction_ground_truth.jsonl", False)))


if __name__ == "__main__":
    main()
