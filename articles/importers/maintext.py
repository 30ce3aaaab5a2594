"""Where on a page its story stands: trafilatura tells the text, and the page's own tree gives it back with its markup.

trafilatura's output has lost what we keep: captions and credits, boxes of related stories, the address behind "Read
more". So its text is taken for a stencil: of the page's tree the smallest part that holds it, of that part's
blocks those whose words are in it.
"""

from __future__ import annotations

import html as entities
import re
import warnings
from collections import Counter
from copy import deepcopy
from dataclasses import dataclass, replace
from itertools import accumulate

import trafilatura
from lxml.html import HtmlElement

from articles.importers.blocks import element_blocks, link_share, plain
from articles.importers.furniture import is_furniture
from articles.importers.record import Picture, ReadMore
from articles.importers.trees import leads_elsewhere, without_hidden, without_machinery

WORD = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]|[^\\W_]+")
# Runs of so many words are the story's own; shorter ones stand anywhere on a page.
RUN = 4
# Of a block's runs, so many must be in the text: the rest is what trafilatura cut out of it.
SHARE = 0.5
# Of the text's words, so many must stand in the part of the page that we read.
HELD = 0.92
# A paragraph among the story's own is taken for one of them if it is so long, or as long as a sentence and ends like
# one, and no more of it than this leads elsewhere.
LONG, SENTENCE, MOST_LINKS = 80, 30, 0.4
SET_APART = re.compile(r"<(?:table|blockquote|pre|dl)[ >]")
SENTENCE_END = re.compile(r"[.!?…。۔؟:][\"'”’»)\]]*$")


@dataclass(frozen=True, slots=True)
class MainText:
    """A story's blocks, its read-more links in their places, its pictures; `author` is trafilatura's own guess."""

    blocks: tuple[str, ...] = ()
    read_more: tuple[ReadMore, ...] = ()
    pictures: tuple[Picture, ...] = ()
    author: str = ""


class Stencil:
    """The words of an extracted text, by runs and by lines."""

    def __init__(self, text: str) -> None:
        self.runs: Counter[tuple[str, ...]] = Counter()
        self.lines: set[tuple[str, ...]] = set()
        for line in text.split("\n"):
            words = words_of(line)
            self.runs.update(_runs(words))
            self.lines.add(tuple(words))

    def share(self, text: str) -> float:
        """How much of a piece of the page is in the text, from 0 to 1."""
        words = words_of(text)
        if len(words) < RUN:
            return float(bool(words) and tuple(words) in self.lines)
        runs = _runs(words)
        return sum(1 for run in runs if run in self.runs) / len(runs)

    def times(self, text: str) -> int:
        """How often a piece of the page is in the text, as its rarest run tells."""
        return min(filter(None, (self.runs[run] for run in _runs(words_of(text)))), default=1)


def words_of(text: str) -> list[str]:
    return WORD.findall(text.casefold())


def _runs(words: list[str]) -> list[tuple[str, ...]]:
    return list(zip(*(words[start:] for start in range(RUN)), strict=False))


def main_text(root: HtmlElement, base: str, stated_body: str = "") -> MainText:
    """The main text of a page's tree, which it takes apart; nothing where there is none."""
    found = _extracted(without_hidden(root))
    text = found.text if found is not None else ""
    if len(stated_body) > 2 * len(text or ""):
        text = stated_body
    if not text:
        return MainText()
    stencil = Stencil(text)
    body = root.find(".//body")
    part = _part_that_holds(without_machinery(root if body is None else body), stencil)
    _without_teasers(part)
    _without_repeats(part, stencil)
    blocks, pointers, pictures, children = element_blocks(part, base)
    kept, read_more = _kept(MainText(blocks, pointers), children, stencil)
    if not kept:
        kept = tuple(entities.escape(line, quote=False) for line in text.split("\n") if line.strip())
    return MainText(kept, read_more, pictures, (found.author or "") if found is not None else "")


