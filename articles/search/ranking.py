"""Best matches first: what BM25 does, by places and rarity of words, over the stories that can be best."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from django.core.exceptions import EmptyResultSet
from django.db import connection

from articles.models.lists import HEADLINE_WORDS
from articles.search.echoes import WORTH, echoes
from articles.search.find import Matches, matching
from articles.search.found import CLUSTER, COLUMNS, OF_ROWS, Row, by_bitmaps, of_rows, since
from articles.search.parts import Clause

# So many stories are ranked, in some 5 ms; all others that a search finds follow, the newest first. Where there are
# more, those are ranked that can be among the first: of stories with some of the words those with the most telling
# ones, of stories with all of them those that have them in the headline, then the rarest of them, EACH so many, and
# the newest.
RANKED, EACH = 300, 100
# What a word in the text, in names, in the standfirst and in the headline counts; how soon more of the same word counts
# for nothing, and how far a story's length counts, from 0 to 1 (BM25's k1, by these weights, and b). An archive of
# stories of one length would take more of it, and one of paragraphs beside long reports less.
WEIGHTS, SATURATION, LENGTH = "{0.5, 0.6, 0.6, 1.0}", 0.5, 0.5
# Rare words count for somewhat more than BM25 has it, as they do in a cosine: of a long question most words are common,
# and many of them together would outweigh the few that it is about.
RARER = 1.2
# A word in the headline is worth so much of itself more, however often the text has it. A headline with all of the
# words is worth half of what they tell, and a little more the fewer others it has. Two words that stand in a story as
# they were typed, next to each other, are worth some of themselves more; with twice as much, phrases such as "has been
# said" bring stories of anything.
IN_HEADLINE, HEADED, SHORT, PAIRED = 0.15, 0.5, 0.2, 0.15
# A question of so many words, of which no story need have all, is one about a matter: what the best answers share is
# looked for, too. With fewer words it is as often one story that is looked for, and that would lose its place.
LONG = 6
# A story of today is worth a tenth more than one of long ago, of a year ago a third of that.
NEWER, FADING = 0.1, 365.0

# `ts_rank_cd` of one word is the sum of the weights of its places: what BM25 calls its frequency.
WORD = """%(w{n})s * (1 - k / (k + ts_rank_cd('{weights}', vector, %(q{n})s::tsquery))
    + {in_headline} * (headline @@ %(q{n})s::tsquery)::int)"""
PAIR = "%(w{n})s * (vector @@ %(q{n})s::tsquery)::int"
K = f"{SATURATION} * (1 - %(length)s + %(length)s * length(vector) / %(lexemes)s)"
# `ts_delete` of nothing brings a vector into memory once; each function would fetch it anew.
KEPT = ", ".join(OF_ROWS)
RANK = f"""
    SELECT points, {COLUMNS}
    FROM (
        SELECT {KEPT},
            ({{points}} + %(headed)s * (headline @@ %(every)s::tsquery)::int
                * (1 + {{short}} * least(1, %(terms)s / greatest(1, length(headline))::float8))){{newer}} AS points
        FROM (
            SELECT {KEPT}, vector, ts_filter(vector, '{{{{a}}}}') AS headline, {K} AS k
            FROM (
                SELECT {KEPT}, ts_delete(search, '') AS vector FROM articles_article
                WHERE id = ANY (%(ids)s) OFFSET 0
            ) AS fetched OFFSET 0
        ) AS story
        WHERE {{asked}}
    ) AS ranked
    {CLUSTER.format(of="ranked")}
    ORDER BY points DESC, appears_at DESC, id DESC
"""
AGE = f" * (1 + {NEWER} * exp(-least(50, abs(extract(epoch FROM now() - appears_at))::float8 / 86400 / {FADING})))"

EPOCH, MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
# No story is of a day before 1600, and Python knows no year before 1.
FIRST = (datetime(1599, 1, 1, tzinfo=UTC) - EPOCH) // MICROSECOND


def best(meaning, found, every=False, by_age=True):
    """(Rows, the best first, and the `Found` they are of): those that `found` has, and of others the best.

    `by_age`: newer stories count for a little more. Without words to rank by, the newest come first.
    """
    if not meaning.terms:
        return found.rows, found
    ids = [row.id for row in found.rows]
    if found.more or len(ids) > RANKED:
        ids = _most_telling(meaning) if meaning.relaxed else _headed(meaning, found)
    ranked = _ranked(ids, meaning, by_age)
    copies = [copy for of in found.copies.values() for copy in of]
    all_found = of_rows({*found.rows, *copies, *ranked}, every, found.more, found.about, found.among)
    first = {} if every else {cluster: of[-1] for cluster, of in all_found.copies.items()}
    rows = dict.fromkeys(first.get(row.cluster, row) for row in ranked)
    return [*rows, *(row for row in all_found.rows if row not in rows)], all_found


SCORED = "SELECT id, %s::float8 AS points FROM ({sql}) AS those"
BY_POINTS = "SELECT id FROM ({parts}) AS points GROUP BY id ORDER BY sum(points) DESC, id DESC LIMIT {most}"


def _most_telling(meaning):
    """Ids of the stories with the most telling words: without a look at any story's vector."""
    *kept, some = meaning.query.clauses
    of_each = [(meaning.looked[term].weight, _asking(meaning, (*kept, Clause((term,))))) for term in some.any_of]
    return _by_points(of_each)


