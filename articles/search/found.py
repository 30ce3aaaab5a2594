"""How many stories a search finds, and which: all of them up to MOST, and beyond that so many."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F
from django.db.models.lookups import GreaterThanOrEqual

from articles.models import marks
from articles.models.dating import midnight
from articles.models.lists import ZONE_SLACK
from articles.search.find import Matches, matching, matching_all
from articles.search.meaning import MOST, understood
from articles.search.phrases import apart, standing
from articles.search.relaxing import few, relaxed
from articles.search.sampled import share_of

# Where a search surely finds more than MOST, they are not counted, and SOME of the newest stand for them. So many
# show among the drawn as 75, of which MOST, as 50, are not taken for it; of phrases fewer are tried.
SURELY_MANY, SURELY_MANY_PHRASES = 15_000, 30_000
SOME = 1_200
# Where by the drawn there may be more, it is first asked whether there are: to look at so many takes 15 ms,
# to bring all of 15,000 40 ms.
LIKELY_MANY, LIKELY_PHRASED = 11_000, 4_400
# All of so many are put in order for the newest; of more than that, some that the index has first.
ORDERED = 45_000

# So many stories that have the words of a phrase are all looked through for the phrase itself: 80 ms where they are in
# memory. Where there are more, that would not tell the number anyway, and the newest NEAR stand for them.
PHRASED, NEAR = 4_000, 1_000

# What is known of each story found, beside its order: what the search can be narrowed by. A day as Python's ordinal;
# as a negative one where only the year is known.
COLUMNS = """(extract(epoch FROM appears_at) * 1000000)::bigint, id, copy.cluster, source_id, language,
        (published_on - date '0001-01-01' + 1) * CASE date_precision WHEN 'year' THEN -1 ELSE 1 END"""
OF_ROWS = ("id", "appears_at", "source_id", "language", "published_on", "date_precision")
CLUSTER = "LEFT JOIN LATERAL (SELECT cluster FROM articles_wirecopy WHERE article_id = {of}.id) AS copy ON true"

# Materialized, so that Postgres plans for all and not for the first of them: for those it would walk through the
# stories from the newest, which for a rare word are all. It is still read no further than to the limit. Copies come by
# themselves, without a moment: Postgres takes what words find for one story, and would ask for the copy of each.
SOME_OF = f"""
    WITH found AS MATERIALIZED (SELECT * FROM ({{matching}} OFFSET 0) AS matching {{order}} LIMIT {{most}})
    SELECT {COLUMNS.replace("copy.cluster", "NULL::bigint")} FROM found
    UNION ALL
    SELECT NULL, article_id, cluster, NULL, NULL, NULL FROM articles_wirecopy
    WHERE article_id = ANY (ARRAY(SELECT id FROM found))
"""


class Row(NamedTuple):
    """A story: the moment by which lists are ordered, in microseconds since 1970, its id, its cluster of copies, its
    publisher's id, its language, and its day as an ordinal, negative where only the year is known."""

    at: int
    id: int
    cluster: int | None = None
    source: int | None = None
    language: str = ""
    on: int | None = None

    @property
    def place(self):
        return self[:2]

    @property
    def day(self):
        return date.fromordinal(abs(self.on))


@dataclass(frozen=True)
class Found:
    """`rows` of stories, the newest first, of wire copies the first printed alone unless all are wanted.

    `more`: there are more than MOST, and these are some of them, the `newest` unless that is denied; `about` says how
    many in all, where that is known. `copies` has the rows of each cluster. `among`: only so many, the newest that have
    the words of a phrase, were looked through for it.
    """

    rows: list
    more: bool
    copies: dict
    about: int | None = None
    among: int | None = None
    newest: bool = True

    @property
    def number(self):
        return MOST if self.more else len(self.rows)


def look(query, strictly=False, every=False, thorough=False):
    """(`Meaning`, what was `found` of it) of a reader's query: where too few stories have all its words, unless
    `strictly` those are asked for, that of its most telling words. `thorough` as in `Meaning`."""
    meaning = replace(understood(query), thorough=thorough)
    return (meaning, found(meaning, every)) if strictly else _settled(meaning, every)


