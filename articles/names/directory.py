"""The index of tags, sources or authors that a reader can open a story of: most used first, and A to Z.

Each list is a page of it from any place on, and costs the same wherever that is: nothing here reads all names.
"""

from dataclasses import dataclass

from django.db import connection, models

from articles.models import Author, Source, Tag
from articles.models.coverage import Role
from articles.names.counts import pending

# A screen or two in three columns.
SIZE = 60
# An alphabet has some 30 letters, and an archive a few alphabets; of Chinese names each begins with its own sign.
MOST_LETTERS = 150
DIGITS = "0-9"
# Sorts after all that begins with the letter before it.
LAST = "\U0010ffff"
ORDER = '(public.name_order({}.name) COLLATE "C")'


@dataclass(frozen=True)
class Noun:
    """What is listed: `roles` are those whose stories are counted, `names` is SQL for (bearer, name)."""

    model: type[models.Model]
    roles: tuple[Role, ...]
    names: str
    kinds: type[models.TextChoices] | None = None

    @property
    def table(self):
        return self.model._meta.db_table


TAGS = Noun(Tag, (Role.TAG,), "SELECT tag_id AS bearer, name FROM articles_tagname", Tag.Kind)
SOURCES = Noun(
    Source,
    (Role.PUBLISHER, Role.CITED),
    "SELECT source_id AS bearer, name FROM articles_sourcename",
    Source.Kind,
)
AUTHORS = Noun(Author, (Role.AUTHOR,), "SELECT coalesce(merged_into_id, id) AS bearer, name FROM articles_author")


def most_used(noun, role, kinds=("",), after=None, size=SIZE):
    """Rows of the noun's model, the ones with most stories in the role first; one query.

    Of each of `kinds` so many, "" being all kinds. `after` is (stories, id) of the row before. Each row has `numbers`,
    its stories in each of the noun's roles.
    """
    parts = " UNION ALL ".join(
        f"({_ranked(noun, role, bool(kind), f'kind{n}', after)})" for n, kind in enumerate(kinds)
    )
    stories, bearer = after or (None, None)
    params = {"size": size, "stories": stories, "bearer": bearer, **{f"kind{n}": kind for n, kind in enumerate(kinds)}}
    return rows(
        noun,
        f"""
        ranked AS ({parts})
        SELECT {columns(noun)} FROM ranked r JOIN {noun.table} n ON n.id = r.bearer {numbers(noun)}
        ORDER BY r.stories DESC, n.id DESC
        """,
        params,
    )


def _ranked(noun, role, of_kind, kind, after):
    """SQL for (bearer, stories): the next ones of a kind, from the index; those that changed are placed among them."""
    place = "AND ({}) < (%(stories)s, %(bearer)s)" if after else ""
    changed = "coalesce(s.stories, 0) + p.stories"
    return f"""
        SELECT bearer, stories FROM (
            (SELECT s.bearer, s.stories FROM articles_standing s
            WHERE s.role = {role:d} AND s.stories > 0 {f"AND s.kind = %({kind})s" if of_kind else ""}
                {place.format("s.stories, s.bearer")}
                AND NOT EXISTS (SELECT FROM pending_{role:d} p WHERE p.bearer = s.bearer)
            ORDER BY s.stories DESC, s.bearer DESC LIMIT %(size)s)
            UNION ALL
            SELECT p.bearer, {changed}
            FROM pending_{role:d} p JOIN {noun.table} n ON n.id = p.bearer
            LEFT JOIN articles_standing s ON s.role = {role:d} AND s.bearer = p.bearer
            WHERE {changed} > 0 {f"AND n.kind = %({kind})s" if of_kind else ""} {place.format(f"{changed}, p.bearer")}
        ) AS all_of_it ORDER BY stories DESC, bearer DESC LIMIT %(size)s
    """


