"""What the best answers to a long question have in common, and which others have it too: so that a story is found near
the top which tells of the same thing in other words."""

import re

from django.db import connection

# Of so many of the best the words are taken that at least two have: a word of one alone is as likely its own matter.
# The ones that tell most count, together so much of what all words of the question do. With twenty of the best, or
# twice as much, the question itself begins to be lost.
BEST, SHARED, TAKEN, WORTH = 5, 2, 10, 0.3

# A word counts in a story as in `ranking`; `own` are the question's. A lexeme in quotes is a tsquery.
ECHOED = """
    WITH taken AS (
        SELECT ('''' || replace(replace(lexeme, '\\', '\\\\'), '''', '''''') || '''')::tsquery AS tsquery,
            points / sum(points) OVER () AS share
        FROM (
            SELECT lexeme, told * ln(1 + (sampled - stories + 0.5) / (stories + 0.5)) ^ %(rarer)s AS points
            FROM (
                SELECT lexeme, sum(points * (1 - k / (k + (cardinality(weights)
                    + cardinality(array_positions(weights, 'A'))) / 2.0))) AS told
                FROM unnest(%(best)s::bigint[], %(points)s::float8[]) AS of_best (id, points)
                JOIN articles_article USING (id)
                CROSS JOIN LATERAL (SELECT {k} AS k FROM (SELECT search AS vector) AS own) AS story
                CROSS JOIN unnest(search)
                WHERE lexeme <> ALL (%(own)s)
                GROUP BY lexeme HAVING count(*) >= %(shared)s
            ) AS told
            JOIN articles_lexeme USING (lexeme)
            CROSS JOIN (SELECT sampled FROM articles_reading) AS reading
            ORDER BY points DESC, lexeme LIMIT %(taken)s
        ) AS most
    )
    SELECT id, sum(share * (1 - k / (k + ts_rank_cd('{weights}', vector, tsquery))))
    FROM (
        SELECT id, vector, {k} AS k
        FROM (
            SELECT id, ts_delete(search, '') AS vector FROM articles_article WHERE id = ANY (%(ids)s) OFFSET 0
        ) AS fetched OFFSET 0
    ) AS story CROSS JOIN taken
    WHERE vector @@ tsquery
    GROUP BY id
"""
LEXEME = re.compile(r"'((?:[^'\\]|''|\\.)*)'", re.DOTALL)


def echoes(ranked, tsqueries, weights, k, counted):
    """{id: how much it has, from 0 to 1, of what the best have in common} of stories that have any; one query.

    `ranked` are (points, `Row`)s, the best first, and `tsqueries` those of the question's words. Words count by
    `weights` and `k`, as in `ranking`, in SQL of the parameters `counted`.
    """
    best = _distinct(ranked)[:BEST]
    if len(best) < SHARED or not best[0][0]:
        return {}
    parameters = counted | {
        "ids": [row.id for _, row in ranked], "best": [row.id for _, row in best],
        "points": [points / best[0][0] for points, _ in best], "own": _lexemes(tsqueries),
        "shared": SHARED, "taken": TAKEN,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(ECHOED.format(weights=weights, k=k), parameters)
        return dict(cursor.fetchall())


def _distinct(ranked):
    """Of copies of one story the best alone: what they share tells nothing."""
    seen = {}
    for points, row in ranked:
        seen.setdefault(row.id if row.cluster is None else ("copies", row.cluster), (points, row))
    return list(seen.values())


def _lexemes(tsqueries):
    quoted = (lexeme for tsquery in tsqueries for lexeme in LEXEME.findall(tsquery))
    return [re.sub(r"\\(.)", r"\1", lexeme.replace("''", "'"), flags=re.DOTALL) for lexeme in quoted]
