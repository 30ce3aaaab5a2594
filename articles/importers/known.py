"""What the archive has of what comes in: asked for many stories in one round trip, whoever asks."""

from dataclasses import dataclass
from datetime import date

from django.db import connection

from articles.importers.columns import article_columns, external_id
from articles.importers.match import Known
from articles.models import Article
from articles.related.shingles import LEAST, likeness, shingles


@dataclass(frozen=True, slots=True)
class Ask:
    """A story to be looked for: by its publisher and key, and by its headline and words where `body` is given.

    `on` is its day, None where that is not known.
    """

    source_id: int | None
    key: str
    headline: str = ""
    body: str | None = None
    on: date | None = None


def ask(record, source_id, body=None):
    """The `Ask` of a record. Where the publisher numbers its stories, the same words under two numbers are two stories.

    `body` is the record's as the archive would keep it, where that is at hand.
    """
    if record.external_id:
        return Ask(source_id, external_id(record))
    body = article_columns(record)["body"] if body is None else body
    day = record.dating.on if record.dating and record.dating.precision == "day" else None
    return Ask(source_id, external_id(record), record.headline, body, day)


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
    """A list beside `asks`: the `Known` article of each, by its key before its words, else the one it updates."""
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
    articles = (
        Article.objects.only("record_hash", "edited_at", *DATED).in_bulk(
            [article_id for article_id, _ in first.values()]
        )
        if first
        else {}
    )
    updates = _updates({n: one for n, one in enumerate(asks) if n not in first and one.source_id and one.body})
    return [_known(articles, *first[n]) if n in first else updates.get(n) for n in range(len(asks))]


def _known(articles, article_id, by_key):
    article = articles[article_id]
    return Known(article_id, by_key, article.record_hash, article.edited_at, str(article.published or ""))


# A story that is sent again is filled out or cut, so the smaller text may be most of the larger one; months apart, the
# same headline over nearly the same text may be the same form filled in anew ("Rates of the day").
NEARLY, CONTAINED, WORD_FOR_WORD, DAYS = 0.6, 0.8, 0.9, 7

# Of stories with the very headline, through its index; the latest first.
UPDATED = """
    SELECT ask.n, a.id, a.body, CASE a.date_precision WHEN 'day' THEN a.published_on END
    FROM unnest(%s::int[], %s::bigint[], %s::text[]) AS ask (n, source_id, headline)
    JOIN articles_article a ON a.headline_key = headline_key(ask.headline) AND a.source_id = ask.source_id
    WHERE a.status = 'published'
    ORDER BY ask.n, a.appears_at DESC, a.id DESC
"""


def _updates(asks):
    """{n: `Known`} of those `asks`, {n: Ask}, that are another version of a story under the same headline."""
    if not asks:
        return {}
    with connection.cursor() as cursor:
        columns = zip(*((n, one.source_id, one.headline) for n, one in asks.items()), strict=True)
        cursor.execute(UPDATED, [list(column) for column in columns])
        near = {}
        for n, article_id, body, on in cursor.fetchall():
            if n not in near and _is_version(asks[n], body, on):
                near[n] = (article_id, not (on and asks[n].on) or asks[n].on >= on)
    articles = Article.objects.only("edited_at", *DATED).in_bulk([article_id for article_id, _ in near.values()])
    return {
        n: Known(id_, False, "", articles[id_].edited_at, str(articles[id_].published or ""), update=True, later=later)
        for n, (id_, later) in near.items()
    }


DATED = ("published_on", "date_precision", "date_basis", "published_at")


def _is_version(one, body, on):
    mine, other = set(shingles(one.body)), set(shingles(body))
    least = min(len(mine), len(other))
    if least < LEAST:
        return False
    if one.on and on and abs((one.on - on).days) > DAYS:
        return likeness(mine, other) >= WORD_FOR_WORD
    return likeness(mine, other) >= NEARLY or len(mine & other) >= CONTAINED * least
