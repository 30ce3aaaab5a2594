"""Pairs of twins → clusters: which published stories stand for one another in lists."""

NEAR = """
WITH RECURSIVE near(id) AS (
    SELECT unnest(%(ids)s::bigint[])
    UNION
    SELECT others.article_id FROM articles_wirecopy mine JOIN articles_wirecopy others USING (cluster)
    WHERE mine.article_id = ANY (%(ids)s)
    UNION
    SELECT twin.id FROM near CROSS JOIN LATERAL (
        SELECT other_id FROM articles_twinpair WHERE one_id = near.id AND state = 'found'
        UNION ALL
        SELECT one_id FROM articles_twinpair WHERE other_id = near.id AND state = 'found'
    ) AS twin(id)
)
SELECT id FROM near
"""


def regroup(cursor, ids, found, anew):
    """Bring the clusters of the articles with `ids` up to date; returns the ids of articles whose cluster changed.

    `found` are the pairs of these articles, (id, id) → likeness. Where stories only came to clusters, these grow, and
    nobody else's membership is asked: an archive may have thousands of one form. Else, and with `anew`, all that is
    linked with them is grouped anew.
    """
    if not anew and not _leaves(cursor, ids):
        if not found:
            return set()
        grown = _grow(cursor, found)
        if grown is not None:
            return grown
    cursor.execute(NEAR, {"ids": ids})
    near = [id_ for (id_,) in cursor.fetchall()]
    return _store(cursor, near, components(*_pairs(cursor, near)))


def _leaves(cursor, ids):
    """Whether one of these articles is in a cluster and published no longer."""
    cursor.execute(
        "SELECT EXISTS (SELECT FROM articles_wirecopy c JOIN articles_article a ON a.id = c.article_id"
        " WHERE c.article_id = ANY (%s) AND a.status <> 'published')",
        [ids],
    )
    return cursor.fetchone()[0]


def _grow(cursor, found):
    """Join the published articles of `found` and their clusters; None where an editor's rejection may forbid it."""
    members = list({id_ for pair in found for id_ in pair})
    cursor.execute(
        "SELECT a.id, c.cluster FROM articles_article a LEFT JOIN articles_wirecopy c ON c.article_id = a.id"
        " WHERE a.id = ANY (%s) AND a.status = 'published'",
        [members],
    )
    named = dict(cursor.fetchall())
    labels = [label for label in named.values() if label]
    cursor.execute(
        "SELECT EXISTS (SELECT FROM articles_twinpair p WHERE state = 'rejected' AND ("
        " one_id = ANY (%(ids)s) OR other_id = ANY (%(ids)s)"
        " OR one_id IN (SELECT article_id FROM articles_wirecopy WHERE cluster = ANY (%(labels)s))))",
        {"ids": members, "labels": labels},
    )
    if cursor.fetchone()[0]:
        return None
    # A cluster that is there takes part as if it were the article that names it, which is its lowest id.
    links = [(named[one] or one, named[other] or other) for one, other in found if {one, other} <= named.keys()]
    merged = components({(one, other): 1.0 for one, other in links if one != other}, set())
    came = {id_: merged.get(id_, id_) for id_, label in named.items() if not label and id_ in merged}
    renamed = {label: merged[label] for label in set(labels) if merged.get(label, label) != label}
    return _write(cursor, came, renamed)


def _write(cursor, came, renamed):
    """Add members, id → cluster, and give clusters other names, old → new; returns the ids of all concerned."""
    touched = set(came)
    if renamed:
        cursor.execute(
            "UPDATE articles_wirecopy SET cluster = new FROM unnest(%s::bigint[], %s::bigint[]) AS name(old, new)"
            " WHERE cluster = old RETURNING article_id",
            [list(renamed), list(renamed.values())],
        )
        touched |= {id_ for (id_,) in cursor.fetchall()}
    if came:
        cursor.execute(
            "INSERT INTO articles_wirecopy (article_id, cluster) SELECT * FROM unnest(%s::bigint[], %s::bigint[])"
            " ON CONFLICT (article_id) DO UPDATE SET cluster = EXCLUDED.cluster",
            [list(came), list(came.values())],
        )
    return touched


def _pairs(cursor, near):
    """The pairs among these articles: those of published ones with their likeness, and the rejected ones."""
    cursor.execute(
        "SELECT one_id, other_id, likeness, p.state FROM articles_twinpair p"
        " JOIN articles_article a ON a.id = one_id AND a.status = 'published'"
        " JOIN articles_article b ON b.id = other_id AND b.status = 'published'"
        " WHERE one_id = ANY (%(ids)s) AND other_id = ANY (%(ids)s)",
        {"ids": near},
    )
    rows = cursor.fetchall()
    found = {(one, other): alike for one, other, alike, state in rows if state == "found"}
    return found, {(one, other) for one, other, _, state in rows if state == "rejected"}


def components(found, rejected):
    """Who is linked with whom: a dict of id → the lowest id of its cluster, for all that have a twin.

    The most alike are joined first, and none that would bring two rejected ones together.
    """
    cluster = {id_: {id_} for pair in found for id_ in pair}
    for one, other in sorted(found, key=lambda pair: (-found[pair], pair)):
        ours, theirs = cluster[one], cluster[other]
        if ours is theirs or any(pair[0] in ours | theirs and pair[1] in ours | theirs for pair in rejected):
            continue
        ours |= theirs
        for id_ in theirs:
            cluster[id_] = ours
    return {id_: min(members) for id_, members in cluster.items() if len(members) > 1}


def _store(cursor, near, wanted):
    """Make the clusters of these articles the `wanted` ones; returns the ids of those that are not as they were."""
    cursor.execute("SELECT article_id, cluster FROM articles_wirecopy WHERE article_id = ANY (%s)", [near])
    kept = dict(cursor.fetchall())
    came = {id_: label for id_, label in wanted.items() if kept.get(id_) != label}
    touched = _write(cursor, came, {})
    # In this order: who is left alone in a cluster leaves it by a trigger.
    if gone := list(kept.keys() - wanted.keys()):
        cursor.execute("DELETE FROM articles_wirecopy WHERE article_id = ANY (%s)", [gone])
    return touched | set(gone)
