"""Related stories: what else a reader of this story would want, and why.

Each story has its nearest by what both have in themselves (`nearest`). Two that are near to the same others are nearer
than that: of what they share in neighbours as much is added (`_in_common`). On stories of the same event it
brings nDCG@10 from .944 to .965, for the price of looking at lists that are there.
"""

import json
from itertools import islice

from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.db.models import Case, Value, When

from articles.models import Article, Nearest, RelatedStory
from articles.related import rarity
from articles.related.contents import linked
from articles.related.evidence import reasons
from articles.related.nearest import compare, keep, search, tell
from articles.related.signatures import sign
from articles.related.terms import as_array

# What is kept for each story, and the least score: below, two stories of a kind are no more alike than any two.
KEPT, LEAST = 10, 0.05
# Neighbours of each that are asked, and what their answer weighs: best of 3 to 10, and of .2 to 1.
ASKED, SECOND = 5, 0.5


def _unweighed():
    """Keep up with how rare words are; returns the ids of all stories where they are so few that each is signed anew
    with that."""
    counted = rarity.keep_up(rarity.AT_ONCE)
    if counted is None or counted > 2 * rarity.FEW:
        return ()
    return Article.objects.filter(status="published").order_by().values_list("pk", flat=True)


@transaction.atomic
def relate(ids):
    """Work out the related stories of the articles with `ids` as they are now, and anew those of their neighbours.

    Pinned and banned rows are an editor's, and stay. Those that wait for it themselves are left to their turn.
    """
    ids = {*ids, *_unweighed()}
    # Whoever is linked with these has their numbers among its terms. Where it had them already, it is as near to all as
    # before, but the reason may be another: linked in the one direction, or in both.
    beside = linked(ids)
    ids |= sign({*ids, *beside})
    choose({*ids, *beside, *find(ids)}, ids)


def find(ids):
    """Find the stories nearest to those with `ids`, which are signed, and tell these; returns the ids of all others
    whose neighbours are others now."""
    ids = set(ids)
    found, before = search(ids)
    changed, felt = tell(found, before)
    keep(found | changed)
    if gone := ids - found.keys():
        Nearest.objects.filter(pk__in=gone)._raw_delete(DEFAULT_DB_ALIAS)
    beside = RelatedStory.objects.filter(other__in=gone, origin="computed").order_by() if gone else ()
    return {*felt, *(beside and beside.values_list("article", flat=True))}


def choose(ids, anew=()):
    """Choose the related stories of those with `ids` from their nearest. Reasons are kept with a pair, and worked out
    for pairs that are new, or where one is of `anew`."""
    ids, anew = set(ids), set(anew)
    near, lists, clusters, standing = _around(ids)
    chosen = {}
    for id_ in ids:
        decided = {other for other, (origin, *_) in standing.get(id_, {}).items() if origin != "computed"}
        ranked = _ranked(id_, near.get(id_, {}), lists, clusters)
        chosen |= {(id_, other): score for other, score in [pair for pair in ranked if pair[0] not in decided][:KEPT]}
    known = {pair: standing.get(pair[0], {}).get(pair[1]) for pair in chosen}
    asked = [pair for pair in chosen if not known[pair] or not anew.isdisjoint(pair)]
    found = reasons(asked)
    rows = [
        (*pair, score, found[pair] if pair in found else known[pair][2])
        for pair, score in chosen.items()
        if pair in found or known[pair][1] != score
    ]
    _store(rows, [pair for pair in _computed(standing) if pair not in chosen])


# Of the neighbours only those of their own that are asked, and which of them are signed: these are before readers.
AROUND = f"""
WITH mine AS (
    SELECT id, near, alike FROM unnest(%(ids)s::bigint[]) AS asked(id)
    LEFT JOIN articles_nearest ON article_id = id
), asked AS (
    SELECT id, near, alike, true AS is_mine FROM mine
    UNION ALL
    SELECT id, n.near[:{ASKED}], n.alike[:{ASKED}], false
    FROM (SELECT unnest(near) FROM mine EXCEPT SELECT id FROM mine) AS others(id)
    LEFT JOIN articles_nearest n ON n.article_id = id
)
SELECT id, near, alike, is_mine, s.article_id IS NOT NULL, c.cluster,
    CASE WHEN is_mine THEN (
        SELECT json_agg(json_build_array(other_id, origin, score, reason)) FROM articles_relatedstory r
        WHERE r.article_id = asked.id
    ) END
FROM asked LEFT JOIN articles_signature s ON s.article_id = id LEFT JOIN articles_wirecopy c ON c.article_id = id
"""


