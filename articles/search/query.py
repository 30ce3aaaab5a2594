"""The reader's query language: what a reader types, read into what is to be looked for.

`parse` never fails: what it cannot follow it tells in `Query.problems`, in words, and reads the rest.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.utils.formats import number_format
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from articles.search import dates
from articles.search.parts import DATE_FIELDS, FIELDS, FILTERS, HEADLINE, OF_ONE, Clause, Filter, Term
from articles.search.tokens import MINUSES, OPERATORS, QUOTES, Token, clean, tokens

MOST_CHARACTERS = 2000  # some three hundred words, ten times what MOST_TERMS lets through
MOST_TERMS = 32  # each is one more look into the index; a pasted headline has some twenty words
MOST_FILTERS = 16  # each is one more join or subquery
MOST_SHOWN = 40  # of the reader's words in a problem, in characters

NOTHING_POSITIVE = gettext_lazy("there are only exclusions here; say also what to look for")
TOO_LONG = format_lazy(
    gettext_lazy("only the first {number} characters are read; the rest is left out"),
    number=lazy(number_format, str)(MOST_CHARACTERS, force_grouping=True),
)
TOO_MANY_TERMS = format_lazy(
    gettext_lazy("only {number} words and phrases are looked for; the rest is left out"), number=MOST_TERMS
)
TOO_MANY_FILTERS = format_lazy(
    gettext_lazy("only {number} filters are applied; the rest is left out"), number=MOST_FILTERS
)
BRACKETS = gettext_lazy("parentheses are not understood here")
UNCLOSED = gettext_lazy("a quotation mark is not closed; all that follows it is taken as quoted")
EMPTY_QUOTES = gettext_lazy("there is nothing between two quotation marks")
LONE_MINUS = gettext_lazy("a minus sign stands alone; to exclude a word, write it right before the word")
LONE_NOT = gettext_lazy("“NOT” has nothing after it to exclude")
LONE_OR = gettext_lazy("“OR” has nothing to look for on one of its sides")
OR_EXCLUSION = gettext_lazy("“OR” does not join exclusions; each exclusion stands alone")
OR_FILTER = gettext_lazy("“OR” does not join filters; each filter stands alone")


@dataclass(frozen=True)
class Query:
    """All clauses and all `choices` of filters hold together; `problems` tell what could not be followed."""

    clauses: tuple[Clause, ...] = ()
    filters: tuple[Filter, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for: exclusions alone find nothing."""
        return all(part.negated for part in (*self.clauses, *self.filters))

    @property
    def text(self) -> str:
        """The query in its one canonical spelling: `parse` reads the same clauses and filters from it."""
        return " ".join(map(str, (*self.clauses, *self.filters)))

    def __str__(self) -> str:
        return self.text

    @property
    def choices(self) -> list[tuple[Filter, ...]]:
        """The filters, together those of which any will do: more values of what a story has one of."""
        chosen: dict[object, list[Filter]] = {}
        for part in self.filters:
            chosen.setdefault(part.field if part.field in OF_ONE and not part.negated else part, []).append(part)
        return list(map(tuple, chosen.values()))

    def without(self, part: Clause | Filter) -> "Query":
        """This query less one of its clauses or filters; problems are those of what is left."""
        return _told(
            [clause for clause in self.clauses if clause != part],
            [kept for kept in self.filters if kept != part],
        )

    def with_filter(self, field: str, value: str) -> "Query":
        """This query and one filter more, unless it has it; an exclusion of the same value gives way to it, and a year
        to its month.

        What cannot be added - no date, one too many - is told in the problems. ValueError: there is no such field.
        """
        if field not in FILTERS:
            raise ValueError(f"no filter {field!r}; there are {', '.join(FILTERS)}")
        bare = "".join(" " if char in QUOTES else char for char in value)
        added = parse(f'{field}:"{bare}"')
        contrary = {replace(new, negated=True).key for new in added.filters}
        kept = [old for old in self.filters if old.key not in contrary and not _gives_way(old, added.filters)]
        filters = _distinct((*kept, *added.filters))
        problems = [*added.problems, *([TOO_MANY_FILTERS] if len(filters) > MOST_FILTERS else [])]
        return _told(self.clauses, filters[:MOST_FILTERS], problems)

    def in_words(self) -> str:
        """A title in plain words: “harbour storm”, not “cargo”, published by The Harbour Ledger."""
        words = " ".join(filter(None, (clause.plain_word for clause in self.clauses)))
        others = [clause.in_words() for clause in self.clauses if not clause.plain_word]
        others += [first.in_words(*rest) for first, *rest in self.choices]
        between = pgettext("between the names of a list", ", ")
        return between.join([*([_("“%(text)s”") % {"text": words}] if words else []), *others])


def _gives_way(old: Filter, added: Iterable[Filter]) -> bool:
    """Of a period and one within it either will do: together they would be the longer one alone."""
    return any(old.overlaps(new) and old.key != new.key for new in added)


def _distinct(filters: Iterable[Filter]) -> list[Filter]:
    seen: dict[tuple, Filter] = {}
    for each in filters:
        seen.setdefault(each.key, each)
    return list(seen.values())


def _told(clauses: Iterable[Clause], filters: Iterable[Filter], problems: Iterable[str] = ()) -> Query:
    """A query short enough for its own spelling to be read again, with what is to be told of it as a whole."""
    query, problems = Query(tuple(clauses), tuple(filters)), list(problems)
    while len(query.text) > MOST_CHARACTERS:  # quotes that were closed, | spelled OR
        query = _shortened(query)
        problems.append(TOO_LONG)
    if query.is_empty and query.text:
        problems.append(NOTHING_POSITIVE)
    return replace(query, problems=tuple(dict.fromkeys(problems)))


