"""A page saved as text → Record. The family: banner, date, headline, standfirst, byline, paragraphs, read-more lines.

How each part is told:

- *headline*: the first line that is neither banner, date, byline nor furniture. A browser title that repeats the
  headline below it ("Headline | Site") is dropped and gives the publisher; a menu above it is passed over.
- *standfirst*: the first text under the headline, of at most 45 words and with more text below it, if it does not end
  like a sentence, or stands directly under the headline with two more paragraphs to follow. Twice as long it may be if
  it stands above byline or date, or the text repeats it. What begins with a dateline, or has a read-more line below it,
  is never one.
- *body*: all the rest, every word of it; only furniture, and the dates and bylines around it, are taken out.
- A dateline stays in its paragraph as printed, and is kept apart too.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from articles.importers import bylines, mastheads, menus, readmore
from articles.importers.citations import cited
from articles.importers.decoding import MAX_BYTES, text_of
from articles.importers.furniture import is_furniture
from articles.importers.languages import guess
from articles.importers.lines import Block, blocks
from articles.importers.names import Names, shipped
from articles.importers.particulars import Particulars
from articles.importers.proposals import proposals
from articles.importers.record import Item, ReadMore, Record, Unreadable

# No headline of a paper comes near; what does is a paragraph, and the page is of another kind.
MAX_HEADLINE = 1000
STANDFIRST_WORDS = 45
# Dates, bylines and notices of rights at a page's foot are looked for in so many blocks.
FOOT = 4
# A label above a list of stories is read this far.
MOST_LISTED = 10
SENTENCE_END = re.compile(r"[.!?…。۔؟]['\"”’»)\]]*$")
LISTED = re.compile(r"\s*(?:[•‣▪◦●*+»►▶·–—-]|\d{1,2}[.)])\s+")
RIGHTS = re.compile(r"(?:©|\(c\)|copyright)[\s\d©,–-]*(?P<holder>[^.|]{2,60}?)(?:[\s,.]*all rights reserved.*)?$", re.I)


def items(stream: BinaryIO, names: Names | None = None) -> Iterator[Item]:
    """The one story of a saved page; no more is read of a huge file than shows that it is too long."""
    yield Item(1, parse(stream.read(MAX_BYTES + 1), names))


def parse(data: bytes, names: Names | None = None) -> Record:
    """One page's bytes → its Record. Raises Unreadable for what is no such page; `names` None means those shipped."""
    names = shipped() if names is None else names
    page = blocks(text_of(data))
    if not page:
        raise Unreadable("the page has no text: looked for a headline and paragraphs, found only spaces")
    reader = Reader(page, names, Particulars(names, guess(" ".join(block.text for block in page))))
    reader.read_head()
    reader.read_opening()
    reader.read_story()
    return reader.record()


