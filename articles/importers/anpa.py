"""IPTC 7901 and ANPA 1312, the text formats of the teleprinter age that agencies still send → one Item a message.

A message is SOH, header, STX, text, ETX, trailer, EOT. In the text of ANPA 1312 "^" begins a line that is set flush
and "<" or "=" ends it: the slug, headline, notes to editors and byline, before the indented paragraphs; BS begins a
row of a table. IPTC 7901 has the headline in the first lines, up to a byline or a blank line, and wrapped paragraphs.
The slug and the day make the key, so that the "1st Ld-Writethru" of a story is its next version.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import groupby
from typing import BinaryIO

from articles.importers import bylines, wire
from articles.importers.dates import ZONES
from articles.importers.decoding import MAX_BYTES
from articles.importers.languages import guess
from articles.importers.names import Names, shipped
from articles.importers.record import Item, Unreadable

CHUNK = 256 * 1024
SOH, STX, ETX, EOT = b"\x01", b"\x02", b"\x03", b"\x04"
# Letters of categories that name a part of a paper (ANPA 1312); the others say who may print it.
SECTIONS = {
    "e": "Entertainment", "f": "Business", "i": "International", "l": "Lifestyle", "o": "Weather", "p": "Politics",
    "s": "Sports", "w": "Washington",
}  # fmt: skip
CATEGORY = re.compile(r"^[a-z] ([a-z])[\x11-\x14]", re.MULTILINE)
SERVICE = re.compile(r"\b([A-Za-z]{2,8}) \d{2,4}\s*$")
AP_TIME = re.compile(r"AP-[A-Z]{2}-(?P<month>\d\d)-(?P<day>\d\d)-(?P<year>\d\d) (?P<clock>\d{4})(?P<zone>[A-Z]{2,4})")
IPTC_TIME = re.compile(
    r"(?P<day>\d\d)(?P<clock>\d{4})\s*(?P<zone>GMT|UTC|Z)?\s+(?P<month>[A-Za-z]{3})\w*\s+(?P<year>\d\d)"
)
MONTHS = {name: number for number, names in enumerate(
    ("jan ene gen", "feb fév", "mar mär mrz", "apr avr abr", "may mai mag", "jun giu", "jul lug", "aug aoû ago",
     "sep set", "oct okt ott", "nov", "dec dez dic déc"), 1) for name in names.split()}  # fmt: skip
NOTE = re.compile(r"\(?(?:AP (?:Photo|Video|Graphic)|Eds?\b|EDITORS?['’]?S? NOTE|Editors?:|With (?:AP|BC-)|Note)", re.I)
BY = re.compile(r"by\s+\S", re.IGNORECASE)
# What stands in the first line when it is no headline: which version this is, how urgent.
VERSION = re.compile(
    r"(?:\d*(?:ST|ND|RD|TH)\s+)?(?:LEAD|LD|WRITETHRU|UPDATE|URGENT|CORRECTION|CORRECTED|REPEAT|TAKE)\b.{0,20}", re.I
)
SLUG_VERSION = re.compile(r"(?:,\s*|\s+)(?:\d+(?:st|nd|rd|th)\s*(?:Ld|Lead|Add)|Ld|Lead|Writethru)\b.*$|,\d+$", re.I)
LONGEST_SLUG = 100
# A text of ANPA 1312 begins with a flush line; some senders leave a line blank above it.
FIRST_LINES = 3
END_OF_TEXT = re.compile(r"# Notebook|(?:\* ){2,}\*|.*not intended for publication", re.IGNORECASE)
RULE = re.compile(r"\s*[_*-]{2,}\s*$")


def items(stream: BinaryIO, names: Names | None = None) -> Iterator[Item]:
    """The messages of a file. Raises Unreadable where it has none: no text between control characters."""
    names = shipped() if names is None else names
    number = 0
    for number, (line, message, only) in enumerate(_messages(stream), 1):
        raw = b"" if only else message
        story = _story(message, names)
        yield wire.item(number, story, names, line=line, raw=raw)
    if not number:
        raise Unreadable("no message of an agency: looked for text between the control characters SOH or STX and EOT")


def _messages(stream: BinaryIO) -> Iterator[tuple[int, bytes, bool]]:
    """(line, message, whether it is the only one of its file)."""
    buffer, line, count = b"", 1, 0
    while chunk := stream.read(CHUNK):
        buffer += chunk
        *whole, buffer = buffer.split(EOT)
        for message in whole:
            if SOH in message or STX in message:
                count += 1
                yield line, message, False
            line += message.count(b"\n")
        if len(buffer) > MAX_BYTES:
            raise Unreadable(f"a message of more than {MAX_BYTES:,} bytes: looked for EOT after line {line}")
    if SOH in buffer[:200] or STX in buffer[:500]:
        yield line, buffer, count == 0


def _story(message: bytes, names: Names) -> wire.Story:
    head, _, rest = message.rpartition(SOH)[2].partition(STX)
    text, _, trailer = (_decoded(part) for part in rest.partition(ETX))
    header, published = _decoded(head), _moment(_decoded(rest.partition(ETX)[2]))
    story = wire.Story(published=[published], publisher=_publisher(header, trailer, names), language=guess(text))
    story.section = SECTIONS.get(found[1], "") if (found := CATEGORY.search(header)) else ""
    lines = text.replace("\r", "").split("\n")
    first = next((at for at, line in enumerate(lines[:FIRST_LINES]) if line.startswith("^")), None)
    slug = _read_iptc(story, lines, header) if first is None else _read_ap(story, lines[first:], names)
    if slug and published:
        story.external_id = f"{slug.casefold()} {published[:10]}"
    return story


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _publisher(header: str, trailer: str, names: Names) -> str:
    """By the trailer's mark, or the service that ends the header: "dpa 099"."""
    if AP_TIME.search(trailer):
        return names.outlet("AP") or "AP"
    service = SERVICE.search(header.strip().split("\n")[0])
    return (names.outlet(service[1]) or service[1]) if service else ""


