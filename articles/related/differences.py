"""What two copies of a text have that the other has not, word by word, to be read."""

import html
import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from articles.related.shingles import plain

# Words of each text that are compared. A long feature has as many; of texts made up to be hard (a hundred words over
# and over, some changed) these take half a second, and twice as many nine.
MOST = 5_000
BREAK = "\n\n"
TOKEN = re.compile(r"\S+")

SAME, GONE, NEW = "same", "gone", "new"


@dataclass(frozen=True)
class Piece:
    """Some words in a row: `kind` is "same", "gone" (the first text alone has them) or "new" (the other alone)."""

    kind: str
    words: str


def differences(one, other):
    """The paragraphs of both bodies in one, each a list of Pieces; and whether a text was too long to be all of it."""
    ours, theirs = _tokens(one), _tokens(other)
    longer = max(len(ours), len(theirs)) > MOST
    ours, theirs = ours[:MOST], theirs[:MOST]
    paragraphs = [[]]
    for kind, start, end, other_start, other_end in SequenceMatcher(None, ours, theirs).get_opcodes():
        if kind == "equal":
            _add(paragraphs, SAME, ours[start:end])
        else:
            _add(paragraphs, GONE, ours[start:end])
            _add(paragraphs, NEW, theirs[other_start:other_end])
    return [paragraph for paragraph in paragraphs if paragraph], longer


def _tokens(body):
    """The words of a body as printed, with BREAK between two blocks."""
    tokens = []
    for block in body.split(BREAK):
        tokens += [*TOKEN.findall(html.unescape(plain(block))), BREAK]
    return tokens[:-1]


def _add(paragraphs, kind, tokens):
    """Continue the last paragraph; a BREAK, whichever text has it, begins the next."""
    words = []
    for token in [*tokens, None]:
        if token not in (None, BREAK):
            words.append(token)
            continue
        if words:
            paragraphs[-1].append(Piece(kind, " ".join(words)))
        words = []
        if token == BREAK and paragraphs[-1]:
            paragraphs.append([])
