"""What the archive has of what comes in: asked for many stories in one round trip, whoever asks."""

from dataclasses import dataclass

from django.db import connection

from articles.importers.columns import article_columns, external_id
from articles.importers.match import Known
from articles.models import Article


@dataclass(frozen=True, slots=True)
class Ask:
    """A story to be looked for: by its publisher and key, and by its words where `body` is given."""

    source_id: int | None
    key: str
    headline: str = ""
    body: str | None = None


def ask(record, source_id, body=None):
    """The `Ask` of a record. Where the publisher numbers its stories, the same words under two numbers are two stories.

    `body` is the record's as the archive would keep it, where that is at hand.
    """
    if record.external_id:
        return Ask(source_id, external_id(record))
    body = article_columns(record)["body"] if body is None else body
    return Ask(source_id, external_id(record), record.headline, body)


# The first article that these bytes gave, and whether others came in for it since (index `capture_of_bytes`).
CAPTURED = """
    SELECT DISTINCT ON (c.sha256) c.sha256, c.article_id, a.status,
        EXISTS (SELECT FROM articles_capture l WHERE l.article_id = c.article_id AND l.id > c.id)
    FROM articles_capture c JOIN articles_article a ON a.id = c.article_id
    WHERE c.sha256 = ANY (%s) ORDER BY c.sha256, c.id
"""


def captured(hashes):
    """{sha256: (`Known`, the article's status)} of the pages that came in before, byte for byte."""
    with connection.cursor() as cursor:
        cursor.execute(CAPTURED, [list(hashes)])
        return {
            sha256: (Known(article_id, True, "", captured=True, superseded=superseded), status)
            for sha256, article_id, status, superseded in cursor.fetchall()
        }


# A publisher that is not known is compared by itself: "is not distinct from" would use no index.
MATCHES = """
    SELECT ask.n, found.id, found.by_key
    FROM unnest(%s::int[], %s::bigint[], %s::text[], %s::text[], %s::text[]) AS ask (n, source_id, key, headline, body)
    CROSS JOIN LATERAL (
        SELECT id, true AS by_key FROM articles_article
        WHERE source_id = ask.source_id AND external_id = ask.key AND external_id <> ''
        UNION ALL
        SELECT id, true FROM articles_article
        WHERE ask.source_id IS NULL AND source_id IS NULL AND external_id = ask.key AND external_id <> ''
        UNION ALL
        SELECT id, false FROM articles_article
        WHERE source_id = ask.source_id AND text_hash = md5(headline_key(ask.headline) || E'\\n' || ask.body)::uuid
        UNION ALL
        SELECT id, false FROM articles_article
        WHERE ask.source_id IS NULL AND source_id IS NULL
            AND text_hash = md5(headline_key(ask.headline) || E'\\n' || ask.body)::uuid
    ) AS found
    ORDER BY ask.n, found.by_key DESC, found.id
"""


def found(asks):
    """A list beside `asks`: the `Known` article of each, by its key before its words, or None."""
    asks = list(asks)
    with connection.cursor() as cursor:
        cursor.execute(
            MATCHES,
            [
                list(range(len(asks))),
                [one.source_id for one in asks],
                [one.key for one in asks],
                [one.headline for one in asks],
                [one.body for one in asks],
            ],
        )
        first = {}
        for n, article_id, by_key in cursor.fetchall():
            first.setdefault(n, (article_id, by_key))
    columns = ("record_hash", "edited_at", "published_on", "date_precision", "date_basis", "published_at")
    articles = Article.objects.only(*columns).in_bulk([article_id for article_id, _ in first.values()]) if first else {}
    return [_known(articles, *first[n]) if n in first else None for n in range(len(asks))]


def _known(articles, article_id, by_key):
    article = articles[article_id]
    return Known(article_id, by_key, article.record_hash, article.edited_at, str(article.published or ""))
