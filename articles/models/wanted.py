"""What is wanted: headlines that read-more lines ask for and nobody has brought in, with how many stories ask."""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection, models
from django.db.models import F, Func, Q

from articles.models import counting

WAITING = "state IN ('pending', 'suggested')"
# A headline may be longer than a b-tree takes (2,704 bytes).
KEY = "md5(headline_key)::uuid"


WAITING_LINK = f"link.{WAITING}"
KEY_OF_LINK = KEY.replace("headline_key", "link.headline_key")


class WantedKey(Func):
    """The key under which a headline is wanted, of its `headline_key`."""

    template = "(md5(%(expressions)s)::uuid)"
    output_field = models.UUIDField()


class AskedBy(Func):
    """How many stories ask for a headline that waits, of its `headline_key`: from the numbers that are kept, and so as
    quick for what thousands ask for."""

    template = f"""(
        SELECT coalesce(sum(asked_by), 0) - (
            WITH upcoming AS MATERIALIZED (
                SELECT id FROM articles_article WHERE status = 'published' AND appears_at > statement_timestamp()
            )
            SELECT count(DISTINCT link.article_id)
            FROM upcoming JOIN articles_readmorelink AS link ON link.article_id = upcoming.id
            WHERE link.headline_key = %(expressions)s AND {WAITING_LINK}
        )
        FROM (
            SELECT asked_by FROM articles_wantedcount WHERE folded AND key = md5(%(expressions)s)::uuid
            UNION ALL
            SELECT asked_by FROM articles_wantedcount WHERE NOT folded AND key = md5(%(expressions)s)::uuid
        ) AS counted
    )"""
    output_field = models.BigIntegerField()


# Each row is asked for by itself (OFFSET 0): Postgres takes a transition table for a few rows, and a table that was
# empty when it made its plan for one that still is; it would read the whole of one for each row of the other.
def _changes_of_lines(operation):
    """A story that asks twice asks once: of those that are shown, by how much its lines changed whether it asks."""
    return f"""
        INSERT INTO public.articles_wantedcount (key, asked_by)
        SELECT key, sum(asks) FROM (
            SELECT key, (waiting > 0)::int - (waiting - change > 0)::int AS asks
            FROM (
                SELECT article_id, key, sum(n) AS change
                FROM ({counting.moved(operation, f"article_id, {KEY} AS key", WAITING)}) AS moved
                GROUP BY article_id, key HAVING sum(n) <> 0
            ) AS lines
            CROSS JOIN LATERAL (
                SELECT FROM public.articles_article WHERE id = lines.article_id AND status = 'published' OFFSET 0
            ) AS shown
            CROSS JOIN LATERAL (
                SELECT count(*) AS waiting FROM public.articles_readmorelink AS link
                WHERE link.article_id = lines.article_id AND {KEY} = lines.key AND {WAITING}
            ) AS here
        ) AS stories
        GROUP BY key HAVING sum(asks) <> 0
    """


def _changes_of_stories(operation):
    """Stories that are shown now, or no more, ask with all the lines that they have.

    All their lines are read, and then the waiting ones kept: else Postgres may take the index of waiting lines, which
    knows a story in its second column, and go through the whole of it for each story.
    """
    return f"""
        INSERT INTO public.articles_wantedcount (key, asked_by)
        SELECT key, sum(n) FROM (
            SELECT DISTINCT stories.id, n, {KEY_OF_LINK} AS key
            FROM (
                SELECT id, sum(n) AS n
                FROM ({counting.moved(operation, "id", "status = 'published'")}) AS moved
                GROUP BY id HAVING sum(n) <> 0
            ) AS stories
            CROSS JOIN LATERAL (
                SELECT state, headline_key FROM public.articles_readmorelink WHERE article_id = stories.id OFFSET 0
            ) AS link
            WHERE {WAITING_LINK}
        ) AS lines
        GROUP BY key HAVING sum(n) <> 0
    """


LINE_TRIGGERS = counting.keeps_count("counts_wanted", "articles_wantedcount", _changes_of_lines, "fold_wanted_counts")
STORY_TRIGGERS = counting.keeps_count(
    "counts_wanted", "articles_wantedcount", _changes_of_stories, "fold_wanted_counts"
)

