"""Text → blocks: one for each paragraph or line that stands for itself.

Blank lines part blocks. Inside a run of lines, those that a program wrapped are put together again; lines
of their own stay so. Two kinds of wrapping are met: at a word's end before some width (`w3m -dump`, mail),
and after exactly so many characters, in the middle of words (some feeds flattened to text).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from articles.importers import readmore

# Nobody wraps below 40 columns or beyond 120: longer lines are whole paragraphs.
NARROWEST, WIDEST = 40, 120
BULLET = re.compile(r"\s*[•‣▪◦●*+»►▶]\s+")
# These may also stand inside a sentence, so they need the sentence before them ended.
COUNTED = re.compile(r"\s*(?:[-–—·]|\d{1,2}[.)])\s+")
SENTENCE_ENDS = (".", ":", ";", "!", "?", "”", '"', ")")
UNSPACED = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
LONG_WORD = 20
# Letters and marks that only end a word.
WORD_ENDS = frozenset("ےۓںةى۔،؛؟.,;:!?»”")
# Stands where a cut was until blocks are made; a page has no NUL by now.
CUT = "\0"


@dataclass(frozen=True, slots=True)
class Block:
    """Some text without line ends, and the number (from 1) of the line it begins on."""

    text: str
    line: int


def blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a page, composed (NFC), without indentation."""
    cut = _cut_width([lines for _, lines in _runs(text)])
    if cut:
        text = _uncut(text, cut, _vocabulary(text))
    runs = _runs(text)
    wrap = 0 if cut else _wrap_width([lines for _, lines in runs])
    found = [(number + offset, piece) for number, lines in runs for offset, piece in _unwrapped(lines, wrap)]
    composed = ((number, unicodedata.normalize("NFC", piece).strip()) for number, piece in found)
    return tuple(Block(piece, number) for number, piece in composed if piece)


def _runs(text: str) -> list[tuple[int, list[str]]]:
    """Lines that follow each other without a blank one between: (number of the first, lines as they are)."""
    runs: list[tuple[int, list[str]]] = []
    parted, number = True, 1
    for line in text.split("\n"):
        whole = line.replace(CUT, "")
        if not whole.strip():
            parted = True
        else:
            if parted:
                runs.append((number, []))
            runs[-1][1].append(whole)
            parted = False
        number += 1 + line.count(CUT)
    return runs


