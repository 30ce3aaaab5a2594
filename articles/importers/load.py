"""A run: stories in, articles out, each one told of.

A run can be stopped at any moment and run again: a story is in, with its links and names, or it is not, and what is
in is "same" the next time. A few go one by one, each in its own transaction; from `MANY` on they go by COPY.
"""

from itertools import chain

from django.db.models import F
from django.utils import timezone

from articles.importers.copy import copy
from articles.importers.keep import keep
from articles.importers.match import Outcome, failed
from articles.importers.stories import stories
from articles.importers.vocabulary import add_known_sources, known_names
from articles.models import Import, ImportFailure, Source
from articles.publishing import settle_waiting

# From so many stories on, or so many bytes, the batches of a bulk import are worth their round trips.
MANY, MANY_BYTES = 100, 16 * 1024 * 1024


def load(pages, *, source="", publish=False, user=None, origin="", form="", mapping=None, names=known_names, settling=None):
    """Bring `pages` in as one `Import`; yields a `Line` for each story, in order, once it is in the database.

    `source` names the publisher of pages that do not say theirs. With `publish`, what has a date goes
    before readers at once; the rest waits as drafts. `form` is a format's name, for pages that are not to be
    recognised by their bytes; `mapping` is {column: field} for tables. `names` gives the names that the archive knows; many runs in a row may share them.
    Links and related stories of a bulk import follow its last line; `settling` is told how many stories were done.
    """
    if not Source.objects.exists():
        add_known_sources()
    run = Import.objects.create(user=user, origin=origin)
    told = stories(pages, names(), form, mapping)
    first, many = _first(told)
    if many:
        batches = copy(chain(first, told), run, source, publish)
    else:
        batches = ([_one(story, run, source, publish)] for story in first)
    for lines in batches:
        _count(run, lines)
        yield from lines
    if many:
        for done in settle_waiting():
            if settling:
                settling(done)
    run.finished_at = timezone.now()
    run.save(update_fields=["finished_at"])


def _first(told):
    """(the first stories, whether there are so many that they are worth a bulk import)."""
    first, size = [], 0
    for story in told:
        first.append(story)
        size += len(story.data)
        if len(first) >= MANY or size >= MANY_BYTES:
            return first, True
    return first, False


def _one(story, run, source, publish):
    item = story.item()
    decision = keep(item.record, (story.name, story.data), run, source, publish) if item.record else failed(item)
    return story.line(decision, item)


COUNTERS = {
    Outcome.NEW: "added",
    Outcome.CHANGED: "changed",
    Outcome.SAME: "same",
    Outcome.KEPT: "kept",
    Outcome.FAILED: "failed",
}


def _count(run, lines):
    """Add what came of some stories to the run's own counts, with the reasons of those that failed."""
    counts = {}
    for line in lines:
        counter = COUNTERS[line.outcome]
        counts[counter] = counts.get(counter, 0) + 1
    Import.objects.filter(pk=run.pk).update(**{counter: F(counter) + count for counter, count in counts.items()})
    ImportFailure.objects.bulk_create(
        ImportFailure(imported_by=run, number=line.number, name=line.name[:500], reason=line.reason)
        for line in lines
        if line.outcome == Outcome.FAILED
    )
