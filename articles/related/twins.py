"""Wire copies: stories with nearly the same text, found by their bands, told by their shingles.

Whatever changes an article calls `cluster` with its id. The outcome depends on what is in the archive, and not on the
order in which it came, with one exception: of a text that is there by the hundred, only some are compared.
"""

from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction
from django.utils import timezone

from articles.models import Article, TextBand, TwinPair
from articles.related.clusters import regroup
from articles.related.shingles import LEAST, SCHEME, bands, likeness, shingles

# What counts as nearly the same, read off all pairs of 13,892 stories of a wire (Reuters, 1987). From .6 on, a pair of
# the same days is one story sent twice: corrected, filled out, cut. Below, updates with new paragraphs begin. Weeks
# apart, or short, it is a form filled in anew up to .8 ("Fed adds reserves"), so these must be the same word for
# word; and the short ones ("Bundesbank leaves credit policies unchanged") of the same days, too.
NEARLY, WORD_FOR_WORD = 0.6, 0.9
SHORT = 60  # shingles
DAYS = 7

# A text that is there by the hundred (a notice, a form) is compared with those that came last, which are of its days,
# and with those that came first, which all are compared with: enough to come into their cluster. Comparing each with
# all would take ever longer.
LAST, FIRST = 30, 10

# One at a time decides what is a cluster, so that two cannot make two of one story. The number is any of our own.
LOCK = 0x7769726563_0001


@dataclass(frozen=True)
class Text:
    """An article as far as it can be a copy; `on` is its day of publication, None where the day is not known."""

    shingles: frozenset
    on: date | None

    @classmethod
    def of(cls, body, on, precision):
        return cls(frozenset(shingles(body)), on if precision == "day" else None)


def twins(one, other):
    """How alike two Texts are, from 0 to 1, where they are copies of one; None where they are not."""
    least = min(len(one.shingles), len(other.shingles))
    # The larger cannot share more than the smaller has.
    if least < LEAST or least < NEARLY * max(len(one.shingles), len(other.shingles)):
        return None
    alike = likeness(one.shingles, other.shingles)
    same_days = one.on and other.on and abs((one.on - other.on).days) <= DAYS
    if least < SHORT:
        enough = alike >= WORD_FOR_WORD and same_days
    else:
        enough = alike >= WORD_FOR_WORD or (alike >= NEARLY and same_days)
    return alike if enough else None


@transaction.atomic
def cluster(ids, anew=False):
    """Find the twins of the articles with `ids`, as they are now, and bring the clusters of published ones up to date.

    With `anew`, all that is linked with them is grouped anew, although nothing speaks for it. Returns the ids of
    articles that came into a cluster, left one, or saw theirs change.
    """
    ids = list(ids)
    if not ids:
        return set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        rows = _rows(cursor, ids)
        _keep_bands(cursor, ids, dict.fromkeys(ids, ()) | {id_: bands(body) for id_, body, _, _ in rows})
        candidates = _candidates(cursor, ids)
        found = _check(candidates, _texts(cursor, rows, candidates))
        # What was a pair is a candidate: without one there is none to lose.
        lost = bool(candidates) and _keep_pairs(cursor, ids, found)
        return regroup(cursor, ids, found, anew=anew or lost)


def _rows(cursor, ids):
    """(id, body, day, precision of the day) of articles."""
    if not ids:
        return []
    cursor.execute(
        "SELECT id, body, published_on, date_precision FROM articles_article WHERE id = ANY (%s)", [list(ids)]
    )
    return cursor.fetchall()


def _keep_bands(cursor, ids, wanted):
    """Make the index say `wanted`, a dict of id → bands, of these articles; nothing is written where it does."""
    cursor.execute(
        "SELECT article_id, array_agg(band) FROM articles_textband WHERE article_id = ANY (%s) GROUP BY 1", [ids]
    )
    kept = dict(cursor.fetchall())
    changed = [id_ for id_ in wanted if set(wanted[id_]) != set(kept.get(id_, ()))]
    if stale := [id_ for id_ in changed if id_ in kept]:
        cursor.execute("DELETE FROM articles_textband WHERE article_id = ANY (%s)", [stale])
    rows = sorted((band, id_) for id_ in changed for band in wanted[id_])
    if rows:
        cursor.execute(
            "INSERT INTO articles_textband (band, article_id) SELECT * FROM unnest(%s::bigint[], %s::bigint[])",
            [[band for band, _ in rows], [id_ for _, id_ in rows]],
        )


