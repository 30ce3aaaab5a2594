"""About how many stories a search finds: tried on some that were drawn at random, before any are looked for."""

from typing import NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F

from articles.models import Article, Drawn
from articles.models.marks import Marked, of_period
from articles.search.find import Matches, marks_of, narrowed
from articles.search.phrases import apart

# The index tells which of those drawn have words; whether they stand next to each other only the story does: 2 ms.
TRIED = 150

# `those` are drawn in no order, so that the first of them are as good as any.
SHARE = """
    WITH those AS MATERIALIZED ({those})
    SELECT (SELECT count(*) FROM those)::float8 / nullif((SELECT count(*) FROM articles_drawn), 0), {phrased}
"""
PHRASED = """
    (SELECT avg((search @@ %s::tsquery)::int) FROM (SELECT search FROM those LIMIT {tried}) AS tried)::float8
"""


class Share(NamedTuple):
    """What share of all stories has the words of a search and is what its filters ask for; `phrased`: what share of
    these has its phrases, too."""

    words: float
    phrased: float = 1

    @property
    def all(self):
        return self.words * self.phrased


def share_of(meaning):
    """The `Share` that a search finds, about: known of one word, and tried for all else."""
    terms = [term for clause in meaning.query.clauses for term in clause.any_of]
    looked = meaning.looked[terms[0]]
    if len(terms) == 1 and not terms[0].headline and not meaning.query.filters and not looked.is_phrase:
        return Share(looked.stories / meaning.stories)
    those = _those(meaning)
    phrased = [meaning.tsquery] if meaning.has_phrases else []
    with connection.cursor() as cursor:
        try:
            sql, parameters = those.values_list("search").query.sql_with_params()
        except EmptyResultSet:  # a source, say, that there is not
            return Share(0)
        sql = SHARE.format(those=sql, phrased=PHRASED.format(tried=TRIED) if phrased else 1)
        cursor.execute(sql, [*parameters, *phrased])
        words, of_them = cursor.fetchone()
    return Share(words or 0, of_them or 0)


# The last of the marks is the day.
DAYS = {"before": "marks__3__lt", "after": "marks__3__gte"}


def _those(meaning):
    """Those of the drawn that have the words and are what the filters ask for."""
    those = Drawn.objects.filter(Matches(apart(meaning.tsquery))) if meaning.tsquery else Drawn.objects.all()
    if tsquery := meaning.headline_tsquery:
        those = those.filter(Matches(apart(tsquery)))
    others = []
    for choice in meaning.query.choices:
        first = choice[0]
        if (known := marks_of(choice, meaning)) is not None:
            marked = Marked(known, F("marks"))
            those = those.exclude(marked) if first.negated else those.filter(marked)
        elif first.first and not first.negated:
            day = first.first if first.field == "before" else first.after
            those = those.filter(**{DAYS[first.field]: of_period(day.isoformat())})
        else:
            others.append(choice)
    return those.filter(pk__in=narrowed(Article.objects.order_by(), meaning, others).values("pk")) if others else those
