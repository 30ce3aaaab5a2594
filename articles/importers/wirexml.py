"""XML of news agencies, cut at its items: a broken one spoils no other, and memory holds one at a time.

Each item is parsed by itself, so what a document type declares is not known there: no entity is fetched or expanded.
"""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from lxml import etree

from articles.importers.decoding import MAX_BYTES
from articles.importers.record import Unreadable
from articles.importers.xmlitems import ENDS, WIDE, decoded, encoding_of

SAFE = {
    "resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False, "recover": True,
    "remove_comments": True, "remove_pis": True,
}  # fmt: skip
CHUNK = 256 * 1024
# No name of an item with its prefix is longer, so that one across two chunks is found when the second is there.
OVERLAP = 64
# HTML's names for letters (&eacute;), which agencies use without declaring them, are shorter.
LONGEST_ENTITY = 40
PREFIX = re.compile(r"^(?:\{.*\}|[\w.-]+:)")
# Text has no encoding any more, whatever its declaration says.
DECLARED = re.compile(r"^\s*<\?xml[^>]*\?>")


@dataclass(frozen=True, slots=True)
class Piece:
    """An item: `root` is its element, or None with the reason for it; `raw` its bytes, b"" if it is the whole file.

    `head` is what stands before the file's first item.
    """

    root: etree._Element | None
    line: int
    raw: bytes = b""
    reason: str = ""
    head: bytes = b""

    @property
    def around(self) -> tuple[bytes, bytes]:
        """What an item needs around it to be read alone: an envelope's namespaces, its encoding, its sender."""
        return (self.head if self.raw else b"", b"")


def elements(stream: BinaryIO, name: str, called: str) -> Iterator[Piece]:
    """The elements of a local name, none inside another, with namespaces and entities dissolved.

    Raises Unreadable if the file has none; `called` is what the format calls itself.
    """
    cutter = _Cutter(name, called)
    for chunk in _chunks(stream):
        cutter.buffer += chunk
        yield from cutter.pieces()
        cutter.shorten()
    if cutter.open:
        yield cutter.cut_off("the end of the file")
    elif not cutter.found:
        raise Unreadable(f"no {called}: looked for <{name}>, and the file has none")


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    """The stream as bytes in which ASCII means itself."""
    first = stream.read(CHUNK)
    wide = next((encoding for mark, encoding in WIDE if first.startswith(mark)), "")
    decoder = codecs.getincrementaldecoder(wide)(errors="replace") if wide else None
    while first:
        yield decoder.decode(first).encode("utf-8", errors="replace") if decoder else first
        first = stream.read(CHUNK)


class _Cutter:
    """A file under way: `buffer` begins with the item that is open, if one is; `at` is how far it has been scanned."""

    def __init__(self, name: str, called: str):
        self.name, self.called = name, called
        self.token = re.compile(rb"<!\[CDATA\[|<!--|<(?P<end>/)?(?:[\w.-]{1,20}:)?" + name.encode() + rb"(?=[\s>/])")
        self.buffer = bytearray()
        self.at, self.line, self.found = 0, 1, 0
        self.open = self.too_long = False
        # The opening mark of the CDATA section or comment that the scan is inside of.
        self.inside = b""
        self.head = b""

    def pieces(self) -> Iterator[Piece]:
        while match := (ENDS[self.inside] if self.inside else self.token).search(self.buffer, self.at):
            word = match.group()
            if self.inside or word in ENDS:
                self.inside, self.at = b"" if self.inside else word, match.end()
                continue
            close = self.buffer.find(b">", match.end())
            if close < 0:
                self.at = match.start()
                return
            self.at = close + 1
            if match["end"] is None:
                if self.open:
                    yield self.cut_off(f"the next <{self.name}>")
                self.begin(match.start())
                if self.buffer[self.at - 2 : self.at - 1] == b"/":
                    yield self.whole()
            elif self.open:
                yield self.whole()
        self.at = max(self.at, len(self.buffer) - OVERLAP)

    def begin(self, start: int) -> None:
        if not self.found:
            self.head = bytes(self.buffer[:start])
        self.found += 1
        self.let_go(start)
        self.open = True

    def let_go(self, end: int) -> None:
        self.line += self.buffer.count(b"\n", 0, end)
        del self.buffer[:end]
        self.at -= end

    def whole(self) -> Piece:
        raw, line, too_long = bytes(self.buffer[: self.at]), self.line, self.too_long
        self.let_go(self.at)
        self.open = self.too_long = False
        if too_long:
            return Piece(None, line, reason=f"the item has more than the {MAX_BYTES:,} bytes that one may have")
        alone = not re.search(rb"<[A-Za-z]", self.head)
        # The head tells the encoding, and an item that is the file by itself is kept as the file.
        root = fragment(decoded(raw, encoding_of(self.head)))
        reason = "" if root is not None else f"no XML: <{self.name}> has nothing in it that can be read"
        return Piece(root, line, b"" if alone else raw, reason, self.head)

    def cut_off(self, found: str) -> Piece:
        self.open = self.too_long = False
        return Piece(None, self.line, reason=f"cut off: looked for the item's end tag </{self.name}>, found {found}")

    def shorten(self) -> None:
        """Let go of what lies between items, and of an item that is too long to be read."""
        if not self.found and len(self.buffer) > MAX_BYTES:
            raise Unreadable(f"no {self.called}: looked for <{self.name}>, and {MAX_BYTES:,} bytes have none")
        self.too_long = self.too_long or (self.open and len(self.buffer) > MAX_BYTES)
        if self.found and (self.too_long or not self.open):
            self.let_go(self.at)


def fragment(markup: str) -> etree._Element | None:
    """The root of XML that a field holds as text; None if it is none."""
    try:
        root = etree.fromstring(
            DECLARED.sub("", markup.strip()).encode("utf-8", errors="ignore"), etree.XMLParser(**SAFE)
        )
    except (etree.LxmlError, ValueError):
        return None
    return dissolved(root) if root is not None else None


def dissolved(root: etree._Element) -> etree._Element:
    """`root` with local names for names, and with HTML's entities as letters; others leave no trace."""
    for element in list(root.iter()):
        if element.tag is etree.Entity:
            _dissolve(element)
        elif isinstance(element.tag, str):
            element.tag = PREFIX.sub("", element.tag) or "nameless"
    return root


def _dissolve(entity: etree._Element) -> None:
    parent = entity.getparent()
    if parent is None:
        return
    text = entity.text if len(entity.text or "") <= LONGEST_ENTITY else ""
    letters = html.unescape(text or "")
    put = (letters if letters != text else "") + (entity.tail or "")
    before = entity.getprevious()
    if before is None:
        parent.text = (parent.text or "") + put
    else:
        before.tail = (before.tail or "") + put
    entity.tail = None
    parent.remove(entity)


def text_at(element: etree._Element | None, path: str, attribute: str = "") -> str:
    """The words (or an attribute) of the first element at a path that has any; "" if there is none."""
    if element is None:
        return ""
    found = element.iterfind(path) if path else [element]
    return next(filter(None, (words(one) if not attribute else one.get(attribute, "").strip() for one in found)), "")


def words(element: etree._Element | None) -> str:
    """All text inside an element, on one line."""
    return "" if element is None else " ".join("".join(element.itertext()).split())


def inner(element: etree._Element) -> str:
    """What is inside an element, as HTML."""
    return html.escape(element.text or "", quote=False) + "".join(
        etree.tostring(child, encoding="unicode", method="html") for child in element
    )
