import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.importers import archives
from articles.importers.archives import unpacked
from articles.importers.pages import Page
from articles.importers.record import Unreadable

MEMBERS = {"a.txt": b"A", "sub/b.html": b"B", "photo.jpg": b"\xff\xd8", "../../escape.txt": b"E", ".hidden.txt": b"H"}
WANTED = [("/a.txt", b"A"), ("/sub/b.html", b"B"), ("/../../escape.txt", b"E")]


def zipped(members):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
        archive.mkdir("folder.txt")
    return packed.getvalue()


def tarred(members, mode="w"):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode=mode) as archive:
        for name, data in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
        link = tarfile.TarInfo("link.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return packed.getvalue()


def contents(data):
    """(name, bytes) of each page in packed bytes; the archive itself is named "x"."""
    found = []
    for page in unpacked(Page("x", data)):
        with page.open() as stream:
            found.append((page.name.removeprefix("x"), stream.read()))
    return found


def test_what_is_no_archive_is_the_page_itself():
    assert contents(b"Some text") == [("", b"Some text")]
    assert contents(b"") == [("", b"")]


@pytest.mark.parametrize(
    "packed",
    [zipped(MEMBERS), tarred(MEMBERS), tarred(MEMBERS, "w:gz"), tarred(MEMBERS, "w:xz"), tarred(MEMBERS, "w:bz2")],
)
def test_members_that_may_hold_stories_come_in_order_and_are_written_nowhere(packed):
    assert contents(packed) == WANTED


@pytest.mark.parametrize(
    "pack", [gzip.compress, lzma.compress, bz2.compress, lambda data: gzip.compress(gzip.compress(data))]
)
def test_a_compressed_file_is_the_file(pack):
    assert contents(pack(b"Some text " * 999)) == [("", b"Some text " * 999)]


def test_a_zip_inside_a_compressed_file_is_opened_too():
    assert contents(gzip.compress(zipped(MEMBERS))) == WANTED


def test_a_large_member_is_a_stream_and_not_held_in_memory(monkeypatch):
    monkeypatch.setattr(archives, "MAX_BYTES", 1000)
    for page in unpacked(Page("x", gzip.compress(b"0123456789" * 5000))):
        assert page.data == b""
        with page.open() as stream:
            assert stream.read() == b"0123456789" * 5000


@pytest.mark.parametrize(
    "packed",
    [
        gzip.compress(bytes(30_000_000)),
        zipped({"a.txt": bytes(30_000_000)}),
        tarred({"a.txt": bytes(30_000_000)}, "w:xz"),
    ],
)
def test_a_bomb_is_refused_while_it_is_read(monkeypatch, packed):
    monkeypatch.setattr(archives, "HARMLESS", 1_000_000)
    with pytest.raises(Unreadable, match="no text packs so well"):
        contents(packed)


def test_a_locked_archive_is_told():
    data = bytearray(zipped({"a.txt": b"secret"}))
    data[6] |= 1  # the flag that says "encrypted", in the member's own head …
    data[data.index(b"PK\x01\x02", data.index(b"a.txt")) + 8] |= 1  # … and in the list of members
    with pytest.raises(Unreadable, match="damaged or locked"):
        contents(bytes(data))


@pytest.mark.parametrize(
    "pack",
    [zipped, tarred, lambda members: gzip.compress(b"text" * 9999), lambda members: lzma.compress(b"text" * 9999)],
)
@pytest.mark.parametrize("share", [0.3, 0.9])
def test_a_cut_archive_gives_what_it_has_and_then_says_that_it_is_damaged(pack, share):
    data = pack({"a.txt": b"A" * 50_000, "b.txt": b"B" * 50_000})
    found = []
    with suppress(Unreadable):
        for page in unpacked(Page("x", data[: int(len(data) * share)])):
            found.append(page.name)
    assert found in ([], ["x"], ["x/a.txt"], ["x/a.txt", "x/b.txt"])


def test_an_archive_of_too_many_members_is_refused(monkeypatch):
    monkeypatch.setattr(archives, "MOST_MEMBERS", 2)
    for packed in (zipped(MEMBERS), tarred(MEMBERS)):
        with pytest.raises(Unreadable, match="more than 2 members"):
            contents(packed)


@given(
    st.sampled_from([b"", b"PK\x03\x04", b"\x1f\x8b\x08\x00", b"\xfd7zXZ\x00", b"BZh9", b"\0" * 257 + b"ustar\x0000"]),
    st.binary(max_size=2000),
)
def test_no_bytes_do_worse_than_be_unreadable(magic, data):
    with suppress(Unreadable):
        assert all(isinstance(name, str) for name, _ in contents(magic + data))


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress, bz2.compress])
def test_what_stood_before_the_damage_can_be_read(pack):
    text = "".join(f"{number} " for number in range(400_000)).encode()
    (page,) = unpacked(Page("x", pack(text)[:-2000]))
    with page.open() as stream:
        assert text.startswith(stream.read(100_000))
        with pytest.raises(Unreadable, match="damaged or locked"):
            stream.read()
