"""How many stories a search finds, and which: all of them up to MOST, and beyond that so many."""

import re
from dataclasses import dataclass, replace
from typing import NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from articles.search.find import Matches, matching
from articles.search.meaning import MOST, few, relaxed, understood

# Where a search surely finds more than that, they are not counted: some 50 ms. Some of the newest stand for them, found
# where two indexes meet, as far back as there should be so many; or, where the index has the words so often that this
# takes longer, by looking through the newest: so many vectors take 30 ms.
SURELY_MANY = 3 * MOST
SOME, OFTEN, LOOKED_THROUGH = 1_200, 250_000, 2_000

# Of stories that have the words of a phrase so many are looked through for the phrase itself, the newest: 20 ms where
# they are in memory.
PHRASED = 1_000

# Materialized, so that Postgres plans for all and not for the first of them: for those it would walk through the
# stories from the newest, which for a rare word are all. It is still read no further than to the limit.
SOME_OF = """
    WITH matching AS MATERIALIZED ({matching}), found AS MATERIALIZED (SELECT * FROM matching {order} LIMIT {most})
    SELECT (extract(epoch FROM appears_at) * 1000000)::bigint, id, copy.cluster FROM found
    LEFT JOIN LATERAL (SELECT cluster FROM articles_wirecopy WHERE article_id = found.id) AS copy ON true
"""


class Row(NamedTuple):
    """A story: the moment by which lists are ordered, in microseconds since 1970, its id, its cluster of copies."""

    at: int
    id: int
    cluster: int | None = None

    @property
    def place(self):
        return self[:2]


@dataclass(frozen=True)
class Found:
    """`rows` of stories, the newest first, of wire copies the first printed alone unless all are wanted.

    `more`: there are more than MOST, and these are some of them; the newest ones, where `about` says how many in all.
    `copies` has the rows of each cluster. `among`: only so many, the newest that have the words of a phrase, were
    looked through for it.
    """

    rows: list
    more: bool
    copies: dict
    about: int | None = None
    among: int | None = None

    @property
    def number(self):
        return MOST if self.more else len(self.rows)


def found(articles, meaning, every=False):
    """The `Found` of the stories that `meaning` matches; one query, or two where they may be many."""
    if meaning.is_empty:
        return of_rows([], every)
    asks_for_many = meaning.asks and _stories_at_most(meaning) > SURELY_MANY
    share = _share_of(articles, meaning) if asks_for_many else 0
    if share * meaning.stories > SURELY_MANY and (rows := _newest_of(articles, meaning, share, SOME)):
        return of_rows(rows, every, True, round(share * meaning.stories))
    if "<" in meaning.tsquery and _stories_at_most(meaning) > PHRASED:
        return _of_phrases(articles, meaning, every)
    # Without words the newest are as good as others, and an index has them.
    rows = some_of(articles.order_by() if meaning.asks else articles.newest_first(), MOST + 1)
    return of_rows(rows[:MOST], every, len(rows) > MOST)


def _newest_of(articles, meaning, share, most):
    """Rows of some of the newest of many stories; none where an index cannot tell how far back they reach."""
    if sum(meaning.looked[term].stories for clause in meaning.query.clauses for term in clause.any_of) > OFTEN:
        return some_of(articles.newest_first(), min(most, int(LOOKED_THROUGH * share)))
    if meaning.query.filters:
        return []
    with connection.cursor() as cursor:
        cursor.execute(BACK, [int(most / share)])
        reach = cursor.fetchone()
    return reach and some_of(articles.order_by().filter(appears_at__gte=reach[0]), most, newest=True)


BACK = "SELECT appears_at FROM articles_article WHERE status = 'published' ORDER BY appears_at DESC OFFSET %s LIMIT 1"


def _of_phrases(articles, meaning, every):
    """An index knows not which words stand next to each other: so many stories with all of the words are looked at."""
    words = matching(replace(meaning, query=replace(meaning.query, clauses=()))).order_by()
    words = words.filter(Matches(NEXT.sub("&", meaning.tsquery)))
    share = _share(words)
    many = share * meaning.stories > MOST
    near = (many and _newest_of(words, meaning, share, PHRASED)) or some_of(words, PHRASED + 1, newest=True)
    most = min(len(near), PHRASED)
    rows = some_of(articles.order_by().filter(pk__in=[row.id for row in near[:most]]), most)
    return of_rows(rows, every, among=most if many or len(near) > most else None)


