"""Files and folders on disk, as pages."""

from dataclasses import dataclass, field
from pathlib import Path

from articles.importers.load import Page

# A saved page is some kilobytes of text. The bound keeps a film that was named by mistake out of memory;
# the parser then says of the part that was read that it is too long.
LARGEST = 20_000_000
SUFFIXES = {".txt", ".text"}


@dataclass
class Files:
    """The files that `paths` name: a file by itself, and of a folder all text files, in order of their names.

    `passed_over` counts files of folders that are not text files by name.
    """

    paths: list
    found: list[Path] = field(init=False)
    passed_over: int = field(init=False, default=0)

    def __post_init__(self):
        self.found = [file for path in map(Path, self.paths) for file in self._under(path)]

    def _under(self, path):
        if not path.is_dir():
            return [path]
        files = sorted(file for file in path.rglob("*") if file.is_file() and not _hidden(file.relative_to(path)))
        texts = [file for file in files if file.suffix.lower() in SUFFIXES]
        self.passed_over += len(files) - len(texts)
        return texts

    def __len__(self):
        return len(self.found)

    def __iter__(self):
        """A `Page` for each file; one that cannot be opened is a page with the system's words for why."""
        for file in self.found:
            try:
                with file.open("rb") as opened:
                    yield Page(str(file), opened.read(LARGEST + 1))
            except OSError as error:
                yield Page(str(file), b"", error=f"cannot be opened: {error.strerror}")


def _hidden(path):
    return any(part.startswith(".") for part in path.parts)
