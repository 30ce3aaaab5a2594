"""Which stories are nearest to a story: candidates by its weightiest terms, compared by all of them and by time."""

from collections import defaultdict
from itertools import islice
from math import exp

from django.db import connection

from articles.models import Settling
from articles.related.rarity import ALL
from articles.related.signatures import Signed, signed
from articles.related.terms import as_array

# Neighbours that are kept of each: of two tens, second thoughts (`stories`) choose one.
NEAR = 20
# When another comes in among the first of these, what is shown beside the story is decided again. One that comes in
# behind them is kept, and may be shown when the story is looked at the next time.
FELT = 10
# Stories that are found by the weightiest terms; and those of them that are compared by all terms, of which each has
# another text: a report that fifty papers printed is one. Of stories of the same event 24 are as good as 60 (nDCG@10
# .957 and .958), and better among 50,000 others (.936 and .933): what shares little of what weighs most is no rival.
FOUND, COMPARED = 60, 24
# Nearness in time: it fades over a fortnight to FLOOR, for stories years apart may be about the same. In trials with a
# dated set of news .3 to .6 were alike, and better by .07 nDCG@10 than none; on a calendar of events .3 brought .44, .4
# .40, .6 .34 and none .25, and weeks or months instead of a fortnight .40. With a date not known to the day, halfway.
FADING, FLOOR, UNDATED = 14.0, 0.3, 0.65
# A read-more link between two stories is worth more than being half the same.
LINK = 0.5

# Bounds that keep a story's search the same in an archive of any size: of a term that many have, only the stories of
# WEEKS around are looked at; of terms that fewer have, those of all times, until there are so many. A story that is not
# dated to the day has no weeks around it, and more of the others. In trials on dated news among 30,000 others, with a
# bound as small beside these as BACKGROUND is beside a million, takeovers were found as well as with three times as
# much (nDCG@10 .905 both), and threads of a calendar better (.36 and .34).
WEEKS, BACKGROUND, TIMELESS = 6, 1_000, 30_000
# And a last one for each term, should its share have grown since terms were counted.
MOST = 6_000

# Of the stories that point to one, those that are compared with it though they share no term: the last.
POINTING = 100

# Weights are read out of the vector, where they stand as two bytes each behind all of its terms (`Signed`). Nearness
# fades by the week, in whole numbers; the very days are asked of those that are compared. A term that was not counted
# is one that a single story of those that were has.
CANDIDATES = f"""
SELECT story.id, mine.day, mine.vector, c.cluster,
    ARRAY(
        SELECT target_id FROM articles_readmorelink WHERE article_id = mine.article_id AND target_id IS NOT NULL
        UNION
        (SELECT article_id FROM articles_readmorelink WHERE target_id = mine.article_id
        ORDER BY id DESC LIMIT {POINTING})
    ),
    ARRAY(
        SELECT article_id
        FROM (
            SELECT DISTINCT ON (coalesce(-copy.cluster, best.article_id)) best.article_id, score
            FROM (
                SELECT p.article_id, sum(
                    asked.weight * p.weight * greatest({round(FLOOR * 10)}, 10 - 2 * abs(p.week::int - mine.week))
                ) AS score
                FROM (
                    SELECT term, weight, sum(expected) OVER (ORDER BY expected, term) <=
                        CASE WHEN mine.day IS NULL THEN {TIMELESS} ELSE {BACKGROUND} END AS everywhere
                    FROM (
                        SELECT posted.term, least(coalesce(f.stories, 1) / sample.total, 1) * sample.size AS expected,
                            get_byte(mine.vector, at.weights) + 256 * get_byte(mine.vector, at.weights + 1) AS weight
                        FROM unnest(mine.terms) WITH ORDINALITY AS posted(term, place)
                        CROSS JOIN LATERAL (
                            SELECT (octet_length(mine.vector) / 6 * 4 + 2 * (posted.place - 1))::int AS weights
                        ) AS at
                        LEFT JOIN articles_termfrequency f ON f.term = posted.term
                    ) AS weighed
                ) AS asked
                CROSS JOIN LATERAL (
                    (SELECT article_id, week, weight FROM articles_posting
                    WHERE everywhere AND term = asked.term LIMIT {MOST})
                    UNION ALL
                    (SELECT article_id, week, weight FROM articles_posting
                    WHERE NOT everywhere AND mine.day IS NOT NULL
                        AND term = asked.term AND week BETWEEN mine.week - {WEEKS} AND mine.week + {WEEKS} LIMIT {MOST})
                ) AS p
                GROUP BY p.article_id
                ORDER BY score DESC, p.article_id
                LIMIT {FOUND} + 1
            ) AS best
            LEFT JOIN articles_wirecopy copy ON copy.article_id = best.article_id
            WHERE best.article_id <> mine.article_id AND (c.cluster IS NULL OR copy.cluster IS DISTINCT FROM c.cluster)
            ORDER BY coalesce(-copy.cluster, best.article_id), score DESC, best.article_id
        ) AS stories
        ORDER BY score DESC, article_id
        LIMIT {COMPARED}
    ),
    n.near, n.alike
FROM unnest(%s::bigint[]) AS story(id)
LEFT JOIN articles_signature mine ON mine.article_id = story.id
LEFT JOIN articles_nearest n ON n.article_id = story.id
LEFT JOIN articles_wirecopy c ON c.article_id = story.id
CROSS JOIN (
    SELECT counted.total, greatest(counted.total, about.reltuples) AS size
    FROM (SELECT coalesce(max(stories), 1)::float8 AS total FROM articles_termfrequency WHERE term = {ALL}) AS counted,
        (SELECT reltuples FROM pg_class WHERE oid = 'articles_signature'::regclass) AS about
) AS sample
"""