def _extracted(root: HtmlElement) -> trafilatura.settings.Document | None:
    """trafilatura's document. Its date readers warn of time zones that they do not know."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return trafilatura.bare_extraction(
                deepcopy(root), include_comments=False, favor_recall=True, with_metadata=True
            )
        except (ValueError, TypeError, AttributeError, KeyError, IndexError, RecursionError):
            # Metadata of a shape that the library did not expect; the text needs none of it.
            return trafilatura.bare_extraction(deepcopy(root), include_comments=False, favor_recall=True)


def _part_that_holds(body: HtmlElement, stencil: Stencil) -> HtmlElement:
    """The smallest element with nearly all of the text; the article around it, where the page marks one."""
    held: Counter[HtmlElement] = Counter()
    for element in reversed(list(body.iter())):
        if isinstance(element.tag, str):
            pieces = [element.text or "", *(child.tail or "" for child in element)]
            held[element] += sum(
                len(piece) for piece in pieces if len(words_of(piece)) >= RUN and stencil.share(piece) > 0
            )
            if element is not body and element.getparent() is not None:
                held[element.getparent()] += held[element]
    part, whole = body, held[body]
    while (inner := next((child for child in part if held[child] >= HELD * whole > 0), None)) is not None:
        part = inner
    return part


def _without_teasers(part: HtmlElement) -> None:
    """Take out images that advertise other stories: inside a link to a page, or in a box of links."""
    for image in list(part.iter("img")):
        above = list(image.iterancestors())
        above = above[: above.index(part)] if part in above else above
        in_figure = any(one.tag == "figure" for one in above)
        leads = [one.get("href") or "" for one in above if one.tag == "a"]
        page = any(href and not re.search(r"\.(?:jpe?g|png|gif|webp|avif)\b", href, re.IGNORECASE) for href in leads)
        if (page and not in_figure) or any(leads_elsewhere(one) for one in above):
            image.drop_tree()


def _without_repeats(part: HtmlElement, stencil: Stencil) -> None:
    """Take out paragraphs that stand in another place already: pages hold a text twice, for screens of two sizes.

    What trafilatura, too, found twice is there to be read twice.
    """
    holders: dict[str, HtmlElement | None] = {}
    seen: Counter[str] = Counter()
    for paragraph in list(part.iter("p")):
        text = " ".join(paragraph.text_content().split())
        if len(text) >= LONG:
            seen[text] += 1
            elsewhere = holders.setdefault(text, paragraph.getparent()) is not paragraph.getparent()
            if elsewhere and seen[text] > stencil.times(text):
                paragraph.drop_tree()


def _is_text(text: str) -> bool:
    return not is_furniture(text) and (len(text) >= LONG or (len(text) >= SENTENCE and bool(SENTENCE_END.search(text))))


def _kept(story: MainText, children: frozenset[int], stencil: Stencil) -> tuple[tuple[str, ...], tuple[ReadMore, ...]]:
    """The blocks of the story, and the pointers among them at their new places; `children` stand in its own element."""
    texts = [plain(block) for block in story.blocks]
    wanted = [stencil.share(text) >= SHARE for text in texts]
    first, last = (wanted.index(True), len(wanted) - wanted[::-1].index(True)) if any(wanted) else (0, 0)
    for place, block in enumerate(story.blocks):
        if wanted[place] or not last:
            continue
        if first <= place < last:
            # trafilatura drops a paragraph here and there; and a heading belongs to what stands below it.
            heads_text = block.startswith("<h") and wanted[place + 1]
            is_text = _is_text(texts[place]) or (bool(SET_APART.match(block)) and len(texts[place]) >= SENTENCE)
            wanted[place] = heads_text or (is_text and link_share(block) < MOST_LINKS)
        else:
            # It drops short ones at the edges: notes, credits, thanks.
            wanted[place] = place in children and not is_furniture(texts[place])
    story = without(story, {place for place, want in enumerate(wanted) if not want})
    return story.blocks, tuple(one for one in story.read_more if one.after)


def without(story: MainText, unwanted: set[int]) -> MainText:
    """A story less the blocks at some places; its pointers move up."""
    before = [0, *accumulate(int(place not in unwanted) for place in range(len(story.blocks)))]
    return replace(
        story,
        blocks=tuple(block for place, block in enumerate(story.blocks) if place not in unwanted),
        read_more=tuple(replace(one, after=before[one.after]) for one in story.read_more),
    )