# The most wanted from a place on. What has changed since rows were last added up, or is asked for by stories that are
# not shown yet, is little and counted anew; all else comes in its order from the index, as far as the page goes.
MOST_WANTED = f"""
    WITH moved AS MATERIALIZED (
        SELECT key, sum(n) AS n FROM (
            SELECT key, asked_by AS n FROM articles_wantedcount WHERE NOT folded
            UNION ALL
            SELECT key, -1 FROM (
                SELECT DISTINCT link.article_id, {KEY_OF_LINK} AS key
                FROM articles_article AS article JOIN articles_readmorelink AS link ON link.article_id = article.id
                WHERE article.status = 'published' AND article.appears_at > statement_timestamp()
                AND {WAITING_LINK}
            ) AS upcoming
        ) AS changes
        GROUP BY key HAVING sum(n) <> 0
    ), ranked AS (
        (
            SELECT key, asked_by FROM articles_wantedcount AS counted
            WHERE folded AND NOT EXISTS (SELECT FROM moved WHERE moved.key = counted.key) AND {{after}}
            ORDER BY asked_by DESC, key LIMIT %(size)s
        )
        UNION ALL
        SELECT moved.key, moved.n + coalesce(counted.asked_by, 0)
        FROM moved LEFT JOIN articles_wantedcount AS counted ON counted.key = moved.key AND counted.folded
    )
    SELECT key, asked_by, ids, (SELECT headline FROM articles_readmorelink WHERE id = ids[1])
    FROM (
        SELECT key, asked_by FROM ranked WHERE asked_by > 0 AND {{after}} ORDER BY asked_by DESC, key LIMIT %(size)s
    ) AS shown
    CROSS JOIN LATERAL (
        SELECT array_agg(id ORDER BY article_id DESC) AS ids FROM (
            SELECT max(link.id) AS id, link.article_id
            FROM articles_readmorelink AS link JOIN articles_article AS article ON article.id = link.article_id
            WHERE {KEY_OF_LINK} = shown.key AND {WAITING_LINK}
            AND article.status = 'published' AND article.appears_at <= statement_timestamp()
            GROUP BY link.article_id ORDER BY link.article_id DESC LIMIT %(askers)s
        ) AS lines
    ) AS asking
    ORDER BY asked_by DESC, key
"""
AFTER = "asked_by <= %(asked_by)s AND (asked_by < %(asked_by)s OR key > %(key)s)"


@dataclass(frozen=True)
class Wanted:
    """A headline that `asked_by` stories ask for; `lines` are the ids of read-more lines of some of them, those that
    came in last first."""

    key: UUID
    asked_by: int
    lines: list[int]
    headline: str


class WantedCountQuerySet(models.QuerySet):
    def most(self, size, askers=1, after=None):
        """The `size` most wanted, as `Wanted`, with a line each of so many `askers`; `after` is the (asked_by, key) of
        the last that is left out. One query, as quick for the last as for the first."""
        asked_by, key = after or (None, None)
        query = MOST_WANTED.format(after=AFTER if after else "true")
        with connection.cursor() as cursor:
            cursor.execute(query, {"size": size, "askers": askers, "asked_by": asked_by, "key": key})
            return [Wanted(*row) for row in cursor.fetchall()]


class WantedCount(models.Model):
    """So many stories more (or fewer) ask for a headline that is not here, under the key of it (`WantedKey`).

    Counted are published stories, those of the future too. A headline has one row that is `folded`, by which the most
    wanted are found; its number is the sum of all its rows.
    """

    key = models.UUIDField()
    asked_by = models.IntegerField()
    folded = models.BooleanField(default=False, db_default=False)

    objects = WantedCountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=Q(folded=True), name="wanted_headline_is_folded_once"),
        ]
        indexes = [
            models.Index(F("asked_by").desc(), "key", condition=Q(folded=True), name="most_wanted"),
            # What has been added since: read as a whole, and there are few.
            models.Index(fields=["key"], include=["asked_by"], condition=Q(folded=False), name="wanted_since"),
        ]

    def __str__(self):
        return f"{self.key}: {self.asked_by:+}"