def _around(ids):
    """The neighbours of these stories, by id; the first of each of these stories and their neighbours, too; which of
    all are before readers: id → the number of their copies, or None; and what stands beside these stories now:
    id → other → (origin, score, reason)."""
    with connection.cursor() as cursor:
        cursor.execute(AROUND, {"ids": as_array(ids)})
        rows = cursor.fetchall()
    lists = {row[0]: dict(zip(row[1], row[2], strict=True)) for row in rows if row[1] is not None}
    near = {row[0]: lists[row[0]] for row in rows if row[3] and row[0] in lists}
    standing = {row[0]: {other: tuple(rest) for other, *rest in row[6]} for row in rows if row[6]}
    return near, lists, {row[0]: row[5] for row in rows if row[4]}, standing


def _computed(standing):
    return [(id_, other) for id_, rows in standing.items() for other, row in rows.items() if row[0] == "computed"]


def _ranked(id_, near, lists, clusters):
    """(id, score) of the neighbours of a story, by score, one of each cluster and none of its own."""
    own = clusters.get(id_)
    mine = {id_: 1} | dict(islice(near.items(), ASKED))
    scored = sorted(
        (-round(alike + SECOND * _in_common(mine, other, lists.get(other, {})), 4), other)
        for other, alike in near.items()
        if other in clusters
    )
    seen, ranked = {own} - {None}, []
    for minus, other in scored:
        if clusters[other] not in seen and -minus >= LEAST:
            seen |= {clusters[other]} - {None}
            ranked.append((other, -minus))
    return ranked


def _in_common(mine, other, near):
    """What a story and its neighbour have in neighbours: the products of how near each is to both; 1 to itself."""
    shared = mine.get(other, 0)
    for third, alike in islice(near.items(), ASKED):
        if third in mine:
            shared += mine[third] * alike
    return shared


# In the order of the keys, as all who write do: two at once wait for one another, and do not lock each other out.
STORE = """
WITH gone AS (
    DELETE FROM articles_relatedstory r USING unnest(%s::bigint[], %s::bigint[]) AS gone(article, other)
    WHERE r.article_id = gone.article AND r.other_id = gone.other AND r.origin = 'computed'
)
INSERT INTO articles_relatedstory (article_id, other_id, origin, score, reason)
SELECT article, other, 'computed', score, reason
FROM json_to_recordset(%s) AS row(article bigint, other bigint, score float8, reason jsonb)
JOIN articles_article a ON a.id = other AND a.status = 'published'
ORDER BY article, other
ON CONFLICT (article_id, other_id) DO UPDATE SET score = EXCLUDED.score, reason = EXCLUDED.reason
WHERE articles_relatedstory.origin = 'computed'
"""
COLUMNS = ("article", "other", "score", "reason")


def _store(rows, gone):
    """Write (article, other, score, reason) rows, and take out pairs of ids."""
    if not rows and not gone:
        return
    # One text for all: psycopg takes several times as long to write as many texts into an array.
    written = json.dumps([dict(zip(COLUMNS, row, strict=True)) for row in rows], ensure_ascii=False)
    with connection.cursor() as cursor:
        cursor.execute(STORE, [as_array(pair[0] for pair in gone), as_array(pair[1] for pair in gone), written])


BATCH = 500


def index():
    """Sign and compare all published stories, as after taking in an archive that brought its related stories along;
    yields how many are done, batch by batch, each of the two counted. It can be stopped and taken up again."""
    rarity.keep_up()
    for work, index_ in ((sign, "signature"), (compare, "nearest")):
        last = 0
        while ids := list(_published(last)):
            last = ids[-1]
            missing = Article.objects.filter(pk__in=ids, **{index_: None}).order_by().values_list("pk", flat=True)
            with transaction.atomic():
                work(list(missing))
            yield len(ids)


def _published(last):
    rows = Article.objects.filter(status="published", pk__gt=last).order_by("pk")
    return rows.values_list("pk", flat=True)[:BATCH]


def related_to(article):
    """The stories to show beside `article`: pinned first, then by score; one query, ready for cards."""
    shown = article.related.exclude(origin="banned").filter(other__in=Article.objects.published().order_by())
    pinned_first = Case(When(origin="pinned", then=Value(0)), default=Value(1))
    cards = shown.select_related("other__source").defer("other__body", "other__names", "other__search")
    return cards.order_by(pinned_first, "-score", "pk")
