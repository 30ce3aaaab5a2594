"""Related stories: what else a reader of this story would want, and why.

The score adds what two published stories share, by rarity: a tag is worth ln(1 + N / n) / ln(1 + N) where
n of the archive's N stories have it, which is from 0 to 1 whatever the archive's size; a place, where much
happens, and a cited source half of that; a read-more link between them LINK, a stemmed word of both headlines
WORD. All of it fades with the days between them, to a floor: a story of long ago
stays related to its like (in trials a fortnight's fading with a floor of .3 to .6 was the one cheap gain).
"""

from django.db import connection, transaction
from django.db.models import Case, Value, When

from articles.models import Article, RelatedStory, Settling

LINK, WORD, FADING, FLOOR = 1.5, 0.25, 14.0, 0.5
# What is kept for each story, and the least score: a person in common passes at any distance, a place or two words
# of a headline only within weeks, a cited source if it is rare, too.
KEPT, LEAST = 10, 0.2

SCORE = rf"""
WITH mine AS (
    SELECT id, appears_at, date_precision, headline, language, search FROM articles_article
    WHERE id = ANY (%(ids)s) AND status = 'published'
), total AS (
    SELECT count(*)::float8 AS n FROM articles_article WHERE status = 'published'
), shared AS (
    SELECT m.id, t.article_id AS other, tag.name AS tag, NULL AS cited, NULL AS linked,
        ln(1 + total.n / df.n) / ln(1 + total.n) * CASE tag.kind WHEN 'place' THEN 0.5 ELSE 1 END AS weight
    FROM mine m
    JOIN articles_tagging mt ON mt.article_id = m.id
    JOIN articles_tag tag ON tag.id = mt.tag_id
    JOIN articles_tagging t ON t.tag_id = mt.tag_id AND t.article_id <> m.id
    CROSS JOIN LATERAL (SELECT count(*)::float8 AS n FROM articles_tagging WHERE tag_id = mt.tag_id) AS df
    CROSS JOIN total
    UNION ALL
    SELECT m.id, c.article_id, NULL, source.name, NULL, ln(1 + total.n / df.n) / ln(1 + total.n) / 2
    FROM mine m
    JOIN articles_citation mc ON mc.article_id = m.id
    JOIN articles_source source ON source.id = mc.source_id
    JOIN articles_citation c ON c.source_id = mc.source_id AND c.article_id <> m.id
    CROSS JOIN LATERAL (SELECT count(*)::float8 AS n FROM articles_citation WHERE source_id = mc.source_id) AS df
    CROSS JOIN total
    UNION ALL
    SELECT DISTINCT m.id, l.target_id, NULL, NULL, 'to', {LINK}::float8
    FROM mine m JOIN articles_readmorelink l ON l.article_id = m.id AND l.target_id IS NOT NULL
    UNION ALL
    SELECT DISTINCT m.id, l.article_id, NULL, NULL, 'from', {LINK}::float8
    FROM mine m JOIN articles_readmorelink l ON l.target_id = m.id
    UNION ALL
    SELECT m.id, a.id, NULL, NULL, NULL, {WORD} * common.n
    FROM mine m
    CROSS JOIN LATERAL (
        SELECT array_agg(word) AS words FROM unnest(tsvector_to_array(ts_filter(m.search, '{{a}}'))) AS word
    ) AS mw
    JOIN articles_article a ON a.status = 'published' AND a.id <> m.id AND a.language = m.language
        AND a.search @@ (
            -- A word as a quoted operand: quotes and backslashes in it are doubled.
            SELECT string_agg(format('''%%s'':A', replace(replace(word, '\', '\\'), '''', '''''')), ' | ')::tsquery
            FROM unnest(mw.words) AS word
        )
    CROSS JOIN LATERAL (
        SELECT count(*)::float8 AS n FROM unnest(tsvector_to_array(ts_filter(a.search, '{{a}}'))) AS word
        WHERE word = ANY (mw.words)
    ) AS common
    WHERE common.n >= 2
), scored AS (
    SELECT s.id, s.other,
        CASE WHEN m.date_precision = 'day' AND o.date_precision = 'day'
            THEN round(extract(epoch FROM o.appears_at - m.appears_at) / 86400)::int
        END AS days,
        -- The exponent ends at 50: a century apart would underflow.
        sum(s.weight) * ({FLOOR} + (1 - {FLOOR}) * exp(
            -least(abs(extract(epoch FROM o.appears_at - m.appears_at))::float8 / 86400 / {FADING}, 50)
        )) AS score,
        array_remove(array_agg(s.tag ORDER BY s.weight DESC, s.tag), NULL) AS tags,
        array_remove(array_agg(s.cited ORDER BY s.weight DESC, s.cited), NULL) AS cited,
        array_remove(array_agg(DISTINCT s.linked), NULL) AS linked,
        m.headline AS headline, o.headline AS other_headline, coalesce(other_in.cluster, s.other) AS story
    FROM shared s
    JOIN mine m ON m.id = s.id
    JOIN articles_article o ON o.id = s.other AND o.status = 'published'
    LEFT JOIN articles_wirecopy mine_in ON mine_in.article_id = s.id
    LEFT JOIN articles_wirecopy other_in ON other_in.article_id = s.other
    -- Wire copies of the story itself are shown apart.
    WHERE mine_in.cluster IS NULL OR mine_in.cluster IS DISTINCT FROM other_in.cluster
    GROUP BY s.id, s.other, m.appears_at, m.date_precision, m.headline, o.appears_at, o.date_precision, o.headline,
        other_in.cluster
), once AS (
    -- Of another story's copies, one. A cluster is named by an article's id, so it can be no other story's.
    SELECT DISTINCT ON (id, story) * FROM scored WHERE score >= {LEAST} ORDER BY id, story, score DESC, other
), ranked AS (
    SELECT *, row_number() OVER (PARTITION BY id ORDER BY score DESC, other) AS place FROM once
)
SELECT id, other, score, days, tags, cited, linked, headline, other_headline
FROM ranked WHERE place <= {KEPT} ORDER BY id, place
"""