def _cut_width(groups: Sequence[list[str]]) -> int:
    """The number of characters after which this page's lines are cut, or 0.

    Told by lines of one length whose last is pushed to the right edge, or by spaces left at the cuts.
    """
    # A date or a last line in the right half shows where the edge is.
    ends = (lines[-1] for lines in groups)
    shown = {len(line) for line in ends if len(line) - len(line.lstrip()) > len(line) // 3}
    for lines in groups:
        width = len(lines[0])
        if lines[0][0].isspace() or not _is_cut(lines, width):
            continue
        if _pushed_right(lines[-1], width):
            return width
        if width in shown or (len(lines) > 3 and _spaces_at_ends(lines)):
            return width
    return 0


def _spaces_at_ends(lines: list[str]) -> bool:
    return any(line[-1].isspace() or following[0].isspace() for line, following in pairwise(lines))


def _pushed_right(line: str, width: int) -> bool:
    return len(line) == width and line.startswith("  ") and bool(line.strip())


def _is_cut(lines: list[str], width: int) -> bool:
    if not NARROWEST <= width <= WIDEST or len(lines) < 2 or len(lines[-1]) > width:
        return False
    return all(len(line) == width for line in lines[:-1])


def _vocabulary(text: str) -> frozenset[str]:
    """Words that stand whole inside a line, to tell whether a word was cut."""
    return frozenset(word for line in text.split("\n") for word in line.split()[1:-1])


def _uncut(text: str, width: int, vocabulary: frozenset[str]) -> str:
    """The text with CUT in place of the line ends that stand after every `width` characters.

    Whole texts were cut so, the empty lines between their paragraphs counted in; each begins after an empty line.
    """
    pieces: list[str] = []
    at, fresh = 0, True
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        if fresh and end - at == width and not text[at].isspace():
            at, fresh = _uncut_one(text, at, width, vocabulary, pieces), False
            continue
        fresh = not text[at:end].strip()
        pieces.append(text[at : end + 1])
        at = end + 1
    return "".join(pieces)


def _uncut_one(text: str, at: int, width: int, vocabulary: frozenset[str], pieces: list[str]) -> int:
    """Join one text cut from `at` on; returns where it ends."""
    before = ""
    while text[at + width : at + width + 1] in ("\n", ""):
        chunk = text[at : at + width]
        if before and _pushed_right(chunk, width):
            pieces.append(_seam(before, chunk.lstrip(), vocabulary) + chunk.lstrip())
            return at + width
        pieces.append(chunk + CUT)
        before, at = chunk, at + width + 1
        if at >= len(text):
            break
    return at


def _seam(before: str, last: str, vocabulary: frozenset[str]) -> str:
    """What stood where a last line was pushed to the right edge: there a space at the cut is lost.

    Two words known from elsewhere on the page are kept apart, unless together they make a third; all else was one word.
    """
    if before[-1].isspace():
        return ""
    if before[-1] in WORD_ENDS:
        return " "
    left, right = before.split()[-1], last.split()[0]
    return " " if left + right not in vocabulary and left in vocabulary and right in vocabulary else ""


def _wrap_width(groups: Sequence[list[str]]) -> int:
    """The width at which a whole page is wrapped, or 0 where some line is too long for that or nothing shows it."""
    widest = max((len(line.rstrip()) for lines in groups for line in lines if " " in line.strip()), default=0)
    if not NARROWEST <= widest <= WIDEST:
        return 0
    full = [_full(a, b, widest) for lines in groups if len(lines) > 2 for a, b in pairwise(lines)]
    return widest if sum(full) >= 2 and 3 * sum(full) >= len(full) else 0


def _full(line: str, following: str, width: int) -> bool:
    """Whether the first word of the following line had no more room on this one."""
    following = following.lstrip()
    word = 1 if UNSPACED.match(following) else min(len(following.split(maxsplit=1)[0]), LONG_WORD)
    return len(line.rstrip()) + 1 + word > width


def _unwrapped(lines: list[str], page_width: int) -> list[tuple[int, str]]:
    width = page_width or _group_width(lines)
    pieces: list[tuple[int, list[str]]] = [(0, [lines[0].strip()])]
    for offset, (line, following) in enumerate(pairwise(lines), start=1):
        if width and _full(line, following, width) and not _begins_anew(line, following):
            parts = pieces[-1][1]
            parts += [_glue(parts[-1], following.strip()), following.strip()]
        else:
            pieces.append((offset, [following.strip()]))
    return [(offset, "".join(parts)) for offset, parts in pieces]


def _group_width(lines: list[str]) -> int:
    """A wrapped paragraph on a page of long lines: three lines or more, of which every one but the last is full."""
    width = max(len(line.rstrip()) for line in lines)
    if len(lines) < 3 or not NARROWEST <= width <= WIDEST:
        return 0
    return width if all(_full(line, following, width) for line, following in pairwise(lines)) else 0


def _begins_anew(line: str, following: str) -> bool:
    if BULLET.match(following) or readmore.opens(following):
        return True
    if COUNTED.match(following) and line.rstrip().endswith(SENTENCE_ENDS):
        return True
    indent = len(following) - len(following.lstrip())
    return indent >= 2 and not line[0].isspace() and not (BULLET.match(line) or COUNTED.match(line))


def _glue(text: str, following: str) -> str:
    """A hyphen at a line's end stays as printed; scripts without spaces get none."""
    if re.search(r"\w-$", text[-2:]) and following[:1].islower():
        return ""
    return "" if UNSPACED.match(text[-1:]) and UNSPACED.match(following) else " "
