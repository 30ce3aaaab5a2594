"""An XML file of many items, cut at its items without building its tree: feeds and WordPress exports of any size.

Each item is read by itself afterwards, so that a broken one spoils none of the others, and memory holds one at a time.
"""

from __future__ import annotations

import codecs
import html as entities
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.entities import html5
from typing import BinaryIO

CHUNK = 256 * 1024
# The longest text node that libxml2 reads without its "huge" option has 10 MB.
MOST_BYTES = 10 * 1024 * 1024
# An export names its authors and terms before the first item; trials with 100,000 terms had 30 MB.
MOST_HEAD = 64 * 1024 * 1024
# No token is longer, so that one across two chunks is found when the second is there.
OVERLAP = 64

TOKEN = re.compile(rb"<!\[CDATA\[|<!--|<(?P<end>/)?(?:[A-Za-z][\w.-]{0,20}:)?(?:item|entry)(?=[\s>])", re.IGNORECASE)
ENDS = {b"<![CDATA[": re.compile(rb"\]\]>"), b"<!--": re.compile(rb"-->")}
ENCODING = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"), (b"<\0?\0", "utf-16-le"), (b"\0<\0?", "utf-16-be"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Piece:
    """An item as it stands in the file: `number` from 1, the `line` it begins on; number 0 is all before the first.

    `whole` is False where its end tag is missing; `raw` is b"" for one of more than MOST_BYTES (`size` tells how many).
    """

    number: int
    line: int
    raw: bytes
    whole: bool = True
    size: int = 0


def pieces(stream: BinaryIO) -> Iterator[Piece]:
    """The head of a file, always, then its items in order. Wide encodings come out as UTF-8."""
    return _Cutter(_chunks(stream)).pieces()


def encoding_of(head: bytes) -> str:
    """The encoding that an XML declaration names, if Python knows one by that name that ASCII fits into; else UTF-8."""
    declared = ENCODING.match(head.removeprefix(codecs.BOM_UTF8))
    try:
        name = codecs.lookup(declared[1].decode("ascii")).name if declared else "utf-8"
        return name if b"<a>".decode(name) == "<a>" else "utf-8"
    except (LookupError, UnicodeError):
        return "utf-8"


def decoded(raw: bytes, encoding: str) -> str:
    """Text of a piece; what its encoding cannot mean is read as the Western code page, or marked."""
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return raw.decode(encoding, errors="byte_as_cp1252" if encoding == "utf-8" else "replace")


SECTION = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.DOTALL)
REFERENCE = re.compile(
    r"&(?P<fine>#[0-9]{1,7};|#x[0-9a-fA-F]{1,6};|(?:amp|lt|gt|quot|apos);)?(?:(?P<name>[A-Za-z][A-Za-z0-9]{1,31});)?"
)


def mended(text: str) -> str:
    """XML in which every "&" means something: HTML's names as their letters, what has no meaning as it stands."""
    end = text.rfind("]]>") + len("]]>") if "]]>" in text else 0
    # Behind the last end of a section none begins, however many marks say so.
    parts = [*SECTION.split(text[:end]), text[end:]]
    return "".join(
        part if SECTION.match(part) else REFERENCE.sub(_reference, part).replace("]]>", "") for part in parts
    )


def _reference(match: re.Match) -> str:
    if match["fine"]:
        return match.group()
    letters = html5.get(f"{match['name']};", "")
    return entities.escape(letters) if letters else f"&amp;{match.group()[1:]}"


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    """The stream in pieces, as bytes in which ASCII means itself."""
    first = stream.read(CHUNK)
    wide = next((encoding for mark, encoding in WIDE if first.startswith(mark)), "")
    decoder = codecs.getincrementaldecoder(wide)(errors="replace") if wide else None
    chunk = first
    while chunk:
        yield decoder.decode(chunk).encode("utf-8", errors="replace") if decoder else chunk
        chunk = stream.read(CHUNK)


class _Cutter:
    """A file under way: `buffer` is what is not yet given out, of which `scanned` bytes are known."""

    def __init__(self, chunks: Iterator[bytes]):
        self.chunks = chunks
        self.buffer = bytearray()
        self.scanned = 0
        # The line that the buffer begins on, and the one that the piece under way does.
        self.line, self.begins = 1, 1
        # Bytes of the piece under way that were let go, for there are too many.
        self.number, self.size = 0, 0
        # The opening mark of the CDATA section or comment that the scan is inside of.
        self.inside = b""
        # Whether the buffer begins with an item (or the head): what stands between two items is let go.
        self.open = True

    def pieces(self) -> Iterator[Piece]:
        for chunk in self.chunks:
            self.buffer += chunk
            yield from self.scan()
            self.shorten()
        if self.open:
            yield self.cut(len(self.buffer), whole=self.number == 0)

    def scan(self) -> Iterator[Piece]:
        while match := (ENDS[self.inside] if self.inside else TOKEN).search(self.buffer, self.scanned):
            start, end, word = match.start(), match.end(), match.group().upper()
            self.scanned = end
            if self.inside or word in ENDS:
                self.inside = b"" if self.inside else word
            elif match["end"] is None:
                if self.open:
                    # Items never stand in items: the one before lacks its end.
                    yield self.cut(start, whole=self.number == 0)
                else:
                    self.let_go(start)
                self.open, self.begins = True, self.line
                self.number += 1
            elif self.open and self.number:
                close = self.buffer.find(b">", end)
                if close < 0:
                    self.scanned = start
                    return
                yield self.cut(close + 1, whole=True)
                self.open = False
        self.scanned = max(self.scanned, len(self.buffer) - OVERLAP)

    def cut(self, end: int, whole: bool) -> Piece:
        """The piece that the buffer begins with, taken off it."""
        most = MOST_BYTES if self.number else MOST_HEAD
        size = self.size + end
        piece = Piece(self.number, self.begins, bytes(self.buffer[:end]) if size <= most else b"", whole, size)
        self.let_go(end)
        self.size = 0
        return piece

    def let_go(self, end: int) -> None:
        self.line += self.buffer.count(b"\n", 0, end)
        del self.buffer[:end]
        self.scanned = max(0, self.scanned - end)

    def shorten(self) -> None:
        """Keep no more than a piece may have: one that is longer is counted and let go."""
        too_long = self.open and (self.size or len(self.buffer) > (MOST_BYTES if self.number else MOST_HEAD))
        if too_long:
            self.size += self.scanned
        if too_long or not self.open:
            self.let_go(self.scanned)
