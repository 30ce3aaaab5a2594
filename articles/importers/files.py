"""Files and folders on disk, as pages."""

import sys
from dataclasses import dataclass, field
from pathlib import Path

from articles.importers.pages import Page

# What of a folder is worth a try; a file that is named by itself is tried whatever its name.
SUFFIXES = {
    *(".txt", ".text", ".html", ".htm", ".xhtml", ".mht", ".mhtml", ".xml", ".rss", ".atom", ".rdf", ".wxr", ".nitf"),
    *(".json", ".jsonl", ".ndjson", ".ninjs", ".sgm", ".sgml", ".warc", ".zip", ".tar", ".gz", ".tgz"),
    *(".xz", ".txz", ".bz2", ".csv", ".tsv", ".xlsx"),
}
STANDARD_INPUT = "-"


@dataclass
class Files:
    """The files that `paths` name: a file by itself, and of a folder all that may hold stories, by their names.

    "-" is standard input. `passed_over` counts files of folders that hold no stories by their names.
    """

    paths: list
    found: list[Path] = field(init=False)
    passed_over: int = field(init=False, default=0)

    def __post_init__(self):
        self.found = [file for path in self.paths for file in self._under(path)]

    def _under(self, path):
        path = Path(path)
        if not path.is_dir():
            return [path]
        files = sorted(file for file in path.rglob("*") if file.is_file() and not _hidden(file.relative_to(path)))
        chosen = [file for file in files if file.suffix.lower() in SUFFIXES]
        self.passed_over += len(files) - len(chosen)
        return chosen

    @property
    def size(self):
        """The number of bytes of all files; None with standard input among them, or one that cannot be looked at."""
        try:
            return None if Path(STANDARD_INPUT) in self.found else sum(file.stat().st_size for file in self.found)
        except OSError:
            return None

    def __len__(self):
        return len(self.found)

    def __iter__(self):
        for file in self.found:
            if str(file) == STANDARD_INPUT:
                yield Page("standard input", stream=sys.stdin.buffer)
            else:
                yield Page(str(file), path=file)


def _hidden(path):
    return any(part.startswith(".") for part in path.parts)
