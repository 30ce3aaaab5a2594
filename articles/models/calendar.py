"""The calendar: how many stories each year, month and day has, and which lie beside it."""

from collections import defaultdict
from datetime import date, timedelta

from django.db import connection, models
from django.utils import timezone

from articles.models import counting, dating
from articles.models.dating import Precision

# The periods of which a row of `articles_article` is a story, as `ArticleQuerySet.on` has it: none less precisely
# known. A cast to timestamp, since Postgres else takes a date for midnight in the zone of whoever asks.
PERIODS = """CROSS JOIN LATERAL (VALUES
    ('year', date_trunc('year', published_on::timestamp)::date, true),
    ('month', date_trunc('month', published_on::timestamp)::date, date_precision IN ('month', 'day')),
    ('day', published_on, date_precision = 'day')
) AS period (kind, first, known)"""
# Published, and not to be shown yet. `UNTIL` ends what is asked for, so that only few of them are ever read.
UPCOMING = f"""
    SELECT kind, first FROM articles_article {PERIODS}
    WHERE status = 'published' AND appears_at > statement_timestamp() AND appears_at < %(until)s AND known
"""


def _changes(operation):
    return f"""
        INSERT INTO public.articles_periodcount (kind, first, stories)
        SELECT kind, first, sum(n) FROM (
            SELECT published_on, date_precision, sum(n) AS n
            FROM ({counting.moved(operation, "published_on, date_precision", "status = 'published'")}) AS moved
            GROUP BY published_on, date_precision HAVING sum(n) <> 0
        ) AS days {PERIODS}
        WHERE known GROUP BY kind, first HAVING sum(n) <> 0
    """


TRIGGERS = counting.keeps_count("counts_periods", "articles_periodcount", _changes, "fold_period_counts")

# The condition stands on either side: Postgres would not take it inside, to the index, by itself.
COUNTS = f"""
    SELECT kind, first, sum(stories) FROM (
        SELECT kind, first, stories FROM articles_periodcount WHERE kind = ANY (%(kinds)s) AND {{where}}
        UNION ALL
        SELECT kind, first, -1 FROM ({UPCOMING}) AS upcoming WHERE kind = ANY (%(kinds)s) AND {{where}}
    ) AS counted
    GROUP BY kind, first HAVING sum(stories) > 0 ORDER BY first
"""

# The nearest period with a story in a direction: along the index, to the first whose sum is not all upcoming.
NEAREST = """(
    SELECT '{name}', first FROM articles_periodcount AS counted
    WHERE kind = %({kind})s AND first < %(future)s AND {where}
    GROUP BY first HAVING sum(stories) > (
        SELECT count(*) FROM upcoming WHERE upcoming.kind = %({kind})s AND upcoming.first = counted.first
    )
    ORDER BY first {order} LIMIT 1
)"""
AROUND = f"WITH upcoming AS MATERIALIZED ({UPCOMING})" + " UNION ALL ".join(
    NEAREST.format(name=name, kind=kind, where=where, order=order)
    for name, kind, where, order in (
        ("earlier", "kind", "first < %(first)s", "DESC"),
        ("later", "kind", "first >= %(after)s", "ASC"),
        ("earliest", "day", "true", "ASC"),
        ("latest", "day", "true", "DESC"),
    )
)


class PeriodCountQuerySet(models.QuerySet):
    def within(self, first, after, *kinds):
        """The numbers of stories of the periods of these kinds that begin from the day `first` to before `after`.

        {kind: {first day: stories}}, in the order of days, without empty ones; one query.
        """
        where = "first >= %(first)s AND first < %(after)s"
        return _counts(where, {"kinds": kinds, "first": first, "after": after, "until": _end(after)})

    def on_days(self, days):
        """The same of some days, that may lie far apart: {day: stories}."""
        until = _end(_future(Precision.DAY))
        return _counts("first = ANY (%(days)s)", {"kinds": [Precision.DAY], "days": days, "until": until})["day"]

    def of_years(self, *kinds):
        """The same of all years, or of all years and months, until now."""
        return self.within(date.min, _future(Precision.YEAR), *kinds)

    def around(self, first, after, kind):
        """What lies beside a period of a kind: `earlier` and `later`, the first days of the nearest with a story, and
        `earliest` and `latest`, the days on which the archive begins and ends. A dict without those that are not
        there; one query.
        """
        values = {"first": first, "after": after, "kind": kind, "day": Precision.DAY, "future": _future(kind)}
        return dict(_rows(AROUND, values | {"until": _end(values["future"])}))


def _future(kind):
    """The first day of the periods of a kind that have no story to show yet: a moment lies a day before its date at
    most, so what begins later than tomorrow is to come."""
    return dating.period_of(timezone.now().date() + timedelta(days=1), kind)[1]


def _end(after):
    """The moment from which on no story of the days before `after` appears."""
    return dating.midnight(after) + timedelta(days=1)


def _counts(where, values):
    counts = defaultdict(dict)
    for kind, first, stories in _rows(COUNTS.format(where=where), values | {"kinds": list(values["kinds"])}):
        counts[kind][first] = stories
    return counts


def _rows(query, values):
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()


class PeriodCount(models.Model):
    """So many published stories more (or fewer) of a year, month or day; its number is the sum of its rows.

    Those are counted that a list of the period has or will have, by status and precision, each wire copy by itself.
    """

    kind = models.CharField(max_length=5, choices=Precision.choices)
    first = models.DateField()
    stories = models.IntegerField()

    objects = PeriodCountQuerySet.as_manager()

    class Meta:
        indexes = [
            # A number, and the nearest period on either side, from the index alone.
            models.Index(fields=["kind", "first"], include=["stories"], name="counts_of_a_period"),
        ]

    def __str__(self):
        return f"{self.kind} {self.first}: {self.stories:+}"
