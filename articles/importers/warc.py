"""WARC 1.0 and 1.1 (ISO 28500), what crawlers write: the pages among its records → Items, each read in its own format.

warcio takes records and chunks apart. Records are read one after the other, so that memory holds one page; what the
crawler kept beside pages (requests, pictures, redirects, lookups) is passed over. WARC-Date is when a page was fetched
and says nothing of when its story came out.
"""

from __future__ import annotations

import io
import logging
import re
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

import brotli
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.limitreader import LimitReader
from warcio.recordloader import ArcWarcRecord, ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeaders

from articles.importers import html
from articles.importers.decoding import MAX_BYTES
from articles.importers.formats import HEAD, read, recognise
from articles.importers.names import Names, shipped
from articles.importers.pagetext import as_declared
from articles.importers.record import Item, Unreadable
from articles.importers.syndicated import words

PIECE = 64 * 1024
# Servers send at most some 16 KB of header fields; a record's own are fewer.
LONGEST_HEAD = 256 * 1024
# Chunks and packing make no page twice as long; a longer record holds a film.
LONGEST_RECORD = 2 * MAX_BYTES
TOO_LONG = f"the page has more than the {MAX_BYTES:,} bytes that one page may have"
BEGINS = re.compile(rb"WARC/[01]\.\d")
WEB = re.compile(r"https?://[^\s/]\S*", re.IGNORECASE)
# What a story may come as; of what is sent as XML, JSON or without a word, only formats that we know.
PAGE = {"text/html", "application/xhtml+xml"}
TEXT = {"text/plain"}
OTHERS = re.compile(r"(?:application|text)/(?:[\w.+-]*\+)?(?:xml|json)|application/octet-stream|", re.IGNORECASE)
# A page of instructions to crawlers, which each site has (RFC 9309).
NO_STORY = re.compile(r"https?://[^/]+/robots\.txt(?:\?|$)", re.IGNORECASE)
# It warns of addresses with a space in them, once for each record.
logging.getLogger("warcio").setLevel(logging.ERROR)
CHARSET = re.compile(r"charset\s*=\s*[\"']?(?P<name>[\w.:-]+)", re.IGNORECASE)


def items(stream: BinaryIO, names: Names | None = None) -> Iterator[Item]:
    """The pages of a WARC file, numbered by their records. Raises Unreadable for a file that is none, or is damaged."""
    names = shipped() if names is None else names
    file = _File(stream)
    first = file.next_record()
    if not first or file.skipped:
        raise Unreadable("no WARC file: looked for “WARC/1.0” or “WARC/1.1” at its start, found something else")
    number = 0
    while first:
        number += 1
        yield from _record(file, first, number, names)
        first = file.next_record()
        if first and file.skipped:
            number += 1
            yield Item(number, None, _lost(file.skipped))
    if file.skipped:
        yield Item(number + 1, None, _lost(file.skipped))
    if file.damage:
        raise file.damage


def _lost(skipped: int) -> str:
    return f"{skipped:,} bytes belong to no record: looked for “WARC/1.0” behind the end that the last record gives"


