"""Names as a reader types them: with a word that begins so, or, where there is none, with one that is nearly so."""

from django.db import connection, transaction

from articles.names.directory import LAST, ORDER, SIZE, all_stories, any_story, columns, numbers, rows
from articles.search.suggesting import LONGER, distance

# Names that begin with, or have in them, what was typed: so many are looked at, and the most used of them shown.
LOOKED_AT = 500
# Two letters are in no trigram, and are in half of all names.
LEAST_INSIDE = 3
# Of a name with a slip in it some of the trigrams are left: of "Reuters" and "Rueters" 0.4, as `pg_trgm` has it. Of so
# many the slips are counted. What is no slip is shown if it has nearly all of them.
ALIKE, COUNTED, MUCH_ALIKE = "0.35", 150, 0.6

# As Postgres folds it, so folded to nothing it finds nothing.
ASKED = "public.name_order(%(text)s)"
INSIDE = r"regexp_replace(public.name_order(%(text)s), '([\\%%_])', '\\\1', 'g')"
# How what was typed stands in a name: it is the name, its beginning, that of a word, or within one.
WITHIN = 3
PLACE = f"""CASE
    WHEN found = {ASKED} THEN 0
    WHEN starts_with(found, {ASKED}) THEN 1
    WHEN strpos(found, ' ' || {ASKED}) > 0 THEN 2
    ELSE {WITHIN}
END"""


def typed(noun, text, kind="", size=SIZE):
    """Rows for what a reader typed of a name; `called` is the one that was found, and `is_like_it` says that it is only
    like what was typed.

    First what is named so, then what begins so, then what has a word that does; the most used of each first. Where
    nothing has, first what is a slip away ("canda" is rather Canada than a scandal), then what has it within a word,
    then what is like it. One query, and two more where nothing has a word that begins so.
    """
    heard = _heard(noun, text, kind, size)
    for row in heard:
        row.is_like_it = False
    if heard and heard[0].place < WITHIN:
        return heard
    known = {row.pk for row in heard}
    guessed = [row for row in _guessed(noun, text, kind) if row.pk not in known]
    for row in guessed:
        row.is_like_it = True
    slips = sorted((row for row in guessed if row.slips <= row.allowed), key=lambda row: (row.slips, -sum(row.numbers)))
    others = [row for row in guessed if row.slips > row.allowed and row.likeness >= MUCH_ALIKE]
    return [*slips, *heard, *others][:size]


def _heard(noun, text, kind, size):
    order = ORDER.format("k")
    return rows(
        noun,
        f"""
        heard AS MATERIALIZED (
            (SELECT bearer, name, {order} AS found FROM ({noun.names}) AS k
            WHERE {order} >= {ASKED} AND {order} < {ASKED} || %(last)s AND {ASKED} <> '' LIMIT {LOOKED_AT})
            UNION ALL
            (SELECT bearer, name, {order} FROM ({noun.names}) AS k
            WHERE length({ASKED}) >= {LEAST_INSIDE} AND {order} LIKE '%%' || {INSIDE} || '%%' LIMIT {LOOKED_AT})
        ), known AS (
            SELECT DISTINCT ON (bearer) bearer, name, {PLACE} AS place FROM heard
            ORDER BY bearer, place, length(name), name
        )
        SELECT {columns(noun)}, known.name, known.place
        FROM known JOIN {noun.table} n ON n.id = known.bearer {numbers(noun)}
        WHERE {any_story(noun)} {"AND n.kind = %(kind)s" if kind else ""}
        ORDER BY known.place, {all_stories(noun)} DESC, n.id LIMIT %(size)s
        """,
        {"text": text, "kind": kind, "last": LAST, "size": size},
        "called",
        "place",
    )


@transaction.atomic
def _guessed(noun, text, kind):
    """What is like it, the likest first, with how many `slips` away it is, and how many are `allowed`."""
    order = ORDER.format("k")
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [ALIKE])
    found = rows(
        noun,
        f"""
        guessed AS MATERIALIZED (
            SELECT bearer, name, {order} AS found, word_similarity({ASKED}, {order}) AS likeness
            FROM ({noun.names}) AS k
            WHERE length({ASKED}) >= {LEAST_INSIDE} AND {ASKED} <%% {order}
            ORDER BY likeness DESC, name LIMIT {COUNTED}
        ), known AS (
            SELECT DISTINCT ON (bearer) * FROM guessed ORDER BY bearer, likeness DESC, length(name), name
        )
        SELECT {columns(noun)}, known.name, known.found, {ASKED}, known.likeness
        FROM known JOIN {noun.table} n ON n.id = known.bearer {numbers(noun)}
        WHERE {any_story(noun)} {"AND n.kind = %(kind)s" if kind else ""}
        ORDER BY known.likeness DESC, {all_stories(noun)} DESC, n.id
        """,
        {"text": text, "kind": kind},
        "called",
        "found",
        "asked",
        "likeness",
    )
    for row in found:
        row.slips, row.allowed = _slips(row.asked, row.found), 1 + (len(row.asked) >= LONGER)
    return found


def _slips(asked, name):
    """How many letters are wrong, in the words of the name, as many as were typed, of which the fewest are."""
    words, number = name.split(), len(asked.split())
    runs = [" ".join(words[at : at + number]) for at in range(max(1, len(words) - number + 1))]
    return min(distance(asked, run) for run in runs)
