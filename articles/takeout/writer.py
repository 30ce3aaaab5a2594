"""The ZIP of an archive file as it is written: a member at a time, each with its size and SHA-256 for the manifest."""

import hashlib
import json
from contextlib import contextmanager, suppress
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

# The same archive gives the same bytes: no member says when it was written. ZIP's calendar begins here.
NO_MOMENT = (1980, 1, 1, 0, 0, 0)
# Compressed at once: a call for each line took as long as all the rest.
CHUNK = 256 * 1024
ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


class Writer:
    """Writes members to `stream`, which need not be seekable; nothing is held but the list of members."""

    def __init__(self, stream):
        self._zip = ZipFile(stream, "w", ZIP_DEFLATED)
        self.members = []
        self.captures = {"files": 0, "bytes": 0}

    def text(self, name, text):
        with self.member(name) as write:
            write(text.encode())

    @contextmanager
    def member(self, name):
        """A function that takes the next bytes of the member."""
        size, digest, waiting = 0, hashlib.sha256(), bytearray()
        # ZIP64 from the outset: nobody knows the size of what is still to come.
        with self._zip.open(_entry(name), "w", force_zip64=True) as member:

            def write(data):
                waiting.extend(data)
                if len(waiting) >= CHUNK:
                    flush()

            def flush():
                nonlocal size
                size += len(waiting)
                digest.update(waiting)
                member.write(waiting)
                waiting.clear()

            yield write
            flush()
        self.members.append({"name": name, "size": size, "sha256": digest.hexdigest()})

    def rows(self, name, rows):
        """A member of a JSON object a line."""
        count = 0
        with self.member(name) as write:
            for row in rows:
                write(as_line(row))
                count += 1
        self.members[-1]["rows"] = count

    def capture(self, sha256, content):
        self._zip.writestr(_entry(f"captures/{sha256}"), content)
        self.captures["files"] += 1
        self.captures["bytes"] += len(content)

    def close(self, **said):
        """End the file with its manifest, which says `said` and what was written."""
        manifest = said | {"members": self.members, "captures": self.captures}
        text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
        self._zip.writestr(_entry("manifest.json"), text.encode())
        self._zip.close()

    def abandon(self):
        """Let go of a file that will not be whole: it gets no manifest."""
        with suppress(OSError, ValueError):
            self._zip.close()


def _entry(name):
    entry = ZipInfo(name, NO_MOMENT)
    entry.compress_type = ZIP_DEFLATED
    entry.create_system = 3  # Unix, whatever wrote it …
    entry.external_attr = 0o644 << 16  # … so that unpacked files can be read
    return entry


def as_line(row):
    return (ENCODER.encode(row) + "\n").encode()
