"""What a query is made of: terms, clauses of them, and filters; each spelled (`str`) and said (`in_words`)."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.search import dates

HEADLINE = "headline"
DATE_FIELDS = ("before", "after", "on")
FILTERS = ("source", "cites", "tag", "person", "org", "place", "event", "topic", "author", "lang", *DATE_FIELDS)
# A story has one publisher, one language and one date: several of these are asked for as alternatives. All others
# narrow together, since a story can have many tags, authors and cited sources, and be between two dates.
OF_ONE = ("source", "lang", "on")
FIELDS = {name: name for name in (HEADLINE, *FILTERS)} | {
    "title": HEADLINE,
    "organisation": "org",
    "organization": "org",
}
SAID = {
    "source": gettext_lazy("published by %(value)s"),
    "cites": gettext_lazy("citing %(value)s"),
    "tag": gettext_lazy("tagged %(value)s"),
    "author": gettext_lazy("written by %(value)s"),
    "lang": gettext_lazy("in the language %(value)s"),
    "before": gettext_lazy("from before %(value)s"),
    "after": gettext_lazy("from after %(value)s"),
    "on": gettext_lazy("from %(value)s"),
}
OF_SUBJECTS = gettext_lazy("about %(value)s")  # the rest are all kinds of subjects

SAID_OF_TERMS = {  # by whether it is a phrase, and whether it is looked for in headlines only
    (False, False): gettext_lazy("“%(text)s”"),
    (True, False): gettext_lazy("the phrase “%(text)s”"),
    (False, True): gettext_lazy("“%(text)s” in the headline"),
    (True, True): gettext_lazy("the phrase “%(text)s” in the headline"),
}


def _not_if(negated: bool, words: str) -> str:
    return _("not %(words)s") % {"words": words} if negated else words


@dataclass(frozen=True)
class Term:
    """A word or a phrase as it was typed, its white space folded; `headline`: looked for in headlines only."""

    text: str
    phrase: bool = False
    headline: bool = False

    def __str__(self) -> str:
        return (f"{HEADLINE}:" if self.headline else "") + (f'"{self.text}"' if self.phrase else self.text)

    def in_words(self) -> str:
        return SAID_OF_TERMS[self.phrase, self.headline] % {"text": self.text}


@dataclass(frozen=True)
class Clause:
    """Terms any of which will do; negated, it has one term, which must not be there."""

    any_of: tuple[Term, ...]
    negated: bool = False

    def __str__(self) -> str:
        return ("-" if self.negated else "") + " OR ".join(map(str, self.any_of))

    def in_words(self) -> str:
        first, *others = (term.in_words() for term in self.any_of)
        for other in others:
            first = _("%(one)s or %(other)s") % {"one": first, "other": other}
        return _not_if(self.negated, first)

    @property
    def plain_word(self) -> str:
        """The word, where the clause is no more than one to look for anywhere; else nothing."""
        term = self.any_of[0]
        return "" if self.negated or len(self.any_of) > 1 or term.phrase or term.headline else term.text


@dataclass(frozen=True)
class Filter:
    """`field`: one of FILTERS. The date fields carry the period their value names: from `first` until before `after`.

    before: all before `first`; after: all from `after` on; on: all within the period.
    """

    field: str
    value: str
    negated: bool = False
    first: date | None = None
    after: date | None = None

    def __str__(self) -> str:
        # Unquoted, // would make the field an address's scheme.
        plain = not self.value.startswith("//") and not any(char in " ()|" for char in self.value)
        return ("-" if self.negated else "") + f"{self.field}:" + (self.value if plain else f'"{self.value}"')

    def in_words(self, *others: "Filter") -> str:
        """What it asks for, or any of `others` of its field."""
        value = self._said
        for other in others:
            value = _("%(one)s or %(other)s") % {"one": value, "other": other._said}
        return _not_if(self.negated, SAID.get(self.field, OF_SUBJECTS) % {"value": value})

    @property
    def _said(self) -> str:
        return dates.in_words(self.value) if self.field in DATE_FIELDS else self.value

    @property
    def key(self) -> tuple:
        """The same for filters that mean the same."""
        return self.field, self.value.casefold(), self.negated

    def overlaps(self, other: "Filter") -> bool:
        """Whether both ask for a period, of which one is within the other."""
        if self.field != "on" or other.field != "on" or self.negated or other.negated:
            return False
        first, after = max(self.first, other.first), min(self.after, other.after)
        return first < after
