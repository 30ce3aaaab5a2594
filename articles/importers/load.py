"""Few at a time: pages in, articles out, one transaction a story.

A run can be stopped at any moment and run again: each story is in, with its links and relations, or it
is not, and what is in is "same" the next time.
"""

from dataclasses import dataclass, replace

from django.db.models import F
from django.utils import timezone

from articles.importers.archives import unpacked
from articles.importers.formats import read
from articles.importers.keep import keep
from articles.importers.match import Decision, Outcome
from articles.importers.record import Item, Unreadable
from articles.importers.vocabulary import add_known_sources, known_names
from articles.models import Import, ImportFailure, Source


@dataclass(frozen=True)
class Line:
    """What came of one story of a run: `number` counts from 1, `reason` is a sentence without its full stop.

    `page` is the place in the run of the file it came from, from 1.
    """

    number: int
    name: str
    outcome: Outcome
    reason: str
    article_id: int | None = None
    page: int = 0


def load(pages, *, source="", publish=False, user=None, origin="", form="", mapping=None):
    """Bring `pages` in as one `Import`; yields a `Line` for each story, in order, once it is in the database.

    `source` names the publisher of pages that do not say theirs. With `publish`, what has a date goes
    before readers at once; the rest waits as drafts. `form` is a format's name, for pages that are not to be
    recognised by their bytes; `mapping` is {column: field} for tables.
    """
    if not Source.objects.exists():
        add_known_sources()
    run = Import.objects.create(user=user, origin=origin)
    names = known_names()
    number = 0
    for place, page in enumerate(pages, 1):
        for name, item, data in _items(page, names, form, mapping):
            number += 1
            decision = _kept(item, (name, data), run, source, publish) if item.record else _failed(item)
            _count(run, number, name, decision)
            yield Line(number, name, decision.outcome, decision.reason, decision.article_id, place)
    run.finished_at = timezone.now()
    run.save(update_fields=["finished_at"])


def _items(page, names, form, mapping):
    """(name, item, bytes) of all that a page holds; what cannot be read is an item that says why."""
    try:
        for inner in unpacked(page):
            yield from _read(inner, names, form, mapping)
    except Unreadable as error:
        yield page.name, Item(1, reason=str(error)), b""
    except OSError as error:
        yield page.name, Item(1, reason=f"cannot be opened: {error.strerror or error}"), b""


def _read(page, names, form, mapping):
    try:
        with page.open() as stream:
            for item in read(stream, names, form, mapping):
                name = f"{page.name}, item {item.number:,}" if item.raw or item.number > 1 else page.name
                yield name, item, item.raw or page.data
    except Unreadable as error:
        yield page.name, Item(1, reason=str(error)), b""


def _kept(item, capture, run, source, publish):
    decision = keep(item.record, capture, run, source, publish)
    return replace(decision, reason=f"{decision.reason}; {item.reason}") if item.reason else decision


def _failed(item):
    where = f"line {item.line:,}: " if item.line else ""
    return Decision(Outcome.FAILED, where + item.reason)


COUNTERS = {
    Outcome.NEW: "added",
    Outcome.CHANGED: "changed",
    Outcome.SAME: "same",
    Outcome.KEPT: "kept",
    Outcome.FAILED: "failed",
}


def _count(run, number, name, decision):
    counter = COUNTERS[decision.outcome]
    Import.objects.filter(pk=run.pk).update(**{counter: F(counter) + 1})
    if decision.outcome == Outcome.FAILED:
        ImportFailure.objects.create(imported_by=run, number=number, name=name[:500], reason=decision.reason)
