"""What a reader may have meant, or may be about to type: from the words, names and headlines that the archive has."""

import re
from dataclasses import dataclass, replace
from string import ascii_lowercase

from django.db import connection
from django.db.models import TextField, Value
from django.db.models.functions import Length

from articles.models import Article, Source, Tag, Word
from articles.models.lists import HEADLINE_WORDS
from articles.models.naming import NameOrder
from articles.search.find import Matches, matching_all
from articles.search.found import some_of
from articles.search.meaning import understood
from articles.search.parts import Clause
from articles.search.query import parse
from articles.search.tokens import MINUSES

LONGEST_WORD = 30  # a slip in a longer one is hardly a slip

# One that is so many times as common as what was typed may have been meant. Of longer words two letters may be wrong:
# such are alike by their trigrams, by a third at least. More words than these are not looked up.
TIMES, LONGER, ALIKE, MOST_ALIKE, MOST_WORDS = 10, 6, 0.35, 12, 8
NEAR = """
    WITH near AS (
        SELECT typed, word.word, word.stories
        FROM unnest(%(typed)s::text[], %(variants)s::text[]) AS variant (typed, word)
        JOIN articles_word word ON word.word = variant.word
        UNION
        SELECT typed, alike.word, alike.stories FROM unnest(%(longer)s::text[]) AS typed
        CROSS JOIN LATERAL (
            SELECT word, stories FROM articles_word WHERE word %% typed AND word <> typed
            ORDER BY similarity(word, typed) DESC, stories DESC LIMIT %(most)s
        ) AS alike
    )
    SELECT typed, coalesce(known.stories, 0), near.word, near.stories
    FROM near LEFT JOIN articles_word known ON known.word = typed
"""


def did_you_mean(meaning):
    """The `Query` with misspelt words spelled as the archive has them; None where it knows no better, or nothing.

    Two queries, and more where there is something to offer.
    """
    words = {term.text.casefold(): term for term in meaning.terms if not term.phrase and term.text.isalpha()}
    better = _better(list(words)) if words and meaning.stories else {}
    if not better:
        return None
    corrected = replace(meaning.typed, clauses=tuple(_corrected(clause, better) for clause in meaning.typed.clauses))
    return corrected if some_of(matching_all(understood(corrected)), 1) else None


def _better(words):
    """{word: the one that was meant} for those of the words that are rare beside one that is hardly another."""
    words = words[:MOST_WORDS]
    pairs = [(word, variant) for word in words for variant in _variants(word)]
    asked = {
        "typed": [word for word, _ in pairs],
        "variants": [variant for _, variant in pairs],
        "longer": [word for word in words if LONGER <= len(word) <= LONGEST_WORD],
        "most": MOST_ALIKE,
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.similarity_threshold', %s, true)", [str(ALIKE)])
        cursor.execute(NEAR, asked)
        near = sorted(
            (distance(typed, word), -stories, typed, word)
            for typed, known, word, stories in cursor.fetchall()
            if stories >= TIMES * known and stories > 1
        )
    return {typed: word for slips, _, typed, word in reversed(near) if slips <= 2}


def _variants(word):
    """The words that are a slip of one letter away, of the Latin alphabet or of the word's own letters."""
    if not 3 < len(word) <= LONGEST_WORD:
        return set()
    letters = set(ascii_lowercase if word.isascii() else word)
    halves = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    left_out = {start + end[1:] for start, end in halves if end}
    swapped = {start + end[1] + end[0] + end[2:] for start, end in halves if len(end) > 1}
    changed = {start + letter + end[1:] for start, end in halves if end for letter in letters}
    added = {start + letter + end for start, end in halves for letter in letters}
    return (left_out | swapped | changed | added) - {word}


def distance(one, other):
    """How many letters to change, add, leave out or swap with their neighbour makes one word of the other."""
    before, row = [], list(range(len(other) + 1))
    for i, letter in enumerate(one):
        older, before, row = before, row, [i + 1]
        for j, wanted in enumerate(other):
            row.append(min(before[j + 1] + 1, row[j] + 1, before[j] + (letter != wanted)))
            if i and j and letter == other[j - 1] and one[i - 1] == wanted:
                row[-1] = min(row[-1], older[j - 1] + 1)
    return row[-1]


def _corrected(clause, better):
    if clause.negated:
        return clause
    return Clause(
        tuple(
            term if term.phrase else replace(term, text=better.get(term.text.casefold(), term.text))
            for term in clause.any_of
        )
    )


@dataclass(frozen=True)
class Suggestion:
    """`kind`: search, story, tag or source. `address` is "" for a search for `text`."""

    text: str
    kind: str
    address: str = ""


# Two letters begin a name; a headline by three letters would be any.
FEWEST, FEWEST_OF_HEADLINE = 2, 4
# Of stories with these words in the headline so many are looked at, whichever, and the newest shown.
OF_EACH, LOOKED_AT = 4, 500
# No one goes on typing beyond that and waits for help.
LONGEST = 100


def suggestions(text):
    """What may be meant by the beginning of a query: words, tags, sources, headlines; at most OF_EACH of each. None of
    an exclusion."""
    text = " ".join(text.split())
    if not FEWEST <= len(text) <= LONGEST or "\0" in text or text[0] in MINUSES:
        return []
    *_, last = text.rpartition(" ")
    found = [Suggestion(text[: len(text) - len(last)] + word, "search") for word in _words(last)]
    found += [Suggestion(tag.name, "tag", tag.get_absolute_url()) for tag in _named(Tag, text, merged_into=None)]
    found += [Suggestion(source.name, "source", source.get_absolute_url()) for source in _named(Source, text)]
    if len(text) >= FEWEST_OF_HEADLINE:
        found += [Suggestion(story.headline, "story", story.get_absolute_url()) for story in _headlined(text)]
    return found


def _words(beginning):
    beginning = beginning.casefold()
    if len(beginning) < FEWEST or not beginning.isalpha():
        return []
    words = Word.objects.filter(word__startswith=beginning).exclude(word=beginning).order_by("-stories", "word")
    return words.values_list("word", flat=True)[:OF_EACH]


def _named(model, text, **conditions):
    """Tags or sources with such a name, the shortest names first."""
    names = model._meta.get_field("names").related_model.objects.alias(typed=NameOrder("name")).order_by()
    owners = names.filter(typed__contains=NameOrder(Value(text, TextField())))
    named = model.objects.filter(pk__in=owners.values(model._meta.get_field("names").field.name), **conditions)
    return named.order_by(Length("name"), "pk")[:OF_EACH]


def _headlined(text):
    """The newest of some stories with these words in the headline, the last of them perhaps not typed to its end."""
    meaning = understood(parse(text))
    parts = [meaning.looked[term].tsquery for clause in meaning.query.clauses for term in clause.any_of]
    parts = [part for part in parts if part]
    if not parts or any(clause.negated for clause in meaning.query.clauses):
        return []
    *before, last = parts
    asked = " & ".join([*(f"({part})" for part in before), f"({LEXEME.sub(BEGINS, last)})"])
    rows = sorted(some_of(Article.objects.published().order_by().filter(Matches(asked, HEADLINE_WORDS)), LOOKED_AT))
    stories = Article.objects.filter(pk__in=[row.id for row in rows[-OF_EACH:]]).newest_first()
    return stories.only("headline", "slug", "published_on", "appears_at")


# A lexeme in a tsquery, quotes within doubled, and the same as a beginning.
LEXEME, BEGINS = re.compile(r"'(?:[^']|'')+'"), r"\g<0>:*"
