"""The stories of a run, one after another, out of whatever files and archives it was given; and what came of them."""

from collections.abc import Callable
from dataclasses import dataclass

from articles.importers.archives import unpacked
from articles.importers.formats import pieces
from articles.importers.match import Outcome
from articles.importers.record import Item, Unreadable


@dataclass(frozen=True, slots=True)
class Told:
    """A story as it came: `number` counts from 1, `page` is the place in the run of its file, from 1.

    `data` is what is to be kept of it; `item` reads it.
    """

    number: int
    name: str
    page: int
    data: bytes
    item: Callable[[], Item]

    def line(self, decision, item=None):
        """What came of it, with what its parser has to say beside a record."""
        note = f"; {item.reason}" if item and item.record and item.reason else ""
        reason = decision.reason + note
        return Line(self.number, self.name, decision.outcome, reason, decision.article_id, self.page)


@dataclass(frozen=True, slots=True)
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


def stories(pages, names, form="", mapping=None):
    """The `Told` of all that `pages` hold, archives unpacked; what cannot be read is a story that says why."""
    number = 0
    for place, page in enumerate(pages, 1):
        for name, data, item in _of_page(page, names, form, mapping):
            number += 1
            yield Told(number, name, place, data, item)


def _of_page(page, names, form, mapping):
    try:
        for inner in unpacked(page):
            yield from _read(inner, names, form, mapping)
    except Unreadable as error:
        yield page.name, b"", _unread(str(error))
    except OSError as error:
        yield page.name, b"", _unread(f"cannot be opened: {error.strerror or error}")


def _read(page, names, form, mapping):
    """(name, bytes, reader) of each story. A reader may raise no more: what it meets, it tells."""
    try:
        with page.open() as stream:
            for number, piece in enumerate(pieces(stream, names, form, mapping), 1):
                name = f"{page.name}, item {number:,}" if piece.raw or number > 1 else page.name
                yield name, piece.raw or page.data, piece.item
    except Unreadable as error:
        yield page.name, b"", _unread(str(error))


def _unread(reason):
    return lambda: Item(1, reason=reason)
