"""What the columns of a table mean: the names under which newsrooms keep a story's parts → our fields.

A name is known whatever its case, accents and marks ("Pub_Date", "PUB DATE" and "pub-date" are one); the languages are
those that tables were met in. A name may also say its field itself, as `--map` writes it: "Kop=headline". So a row that
is kept with its header is read again as it was.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Mapping, Sequence

from articles.importers.decoding import UNWANTED
from articles.importers.record import Unreadable
from articles.importers.tablenames import NAMES

# Field → what an editor reads of it. "" is a column that is left out.
FIELDS = {
    "headline": "headline",
    "standfirst": "standfirst",
    "body": "text (plain or HTML)",
    "byline": "byline, as printed",
    "authors": "authors, one or several",
    "dateline": "dateline (the place it was written in)",
    "section": "section",
    "language": "language",
    "publisher": "publisher",
    "published": "date of publication",
    "published-day-first": "date of publication, 03/04 is 3 April",
    "published-month-first": "date of publication, 03/04 is 4 March",
    "updated": "moment of the last change",
    "url": "address on the web",
    "former-urls": "former addresses",
    "id": "the publisher’s own key",
    "status": "state: published, draft, withheld or canceled",
    "tags": "tags, of any kind",
    "person": "people (tags)",
    "organisation": "organisations (tags)",
    "place": "places (tags)",
    "event": "events (tags)",
    "topic": "topics (tags)",
    "cited": "outlets cited",
    "picture": "address of a picture",
    "caption": "the picture’s caption",
    "credit": "the picture’s credit",
}

MARKS = re.compile(r"[\W_]+")
# "publishedAt" is two words.
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
SAID = re.compile(r"(?P<name>.*)=\s*(?P<field>[a-z-]*)\s*", re.DOTALL)


def folded(name: str) -> str:
    """A column's name in lower case without accents and marks, one space between words."""
    apart = CAMEL.sub(" ", " ".join(name.translate(UNWANTED).split()))
    bare = "".join(c for c in unicodedata.normalize("NFKD", apart) if not unicodedata.combining(c))
    return MARKS.sub(" ", bare.casefold().replace("ı", "i").replace("ł", "l").replace("ø", "o")).strip()


# The names are written without accents, but for scripts in which a mark makes another letter.
KNOWN = {folded(name): field for field, names in NAMES.items() for name in names.split("|")}
KNOWN |= {folded(field): field for field in FIELDS}
KNOWN = {key.replace(" ", ""): field for key, field in KNOWN.items()}


def field_of(name: str) -> str:
    """The field that a column's name means, or ""."""
    said = SAID.fullmatch(name)
    if said and (said["field"] in FIELDS or not said["field"]):
        return said["field"]
    return KNOWN.get(folded(name).replace(" ", ""), "")


# A table may have a title and a note above its header.
HEADER_WITHIN = 10
# Names at the head of a table are told in an error up to here.
MOST_TOLD = 30
# What is longer is no name but a text.
LONGEST_NAME = 60


def names_of(cells: Sequence[str]) -> list[str]:
    """A header's names, one a cell; a nameless column is called by its place."""
    tidy = (" ".join(cell.translate(UNWANTED).split()) for cell in cells)
    return [name or f"column {place}" for place, name in enumerate(tidy, 1)]


def checked(mapping: Mapping[str, str]) -> dict[str, str]:
    """A mapping {column: field}, if there are such fields. Raises Unreadable."""
    for column, field in mapping.items():
        if field and field not in FIELDS:
            raise Unreadable(
                f"there is no field “{field}” for the column “{column}”: choose one of {', '.join(FIELDS)}"
            )
    return dict(mapping)


def likeliest(rows: Sequence[Sequence[str]]) -> int:
    """Which of a table's first rows is most like a header: with most columns that we know, else the first not blank."""
    known = [sum(1 for cell in row if field_of(cell)) for row in rows[:HEADER_WITHIN]]
    if any(known):
        return known.index(max(known))
    return next((place for place, row in enumerate(rows) if any(row)), 0)


def header_in(rows: Sequence[Sequence[str]], mapping: Mapping[str, str] | None = None) -> int:
    """Which of a table's first rows is its header: one with a headline, or one with all columns of the mapping.

    Raises Unreadable with the columns found and the names looked for.
    """
    candidates = [names_of(row) for row in rows[:HEADER_WITHIN]]
    wanted = list(mapping or {})
    for place, names in enumerate(candidates):
        if set(wanted) <= set(names) and "headline" in fields_of(names, mapping):
            return place
    if not any(any(row) for row in rows):
        raise Unreadable("the table is empty: looked for a row with the names of its columns, found none")
    raise Unreadable(_missing(next(names_of(row) for row in rows if any(row)), wanted, mapping))


def _missing(names: list[str], wanted: list[str], mapping: Mapping[str, str] | None) -> str:
    found = ", ".join(f"“{name}”" for name in names[:MOST_TOLD]) + (" …" if len(names) > MOST_TOLD else "")
    absent = [name for name in wanted if name not in names]
    if absent:
        return f"no column {', '.join(f'“{name}”' for name in absent)}: the table has {found}"
    if "headline" in (mapping or {}).values():
        return f"no row has the columns of the mapping: the table has {found}"
    looked = ", ".join(NAMES["headline"].split("|")[:6])
    return f"no column for the headline: looked for {looked} and the like in other languages, found {found}"


def fields_of(names: Sequence[str], mapping: Mapping[str, str] | None = None) -> list[str]:
    """The field of each column: as the mapping says, else as its name does; "" for one that is left out."""
    mapping = mapping or {}
    return [mapping[name] if name in mapping else field_of(name) for name in names]


DELIMITERS = ",;\t|"
# Excel's way to say it, on a line of its own.
SEPARATOR = re.compile(r'"?sep=(?P<mark>.)"?\s*', re.IGNORECASE)


def delimiter_of(lines: Sequence[str], mapping: Mapping[str, str] | None = None) -> str:
    """What parts the cells of a table, told by the line of the first few that has most columns we know."""
    if lines and (said := SEPARATOR.fullmatch(lines[0])):
        return said["mark"]
    mapping = mapping or {}

    def known(line: str, mark: str) -> tuple[int, int]:
        names = names_of(_cells(line, mark))
        return sum(1 for name in names if name in mapping or field_of(name)), len(names)

    return max(DELIMITERS, key=lambda mark: max((known(line, mark) for line in lines[:HEADER_WITHIN]), default=(0, 0)))


def _cells(line: str, mark: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=mark), [])
    except csv.Error:
        return []


def has_columns(head: str, mapping: Mapping[str, str]) -> bool:
    """Whether one of the first lines of a text, in lower case, has all the columns of a mapping."""
    wanted = {name.lower() for name in mapping}
    lines = head.splitlines()[:HEADER_WITHIN]
    return any(wanted <= set(names_of(_cells(line, mark))) for line in lines for mark in DELIMITERS)


def is_table(head: str) -> bool:
    """Whether a text surely begins with the header of a table of stories: a headline and another field that we know,
    parted as the line below is."""
    lines = [line for line in head.splitlines() if line.strip()]
    if lines and SEPARATOR.fullmatch(lines[0]):
        return True
    mark = delimiter_of(lines[:1])
    cells = _cells(lines[0], mark) if lines else []
    fields = {field_of(name) for name in cells if len(name) <= LONGEST_NAME}
    below = lines[1] if len(lines) > 1 else mark
    return "headline" in fields and len(fields - {""}) > 1 and (mark in below or below.startswith('"'))
