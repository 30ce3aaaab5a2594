"""The tree of a page's HTML: read, rid of what is no text, and questions about its elements."""

from __future__ import annotations

import html as entities
import re
from contextlib import suppress

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from articles.importers import readmore
from articles.importers.decoding import UNWANTED
from articles.importers.pictures import show_late_images

LEFT_OUT = """
    script style noscript template iframe object embed applet frame frameset nav svg math canvas map audio video source
    track input select option button textarea datalist progress meter head title meta link base dialog
""".split()
HEADINGS = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}
KEPT_WHOLE = {"ul", "ol", "dl", "blockquote", "pre", "table"}
SOUP = set(
    """
    div section article main header footer aside figure figcaption center form fieldset legend details summary address
    body html hgroup search menu dir noindex p li dd dt tr td th tbody thead tfoot caption
    """.split()
)
CELLS = {"tr", "td", "th", "tbody", "thead", "tfoot", "caption"}
BLOCKS = KEPT_WHOLE | SOUP | set(HEADINGS) | {"hr"}
# How sites name the boxes that lead to other stories of theirs.
RELATED = re.compile(
    r"(?:^|[\s_-])(?:related|relatedlinks?|read-?(?:more|also|next)|also-?read|see-?also|more-?(?:stories|on|from|news)|"
    r"recommended|recommendations|similar|you-?may|jp-relatedposts|wp-embedded-content|rich-link)(?:$|[\s_-])",
    re.IGNORECASE,
)
# A box has a label and perhaps a date beside its links; a text with links has more of its own.
LINKED_SHARE = 0.6
BOX_TAGS = re.compile(rb"</?(?:div|section|center|article|main)\b[^<>]*>", re.IGNORECASE)
INLINE_TAGS = re.compile(rb"</?(?:span|font|b|i|u|em|strong|small|big)\b[^<>]*>", re.IGNORECASE)
OTHER_TAGS = re.compile(
    rb"<(?!/?(?:html|head|body|title|meta|link|base|script|style|p|h[1-6]|a|img|br|time)\b)/?[a-z][^<>]*>",
    re.IGNORECASE,
)
RUN_OF_TAGS = re.compile(rb"(?:<p>\s*){2,}")
HIDDEN = "./descendant::*[@hidden or contains(@style, 'none') or contains(@style, 'hidden')]"
UNSHOWN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.IGNORECASE)
MOST_HIDDEN = 0.67
ADDRESS = re.compile(r"https?://[^\s/]|mailto:", re.IGNORECASE)


def parsed(html: str) -> HtmlElement | None:
    """The tree of a page or a fragment; None if there is nothing in it."""
    # Bytes, for lxml refuses a str that declares an encoding of its own.
    data = html.translate(UNWANTED).encode("utf-8", errors="ignore")
    root = None
    for flatten in (bytes, _without_layout, _without_elements):
        parser = HTMLParser(encoding="utf-8", no_network=True, remove_pis=True)
        try:
            root = document_fromstring(flatten(data), parser=parser)
        except (etree.ParserError, etree.XMLSyntaxError):
            return root
        # libxml2 drops without a word what lies deeper than 256 elements, and all that stands behind it.
        if not any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
            break
    return root


def _without_layout(data: bytes) -> bytes:
    """Markup without what only lays out or colours: left open again and again, it is what nests so deep."""
    return RUN_OF_TAGS.sub(b"<p>", BOX_TAGS.sub(b"<p>", INLINE_TAGS.sub(b"", data)))


def _without_elements(data: bytes) -> bytes:
    """Markup with its paragraphs, headings, links and pictures, and no other element around them."""
    return RUN_OF_TAGS.sub(b"<p>", OTHER_TAGS.sub(b"<p>", INLINE_TAGS.sub(b"", data)))


def without_machinery(root: HtmlElement) -> HtmlElement:
    """`root` itself, without scripts, forms, players, comments and spans that say nothing."""
    for element in root.xpath("|".join(f".//{tag}" for tag in LEFT_OUT) + "|.//comment()"):
        if element.getparent() is not None:
            element.drop_tree()
    for span in root.xpath(".//span[not(@lang) and not(@dir)]|.//font"):
        span.drop_tag()
    return root


