"""Zip archives written while they are read: each member is handed on before the next is made.

Every member carries the same moment, so that the same stories make the same bytes.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator

# The first moment that a zip can name; "now" would be news to nobody.
MOMENT = (1980, 1, 1, 0, 0, 0)
READABLE = 0o644 << 16


class _Drain:
    """A file that is only written to, and emptied between two members. It cannot seek, which zipfile allows for."""

    def __init__(self) -> None:
        self.waiting = bytearray()

    def write(self, data: bytes) -> int:
        self.waiting += data
        return len(data)

    def flush(self) -> None:
        pass

    def taken(self) -> bytes:
        data = bytes(self.waiting)
        self.waiting.clear()
        return data


def streamed(members: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """The pieces of a zip of (name, content)."""
    drain = _Drain()
    with zipfile.ZipFile(drain, "w") as archive:
        for name, content in members:
            add(archive, name, content)
            yield drain.taken()
    yield drain.taken()


def add(archive: zipfile.ZipFile, name: str, content: bytes, method: int = zipfile.ZIP_DEFLATED) -> None:
    member = zipfile.ZipInfo(name, MOMENT)
    member.compress_type, member.external_attr = method, READABLE
    archive.writestr(member, content)
