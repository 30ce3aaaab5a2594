"""How many stories there are of each tag, source and author, month by month: kept by triggers, whoever writes.

A trigger that changed a tag's number in its place would make every import wait for every other, for the big tags are
in every batch. So triggers only append what changed (`CoverageChange`); when many changes have come together one
transaction folds them into `Coverage` and `Standing`, and readers add up all of them (`articles.names.counts`).

Numbers are of published stories, those of a day to come among them, which readers subtract: no trigger tells when a
day has come. Each paper's copy of a story counts. No row refers to its bearer: a number of a tag is no use of it.
"""

import pgtrigger
from django.db import connection, models


class Role(models.IntegerChoices):
    """What a bearer - a tag, a source or an author - is to a story."""

    TAG = 1, "about it"
    PUBLISHER = 2, "published by it"
    CITED = 3, "citing it"
    AUTHOR = 4, "written by it"


class Counted(models.Model):
    role = models.PositiveSmallIntegerField(choices=Role.choices)
    bearer = models.BigIntegerField()
    stories = models.IntegerField()

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.stories} {self.get_role_display()} ({self.bearer})"


class Coverage(Counted):
    """Stories of a bearer in a month. `month` is 0 for those of which only the year is known."""

    pk = models.CompositePrimaryKey("role", "bearer", "year", "month")
    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name_plural = "coverage"


class Standing(Counted):
    """Stories of a bearer in all. `kind` is the tag's or the source's, "" for an author."""

    pk = models.CompositePrimaryKey("role", "bearer")
    kind = models.CharField(max_length=20, default="", db_default="")

    class Meta:
        indexes = [
            # The most used first, of a kind or of all kinds, from any place on.
            models.Index(fields=["role", "kind", "-stories", "-bearer"], name="standing_in_kind"),
            models.Index(fields=["role", "-stories", "-bearer"], name="standing_in_all"),
        ]


class CoverageChange(Counted):
    """What is to be added to both of them. Each transaction appends its own, so none waits for another's."""

    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField()

    class Meta:
        indexes = [models.Index(fields=["role", "bearer"], name="coverage_change_of_bearer")]


def recount():
    """Count all stories anew, for an archive whose rows came in without triggers; one pass over each table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.recount_coverage()")


def counts_stories(role, column):
    """Statement triggers for a table that joins articles to bearers, which stand in `column`."""
    gone, come = (f"SELECT {column} AS bearer, article_id, {sign} AS sign FROM {{}}" for sign in (-1, 1))
    counted = {
        "insert": ({"new": "come"}, come.format("come")),
        "update": ({"old": "gone", "new": "come"}, f"{gone.format('gone')} UNION ALL {come.format('come')}"),
        "delete": ({"old": "gone"}, gone.format("gone")),
    }
    return [
        pgtrigger.Trigger(
            name=f"counts_stories_on_{operation}",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=getattr(pgtrigger, operation.capitalize()),
            referencing=pgtrigger.Referencing(**tables),
            # In arrays, since a function sees no transition table: only there its plan is one for few rows, by indexes.
            func=f"""
                PERFORM public.count_stories({role:d}, array_agg(bearer), array_agg(article_id), array_agg(sign))
                FROM ({rows}) AS changed HAVING count(*) > 0;
                RETURN NULL;
            """,
        )
        for operation, (tables, rows) in counted.items()
    ]


# What decides whether and where a story counts.
DECISIVE = ("status", "published_on", "date_precision", "source_id")


# Where a story counts, of its columns; numbers of four bytes, which Postgres groups in a third of the time.
YEAR = "extract(year FROM published_on)::int"
MONTH = "CASE date_precision WHEN 'year' THEN 0 ELSE extract(month FROM published_on)::int END"


def _of_row(row):
    return ", ".join(f"{row}.{column}" for column in DECISIVE)


def counts_article():
    """Triggers for Article: a story that is published, withdrawn, dated anew, or gone, with all whom it names.

    By rows, since nearly no update of a story changes what is counted: those cost the comparison of four columns. But
    for those that come: of a batch of a thousand at once, and they have no names yet but their publisher's.
    """
    told = "{row}.id, {row}.source_id, {row}.published_on, {row}.date_precision"
    old, new = (
        f"IF {row}.status = 'published' THEN PERFORM public.count_story({told.format(row=row)}, {sign}); END IF;"
        for row, sign in (("OLD", -1), ("NEW", 1))
    )
    come = pgtrigger.Trigger(
        name="counts_on_insert",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        referencing=pgtrigger.Referencing(new="come"),
        declare=[("first", "bigint"), ("last", "bigint")],
        func=f"""
            WITH changes AS (
                INSERT INTO public.articles_coveragechange (role, bearer, year, month, stories)
                SELECT {Role.PUBLISHER:d}, source_id, {YEAR}, {MONTH}, count(*)
                FROM come WHERE status = 'published' AND source_id IS NOT NULL GROUP BY 2, 3, 4
                RETURNING id
            )
            SELECT min(id), max(id) INTO first, last FROM changes;
            PERFORM public.fold_coverage(first, last);
            RETURN NULL;
        """,
    )
    return [come] + [
        pgtrigger.Trigger(
            name=f"counts_on_{name}",
            when=pgtrigger.After,
            operation=operation,
            condition=pgtrigger.Condition(condition),
            func=f"{func} RETURN NULL;",
        )
        for name, operation, condition, func in (
            (
                "update",
                pgtrigger.UpdateOf(*DECISIVE),
                f"(({_of_row('OLD')}) IS DISTINCT FROM ({_of_row('NEW')}))",
                old + new,
            ),
            ("delete", pgtrigger.Delete, "OLD.status = 'published'", old),
        )
    ]


def follows_kind(*roles):
    """A row trigger for tags and sources: the index by kind has each under the kind that it is now."""
    return pgtrigger.Trigger(
        name="follows_kind",
        when=pgtrigger.After,
        operation=pgtrigger.UpdateOf("kind"),
        condition=pgtrigger.Condition("OLD.kind IS DISTINCT FROM NEW.kind"),
        func=f"""
            UPDATE articles_standing SET kind = NEW.kind
            WHERE role IN ({", ".join(f"{role:d}" for role in roles)}) AND bearer = NEW.id;
            RETURN NULL;
        """,
    )
