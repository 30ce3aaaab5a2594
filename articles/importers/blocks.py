"""HTML of a story, out of a page, a feed or an export → its blocks, the stories it points to, its pictures.

A block is a fragment of clean HTML: the inline markup of a paragraph, or one block element. What only lays a page
out (div, section, tables with one column) is unwrapped; scripts, forms and players are left out.
"""

from __future__ import annotations

import html as entities
import re
from dataclasses import dataclass, field

from lxml import etree
from lxml.html import HtmlElement

from articles.importers import readmore
from articles.importers.pictures import pictures_taken_from
from articles.importers.record import Picture, ReadMore
from articles.importers.trees import (
    HEADINGS,
    KEPT_WHOLE,
    box_label,
    inner,
    is_block,
    lays_out,
    leads_elsewhere,
    link_absolutely,
    markup,
    parsed,
    simplify,
    without_boxes,
    without_machinery,
)
from articles.markup import clean

# A label above a list of stories is read this far.
MOST_LISTED = 20
SPACE = re.compile(r"[ \t\r\n\f]+")
TAG = re.compile(r'<(?:"[^"]*"|[^">])*>')
APART = re.compile(r"<br>|</(?:li|dd|dt|td|th|p|h[2-4]|caption)>")
HOLLOW = re.compile(r"<(b|em|i|strong|span|small|a)(?: [^>]*)?>(?P<space>\s*)</\1>")
LINK = re.compile(r'<a\b[^>]*?href="(?P<url>[^"]*)"[^>]*>(?P<text>.*?)</a>', re.DOTALL)


def html_blocks(html: str, base: str = "") -> tuple[tuple[str, ...], tuple[ReadMore, ...], tuple[Picture, ...]]:
    """(blocks, read-more links, pictures) of an HTML fragment; `base` is the address that relative links start from."""
    root = parsed(html)
    if root is None:
        return (), (), ()
    return element_blocks(root, base)[:3]


def element_blocks(
    root: HtmlElement, base: str = ""
) -> tuple[tuple[str, ...], tuple[ReadMore, ...], tuple[Picture, ...], frozenset[int]]:
    """As `html_blocks`, for a tree, which it takes apart; and the places of the paragraphs that are its children."""
    without_machinery(root)
    link_absolutely(root, base)
    pictures = pictures_taken_from(root)
    reader = _Reader()
    reader.walk(root)
    reader.end()
    return tuple(reader.blocks), tuple(reader.pointers), pictures, frozenset(reader.children)


def plain(fragment: str) -> str:
    """The words of a block of clean HTML; those of cells, items and lines stay apart."""
    return " ".join(entities.unescape(TAG.sub("", APART.sub(" ", fragment))).split())


def link_share(fragment: str) -> float:
    """How much of a block's words stands in links, from 0 to 1."""
    return sum(len(text) for text, _ in _links(fragment)) / max(1, len(plain(fragment)))


@dataclass(slots=True)
class _Label:
    """A label that stands alone ("Read also:") and waits for the headlines below it."""

    label: str
    line: str
    heading: str
    taken: int = 0


