"""What a page or a feed item said, before it is an article.

Every parser makes these and nothing else; `columns.py` is the one place where they become rows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime


class Unreadable(ValueError):
    """A page that could not be read: the message says what was looked for and where it stopped."""


@dataclass(frozen=True, slots=True)
class ReadMore:
    """A line of a page that sends the reader to another story.

    `headline` is the story's name with a trailing site name taken off; `line` is the whole line as
    printed, label included. `after` counts the body's blocks before it: 0 stands before the first.
    """

    headline: str
    line: str
    label: str
    after: int
    url: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A name that a page seems to be about, for an editor to accept: `kind` is a `Tag.Kind` value.

    `count` says how often the page has it; `evidence` is the first sentence that does.
    """

    kind: str
    name: str
    count: int
    evidence: str


@dataclass(frozen=True, slots=True)
class Dating:
    """When a story was published, as far as its page tells.

    `on` is the first day of the period that `precision` ("day", "month", "year") names; `at` is the
    moment, where a time with a zone was given; `basis` is on whose word: "stated", "printed" or "inferred".
    """

    on: date
    precision: str = "day"
    basis: str = "printed"
    at: datetime | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """An image of a story: its address, what stands under it and whose it is. Plain text, all but `url` may be ""."""

    url: str
    caption: str = ""
    credit: str = ""
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """One story as its page told it.

    `headline` and `standfirst` are plain text, as printed. `body` is a tuple of blocks, each a fragment of
    clean HTML: inline markup for a paragraph, or one block element. `publisher`, `cited` and `authors` are
    names as printed; `url` is the address the page itself gives; `external_id` is the publisher's own key,
    where there is one. `tags` are (`Tag.Kind` value, name) as the publisher gave them; `status` is the
    publisher's word on the story, where it gives one: "published", "draft", "withheld" or "canceled".
    `former_urls` are other addresses that led to it; `slug` is what its address should end in, where that matters;
    `corrections` are (day, text) of notes that stand on it.
    """

    headline: str
    body: tuple[str, ...]
    standfirst: str = ""
    publisher: str = ""
    dating: Dating | None = None
    updated_at: datetime | None = None
    byline: str = ""
    authors: tuple[str, ...] = ()
    dateline: str = ""
    language: str = ""
    url: str = ""
    external_id: str = ""
    read_more: tuple[ReadMore, ...] = ()
    cited: tuple[str, ...] = ()
    tags: tuple[tuple[str, str], ...] = ()
    section: str = ""
    status: str = ""
    pictures: tuple[Picture, ...] = ()
    former_urls: tuple[str, ...] = ()
    slug: str = ""
    corrections: tuple[tuple[date, str], ...] = ()
    proposals: tuple[Proposal, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Item:
    """One story of a file that holds many, or why it could not be read.

    Beside a record, `reason` is what an editor should know of it.
    `number` counts the file's items from 1, broken ones too; `line` is where it begins, 0 where lines mean nothing.
    `raw` is the item as it stood in the file, to be kept as its capture; b"" stands for the whole file. `around` is
    what must stand before and behind it for its format's parser to read the same out of it alone.
    """

    number: int
    record: Record | None = None
    reason: str = ""
    line: int = 0
    raw: bytes = b""
    around: tuple[bytes, bytes] = (b"", b"")
