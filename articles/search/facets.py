"""What a search can be narrowed by, with counts: one query over the stories that were found."""

from collections import Counter

from django.db import connection

# Of each kind so many values, the commonest first.
SHOWN = 8

COUNTS = """
    WITH found AS (SELECT id, published_on, source_id, language FROM articles_article WHERE id = ANY (%s))
    SELECT 'on', extract(year FROM published_on)::text, count(*) FROM found GROUP BY 2
    UNION ALL
    SELECT 'source', s.name, count(*) FROM found JOIN articles_source s ON s.id = source_id GROUP BY s.id
    UNION ALL
    SELECT 'cites', s.name, count(*)
    FROM found JOIN articles_citation c ON c.article_id = found.id JOIN articles_source s ON s.id = c.source_id
    GROUP BY s.id
    UNION ALL
    SELECT CASE t.kind WHEN 'organisation' THEN 'org' ELSE t.kind END, t.name, count(*)
    FROM found JOIN articles_tagging g ON g.article_id = found.id JOIN articles_tag t ON t.id = g.tag_id
    GROUP BY t.id
    UNION ALL
    SELECT 'author', a.name, count(*)
    FROM found JOIN articles_byline b ON b.article_id = found.id JOIN articles_author a ON a.id = b.author_id
    GROUP BY a.id
    UNION ALL
    SELECT 'lang', language, count(*) FROM found WHERE language <> '' GROUP BY 2
"""
HEADINGS = {
    "on": "Year", "source": "Published by", "cites": "Cites", "person": "People", "org": "Organisations",
    "place": "Places", "event": "Events", "topic": "Topics", "author": "Authors", "lang": "Language",
}  # fmt: skip


def facets(ids):
    """[(field, heading, [(value, stories), …])] of articles, the commonest values first; one query."""
    counted = {field: Counter() for field in HEADINGS}
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, [ids])
        for field, value, stories in cursor.fetchall():
            counted[field][value] += stories
    return [
        (field, heading, sorted(counted[field].items(), key=_commonest)[:SHOWN])
        for field, heading in HEADINGS.items()
        if counted[field]
    ]


def _commonest(pair):
    return -pair[1], pair[0]