def meant(query):
    """The `Meaning` alone, for what goes through all its stories by itself: a feed, an export."""
    meaning = understood(query)
    return _settled(meaning, every=True)[0] if relaxed(meaning) else meaning


def _settled(meaning, every):
    all_found = found(meaning, every)
    # All copies count here, as they do for an export.
    number = len(all_found.rows) + sum(len(copies) - 1 for copies in all_found.copies.values() if not every)
    if number < few(meaning) and (other := relaxed(meaning)):
        return other, found(other, every)
    return meaning, all_found


def found(meaning, every=False):
    """The `Found` of the stories that `meaning` matches; one query, or up to five where they may be many."""
    if meaning.is_empty:
        return of_rows([], every)
    if not meaning.asks:
        # Without words the newest are as good as others, and an index has them.
        rows = some_of(matching(meaning).newest_first(), MOST + 1)
        return of_rows(rows[:MOST], every, len(rows) > MOST)
    at_most = stories_at_most(meaning)
    share = share_of(meaning) if at_most > (LIKELY_PHRASED if meaning.has_phrases else LIKELY_MANY) else None
    about = share.all * meaning.stories if share else 0
    if about > (SURELY_MANY_PHRASES if meaning.has_phrases else SURELY_MANY):
        most = int(min(SOME, NEAR * share.phrased)) if meaning.has_phrases else SOME
        if rows := _newest_of(matching(meaning, marked=True), meaning, share.all, most):
            return of_rows(rows, every, True, round(about))
    if meaning.has_phrases and at_most > PHRASED and not meaning.thorough:
        return _of_phrases(meaning, share, every)
    articles, newest = matching_all(meaning), about < ORDERED
    are_more = newest and about > LIKELY_MANY and _are_more(articles, MOST)
    if are_more and (rows := _newest_of(matching(meaning, marked=True), meaning, share.all, SOME)):
        return of_rows(rows, every, True)
    rows = some_of(articles, MOST + 1, newest)
    return of_rows(rows[:MOST], every, len(rows) > MOST, newest=newest)


def _are_more(articles, than):
    """Whether there are more stories than so many, whichever; one query."""
    try:
        sql, parameters = articles.order_by().values_list("id")[than : than + 1].query.sql_with_params()
    except EmptyResultSet:  # a source, say, that there is not
        return False
    return bool(by_bitmaps(sql, parameters))


BACK = "SELECT appears_at FROM articles_article WHERE status = 'published' ORDER BY appears_at DESC OFFSET %s LIMIT 1"
# So many are counted in a millisecond; for more, months of the counts that are kept of each are added up.
COUNTED = 4_000
MONTH_BACK = """
    SELECT first FROM (
        SELECT first, sum(sum(stories)) OVER (ORDER BY first DESC) AS stories
        FROM articles_periodcount WHERE kind = 'month' GROUP BY first
    ) AS months
    WHERE stories > %s ORDER BY first DESC LIMIT 1
"""
# Words come in and out of use: where there are few of late, it is looked further back once.
TIMES = (1, 8)


def _newest_of(articles, meaning, share, most):
    """Rows of some of the newest of many stories: of as far back as there should be so many, by months that the index
    has with the words. None where the search is for a time of its own, or the newest are not of late."""
    if any(part.field in ("on", "before") and not part.negated for part in meaning.query.filters):
        return []
    for times in TIMES:
        reach = _back(int(times * most / share))
        if not reach:
            return []
        rows = some_of(since(articles, reach), most, newest=True)
        if len(rows) > most / 4:
            return rows
    return []


def _back(stories):
    """The moment since when there are so many stories, or some more; None where there are fewer in all; one query."""
    with connection.cursor() as cursor:
        cursor.execute(BACK if stories <= COUNTED else MONTH_BACK, [stories])
        found = cursor.fetchone()
    if not found or stories <= COUNTED:
        return found and found[0]
    # A day later, the marks of the month before are not asked for.
    return midnight(found[0]) + ZONE_SLACK


