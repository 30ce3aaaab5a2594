"""The pieces a reader's query is typed in: words, phrases, fields with their values, and what joins them."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

QUOTES = '"“”„‟«»‹›'  # all mean the same; ' and ’ are not here, being apostrophes
MINUSES = "-−–"  # hyphen, minus sign, and the dash that word processors make of them
APART = r"\s()|"  # what ends a word beside quotes
OPERATORS = frozenset({"OR", "AND", "NOT"})

# A field is letters and a colon; before // it is an address's scheme. Every repetition is followed by
# something it cannot match itself, so that the time is linear whatever the text.
PIECE = re.compile(
    rf"(?P<minus>[{MINUSES}]*)"
    r"(?:(?P<field>[^\W\d_]+):(?!//))?"
    rf"(?:[{QUOTES}](?P<phrase>[^{QUOTES}]*)(?P<closed>[{QUOTES}]?)|(?P<word>[^{APART}{QUOTES}]*))"
)


@dataclass(frozen=True)
class Token:
    """`kind`: word (with its field, if any), OR, AND, NOT or bracket. `value` is empty where nothing follows."""

    kind: str
    value: str = ""
    field: str = ""
    negated: bool = False
    quoted: bool = False
    closed: bool = True


def clean(text: str) -> str:
    """NFC, every white space a plain space, without control characters and halves of surrogate pairs."""
    kept = (" " if char.isspace() else char for char in text)
    return unicodedata.normalize(
        "NFC", "".join(char for char in kept if unicodedata.category(char) not in ("Cc", "Cs"))
    )


def tokens(text: str) -> Iterator[Token]:
    """The pieces of a cleaned text, in order."""
    at = 0
    while at < len(text):
        char = text[at]
        if char in " ()|":
            at += 1
            if char != " ":
                yield Token("OR" if char == "|" else "bracket")
            continue
        piece = PIECE.match(text, at)
        at = piece.end()
        yield _token(piece)


def _token(piece: re.Match) -> Token:
    minus, field, phrase, closed, word = piece.group("minus", "field", "phrase", "closed", "word")
    if word in OPERATORS and not minus and not field:
        return Token(word)
    quoted = phrase is not None
    value = " ".join(phrase.split()) if quoted else word
    return Token("word", value, field or "", bool(minus), quoted, bool(closed) or not quoted)