CANDIDATES = """
    SELECT least(mine.article_id, near.article_id), greatest(mine.article_id, near.article_id)
    FROM articles_textband mine CROSS JOIN LATERAL (
        (SELECT article_id FROM articles_textband WHERE band = mine.band AND article_id <> mine.article_id
        ORDER BY article_id DESC LIMIT %(last)s)
        UNION ALL
        (SELECT article_id FROM articles_textband WHERE band = mine.band AND article_id <> mine.article_id
        ORDER BY article_id LIMIT %(first)s)
    ) AS near
    WHERE mine.article_id = ANY (%(ids)s)
    UNION
    SELECT one_id, other_id FROM articles_twinpair WHERE one_id = ANY (%(ids)s)
    UNION
    SELECT one_id, other_id FROM articles_twinpair WHERE other_id = ANY (%(ids)s)
"""


def _candidates(cursor, ids):
    """Pairs of articles, one of them of `ids`, that may be twins or were; the lower id first."""
    cursor.execute(CANDIDATES, {"ids": ids, "last": LAST, "first": FIRST})
    return cursor.fetchall()


def _texts(cursor, rows, candidates):
    """The Texts of all candidates by their ids; `rows` are those that were read already."""
    wanted = {id_ for pair in candidates for id_ in pair}
    missing = wanted - {id_ for id_, *_ in rows}
    return {id_: Text.of(*row) for id_, *row in [*rows, *_rows(cursor, missing)] if id_ in wanted}


def _check(candidates, texts):
    """Those of the candidates that are twins, with their likeness; one whose article is gone is not."""
    there = [pair for pair in candidates if texts.keys() >= set(pair)]
    alike = {pair: twins(*(texts[id_] for id_ in pair)) for pair in there}
    return {pair: share for pair, share in alike.items() if share is not None}


def _keep_pairs(cursor, ids, found):
    """Make the pairs of these articles those of `found`, (id, id) → likeness; returns whether one was lost."""
    ones, others, alike = ([pair[0] for pair in found], [pair[1] for pair in found], list(found.values()))
    cursor.execute(
        "DELETE FROM articles_twinpair WHERE state = 'found' AND (one_id = ANY (%(ids)s) OR other_id = ANY (%(ids)s))"
        " AND (one_id, other_id) NOT IN (SELECT * FROM unnest(%(ones)s::bigint[], %(others)s::bigint[]))",
        {"ids": ids, "ones": ones, "others": others},
    )
    lost = cursor.rowcount > 0
    if found:
        cursor.execute(
            "INSERT INTO articles_twinpair (one_id, other_id, likeness)"
            " SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::float8[])"
            " ON CONFLICT (one_id, other_id) DO UPDATE SET likeness = EXCLUDED.likeness"
            " WHERE articles_twinpair.likeness <> EXCLUDED.likeness",
            [ones, others, alike],
        )
    return lost


# Some 20 MB of shingles at a time, and a lock of well under a second.
BATCH = 500


def cluster_all(again=False):
    """Cluster the whole archive, as after a copy in bulk; yields the number of articles looked at, for each BATCH.

    Each batch is a transaction of its own: stopped and started again, it passes over what is in the index already,
    unless all is to be done `again`.
    """
    last = 0
    while ids := _next(last):
        last = ids[-1]
        if not again:
            # Asked of these few, and not of the whole archive at once: no plan can make much of it.
            done = TextBand.objects.filter(article__in=ids, band__gte=SCHEME << 56).values_list("article", flat=True)
            ids = sorted(set(ids) - set(done))
        with transaction.atomic():
            _part(cluster(ids, anew=again))
        yield len(ids)


def _part(ids):
    """Copies of one story are no related stories: what was computed before they were known goes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM articles_relatedstory r USING articles_wirecopy a, articles_wirecopy b"
            " WHERE r.origin = 'computed' AND r.article_id = a.article_id AND r.other_id = b.article_id"
            " AND a.cluster = b.cluster AND (a.article_id = ANY (%(ids)s) OR b.article_id = ANY (%(ids)s))",
            {"ids": list(ids)},
        )


def _next(last):
    return list(Article.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH])


@transaction.atomic
def reject(one, other, user=None):
    """An editor says that the articles with these ids are not the same story: never in one cluster again."""
    one, other = sorted((one, other))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        texts = {id_: Text.of(*row) for id_, *row in _rows(cursor, [one, other])}
        alike = likeness(texts[one].shingles, texts[other].shingles)
        TwinPair.objects.update_or_create(
            one_id=one,
            other_id=other,
            defaults={"state": TwinPair.State.REJECTED, "decider": user, "decided_at": timezone.now()},
            create_defaults={
                "state": TwinPair.State.REJECTED, "decider": user, "decided_at": timezone.now(), "likeness": alike,
            },
        )  # fmt: skip
        return regroup(cursor, [one, other], {}, anew=True)


@transaction.atomic
def unreject(pair):
    """An editor takes a rejection back: the texts decide again. Returns the ids of articles whose cluster changed."""
    pair.state, pair.decider, pair.decided_at = TwinPair.State.FOUND, None, None
    pair.save(update_fields=["state", "decider", "decided_at"])
    return cluster([pair.one_id, pair.other_id])
