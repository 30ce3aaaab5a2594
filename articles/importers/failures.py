"""What failed in an import, to be taken along: each item as it came, and a table of the reasons; streamed."""

import csv
import io
import re
import zipfile

# A cell that begins with one of these is a formula to a spreadsheet, whoever wrote it.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
REPORT = "failures.csv"
HEAD = ("number", "name", "line", "reason", "format", "file", "settled")
# A name that every file system takes: no more than this, and nothing but letters, digits and a few signs.
LONGEST_NAME = 80
UNSAFE = re.compile(r"[^\w.-]+")


def as_zip(imported):
    """The failures of an import as the bytes of a zip archive, piece by piece: one item at a time is in memory."""
    sink = Sink()
    table = io.StringIO()
    rows = csv.writer(table)
    rows.writerow(HEAD)
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        failures = imported.failures.order_by("number")
        for pk in failures.values_list("pk", flat=True):
            failure = failures.get(pk=pk)
            file = _file(failure)
            if file:
                archive.writestr(file, bytes(failure.content))
            rows.writerow(map(safe_cell, _row(failure, file)))
            yield sink.taken()
        # With a mark by which spreadsheets know UTF-8.
        archive.writestr(REPORT, table.getvalue().encode("utf-8-sig"))
    yield sink.taken()


class Sink(io.RawIOBase):
    """Takes what is written to it, until it is taken from it."""

    def __init__(self):
        self.pieces = []

    def writable(self):
        return True

    def write(self, data):
        self.pieces.append(bytes(data))
        return len(data)

    def taken(self):
        pieces, self.pieces = self.pieces, []
        return b"".join(pieces)


def _file(failure):
    """The name in the archive of an item of which anything is kept, else ""."""
    if failure.content is None:
        return ""
    name = UNSAFE.sub("-", failure.name.replace("\\", "/").rpartition("/")[2]).strip("-.")[-LONGEST_NAME:]
    return f"{failure.number:06}-{name}" if name else f"{failure.number:06}"


def _row(failure, file):
    told = file if failure.whole or not file else f"{file} (only its beginning was kept)"
    settled = f"import {failure.settled_by_id}" if failure.settled_by_id else ""
    return failure.number, failure.name, failure.line or "", failure.reason, failure.format, told or "not kept", settled


def safe_cell(value):
    """The value of a cell as text that no spreadsheet takes for a formula."""
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
