"""What a reader's query means in this archive: its words in the languages there are, and how rare they are.

List, count, facets and export all are of `matching(understood(query))`, whichever the order.
"""

import math
import re
from dataclasses import dataclass, field

from django.db import connection

from articles.search.phrases import has_phrase
from articles.search.query import Query

# Counts are exact so far.
MOST = 10_000

# The languages there are, by jumps through the index `article_languages`: as many steps as languages, not as stories.
KNOWN_LANGUAGES = """
    WITH RECURSIVE known AS (
        (SELECT language FROM articles_article WHERE status = 'published' ORDER BY language LIMIT 1)
        UNION ALL
        SELECT (SELECT language FROM articles_article
                WHERE status = 'published' AND language > known.language ORDER BY language LIMIT 1)
        FROM known WHERE known.language IS NOT NULL
    )
"""
# Each term is read in each of them; how many stories have it is known of its rarest part.
LOOKED_UP = f"""
    {KNOWN_LANGUAGES}, configurations AS (
        SELECT public.news_configuration(language) AS name, array_agg(language) AS languages
        FROM known WHERE language IS NOT NULL GROUP BY 1
    )
    SELECT name::text, languages, n, to_tsquery(name, operand)::text, known_in.stories,
        r.stories, r.sampled, r.lexemes
    FROM configurations
    LEFT JOIN unnest(%s::text[], %s::text[]) WITH ORDINALITY AS term (operand, words, n) ON true
    LEFT JOIN LATERAL (
        SELECT min(coalesce(l.stories, 0)) AS stories
        FROM unnest(tsvector_to_array(to_tsvector(name, words))) AS part LEFT JOIN articles_lexeme l ON l.lexeme = part
    ) AS known_in ON true
    LEFT JOIN articles_reading r ON true
    ORDER BY 1, 3
"""
# As where the words were indexed: Postgres' parser would hide what stands between or behind these.
APART = str.maketrans("<>/", "   ")


@dataclass(frozen=True)
class Looked:
    """A term in this archive: as a tsquery in each of the languages, "" where it is a stop word. `stories`: about how
    many have it; `weight`: what it tells, by its rarity."""

    tsqueries: tuple[str, ...]
    stories: float = 0
    weight: float = 1

    @property
    def tsquery(self):
        """The term in whichever language."""
        return _either(self.tsqueries)

    @property
    def is_phrase(self):
        return has_phrase(self.tsquery)


@dataclass(frozen=True)
class Meaning:
    """`query` is looked for, and `typed` is what the reader wrote: they differ where no story has all its words.

    `looked` has a `Looked` for each term; `lexemes` is a story's mean number of different words, `stories` about how
    many there are; `spoken` are the languages of stories, and `sources` the ids of those that were asked for by name;
    `configurations` are the names of Postgres' for the `languages`, in the order of each term's tsqueries. `thorough`:
    phrases are looked for in all stories that have their words, however many these are.
    """

    typed: Query
    query: Query
    looked: dict
    languages: int
    stories: float = 0
    lexemes: float = 0
    spoken: tuple[str, ...] = ()
    sources: dict = field(default_factory=dict)
    configurations: tuple[str, ...] = ()
    thorough: bool = False

    @property
    def relaxed(self):
        """The words of which each story has at least one, where the query was relaxed to them."""
        return () if self.query is self.typed else self.query.clauses[-1].any_of

    @property
    def terms(self):
        """What the reader wishes to find, best matches first by it; without stop words."""
        terms = (term for clause in self.typed.clauses if not clause.negated for term in clause.any_of)
        return [term for term in dict.fromkeys(terms) if self.looked[term].tsquery]

    @property
    def is_empty(self):
        """Whether there is nothing to look for: no filter, and stop words alone."""
        return not self.terms and all(part.negated for part in self.query.filters)

    @property
    def tsquery(self):
        """What is asked of whole stories as one tsquery; "" where that is nothing but stop words.

        Each word is asked for as any of the languages stems it. What one of them has for a stop word, such as "die", it
        does not ask for: then each language asks for all words in its own way, since a story's were all stemmed in its
        own. An exclusion is one in all.
        """
        return self._asked([clause for clause in self.query.clauses if not headed(clause)])

    @property
    def tsqueries(self):
        """The same as several, all of which hold.

        Of these the index goes along the rarest and skips in the others; one tsquery it would ask of all stories with
        the rarest word, each time as a whole.
        """
        clauses = [clause for clause in self.query.clauses if not headed(clause)]
        wanted = [clause for clause in clauses if not clause.negated]
        apart = [self._asked([clause]) for clause in wanted if self.in_all_languages(clause)]
        if len(apart) < 2 or self.has_phrases:
            return [self.tsquery]
        return list(dict.fromkeys([*apart, self._beside(apart, wanted, clauses)]))

    def _beside(self, apart, wanted, clauses):
        """What is left to ask for beside those `apart`: each word that is asked for again costs as much again."""
        others = [clause for clause in wanted if not self._is_same_in_all(clause)]
        rest = len(apart) < len(wanted) and self._in_one_language(others)
        # An exclusion alone would be a look at all stories.
        return self._without_excluded(rest or apart[0], clauses)

    @property
    def has_phrases(self):
        """Whether words must stand next to each other, which an index does not know."""
        return has_phrase(self.tsquery)

    @property
    def asks(self):
        """Whether it asks for words, and not only that some be not there."""
        return any(not clause.negated and self._whatever(clause) for clause in self.query.clauses)

    @property
    def headline_tsquery(self):
        """The same of headlines, which have an index of their own."""
        return self._asked([clause for clause in self.query.clauses if headed(clause)])

    def in_all_languages(self, clause):
        """Whether none of its terms is a stop word anywhere."""
        return all(all(self.looked[term].tsqueries or [""]) for term in clause.any_of)

    def _asked(self, clauses):
        wanted = [clause for clause in clauses if not clause.negated]
        if all(map(self.in_all_languages, wanted)):
            asked = _all(map(self._whatever, wanted))
        else:
            same = [clause for clause in wanted if self._is_same_in_all(clause)]
            others = [clause for clause in wanted if clause not in same]
            asked = _all([*map(self._whatever, same), self._in_one_language(others, alone=not same)])
        return self._without_excluded(asked, clauses)

    def _without_excluded(self, asked, clauses):
        excluded = (self._whatever(clause) for clause in clauses if clause.negated)
        return _all([asked, *(f"!({tsquery})" for tsquery in excluded if tsquery)])

    def _is_same_in_all(self, clause):
        """Whether it is one thing to look for, whichever the language."""
        return self.in_all_languages(clause) and len({self._of_clause(clause, n) for n in range(self.languages)}) < 2

    def _in_one_language(self, clauses, alone=False):
        """All of the clauses as one of the languages has them; "" where one passes over all of them, which asks for
        nothing more than what is asked for beside them. `alone`: there is nothing beside them."""
        of_each = [
            dict.fromkeys(filter(None, (self._of_clause(clause, n) for clause in clauses)))
            for n in range(self.languages)
        ]
        if not all(of_each) and not alone:
            return ""
        of_each = [parts for parts in of_each if parts]
        # What one language asks for is there where another's is, if that asks for the same and more.
        least = [parts for parts in of_each if not any(other.keys() < parts.keys() for other in of_each)]
        return _either(map(_all, least))

    def _of_clause(self, clause, n):
        return _either(self.looked[term].tsqueries[n] for term in clause.any_of)

    def _whatever(self, clause):
        return _either(self.looked[term].tsquery for term in clause.any_of)


