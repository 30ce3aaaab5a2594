"""What a story was before an import changed it, kept so that undoing can give it back; one statement for any number."""

from django.db import connection

from articles.models import (
    Byline,
    Citation,
    FormerAddress,
    OldAddress,
    Picture,
    ReadMoreLink,
    Tagging,
    TagProposal,
)

# The columns of an article that an import may change.
COLUMNS = (
    "headline", "slug", "standfirst", "byline", "dateline", "section", "body", "language", "status", "withdrawal_note",
    "original_url", "external_id", "record_hash", "published_on", "published_at", "date_precision", "date_basis",
    "updated_at",
)  # fmt: skip
# The rows that belong to a story and that an import may change.
ROWS = (ReadMoreLink, Citation, Byline, Picture, Tagging, TagProposal, OldAddress, FormerAddress)
TABLES = [model._meta.db_table for model in ROWS]

ALL_OF = "'{0}', (SELECT coalesce(jsonb_agg(to_jsonb(r)), '[]') FROM {0} r WHERE r.article_id = a.id)"
REMEMBER = f"""
INSERT INTO articles_importchange (imported_by_id, article_id, revision, before)
SELECT %(run)s, a.id, a.revision, jsonb_build_object(
    'untouched', a.edited_at IS NULL AND a.revision = a.import_revision,
    'edited_at', a.edited_at,
    'revision', a.revision,
    'article', (SELECT to_jsonb(row) FROM (SELECT {", ".join(f"a.{name}" for name in COLUMNS)}) AS row),
    'articles_linkcandidate', (
        SELECT coalesce(jsonb_agg(to_jsonb(c)), '[]') FROM articles_linkcandidate c
        JOIN articles_readmorelink l ON l.id = c.link_id WHERE l.article_id = a.id
    ),
    {", ".join(ALL_OF.format(table) for table in TABLES)}
)
FROM articles_article a WHERE a.id = ANY (%(ids)s)
ON CONFLICT (imported_by_id, article_id) DO NOTHING
"""

# Whose story it was before stays true: an editor who had published it is not forgotten for a later import's change.
MARK = """
WITH left_at AS (
    UPDATE articles_importchange c SET revision = a.revision FROM articles_article a
    WHERE a.id = c.article_id AND c.imported_by_id = %(run)s AND c.article_id = ANY (%(ids)s)
    RETURNING c.article_id, c.revision, (c.before ->> 'untouched')::boolean AS untouched
)
UPDATE articles_article a SET import_revision = left_at.revision FROM left_at
WHERE a.id = left_at.article_id AND left_at.untouched
"""


def remember(run, ids):
    """Keep the articles with `ids` as they are now, for `run` is about to change them; the first time counts."""
    _execute(REMEMBER, run, ids)


def mark(run, ids):
    """Note the revisions in which `run` leaves the articles with `ids` that it has changed."""
    _execute(MARK, run, ids)


def _execute(statement, run, ids):
    with connection.cursor() as cursor:
        cursor.execute(statement, {"run": run.pk, "ids": list(ids)})