def _moment(trailer: str) -> str:
    """The trailer's time in ISO 8601, or ""; two figures of a year from 70 on are of the last century."""
    found = AP_TIME.search(trailer) or IPTC_TIME.search(trailer)
    if not found:
        return ""
    month = found["month"]
    try:
        moment = datetime(
            int(found["year"]) + (1900 if int(found["year"]) >= 70 else 2000),
            int(month) if month.isdecimal() else MONTHS.get(month.casefold(), 0),
            int(found["day"]),
            int(found["clock"][:2]),
            int(found["clock"][2:]),
            tzinfo=ZONES.get(found["zone"] or "", UTC),
        )
    except ValueError:
        return ""
    return moment.isoformat()


# ANPA 1312.


def _read_ap(story: wire.Story, lines: list[str], names: Names) -> str:
    """Read the flush lines above the paragraphs, then these; the slug."""
    start = next((at for at, line in enumerate(lines) if not line.startswith("^")), len(lines))
    slug, *flush = [_unset(line) for line in lines[:start]]
    rest = []
    for at, line in enumerate(flush):
        if NOTE.match(line):
            continue
        if BY.match(line):
            story.byline = line
        elif story.byline == flush[at - 1] and (names.outlet(line) or bylines.STAFF.fullmatch(line)):
            # The line below a name says whose writer it is.
            story.byline += f", {line}"
        elif not story.headline:
            story.headline = line
        else:
            rest.append(line)
    story.take_text("\n\n".join(rest))
    _take_set(story, lines[start:])
    slug = SLUG_VERSION.sub("", slug[:LONGEST_SLUG]).strip()
    story.headline = story.headline or slug
    return slug


def _take_set(story: wire.Story, lines: list[str]) -> None:
    """Paragraphs, rows of tables and flush lines between them, which are headings."""
    for kind, group in groupby(lines, key=_kind):
        if kind == "table":
            story.take([_table(group)], ())
        elif kind == "heading":
            story.take([f"<h3>{html.escape(_unset(line), quote=False)}</h3>" for line in group if _unset(line)], ())
        else:
            story.take_text("\n".join(_quoted(line) for line in group if not RULE.match(_unset(line))))


def _kind(line: str) -> str:
    return "table" if line.startswith("\b") else "heading" if line.startswith("^") else "text"


def _table(lines: Iterator[str]) -> str:
    rows = [_row(re.split("[\x1e\x1f]+", line)) for line in lines]
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in rows if row)}</table>"


def _row(cells: list[str]) -> str:
    """Codes for spaces stand between cells too; only the first may be empty."""
    words = [wire.plain(cell.replace("\x10", " ")).strip("^ ") for cell in cells]
    kept = [f"<td>{html.escape(word, quote=False)}</td>" for at, word in enumerate(words) if word or at == 0]
    return "".join(kept) if any(words) else ""


def _unset(line: str) -> str:
    """A flush line without the marks for the typesetter."""
    return _quoted(line.strip().lstrip("^\b").rstrip("<= \t"))


def _quoted(line: str) -> str:
    """The wire has no quotation marks and no dash of their own."""
    return line.replace("``", "“").replace("''", "”").replace(" _ ", " — ")


# IPTC 7901.


def _read_iptc(story: wire.Story, lines: list[str], header: str) -> str:
    """Read headline and byline off the top, then the text down to what is for editors; the slug in the header."""
    at = 0
    above: list[str] = []
    while at < len(lines) and (lines[at].strip() or not above):
        line = lines[at].strip()
        at += 1
        if BY.match(line):
            story.byline = _unset(line)
            break
        if line and not VERSION.fullmatch(line):
            above.append(_unset(line))
            if line.endswith("="):
                break
    story.headline = " ".join(above)
    end = next((place for place in range(at, len(lines)) if END_OF_TEXT.match(lines[place])), len(lines))
    story.take_text("\n".join(lines[at:end]))
    slugs = [line.strip(" /") for line in header.replace("\r", "").split("\n")[1:] if line.strip()]
    return slugs[0] if slugs else ""
