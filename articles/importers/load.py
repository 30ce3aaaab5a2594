"""Few at a time: pages in, articles out, one transaction a story.

A run can be stopped at any moment and run again: each story is in, with its links and relations, or it
is not, and what is in is "same" the next time.
"""

from contextlib import contextmanager, suppress
from dataclasses import dataclass

from django.db import DatabaseError
from django.utils import timezone

from articles.importers.archives import unpacked
from articles.importers.formats import opened, read
from articles.importers.keep import keep
from articles.importers.match import Decision, Outcome
from articles.importers.record import Item, Unreadable
from articles.importers.tally import MOST_KEPT, Tally
from articles.importers.vocabulary import add_known_sources, known_names
from articles.models import Import, Source


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


def load(pages, *, source="", publish=False, user=None, origin="", form="", size=None, run=None):
    """Bring `pages` in as one `Import`; yields a `Line` for each story, in order, once it is in the database.

    `source` names the publisher of pages that do not say theirs. With `publish`, what has a date goes
    before readers at once; the rest waits as drafts. `form` is a format's name, for pages that are not to be
    recognised by their bytes. `size` is the number of bytes of all pages, where it is known.

    With `run`, an `Import` that was made before, all of that is as it says; stories up to its `looked_at` are passed
    over, for an earlier attempt has counted them. The run ends early when the import is asked to stop.
    """
    if not Source.objects.exists():
        add_known_sources()
    asked = {"publisher": source, "publish": publish, "format": form, "bytes_total": size}
    run = run or Import.objects.create(user=user, origin=origin, begun_at=timezone.now(), **asked)
    tally = Tally(run)
    with run.held():
        try:
            yield from _lines(pages, run, tally)
        except BaseException:
            # Whatever ends the run - an error, or nobody who listens any more: what is in is counted.
            with suppress(DatabaseError):
                tally.write()
            raise
        if tally.stop_asked:
            tally.write(state=Import.State.STOPPED)
        else:
            tally.finish()


def _lines(pages, run, tally):
    names = known_names()
    number, before = 0, 0
    for place, page in enumerate(pages, 1):
        at = Place(page)
        for found in _items(at, names, page.format or run.format):
            number += 1
            if number <= run.looked_at:
                continue
            decision = _decide(found, run)
            tally.number, tally.bytes_read = number, before + at.read
            _tell(tally, number, found, decision)
            if tally.is_due:
                tally.write()
            yield Line(number, found.name, decision.outcome, decision.reason, decision.article_id, place)
            if tally.stop_asked:
                return
        before += page.size or 0
        tally.bytes_read = before


class Place:
    """A page that is being read, and how far."""

    def __init__(self, page):
        self.page, self.name, self.stream = page, page.name, None

    @contextmanager
    def open(self):
        with self.page.open() as self.stream:
            yield self.stream

    @property
    def read(self):
        """How many of the page's bytes were read, packed as they are; 0 where its stream does not tell."""
        try:
            return self.stream.tell() if self.page.size else 0
        except (OSError, ValueError, AttributeError):
            return 0

    def kept(self):
        """(the first bytes of the page, whether that is all of it); (None, False) for a stream, read and gone."""
        if self.page.size is None or self.page.size == 0:
            return (self.page.data, True) if self.page.size == 0 else (None, False)
        try:
            with self.page.open() as stream:
                data = stream.read(MOST_KEPT)
        except OSError:
            return None, False
        return data, len(data) == self.page.size


@dataclass(frozen=True)
class Found:
    """An item of a page: `data` is what its story came in, `kept` what is kept of one that failed (`Place.kept`)."""

    name: str
    item: Item
    data: bytes = b""
    form: str = ""
    place: Place | None = None


def _items(place, names, form):
    """All that a page holds, each as `Found`; what cannot be read is an item that says why."""
    try:
        for inner in unpacked(place):
            yield from _read(inner, names, form)
    except Unreadable as error:
        yield Found(place.name, Item(1, reason=str(error)), form=form, place=place)
    except OSError as error:
        reason = f"cannot be opened: {error.strerror or error}"
        yield Found(place.name, Item(1, reason=reason), form=form, place=place)


def _read(page, names, form):
    try:
        with page.open() as opening:
            found, stream = opened(opening, form)
            for item in read(stream, names, found.name):
                name = f"{page.name}, item {item.number:,}" if item.raw or item.number > 1 else page.name
                yield Found(name, item, item.raw or page.data, found.name, Place(page))
    except Unreadable as error:
        yield Found(page.name, Item(1, reason=str(error)), page.data, form, Place(page))


def _decide(found, run):
    if found.item.record:
        return keep(found.item.record, (found.name, found.data), run, run.publisher, run.publish)
    where = f"line {found.item.line:,}: " if found.item.line else ""
    return Decision(Outcome.FAILED, where + found.item.reason)


def _tell(tally, number, found, decision):
    """Count a story, and keep of it what a person will want to see: why it failed, or what else came of it."""
    tally.count(decision.outcome)
    item = found.item
    if decision.outcome == Outcome.FAILED:
        # Of a file that holds several stories, one that was cut off has no bytes of its own.
        alone = not item.raw and item.number == 1
        content, whole = (item.raw, True) if item.raw else found.place.kept() if alone else (None, False)
        tally.fail(
            number,
            found.name,
            decision.reason,
            line=item.line,
            content=content,
            whole=whole,
            around=item.around if item.raw else (b"", b""),
            form=found.form,
        )
    elif decision.notable:
        tally.note(number, found.name, decision.outcome, decision.reason, decision.article_id)
