"""What a search can be narrowed by, with counts: one query over the stories that were found."""

from collections import Counter

from django.db import connection
from django.utils.translation import gettext_lazy as _

# Of each kind so many values, the commonest first.
SHOWN = 8
# Counted over so many stories, the newest: each has some ten names, and so many take 15 ms.
MOST = 500

# Counted by their ids first: there are fewer names than times that they are named.
COUNTS = """
    WITH found AS MATERIALIZED (
        SELECT id, published_on, source_id, language FROM articles_article WHERE id = ANY (%(ids)s)
    )
    SELECT 'on', extract(year FROM published_on)::text, count(*) FROM found GROUP BY 2
    UNION ALL
    SELECT 'lang', language, count(*) FROM found WHERE language <> '' GROUP BY 2
    UNION ALL
    SELECT 'source', s.name, n FROM (SELECT source_id, count(*) AS n FROM found GROUP BY 1) AS f
    JOIN articles_source s ON s.id = source_id
    UNION ALL
    SELECT 'cites', s.name, n
    FROM (SELECT source_id, count(*) AS n FROM articles_citation WHERE article_id = ANY (%(ids)s) GROUP BY 1) AS c
    JOIN articles_source s ON s.id = source_id
    UNION ALL
    SELECT CASE t.kind WHEN 'organisation' THEN 'org' ELSE t.kind END, t.name, n
    FROM (
        SELECT tag_id, count(*) AS n FROM articles_tagging WHERE article_id = ANY (%(ids)s)
        GROUP BY 1 ORDER BY 2 DESC LIMIT {most}
    ) AS g JOIN articles_tag t ON t.id = tag_id
    UNION ALL
    SELECT 'author', a.name, n
    FROM (
        SELECT author_id, count(*) AS n FROM articles_byline WHERE article_id = ANY (%(ids)s)
        GROUP BY 1 ORDER BY 2 DESC LIMIT {most}
    ) AS b JOIN articles_author a ON a.id = author_id
"""
# Of the commonest tags so many are looked at for the commonest of each kind, and as many authors.
NAMED = 200
HEADINGS = {
    "on": _("Year"), "source": _("Published by"), "cites": _("Cites"), "person": _("People"), "org": _("Organisations"),
    "place": _("Places"), "event": _("Events"), "topic": _("Topics"), "author": _("Authors"), "lang": _("Language"),
}  # fmt: skip


def facets(ids):
    """[(field, heading, [(value, stories), …])] of articles, the commonest values first; one query."""
    counted = {field: Counter() for field in HEADINGS}
    with connection.cursor() as cursor:
        cursor.execute(COUNTS.format(most=NAMED), {"ids": ids})
        for field, value, stories in cursor.fetchall():
            counted[field][value] += stories
    return [
        (field, heading, sorted(counted[field].items(), key=_commonest)[:SHOWN])
        for field, heading in HEADINGS.items()
        if counted[field]
    ]


def _commonest(pair):
    return -pair[1], pair[0]
