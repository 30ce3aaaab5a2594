"""Pages: bytes to be read, wherever they are."""

import io
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO


@dataclass(frozen=True)
class Page:
    """The name by which a run tells of a page, and where its bytes are.

    They are `data`, or in the file at `path`, or in a `stream` that can be read once.
    """

    name: str
    data: bytes = b""
    path: Path | None = None
    stream: BinaryIO | None = None

    def open(self):
        """A context with a binary stream of the bytes. Raises OSError."""
        if self.path:
            return self.path.open("rb")
        return nullcontext(self.stream) if self.stream else io.BytesIO(self.data)
