"""What a search can be narrowed by, with counts, over the stories that were found."""

from collections import Counter
from datetime import date

from django.db import connection
from django.utils.translation import gettext_lazy as _

from articles.search.beside import beside, chosen
from articles.search.parts import OF_ONE

# Of each kind so many values, the commonest first; all months of a year, in their order.
SHOWN, MONTHS = 8, 12
# Where more are found than are counted one by one, so many of the newest stand for them.
OF_MANY = 1_000
# Of the commonest tags so many are looked at for the commonest of each kind, and as many authors and sources.
NAMED = 200

# The indexes of who is named in a story have both ends, and are read alone. Counted by ids first: there are fewer names
# than times that they are named. The stories' ids come once and as a parameter of the plan: for each list of 10,000
# constants, planning would take 5 ms.
AMONG = "article_id = ANY ((SELECT ids FROM found)::bigint[])"
COUNTS = f"""
    WITH found AS MATERIALIZED (SELECT %(ids)s::bigint[] AS ids)
    SELECT 'source', s.id, s.name, 0 FROM articles_source s WHERE s.id = ANY (%(publishers)s)
    UNION ALL
    SELECT 'cites', s.id, s.name, n
    FROM (
        SELECT source_id, count(*) AS n FROM articles_citation WHERE {AMONG}
        GROUP BY 1 ORDER BY 2 DESC LIMIT {NAMED}
    ) AS c JOIN articles_source s ON s.id = source_id
    UNION ALL
    SELECT CASE t.kind WHEN 'organisation' THEN 'org' ELSE t.kind END, t.id, t.name, n
    FROM (
        SELECT tag_id, count(*) AS n FROM articles_tagging WHERE {AMONG}
        GROUP BY 1 ORDER BY 2 DESC LIMIT {NAMED}
    ) AS g JOIN articles_tag t ON t.id = tag_id
    UNION ALL
    SELECT 'author', a.id, a.name, n
    FROM (
        SELECT author_id, count(*) AS n FROM articles_byline WHERE {AMONG}
        GROUP BY 1 ORDER BY 2 DESC LIMIT {NAMED}
    ) AS b JOIN articles_author a ON a.id = author_id
"""
HEADINGS = {
    "on": _("Year"), "source": _("Published by"), "cites": _("Cites"), "person": _("People"), "org": _("Organisations"),
    "place": _("Places"), "event": _("Events"), "topic": _("Topics"), "author": _("Authors"), "lang": _("Language"),
}  # fmt: skip
MONTH = _("Month")


def facets(rows, meaning=None, every=False):
    """[(field, heading, [(value, stories), …])] of rows of stories, the commonest values first; one query.

    Of what a story has one of, and the query of `meaning` has chosen, the values are those of the stories that are
    found without that choice, where they are few enough to be told: another value widens the search by as many. Then
    it takes two queries more.
    """
    years = _years(chosen(meaning.query)) if meaning else set()
    of_each = dict.fromkeys(OF_ONE, rows) | (beside(meaning, every) if meaning else {})
    publishers = _commonest(Counter(row.source for row in of_each["source"] if row.source), NAMED)
    counted = {field: {} for field in HEADINGS}
    counted["on"] = _times(of_each["on"], years)
    counted["lang"] = Counter(row.language for row in of_each["lang"] if row.language)
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, {"ids": [row.id for row in rows], "publishers": list(publishers)})
        for field, pk, name, stories in cursor.fetchall():
            counted[field][name] = counted[field].get(name, 0) + (stories or publishers[pk])
    kept = {field: _commonest(values, SHOWN) for field, values in counted.items() if values}
    if years and counted["on"]:
        kept["on"] = dict(sorted(_commonest(counted["on"], MONTHS).items()))
    headings = HEADINGS | ({"on": MONTH} if years else {})
    return [(field, heading, list(kept[field].items())) for field, heading in headings.items() if kept.get(field)]


def _commonest(counted, most):
    return dict(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))[:most])


def _years(choices):
    """The years that are chosen, or of which a part is."""
    return {part.value[:4] for choice in choices for part in choice if part.field == "on"}


def _times(rows, years):
    """Numbers by year; by month where those of some `years` are wanted, of stories that are known so precisely."""
    days = Counter(row.on for row in rows if row.on is not None)
    counted = Counter()
    for on, stories in days.items():
        day = date.fromordinal(abs(on))
        if not years:
            counted[f"{day:%Y}"] += stories
        elif on > 0 and f"{day:%Y}" in years:
            counted[f"{day:%Y-%m}"] += stories
    return counted
