"""Archives and compressed files: what is in them, a member at a time, unpacked in memory and never to disk.

Names of members are only told, never followed, so none can lead out of its folder. A bomb - much out of little -
is refused while it is being read.
"""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from pathlib import PurePosixPath

from articles.importers.decoding import MAX_BYTES
from articles.importers.files import SUFFIXES
from articles.importers.pages import Page
from articles.importers.record import Unreadable

# Text packs to a tenth, an export full of repeated markup to a fiftieth; what packs better than this holds no stories.
# Up to the floor any ratio is harmless.
MOST_FOR_ONE, HARMLESS = 250, 100_000_000
MOST_MEMBERS = 1_000_000
MAGIC = 512
# An XLSX workbook is a ZIP file too, and one page: it has this member.
WORKBOOK = "xl/workbook.xml"
PIECE = 1024 * 1024
DAMAGE = (
    zipfile.BadZipFile, tarfile.TarError, lzma.LZMAError, zlib.error, gzip.BadGzipFile, EOFError, NotImplementedError,
    RuntimeError,
)  # fmt: skip
UNPACKERS = {
    b"\x1f\x8b": lambda packed: gzip.GzipFile(fileobj=packed),
    b"\xfd7zXZ\x00": lzma.LZMAFile,
    b"BZh": bz2.BZ2File,
}


def unpacked(page):
    """The pages in `page`: itself, where it is no archive. Raises Unreadable for a damaged or locked one, or a bomb."""
    with page.open() as opened:
        stream = opened if isinstance(opened, io.BufferedReader) else io.BufferedReader(opened)
        try:
            yield from _pages(page, stream, page.name)
        except DAMAGE as error:
            raise _damaged(error) from error


def _damaged(error):
    return Unreadable(f"the archive is damaged or locked: {str(error) or type(error).__name__}")


def _pages(page, stream, name):
    head = stream.peek(MAGIC)[:MAGIC]
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        yield from _zipped(stream, name)
    elif head[257:262] == b"ustar":
        yield from _tarred(stream, name)
    elif unpacker := next((made for magic, made in UNPACKERS.items() if head.startswith(magic)), None):
        packed = Counted(stream)
        inner = io.BufferedReader(Bounded(unpacker(packed), packed), MAGIC)
        yield from _pages(page, inner, name)
    else:
        yield _page(name, stream)


def _zipped(stream, name):
    file = stream if stream.seekable() else io.BytesIO(_all_of(stream))
    with zipfile.ZipFile(file) as archive:
        members = archive.infolist()
        if WORKBOOK in archive.namelist():
            file.seek(0)
            yield Page(name, stream=file)
            return
        _check_number(len(members))
        for member in members:
            if _is_wanted(member.filename) and not member.is_dir():
                with archive.open(member) as opened:
                    size = Packed(member.compress_size)
                    yield _page(f"{name}/{member.filename}", io.BufferedReader(Bounded(opened, size)))


def _tarred(stream, name):
    with tarfile.open(fileobj=stream, mode="r|") as archive:
        for number, member in enumerate(archive, 1):
            _check_number(number)
            if member.isfile() and _is_wanted(member.name):
                yield _page(f"{name}/{member.name}", archive.extractfile(member))


def _page(name, stream):
    """A page of what is left of a stream: all of it in memory where that is no more than one story may have."""
    pieces, size = [], 0
    try:
        while size <= MAX_BYTES and (piece := stream.read1(PIECE)):
            pieces.append(piece)
            size += len(piece)
    except (Unreadable, *DAMAGE) as error:
        # What came before the damage may hold stories; whoever reads on is told of it.
        return Page(name, stream=io.BufferedReader(Joined(b"".join(pieces), Damaged(error))))
    head = b"".join(pieces)
    if size <= MAX_BYTES:
        return Page(name, head)
    return Page(name, stream=io.BufferedReader(Joined(head, stream)))


def _all_of(stream):
    data = stream.read(HARMLESS + 1)
    if len(data) > HARMLESS:
        raise Unreadable(f"a zip archive inside another file may have {HARMLESS:,} bytes, and this one has more")
    return data


def _is_wanted(name):
    path = PurePosixPath(name)
    hidden = any(part.startswith((".", "__MACOSX")) and part != ".." for part in path.parts)
    return not hidden and path.suffix.lower() in SUFFIXES | {""}


def _check_number(members):
    if members > MOST_MEMBERS:
        raise Unreadable(f"the archive has more than {MOST_MEMBERS:,} members")


class Counted(io.RawIOBase):
    """A stream that knows how many bytes were read of it."""

    def __init__(self, stream):
        self.stream, self.take, self.count = stream, stream.read, 0

    def readable(self):
        return True

    def readinto(self, buffer):
        data = self.take(len(buffer))
        buffer[: len(data)] = data
        self.count += len(data)
        return len(data)


class Packed:
    """The size of a packed member, as `Counted` tells it."""

    def __init__(self, count):
        self.count = count


class Bounded(Counted):
    """What comes out of something packed, as long as it is not much more than went in."""

    def __init__(self, stream, packed):
        super().__init__(stream)
        self.packed = packed
        # What came before a damaged place is lost where more is asked for at a time than there is.
        self.take = stream.read1

    def readinto(self, buffer):
        try:
            read = super().readinto(buffer)
        except (*DAMAGE, OSError) as error:
            raise _damaged(error) from error
        if self.count > max(HARMLESS, MOST_FOR_ONE * self.packed.count):
            raise Unreadable(
                f"it unpacks to more than {self.count:,} bytes from {self.packed.count:,}: no text packs so well"
            )
        return read


class Joined(io.RawIOBase):
    """Some bytes, and the stream that they were the beginning of."""

    def __init__(self, head, stream):
        self.head, self.stream = io.BytesIO(head), stream

    def readable(self):
        return True

    def readinto(self, buffer):
        data = self.head.read(len(buffer)) or self.stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


class Damaged:
    """What is left of a stream that broke off."""

    def __init__(self, error):
        self.error = error

    def read(self, size):
        raise self.error if isinstance(self.error, Unreadable) else _damaged(self.error)
