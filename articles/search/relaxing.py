"""What a search turns to where too few stories have all of its words: those with one of the most telling."""

import re
from dataclasses import replace

from articles.search.meaning import headed, understood
from articles.search.parts import Clause
from articles.search.query import MOST_TERMS

# With nothing that has all the words, a search turns to the most telling of them: so many stories at the most have one
# of those, as far as is known. What words tell that more stories have brings none of the first ten of 50,000.
TOGETHER = 5_000
# Of a whole sentence no story may have all words but the one it was taken from: a few are as good as none. Of two, such
# as "battle of Marawi", most stories of the matter may have one, but both are asked for: only one or two are too few.
# Those that have all come first all the same. Who wants no other puts one of two in quotes.
FEW, FEW_OF_TWO = 10, 3
# What joins words to one: a story may have them apart. Where a part is shorter, the whole is the word: "F-16".
JOINED = re.compile(r"[-‐-―−/]+")
SHORTEST_PART = 3


def relaxed(meaning):
    """The same for stories that have one of the most telling words, and not all; None where that is no other thing.

    Words joined by dashes are words of their own here; how rare these are is asked for in one more query.
    """
    apart = _taken_apart(meaning.query)
    if apart != meaning.query:
        meaning = replace(understood(apart), sources=meaning.sources, thorough=meaning.thorough)
    plain = _plain(meaning)
    if len(plain) < 2:
        return None
    terms = _telling(meaning, [clause.any_of[0] for clause in plain])
    kept = [clause for clause in meaning.query.clauses if clause not in plain]
    return replace(meaning, query=replace(meaning.query, clauses=(*kept, Clause(tuple(terms)))))


def _taken_apart(query):
    clauses = [part for clause in query.clauses for part in _parts(clause)]
    return replace(query, clauses=tuple(dict.fromkeys(clauses))) if len(clauses) <= MOST_TERMS else query


def _parts(clause):
    """A clause of one word as a clause for each of the words that are joined in it; any other as it is."""
    [term, *others] = clause.any_of
    words = JOINED.split(term.text)
    if others or clause.negated or term.phrase or term.headline or not all(map(_is_part, words)):
        return [clause]
    return [replace(clause, any_of=(replace(term, text=word),)) for word in words]


def _is_part(word):
    return len(word) >= SHORTEST_PART or word.isdigit()


def _plain(meaning):
    """The clauses that are words or phrases to look for anywhere, and stop words in no language here."""
    return [
        clause
        for clause in meaning.query.clauses
        if not clause.negated and not clause.any_of[1:] and not headed(clause) and meaning.in_all_languages(clause)
    ]


def _telling(meaning, terms):
    """The rarest of the terms, as many as TOGETHER stories have, and one at least."""
    chosen, stories = [], 0
    for term in sorted(terms, key=lambda term: meaning.looked[term].stories):
        stories += meaning.looked[term].stories
        if chosen and stories > TOGETHER:
            break
        chosen.append(term)
    return chosen


def few(meaning):
    """How many stories may have all of the words for a search to turn to some of them: less than this."""
    words = [clause for clause in _plain(meaning) if not clause.any_of[0].phrase]
    return {0: 1, 1: 1, 2: FEW_OF_TWO}.get(len(words), FEW)
