"""How Postgres goes about a query: its plan as text that two runs can be compared by, and what is wrong with it."""

import json
import re
from dataclasses import dataclass

from django.db import connection

# More than the longest page shows: each day of a year, or each month of fifty years.
PAGE = 600

LITERAL = re.compile(r"'(?:[^']|'')*'")
NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?\b")


@dataclass(frozen=True)
class Plan:
    """`text` is without costs, rows and values; `faults` are words on what reads or sorts too much."""

    text: str
    faults: list[str]


def plan(sql, params, table):
    """The plan of a query, which is run for it; None for a statement that has none.

    Faults are reading all of `table`, and sorting more than PAGE rows.
    """
    if not re.match(r"[\s(]*(SELECT|WITH)\b", sql, re.IGNORECASE):
        return None
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (COSTS OFF) {sql}", params)
        text = "\n".join(line for (line,) in cursor.fetchall())
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}", params)
        [(found,)] = cursor.fetchall()
    found = json.loads(found) if isinstance(found, str) else found
    return Plan(NUMBER.sub("N", LITERAL.sub("'…'", text)), sorted(set(_faults(found[0]["Plan"], table))))


def _faults(node, table):
    if "Seq Scan" in node["Node Type"] and node["Relation Name"] == table:
        yield f"reads all of {table}"
    children = node.get("Plans", [])
    if "Sort" in node["Node Type"]:
        rows = max(int(child["Actual Rows"]) for child in children)
        if rows > PAGE:
            yield f"sorts {rows:,} rows"
    for child in children:
        yield from _faults(child, table)
