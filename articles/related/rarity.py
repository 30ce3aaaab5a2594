"""How rare terms are, by the archive's own stories: counted in a sample, since it is shares that are asked for."""

from collections import Counter
from math import log

from django.db import connection, transaction

from articles.models import TermFrequency
from articles.related.contents import contents
from articles.related.terms import as_array

# Stories that are counted at most. A term that one in 10,000 has is as rare as any, for what it weighs; and so many
# are counted in ten seconds, however large the archive is.
SAMPLE, BATCH = 10_000, 500
# In the place of a term: how many stories were counted. No other is 0 but by a chance of one in four thousand millions.
ALL = 0
# Tags, sources and links speak for themselves, although all of an archive's few stories have one; so does a name, if a
# little: as if there were a story more without it, by which the only two stories are found to be about one person.
AS_IF = {"w": 0, "n": 1, "p": 1, "t": 20, "o": 20, "c": 20, "s": 20}
# While an archive is this small it is counted anew whenever it has doubled, and all of it signed and compared with
# that: a second's work at the most, and the first stories weigh by more than themselves. The very first are counted
# whenever one comes.
FEW, FIRST = 250, 16


class Rarity:
    """What terms weigh by how rare they are: the logarithm of how many stories there are for each that has one."""

    def __init__(self, terms):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT term, stories FROM articles_termfrequency WHERE term = ANY (%s::int[])",
                [as_array([ALL, *terms])],
            )
            self._stories = dict(cursor.fetchall())
        self.total = max(self._stories.get(ALL, 1), 1)
        self.rarest = log(self.total)
        # Of the terms that are known, what each weighs as a word.
        self.words = {term: max(self.rarest - log(stories), 0) for term, stories in self._stories.items() if stories}

    def share(self, term):
        """The share of all stories that have the term: of the rarest, as if one of those that were counted had it."""
        return min(self._stories.get(term, 1) / self.total, 1)

    def is_alone(self, term):
        """Whether at most one of the stories that were counted has the term."""
        return self._stories.get(term, 1) < 2

    def of(self, term, kind):
        """The weight of a term of that kind, from 0 on: 0 is that of a word which all stories have."""
        stories = min(self._stories.get(term, 1), self.total)
        return log((self.total + AS_IF[kind]) / stories)


def grown(most=None):
    """Whether the archive has doubled since it was counted, and has no more than `most` stories, if that is given."""
    counted = TermFrequency.objects.filter(term=ALL).values_list("stories", flat=True).first() or 0
    if counted >= min(SAMPLE, most or SAMPLE):
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM (SELECT FROM articles_article WHERE status = 'published' LIMIT %s) AS found",
            [2 * counted + 1],
        )
        return cursor.fetchone()[0] >= (counted + 1 if counted < FIRST else 2 * counted)


@transaction.atomic
def count():
    """Count terms anew, in a sample of the published stories; those that one story alone has need no row."""
    stories, total = Counter(), 0
    sample = _sample()
    for start in range(0, len(sample), BATCH):
        for content in contents(sample[start : start + BATCH]).values():
            stories.update(content.counts.keys())
            total += 1
    with connection.cursor() as cursor:
        # Not TRUNCATE, which would keep all others from reading until the end.
        cursor.execute("DELETE FROM articles_termfrequency")
        with cursor.copy("COPY articles_termfrequency (term, stories) FROM STDIN") as rows:
            rows.write_row((ALL, total))
            for term, number in stories.items():
                if number > 1 and term != ALL:
                    rows.write_row((term, number))


def _sample():
    """The ids of all published stories, or of SAMPLE of them from everywhere in the table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT greatest(reltuples, 1) FROM pg_class WHERE oid = 'articles_article'::regclass")
        share = min(100, 100 * 1.3 * SAMPLE / cursor.fetchone()[0])
        cursor.execute(
            "SELECT id FROM (SELECT id FROM articles_article TABLESAMPLE SYSTEM (%s) WHERE status = 'published') AS f"
            " ORDER BY random() LIMIT %s",
            [share, SAMPLE],
        )
        return [id_ for (id_,) in cursor.fetchall()]
