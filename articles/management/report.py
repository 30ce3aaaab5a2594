"""What came of an import, for a terminal and for a file: counted as it comes, so that a long run takes no memory."""

import json
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

from rich.markup import escape
from rich.table import Table

from articles.importers.match import Outcome

# Of each outcome: a screen or two. The report and the import's page in the admin have all.
MOST_TOLD = 50
# What an editor must look at.
TOLD = (Outcome.FAILED, Outcome.KEPT)


class Report:
    """A context that is given each `Line` of a run. With `path` all of them go into that file, as JSON: an object with
    `pages`, in order, and `counts`; the file is there when the context has ended well, and not before."""

    def __init__(self, path=None):
        self.path = Path(path) if path else None
        self.counts, self.told = Counter(), {outcome: [] for outcome in TOLD}
        self.total = 0
        self.stack = ExitStack()

    def __enter__(self):
        if self.path:
            self.part = self.path.with_name(f".{self.path.name}.part")
            self.file = self.stack.enter_context(self.part.open("w", encoding="utf-8"))
            self.file.write('{"pages": [')
        return self

    def __exit__(self, kind, error, trace):
        if self.path and not kind:
            counts = {outcome.value: self.counts[outcome] for outcome in Outcome}
            self.file.write(f'\n], "counts": {json.dumps(counts)}}}\n')
        self.stack.close()
        if self.path:
            self.part.unlink() if kind else self.part.replace(self.path)

    def take(self, line):
        self.counts[line.outcome] += 1
        self.total += 1
        if line.outcome in TOLD and len(self.told[line.outcome]) < MOST_TOLD:
            self.told[line.outcome].append(line)
        if self.path:
            page = {
                "number": line.number,
                "name": line.name,
                "outcome": line.outcome.value,
                "reason": line.reason,
                "article": line.article_id,
            }
            self.file.write(("," if self.total > 1 else "") + "\n" + json.dumps(page, ensure_ascii=False))

    def table(self):
        """All counts, then stories that failed or were kept, and why."""
        table = Table("Outcome", "Stories", "Where", "Reason", box=None, pad_edge=False)
        for outcome in Outcome:
            table.add_row(outcome, f"{self.counts[outcome]:,}", "", "")
            for line in self.told.get(outcome, ()):
                table.add_row("", f"no. {line.number:,}", plain(line.name), plain(line.reason))
            if outcome in TOLD and self.counts[outcome] > MOST_TOLD:
                more = f"… and {self.counts[outcome] - MOST_TOLD:,} more"
                table.add_row("", "", more, "--report FILE has them all")
        return table


def plain(text):
    """`text` from outside, without console markup or control characters of its own."""
    return escape("".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text))