class _File:
    """A WARC file under way, as warcio reads it: by bytes and by lines, neither without bound."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(stream)
        self.damage: Unreadable | None = None
        self.head = 0
        self.skipped = 0

    def read(self, size: int) -> bytes:
        return self._take(self.stream.read, min(size, LONGEST_RECORD))

    def readline(self, size: int = PIECE) -> bytes:
        line = self._take(self.stream.readline, min(size, PIECE))
        self.head += len(line)
        if self.head > LONGEST_HEAD:
            raise Unreadable(f"the record's head has more than {LONGEST_HEAD:,} bytes: looked for its end")
        return line

    def _take(self, take, size: int) -> bytes:
        """What `take` gives; nothing more once the stream has broken off, which `damage` then tells."""
        try:
            return b"" if self.damage else take(size)
        except Unreadable as error:
            self.damage = error
            return b""

    def next_record(self) -> bytes:
        """The first line of the next record, b"" at the end; `skipped` counts the bytes that lay before it."""
        self.head = self.skipped = 0
        while line := self._take(self.stream.readline, PIECE):
            if BEGINS.match(line):
                return line
            self.skipped += len(line.strip(b"\r\n"))
        return b""


def _record(file: _File, first: bytes, number: int, names: Names) -> Iterator[Item]:
    loader = ArcWarcRecordLoader(verify_http=False, arc2warc=False)
    content: LimitReader | None = None
    address = ""
    try:
        record = loader.parse_record_stream(file, first, "warc", no_record_parse=True)
        address = words(record.rec_headers.get_header("WARC-Target-URI"))
        if not isinstance(record.raw_stream, LimitReader):
            raise Unreadable("the record does not say how long it is: looked for its Content-Length")
        content = record.raw_stream
        for item in _page(record, loader, address, names):
            yield replace(item, number=number, reason=_at(address, item.reason))
    except (ArchiveLoadFailed, EOFError) as error:
        yield Item(number, None, _at(address, f"the record's head is broken: {error or 'the file ends inside it'}"))
    except Unreadable as error:
        yield Item(number, None, _at(address, str(error)))
    # What is not read of a record still lies before the next one.
    while content is not None and content.read(PIECE):
        pass


def _at(address: str, reason: str) -> str:
    return f"{address}: {reason}" if address and reason else reason


def _page(record: ArcWarcRecord, loader: ArcWarcRecordLoader, address: str, names: Names) -> Iterator[Item]:
    """The items of one record: none, where it holds no page."""
    sent: StatusAndHeaders | None = None
    kind = record.content_type or ""
    if record.rec_type == "response":
        sent = loader.load_http_headers("response", address, record.raw_stream, record.length)
        if sent is None or sent.get_statuscode() != "200":
            return
        kind = sent.get_header("Content-Type") or ""
    elif record.rec_type != "resource":
        return
    media = kind.partition(";")[0].strip().lower()
    if NO_STORY.match(address) or not (media in PAGE | TEXT or OTHERS.fullmatch(media)):
        return
    if cut := record.rec_headers.get_header("WARC-Truncated"):
        raise Unreadable(f"the crawler kept only the beginning of the page (WARC-Truncated: {cut})")
    charset = CHARSET.search(kind)
    yield from _read(_content(record, sent), media, address, charset["name"] if charset else "", names)


def _content(record: ArcWarcRecord, sent: StatusAndHeaders | None) -> bytes:
    """The page's own bytes: out of its chunks, unpacked."""
    if record.length > LONGEST_RECORD:
        raise Unreadable(TOO_LONG)
    stream = record.raw_stream
    if sent and (sent.get_header("Transfer-Encoding") or "").strip().lower() == "chunked":
        stream = ChunkedDataReader(stream)
    data = _all_of(stream)
    if record.raw_stream.limit and len(data) <= MAX_BYTES:
        raise Unreadable(f"the file ends inside this record: {record.raw_stream.limit:,} bytes of it are missing")
    for packed in reversed(((sent and sent.get_header("Content-Encoding")) or "").lower().split(",")):
        data = _unpacked(data, packed.strip())
    if len(data) > MAX_BYTES:
        raise Unreadable(TOO_LONG)
    return data


def _all_of(stream) -> bytes:
    pieces, size = [], 0
    while size <= MAX_BYTES and (piece := stream.read(PIECE)):
        pieces.append(piece)
        size += len(piece)
    return b"".join(pieces)


def _unpacked(data: bytes, packed: str) -> bytes:
    """`data` as it was before its server packed it, or the first MAX_BYTES and one of that."""
    if packed in ("", "identity") or not data:
        return data
    try:
        if packed in ("gzip", "x-gzip"):
            # Crawlers that unpack what they keep leave the header as it was.
            return zlib.decompressobj(31).decompress(data, MAX_BYTES + 1) if data[:2] == b"\x1f\x8b" else data
        if packed == "deflate":
            # RFC 9110: with zlib's head, which some servers leave out.
            wrapped = data[0] & 0x0F == 8 and int.from_bytes(data[:2], "big") % 31 == 0
            return zlib.decompressobj(15 if wrapped else -15).decompress(data, MAX_BYTES + 1)
        if packed == "br":
            return brotli.Decompressor().process(data, output_buffer_limit=MAX_BYTES + 1)
    except (zlib.error, brotli.error) as error:
        raise Unreadable(f"the page is packed as “{packed}” and damaged: {error}") from error
    raise Unreadable(f"the page is packed as “{packed[:20]}”: looked for gzip, deflate or br")


def _read(data: bytes, media: str, address: str, charset: str, names: Names) -> Iterator[Item]:
    """A page's items in the format that its bytes are in; nothing where they are none that we know."""
    form = recognise(data[:HEAD]).name
    web = address if WEB.fullmatch(address) else ""
    if form in ("html", "text") and media in PAGE:
        found = html.items(io.BytesIO(data), names, web, charset)
    elif form in ("text", "warc") and media not in TEXT:
        return
    else:
        text = as_declared(data, charset) if form == "text" else ""
        found = read(io.BytesIO(text.encode() if text else data), names, form)
    for item in found:
        record = item.record
        if record and form in ("html", "text") and not record.url:
            record = replace(record, url=web, publisher=record.publisher or names.outlet_at(web))
        yield replace(item, record=record, raw=item.raw or data)
