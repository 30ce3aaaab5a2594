"""What else could be chosen, of what a story has one of: the stories that a search finds without its choice."""

from dataclasses import replace

from articles.search.find import is_spoken, marks_of
from articles.search.found import PHRASED, found, of_rows, stories_at_most
from articles.search.parts import OF_ONE


def chosen(query):
    """The choices that a query has made of what a story has one of: its publisher, its language, its date."""
    return [choice for choice in query.choices if choice[0].field in OF_ONE and not choice[0].negated]


def beside(meaning, every=False):
    """{field: rows} for each field chosen: the stories that all but this choice find; one query, none where nothing is
    chosen. Where that may be too many to look at, no rows: of a date, it is left out, since those found have months."""
    choices = chosen(meaning.query)
    if not choices:
        return {}
    wider = replace(
        meaning.query, filters=tuple(part for part in meaning.query.filters if part not in sum(choices, ()))
    )
    if not meaning.asks or stories_at_most(meaning) > PHRASED or any(len(part.value) == DAY for part in _days(choices)):
        return {choice[0].field: [] for choice in choices if choice[0].field != "on"}
    rows = found(replace(meaning, query=wider), every=True).rows
    return {
        own[0].field: of_rows([row for row in rows if _is_of_all(row, choices, own, meaning)], every).rows
        for own in choices
    }


# A row does not tell whether its story's day is known, or only its month.
DAY = len("2024-07-16")


def _days(choices):
    return [part for choice in choices for part in choice if part.field == "on"]


def _is_of_all(row, choices, but, meaning):
    return all(OF[choice[0].field](row, choice, meaning) for choice in choices if choice is not but)


def _is_from(row, choice, meaning):
    """Where only the year is known, a story is of no month."""
    periods = [part for part in choice if row.on > 0 or len(part.value) == len("2024")]
    return any(part.first <= row.day < part.after for part in periods)


OF = {
    "source": lambda row, choice, meaning: row.source and -row.source in marks_of(choice, meaning),
    "lang": lambda row, choice, meaning: any(is_spoken(row.language, part.value) for part in choice),
    "on": _is_from,
}
