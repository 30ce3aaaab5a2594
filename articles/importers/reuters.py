"""Reuters-21578, the wire's stories of 1987 in SGML → one Item a `<REUTERS>`.

- The files are Latin-1 with the wire's control codes as entities (`&#2;`, `&#3;`, `&#22;`).
- A dateline begins the first paragraph, as it was sent, and its place is kept apart too.
- `<DATE>` has no zone, so it tells the day alone; where it is spoiled, the dateline has day and month.
- TYPE="BRIEF" is a headline with nothing below it. TYPE="UNPROC" has no tags: its first line is the headline.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import BinaryIO

from articles.importers import wire
from articles.importers.decoding import MAX_BYTES
from articles.importers.names import Names, shipped
from articles.importers.record import Item, Unreadable

CHUNK = 64 * 1024
START, END = re.compile(rb"<REUTERS[\s>]"), b"</REUTERS>"
CONTROL = re.compile(r"&#(?:[0-9]|[12][0-9]|3[01]|127);")
DATE = re.compile(r"(?P<day>\d{1,2})-(?P<month>[A-Z]{3})-(?P<year>\d{4})")
# Day and month stand in either order; some datelines hold the first words of the story too.
DATELINE = re.compile(
    r"\s*(?P<place>.{2,60}?)[\s,-]*\s(?:(?P<month>[A-Za-z]{3,9})\.?\s*(?P<day>\d{1,2})|"
    r"(?P<day2>\d{1,2})\s+(?P<month2>[A-Za-z]{3,9}))\b[\s,.]*(?:-+\s*(?P<rest>.*))?$",
    re.DOTALL,
)
# Closes a story as it closed a telegram: "Reuter", after a finished sentence or set off by spaces. A sentence whose
# last word is the agency's name ("he told / Reuters.") goes on.
CLOSE = re.compile(r"(?:(?<=[.)>\"\d])\s+|\n[ \t]+|\s{3,})reuters?\b[\s.;]*$", re.IGNORECASE)
FOOT = 100
# Stands where the makers of the collection found no text.
NO_TEXT = re.compile(r"\s*Blah blah blah\.\s*$")
# Tags of the collection → kinds of ours; a company is an organisation, and so is an exchange.
KINDS = (
    ("TOPICS", "topic"), ("PLACES", "place"), ("PEOPLE", "person"), ("ORGS", "organisation"),
    ("EXCHANGES", "organisation"), ("COMPANIES", "organisation"),
)  # fmt: skip
# A row of figures: filled with dots, set in columns, begun with a number or a space.
ROW = re.compile(r"\.{4}|\S {3,}\S|^\s*[\d.,/+-]+\s|^ {1,2}\S")
# The collection's only year: datelines leave it out.
YEAR = 1987
MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()


def items(stream: BinaryIO, names: Names | None = None) -> Iterator[Item]:
    """The stories of one SGML file, in its order. Raises Unreadable where it has no `<REUTERS`."""
    names = shipped() if names is None else names
    number = 0
    for number, (line, raw, reason) in enumerate(_pieces(stream), 1):
        if reason:
            yield Item(number, reason=reason, line=line, raw=raw)
        else:
            yield wire.item(number, _story(raw.decode("latin-1")), names, line=line, raw=raw)
    if not number:
        raise Unreadable("no Reuters-21578: looked for <REUTERS …>, and the file has none")


def _pieces(stream: BinaryIO) -> Iterator[tuple[int, bytes, str]]:
    """(line, bytes, reason) of each element, with what kept it from being whole."""
    buffer, line = b"", 1
    while chunk := stream.read(CHUNK):
        buffer += chunk
        while (start := START.search(buffer)) and (end := _end(buffer, start)) >= 0:
            line += buffer.count(b"\n", 0, start.start())
            raw = buffer[start.start() : end]
            cut = not raw.endswith(END)
            yield line, raw, "no </REUTERS> before the next story begins" if cut else ""
            line += raw.count(b"\n")
            buffer = buffer[end:]
        if not START.search(buffer):
            # The beginning of a tag may be all of it that is here yet.
            line += buffer.count(b"\n", 0, max(0, len(buffer) - 10))
            buffer = buffer[-10:]
        elif len(buffer) > MAX_BYTES:
            raise Unreadable(f"a story of more than {MAX_BYTES:,} bytes: looked for </REUTERS> after line {line}")
    if start := START.search(buffer):
        line += buffer.count(b"\n", 0, start.start())
        yield line, buffer[start.start() :], "the file ends inside this story: looked for </REUTERS>"


def _end(buffer: bytes, start: re.Match) -> int:
    """Where the element that begins at `start` ends: after its tag, or where the next begins; -1 if it is not here."""
    end = buffer.find(END, start.end())
    following = START.search(buffer, start.end())
    if following and (end < 0 or following.start() < end):
        return following.start()
    return end + len(END) if end >= 0 else -1


def _story(sgml: str) -> wire.Story:
    key = re.search(r'NEWID="(\d+)"', sgml[:500])
    text = _inside(sgml, "TEXT")
    dateline = _clean(_inside(text, "DATELINE"))
    placed = DATELINE.match(dateline)
    story = wire.Story(
        headline=_clean(_inside(text, "TITLE")),
        publisher="Reuters",
        published=[_day(_inside(sgml, "DATE"), placed)],
        byline=_clean(_inside(text, "AUTHOR")).strip(" -"),
        dateline=_place(dateline, placed),
        language="en",
        external_id=f"reuters-21578:{key[1]}" if key else "",
        tags=[(kind, name) for tag, kind in KINDS for name in _names(sgml, tag)],
    )
    if "<BODY>" in text:
        _take_paragraphs(story, _lead(dateline, placed) + _clean(_inside(text, "BODY")).lstrip())
    else:
        _take_by_layout(story, text)
    return story


def _place(dateline: str, placed: re.Match | None) -> str:
    """Tables have a row of their own where stories have their place: figures, or only a date."""
    place = placed["place"] if placed else "" if re.search(r"\d", dateline) else dateline
    return place.strip(" -")


def _lead(dateline: str, placed: re.Match | None) -> str:
    """What stands before the body, with its dash; a hyphen may end it where it holds words of the story."""
    if not dateline.strip():
        return ""
    return f"{dateline.strip()} " if placed and placed["rest"] else f"{dateline.strip(' -')} - "


def _inside(sgml: str, tag: str) -> str:
    start, end = _span(sgml, tag)
    return sgml[sgml.index(">", start) + 1 : end] if end else ""


def _span(sgml: str, tag: str) -> tuple[int, int]:
    """From where an element begins to where its end tag does; (0, 0) if it is not there."""
    found = re.search(rf"<{tag}[\s>]", sgml)
    opened = sgml.find(">", found.start()) if found else -1
    end = sgml.find(f"</{tag}>", opened) if opened >= 0 else -1
    return (found.start(), end) if found and end >= 0 else (0, 0)


def _clean(sgml: str) -> str:
    """Text without control codes; what is left of entities becomes letters."""
    return html.unescape(CONTROL.sub("", sgml))


def _names(sgml: str, tag: str) -> list[str]:
    return [_clean(name) for name in re.findall(r"<D>([^<]*)</D>", _inside(sgml, tag))]


def _day(written: str, placed: re.Match | None) -> str:
    """The day in ISO 8601, or ""."""
    told = [(one["year"], one["month"], one["day"])] if (one := DATE.search(written)) else []
    if placed:
        told.append((YEAR, placed["month"] or placed["month2"], placed["day"] or placed["day2"]))
    for year, month, day in told:
        try:
            return date(int(year), MONTHS.index(month[:3].upper()) + 1, int(day)).isoformat()
        except ValueError:
            continue
    return ""


# The text.


def _take_paragraphs(story: wire.Story, text: str) -> None:
    """Paragraphs begin with an indentation; two rows of figures and more keep the width they were set in."""
    text = text.rstrip()
    text = f"{text[:-FOOT]}{CLOSE.sub('', text[-FOOT:])}".rstrip()
    for paragraph in re.split(r"\n(?=[ \t]{3,}\S)|\n\s*\n", text):
        lines = [line.rstrip() for line in paragraph.split("\n") if line.strip()]
        story.take(map(_block, _parts(lines)), ())


def _parts(lines: list[str]) -> list[tuple[bool, list[str]]]:
    """(whether they are rows, lines) of the runs of a paragraph; a row alone is a line of text that looks like one."""
    runs = [(rows, list(run)) for rows, run in groupby(lines, key=lambda line: bool(ROW.search(line)))]
    parts: list[tuple[bool, list[str]]] = []
    for rows, run in runs:
        rows = rows and len(run) > 1
        if parts and not rows and not parts[-1][0]:
            parts[-1][1].extend(run)
        else:
            parts.append((rows, run))
    return parts


def _block(part: tuple[bool, list[str]]) -> str:
    rows, lines = part
    if rows:
        return f"<pre>{html.escape(chr(10).join(lines), quote=False)}</pre>"
    return html.escape(" ".join(" ".join(lines).split()), quote=False)


def _take_by_layout(story: wire.Story, text: str) -> None:
    """A text without tags inside: its first line is the headline, if there is no other."""
    for tag in ("TITLE", "DATELINE", "AUTHOR"):
        start, end = _span(text, tag)
        text = f"{text[:start]}{text[end + len(tag) + 3 :]}" if end else text
    text = _clean(text).strip("\n *")
    text = "" if NO_TEXT.match(text) else text
    if not story.headline.strip():
        story.headline, _, text = text.lstrip().partition("\n")
    _take_paragraphs(story, text)
