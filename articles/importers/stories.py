"""The stories of a run, one after another, out of whatever files and archives it was given; and what came of them."""

from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass

from articles.importers.archives import unpacked
from articles.importers.formats import opened, pieces
from articles.importers.match import Decision, Outcome
from articles.importers.record import Item, Unreadable
from articles.importers.tally import MOST_KEPT


class Place:
    """A page that is being read, and how far."""

    def __init__(self, page):
        self.page, self.name, self.stream = page, page.name, None
        self.size = page.size  # asked once: a file's takes a call to the system

    @contextmanager
    def open(self):
        with self.page.open() as self.stream:
            yield self.stream

    @property
    def read(self):
        """How many of the page's bytes were read, packed as they are; 0 where its stream does not tell."""
        try:
            return self.stream.tell() if self.size else 0
        except (OSError, ValueError, AttributeError):
            return 0

    def kept(self):
        """(the first bytes of the page, whether that is all of it); (None, False) for a stream, read and gone."""
        if not self.size:
            return (self.page.data, True) if self.size == 0 else (None, False)
        try:
            with self.page.open() as stream:
                data = stream.read(MOST_KEPT)
        except OSError:
            return None, False
        return data, len(data) == self.size


@dataclass(frozen=True, slots=True)
class Told:
    """A story as it came: `number` counts from 1, `page` is the place in the run of its file, from 1.

    `data` is what is to be kept of it; `item` reads it. `read` counts the bytes of all files up to it, and `place` is
    the page that it stood in.
    """

    number: int
    name: str
    page: int
    data: bytes
    item: Callable[[], Item]
    form: str
    place: Place
    read: int


@dataclass(frozen=True, slots=True)
class Came:
    """What came of a story; `item` is None where it needed no reading."""

    told: Told
    decision: Decision
    item: Item | None = None

    @property
    def line(self):
        """With what its parser has to say beside a record."""
        note = f"; {self.item.reason}" if self.item and self.item.record and self.item.reason else ""
        told, decision = self.told, self.decision
        reason = decision.reason + note
        return Line(told.number, told.name, decision.outcome, reason, decision.article_id, told.page, told.read)

    @property
    def is_notable(self):
        return self.decision.notable or bool(self.item and self.item.record and self.item.reason)


@dataclass(frozen=True, slots=True)
class Line:
    """What came of one story of a run: `number` counts from 1, `reason` is a sentence without its full stop.

    `page` is the place in the run of the file it came from, from 1; `read` counts the bytes of all files up to it.
    """

    number: int
    name: str
    outcome: Outcome
    reason: str
    article_id: int | None = None
    page: int = 0
    read: int = 0


def stories(pages, names, form="", mapping=None):
    """The `Told` of all that `pages` hold, archives unpacked; what cannot be read is a story that says why."""
    number = before = 0
    for page_number, page in enumerate(pages, 1):
        at = Place(page)
        for name, data, item, found, place in _of_page(at, names, page.format or form, mapping):
            number += 1
            yield Told(number, name, page_number, data, item, found, place, before + at.read)
        before += at.size or 0


def _of_page(place, names, form, mapping):
    try:
        for inner in unpacked(place):
            yield from _read(inner, names, form, mapping)
    except Unreadable as error:
        yield place.name, b"", _unread(str(error)), form, place
    except OSError as error:
        yield place.name, b"", _unread(f"cannot be opened: {error.strerror or error}"), form, place


def _read(page, names, form, mapping):
    """(name, bytes, reader, format, place) of each story. A reader raises no more: what it meets, it tells."""
    try:
        with page.open() as opening:
            found, stream = opened(opening, form, mapping)
            place = Place(page)
            for number, piece in enumerate(pieces(stream, names, found.name, mapping), 1):
                name = f"{page.name}, item {number:,}" if piece.raw or number > 1 else page.name
                yield name, piece.raw or page.data, piece.item, found.name, place
    except Unreadable as error:
        yield page.name, page.data, _unread(str(error)), form, Place(page)


def _unread(reason):
    return lambda: Item(1, reason=reason)
