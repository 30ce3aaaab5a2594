"""How rare terms are, by the archive's own stories: counted in a sample, since it is shares that are asked for."""

from collections import Counter
from math import log

from django.db import connection, transaction

from articles.models import Article
from articles.related.contents import contents
from articles.related.terms import as_array

# Stories that are counted at most. A term that one in 10,000 has is as rare as any, for what it weighs; and so many
# are counted in ten seconds, however large the archive is.
SAMPLE, BATCH = 10_000, 500
# In the place of a term: how many stories were counted, and how many the archive had then. That another is one of these
# is a chance of one in two thousand millions.
ALL, ARCHIVE = 0, 1
# Tags, sources and links speak for themselves, although all of an archive's few stories have one; so does a name, if a
# little: as if there were a story more without it, by which the only two stories are found to be about one person.
AS_IF = {"w": 0, "n": 1, "p": 1, "t": 20, "o": 20, "c": 20, "s": 20}
# While an archive is this small it is counted anew whenever it has doubled, and all of it signed and compared with
# that: a second's work at the most, and the first stories weigh by more than themselves. The very first are counted
# whenever one comes.
FEW, FIRST = 250, 16
# Up to here an archive is counted anew at once when it has doubled, whoever brings the story by which it has: two
# seconds' work for an editor who waits. A larger one waits for what is done in bulk.
AT_ONCE = 1_000
# Terms that are remembered with their stories. Some 15 MB; of a story's 250, all but ten are remembered after some
# thousands.
REMEMBERED = 150_000


class _Counting:
    """What was asked for of one counting, which `stamp` names; a new counting is another object, so that whoever is at
    work with this one, in another thread, ends with it."""

    def __init__(self, stamp=None, total=1):
        self.stamp, self.total, self.rarest = stamp, total, log(total)
        self.stories, self.words = {}, {}

    def learn(self, terms, found):
        """Those of the terms that were not `found` are as rare as what a single story has."""
        self.stories.update(dict.fromkeys(terms, 1) | found)
        self.words.update(dict.fromkeys(terms, self.rarest))
        self.words.update({term: max(self.rarest - log(stories), 0) for term, stories in found.items()})


_remembered = _Counting()


class Rarity:
    """What terms weigh by how rare they are: the logarithm of how many stories there are for each that has one."""

    def __init__(self, terms):
        counting = _counting(terms)
        self.total, self.rarest = counting.total, counting.rarest
        self._stories = counting.stories
        # Of the terms, and others, what each weighs as a word.
        self.words = counting.words

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


def _counting(terms):
    """The _Counting that is in force, which knows the terms."""
    global _remembered
    counting, terms = _remembered, set(terms)
    missing = terms - counting.stories.keys()
    stamp, total, found = _ask(missing)
    if stamp != counting.stamp or len(counting.stories) > REMEMBERED:
        counting = _Counting(stamp, total)
        if missing != terms:
            missing = terms
            found = _ask(missing)[2]
        _remembered = counting
    counting.learn(missing, found)
    return counting


def _ask(terms):
    """The stamp of the counting that is in force, how many stories were counted, and term → stories of these terms.

    The stamp is the transaction that wrote it: each counting is written in one of its own.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT term, stories, CASE term WHEN %s THEN xmin::text END FROM articles_termfrequency"
            " WHERE term = ANY (%s::int[])",
            [ALL, as_array([ALL, *terms])],
        )
        found = {term: (stories, stamp) for term, stories, stamp in cursor.fetchall()}
    total, stamp = found.get(ALL, (1, None))
    return stamp, max(total, 1), {term: stories for term, (stories, _) in found.items() if stories and term != ALL}


def keep_up(most=None):
    """Count terms anew if the archive has doubled since that was done, and had no more than `most` stories then, if
    that is given; returns how many were counted, or None."""
    if not grown(most):
        return None
    with transaction.atomic(), connection.cursor() as cursor:
        # Readers go on with what is there. Whoever comes second finds it done.
        cursor.execute("LOCK TABLE articles_termfrequency IN SHARE ROW EXCLUSIVE MODE")
        return count() if grown(most) else None


# As Postgres believes, from when it was last vacuumed or analysed; before, -1.
ABOUT = "(SELECT reltuples::bigint FROM pg_class WHERE oid = 'articles_article'::regclass)"
COUNTED = f"""
SELECT coalesce((SELECT stories FROM articles_termfrequency WHERE term = %s), 0),
    (SELECT stories FROM articles_termfrequency WHERE term = %s), {ABOUT}
"""


def grown(most=None):
    """Whether the archive has doubled since it was counted, and had no more than `most` stories then, if given."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTED, [ALL, ARCHIVE])
        counted, archive, about = cursor.fetchone()
    before = counted if archive is None else archive
    if most is not None and before >= most:
        return False
    return _stories(2 * before + 1, about) >= (before + 1 if before < FIRST else 2 * before)


def _stories(most, about):
    """How many stories the archive has: `about`, of more than SAMPLE; of fewer those that are published, counted to
    `most`."""
    return about if about > SAMPLE else Article.objects.filter(status="published").order_by()[:most].count()


def _about():
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {ABOUT}")
        return cursor.fetchone()[0]


@transaction.atomic
def count():
    """Count terms anew, in a sample of the published stories; those that one story alone has need no row. Returns how
    many stories were counted."""
    stories, total = Counter(), 0
    sample = _sample()
    for start in range(0, len(sample), BATCH):
        for content in contents(sample[start : start + BATCH]).values():
            stories.update(content.counts.keys())
            total += 1
    archive = _stories(total, _about())
    with connection.cursor() as cursor:
        # Not TRUNCATE, which would keep all others from reading until the end.
        cursor.execute("DELETE FROM articles_termfrequency")
        with cursor.copy("COPY articles_termfrequency (term, stories) FROM STDIN") as rows:
            rows.write_row((ALL, total))
            rows.write_row((ARCHIVE, archive))
            for term, number in stories.items():
                if number > 1 and term not in (ALL, ARCHIVE):
                    rows.write_row((term, number))
    return total


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
