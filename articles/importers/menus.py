"""Where a story begins on a page whose menus were saved with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from articles.importers.furniture import is_furniture
from articles.importers.lines import BULLET, UNSPACED, Block
from articles.importers.readmore import looks_like_headline

# A page of the plain form has a banner, a headline, a standfirst and a label or two above its text; a menu has more.
FEWEST_LINES = 7
# How far above the text its headline stands: byline, date, rows of buttons, captions.
REACH = 25
# How far above the date or byline: a standfirst, a picture's caption.
NEAR_DATE = 4
PARAGRAPH_CHARACTERS = 120
SENTENCE_END = re.compile(r"[.!?。۔؟]['\"”’»)\]]*$")
MENU = re.compile(
    r"[|\[\]{}<>]|\s{3,}|https?:|\bcookies?\b|\b(?:skip to|jump to|log ?in|sign (?:in|up)|subscribe|newsletter|"
    r"photograph|photo|image|getty|picture)\b",
    re.I,
)


def headline_below(blocks: Sequence[Block], tells: Callable[[str], bool]) -> int:
    """The index of the headline below a menu, or 0 where the page has none; `tells` knows date lines and bylines."""
    first = _first_paragraph(blocks)
    above = [block for block in blocks[:first] if not is_furniture(block.text)]
    if len(above) < FEWEST_LINES or sum(tells(block.text) for block in above) > len(above) // 2:
        return 0
    near = range(max(0, first - REACH), first)
    told = [index for index in near if tells(blocks[index].text)]
    candidates = [index for index in near if index not in told and _may_be_headline(blocks[index].text)]
    beside = [index for index in candidates if any(0 < date - index <= NEAR_DATE for date in told)]
    return _uppermost(beside or candidates)


def _uppermost(candidates: list[int]) -> int:
    """The nearest to the text, unless another stands right above it: then the nearest is its standfirst."""
    if not candidates:
        return 0
    *above, found = candidates
    while above and found - above[-1] == 1:
        found = above.pop()
    return found


def _first_paragraph(blocks: Sequence[Block]) -> int:
    """The first of two paragraphs that stand near each other, or 0."""
    paragraphs = [index for index, block in enumerate(blocks) if _is_paragraph(block.text)]
    return next((a for a, b in pairwise(paragraphs) if b - a <= 3), 0)


def _is_paragraph(text: str) -> bool:
    enough = PARAGRAPH_CHARACTERS // (3 if UNSPACED.match(text) else 1)
    return len(text) >= enough and bool(SENTENCE_END.search(text[-4:])) and not MENU.search(text[:200])


def _may_be_headline(text: str) -> bool:
    words = len(text) // 3 if UNSPACED.search(text) else len(text.split())
    return words >= 4 and not BULLET.match(text) and not MENU.search(text) and looks_like_headline(text)
