"""Who and what is named together: by the newest comers among the stories of a tag, of a source that is cited."""

from django.db import connection

from articles.models import Source, Tag

# So many of the stories that came into the archive last: whatever a tag has, the same work.
LOOKED_AT, SHOWN = 200, 10

# By ids, which the unique index of (bearer, article) has in their order.
TOGETHER = f"""
    WITH last AS MATERIALIZED (
        SELECT article_id FROM {{join}} WHERE {{bearer}} = %(bearer)s ORDER BY article_id DESC LIMIT {LOOKED_AT}
    ), open AS MATERIALIZED (
        SELECT a.id FROM last JOIN articles_article a ON a.id = last.article_id
        WHERE a.status = 'published' AND a.appears_at <= statement_timestamp()
    ), beside AS (
        SELECT o.{{bearer}} AS bearer, count(*) AS stories FROM open JOIN {{join}} o ON o.article_id = open.id
        WHERE o.{{bearer}} <> %(bearer)s GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {SHOWN}
    )
    SELECT n.id, n.name, n.slug, {{kind}}, beside.stories, (SELECT count(*) FROM open)
    FROM beside JOIN {{noun}} n ON n.id = beside.bearer ORDER BY beside.stories DESC, n.name, n.id
"""
TAGS = TOGETHER.format(join="articles_tagging", bearer="tag_id", noun="articles_tag", kind="n.kind")
SOURCES = TOGETHER.format(join="articles_citation", bearer="source_id", noun="articles_source", kind="n.kind")


def tagged_together(tag):
    """(tags that stories with this tag have most often, how many stories were looked at); one query.

    Each tag has `stories`, its number among those.
    """
    return _together(TAGS, Tag, tag)


def cited_together(source):
    """The same for the sources that are cited beside this one."""
    return _together(SOURCES, Source, source)


def _together(query, model, bearer):
    with connection.cursor() as cursor:
        cursor.execute(query, {"bearer": bearer.pk})
        rows = cursor.fetchall()
    found = []
    for pk, name, slug, kind, stories, _ in rows:
        found.append(model(pk=pk, name=name, slug=slug, kind=kind))
        found[-1].stories = stories
    return found, rows[0][-1] if rows else 0