def headed(clause):
    return all(term.headline for term in clause.any_of)


def _either(tsqueries):
    return _joined(" | ", tsqueries)


def _all(tsqueries):
    return _joined(" & ", tsqueries)


def _joined(sign, tsqueries):
    parts = list(dict.fromkeys(filter(None, tsqueries)))
    return sign.join(f"({part})" for part in parts) if len(parts) > 1 else "".join(parts)


def understood(query):
    """The `Meaning` of a `Query`, as it was typed; one query."""
    terms = list(dict.fromkeys(term for clause in query.clauses for term in clause.any_of))
    with connection.cursor() as cursor:
        cursor.execute(LOOKED_UP, [[_operand(term) for term in terms], [_words(term) for term in terms]])
        rows = cursor.fetchall()
    known = {(name, n): (tsquery, stories) for name, _, n, tsquery, stories, *_ in rows}
    configured = {name: languages for name, languages, *_ in rows}
    names = sorted(configured)
    stories, sampled, lexemes = rows[0][5:] if rows else (None, None, None)
    looked = {}
    for n, term in enumerate(terms, 1):
        tsqueries = tuple(_whole(term, known[name, n][0]) for name in names)
        among = max((known[name, n][1] or 0 for name in names if known[name, n][0]), default=0)
        looked[term] = Looked(tsqueries, among * (stories or 0) / (sampled or 1), _rarity(among, sampled))
    spoken = tuple(language for languages in configured.values() for language in languages)
    return Meaning(query, query, looked, len(names), stories or 0, lexemes or 0, spoken, configurations=tuple(names))


# In English no more than an ending; other languages would look for an "s" of its own, next to the word. In a phrase
# even English counts it as a place.
POSSESSIVE = re.compile(r"(?<=\w)['’]s$", re.IGNORECASE)


def _words(term):
    words = term.text.translate(APART)
    return words if term.phrase else POSSESSIVE.sub("", words)


def _operand(term):
    """A term as an operand of `to_tsquery`: in quotes, so that whatever is in it are words, next to each other."""
    words = _words(term).replace("\\", "\\\\").replace("'", "''")
    return f"'{words}'{':A' if term.headline else ''}"


# A word with hyphens is indexed as a whole and in parts, and asked for as a phrase of all these; the whole is enough,
# and the index answers that without a look at the stories.
HYPHENED = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)+")
WHOLE = re.compile(r"'[^\W\d_]+(?:-[^\W\d_]+)+'(?= <-> )")


def _whole(term, tsquery):
    whole = not term.headline and HYPHENED.fullmatch(term.text) and WHOLE.match(tsquery)
    return whole[0] if whole else tsquery


def _rarity(stories, sampled):
    """What a word tells that so many of the sampled stories have, as BM25 has it; 1 for all where none were counted."""
    return math.log(1 + (sampled - stories + 0.5) / (stories + 0.5)) if sampled else 1.0
