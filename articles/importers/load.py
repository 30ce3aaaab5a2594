"""A run: stories in, articles out, each one told of.

A run can be stopped at any moment and run again: a story is in, with its links and names, or it is not, and what is
in is "same" the next time. A few go one by one, each in its own transaction; from `MANY` on they go by COPY.
"""

from contextlib import suppress
from itertools import chain

from django.db import DatabaseError
from django.utils import timezone

from articles.importers.copy import copy
from articles.importers.filling import make_good
from articles.importers.keep import keep
from articles.importers.match import Outcome, failed
from articles.importers.stories import Came, stories
from articles.importers.tally import Tally
from articles.importers.vocabulary import add_known_sources, known_names
from articles.models import Import, Source
from articles.publishing import settle_waiting

# From so many stories on, or so many bytes, the batches of a bulk import are worth their round trips.
MANY, MANY_BYTES = 100, 16 * 1024 * 1024


def load(
    pages, *, source="", publish=False, user=None, origin="", form="", mapping=None, size=None, run=None,
    names=known_names, settling=lambda done: None, building=lambda: None,
):  # fmt: skip
    """Bring `pages` in as one `Import`; yields a `Line` for each story, in order, once it is in the database.

    `source` names the publisher of pages that do not say theirs. With `publish`, what has a date goes
    before readers at once; the rest waits as drafts. `form` is a format's name, for pages that are not to be
    recognised by their bytes; `mapping` is {column: field} for tables. `size` is the number of bytes of all pages,
    where it is known. `names` gives the names that the archive knows; many runs in a row may share them.

    With `run`, an `Import` that was made before, all of that is as it says; stories up to its `looked_at` are passed
    over, for an earlier attempt has counted them. The run ends early when the import is asked to stop. Links and
    related stories of a bulk import follow its last line: `settling` is told of how many stories, batch by batch; None
    leaves them for another time. `building` is called where indexes are about to be built before that, for seconds.
    """
    if not Source.objects.exists():
        add_known_sources()
    asked = {"publisher": source, "publish": publish, "format": form, "bytes_total": size}
    run = run or Import.objects.create(user=user, origin=origin, begun_at=timezone.now(), **asked)
    tally = Tally(run)
    with run.held():
        try:
            yield from _lines(stories(pages, names(), run.format, mapping), run, tally, building)
            if not tally.stop_asked:
                tally.bytes_read = run.bytes_total or tally.bytes_read
            make_good(building)
            if settling:
                for done in settle_waiting():
                    settling(done)
        except BaseException:
            # Whatever ends the run - an error, or nobody who listens any more: what is in is counted.
            with suppress(DatabaseError):
                tally.write()
            raise
        if tally.stop_asked:
            tally.write(state=Import.State.STOPPED)
        else:
            tally.finish()


def _lines(told, run, tally, building):
    told = (story for story in _until_stopped(told, tally) if story.number > run.looked_at)
    first, many = _first(told)
    one_by_one = ([_one(story, run)] for story in _until_stopped(first, tally))
    batches = copy(chain(first, told), run, building) if many else one_by_one
    for batch in batches:
        for came in batch:
            tally.number, tally.bytes_read = came.told.number, came.told.read
            _tell(tally, came)
        if tally.is_due:
            tally.write()
        yield from (came.line for came in batch)


def _until_stopped(told, tally):
    """The stories, until the import is asked to stop: those that are under way then still come in, and count."""
    for story in told:
        if tally.stop_asked:
            return
        yield story


def _first(told):
    """(the first stories, whether there are so many that they are worth a bulk import)."""
    first, size = [], 0
    for story in told:
        first.append(story)
        size += len(story.data)
        if len(first) >= MANY or size >= MANY_BYTES:
            return first, True
    return first, False


def _one(story, run):
    item = story.item()
    if not item.record:
        return Came(story, failed(item), item)
    return Came(story, keep(item.record, (story.name, story.data), run, run.publisher, run.publish), item)


def _tell(tally, came):
    """Count a story, and keep of it what a person will want to see: why it failed, or what else came of it."""
    told, decision, item = came.told, came.decision, came.item
    tally.count(decision.outcome)
    if decision.outcome == Outcome.FAILED:
        # Of a file that holds several stories, one that was cut off has no bytes of its own.
        alone = not item.raw and item.number == 1
        content, whole = (item.raw, True) if item.raw else told.place.kept() if alone else (None, False)
        tally.fail(
            told.number,
            told.name,
            decision.reason,
            line=item.line,
            content=content,
            whole=whole,
            around=item.around if item.raw else (b"", b""),
            form=told.form,
        )
    elif came.is_notable:
        line = came.line
        tally.note(line.number, line.name, line.outcome, line.reason, line.article_id)