def without_hidden(root: HtmlElement) -> HtmlElement:
    """`root` itself, without what browsers do not show: dialogues, templates, texts for another size of screen.

    Where that would be much of the page, a script unfolds the story, and all stays.
    """
    hidden = {one for one in root.xpath(HIDDEN) if _is_hidden(one)}
    outermost = [one for one in hidden if hidden.isdisjoint(one.iterancestors())]
    if sum(map(_length, outermost)) <= MOST_HIDDEN * _length(root):
        for element in outermost:
            element.drop_tree()
    return root


def _length(root: HtmlElement) -> int:
    return sum(map(len, root.xpath(".//text()[not(parent::script or parent::style)]")))


def _is_hidden(element: HtmlElement) -> bool:
    return element.get("hidden", "until-found") != "until-found" or bool(UNSHOWN.search(element.get("style") or ""))


def without_boxes(element: HtmlElement) -> HtmlElement:
    """`element` itself, with nothing but inline elements in it."""
    for box in [one for one in element.iterdescendants() if one.tag in BLOCKS]:
        box.tail = f" {box.tail or ''}"
        box.drop_tag()
    return element


def link_absolutely(root: HtmlElement, base: str) -> None:
    """Make addresses absolute against `base`; a link that leads nowhere on the web afterwards is unwrapped."""
    show_late_images(root)
    for link in root.xpath(".//a[starts-with(normalize-space(@href), '#')]"):
        link.drop_tag()
    if base:
        # A base that is itself no address ("http://[") makes none of what it is to complete.
        with suppress(ValueError):
            root.make_links_absolute(base, resolve_base_href=False, handle_failures="discard")
    for link in root.xpath(".//a"):
        if not ADDRESS.match((link.get("href") or "").strip()):
            link.drop_tag()


def is_block(element: HtmlElement) -> bool:
    return element.tag in BLOCKS or any(inner.tag in BLOCKS for inner in element.iter())


def leads_elsewhere(element: HtmlElement) -> bool:
    """Whether an element is named as a box of other stories, and is mostly links."""
    name = f"{element.get('class') or ''} {element.get('id') or ''}"
    if not RELATED.search(name):
        return False
    links = list(element.iter("a"))
    linked = sum(len(link.text_content().strip()) for link in links)
    titles = sum(len(one.text_content().strip()) for one in element.iter(*HEADINGS) if not list(one.iter("a")))
    return len(links) > 0 and linked >= LINKED_SHARE * (len(" ".join(element.text_content().split())) - titles)


def box_label(element: HtmlElement) -> str:
    """The first words of a box that are no link, if they are a label."""
    for inner in element.iter():
        if isinstance(inner.tag, str) and not list(inner.iter("a")) and inner.text_content().strip():
            text = " ".join(inner.text_content().split())
            pointer = readmore.find(text)
            return pointer.label if pointer else text if inner.tag in HEADINGS and len(text) <= 60 else ""
    return ""


def lays_out(table: HtmlElement) -> bool:
    """Old pages put their text into tables: one cell a row, or paragraphs in a cell and no heading cell."""
    rows = table.xpath(".//tr")
    if not any(len(row.xpath("./td|./th")) > 1 for row in rows):
        return True
    return not table.xpath(".//th") and bool(table.xpath(".//table|.//td[count(.//p) > 1]|.//td//h1|.//td//h2"))


def simplify(element: HtmlElement, tag: str) -> None:
    """Boxes inside a list, table or quotation: as paragraphs where they are many, gone where one is all there is."""
    for inner in [one for one in element.iterdescendants() if one.tag in SOUP - {"p", "li", "dd", "dt"} - CELLS]:
        if any(deeper.tag in BLOCKS for deeper in inner.iterdescendants()):
            inner.drop_tag()
        else:
            inner.tag = "p"
    for holder in [one for one in element.iterdescendants() if one.tag in ("li", "dd", "dt", "td", "th")]:
        paragraphs = holder.findall("p")
        if len(paragraphs) == 1 and len(holder) == 1:
            paragraphs[0].drop_tag()
    for heading in element.iter(*HEADINGS):
        heading.tag = HEADINGS[heading.tag]
    if tag == "blockquote" and len(element) == 1 and element[0].tag == "p" and not (element.text or "").strip():
        element[0].drop_tag()


def markup(element: HtmlElement) -> str:
    return etree.tostring(element, encoding="unicode", method="html", with_tail=False)


def inner(element: HtmlElement) -> str:
    return entities.escape(element.text or "", quote=False) + "".join(
        etree.tostring(child, encoding="unicode", method="html") for child in element
    )