def since(articles, moment, by_months=True):
    """The stories from a moment on, by the months that the index has with the words."""
    known = by_months and marks.of_span(moment.date() - ZONE_SLACK, datetime.now(UTC).date() + 2 * ZONE_SLACK)
    if not known:
        return articles.filter(appears_at__gte=moment)
    # In words that no index has: Postgres would rather put that of moments beside the list of a whole word.
    return articles.filter(marks.Marked(known), GreaterThanOrEqual(F("appears_at") + timedelta(0), moment))


def _of_phrases(meaning, share, every):
    """An index knows not which words stand next to each other: so many stories with all of the words are looked at."""
    words = matching(replace(meaning, query=replace(meaning.query, clauses=())), marked=True)
    words = words.filter(Matches(apart(meaning.tsquery)))
    about = share.words * meaning.stories if share else 0
    many = about > MOST or (about > LIKELY_PHRASED and _are_more(words, PHRASED))
    near = (many and _newest_of(words, meaning, share.words, NEAR)) or some_of(words, PHRASED + 1, newest=True)
    cut = many or len(near) > PHRASED
    near = near[:NEAR] if cut else near
    there = standing([row.id for row in near], meaning)
    return of_rows([row for row in near if row.id in there], every, among=len(near) if cut else None)


def some_of(articles, most, newest=False):
    """Rows of so many of the stories, the newest first: the first in the queryset's order where it has one, or the
    `newest` of all, or whichever; one query."""
    ordered = bool(articles.query.order_by)
    articles = articles[:most] if ordered else articles.order_by()
    try:
        sql, parameters = articles.values_list(*OF_ROWS).query.sql_with_params()
    except EmptyResultSet:  # a source, say, that there is not
        return []
    order = "ORDER BY appears_at DESC, id DESC" if newest else ""
    sql = SOME_OF.format(matching=sql, most=most, order=order)
    if not ordered:
        return _rows(by_bitmaps(sql, parameters))
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return _rows(cursor.fetchall())


def _rows(told):
    """What SOME_OF tells as `Row`s, the newest first."""
    copies = {pk: cluster for at, pk, cluster, *_ in told if at is None}
    rows = (Row(at, pk, copies.get(pk), *rest) for at, pk, _, *rest in told if at is not None)
    return sorted(rows, reverse=True)


# In one round trip. Without an order, indexes are put upon each other before any story is looked at. Postgres would
# rather take one and look through the vectors of all stories of, say, a source: it does not know what that costs.
BITMAPS = "SELECT set_config('enable_indexscan', '{}', true)"


def by_bitmaps(sql, parameters):
    """All rows of a query for which Postgres shall look at stories only after all indexes."""
    with connection.cursor() as cursor:
        cursor.execute("; ".join([BITMAPS.format("off"), sql, BITMAPS.format("on")]), parameters)
        cursor.nextset()
        return cursor.fetchall()


def stories_at_most(meaning):
    """About how many stories have the rarest of the words that each must have: of those that are stop words in one
    language, a story in another."""
    wanted = [clause for clause in meaning.query.clauses if not clause.negated]
    return max((_rarest(meaning, wanted, n) for n in range(meaning.languages)), default=0)


def _rarest(meaning, wanted, n):
    of_each = [
        sum(meaning.looked[term].stories for term in clause.any_of)
        for clause in wanted
        if any(meaning.looked[term].tsqueries[n] for term in clause.any_of)
    ]
    return min(of_each, default=0)


def of_rows(rows, every, more=False, about=None, among=None, newest=True):
    """The `Found` of some rows, in whatever order."""
    rows = sorted(rows, reverse=True)
    copies = {}
    for row in rows:
        if row.cluster is not None:
            copies.setdefault(row.cluster, []).append(row)
    if not every:
        first = {cluster: of[-1].id for cluster, of in copies.items()}
        rows = [row for row in rows if row.cluster is None or first[row.cluster] == row.id]
    return Found(rows, more, copies, about, among, newest)
