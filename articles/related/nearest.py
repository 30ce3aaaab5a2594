"""Which stories are nearest to a story: candidates by its weightiest terms, compared by all of them and by time."""

from dataclasses import dataclass
from itertools import chain
from math import exp
from operator import mul

from django.db import connection

from articles.models import Nearest, Signature
from articles.related.rarity import Rarity
from articles.related.signatures import UNIT, signed, week_of

# Neighbours that are kept of each: of two tens, second thoughts (`stories`) choose one.
NEAR = 20
# Stories that are compared by all terms, of those that share one of the weightiest.
COMPARED = 100
# Nearness in time: it fades over a fortnight to FLOOR, for stories years apart may be about the same. In trials with a
# dated set .3 to .6 were alike, and better by .07 nDCG@10 than none. Where a date is not known to the day, halfway.
FADING, FLOOR, UNDATED = 14.0, 0.4, 0.7
# A read-more link between two stories is worth more than being half the same.
LINK = 0.5

# Bounds that keep a story's search the same in an archive of any size: of a term that many have, only the stories of
# WEEKS around are looked at; of terms that fewer have, those of all times, until there are so many.
WEEKS, BACKGROUND = 6, 12_000
# And a last one for each term, should its share have grown since terms were counted.
MOST = 6_000

# `near` fades by the week, in whole numbers; the very days are asked of those that are compared.
CANDIDATES = f"""
SELECT p.article_id, sum(
    asked.weight * p.weight * greatest({round(FLOOR * 10)}, 10 - 2 * abs(p.week - %(week)s))
)::bigint AS near
FROM unnest(%(terms)s::int[], %(weights)s::int[], %(since)s::int[], %(until)s::int[])
    AS asked(term, weight, since, until)
CROSS JOIN LATERAL (
    SELECT article_id, week::int AS week, weight FROM articles_posting
    WHERE term = asked.term AND week BETWEEN asked.since AND asked.until LIMIT {MOST}
) AS p
WHERE p.article_id <> %(id)s
GROUP BY p.article_id ORDER BY near DESC, p.article_id LIMIT {COMPARED}
"""
LINKED = """
SELECT article_id, target_id FROM articles_readmorelink WHERE article_id = ANY (%(ids)s) AND target_id IS NOT NULL
UNION
SELECT target_id, article_id FROM articles_readmorelink WHERE target_id = ANY (%(ids)s)
"""


@dataclass
class Neighbour:
    id: int
    alike: float


def compare(ids):
    """Find and keep the stories nearest to the signed articles with `ids`; returns id → Neighbours, nearest first."""
    ids = list(ids)
    mine = signed(ids)
    size = _size()
    rarity = Rarity({term for each in mine.values() for term in each.names})
    with connection.cursor() as cursor:
        cursor.execute(LINKED, {"ids": ids})
        linked = {}
        for one, other in cursor.fetchall():
            linked.setdefault(one, set()).add(other)
        candidates = {
            id_: {*_candidates(cursor, id_, each, rarity, size), *linked.get(id_, ())} for id_, each in mine.items()
        }
    others = mine | signed({*chain(*candidates.values())} - mine.keys())
    found = {id_: _nearest(id_, candidates[id_], others, linked.get(id_, ())) for id_ in mine}
    keep(found)
    return found


def _size():
    """About how many stories are signed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = 'articles_signature'::regclass")
        return max(cursor.fetchone()[0], 0)


def _candidates(cursor, id_, story, rarity, size):
    """The ids of stories that share the most of the weightiest terms with this one."""
    week = week_of(story.day)
    terms, weights, since, until = [], [], [], []
    left = BACKGROUND * (1 if story.day is not None else 3)  # it has no weeks around it
    for expected, term in sorted((rarity.share(term) * max(size, rarity.total), term) for term in story.names):
        everywhere = expected <= left
        left -= expected if everywhere else 0
        if everywhere or story.day is not None:
            terms.append(term)
            weights.append(story.vector[term])
            since.append(Signature.UNDATED if everywhere else week - WEEKS)
            until.append(-Signature.UNDATED - 1 if everywhere else week + WEEKS)
    asked = {"id": id_, "week": week, "terms": terms, "weights": weights, "since": since, "until": until}
    cursor.execute(CANDIDATES, asked)
    return [other for other, _ in cursor.fetchall()]


def _nearest(id_, candidates, signatures, linked):
    mine = signatures[id_]
    weight_of = _Weights(mine.vector).__getitem__
    best = {}
    for other in candidates:
        theirs = signatures.get(other)
        # Copies of the story itself are shown apart.
        if theirs and other != id_ and (mine.cluster is None or theirs.cluster != mine.cluster):
            alike = sum(map(mul, map(weight_of, theirs.terms), theirs.weights)) / UNIT**2
            alike = alike * in_time(mine.day, theirs.day) + (LINK if other in linked else 0)
            # Of another story's copies, one. A cluster is named by an article's id, so it can be no other story's.
            story = theirs.cluster or other
            if alike > 0 and (story not in best or (alike, -other) > (best[story].alike, -best[story].id)):
                best[story] = Neighbour(other, alike)
    return sorted(best.values(), key=lambda each: (-each.alike, each.id))[:NEAR]


class _Weights(dict):
    """0 for the terms that a story has not."""

    def __missing__(self, term):
        return 0


def in_time(day, other):
    """What is left of two stories' likeness for the days between them, from FLOOR to 1."""
    if day is None or other is None:
        return UNDATED
    # The exponent ends at 50: a century apart would underflow.
    return FLOOR + (1 - FLOOR) * exp(-min(abs(day - other) / FADING, 50))


def keep(found):
    """Keep the Neighbours of articles, by id."""
    rows = [
        Nearest(article_id=id_, near=[each.id for each in near], alike=[each.alike for each in near])
        for id_, near in sorted(found.items())
    ]
    Nearest.objects.bulk_create(rows, update_conflicts=True, unique_fields=["article"], update_fields=["near", "alike"])


def kept(ids, lock=False):
    """The Neighbours that are kept of articles, by id."""
    rows = Nearest.objects.filter(pk__in=list(ids)).order_by("pk")
    rows = rows.select_for_update() if lock else rows
    return {
        id_: [Neighbour(*pair) for pair in zip(near, alike, strict=True)]
        for id_, near, alike in rows.values_list("pk", "near", "alike")
    }


def tell(found, before, spared=()):
    """Tell those that these articles are near to, or were `before` (both id → Neighbours), except the `spared`.

    Returns the ids of those whose neighbours are others now, or as near no longer.
    """
    news = {}
    for id_, near in found.items():
        for each in near:
            news.setdefault(each.id, {})[id_] = each.alike
    for id_, near in before.items():
        for each in near:
            news.setdefault(each.id, {}).setdefault(id_, 0.0)
    changed = {}
    for id_, near in kept(news.keys() - found.keys() - set(spared), lock=True).items():
        told = {each.id: each.alike for each in near} | news[id_]
        heard = [Neighbour(*pair) for pair in sorted(told.items(), key=lambda pair: (-pair[1], pair[0])) if pair[1]]
        if heard[:NEAR] != near:
            changed[id_] = heard[:NEAR]
    keep(changed)
    return changed.keys()
