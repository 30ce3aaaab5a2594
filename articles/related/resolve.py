"""Read-more links: which story each names.

A link resolves by itself only to the one published story that has its address or its very headline
(`headline_key`: case, quotes, dashes, spaces). In trials on 400,000 headlines that made no wrong link;
every similarity threshold did, and a cut-off headline met a unique stranger in 5-7 % of cases. Two
stories with the headline, or near ones, are suggestions for an editor.

A near headline begins or ends as the line does: a slip of a finger leaves one half whole, a cut tail and a site's
name behind it the beginning. So near ones stand side by side in the alphabet, read from the front or from the back,
and looking there takes the same time in any archive: 2 ms, where trigrams took 300 of 200,000 headlines.

The outcome depends on what is in the archive, not on the order in which it came: whatever changes an
article calls `resolve` with its id, and every link that the change can touch is decided anew.
"""

from django.db import connection, transaction
from django.utils import timezone

# Share of common trigrams from which a headline is worth an editor's look; one that goes on where the line was cut,
# or stops before a site's name, counts as CUT whatever is missing, if what they share is longer than a column's name.
NEAR, CUT, LEAST_SHARED = 0.45, 0.9, 20
SUGGESTIONS = 3
# So many on each side, front and back: in crowded places - a hundred headlines with the same first words - the nearest.
SIDE = 50


def _beside(table, condition, key):
    """SQL of the `id` and `headline_key` of rows whose headlines stand next to `key`, from the front and the back.

    Each of the four is a walk along an index: `article_headlines_forward` and its kin.
    """
    walks = []
    for way in ("left({}, 60)", "left(reverse({}), 60)"):
        there, here = (f'{way.format(name)} COLLATE "C"' for name in ("headline_key", key))
        for sign, order in ((">=", "ASC"), ("<", "DESC")):
            walks.append(
                f"(SELECT id, headline_key FROM {table} WHERE {condition} AND {there} {sign} {here}"
                f" ORDER BY {there} {order} LIMIT {SIDE})"
            )
    return " UNION ".join(walks)


def _likeness(headline, line):
    """SQL of how near the key of a headline is to that of a line, 0 to 1."""
    return f"""CASE
        WHEN {headline} = {line} THEN 1
        WHEN least(length({headline}), length({line})) >= {LEAST_SHARED}
            AND (starts_with({headline}, {line}) OR starts_with({line}, {headline}))
            THEN greatest({CUT}, similarity({headline}, {line}))
        ELSE similarity({headline}, {line})
    END"""


# Links to decide anew: those in the articles, those that name them or have their address, and those that lead to a
# story that is now one of two with a headline or an address. An editor's decision is never one of them. A link that is
# resolved is found by where it leads, since only those that wait are indexed by their headline.
#
# Each story is asked for by itself (OFFSET 0): of ten thousand that came in together, Postgres would rather read all of
# the archive, and with each ten thousand there is more of it.
AFFECTED = """
    WITH told AS MATERIALIZED (
        SELECT a.* FROM unnest(%(ids)s::bigint[]) AS ask (id) CROSS JOIN LATERAL (
            SELECT id, headline_key, original_url, status FROM articles_article WHERE id = ask.id OFFSET 0
        ) AS a
    )
    SELECT DISTINCT touched.id FROM (
        SELECT l.id FROM told CROSS JOIN LATERAL (
            SELECT id FROM articles_readmorelink WHERE article_id = told.id
            UNION ALL
            SELECT link_id FROM articles_linkcandidate WHERE article_id = told.id
            UNION ALL
            SELECT id FROM articles_readmorelink
            WHERE headline_key = told.headline_key AND state IN ('pending', 'suggested', 'external')
            UNION ALL
            SELECT id FROM articles_readmorelink WHERE url = told.original_url AND url <> ''
            UNION ALL
            SELECT id FROM articles_readmorelink WHERE target_id = ANY (ARRAY(
                SELECT told.id
                UNION ALL
                SELECT id FROM articles_article WHERE headline_key = told.headline_key AND status = 'published'
                UNION ALL
                SELECT id FROM articles_article WHERE original_url = told.original_url AND original_url <> ''
            ))
            OFFSET 0
        ) AS l
        {near}
    ) AS touched
    CROSS JOIN LATERAL (
        SELECT FROM articles_readmorelink WHERE id = touched.id AND decided_by <> 'editor' OFFSET 0
    ) AS by_rule
"""
# And waiting ones with a near headline, for suggestions.
NEAR_ONES = """
        UNION ALL
        SELECT l.id FROM told CROSS JOIN LATERAL ({beside}) AS l
        WHERE told.status = 'published' AND {likeness} >= {near}
""".format(
    beside=_beside("articles_readmorelink", "state IN ('pending', 'suggested', 'external')", "told.headline_key"),
    likeness=_likeness("told.headline_key", "rtrim(l.headline_key, ' .')"),
    near=NEAR,
)
EVERY = "SELECT id FROM articles_readmorelink WHERE decided_by <> 'editor'"

