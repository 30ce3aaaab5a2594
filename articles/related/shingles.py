"""Text → shingles → bands: how a text is told to be nearly another, without comparing it with all.

A shingle is WIDTH words in a row. Two texts are as alike as their sets of shingles (Jaccard: the shared ones as a
share of all). MinHash keeps a set in HASHES numbers, each alike in two sets as often as the sets are; BANDS groups
of ROWS of them, hashed, are what an index can look up. Texts that are alike by s share a band with the probability
1 - (1 - s^5)^25: .87 at .6, .99 at .7, 1 from .8 on; those alike by .2, as reports of one form are, in 1 of 125 cases.
"""

import html
import re
import struct
import unicodedata
from hashlib import blake2b

from rensa import RMinHash

from articles.markup import INLINE

# Of this module's numbers and of rensa's: stored in each band's highest bits, so that bands of two schemes never
# meet. A change of either needs a new one; tests/related/cases/bands.json says when.
SCHEME = 1
WIDTH, HASHES, SEED = 5, 128, 1
BANDS, ROWS = 25, 5
# A text with fewer shingles is a formula ("Qtly div 15 cts vs 15 cts prior"): alike are those of any two companies.
LEAST = 20

# Markup inside a line stands inside a word, too ("<b>T</b>he"); all other parts words.
IN_LINE = re.compile(rf"</?(?:{'|'.join(sorted(INLINE - {'br'}))})\b[^>]*>")
TAG = re.compile(r"<[^>]*>")
# Scripts that write without spaces: Thai, Lao, Burmese, Khmer, kana, Han. There each sign counts as a word.
UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
WORD = re.compile(rf"[{UNSPACED}]|[^\W{UNSPACED}]+")


def plain(body):
    """A body of clean HTML without its tags; entities stay."""
    return TAG.sub(" ", IN_LINE.sub("", body)) if "<" in body else body


def words(body):
    """The words of a body of clean HTML, folded: case, accents' encoding, punctuation and markup do not count."""
    text = html.unescape(plain(body)).replace("\N{SOFT HYPHEN}", "")
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return WORD.findall(text.casefold())


def shingles(body):
    """The shingles of a body, in order, each a string; a text of n words has n - 4, or none."""
    found = words(body)
    return list(map(" ".join, zip(*(found[start:] for start in range(WIDTH)), strict=False)))


def bands(body):
    """The BANDS numbers under which a body is found, as signed 64-bit integers; [] for a text that is too short."""
    found = shingles(body)
    if len(found) < LEAST:
        return []
    minhash = RMinHash(HASHES, SEED)
    minhash.update(found)
    signature = struct.pack(f"<{BANDS * ROWS}I", *minhash.digest()[: BANDS * ROWS])
    size = 4 * ROWS
    return [_band(number, signature[number * size : (number + 1) * size]) for number in range(BANDS)]


def _band(number, piece):
    hashed = blake2b(piece, digest_size=7, salt=number.to_bytes(1))
    return SCHEME << 56 | int.from_bytes(hashed.digest())


def likeness(one, other):
    """How alike two sets of shingles are, from 0 to 1."""
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared) if shared else 0.0