@dataclass
class _Reader:
    """A tree under way: `inline` is the paragraph begun, None in it a line's end."""

    blocks: list[str] = field(default_factory=list)
    pointers: list[ReadMore] = field(default_factory=list)
    inline: list[str | None] = field(default_factory=list)
    waiting: _Label | None = None
    children: set[int] = field(default_factory=set)

    def walk(self, root: HtmlElement) -> None:
        """Read what is inside an element, however deep."""
        self.take_text(root.text)
        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            if element is root:
                continue
            if event == "start":
                if self.is_taken(element):
                    walker.skip_subtree()
                else:
                    self.take_text(element.text)
            else:
                if is_block(element):
                    before = len(self.blocks)
                    self.end_paragraph()
                    if element.tag == "p" and element.getparent() is root:
                        self.children.update(range(before, len(self.blocks)))
                self.take_text(element.tail)

    def take_text(self, text: str | None) -> None:
        if text:
            self.inline.append(entities.escape(text, quote=False))

    def is_taken(self, element: HtmlElement) -> bool:
        """Take an element as a whole; False for one that only holds others, to be read inside."""
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag == "br":
            self.inline.append(None)
        elif not is_block(element):
            self.inline.append(markup(element))
        else:
            self.end_paragraph()
            return self.takes_block(element, tag)
        return True

    def takes_block(self, element: HtmlElement, tag: str) -> bool:
        if leads_elsewhere(element):
            self.take_box(element)
        elif tag in HEADINGS:
            self.take_paragraph(inner(without_boxes(element)), HEADINGS[tag])
        elif tag == "hr":
            self.settle()
        elif tag in KEPT_WHOLE and not (tag == "table" and lays_out(element)):
            self.take_whole(element, tag)
        else:
            return False
        return True

    # Paragraphs and headings.

    def end_paragraph(self) -> None:
        """Two line ends part paragraphs, as they do on old pages."""
        pieces: list[str] = [""]
        ends = 0
        for piece in self.inline:
            if piece is None:
                ends += 1
            elif piece.strip() or not ends:
                pieces += [""] * (ends > 1)
                pieces[-1] += "<br>" * (ends == 1) + piece
                ends = 0
        self.inline = []
        for piece in pieces:
            self.take_paragraph(piece)

    def take_paragraph(self, html: str, heading: str = "") -> None:
        fragment = _trimmed(clean(SPACE.sub(" ", html)))
        text = plain(fragment)
        if not text:
            return
        links = _links(fragment)
        if pointer := readmore.find(text):
            self.settle()
            self.take_pointer(pointer, text, links, f"<{heading}>{fragment}</{heading}>" if heading else "")
        elif not self.take_listed([(text, links)], alone=True):
            self.settle()
            self.blocks.append(f"<{heading}>{fragment}</{heading}>" if heading else fragment)

    def take_pointer(self, pointer: readmore.Pointer, text: str, links: list, heading: str) -> None:
        """A read-more line: each of its links is a story, if they all read like headlines."""
        named = [(name, url) for name, url in links if readmore.find(name) is None]
        url = pointer.url or (links[-1][1] if links else "")
        if not pointer.headline:
            # A button ("Read more") leads to the rest of the same story.
            self.waiting = None if links else _Label(pointer.label, text, heading)
        elif len(named) > 1 and all(readmore.looks_like_headline(name) and " " in name for name, _ in named):
            for name, address in named:
                self.point(name, text, pointer.label, address)
        else:
            self.point(pointer.headline, text, pointer.label, url)

    def point(self, headline: str, line: str, label: str, url: str) -> None:
        self.pointers.append(ReadMore(headline, line, label, len(self.blocks), url))

    # What stands below a label.

    def take_listed(self, lines: list[tuple[str, list]], alone: bool = False) -> bool:
        """Whether lines are the headlines that a label waited for; a line `alone` must be a link or read like one."""
        waiting = self.waiting
        if waiting is None or waiting.taken >= MOST_LISTED or not lines:
            return False
        if not all(_is_pointed_at(text, links, waiting.taken > 0) for text, links in lines[:MOST_LISTED]):
            return False
        for text, links in lines[:MOST_LISTED]:
            line = text if waiting.taken else f"{waiting.line} {text}"
            self.point(text, line, waiting.label, links[0][1] if links else "")
            waiting.taken += 1
        if alone and not any(links for _, links in lines):
            self.waiting = None
        return True

    def settle(self) -> None:
        """Nothing came below a label: a heading was one after all, a line is furniture."""
        if self.waiting and self.waiting.heading and not self.waiting.taken:
            self.blocks.append(self.waiting.heading)
        self.waiting = None

    # Boxes, lists, tables, quotations.

    def take_box(self, element: HtmlElement) -> None:
        """A box of links to other stories."""
        label = self.waiting.label if self.waiting else box_label(element)
        self.waiting = None
        told = set()
        for link in list(element.iter("a"))[:MOST_LISTED]:
            text, url = " ".join(link.text_content().split()), link.get("href") or ""
            if " " in text and url not in told and readmore.looks_like_headline(text):
                pointer = readmore.find(text)
                headline = pointer.headline if pointer else text
                if headline:
                    told.add(url)
                    self.point(headline, text, label or (pointer.label if pointer else ""), url)

    def take_whole(self, element: HtmlElement, tag: str) -> None:
        if tag in ("ul", "ol"):
            items = [(" ".join(item.text_content().split()), _links(markup(item))) for item in element.iter("li")]
            if self.take_listed([item for item in items if item[0]]):
                return
        self.settle()
        if tag == "pre":
            html = markup(without_boxes(element))
        else:
            simplify(element, tag)
            html = SPACE.sub(" ", markup(element))
        # Twice, for tags nested as they may not be come out of the first time in a new order.
        fragment = clean(clean(html))
        if plain(fragment):
            self.blocks.append(fragment)

    def end(self) -> None:
        self.end_paragraph()
        self.settle()


def _trimmed(fragment: str) -> str:
    """A paragraph without line ends at its edges and without elements that hold nothing."""
    before = None
    while fragment != before:
        before = fragment
        # The space in "means<em> </em>that" is all that parts two words.
        fragment = (
            HOLLOW.sub(r"\g<space>", fragment).replace("  ", " ").strip().removeprefix("<br>").removesuffix("<br>")
        )
    return fragment


def _is_pointed_at(text: str, links: list, more: bool) -> bool:
    """Whether a line below a label is a headline: one link from end to end, or the first line and like a title."""
    if len(links) == 1 and len(links[0][0]) >= 0.8 * len(text):
        return len(text) <= readmore.MAX_HEADLINE
    return not links and not more and " " in text and readmore.looks_like_headline(text)


def _links(fragment: str) -> list[tuple[str, str]]:
    """(words, address) of the links in a block."""
    found = [(plain(link["text"]), entities.unescape(link["url"])) for link in LINK.finditer(fragment)]
    return [(text, url) for text, url in found if text]