# A story at the link's own address wins over those with its headline; two of either decide nothing.
DECIDE = """
CREATE TEMPORARY TABLE exact ON COMMIT DROP AS
    SELECT l.id AS link_id, a.id AS article_id, l.url <> '' AND a.original_url = l.url AS by_url
    FROM affected CROSS JOIN LATERAL (
        SELECT id, article_id, url, headline_key FROM articles_readmorelink WHERE id = affected.id OFFSET 0
    ) AS l
    JOIN LATERAL (
        SELECT id, original_url FROM articles_article
        WHERE status = 'published' AND headline_key = l.headline_key
        UNION
        SELECT id, original_url FROM articles_article
        WHERE status = 'published' AND original_url = l.url AND l.url <> ''
    ) AS a ON a.id <> l.article_id
    WHERE NOT EXISTS (
        SELECT FROM articles_linkcandidate c WHERE c.link_id = l.id AND c.article_id = a.id AND c.state = 'rejected'
    );
CREATE TEMPORARY TABLE choice ON COMMIT DROP AS
    SELECT link_id, CASE
        WHEN count(*) FILTER (WHERE by_url) = 1 THEN max(article_id) FILTER (WHERE by_url)
        WHEN count(*) = 1 THEN max(article_id)
    END AS target_id
    FROM exact GROUP BY link_id;
"""

# What is resolved needs no suggestions.
WITHOUT_SUGGESTIONS = """
DELETE FROM articles_linkcandidate
WHERE state = 'suggested' AND link_id IN (SELECT link_id FROM choice WHERE target_id IS NOT NULL)
"""
SUGGEST = """
DELETE FROM articles_linkcandidate WHERE state = 'suggested' AND link_id IN (SELECT id FROM affected);
INSERT INTO articles_linkcandidate (link_id, article_id, similarity)
    SELECT l.id, near.id, near.similarity
    FROM affected JOIN articles_readmorelink l USING (id)
    LEFT JOIN choice ON choice.link_id = l.id
    CROSS JOIN LATERAL (SELECT rtrim(l.headline_key, ' .') AS key) AS line
    CROSS JOIN LATERAL (
        SELECT id, similarity FROM (
            SELECT a.id, {likeness} AS similarity
            FROM (
                {beside}
                UNION SELECT id, headline_key FROM articles_article
                WHERE status = 'published' AND headline_key = l.headline_key
            ) AS a
            WHERE a.id <> l.article_id
                AND NOT EXISTS (SELECT FROM articles_linkcandidate c WHERE c.link_id = l.id AND c.article_id = a.id)
        ) AS a
        WHERE similarity >= {near} ORDER BY similarity DESC, id LIMIT %(suggestions)s
    ) AS near
    WHERE choice.target_id IS NULL;
""".format(
    beside=_beside("articles_article", "status = 'published'", "line.key"),
    likeness=_likeness("a.headline_key", "line.key"),
    near=NEAR,
)

SETTLE = """
WITH decided AS (
    SELECT id, target_id, CASE
        WHEN target_id IS NOT NULL THEN 'resolved'
        WHEN EXISTS (SELECT FROM articles_linkcandidate c WHERE c.link_id = affected.id AND c.state = 'suggested')
            THEN 'suggested'
        ELSE 'pending'
    END AS state
    FROM affected LEFT JOIN choice ON choice.link_id = affected.id
), settled AS (
    UPDATE articles_readmorelink l
    SET target_id = d.target_id,
        decided_by = CASE WHEN d.target_id IS NULL THEN '' ELSE 'rule' END,
        state = CASE WHEN d.state = 'pending' AND l.url <> '' THEN 'external' ELSE d.state END
    FROM decided d
    WHERE l.id = d.id AND (l.target_id, l.state) IS DISTINCT FROM
        (d.target_id, CASE WHEN d.state = 'pending' AND l.url <> '' THEN 'external' ELSE d.state END)
    RETURNING l.state
)
SELECT state, count(*) FROM settled GROUP BY state
"""


@transaction.atomic
def resolve(ids=None, suggest=True):
    """Decide anew every link that the articles with `ids` can touch; all links of the archive when None.

    Returns how many links came into which state, as a dict. An article counts as a story to lead to
    while its status is "published"; whether a reader can open it yet is asked when a page is shown.
    Without `suggest` only exact matches are made, at some hundredth of the time, and suggestions stay as they are.
    """
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS affected, exact, choice")
        links = EVERY if ids is None else AFFECTED.format(near=NEAR_ONES if suggest else "")
        cursor.execute(
            f"CREATE TEMPORARY TABLE affected ON COMMIT DROP AS {links}", None if ids is None else {"ids": list(ids)}
        )
        cursor.execute(DECIDE)
        if suggest:
            cursor.execute(SUGGEST, {"suggestions": SUGGESTIONS})
        else:
            cursor.execute(WITHOUT_SUGGESTIONS)
        cursor.execute(SETTLE)
        return dict(cursor.fetchall())


@transaction.atomic
def accept(candidate):
    """An editor says that the link means this story."""
    link = candidate.link
    link.choose(candidate.article)
    link.save(update_fields=["target", "state", "decided_by"])
    link.candidates.filter(state="suggested").delete()


@transaction.atomic
def reject(candidate, user=None):
    """An editor says that the link does not mean this story: the pair is never suggested or resolved again."""
    candidate.state, candidate.decider, candidate.decided_at = candidate.State.REJECTED, user, timezone.now()
    candidate.save(update_fields=["state", "decider", "decided_at"])
    resolve([candidate.link.article_id])


@transaction.atomic
def unlink(link, user=None):
    """An editor says that a resolved link leads to the wrong story: as `reject`, for the story it leads to."""
    candidate, _ = link.candidates.get_or_create(article=link.target, defaults={"similarity": 1.0})
    link.target = None
    link.save(update_fields=["target"])
    link.refresh_from_db()
    candidate.link = link
    reject(candidate, user)
