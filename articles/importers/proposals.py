"""What a story seems to be about, for an editor to accept: names we have tags for, and careful guesses at others.

The guesses are for English: a person is told by a role before the name or by speech after it, an organisation
by its head word ("Ministry", "Brigades") or an acronym in brackets. Rather nothing than rubbish.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from articles.importers.guesses import Guess, guesses
from articles.importers.names import WORD, Names
from articles.importers.record import Proposal

# What a story is about, it says in its first pages; a book-long text is not read to its end for this.
READ_CHARACTERS = 60_000
MOST = 25
KINDS = ("person", "organisation", "place", "event", "topic")
SENTENCE_END = re.compile(r"(?<=[.!?؟۔。])[”’\"')\]]*\s+(?=\S)")
EVIDENCE_CHARACTERS = 300
# A name in the headline weighs as much as three in the text, one we know as much as two more.
IN_HEADLINE, IS_KNOWN = 3, 2


@dataclass(slots=True)
class Found:
    """One name under way: how often it stands on the page and where first."""

    kind: str
    name: str
    known: bool
    count: int = 0
    weight: int = 0
    evidence: str = ""

    def seen(self, count: int, weight: int, evidence: str) -> None:
        self.count += count
        self.weight += weight
        self.evidence = self.evidence or evidence


def proposals(headline: str, standfirst: str, body: Iterable[str], names: Names) -> tuple[Proposal, ...]:
    """At most MOST proposals from plain text, the weightiest first; outlets are left to `citations`."""
    texts = _bounded([headline, standfirst, *body])
    found: dict[tuple[str, str], Found] = {}
    texts_with_words = [text for text in texts if text]
    guessed = guesses(texts_with_words, names) | _surnames(texts_with_words, names)
    for place, text in enumerate(texts):
        if text:
            _count(text, IN_HEADLINE if place == 0 else 1, names, guessed, found)
    best = sorted(found.values(), key=lambda one: (-one.weight, KINDS.index(one.kind), one.name))[:MOST]
    return tuple(Proposal(one.kind, one.name, one.count, one.evidence) for one in best)


def _surnames(texts: list[str], names: Names) -> dict[str, Guess]:
    """The last names of people we know and the page names in full; shared ones lead nowhere."""
    people = {hit.known.name for text in texts for hit in names.hits(text) if hit.known.kind == "person"}
    last = Counter(name.split()[-1] for name in people)
    return {name.split()[-1]: Guess("person", name) for name in people if " " in name and last[name.split()[-1]] == 1}


def _bounded(texts: list[str]) -> list[str]:
    left, bounded = READ_CHARACTERS, []
    for text in texts:
        bounded.append(text[:left])
        left -= len(bounded[-1])
    return bounded


def _count(text: str, weight: int, names: Names, guessed: dict[str, Guess], found: dict) -> None:
    """Count what is in one text; a longer name hides the shorter ones inside it."""
    taken: list[tuple[int, int]] = []
    spans = [(hit.start, hit.end, hit.known.kind, hit.known.name, True) for hit in names.hits(text)]
    spans += _guessed_spans(text, guessed)
    spans.sort(key=lambda span: (span[0] - span[1], not span[4], span[0]))
    kept = []
    for span in spans:
        if not any(span[0] < end and start < span[1] for start, end in taken[-400:]):
            taken.append(span[:2])
            kept.append(span)
    for start, end, kind, name, known in sorted(kept):
        if kind in KINDS and _stands_alone(text, start, end, kind):
            one = found.setdefault((kind, name), Found(kind, name, known, weight=IS_KNOWN if known else 0))
            one.seen(1, weight, "" if one.evidence else _sentence(text, start, end))


def _guessed_spans(text: str, guessed: dict[str, Guess]) -> list[tuple[int, int, str, str, bool]]:
    """Where guessed names stand, by their first word."""
    by_first: dict[str, list[tuple[str, Guess]]] = {}
    for written, guess in guessed.items():
        by_first.setdefault(WORD.search(written).group(), []).append((written, guess))
    spans = []
    for word in WORD.finditer(text):
        for written, guess in by_first.get(word.group(), ()):
            end = word.start() + len(written)
            if text.startswith(written, word.start()) and not text[end : end + 1].isalnum():
                spans.append((word.start(), end, guess.kind, guess.name, False))
    return spans


def _stands_alone(text: str, start: int, end: int, kind: str) -> bool:
    """A place inside a longer name ("New Mexico", "Lebanon County") is not that place."""
    if kind != "place":
        return True
    before, after = text[max(0, start - 8) : start], text[end : end + 10]
    return not re.search(r"\b(?:New|South|North|West|East|Air|Bank of|Lake|Fort)\s$", before) and not re.match(
        r"\s(?:County|Times|Post|United|Street|Avenue|Airlines|Airways|Declaration|Accords?)\b", after
    )


def _sentence(text: str, start: int, end: int) -> str:
    """The sentence around text[start:end], shortened at words where it is too long."""
    near = max(0, start - 2 * EVIDENCE_CHARACTERS)
    before = list(SENTENCE_END.finditer(text, near, start))
    begin = before[-1].end() if before else near
    stop = SENTENCE_END.search(text, end, end + 2 * EVIDENCE_CHARACTERS)
    sentence = text[begin : stop.start() if stop else end + 2 * EVIDENCE_CHARACTERS].strip()
    if len(sentence) <= EVIDENCE_CHARACTERS:
        return sentence
    offset = max(0, min(start - begin - EVIDENCE_CHARACTERS // 2, len(sentence) - EVIDENCE_CHARACTERS))
    piece = sentence[offset : offset + EVIDENCE_CHARACTERS]
    return " ".join(piece.split()[1 if offset else 0 : -1])
