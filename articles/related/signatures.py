"""Signatures: the terms of a story by weight, kept as what it is found by and what it is compared with."""

import json
from array import array
from dataclasses import dataclass
from functools import cached_property
from itertools import compress
from math import log, sqrt

from django.db import connection

from articles.models import Signature
from articles.related.contents import KINDS, contents
from articles.related.rarity import Rarity
from articles.related.terms import as_array

# Terms of a story that are compared, and those by which it is found. On stories of the same event 100 terms are as good
# as all (nDCG@10 .964 and .965); 30 to find the hundred that are compared are as good as 50.
VECTOR, POSTED = 100, 30
# Weights are whole numbers: a story's vector has this length.
UNIT = 1000
# Of two stories of which one has fewer terms, that one's weigh more each: two words in common would bring a few lines
# beside a full story. Likeness is less by this power of the fewer's share of the more's. Among 50,000 others, most of
# them of two sentences, that brought nDCG@10 of stories of one event from .920 to .933; in trials twice as much was as
# good, and three times as much a little less.
SHORT = 0.15
LONGEST = 80  # letters of a term's words that are kept
WIDTH = 6  # bytes of a term and its weight


@dataclass
class Signed:
    """A story's vector as it is compared. `day` as in Signature; `lines` are the names of what it is found by."""

    day: int | None
    packed: bytes
    lines: str = ""
    cluster: int | None = None

    @cached_property
    def terms(self):
        """Those that it is found by first."""
        return array("i", self.packed[: len(self.packed) // WIDTH * 4])

    @cached_property
    def weights(self):
        return array("H", self.packed[len(self.packed) // WIDTH * 4 :])

    @cached_property
    def vector(self):
        """Weights by term."""
        return dict(zip(self.terms, self.weights, strict=True))

    def times(self, other):
        """How alike two stories are by their terms, from 0 to 1: the product of their vectors, and less where one of
        them is much shorter."""
        mine, terms, weights = self.vector, other.terms, other.weights
        if not mine or not terms:
            return 0.0
        # Most share few terms, and each is met once or twice: a dict of the other's is not worth making.
        shared = compress(range(len(terms)), map(mine.__contains__, terms))
        product = sum([mine[terms[place]] * weights[place] for place in shared]) / UNIT**2
        return product * (min(len(mine), len(terms)) / max(len(mine), len(terms))) ** SHORT

    @property
    def posted(self):
        """The terms that it is found by."""
        return list(self.terms[:POSTED])

    @cached_property
    def names(self):
        """What each of these is: the letter of its kind and the words for it."""
        return dict(zip(self.posted, self.lines.split("\n"), strict=False))


def week_of(day):
    return Signature.UNDATED if day is None else day // 7


def sign(ids):
    """Sign the articles with `ids` as they are now; those that are not published lose their signatures. Returns the
    ids of those whose signatures are other than they were."""
    ids = list(ids)
    signed = _signatures(contents(ids))
    kept = _kept(ids)
    gone = [id_ for id_ in kept if id_ not in signed]
    changed = [id_ for id_, row in signed.items() if kept.get(id_) != (row.day, row.packed, row.lines)]
    with connection.cursor() as cursor:
        if stale := [id_ for id_ in [*gone, *changed] if id_ in kept]:
            cursor.execute("DELETE FROM articles_signature WHERE article_id = ANY (%s)", [stale])
        _write(cursor, {id_: signed[id_] for id_ in sorted(changed)})
    return {*gone, *changed}


KEPT = "SELECT article_id, day, vector, words FROM articles_signature WHERE article_id = ANY (%s::bigint[])"


def _kept(ids):
    with connection.cursor() as cursor:
        cursor.execute(KEPT, [as_array(ids)])
        return {id_: (day, bytes(vector), words) for id_, day, vector, words in cursor.fetchall()}


# 1 + ln n: what is said twice as often does not say twice as much.
SAID = [0.0, *(1 + log(count) for count in range(1, 1000))]


def _signatures(found):
    """Contents by id → Signeds by id."""
    rarity = Rarity(set().union(*(content.counts for content in found.values())))
    signed = {}
    for id_, content in found.items():
        words, rarest, kinds = rarity.words.get, rarity.rarest, content.kinds
        weighed = [
            ((SAID[count] if count < 1000 else SAID[-1]) * words(term, rarest), term)
            for term, count in content.counts.items()
            if term not in kinds
        ]
        weighed += [
            (SAID[min(content.counts[term], 999)] * rarity.of(term, kind) * KINDS[kind], term)
            for term, kind in kinds.items()
        ]
        # By number where weights are alike, so that the same story has the same signature.
        heaviest = _shared_first([pair for pair in sorted(weighed, reverse=True)[:VECTOR] if pair[0] > 0], rarity)
        length = sqrt(sum(weight * weight for weight, _ in heaviest))
        terms = array("i", [term for _, term in heaviest])
        weights = array("H", [round(UNIT * weight / length) for weight, _ in heaviest])
        lines = "\n".join(_line(content, term) for term in terms[:POSTED])
        signed[id_] = Signed(content.day, terms.tobytes() + weights.tobytes(), lines)
    return signed


def _shared_first(heaviest, rarity):
    """(weight, term) pairs, those that a story is found by first: at most half of them terms that no other story was
    found to have. They are the rarest, and would leave no room for what others share."""
    alone = [pair for pair in heaviest if rarity.is_alone(pair[1])][POSTED // 2 :]
    late = set(alone)
    return [pair for pair in heaviest if pair not in late] + alone


def _line(content, term):
    return content.kind(term) + " ".join(content.name(term).split())[:LONGEST]


# Of two that sign a story at once, one does. Postings are only those of what was written, in the order of their index,
# whose pages are then visited once; their weights are read out of the vector, where they stand behind all terms.
WRITE = """
WITH written AS (
    INSERT INTO articles_signature (article_id, day, week, terms, words, vector)
    SELECT id, day, week, terms, words, decode(vector, 'hex')
    FROM json_to_recordset(%s) AS row(id bigint, day int, week smallint, terms int[], words text, vector text)
    ON CONFLICT (article_id) DO NOTHING
    RETURNING article_id, week, terms, vector
)
INSERT INTO articles_posting (term, week, weight, article_id)
SELECT term, week, get_byte(vector, weights) + 256 * get_byte(vector, weights + 1), article_id
FROM written CROSS JOIN LATERAL (
    SELECT term, (octet_length(vector) / 6 * 4 + 2 * (place - 1))::int AS weights
    FROM unnest(terms) WITH ORDINALITY AS found(term, place)
) AS posted
ORDER BY 1, 2, 3, 4
"""


def _write(cursor, signed):
    if not signed:
        return
    # One text for all: psycopg takes several times as long to write as many texts into an array.
    rows = [
        {
            "id": id_,
            "day": each.day,
            "week": week_of(each.day),
            "terms": each.posted,
            "words": each.lines,
            "vector": each.packed.hex(),
        }
        for id_, each in signed.items()
    ]
    cursor.execute(WRITE, [json.dumps(rows, ensure_ascii=False)])


SIGNED = """
SELECT s.article_id, s.day, s.vector, {words}, c.cluster
FROM unnest(%s::bigint[]) AS asked(id) JOIN articles_signature s ON s.article_id = asked.id
LEFT JOIN articles_wirecopy c ON c.article_id = asked.id
"""


def signed(ids, named=True):
    """The Signeds of articles by their ids; those that are not to be `named` are read in half the time."""
    with connection.cursor() as cursor:
        cursor.execute(SIGNED.format(words="s.words" if named else "''"), [as_array(ids)])
        return {id_: Signed(day, bytes(vector), *rest) for id_, day, vector, *rest in cursor.fetchall()}
