"""Bytes of a web page → its text: what the server, the page or its file says of the encoding, and MHTML unwrapped."""

from __future__ import annotations

import codecs
import email
import email.policy
import re

from articles.importers.decoding import MARKS, MARKUP, MAX_BYTES, text_of
from articles.importers.record import Unreadable

# A page declares its encoding in its first kilobyte (the HTML standard); templates are not so strict.
DECLARED_WITHIN = 4096
CHARSET = re.compile(
    rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*(?P<name>[\w-]{2,30})|<\?xml[^>]*encoding=[\"'](?P<xml>[\w-]+)", re.I
)
SAVED = re.compile(rb"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?(?:MIME-Version|Content-Type):", re.IGNORECASE)
# A comment in front hides from `text_of` that a page is markup, and from the parser itself.
HIDE = b"<!-- -->"


def page_text(data: bytes, charset: str = "") -> tuple[str, str]:
    """(text, address) of a page's bytes; the address is "" except for pages that a browser saved with theirs.

    `charset` is what the server said of the encoding: the HTML standard trusts it more than the page itself.
    """
    if SAVED.match(data[:DECLARED_WITHIN]):
        return _saved_page(data)
    if len(data) <= MAX_BYTES and not any(data.startswith(mark) for mark, _ in MARKS):
        declared = CHARSET.search(data[:DECLARED_WITHIN])
        name = (declared["name"] or declared["xml"]).decode() if declared else ""
        if text := as_declared(data, charset) or as_declared(data, name):
            return text, ""
    return text_of(HIDE + data if MARKUP.match(data) else data), ""


def as_declared(data: bytes, name: str) -> str:
    """The text in an encoding that somebody names, or "" where that is unknown or wrong."""
    try:
        codec = codecs.lookup(name).name
        # Browsers read these as Windows' code page; a meta element cannot be UTF-16.
        if codec in ("iso8859-1", "ascii"):
            return ""
        return "" if codec.startswith("utf-16") else data.decode(codec)
    except (LookupError, ValueError):
        return ""


def _saved_page(data: bytes) -> tuple[str, str]:
    """The first page of a MHTML file."""
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            payload = part.get_payload(decode=True) or b""
            address = str(part.get("Content-Location") or message.get("Snapshot-Content-Location") or "")
            text = as_declared(payload, part.get_content_charset() or "") or page_text(HIDE + payload)[0]
            return text, address if address.startswith("http") else ""
    raise Unreadable("no web page: looked for a part of HTML in a saved page, found none")