@dataclass
class Reader:
    """A page under way, read from the top: `at` is the next block."""

    page: Sequence[Block]
    names: Names
    about: Particulars
    at: int = 0
    headline: str = ""
    standfirst: str = ""
    publisher: str = ""
    body: list[str] = field(default_factory=list)
    # Each with its line and the number of blocks before it.
    pointers: list[tuple[readmore.Pointer, str, int]] = field(default_factory=list)

    # The head: everything above the headline, and the headline.

    def read_head(self) -> None:
        self.skip_to(menus.headline_below(self.page, self.about.tells))
        while self.at < len(self.page) and not self.headline:
            block = self.page[self.at]
            if not (is_furniture(block.text) or self.take_site(block) or self.take_particulars(block.text)):
                self.take_headline(block)
            self.at += 1
        if not self.headline:
            count = f"{len(self.page)} line{'s' if len(self.page) > 1 else ''}"
            raise Unreadable(
                "no headline: looked for the first line that is neither banner, date, byline nor furniture; "
                f"the page has {count} of these and no other, the last is line {self.page[-1].line}: "
                f"{_cut(self.page[-1].text)}"
            )

    def skip_to(self, index: int) -> None:
        """Pass over a menu, keeping what it says of site and date."""
        for block in self.page[self.at : index]:
            if len(block.text) > MAX_HEADLINE:
                continue
            self.publisher = self.publisher or mastheads.publisher_of(block.text, self.names)
            self.about.take(block.text, unmarked=False)
        self.at = index

    def take_site(self, block: Block) -> bool:
        """A banner, or a title that the headline below repeats."""
        if len(block.text) > MAX_HEADLINE:
            return False
        if site := mastheads.publisher_of(block.text, self.names):
            self.publisher = self.publisher or site
            return self.at + 1 < len(self.page)
        if self.publisher and block.text.strip(" |").casefold() == self.publisher.casefold():
            return True
        index, site = mastheads.twin(self.page, self.at)
        if index > 0:
            self.publisher = self.publisher or self.names.outlet(site) or site
            self.skip_to(index)
            self.take_headline(self.page[index])
            return True
        dated = self.at + 1 < len(self.page) and self.about.stamp(self.page[self.at + 1].text) is not None
        if self.at == 0 and mastheads.is_bare_masthead(self.page, 0, dated):
            self.publisher = mastheads.bare_site(block.text)
            return True
        return False

    def take_particulars(self, text: str) -> bool:
        """A date or byline above the headline; a line that says "by" is one only with a headline and a text below."""
        if bylines.BY.match(text) and self.at + 2 >= len(self.page):
            return False
        return self.about.take(text, unmarked=False)

    def take_headline(self, block: Block) -> None:
        if len(block.text) > MAX_HEADLINE:
            raise Unreadable(
                f"no headline: the line that stands for it (line {block.line}) has {len(block.text):,} characters, "
                f"more than the {MAX_HEADLINE:,} a headline may have; it begins {_cut(block.text)}"
            )
        title, site = mastheads.title_parts(block.text, self.names)
        if site:
            self.publisher = self.publisher or site
            if mastheads.is_section(title):
                return
        self.headline = title or block.text

    # Between headline and text.

    def read_opening(self) -> None:
        """Date, byline and standfirst, in any order, up to the first block of the text."""
        straight = True
        while self.at < len(self.page) - 1:
            text, following = self.page[self.at].text, self.page[self.at + 1].text
            if is_furniture(text):
                pass
            elif self.about.take(text) or self.about.take_name(text, following):
                straight = False
            elif not self.standfirst and self.is_standfirst(text, straight):
                self.standfirst = text
            else:
                return
            self.at += 1

    def is_standfirst(self, text: str, straight: bool) -> bool:
        """See the rule at the head of this file; `straight` means that no date or byline stands above."""
        words = len(text.split()) if len(text.split()) > 3 else len(text) // 2
        rest = [block.text for block in self.page[self.at + 1 : self.at + 8]]
        texts = [line for line in rest if not (is_furniture(line) or readmore.find(line) or self.about.tells(line))]
        if not texts or words < 4 or readmore.find(text) or bylines.dateline(text, self.names):
            return False
        if readmore.find(rest[0]):
            return False
        if self.about.tells(rest[0]) or any(text in block.text for block in self.page[self.at + 1 :]):
            return words <= 2 * STANDFIRST_WORDS
        if words > STANDFIRST_WORDS:
            return False
        return not SENTENCE_END.search(text) or (straight and len(texts) > 1)

    # The text.

    def read_story(self) -> None:
        while self.at < len(self.page):
            text = self.page[self.at].text
            if pointer := readmore.find(text):
                self.take_pointer(pointer, text)
            elif not is_furniture(text) and not self.take_foot(text):
                self.body.append(text)
            self.at += 1
        if not self.body and self.standfirst:
            self.body, self.standfirst = [self.standfirst], ""
        if not self.body:
            raise Unreadable(
                f"no paragraphs: looked for text below the headline {_cut(self.headline)}; "
                f"the page ends at line {self.page[-1].line} without any"
            )

    def take_foot(self, text: str) -> bool:
        """A date below the text, if it has a label or the page has no other."""
        if not self.body or len(self.page) - self.at > FOOT:
            return False
        stamp = self.about.stamp(text)
        labelled = stamp is not None and stamp.dating.basis != "printed"
        return (labelled or (stamp is not None and not self.about.stamps)) and self.about.take(text)

    def take_pointer(self, pointer: readmore.Pointer, text: str) -> None:
        """A read-more line, with what belongs to it from the lines below: its headline, a list of them, an address."""
        after = len(self.body)
        if pointer.headline:
            self.pointers.append((self.with_address_below(pointer), text, after))
            return
        for taken in range(MOST_LISTED):
            line = self.page[self.at + 1].text if self.at + 1 < len(self.page) else ""
            listed = LISTED.match(line)
            bare = line[listed.end() :] if listed else line
            if (taken and not listed) or not self.may_be_pointed_at(bare):
                return
            self.at += 1
            one = self.with_address_below(readmore.Pointer(pointer.label, *readmore.parted(bare)))
            self.pointers.append((one, line if taken else f"{text} {line}", after))
            if not listed:
                return

    def may_be_pointed_at(self, text: str) -> bool:
        headline = readmore.parted(text)[0]
        if is_furniture(text) or readmore.find(text) or self.about.tells(text):
            return False
        return readmore.looks_like_headline(headline)

    def with_address_below(self, pointer: readmore.Pointer) -> readmore.Pointer:
        below = self.page[self.at + 1].text if self.at + 1 < len(self.page) else ""
        url = "" if pointer.url else readmore.address_alone(below)
        if not url:
            return pointer
        self.at += 1
        return readmore.Pointer(pointer.label, pointer.headline, url)

    # All together.

    def record(self) -> Record:
        publisher = self.publisher or self.rights_holder()
        credited = " ".join(f"({name})" for name in self.about.outlets)
        return Record(
            headline=self.headline,
            body=tuple(html.escape(text, quote=False) for text in self.body),
            standfirst=self.standfirst,
            publisher=publisher,
            dating=self.about.dating(),
            updated_at=self.about.updated_at(),
            byline="; ".join(dict.fromkeys(self.about.lines)),
            authors=tuple(dict.fromkeys(self.about.authors)),
            dateline=next(filter(None, (bylines.dateline(text, self.names) for text in self.body[:2])), ""),
            language=self.about.language,
            read_more=tuple(self.read_more(publisher)),
            cited=cited([credited, self.headline, self.standfirst, *self.body], self.names, publisher),
            proposals=proposals(self.headline, self.standfirst, self.body, self.names),
        )

    def read_more(self, publisher: str) -> list[ReadMore]:
        def is_site(name: str) -> bool:
            return bool(name) and (name.casefold() == publisher.casefold() or bool(self.names.outlet(name)))

        return [
            ReadMore(readmore.without_site(pointer.headline, is_site), line, pointer.label, after, pointer.url)
            for pointer, line, after in self.pointers
        ]

    def rights_holder(self) -> str:
        """The outlet that a notice of rights at the foot names, if we know it."""
        for block in self.page[-FOOT:]:
            if notice := RIGHTS.match(block.text):
                return self.names.outlet(notice["holder"].strip(" ,."))
        return ""


def _cut(text: str) -> str:
    return f"“{text[:60]}…”" if len(text) > 60 else f"“{text}”"