# Of very many stories those are looked for in the headlines of so many times the span of the newest ones: some 5,000
# stories with the words, of which a twentieth has them there. Where they are not so many that the span is short, all
# headlines with the words are fewer than all stories of it.
SPANS, SHORT_SPAN = 4, 0.1


def _headed(meaning, found):
    """Ids of stories with the words in their headlines, and of the newest."""
    rarest = max(meaning.terms, key=lambda term: meaning.looked[term].weight)
    narrowed = _asking(meaning, ())
    if found.about:
        newest, oldest = found.rows[0].at, found.rows[-1].at
        moment = EPOCH + max(newest - SPANS * (newest - oldest), FIRST) * MICROSECOND
        narrowed = since(narrowed, moment, by_months=found.about > SHORT_SPAN * meaning.stories)
    points = {meaning.looked[rarest].tsquery: 1} if meaning.terms[1:] else {}
    of_each = [
        (points, narrowed.filter(Matches(tsquery, HEADLINE_WORDS)).order_by("-appears_at")[:EACH])
        for tsquery, points in (points | {_every(meaning): 2}).items()
    ]
    return list(dict.fromkeys([*_by_points(of_each), *(row.id for row in found.rows)]))[:RANKED]


def _asking(meaning, clauses):
    """The stories that have what some clauses ask for, and the query's filters."""
    return matching(replace(meaning, query=replace(meaning.query, clauses=clauses)), marked=True).order_by()


def _every(meaning):
    return " & ".join(f"({meaning.looked[term].tsquery})" for term in meaning.terms)


def _by_points(of_each):
    """Ids of the stories with the most points, of (points, queryset)s that they are in; one query."""
    parts, parameters = [], []
    for points, articles in of_each:
        try:
            sql, of_sql = articles.values_list("id").query.sql_with_params()
        except EmptyResultSet:  # a source, say, that there is not
            continue
        parts.append(SCORED.format(sql=sql))
        parameters += [points, *of_sql]
    if not parts:
        return []
    return [pk for (pk,) in by_bitmaps(BY_POINTS.format(parts=" UNION ALL ".join(parts), most=RANKED), parameters)]


def _ranked(ids, meaning, by_age):
    """`Row`s of those of some stories that the search finds, the best first; one query, or two for a long question."""
    terms = [(meaning.looked[term].weight ** RARER, meaning.looked[term].tsquery) for term in meaning.terms]
    counted = {"length": LENGTH if meaning.lexemes else 0, "lexemes": meaning.lexemes or 1}
    ranked = _pointed(ids, meaning, terms, counted, by_age)
    if meaning.relaxed and len(terms) >= LONG:
        told = WORTH * sum(weight for weight, _ in terms)
        of_each = echoes(ranked, [tsquery for _, tsquery in terms], WEIGHTS, K, counted | {"rarer": RARER})
        ranked = sorted(
            ((points + told * of_each.get(row.id, 0), row) for points, row in ranked), key=_best_first, reverse=True
        )
    return [row for _, row in ranked]


def _best_first(pointed):
    points, row = pointed
    return points, row.place


def _pointed(ids, meaning, terms, counted, by_age):
    """(Points, `Row`)s, the best first, by (weight, tsquery)s."""
    pairs = [(PAIRED * (one + other), f"({before}) <-> ({after})") for (one, before), (other, after) in pairwise(terms)]
    parameters = counted | {
        "ids": ids, "terms": len(terms), "headed": HEADED * sum(weight for weight, _ in terms),
        "every": _every(meaning), "asked": meaning.tsquery, "asked_headline": meaning.headline_tsquery,
    }  # fmt: skip
    for n, (weight, tsquery) in enumerate([*terms, *pairs]):
        parameters |= {f"w{n}": weight, f"q{n}": tsquery}
    points = [WORD.format(n=n, weights=WEIGHTS, in_headline=IN_HEADLINE) for n in range(len(terms))]
    points += [PAIR.format(n=n + len(terms)) for n in range(len(pairs))]
    asked = [
        f"{vector} @@ %({name})s::tsquery"
        for vector, name in (("vector", "asked"), ("headline", "asked_headline"))
        if parameters[name]
    ]
    sql = RANK.format(points=" + ".join(points), newer=AGE if by_age else "", short=SHORT,
                      asked=" AND ".join(asked) or "true")  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [(points, Row(*row)) for points, *row in cursor.fetchall()]
