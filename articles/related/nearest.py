"""Which stories are nearest to a story: candidates by its weightiest terms, compared by all of them and by time."""

from collections import defaultdict
from math import exp

from django.db import connection

from articles.models import Signature
from articles.related.rarity import Rarity
from articles.related.signatures import UNIT, signed, week_of
from articles.related.terms import as_array

# Neighbours that are kept of each: of two tens, second thoughts (`stories`) choose one.
NEAR = 20
# Stories that are compared by all terms, of those that share one of the weightiest.
COMPARED = 60
# Nearness in time: it fades over a fortnight to FLOOR, for stories years apart may be about the same. In trials with a
# dated set .3 to .6 were alike, and better by .07 nDCG@10 than none. Where a date is not known to the day, halfway.
FADING, FLOOR, UNDATED = 14.0, 0.4, 0.7
# A read-more link between two stories is worth more than being half the same.
LINK = 0.5

# Bounds that keep a story's search the same in an archive of any size: of a term that many have, only the stories of
# WEEKS around are looked at; of terms that fewer have, those of all times, until there are so many. A story that is not
# dated to the day has no weeks around it, and more of the others.
WEEKS, BACKGROUND, TIMELESS = 6, 3_000, 30_000
# And a last one for each term, should its share have grown since terms were counted.
MOST = 6_000

# `near` fades by the week, in whole numbers; the very days are asked of those that are compared.
CANDIDATES = f"""
SELECT story.id, ARRAY(
    SELECT p.article_id
    FROM unnest(story.terms::int[], story.weights::int[], story.since::int[], story.until::int[])
        AS asked(term, weight, since, until)
    CROSS JOIN LATERAL (
        SELECT article_id, week::int AS week, weight FROM articles_posting
        WHERE term = asked.term AND week BETWEEN asked.since AND asked.until LIMIT {MOST}
    ) AS p
    WHERE p.article_id <> story.id
    GROUP BY p.article_id
    ORDER BY sum(
        asked.weight * p.weight * greatest({round(FLOOR * 10)}, 10 - 2 * abs(p.week - story.week))
    ) DESC, p.article_id
    LIMIT {COMPARED}
)
FROM unnest(%s::bigint[], %s::int[], %s::text[], %s::text[], %s::text[], %s::text[])
    AS story(id, week, terms, weights, since, until)
"""
LINKED = """
SELECT article_id, target_id FROM articles_readmorelink WHERE article_id = ANY (%(ids)s) AND target_id IS NOT NULL
UNION
SELECT target_id, article_id FROM articles_readmorelink WHERE target_id = ANY (%(ids)s)
"""


def compare(ids):
    """Find and keep the stories nearest to the signed articles with `ids`; returns id → neighbours, which are a dict of
    id → how near, the nearest first."""
    mine = signed(ids, named=False)
    size = _size()
    rarity = Rarity({term for each in mine.values() for term in each.posted})
    linked = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(LINKED, {"ids": list(mine)})
        for one, other in cursor.fetchall():
            linked[one].add(other)
        asked = [(id_, week_of(each.day), *_asked(each, rarity, size)) for id_, each in mine.items()]
        cursor.execute(CANDIDATES, [list(column) for column in zip(*asked, strict=True)] or [[]] * 6)
        candidates = {id_: linked[id_].union(found) for id_, found in cursor.fetchall()}
    others = mine | signed(set().union(*candidates.values()) - mine.keys(), named=False)
    found = {id_: _nearest(id_, candidates[id_], others, linked[id_]) for id_ in mine}
    keep(found)
    return found


def _size():
    """About how many stories are signed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = 'articles_signature'::regclass")
        return max(cursor.fetchone()[0], 0)


def _asked(story, rarity, size):
    """The terms by which others are looked for, their weights, and of each the first and the last week: four arrays."""
    week = week_of(story.day)
    terms, weights, since, until = [], [], [], []
    left = BACKGROUND if story.day is not None else TIMELESS
    for expected, term in sorted((rarity.share(term) * max(size, rarity.total), term) for term in story.posted):
        everywhere = expected <= left
        left -= expected if everywhere else 0
        if everywhere or story.day is not None:
            terms.append(term)
            weights.append(story.vector[term])
            since.append(Signature.UNDATED if everywhere else week - WEEKS)
            until.append(-Signature.UNDATED - 1 if everywhere else week + WEEKS)
    return [as_array(numbers) for numbers in (terms, weights, since, until)]


def _nearest(id_, candidates, signatures, linked):
    mine = signatures[id_]
    vector, day, own = mine.vector, mine.day, mine.cluster
    best = {}
    for other in candidates:
        theirs = signatures.get(other)
        # Copies of the story itself are shown apart.
        if not theirs or other == id_ or (own is not None and theirs.cluster == own):
            continue
        weights = theirs.vector
        alike = sum([vector[term] * weights[term] for term in vector.keys() & weights.keys()]) / UNIT**2
        alike = alike * in_time(day, theirs.day) + (LINK if other in linked else 0)
        # Of another story's copies, one. A cluster is named by an article's id, so it can be no other story's.
        story = theirs.cluster or other
        if alike > 0 and (story not in best or (alike, -other) > best[story]):
            best[story] = (alike, -other)
    return {-minus: alike for alike, minus in sorted(best.values(), reverse=True)[:NEAR]}


def in_time(day, other):
    """What is left of two stories' likeness for the days between them, from FLOOR to 1."""
    if day is None or other is None:
        return UNDATED
    # The exponent ends at 50: a century apart would underflow.
    return FLOOR + (1 - FLOOR) * exp(-min(abs(day - other) / FADING, 50))


KEEP = """
INSERT INTO articles_nearest (article_id, near, alike)
SELECT id, near::bigint[], alike::float8[] FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS row(id, near, alike)
ON CONFLICT (article_id) DO UPDATE SET near = EXCLUDED.near, alike = EXCLUDED.alike
"""


def keep(found):
    """Keep the neighbours of articles, by id."""
    if not found:
        return
    ids = sorted(found)
    near = [as_array(found[id_]) for id_ in ids]
    alike = [as_array(f"{share:.6f}" for share in found[id_].values()) for id_ in ids]
    with connection.cursor() as cursor:
        cursor.execute(KEEP, [ids, near, alike])


def kept(ids, lock=False):
    """The neighbours that are kept of articles, by id."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT article_id, near, alike FROM articles_nearest WHERE article_id = ANY (%s::bigint[])"
            + (" ORDER BY article_id FOR UPDATE" if lock else ""),
            [as_array(ids)],
        )
        return {id_: dict(zip(near, alike, strict=True)) for id_, near, alike in cursor.fetchall()}


def tell(found, before, spared=()):
    """Tell those that these articles are near to, or were `before` (both id → neighbours), except the `spared`.

    Returns the ids of those whose neighbours are others now, or are as near no longer.
    """
    news = defaultdict(dict)
    for lists in (before, found):
        for id_, near in lists.items():
            for other, alike in near.items():
                news[other][id_] = alike if lists is found else found.get(id_, {}).get(other, 0)
    changed = {}
    for id_, near in kept(news.keys() - found.keys() - set(spared), lock=True).items():
        told = [pair for pair in (near | news[id_]).items() if pair[1]]
        heard = dict(sorted(told, key=lambda pair: (-pair[1], pair[0]))[:NEAR])
        if heard != near:
            changed[id_] = heard
    keep(changed)
    return changed.keys()
