"""Formats: which one bytes are in, and who reads it. Adding one is a module, a line here and a case.

A reader is a callable: (stream, names) → `Item`s, a few at a time. A format is recognised by its first
bytes alone; a file's name may lie.
"""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module

from articles.importers.record import Item, Unreadable
from articles.importers.tablecolumns import has_columns, is_table

# What tells an export from a feed, or one NewsML from the other, stands at the head of the file.
HEAD = 8192


@dataclass(frozen=True)
class Format:
    """`module` has `items(stream, names)`; `fits` tells it by a file's head, in lower case and without a BOM.

    A `lazy` one tells its stories apart before it reads them: it has `pieces(stream)` and `item(piece, names)` as well.
    A table's `items` takes a mapping too, {column: field}.
    """

    name: str
    module: str
    fits: Callable[[str], bool]
    lazy: bool = False
    takes_mapping: bool = False


def _root(*names):
    """Whether the first element of an XML document is one of `names`, in whatever namespace."""
    pattern = re.compile(
        r"\s*(?:<\?xml.*?\?>|<!--.*?-->|<!doctype[^>\[]*(?:\[.*?\])?[^>]*>|<\?.*?\?>|\s)*"
        rf"<(?:[\w.-]+:)?(?:{'|'.join(names)})[\s>/]",
        re.DOTALL,
    )
    return lambda head: bool(pattern.match(head))


def _has(*signs):
    return lambda head: head.lstrip()[:1] in ("{", "[") and all(re.search(sign, head) for sign in signs)


IS_RSS = _root("rss")

NINJS_FIELDS = "headlines?|body_(?:text|xhtml|html)|bodies|versioncreated"
HTML_STARTS = "!doctype html|html|head|body|article|meta|title"

FORMATS = [
    Format("warc", "warc", lambda head: bool(re.match(r"warc/[01]\.\d", head))),
    Format("reuters", "reuters", lambda head: bool(re.match(r"\s*(?:<!doctype lewis|<reuters\s)", head))),
    Format("wxr", "wxr", lambda head: IS_RSS(head) and bool(re.search(r"wordpress\.org/export/|<wp:\w", head))),
    Format("feed", "feed", _root("rss", "feed", "rdf")),
    Format("jsonl", "jsonl", _has(r'"newsroom"\s*:\s*\d'), lazy=True),
    Format("jsonfeed", "jsonfeed", _has(r'"version"\s*:\s*"https?:\\?/\\?/(?:www\.)?jsonfeed\.org')),
    Format("ninjs", "ninjs", _has(rf'"(?:{NINJS_FIELDS})"\s*:')),
    Format("newsml-g2", "newsml_g2", _root("newsmessage", r"(?:news|package|concept|knowledge|planning|catalog)item")),
    Format("newsml", "newsml1", _root("newsml")),
    Format("nitf", "nitf", _root("nitf")),
    # Start of heading, or the synchronising characters before it; a text page has neither.
    Format("anpa", "anpa", lambda head: "\x01" in head[:50] and "\x02" in head[:500]),
    # Of a ZIP file only a workbook comes as far as here: all others are archives.
    Format("xlsx", "xlsx", lambda head: head.startswith("pk\x03\x04"), takes_mapping=True),
    # Before web pages, since cells may hold their markup.
    Format("csv", "csvtable", is_table, takes_mapping=True),
    Format("html", "html", lambda head: bool(re.search(rf"<(?:{HTML_STARTS})[\s>]", head))),
    Format("text", "text", lambda head: True),
]
NAMES = [form.name for form in FORMATS]


def recognise(head, mapping=None):
    """The `Format` of a file that begins with the bytes `head`; "text" is what is nothing else.

    What begins with the columns of a `mapping` is a table, whatever their names.
    """
    text = _plain(head)
    if mapping and has_columns(text, mapping):
        return next(form for form in FORMATS if form.name == "csv")
    return next(form for form in FORMATS if form.fits(text))


# Rows of a table that show what its columns are: a title, a note, the header and a few stories.
SHOWN = 30


def first_rows(stream, form):
    """The cells of the first rows of a table in the format `form`, whatever they mean. Raises Unreadable."""
    module = next(each.module for each in FORMATS if each.name == form and each.takes_mapping)
    return import_module(f"articles.importers.{module}").first_rows(stream, SHOWN)


def _plain(head):
    for bom, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"\xef\xbb\xbf", "utf-8")):
        if head.startswith(bom):
            return head[len(bom) :].decode(encoding, "replace").lower()
    # The names of a table's columns may have accents, in whatever code page.
    return head.decode("utf-8", errors="byte_as_cp1252").lower()


@dataclass(frozen=True, slots=True)
class Piece:
    """One story of a file, read only when `item` is called: what came in before, byte for byte, need not be.

    `raw` is b"" where the story is the whole file.
    """

    raw: bytes
    item: Callable[[], Item]


def opened(stream, form="", mapping=None):
    """(the `Format` of a binary stream, the stream to read it from); `form` names it. Raises Unreadable.

    `mapping` is {column: field} for tables, whose columns may have names that do not tell.
    """
    stream = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(stream)
    if form and form not in NAMES:
        raise Unreadable(f"there is no format “{form}”: choose one of {', '.join(NAMES)}")
    named = next((each for each in FORMATS if each.name == form), None)
    return named or recognise(stream.peek(HEAD)[:HEAD], mapping), stream


def pieces(stream, names, form="", mapping=None):
    """The `Piece`s of a binary stream; the rest as in `opened`."""
    found, stream = opened(stream, form, mapping)
    module = import_module(f"articles.importers.{found.module}")
    if found.lazy:
        for piece in module.pieces(stream):
            yield Piece(piece.raw, partial(module.item, piece, names))
    else:
        options = {"mapping": mapping} if mapping and found.takes_mapping else {}
        for item in module.items(stream, names, **options):
            yield Piece(item.raw, partial(_same, item))


def _same(item):
    return item


def read(stream, names, form="", mapping=None):
    """The `Item`s of a binary stream, as `pieces`."""
    return (piece.item() for piece in pieces(stream, names, form, mapping))
