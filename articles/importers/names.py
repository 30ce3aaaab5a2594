"""Names we know: outlets that a story leans on, and the people, organisations and places we have tags for.

All names stand in one table by their first words, so that a page is read once however many names there are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
OUTLET = "outlet"

# Marks that Arabic and Indic scripts write on letters belong to the word; \w leaves them out.
WORD = re.compile(r"[\w\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u200c\u200d]+")
MARKS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u0640\u200c\u200d]")
# Persian, Urdu and Arabic keyboards write these letters differently.
SAME_LETTERS = str.maketrans("يىكۀة", "ییکہہ")
# Arabic writes "and", "in", "to", "so" onto the next word.
ARABIC_PREFIXES = frozenset("وبلف")
# The same site, whatever it is for.
HOST = re.compile(r"https?://(?:[^/@?#]*@)?(?:(?:www\d?|m|mobile|amp)\.)?(?P<host>[^/:?#]+)", re.IGNORECASE)
# What may stand between two words of one name; a full stop only after an abbreviation.
GAP = re.compile(r"\s?(?:[&/+]\s?|[.'’‑–-])?\s?")
ABBREVIATION = 4


@dataclass(frozen=True, slots=True)
class Known:
    """A name's owner: `kind` is OUTLET or a `Tag.Kind`; `name` the main name; `detail` an outlet's own kind."""

    kind: str
    name: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a text has a known name: text[start:end]."""

    start: int
    end: int
    known: Known


@dataclass(frozen=True, slots=True)
class Names:
    """A frozen lookup of names; `table` leads from a name's first word or two to (its words, owner), longest first."""

    table: Mapping[str, tuple[tuple[tuple[str, ...], Known], ...]] = field(default_factory=dict)
    starts: frozenset[str] = frozenset()
    mains: Mapping[str, Known] = field(default_factory=dict)
    hosts: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, outlets: Iterable[Mapping] = (), tags: Iterable[Mapping] = ()) -> Names:
        """From rows with "name", "other_names" and "kind"; of two owners of one name, the first keeps it.

        Outlets may have a "homepage", too.
        """
        outlets = list(outlets)
        table: dict[str, list] = {}
        mains: dict[str, Known] = {}
        rows = [(row, Known(OUTLET, row["name"], row.get("kind") or "")) for row in outlets]
        rows += [(row, Known(row["kind"], row["name"])) for row in tags]
        for row, known in rows:
            for name in (row["name"], *(row.get("other_names") or ())):
                for words in _spellings(name):
                    table.setdefault(_first_words(words), []).append((words, known))
                if known.kind == OUTLET:
                    mains.setdefault(_bare(name), known)
        longest_first = {word: tuple(sorted(found, key=lambda entry: -len(entry[0]))) for word, found in table.items()}
        starts = frozenset(words.split()[0] for words in longest_first)
        return cls(MappingProxyType(longest_first), starts, MappingProxyType(mains), MappingProxyType(_hosts(outlets)))

    def outlet(self, name: str) -> str:
        """The main name of the outlet that a whole text names, or ""."""
        known = self.mains.get(_bare(name))
        return known.name if known else ""

    def outlet_at(self, url: str) -> str:
        """The main name of the outlet on whose site an address is, or ""."""
        return self.hosts.get(_host(url), "")

    def hits(self, text: str) -> Iterator[Hit]:
        """Known names in a text, the longest at each place, none inside another."""
        words = list(WORD.finditer(text))
        free = 0
        for position, word in enumerate(words):
            key, start = _key(word.group()), word.start()
            if key.casefold() not in self.starts:
                if key[0] not in ARABIC_PREFIXES or len(key) <= ABBREVIATION or key[1:] not in self.starts:
                    continue
                key, start = key[1:], start + 1
            if position >= free and (found := self._at(text, words, position, key)):
                known, length, end = found
                free = position + length
                yield Hit(start, end, known)

    def _at(self, text: str, words: list[re.Match], position: int, key: str) -> tuple[Known, int, int] | None:
        """(owner, words, end) of the name that begins with the word at `position`, there read as `key`."""
        following = _key(words[position + 1].group()) if position + 1 < len(words) else ""
        for entry in (_first_words((key, following)), key.casefold()):
            for spelling, known in self.table.get(entry, ()):
                if end := _matched(text, words, position, key, spelling):
                    return known, len(spelling), end
        return None


def _hosts(outlets: list[Mapping]) -> dict[str, str]:
    """Host → the outlet that has its homepage there; a host of several tells nothing."""
    found: dict[str, set[str]] = {}
    for row in outlets:
        if host := _host(row.get("homepage") or ""):
            found.setdefault(host, set()).add(row["name"])
    return {host: names.pop() for host, names in found.items() if len(names) == 1}


def _host(url: str) -> str:
    match = HOST.match(url)
    return match["host"].lower().rstrip(".") if match else ""


def _first_words(words: tuple[str, ...]) -> str:
    """Two words where there are two, for hundreds of names begin with "The"."""
    return " ".join(words[:2]).casefold()


def _key(word: str) -> str:
    return word if word.isascii() else MARKS.sub("", word).translate(SAME_LETTERS) or word


def _spellings(name: str) -> list[tuple[str, ...]]:
    """A name's words; without a leading "The" too where two or more are left ("the" alone says too little)."""
    words = tuple(_key(word) for word in WORD.findall(name))
    if not words:
        return []
    return [words, words[1:]] if words[0] == "The" and len(words) > 2 else [words]


def _bare(name: str) -> str:
    words = [_key(word) for word in WORD.findall(name.casefold())]
    return " ".join(words[1:] if words[:1] == ["the"] and len(words) > 1 else words)


def _matched(text: str, words: list[re.Match], position: int, first: str, spelling: tuple[str, ...]) -> int:
    """Where the name ends that begins with the word at `position`, or 0 if it is not there."""
    if position + len(spelling) > len(words):
        return 0
    found = words[position : position + len(spelling)]
    if not _same([first, *(_key(word.group()) for word in found[1:])], spelling):
        return 0
    for word, following in pairwise(found):
        gap = text[word.end() : following.start()]
        if not GAP.fullmatch(gap) or ("." in gap and " " in gap and len(word.group()) > ABBREVIATION):
            return 0
    return found[-1].end()


def _same(found: list[str], spelling: tuple[str, ...]) -> bool:
    """Letter for letter, except that a name may stand in capitals and "The" may be small."""
    if found[0] == "the" and spelling[0] == "The":
        found = ["The", *found[1:]]
    if tuple(found) == spelling:
        return True
    whole = "".join(spelling)
    return len(whole) > ABBREVIATION and tuple(found) == tuple(word.upper() for word in spelling)


@lru_cache(maxsize=1)
def shipped() -> Names:
    """The names that come with the project, from seeds/; a list that is not there is empty."""
    return Names.of(outlets=_seeds("sources.jsonl"), tags=_seeds("tags.jsonl"))


def _seeds(name: str) -> list[dict]:
    path = SEEDS / name
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
