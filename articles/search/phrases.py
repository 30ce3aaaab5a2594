"""Phrases: an index knows which stories have words, and not which of them stand next to each other there."""

import re

from django.db import connection

# In a tsquery: next to each other, or so many words apart. No lexeme has such a sign.
NEXT = re.compile(r"<(?:-|\d+)>")
# `OFFSET 0`: each vector is brought into memory once, and no index is asked first.
STANDING = """
    SELECT id FROM (SELECT id, search FROM articles_article WHERE id = ANY (%s) OFFSET 0) AS story WHERE {asked}
"""
ASKED = {"tsquery": "search @@ %s::tsquery", "headline_tsquery": """ts_filter(search, '{a}') @@ %s::tsquery"""}


def has_phrase(tsquery):
    return bool(NEXT.search(tsquery))


def apart(tsquery):
    """The same for the words, wherever they stand."""
    return NEXT.sub("&", tsquery)


def standing(ids, meaning):
    """Ids of those of some stories in which the words stand as is asked for; one query."""
    asked = {part: getattr(meaning, name) for name, part in ASKED.items() if getattr(meaning, name)}
    with connection.cursor() as cursor:
        cursor.execute(STANDING.format(asked=" AND ".join(asked)), [ids, *asked.values()])
        return {pk for (pk,) in cursor.fetchall()}
