"""Marks: a story's publisher and its day, year and month as numbers, which one index holds together with its words.

Postgres then finds the stories that have a mark and a word by going along the shorter list and skipping in the other.
With an index for each it would read the whole list of the word, half a million entries of a common one.
"""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, BooleanField, Func
from django.db.models.expressions import RawSQL

# A span of time is asked for by so many marks at the most: each is compared for each story of the span, and in a long
# one skipping gains nothing.
MOST = 24


class Marks(Func):
    """[- publisher's id, year, year and month, year and month and day]; see the migration that makes the function."""

    function = "search_marks"
    arity = 2
    output_field = ArrayField(BigIntegerField())


class Marked(Func):
    """Whether an article, or what else has marks, has any of some."""

    template = "%(expressions)s"
    arg_joiner = " && "
    output_field = BooleanField()

    def __init__(self, marks, of=None):
        of = Marks("source_id", "published_on") if of is None else of
        super().__init__(of, RawSQL("%s::bigint[]", [list(marks)], output_field=ArrayField(BigIntegerField())))


def of_source(pk):
    return -pk


def of_period(iso):
    """The mark of a year, a month or a day in ISO 8601."""
    return int(iso.replace("-", ""))


def of_span(first, after):
    """Marks of whole years and months that together hold all days from `first` until before `after`; more than MOST:
    None."""
    marks, year, month = [], first.year, first.month
    while date(year, month, 1) < after and len(marks) <= MOST:
        if month == 1 and after >= date(year + 1, 1, 1):
            marks.append(year)
            year += 1
        else:
            marks.append(year * 100 + month)
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return marks if len(marks) <= MOST else None
