"""An archive file as it is read: nothing in it is believed before it is checked, nor written to disk."""

import hashlib
import io
import json
import re
import zlib
from contextlib import contextmanager
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from articles.takeout.contents import Damaged, check_contents

# A line and a page are held in memory. Importers take pages of 20 MB; JSON makes six bytes of one at the worst.
LONGEST = 128 * 1024 * 1024
# The manifest names some thirty files in as many lines each.
LONGEST_MANIFEST = 1024 * 1024
# Text compresses to a tenth, our most repetitive rows to a thirtieth; DEFLATE ends at a thousandth, a bomb's measure.
# What unpacks to less than this is no bomb however well it compresses.
MOST_RATIO, ALWAYS_FINE = 200, 1024 * 1024 * 1024
CHUNK = 1024 * 1024
CAPTURE = re.compile(r"captures/([0-9a-f]{64})")
ENCRYPTED = 0x1  # in a member's flags: APPNOTE 4.4.4


class Package:
    """An archive file, opened: `Package.open(stream)`. Raises `Damaged` wherever the file is not what it says it is."""

    def __init__(self, zipped, length):
        self._zip = zipped
        self._entries = _entries(zipped, length)
        self.manifest = self._manifest()
        check_contents(self.manifest, self._entries)
        self.rows_said = {each["name"]: each["rows"] for each in self.manifest["members"] if "rows" in each}

    @classmethod
    @contextmanager
    def open(cls, stream):
        try:
            zipped = ZipFile(stream)
        except (BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise Damaged(
                "This is no ZIP file, or its end is missing, as when a download was cut short. "
                f"({str(error) or 'no reason given'})"
            ) from error
        with zipped:
            yield cls(zipped, stream.seek(0, io.SEEK_END))

    def _manifest(self):
        entry = self._entries.get("manifest.json")
        if not entry:
            raise Damaged("There is no manifest.json in it: this ZIP was not made by export_archive.")
        if entry.file_size > LONGEST_MANIFEST:
            raise Damaged(f"manifest.json has {entry.file_size:,} bytes, and no manifest is that long.")
        with self._member("manifest.json") as member:
            return parsed(member.read(), "manifest.json")

    def verify(self, follow=lambda members, words, total: members):
        """Read every member to its end and compare it with its SHA-256."""
        said = {each["name"]: each["sha256"] for each in self.manifest["members"]}
        names = [name for name in self._entries if name != "manifest.json"]
        for name in follow(names, "checking", len(names)):
            digest = hashlib.sha256()
            with self._member(name) as member:
                while data := member.read(CHUNK):
                    digest.update(data)
            if digest.hexdigest() != (said[name] if name in said else CAPTURE.fullmatch(name)[1]):
                raise Damaged(f"{name} is not what was written: its SHA-256 is another.")

    def rows(self, name):
        """(number of the line, object) for each line of a member; nothing for a member that is not there."""
        if name not in self._entries:
            return
        number = 0
        with self._member(name) as member:
            lines = io.BufferedReader(member, CHUNK)
            while line := lines.readline(LONGEST + 1):
                number += 1
                where = f"{name}, line {number:,}"
                if len(line) > LONGEST:
                    raise Damaged(f"{where} is longer than {LONGEST:,} bytes.")
                yield number, parsed(line, where)
        if number != self.rows_said.get(name):
            raise Damaged(f"{name} has {number:,} lines, and manifest.json says {self.rows_said.get(name, 0):,}.")

    def capture(self, sha256):
        """The bytes of a page. Raises ValueError where they are not there, or are others."""
        entry = self._entries.get(f"captures/{sha256}")
        if not entry:
            raise ValueError(f"there is no file captures/{sha256}")
        if entry.file_size > LONGEST:
            raise ValueError(f"captures/{sha256} is longer than {LONGEST:,} bytes")
        with self._member(entry.filename) as member:
            content = member.read()
        if hashlib.sha256(content).hexdigest() != sha256:
            raise ValueError(f"captures/{sha256} is not what was written: its SHA-256 is another")
        return content

    @contextmanager
    def _member(self, name):
        try:
            with self._zip.open(self._entries[name]) as member:
                yield member
        except (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
            raise Damaged(f"{name} cannot be unpacked: it is damaged. ({error})") from error


def _entries(zipped, length):
    """The members by name, once none of them is more than a plain file of bearable size, in a ZIP of `length` bytes."""
    entries = {}
    for entry in zipped.infolist():
        if entry.filename in entries:
            raise Damaged(f"{entry.filename} is in it twice.")
        if entry.flag_bits & ENCRYPTED:
            raise Damaged(f"{entry.filename} is encrypted.")
        if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise Damaged(f"{entry.filename} is compressed in a way that no archive file is.")
        entries[entry.filename] = entry
    size = sum(entry.file_size for entry in entries.values())
    packed = sum(entry.compress_size for entry in entries.values())
    if packed > length:
        raise Damaged("Its members lie over each other, which they do in no file but a bomb.")
    if size > max(ALWAYS_FINE, MOST_RATIO * packed):
        raise Damaged(f"It would unpack from {packed:,} to {size:,} bytes, which no archive does.")
    return entries


def _no_constant(name):
    raise ValueError(f"it has no {name}")


def parsed(line, where):
    """The object of a line."""
    try:
        row = json.loads(line.decode().rstrip(), parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise Damaged(f"{where} is not UTF-8: byte {error.start + 1:,} is {line[error.start]:#04x}.") from error
    except RecursionError as error:
        raise Damaged(f"{where} is nested deeper than any row is.") from error
    except json.JSONDecodeError as error:
        raise Damaged(f"{where} is no JSON: {error.msg} at character {error.pos + 1:,}.") from error
    except ValueError as error:
        raise Damaged(f"{where} is no JSON: {error}.") from error
    if not isinstance(row, dict):
        raise Damaged(f"{where} is no JSON object.")
    return row
