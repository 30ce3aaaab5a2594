"""What news agencies' formats have in common: how their words become a Record, whatever the markup around them.

- A moment is stated by the publisher. One without a zone is only a day; a part of a date is only so precise.
- An embargo that ends after the date of publication is that date: the story is not out before it.
- A flash is its headline: a story with no text at all has the headline for its text.
- `updated_at` stays empty where the version's moment is that of the publication.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from articles.importers import bylines, dates, readmore
from articles.importers.blocks import html_blocks
from articles.importers.blocks import plain as words_of
from articles.importers.citations import cited
from articles.importers.decoding import UNWANTED
from articles.importers.lines import blocks
from articles.importers.names import Names
from articles.importers.proposals import proposals
from articles.importers.record import Dating, Item, Picture, ReadMore, Record, Unreadable
from articles.importers.syndicated import first_sentence

MAX_HEADLINE = 1000
# A tag's name in the database; what is longer is a sentence that stands where a name should.
MAX_TAG = 200
# Neither a story of before the first newspaper nor one of a placeholder's year (0001, 9999).
FIRST_YEAR, LAST_YEAR = 1600, 2199
INLINE_TAG = re.compile(r"</?(?:a|b|br|em|font|h[1-6]|i|p|small|span|strong|sub|sup|u)(?:\s[^<>]*)?/?>", re.IGNORECASE)
PART_OF_A_DATE = re.compile(r"(\d{4})(?:-?(\d{2}))?$")
MARKUP = re.compile(r"<(?:p|div|br|h[1-6]|ul|ol|table|section|article|html|body|a|em|strong|b|i)[\s>/]", re.IGNORECASE)
BODY = re.compile(r"<body[^>]*>(.*?)(?:</body>|$)", re.IGNORECASE | re.DOTALL)
STATUSES = {
    "usable": "published",
    "withheld": "withheld",
    "embargoed": "withheld",
    "canceled": "canceled",
    "cancelled": "canceled",
}


@dataclass(slots=True)
class Story:
    """What a format's reader found in one item: texts as they stand there, moments in ISO 8601, `tags` as (kind, name).

    `embargo` None means that there is none; "" that there is one without an end.
    """

    headline: str = ""
    standfirst: str = ""
    body: tuple[str, ...] = ()
    publisher: str = ""
    published: Iterable[str] = ()
    updated: str = ""
    embargo: str | None = None
    byline: str = ""
    authors: tuple[str, ...] = ()
    dateline: str = ""
    language: str = ""
    external_id: str = ""
    section: str = ""
    status: str = ""
    tags: list[tuple[str, str]] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    read_more: list[ReadMore] = field(default_factory=list)

    def take_html(self, markup: str) -> None:
        """Add the blocks of `markup`, with the pictures and the pointers among them."""
        document = BODY.search(markup)
        found, pointers, pictures = html_blocks(document[1] if document else markup)
        self.take(found, pointers)
        self.pictures += pictures

    def take_text(self, text: str) -> None:
        """Add the paragraphs of plain text, with the read-more lines among them."""
        self.take(*text_blocks(text))

    def take(self, found: Iterable[str], pointers: Iterable[ReadMore]) -> None:
        before = len(self.body)
        self.body += tuple(found)
        for one in pointers:
            self.read_more.append(ReadMore(one.headline, one.line, one.label, before + one.after, one.url))


def text_blocks(text: str) -> tuple[list[str], list[ReadMore]]:
    """(blocks, read-more links) of plain text; an indented line begins a paragraph too."""
    text = re.sub(r"\n(?=[ \t]{2,}\S)", "\n\n", text.replace("\r\n", "\n").replace("\r", "\n").translate(UNWANTED))
    found: list[str] = []
    pointers: list[ReadMore] = []
    for block in blocks(text):
        pointer = readmore.find(block.text)
        if pointer and pointer.headline:
            pointers.append(ReadMore(pointer.headline, block.text, pointer.label, len(found), pointer.url))
        else:
            found.append(html.escape(block.text, quote=False))
    return found, pointers


def is_markup(text: str) -> bool:
    return bool(MARKUP.search(text))


def plain(text: str) -> str:
    """One line of text: no controls, no tags of HTML, no entities. Tickers as agencies write them, "<P>", stay."""
    text = text.translate(UNWANTED).replace("\u2028", " ").replace("\u2029", " ")
    text = INLINE_TAG.sub(" ", text) if "</" in text or "<br" in text else text
    text = html.unescape(text).translate(UNWANTED) if "&" in text else text
    return " ".join(text.split())


def status(word: str) -> str:
    """A `Record.status` for "usable", "stat:canceled" or an address that ends so; "" for what we do not know."""
    return STATUSES.get(re.split(r"[:/#]", word.strip().casefold())[-1], "")


def stated(text: str) -> Dating | None:
    """The Dating of a moment, a day, a month or a year in ISO 8601 (basic or extended); None for what is none."""
    text = plain(text)
    if part := PART_OF_A_DATE.match(text):
        on = _day(int(part[1]), int(part[2] or 1))
        return Dating(on, "month" if part[2] else "year", "stated", None, text) if on else None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        found = dates.find(text)
        return Dating(found.on, found.precision, "stated", found.at, text) if found else None
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        return None
    return Dating(moment.date(), "day", "stated", moment if moment.tzinfo else None, text)


def _day(year: int, month: int) -> date | None:
    return date(year, month, 1) if FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12 else None


def item(
    number: int,
    story: Story,
    names: Names,
    line: int = 0,
    raw: bytes = b"",
    around: tuple[bytes, bytes] = (b"", b""),
) -> Item:
    """The Item of one story, with a Record or the reason why there is none."""
    try:
        return Item(number, record(story, names), line=line, raw=raw, around=around)
    except Unreadable as error:
        return Item(number, reason=str(error), line=line, raw=raw, around=around)


def record(story: Story, names: Names) -> Record:
    headline = plain(story.headline) or _made_headline(story)
    if not headline:
        raise Unreadable("no headline: looked in all places where the format has one, and for a text; found none")
    if len(headline) > MAX_HEADLINE:
        raise Unreadable(f"the headline has {len(headline):,} characters, more than the {MAX_HEADLINE:,} it may have")
    _drop_the_headline(story, headline)
    _fill_the_body(story, headline)
    standfirst, publisher = plain(story.standfirst), plain(story.publisher)
    dating = _dating(story)
    byline, authors = _byline(story, names)
    texts = [words_of(block) for block in story.body]
    return Record(
        headline=headline,
        body=story.body,
        standfirst=standfirst,
        publisher=publisher,
        dating=dating,
        updated_at=_updated_at(story, dating),
        byline=byline,
        authors=authors,
        dateline=plain(story.dateline) or next(filter(None, (bylines.dateline(text, names) for text in texts[:2])), ""),
        language=plain(story.language),
        external_id=plain(story.external_id),
        read_more=tuple(story.read_more),
        cited=cited([byline, headline, standfirst, *texts], names, publisher),
        tags=_tags(story.tags),
        section=plain(story.section),
        status="withheld" if story.embargo == "" else status(story.status),
        pictures=_pictures(story.pictures),
        proposals=proposals(headline, standfirst, texts, names),
    )


def _made_headline(story: Story) -> str:
    """The first sentence of a story that has a text and no headline: photographs, flashes, drafts."""
    return first_sentence(plain(story.standfirst) or next(filter(None, map(words_of, story.body)), ""))


def _drop_the_headline(story: Story, headline: str) -> None:
    """A text that begins with its own headline, as whole documents of HTML do, goes on without it."""
    if len(story.body) > 1 and words_of(story.body[0]) == headline:
        story.body = story.body[1:]
        story.read_more = [
            ReadMore(one.headline, one.line, one.label, max(0, one.after - 1), one.url) for one in story.read_more
        ]


def _fill_the_body(story: Story, headline: str) -> None:
    """A picture's text is its caption, and a flash's its headline."""
    if not story.body and plain(story.standfirst):
        story.take_text(plain(story.standfirst))
        story.standfirst = "" if story.body else story.standfirst
    if not story.body:
        story.body = (html.escape(headline, quote=False),)


def _dating(story: Story) -> Dating | None:
    dating = next(filter(None, map(stated, story.published)), None)
    embargo = stated(story.embargo) if story.embargo else None
    if embargo and (dating is None or _ends_later(embargo, dating)):
        return embargo
    return dating


def _ends_later(embargo: Dating, dating: Dating) -> bool:
    return embargo.at > dating.at if embargo.at and dating.at else embargo.on > dating.on


def _updated_at(story: Story, dating: Dating | None) -> datetime | None:
    updated = stated(story.updated)
    if updated is None or updated.at is None or (dating and dating.at and updated.at <= dating.at):
        return None
    return updated.at


def _byline(story: Story, names: Names) -> tuple[str, tuple[str, ...]]:
    """(byline as printed, authors): those that the item names, else those that its byline does."""
    line, authors = plain(story.byline), tuple(filter(None, map(plain, story.authors)))
    if not authors and line:
        found = bylines.find(line, names) or bylines.find(f"By {line}", names)
        authors = found.authors if found else ()
    return line or ", ".join(authors), tuple(dict.fromkeys(authors))


def _tags(tags: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Each name once under each kind, as first written."""
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for kind, name in tags:
        name = plain(name)
        if name and len(name) <= MAX_TAG:
            found.setdefault((kind, name.casefold()), (kind, name))
    return tuple(found.values())


def _pictures(pictures: Iterable[Picture]) -> tuple[Picture, ...]:
    """Those with an address on the web, each once."""
    found: dict[str, Picture] = {}
    for one in pictures:
        url = one.url.strip()
        if re.fullmatch(r"https?://\S+", url):
            found.setdefault(url, Picture(url, plain(one.caption), plain(one.credit), plain(one.alt)))
    return tuple(found.values())
