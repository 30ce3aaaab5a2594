"""Text → words, names and phrases of a story: how often it has each, and how it prints it."""

import html
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise
from zlib import crc32

from articles.related.shingles import UNSPACED, plain

# What stands before a word, and the word: all of them in one go, at a third of the time of one after another. Signs of
# scripts without spaces are taken two by two.
TOKEN = re.compile(rf"([\W_]*)([{UNSPACED}]{{1,2}}|[^\W_{UNSPACED}]+)")
OPENS = re.compile(r"[.!?:;•\n\"“”«»‹›]")  # the next word begins a sentence: its capital tells nothing

# A headline says it in the fewest words.
HEADLINE = 2
# Words of a story that are read: what a feature of 5,000 words is about stands in its first 3,000.
MOST = 3_000
LONGEST_NAME = 4  # words


@dataclass(slots=True)
class Reading:
    """What a story says: `counts` its words in lower case with how often it has each, `printed` those that are names
    with the names of which they are a part, one for each time, and `phrases` two names in a row, as printed and with
    how often: ("Quds", "Force")."""

    counts: dict
    printed: dict
    phrases: Counter

    def as_printed(self, word):
        """A name in full, as the story has it most often; other words as they are."""
        if word not in self.printed:
            return word
        ways = Counter(self.printed[word])
        return max(ways, key=lambda way: (ways[way], -len(way)))


def number_of(text):
    """The number that stands for a term: 32 bits, signed."""
    return (crc32(text.encode()) ^ 0x8000_0000) - 0x8000_0000


def as_array(numbers):
    """Numbers as Postgres writes an array of them: a list of thousands takes psycopg ten times as long."""
    return f"{{{','.join(map(str, numbers))}}}"


def read(headline, text):
    """The Reading of a story; `text` may have markup, `headline` has none."""
    tokens = TOKEN.findall(html.unescape(plain(text)))[:MOST]
    words = Counter([word for _, word in tokens])
    printed, phrases = defaultdict(list), []
    for run in _names(tokens, words):
        name = " ".join(run[:LONGEST_NAME])
        for word in run:
            printed[word.lower()].append(name)
        if len(run) > 1:
            phrases += pairwise(run)
    for _, word in TOKEN.findall(html.unescape(headline)):
        words[word] += HEADLINE
    counts = defaultdict(int)
    for word, count in words.items():
        counts[word.lower()] += count
    return Reading(counts, printed, Counter(phrases))


def _names(tokens, known):
    """The names in a text, each a list of words: capitalised ones in a row that are not `known` in lower case.

    The first word of a sentence belongs to one only if another of it follows.
    """
    run, alone = [], False
    for gap, word in tokens:
        if word[0].isupper() and word.lower() not in known:
            if run and gap == " ":
                run.append(word)
                continue
            if run and not (alone and len(run) == 1):
                yield run
            run, alone = [word], not gap or OPENS.search(gap) is not None
        elif run:
            if not (alone and len(run) == 1):
                yield run
            run = []
    if run and not (alone and len(run) == 1):
        yield run
