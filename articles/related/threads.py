"""Threads: the stories that one is connected with, step by step, in the order in which they happened.

A step is a read-more link, a pair that an editor pinned, or two stories each of which is among the other's nearest.
Being near in one direction is no step: every story has ten nearest, and a thread would run through the whole archive.
For the same reason a thread is what lies within a few steps of the story it is asked of, not all that hangs together.
"""

from dataclasses import dataclass

from django.db import connection

from articles.models import Article

# Three steps from here, and no more stories than one reads on a page; those of fewer steps first.
STEPS, MOST = 3, 40
# How near is near: each among the other's five nearest, and printed within two months. The story's own links may be of
# any age; from there on a link leads no further than a year, or every thread would end with the first armistice.
NEAREST, DAYS, YEAR = 5, 60, 365
# A story that hundreds point to - a page of background, say - joins what has nothing to do with each other.
POINTING = 12

# One step from each of the stories `here`; of two ways to a story the surer one.
STEP = f"""
WITH here AS (SELECT unnest(%(here)s::bigint[]) AS id)
SELECT DISTINCT ON (step.id) step.id, here.id AS via, step.kind
FROM here
JOIN articles_article here_is ON here_is.id = here.id
CROSS JOIN LATERAL (
    SELECT target_id AS id, 'names' AS kind, 1 AS surest FROM articles_readmorelink
    WHERE article_id = here.id AND target_id IS NOT NULL
    UNION ALL
    (SELECT article_id, 'named', 1 FROM articles_readmorelink WHERE target_id = here.id ORDER BY id LIMIT {POINTING})
    UNION ALL
    SELECT other_id, 'pinned', 2 FROM articles_relatedstory WHERE article_id = here.id AND origin = 'pinned'
    UNION ALL
    SELECT article_id, 'pinned', 2 FROM articles_relatedstory WHERE other_id = here.id AND origin = 'pinned'
    UNION ALL
    (SELECT near.other_id, 'near', 3
     FROM (SELECT other_id FROM articles_relatedstory WHERE article_id = here.id AND origin = 'computed'
           ORDER BY score DESC, id LIMIT {NEAREST}) AS near
     WHERE here.id IN (
        SELECT other_id FROM articles_relatedstory WHERE article_id = near.other_id AND origin = 'computed'
        ORDER BY score DESC, id LIMIT {NEAREST}
     ))
) AS step
JOIN articles_article a ON a.id = step.id AND a.status = 'published' AND a.appears_at <= now()
WHERE step.id <> ALL (%(known)s::bigint[])
    AND abs(a.published_on - here_is.published_on) <=
        CASE WHEN step.kind = 'near' THEN {DAYS} WHEN step.kind <> 'pinned' AND %(further)s THEN {YEAR} ELSE 1000000 END
    AND NOT EXISTS (
    SELECT FROM articles_relatedstory banned WHERE banned.origin = 'banned'
        AND (banned.article_id, banned.other_id) IN ((here.id, step.id), (step.id, here.id))
)
ORDER BY step.id, step.surest, here.id
"""


@dataclass(frozen=True)
class Knot:
    """A story of a thread, and how it is joined to it.

    `kind` is "names" (a read-more line of `via` leads to it), "named" (its line leads to `via`), "pinned", "near", or
    "here" for the story that the thread is asked of, which has no `via`.
    """

    article: Article
    kind: str
    via: Article | None = None


def thread(article):
    """The `Knot`s of the thread through `article`, which a reader can open, in the order of their dates.

    At most STEPS + 1 queries; of wire copies the first alone, the story itself always. Alone, it is its only knot.
    """
    joined = _joined(article.pk)
    found = Article.objects.published().filter(pk__in=joined)
    shown = {other.pk: other for other in found.one_of_each().with_cards()} | {article.pk: article}
    knots = [Knot(shown[pk], kind, shown.get(via)) for pk, (kind, via) in joined.items() if pk in shown]
    return sorted(knots, key=lambda knot: (knot.article.appears_at, knot.article.pk))


def _is_led_to(joined, id_):
    """Whether all steps to a story are links or pins: such a way is told rather than a shorter one of likeness."""
    while id_ is not None:
        kind, id_ = joined[id_]
        if kind == "near":
            return False
    return True


def _joined(pk):
    """{id: (kind, id of the story by way of which)} of the thread, the nearest steps first."""
    joined, here = {pk: ("here", None)}, [pk]
    with connection.cursor() as cursor:
        for step in range(STEPS):
            known = [id_ for id_, (kind, _) in joined.items() if kind != "near"]
            cursor.execute(STEP, {"here": here, "known": known, "further": step > 0})
            rows = cursor.fetchall()
            joined |= {
                id_: (kind, via)
                for id_, via, kind in rows
                if id_ in joined and kind != "near" and _is_led_to(joined, via)
            }
            found = [row for row in rows if row[0] not in joined][: MOST - len(joined)]
            joined |= {id_: (kind, via) for id_, via, kind in found}
            here = [id_ for id_, _, _ in found]
            if not here or len(joined) == MOST:
                break
    return joined
