"""Numbers of the stories that a reader can open, by tag, source and author: what is folded, what is not yet, and less
those of a day to come. See `articles.models.coverage`.

A number counts every paper's copy of a story, where a list shows the story once: which copy a list shows depends on
what else is in it, so a number of those would be that of one list only.
"""

from dataclasses import dataclass
from datetime import date

from django.db import connection

from articles.models import dating
from articles.models.coverage import Role
from articles.models.lists import ZONE_SLACK

# Stories of a day to come, with whom each role finds in them: few, and together at one end of the index of lists.
TO_COME = "FROM articles_article a {join} WHERE a.status = 'published' AND a.appears_at > statement_timestamp()"
BEARERS = {
    Role.TAG: ("n.tag_id", "JOIN articles_tagging n ON n.article_id = a.id"),
    Role.PUBLISHER: ("a.source_id", ""),
    Role.CITED: ("n.source_id", "JOIN articles_citation n ON n.article_id = a.id"),
    Role.AUTHOR: ("n.author_id", "JOIN articles_byline n ON n.article_id = a.id"),
}


def pending(role):
    """SQL for (bearer, stories): what is to be added to the `Standing` of a role, one row a bearer."""
    bearer, join = BEARERS[role]
    return f"""
        SELECT bearer, sum(stories)::int AS stories
        FROM (
            SELECT bearer, stories FROM articles_coveragechange WHERE role = {role:d}
            UNION ALL
            SELECT {bearer}, -1 {TO_COME.format(join=join)} AND {bearer} IS NOT NULL
        ) AS each GROUP BY bearer HAVING sum(stories) <> 0
    """


@dataclass(frozen=True)
class Months:
    """How many stories there are in each month: {(year, month): stories}, month 0 for those known by their year."""

    of: dict

    @property
    def stories(self):
        return sum(self.of.values())

    @property
    def years(self):
        """{year: stories}, in order, without those that have none."""
        years = {}
        for (year, _), stories in sorted(self.of.items()):
            years[year] = years.get(year, 0) + stories
        return years

    @property
    def first(self):
        """The first day of the first month with a story, that of the year where no more is known; None without any."""
        return min((date(year, month or 1, 1) for year, month in self.of), default=None)

    @property
    def last(self):
        return max((date(year, month or 1, 1) for year, month in self.of), default=None)

    def around(self, first, last):
        """Conditions on `appears_at` for the stories of the months from `first` to `last`, and of the days beside."""
        _, after = dating.period(last.year, last.month)
        return {
            "appears_at__gte": dating.midnight(first) - ZONE_SLACK,
            "appears_at__lt": dating.midnight(after) + ZONE_SLACK,
        }

    def since(self, least, before=None):
        """The moment since when there are at least so many of the stories - of those `before` a moment, if that is
        told - or None where there are fewer.
        """
        for first in sorted({date(year, month or 1, 1) for year, month in self.of}, reverse=True):
            _, after = dating.period(first.year, first.month)
            # Of the month in which the moment is, some are later: none is counted.
            if before is None or dating.midnight(after) + ZONE_SLACK <= before:
                least -= self._of_month(first)
            if least <= 0:
                return dating.midnight(first) - ZONE_SLACK
        return None

    def _of_month(self, first):
        known_by_year = self.of.get((first.year, 0), 0) if first.month == 1 else 0
        return self.of.get((first.year, first.month), 0) + known_by_year


def months(bearer, *roles):
    """The `Months` of one bearer in each of the roles, in their order; one query."""
    every = " UNION ALL ".join(_months(role) for role in roles)
    of = {role: {} for role in roles}
    with connection.cursor() as cursor:
        cursor.execute(f"{every} ORDER BY 1, 2, 3", {"bearer": bearer})
        for role, year, month, stories in cursor.fetchall():
            of[role][year, month] = stories
    return [Months(of[role]) for role in roles]


def _months(role):
    bearer, join = BEARERS[role]
    return f"""
        SELECT {role:d}, year, month, sum(stories)::int
        FROM (
            SELECT year, month, stories FROM articles_coverage WHERE role = {role:d} AND bearer = %(bearer)s
            UNION ALL
            SELECT year, month, stories FROM articles_coveragechange WHERE role = {role:d} AND bearer = %(bearer)s
            UNION ALL
            SELECT extract(year FROM a.published_on)::int,
                CASE a.date_precision WHEN 'year' THEN 0 ELSE extract(month FROM a.published_on)::int END, -1
            {TO_COME.format(join=join)} AND {bearer} = %(bearer)s
        ) AS each
        GROUP BY 2, 3 HAVING sum(stories) > 0
    """
