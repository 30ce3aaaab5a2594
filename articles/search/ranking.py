"""The best matches first: what BM25 does, by places and rarity of words, over the stories that can be best."""

from dataclasses import replace
from itertools import combinations

from django.db import connection

from articles.models.lists import HEADLINE_WORDS
from articles.search.find import Matches, matching
from articles.search.found import of_rows, some_of

# So many stories are ranked. Where a search finds more, those are ranked that can be among the first: with its words
# in the headline, then with the rarest of them there, so many of each, of those with some of the words those that have
# several, and the newest.
RANKED, EACH = 2_000, 400
# What a word in the text, in names, in the standfirst and in the headline counts; how soon more of the same word counts
# for nothing, and how far a story's length counts, from 0 to 1 (BM25's k1, by these weights, and b). HEADED: a headline
# that is the words and nothing else is worth so much more.
WEIGHTS, SATURATION, LENGTH, HEADED = "{0.33, 0.5, 0.5, 1.0}", 0.33, 0.4, 0.5
# A story of today is worth a tenth more than one of long ago, of a year ago a third of that.
NEWER, FADING = 0.1, 365.0

# `ts_rank_cd` of one word is the sum of the weights of its places: what BM25 calls its frequency.
FREQUENCY = "ts_rank_cd('{weights}', vector, %(q{n})s::tsquery)"
# `ts_delete` of nothing brings a vector into memory once; each function would fetch it anew.
RANK = """
    SELECT id,
        ({words})
        * (1 + %(headed)s * ({heads}) / %(weight)s * least(1, %(terms)s / greatest(1, length(headline))::float8)){newer}
    FROM (
        SELECT id, appears_at, vector, ts_filter(vector, '{{a}}') AS headline,
            %(saturation)s * (1 - %(length)s + %(length)s * length(vector) / %(lexemes)s) AS k
        FROM (
            SELECT id, appears_at, ts_delete(search, '') AS vector FROM articles_article
            WHERE id = ANY (%(ids)s) OFFSET 0
        ) AS fetched OFFSET 0
    ) AS story
    ORDER BY 2 DESC, appears_at DESC, id DESC
"""
AGE = f" * (1 + {NEWER} * exp(-least(50, abs(extract(epoch FROM now() - appears_at))::float8 / 86400 / {FADING})))"


def best(articles, meaning, found, every=False, by_age=True):
    """(Rows, the best first, and the `Found` they are of) of those that `found` has, or of the best of them.

    `articles` is the queryset that they were found by. `by_age`: newer stories count for a little more. Without words
    to rank by, the newest come first.
    """
    if not meaning.terms:
        return found.rows, found
    if found.more or len(found.rows) > RANKED:
        found = of_rows(_that_can_be_best(articles, meaning, found), every, more=found.more)
    rows = {row.id: row for row in found.rows}
    return [rows[pk] for pk in _ranked(list(rows), meaning, by_age)], found


def _that_can_be_best(articles, meaning, found):
    """Rows of those that are ranked."""
    rarest = max(meaning.terms, key=lambda term: meaning.looked[term].weight)
    every = " & ".join(f"({meaning.looked[term].tsquery})" for term in meaning.terms)
    narrowed = matching(replace(meaning, query=replace(meaning.query, clauses=()))).order_by()
    headed = {}
    for tsquery in dict.fromkeys([every, f"({meaning.looked[rarest].tsquery})"]):
        headed |= {row.id: row for row in some_of(narrowed.filter(Matches(tsquery, HEADLINE_WORDS)), EACH)}
    # In two steps: in one, Postgres would look up all stories with the words, to find the same few.
    rows = {row.id: row for row in some_of(articles.order_by().filter(pk__in=list(headed)), len(headed))}
    for together in (3, 2) if meaning.relaxed else ():
        several = some_of(articles.order_by().filter(Matches(_several(meaning, together))), EACH * together)
        rows |= {row.id: row for row in several}
    rows |= {row.id: row for row in found.rows[: max(0, RANKED - len(rows))]}
    return list(rows.values())


def _several(meaning, number):
    """A tsquery for so many, at least, of the most telling words; at least one of which all stories here have."""
    telling = sorted(meaning.terms, key=lambda term: -meaning.looked[term].weight)[:TELLING]
    groups = combinations([f"({meaning.looked[term].tsquery})" for term in telling], min(number, len(telling)))
    return " | ".join(f"({' & '.join(group)})" for group in groups)


# There are 20 ways to have three of six words.
TELLING = 6


def _ranked(ids, meaning, by_age):
    words, heads, weights = [], [], 0
    parameters = {"ids": ids, "terms": len(meaning.terms), "headed": HEADED, "saturation": SATURATION,
                  "length": LENGTH if meaning.lexemes else 0, "lexemes": meaning.lexemes or 1}  # fmt: skip
    for n, term in enumerate(meaning.terms):
        looked = meaning.looked[term]
        parameters |= {f"w{n}": looked.weight, f"q{n}": looked.tsquery}
        words.append(f"%(w{n})s * (1 - k / (k + {FREQUENCY.format(weights=WEIGHTS, n=n)}))")
        heads.append(f"%(w{n})s * (headline @@ %(q{n})s::tsquery)::int")
        weights += looked.weight
    sql = RANK.format(words=" + ".join(words), heads=" + ".join(heads), newer=AGE if by_age else "")
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters | {"weight": weights})
        return [pk for pk, _ in cursor.fetchall()]
