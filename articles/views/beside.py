"""The other stories on the page of a story, each list of them bounded: one query asks for all.

It is SQL as a constant: put together by the ORM, of five lists with a card's columns each, it took nine milliseconds
to write and three to answer.
"""

import json
from collections import defaultdict

from articles.models import Article, Source, lists
from articles.related.reasons import alike

# Six cards are two rows on a wide screen; a story that many point to shows its newest.
BACKLINKS, COPIES, SAME_DAY = 12, 40, 6
# Some of a day's stories may stand higher on the page already, and are not shown again.
SPARE = 8

CARD = ", ".join(f"a.{Article._meta.get_field(name).column}" for name in lists.CARD)
# As `ArticleQuerySet.published` has it.
READABLE = "{0}.status = 'published' AND {0}.appears_at <= statement_timestamp()"
# As `ArticleQuerySet.one_of_each` has it, of a list that `condition` on `b` describes.
FIRST_COPY = """NOT EXISTS (
    SELECT FROM articles_wirecopy mine
    JOIN articles_wirecopy copy ON copy.cluster = mine.cluster
    JOIN articles_article b ON b.id = copy.article_id AND {readable} AND {condition}
    WHERE mine.article_id = a.id AND (b.appears_at, b.id) < (a.appears_at, a.id)
)"""
POINTS_HERE = "{0}.id IN (SELECT article_id FROM articles_readmorelink WHERE target_id = %(id)s)"
OF_THE_DAY = "{0}.id <> %(id)s AND {0}.date_precision = 'day' AND {0}.published_on = %(day)s"
BY_NEWEST = "ORDER BY a.appears_at DESC, a.id DESC"


def _list(kind, condition, order, most, likeness="NULL::float8"):
    return f"""(
        SELECT '{kind}' AS kind, a.id, {likeness} AS likeness FROM articles_article a
        WHERE {READABLE.format("a")} AND {condition} {order} LIMIT {most}
    )"""


def _once(condition):
    first = FIRST_COPY.format(readable=READABLE.format("b"), condition=condition.format("b"))
    return f"{condition.format('a')} AND {first}"


LISTS = [
    _list("backlinks", _once(POINTS_HERE), BY_NEWEST, BACKLINKS),
    _list(
        "day",
        # Said in terms of the column by which lists are ordered, too, so that their index is followed.
        f"a.appears_at >= %(day)s::date - interval '1 day' AND a.appears_at < %(day)s::date + interval '2 days'"
        f" AND {_once(OF_THE_DAY)}"
        " AND NOT EXISTS (SELECT FROM articles_wirecopy WHERE article_id = a.id AND cluster = %(cluster)s)",
        BY_NEWEST,
        SAME_DAY + SPARE,
    ),
    _list(
        "copies",
        "a.id <> %(id)s AND a.id IN (SELECT article_id FROM articles_wirecopy WHERE cluster = %(cluster)s)",
        "ORDER BY a.appears_at, a.id",
        COPIES,
        "(SELECT likeness FROM articles_twinpair WHERE state = 'found'"
        " AND one_id = least(a.id, %(id)s) AND other_id = greatest(a.id, %(id)s))",
    ),
    _list("earlier", "(a.appears_at, a.id) < (%(at)s, %(id)s)", BY_NEWEST, 1),
    _list("later", "(a.appears_at, a.id) > (%(at)s, %(id)s)", "ORDER BY a.appears_at, a.id", 1),
]
# What `one_of_each` calls `also_in`, of the lists that have each story once.
ALSO_IN = " ".join(
    f"""WHEN '{kind}' THEN ARRAY(
        SELECT jsonb_build_object('pk', b.id, 'headline', b.headline, 'source', paper.name, 'on', b.published_on,
            'precision', b.date_precision, 'basis', b.date_basis, 'slug', b.slug)
        FROM articles_wirecopy mine
        JOIN articles_wirecopy copy ON copy.cluster = mine.cluster AND copy.article_id <> a.id
        JOIN articles_article b ON b.id = copy.article_id AND {READABLE.format("b")} AND {condition.format("b")}
        LEFT JOIN articles_source paper ON paper.id = b.source_id
        WHERE mine.article_id = a.id ORDER BY b.appears_at, b.id LIMIT {lists.ALSO_IN}
    )"""
    for kind, condition in (("backlinks", POINTS_HERE), ("day", OF_THE_DAY))
)
BESIDE = f"""
WITH beside AS ({" UNION ALL ".join(LISTS)})
SELECT a.id, {CARD}, beside.kind, beside.likeness,
    CASE beside.kind {ALSO_IN} END AS also, source.name AS source_name, source.slug AS source_slug
FROM beside JOIN articles_article a USING (id) LEFT JOIN articles_source source ON source.id = a.source_id
ORDER BY a.appears_at DESC, a.id DESC
"""


def beside(article, shown=()):
    """{"backlinks": stories that lead here, "copies": (story, how alike in words) in other papers, "day": others of
    its day without those whose ids are `shown`, "earlier" and "later": its neighbours in the archive}; lists, or a
    neighbour or None."""
    found = defaultdict(list)
    for story in _asked(article):
        found[story.kind].append(story)
    above = {story.pk for kind in ("backlinks", "copies") for story in found[kind]} | set(shown)
    return {
        "backlinks": found["backlinks"],
        "copies": [(copy, alike(copy.likeness)) for copy in found["copies"][::-1]],
        "day": [story for story in found["day"] if story.pk not in above][:SAME_DAY],
        "earlier": next(iter(found["earlier"]), None),
        "later": next(iter(found["later"]), None),
    }


def _asked(article):
    """Every story of every list, the newest first, each with what a card shows."""
    on_a_day = article.published_on and article.date_precision == "day"
    here = {
        "id": article.pk,
        "at": article.appears_at,
        "day": article.published_on if on_a_day else None,
        "cluster": article.cluster,
    }
    for story in Article.objects.raw(BESIDE, here):
        story.also_in = list(map(json.loads, story.also or ()))
        if story.source_id:
            story.source = Source(pk=story.source_id, name=story.source_name, slug=story.source_slug)
        yield story