def in_order(noun, kind="", letter="", after=None, size=SIZE):
    """Rows A to Z, of a kind and a letter if there is one; `after` is (`order`, id) of the row before. One query."""
    first, last = ("0", ":") if letter == DIGITS else (letter, letter + LAST)
    key, bearer = after or (None, None)
    order = ORDER.format("n")
    return rows(
        noun,
        f"""
        page AS (SELECT)
        SELECT {columns(noun)}, {order}
        FROM {noun.table} n {numbers(noun)}
        WHERE n.merged_into_id IS NULL AND {any_story(noun)}
            {"AND n.kind = %(kind)s" if kind else ""}
            {f"AND {order} >= %(first)s AND {order} < %(last)s" if letter else ""}
            {f"AND ({order}, n.id) > (%(key)s, %(bearer)s)" if after else ""}
        ORDER BY {order}, n.id LIMIT %(size)s
        """,
        {"kind": kind, "first": first, "last": last, "key": key, "bearer": bearer, "size": size},
        "order",
    )


def letters(noun, kind=""):
    """The letters with which names begin, in order, digits as one; by jumps from each to the next. One query."""
    order = ORDER.format("n")
    following = f"""
        SELECT left({order}, 1) FROM {noun.table} n
        WHERE n.merged_into_id IS NULL {"AND n.kind = %(kind)s" if kind else ""}
            AND {order} > {{place}} AND {_is_used(noun)}
        ORDER BY {order} LIMIT 1
    """
    query = f"""
        WITH RECURSIVE found (letter) AS (
            ({following.format(place="''")})
            UNION ALL
            SELECT ({following.format(place="found.letter || %(last)s")}) FROM found WHERE found.letter IS NOT NULL
        )
        SELECT letter FROM found WHERE letter IS NOT NULL LIMIT {MOST_LETTERS}
    """
    with connection.cursor() as cursor:
        cursor.execute(query, {"kind": kind, "last": LAST})
        return list(dict.fromkeys(DIGITS if "0" <= letter <= "9" else letter for (letter,) in cursor.fetchall()))


def _is_used(noun):
    """SQL: whether there is a number of the row, folded or not. Those of days to come count: no letter is missed.

    Each asks one row of an index. Of EXISTS, Postgres would rather make a table of all numbers first.
    """
    roles = ", ".join(f"{role:d}" for role in noun.roles)
    return f"""(
        (SELECT max(s.stories) FROM articles_standing s WHERE s.role IN ({roles}) AND s.bearer = n.id) > 0
        OR (SELECT true FROM articles_coveragechange c WHERE c.role IN ({roles}) AND c.bearer = n.id LIMIT 1)
    )"""


def columns(noun):
    kind = "n.kind" if noun.kinds else "''"
    numbers = ", ".join(_number(role) for role in noun.roles)
    return f"n.id, n.name, n.slug, {kind}, ARRAY[{numbers}]"


def _number(role):
    return f"(coalesce(s{role:d}.stories, 0) + coalesce(p{role:d}.stories, 0))"


def numbers(noun):
    """SQL that joins the numbers of each role to a row `n`."""
    return " ".join(
        f"LEFT JOIN articles_standing s{role:d} ON s{role:d}.role = {role:d} AND s{role:d}.bearer = n.id "
        f"LEFT JOIN pending_{role:d} p{role:d} ON p{role:d}.bearer = n.id"
        for role in noun.roles
    )


def all_stories(noun):
    return f"({' + '.join(_number(role) for role in noun.roles)})"


def any_story(noun):
    return f"{all_stories(noun)} > 0"


def rows(noun, query, params, *more):
    """Rows of the noun's model for a query that follows `WITH`; columns after the first five are named by `more`."""
    pendings = ", ".join(f"pending_{role:d} AS MATERIALIZED ({pending(role)})" for role in noun.roles)
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {pendings}, {query}", params)
        return [_row(noun, more, *values) for values in cursor.fetchall()]


def _row(noun, more, pk, name, slug, kind, numbers, *others):
    row = noun.model(pk=pk, name=name, slug=slug, **({"kind": kind} if noun.kinds else {}))
    row.numbers = numbers
    for attribute, value in zip(more, others, strict=True):
        setattr(row, attribute, value)
    return row
