"""Formats: which one bytes are in, and who reads it. Adding one is a module, a line here and a case.

A reader is a callable: (stream, names) → `Item`s, a few at a time. A format is recognised by its first
bytes alone; a file's name may lie.
"""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from articles.importers.record import Unreadable

# What tells an export from a feed, or one NewsML from the other, stands at the head of the file.
HEAD = 8192


@dataclass(frozen=True)
class Format:
    """`module` has `items(stream, names)`; `fits` tells it by a file's head, in lower case and without a BOM."""

    name: str
    module: str
    fits: Callable[[str], bool]


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
    Format("jsonfeed", "jsonfeed", _has(r'"version"\s*:\s*"https?:\\?/\\?/(?:www\.)?jsonfeed\.org')),
    Format("ninjs", "ninjs", _has(rf'"(?:{NINJS_FIELDS})"\s*:')),
    Format("newsml-g2", "newsml_g2", _root("newsmessage", r"(?:news|package|concept|knowledge|planning|catalog)item")),
    Format("newsml", "newsml1", _root("newsml")),
    Format("nitf", "nitf", _root("nitf")),
    # Start of heading, or the synchronising characters before it; a text page has neither.
    Format("anpa", "anpa", lambda head: "\x01" in head[:50] and "\x02" in head[:500]),
    Format("html", "html", lambda head: bool(re.search(rf"<(?:{HTML_STARTS})[\s>]", head))),
    Format("text", "text", lambda head: True),
]
NAMES = [form.name for form in FORMATS]


def recognise(head):
    """The `Format` of a file that begins with the bytes `head`; "text" is what is nothing else."""
    text = _plain(head)
    return next(form for form in FORMATS if form.fits(text))


def _plain(head):
    for bom, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"\xef\xbb\xbf", "utf-8")):
        if head.startswith(bom):
            return head[len(bom) :].decode(encoding, "replace").lower()
    return head.decode("latin-1").lower()


def read(stream, names, form=""):
    """The `Item`s of a binary stream, read in its format, or in the one that is named. Raises Unreadable."""
    stream = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(stream)
    if form and form not in NAMES:
        raise Unreadable(f"there is no format “{form}”: choose one of {', '.join(NAMES)}")
    found = next((f for f in FORMATS if f.name == form), None) or recognise(stream.peek(HEAD)[:HEAD])
    yield from import_module(f"articles.importers.{found.module}").items(stream, names)