def _shortened(query: Query) -> Query:
    if query.filters:
        return replace(query, filters=query.filters[:-1])
    *kept, last = query.clauses
    rest = [replace(last, any_of=last.any_of[:-1])] if last.any_of[1:] else []
    return replace(query, clauses=(*kept, *rest))


def parse(text: str) -> Query:
    """Read what a reader typed: any text, in linear time, without an exception."""
    head = clean(text[:MOST_CHARACTERS])
    reading = _Reading()
    if len(text) > MOST_CHARACTERS or len(head) > MOST_CHARACTERS:  # NFC makes some letters longer
        head = head[:MOST_CHARACTERS]
        head = head.rpartition(" ")[0] or head  # half a word finds what nobody asked for
        reading.problems.append(TOO_LONG)
    for token in tokens(head):
        reading.read(token)
    return reading.result()


@dataclass
class _Reading:
    """What has been read so far. `negate`: NOT came last; `joins`: OR did; `apart`: why OR could not join
    what is on its left, if it could not."""

    clauses: list[list[Term]] = field(default_factory=list)
    negated: list[bool] = field(default_factory=list)
    filters: list[Filter] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    terms: int = 0
    negate: bool = False
    joins: bool = False
    apart: str = LONE_OR

    def read(self, token: Token) -> None:
        if token.kind == "bracket":
            self.problems.append(BRACKETS)
        elif token.kind == "OR":
            self._or()
        elif token.kind == "NOT":
            self.negate = True
        elif token.kind == "word":
            if not token.closed:
                self.problems.append(UNCLOSED)
            negated, self.negate = token.negated or self.negate, False
            self._word(token, negated)

    def _or(self) -> None:
        if self.negate:
            self.negate = False
            self.problems.append(LONE_NOT)
        if self.joins or self.apart:
            self.problems.append(self.apart or LONE_OR)
        self.joins = not self.apart

    def _word(self, token: Token, negated: bool) -> None:
        name = FIELDS.get(token.field.casefold())
        if not token.value:
            self._nothing(token, name, negated)
        elif name == HEADLINE or not token.field:
            self._term(Term(token.value, token.quoted, name == HEADLINE), negated)
        elif name:
            self._filter(name, token.value, negated)
        else:
            self._unknown(token, negated)

    def _nothing(self, token: Token, name: str | None, negated: bool) -> None:
        if name:
            self.problems.append(_("“%(field)s:” has no value right after it; it is left out") % {"field": token.field})
        elif token.field:  # a colon as in any sentence
            self._term(Term(f"{token.field}:"), negated)
        if token.quoted and not name:
            self.problems.append(EMPTY_QUOTES)
        elif not token.field:
            self.problems.append(LONE_MINUS)

    def _unknown(self, token: Token, negated: bool) -> None:
        self.problems.append(
            _("there is no field “%(field)s”; it is looked for as words") % {"field": _shown(token.field)}
        )
        values = [token.value] if token.quoted else [part.lstrip(MINUSES) for part in token.value.split(":")]
        words = [token.field, *filter(None, values)]
        if negated:  # each word excluded would exclude more than was asked
            self._term(Term(" ".join(words), phrase=True), negated)
            return
        for word in words:
            self._term(Term(word, phrase=word in OPERATORS or (token.quoted and word is token.value)), negated)

    def _term(self, term: Term, negated: bool) -> None:
        if not any(char.isalnum() for char in term.text):
            self.problems.append(
                _("“%(text)s” has neither letters nor digits; it is left out") % {"text": _shown(term.text)}
            )
            return
        if self.terms == MOST_TERMS:
            self.problems.append(TOO_MANY_TERMS)
            self.joins = False
            return
        self.terms += 1
        if self.joins and not negated:
            self.clauses[-1].append(term)
        else:
            self._stands_alone(OR_EXCLUSION)
            self.clauses.append([term])
            self.negated.append(negated)
        self.apart, self.joins = OR_EXCLUSION if negated else "", False

    def _filter(self, name: str, value: str, negated: bool) -> None:
        self._stands_alone(OR_FILTER)
        first = after = None
        if name in DATE_FIELDS:
            named = dates.period(value)
            if not named:
                self.problems.append(
                    _("“%(value)s” is no date such as 2024, 2024-07 or 2024-07-16; it is left out")
                    % {"value": _shown(value)}
                )
                return
            value, first, after = named
        self.filters = _distinct((*self.filters, Filter(name, value, negated, first, after)))
        if len(self.filters) > MOST_FILTERS:
            self.filters.pop()
            self.problems.append(TOO_MANY_FILTERS)

    def _stands_alone(self, problem: str) -> None:
        """What comes next is joined by no OR, on neither side."""
        if self.joins:
            self.problems.append(problem)
        self.apart, self.joins = problem, False

    def result(self) -> Query:
        if self.negate:
            self.problems.append(LONE_NOT)
        if self.joins:
            self.problems.append(LONE_OR)
        read = [Clause(tuple(dict.fromkeys(terms)), no) for terms, no in zip(self.clauses, self.negated, strict=True)]
        return _told(dict.fromkeys(read), self.filters, self.problems)


def _shown(text: str) -> str:
    return text if len(text) <= MOST_SHOWN else text[: MOST_SHOWN - 1] + "…"