def compare(ids):
    """Find and keep the stories nearest to the signed articles with `ids`; returns them as `search` does."""
    found, _ = search(ids)
    keep(found)
    return found


def search(ids):
    """The stories nearest to those of the articles with `ids` that are signed: id → neighbours, which are a dict of
    id → how near, the nearest first. And those that are kept of any of these articles, in the same way."""
    with connection.cursor() as cursor:
        cursor.execute(CANDIDATES, [as_array(ids)])
        rows = cursor.fetchall()
    before = {row[0]: dict(zip(row[6], row[7], strict=True)) for row in rows if row[6] is not None}
    asked = [row[:6] for row in rows if row[2] is not None]
    mine = {id_: Signed(day, bytes(vector), "", cluster) for id_, day, vector, cluster, *_ in asked}
    others = mine | signed({other for *_, linked, found in asked for other in (*linked, *found)} - mine.keys(), False)
    found = {id_: _nearest(id_, {*linked, *found}, others, set(linked)) for id_, *_, linked, found in asked}
    return found, before


def _nearest(id_, candidates, signatures, linked):
    mine = signatures[id_]
    day, own = mine.day, mine.cluster
    best = {}
    for other in candidates:
        theirs = signatures.get(other)
        # Copies of the story itself are shown apart.
        if not theirs or other == id_ or (own is not None and theirs.cluster == own):
            continue
        alike = mine.times(theirs) * in_time(day, theirs.day) + (LINK if other in linked else 0)
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


KEPT = "SELECT article_id, near, alike FROM articles_nearest WHERE article_id = ANY (%s::bigint[])"
# Those that wait to be compared themselves find out by that.
NOT_WAITING = f"""
AND article_id <> ALL (ARRAY(
    SELECT s.article_id FROM articles_settling s
    WHERE s.article_id = ANY (%s::bigint[]) AND s.stage < {Settling.Stage.TO_RELATE}
))
ORDER BY article_id FOR UPDATE
"""


def kept(ids, to_tell=False):
    """The neighbours that are kept of articles, by id; locked, and without those that wait, if they are `to_tell`."""
    with connection.cursor() as cursor:
        cursor.execute(KEPT + NOT_WAITING if to_tell else KEPT, [as_array(ids)] * (2 if to_tell else 1))
        return {id_: dict(zip(near, alike, strict=True)) for id_, near, alike in cursor.fetchall()}


def tell(found, before):
    """Tell those that these articles are near to, or were `before` (both id → neighbours).

    Returns the neighbours of those whose are others now, by id, to be kept; and the ids of those of them whose first
    FELT neighbours are others, or are as near no longer.
    """
    news = defaultdict(dict)
    for lists in (before, found):
        for id_, near in lists.items():
            for other, alike in near.items():
                news[other][id_] = alike if lists is found else found.get(id_, {}).get(other, 0)
    changed, felt = {}, set()
    for id_, near in kept(news.keys() - found.keys(), to_tell=True).items():
        told = [pair for pair in (near | news[id_]).items() if pair[1]]
        heard = dict(sorted(told, key=lambda pair: (-pair[1], pair[0]))[:NEAR])
        if heard != near:
            changed[id_] = heard
            if list(islice(near.items(), FELT)) != list(islice(heard.items(), FELT)):
                felt.add(id_)
    return changed, felt
