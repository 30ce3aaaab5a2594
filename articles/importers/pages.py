"""Pages: bytes to be read, wherever they are."""

import io
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO


@dataclass(frozen=True)
class Page:
    """The name by which a run tells of a page, and where its bytes are.

    They are `data`, or in the file at `path`, or in a `stream` that can be read once. `format` names the format, where
    they are not to be recognised.
    """

    name: str
    data: bytes = b""
    path: Path | None = None
    stream: BinaryIO | None = None
    format: str = ""

    @property
    def size(self):
        """The number of its bytes; None for a stream, and for a file that cannot be looked at."""
        if not self.path:
            return None if self.stream else len(self.data)
        try:
            return self.path.stat().st_size
        except OSError:
            return None

    def open(self):
        """A context with a binary stream of the bytes. Raises OSError."""
        if self.path:
            return self.path.open("rb")
        return nullcontext(self.stream) if self.stream else io.BytesIO(self.data)