# In a tsquery: next to each other, or so many words apart. No lexeme has such a sign.
NEXT = re.compile(r"<(?:-|\d+)>")


def look(query, strictly=False, every=False):
    """(`Meaning`, its articles, what was `found` of them): as `find.meant`, without counting twice."""
    meaning = understood(query)
    articles = matching(meaning)
    all_found = found(articles, meaning, every)
    # All copies count here, as they do for an export.
    number = len(all_found.rows) + sum(len(copies) - 1 for copies in all_found.copies.values() if not every)
    if not strictly and number < few(meaning) and (other := relaxed(meaning)):
        meaning, articles = other, matching(other)
        all_found = found(articles, meaning, every)
    return meaning, articles, all_found


def some_of(articles, most, newest=False):
    """Rows of so many of the stories, in the queryset's order where it has one, or the `newest` of all; one query."""
    ordered = bool(articles.query.order_by)
    if ordered:
        articles = articles[:most]
    try:
        sql, parameters = articles.values_list("id", "appears_at").query.sql_with_params()
    except EmptyResultSet:  # a source, say, that there is not
        return []
    order = "ORDER BY appears_at DESC, id DESC" if newest else ""
    sql = SOME_OF.format(matching=sql, most=most, order=order)
    if not ordered:
        return [Row(*row) for row in by_bitmaps(sql, parameters)]
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [Row(*row) for row in cursor.fetchall()]


# In one round trip. Without an order, indexes are put upon each other before any story is looked at. Postgres would
# rather take one and look through the vectors of all stories of, say, a source: it does not know what that costs.
BITMAPS = "SELECT set_config('enable_indexscan', '{}', true)"


def by_bitmaps(sql, parameters):
    """All rows of a query for which Postgres shall look at stories only after all indexes."""
    with connection.cursor() as cursor:
        cursor.execute("; ".join([BITMAPS.format("off"), sql, BITMAPS.format("on")]), parameters)
        cursor.nextset()
        return cursor.fetchall()


def _stories_at_most(meaning):
    """About how many stories have the rarest of the words that each must have."""
    # A stop word of one language is asked of stories in the others alone.
    wanted = [clause for clause in meaning.query.clauses if not clause.negated and meaning.in_all_languages(clause)]
    of_each = (sum(meaning.looked[term].stories for term in clause.any_of) for clause in wanted)
    return min(of_each, default=0)


def _share_of(articles, meaning):
    """What share of all stories a search finds, about: known of one word, and tried for all else."""
    terms = [term for clause in meaning.query.clauses for term in clause.any_of]
    if len(terms) == 1 and not terms[0].headline and not meaning.query.filters:
        looked = meaning.looked[terms[0]]
        if "<" not in looked.tsquery:
            return looked.stories / meaning.stories
    return _share(articles)


def _share(articles):
    """What share of all stories these are, tried on those that were drawn when words were counted."""
    drawn = "articles_article.id = ANY ((SELECT drawn FROM articles_reading)::bigint[])"
    tried = articles.order_by().filter(RawSQL(drawn, [], output_field=BooleanField()))
    with connection.cursor() as cursor:
        try:
            sql, parameters = tried.values_list("pk").query.sql_with_params()
        except EmptyResultSet:
            return 0
        cursor.execute(
            f"SELECT count(*)::float8 / (SELECT cardinality(drawn) FROM articles_reading) FROM ({sql}) AS tried",
            parameters,
        )
        return cursor.fetchone()[0]


def of_rows(rows, every, more=False, about=None, among=None):
    """The `Found` of some rows, in whatever order."""
    rows = sorted(rows, reverse=True)
    copies = {}
    for row in rows:
        if row.cluster is not None:
            copies.setdefault(row.cluster, []).append(row)
    if not every:
        first = {cluster: of[-1].id for cluster, of in copies.items()}
        rows = [row for row in rows if row.cluster is None or first[row.cluster] == row.id]
    return Found(rows, more, copies, about, among)
