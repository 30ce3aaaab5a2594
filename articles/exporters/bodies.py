"""The body of a story as HTML for other programs: its blocks, and the read-more lines in their places as links."""

from __future__ import annotations

import html
import re
from urllib.parse import quote

from articles.exporters.about import About
from articles.exporters.story import Pointer, Story
from articles.importers.record import Picture
from articles.markup import clean, is_block

BARE_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
# XML 1.0, 2.2: what no document may hold, escaped or not.
NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def elements(story: Story, about: About) -> list[str]:
    """Block elements of clean HTML, in order. They are cleaned anew, since the allow-list of today counts."""
    return [pointed(part, about) if isinstance(part, Pointer) else _block(clean(part)) for part in story.parts()]


def _block(block: str) -> str:
    return block if is_block(block) else f"<p>{block}</p>"


def pointed(pointer: Pointer, about: About) -> str:
    """A read-more line as a paragraph, with a link where it is known where it leads."""
    headline, url = html.escape(pointer.headline, quote=False), leads_to(pointer, about)
    if url:
        headline = f'<a href="{html.escape(url)}">{headline}</a>'
    return f"<p>{html.escape(pointer.label, quote=False)}: {headline}</p>"


def leads_to(pointer: Pointer, about: About) -> str:
    """The whole address to which a read-more line leads: its story's here, else the one outside, else ""."""
    return about.absolute(pointer.leads_to) if pointer.leads_to else pointer.url


def encoded(url: str, without: str = "") -> str:
    """An address with what RFC 3986 has no place for written as %-codes, and what stands in `without` too."""
    return quote(
        BARE_PERCENT.sub("%25", url), safe="".join(sign for sign in "!#$%&'()*+,/:;=?@[]~" if sign not in without)
    )


def figure(picture: Picture) -> str:
    """A picture with what stands under it and whose it is."""
    said = " ".join(filter(None, [picture.caption, picture.credit and f"({picture.credit})"]))
    caption = f"<figcaption>{html.escape(said, quote=False)}</figcaption>" if said else ""
    return f'<figure><img src="{html.escape(picture.url)}" alt="{html.escape(picture.alt)}">{caption}</figure>'