@transaction.atomic
def relate(ids, together=False):
    """Compute the related stories of the articles with `ids`, and anew those of the stories they now stand beside.

    Pinned and banned rows are an editor's, and stay. Those that wait for it themselves are left to their turn; of
    stories that came in `together`, which all were there before the first was related, each has one turn alone.
    """
    ids = set(ids)
    neighbours = {other for _, other in _store(ids)}
    neighbours |= set(_beside(ids))
    left = Settling.objects.all() if together else Settling.objects.waiting()
    _store(neighbours - ids - set(left.filter(pk__in=neighbours).values_list("pk", flat=True)))


def _beside(ids):
    """Articles that have one of `ids` among their related stories."""
    rows = RelatedStory.objects.filter(other__in=ids, origin="computed").order_by()
    return rows.values_list("article", flat=True).distinct()


def _store(ids):
    """Replace the computed rows of `ids`; yields (article, other)."""
    if not ids:
        return []
    with connection.cursor() as cursor:
        cursor.execute(SCORE, {"ids": list(ids)})
        found = cursor.fetchall()
    RelatedStory.objects.filter(article__in=ids, origin="computed").delete()
    rows = [
        RelatedStory(article_id=id_, other_id=other, origin="computed", score=score, reason=_reason(*why))
        for id_, other, score, *why in found
    ]
    RelatedStory.objects.bulk_create(rows, ignore_conflicts=True)
    return [(row.article_id, row.other_id) for row in rows]


def _reason(days, tags, cited, linked, headline, other_headline):
    reason = {"tags": tags[:3]} if tags else {}
    if cited:
        reason["cites"] = cited[:2]
    if days is not None:
        reason["days"] = days
    if linked:
        reason["linked"] = linked[0] if len(linked) == 1 else "both"
    if not tags and not cited and (words := _shared_words(headline, other_headline)):
        reason["words"] = words[:3]
    return reason


def _shared_words(headline, other):
    """Words of both headlines, as the first prints them; short ones say nothing."""
    others = {word.strip(PUNCTUATION).casefold() for word in other.split()}
    words = (word.strip(PUNCTUATION) for word in headline.split())
    return [word for word in words if len(word) >= 4 and word.casefold() in others]


PUNCTUATION = "‘’“”\"'.,:;!?()[]«»…–—-"


def related_to(article):
    """The stories to show beside `article`: pinned first, then by score; one query, ready for cards."""
    shown = article.related.exclude(origin="banned").filter(other__in=Article.objects.published().order_by())
    pinned_first = Case(When(origin="pinned", then=Value(0)), default=Value(1))
    cards = shown.select_related("other__source").defer("other__body", "other__names", "other__search")
    return cards.order_by(pinned_first, "-score", "pk")
