"""Bytes of a saved page → its text, whatever wrote it: BOM or none, UTF-8, UTF-16, or an older code page."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from articles.importers.record import Unreadable

# The longest page met in trials has 1 MB; twenty times that is an archive or a mistake, not a story.
MAX_BYTES = 20 * 1024 * 1024

# First bytes of what people drop into an upload form by mistake.
MAGIC = (
    (b"%PDF-", "a PDF file"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"PK\x03\x04", "a ZIP file (or a word processor's document)"),
    (b"\x1f\x8b", "a gzip file"),
    (b"BZh", "a bzip2 file"),
    (b"\xfd7zXZ\x00", "an xz file"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x7fELF", "a program"),
    (b"ID3", "an MP3 file"),
    (b"RIFF", "a sound or film file"),
    (b"OggS", "a sound or film file"),
    (b"SQLite format 3", "a database"),
)
MARKUP = re.compile(rb"\s*(?:<!doctype\s+html|<html[\s>])", re.IGNORECASE)

# UTF-32 before UTF-16: its little-endian mark begins with the other's.
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# Code pages of scripts that leave few ASCII letters in a page.
OTHER_SCRIPTS = ["cp1251", "koi8_r", "cp1256", "cp1253", "cp1255", "cp874", "shift_jis", "gb18030", "big5", "euc_kr"]
SAMPLE_BYTES = 64 * 1024


def text_of(data: bytes) -> str:
    """The text in `data`, its lines ended by "\\n", free of control characters.

    Characters are not composed yet: lines cut at a number of characters must be joined first.
    Raises Unreadable for what is empty, too big, or not text.
    """
    if not data:
        raise Unreadable("the file is empty: looked for text, found 0 bytes")
    if len(data) > MAX_BYTES:
        raise Unreadable(f"the file has {len(data):,} bytes, more than the {MAX_BYTES:,} that one page may have")
    refuse_other(data)
    if MARKUP.match(data):
        raise Unreadable("the file looks like a web page (HTML): looked for plain text, found markup at its start")
    text = _decoded(data)
    refuse_noise(text, len(data))
    return _clean(text)


def refuse_other(data: bytes) -> None:
    """Raise Unreadable for what begins as a file of another kind does."""
    for magic, what in MAGIC:
        if data.startswith(magic):
            raise Unreadable(
                f"the file looks like {what}: looked for plain text, found the bytes {magic!r} at its start"
            )


def encoding_of(sample: bytes) -> tuple[int, str, str]:
    """(length of its mark, encoding, what to do with a byte that is none of it) of a text that begins with `sample`.

    For what is too large to be decoded as a whole: UTF-8 until something in the sample speaks against it.
    """
    for mark, encoding in MARKS:
        if sample.startswith(mark):
            return len(mark), encoding, "replace"
    # A table has few lines of one letter, so a NUL or two are strays.
    if 10 * sample.count(0) > len(sample) and (wide := _wide_encoding(sample)):
        return 0, wide, "replace"
    # The sample's end may be in the middle of a character.
    tail = sample.rstrip(bytes(range(0x80, 0x100)))
    if _is_utf8(sample) or _is_utf8(tail) or _mostly_utf8(sample):
        return 0, "utf-8", "byte_as_cp1252"
    return 0, _legacy_encoding(sample), "replace"


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _decoded(data: bytes) -> str:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    if b"\0" in data and (wide := _wide_encoding(data)):
        return data.decode(wide, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _mostly_utf8(data) or _legacy(data)


def _wide_encoding(data: bytes) -> str:
    """Where the NULs stand: spaces, line ends and ASCII have them in every second (or three of four) bytes."""
    sample = data[: SAMPLE_BYTES - SAMPLE_BYTES % 4]
    zeros = [sample[offset::4].count(0) for offset in range(4)]
    quarter = max(1, len(sample) // 4)
    if zeros[2] >= 0.9 * quarter and zeros[3] >= 0.9 * quarter:
        return "utf-32-le"
    if zeros[0] >= 0.9 * quarter and zeros[1] >= 0.9 * quarter:
        return "utf-32-be"
    even, odd = zeros[0] + zeros[2], zeros[1] + zeros[3]
    # One in 25 characters is a space or a line end in any script with spaces; stray NULs are rarer.
    enough = len(sample) / 2 / 25
    if odd > enough and odd > 10 * even:
        return "utf-16-le"
    if even > enough and even > 10 * odd:
        return "utf-16-be"
    return ""


def _byte_as_cp1252(error: UnicodeDecodeError) -> tuple[str, int]:
    bad = error.object[error.start : error.start + 1]
    return bad.decode("cp1252", errors="replace"), error.start + 1


codecs.register_error("byte_as_cp1252", _byte_as_cp1252)


def _mostly_utf8(data: bytes) -> str:
    """UTF-8 with a few bytes of an older page pasted in, or cut off inside a character; "" if it is not that."""
    strict = data.decode("utf-8", errors="ignore")
    good = sum(1 for character in strict if character > "\x7f")
    bad = len(data) - len(strict.encode())
    return data.decode("utf-8", errors="byte_as_cp1252") if good > 3 * bad else ""


def _legacy(data: bytes) -> str:
    return data.decode(_legacy_encoding(data[:SAMPLE_BYTES]), errors="replace")


def _legacy_encoding(sample: bytes) -> str:
    """Western code pages by default: one letter in four above ASCII is more than any Latin language has."""
    high = sum(1 for byte in sample if byte > 0x7F)
    letters = sum(1 for byte in sample if byte > 0x40)
    if high * 4 <= letters:
        return "cp1252"
    best = from_bytes(sample, cp_isolation=OTHER_SCRIPTS).best()
    if best is None:
        raise Unreadable(
            f"the file is not text in any encoding we know: looked for UTF-8, UTF-16, UTF-32, cp1252 and "
            f"{', '.join(OTHER_SCRIPTS)}; it starts with {sample[:12]!r}"
        )
    return best.encoding


CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]")


def refuse_noise(text: str, size: int) -> None:
    noise = len(CONTROL.findall(text))
    if noise * 10 > len(text):
        raise Unreadable(
            f"the file looks binary: looked for text, "
            f"found {noise:,} control or undecodable characters in {size:,} bytes"
        )


LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028]")

# What may not be in a page: controls, the mark of byte order, soft hyphens (they hide a word from search),
# overrides that show words in another order than they stand, non-characters. C1 codes are cp1252 in disguise.
UNWANTED: dict[int, str | None] = dict.fromkeys((*range(0x20), 0x7F, 0xAD, 0xFEFF, 0x202D, 0x202E))
UNWANTED |= {code: bytes([code]).decode("cp1252", errors="ignore") or None for code in range(0x80, 0xA0)}
UNWANTED |= dict.fromkeys((*range(0xFDD0, 0xFDF0), *range(0xD800, 0xE000)))
UNWANTED |= {plane * 0x10000 + low: None for plane in range(17) for low in (0xFFFE, 0xFFFF)}
del UNWANTED[0x0A]
UNWANTED[0x09] = " "


def _clean(text: str) -> str:
    text = LINE_ENDS.sub("\n", text.replace("\u2029", "\n\n"))
    return text.translate(UNWANTED)
