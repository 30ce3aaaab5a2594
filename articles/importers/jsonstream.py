"""JSON objects of a file of any size, one at a time: a single object, an array of them, or one a line.

The file is cut by its brackets and strings alone: neither depth nor broken insides matter before an object is read.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import BinaryIO

from articles.importers.decoding import MAX_BYTES, text_of
from articles.importers.record import Unreadable

CHUNK = 256 * 1024
MARKS = re.compile(rb'["{}\[\]\n]')
TOO_LONG = f"the object has more than the {MAX_BYTES:,} bytes that one story may have"
STRING_END = re.compile(rb'["\\]')


def objects(stream: BinaryIO) -> Iterator[tuple[int, bytes, str]]:
    """(line, bytes, reason) of each object as it stands in the file; the reason says what kept one from being whole.

    Raises Unreadable for a file that does not begin with "{" or "[".
    """
    chunks = _chunks(stream)
    head = b""
    while not head.strip() and (chunk := next(chunks, b"")):
        head += chunk
    start = head.lstrip()[:1]
    if start not in (b"{", b"["):
        shown = head.lstrip()[:20].decode("utf-8", errors="replace")
        raise Unreadable(f"no JSON: looked for “{{” or “[” at the start, found “{shown}”")
    cut = _lines if start == b"{" and _is_lines(head) else _cut
    yield from cut(chain([head], chunks))


def value(raw: bytes) -> dict:
    """The object that bytes hold. Raises Unreadable for what is none, and for one too deep to read."""
    try:
        found = json.loads(text_of(raw), strict=False)
    except RecursionError:
        raise Unreadable("the JSON is nested too deep: looked for the end of an object, gave up on the way") from None
    except ValueError as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(f"no JSON: {error}") from None
    if not isinstance(found, dict):
        raise Unreadable(f"no JSON object: looked for “{{…}}”, found {type(found).__name__}")
    return found


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    """The stream in pieces of UTF-8, or of what it takes for it."""
    first = stream.read(CHUNK)
    wide = json.detect_encoding(first[:4]) if len(first) >= 2 else "utf-8"
    if not wide.startswith(("utf-16", "utf-32")):
        yield first.removeprefix(codecs.BOM_UTF8)
        while chunk := stream.read(CHUNK):
            yield chunk
        return
    decoder = codecs.getincrementaldecoder(wide)(errors="replace")
    while first:
        yield decoder.decode(first).encode("utf-8", errors="replace")
        first = stream.read(CHUNK)


# One object a line.


def _is_lines(head: bytes) -> bool:
    """Whether the first line is an object of its own, or another begins on the second, for the first may be broken."""
    first, _, rest = head.lstrip().partition(b"\n")
    if rest.lstrip(b"\r\n").startswith(b"{"):
        return True
    try:
        value(first)
    except Unreadable:
        return False
    return bool(rest.strip())


def _lines(chunks: Iterable[bytes]) -> Iterator[tuple[int, bytes, str]]:
    number, rest = 1, b""
    for chunk in chunks:
        *whole, last = chunk.split(b"\n")
        for piece in whole:
            yield from _line(number, rest + piece)
            rest, number = b"", number + 1
        rest = (rest + last)[: MAX_BYTES + 1]
    yield from _line(number, rest)


def _line(number: int, line: bytes) -> Iterator[tuple[int, bytes, str]]:
    if len(line) > MAX_BYTES:
        yield number, b"", TOO_LONG
    elif line.strip():
        yield number, line.strip(), ""


# An array, or an object on many lines.


def _cut(chunks: Iterable[bytes]) -> Iterator[tuple[int, bytes, str]]:
    cutter = _Cutter()
    for chunk in chunks:
        cutter.buffer += chunk
        yield from cutter.pieces()
        cutter.shorten()
    if cutter.depth:
        yield cutter.began, bytes(cutter.buffer), "the file ends inside this object: looked for its “}”"


@dataclass(slots=True)
class _Cutter:
    """A file under way: `buffer` begins with the object that is open, `at` is how far it has been looked through."""

    buffer: bytearray = field(default_factory=bytearray)
    at: int = 0
    depth: int = 0
    in_string: bool = False
    too_long: bool = False
    line: int = 1
    began: int = 1

    def pieces(self) -> Iterator[tuple[int, bytes, str]]:
        while match := (STRING_END if self.in_string else MARKS).search(self.buffer, self.at):
            mark, self.at = match.group(), match.end()
            if self.in_string:
                if mark == b"\\" and self.at == len(self.buffer):
                    # What it escapes comes with the next chunk.
                    self.at -= 1
                    return
                self.at += mark == b"\\"
                self.in_string = mark != b'"'
            elif mark == b'"':
                self.in_string = True
            elif mark == b"\n":
                self.line += 1
            elif mark in b"{[":
                self.opens(mark, match.start())
            elif self.depth:
                self.depth -= 1
                if not self.depth:
                    yield self.taken()
        self.at = len(self.buffer)

    def opens(self, mark: bytes, start: int) -> None:
        """The array around the objects is not counted."""
        if not self.depth:
            if mark == b"[":
                return
            del self.buffer[:start]
            self.at, self.began = 1, self.line
        self.depth += 1

    def taken(self) -> tuple[int, bytes, str]:
        piece = self.began, b"" if self.too_long else bytes(self.buffer[: self.at]), TOO_LONG if self.too_long else ""
        del self.buffer[: self.at]
        self.at, self.too_long = 0, False
        return piece

    def shorten(self) -> None:
        """Let go of what lies between two objects, and of one that is too long to be read."""
        self.too_long = self.too_long or (self.depth > 0 and len(self.buffer) > MAX_BYTES)
        if not self.depth or self.too_long:
            del self.buffer[: self.at]
            self.at = 0
