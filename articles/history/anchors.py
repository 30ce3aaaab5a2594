"""Names for the paragraphs of a story: a hash of the words, which no change of another paragraph can change.

A place in the order ("the fourth") would point elsewhere once a paragraph is added, and a text fragment breaks with
each comma. Markup and space do not count, so that a paragraph set in italics later is the same one.
"""

import html
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from hashlib import sha256

from articles.related.shingles import plain

# Forty bits: two of a thousand paragraphs of one story share a name once in two million such stories; then, and where
# a story says the same twice, the second is numbered.
DIGITS = 10
ANCHOR = rf"[0-9a-f]{{{DIGITS}}}(?:-[0-9]{{1,4}})?"


def text_of(block):
    """The words of a block of clean HTML, on one line."""
    return " ".join(html.unescape(plain(block)).split())


def anchor(text):
    """The name of a paragraph with these words."""
    return sha256(unicodedata.normalize("NFC", text).encode()).hexdigest()[:DIGITS]


def anchors(blocks):
    """A name for each block, "" for one without words, such as a rule; all others differ."""
    seen, names = Counter(), []
    for block in blocks:
        text = text_of(block)
        name = anchor(text) if text else ""
        seen[name] += 1
        names.append(f"{name}-{seen[name]}" if name and seen[name] > 1 else name)
    return names


@dataclass(frozen=True)
class Paragraph:
    """A block that can be cited: the `number` of it as a reader counts, its name and its words."""

    number: int
    anchor: str
    text: str


HEADING = re.compile(r"<h[1-6]\b", re.I)


def paragraphs(blocks):
    """The blocks that have words, without headings, as Paragraphs."""
    named = [(name, block) for name, block in zip(anchors(blocks), blocks, strict=True)]
    cited = [(name, text_of(block)) for name, block in named if name and not HEADING.match(block)]
    return [Paragraph(number, name, text) for number, (name, text) in enumerate(cited, 1)]


# Of two paragraphs with fewer words in common, one has not become the other.
ALIKE = 0.4


def successor(before, anchor, after):
    """What became of a Paragraph of `before` that `after` has no more: the Paragraph in its place that shares most of
    its words, or None where none does."""
    names = [paragraph.anchor for paragraph in before]
    place = names.index(anchor)
    moves = SequenceMatcher(None, names, [paragraph.anchor for paragraph in after], autojunk=False).get_opcodes()
    start, end = next((low, high) for _, first, last, low, high in moves if first <= place < last)
    words = before[place].text.split()
    likely = [
        (SequenceMatcher(None, words, other.text.split()).ratio(), -other.number, other) for other in after[start:end]
    ]
    ratio, _, other = max(likely, default=(0, 0, None))
    return other if ratio >= ALIKE else None


# A value stands in double quotes, as the cleaner writes it, and may hold a ">".
OPENING = re.compile(r'<(\w+)((?:\s+[\w-]+(?:="[^"]*")?)*)')
VALUE = re.compile(r'="[^"]*"')
OWN_DIRECTION = re.compile(r'\sdir="')


def anchored(block, name, turned=True):
    """A block element of clean HTML with its name as `id`, and, where it is `turned`, the direction of its own words if
    it says none."""
    tag, attributes = OPENING.match(block).groups()
    named = f' id="p-{name}"' if name else ""
    direction = "" if not turned or OWN_DIRECTION.search(VALUE.sub('=""', attributes)) else ' dir="auto"'
    return f"<{tag}{named}{direction}{block[1 + len(tag) :]}"
