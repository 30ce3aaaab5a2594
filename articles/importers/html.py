"""A web page, as it was sent or as a browser saved it → its one Record.

What the page states about itself (JSON-LD, microdata, meta elements) comes before what stands on it, and that before
what can be guessed. trafilatura finds the text, htmldate a date where none is stated: it then counts as inferred.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import datetime
from typing import BinaryIO

from htmldate import find_date
from lxml.html import Element, HtmlElement

from articles.importers import bylines, heads, mastheads, metadata, readmore
from articles.importers.blocks import plain
from articles.importers.citations import cited
from articles.importers.dates import find, stamped
from articles.importers.decoding import MAX_BYTES
from articles.importers.furniture import is_furniture
from articles.importers.heads import letters
from articles.importers.languages import guess
from articles.importers.linkeddata import texts
from articles.importers.maintext import MainText, main_text, without
from articles.importers.moments import dating
from articles.importers.names import Names, shipped
from articles.importers.pagetext import page_text
from articles.importers.pictures import parted
from articles.importers.proposals import proposals
from articles.importers.record import Dating, Item, Picture, ReadMore, Record, Unreadable
from articles.importers.syndicated import first_sentence
from articles.importers.trees import parsed

MAX_HEADLINE = 1000
# The page's own headline, byline and date are looked for in so many blocks at the head of the text.
OPENING = 6
# Elements below the headline that are named for a date: more of them belong to comments and to other stories.
DATE_LINES = 4
TAGGED = re.compile(r"<(?:!doctype\s+html|html|head|body|meta|title|article|main|div|p|h1|table|a|br)\b", re.IGNORECASE)
NEW_YEAR = re.compile(
    r"\b(?:\d{4}[-/.]0?1[-/.]0?1|0?1[-/.]0?1[-/.]\d{4}|jan\w{0,10}\.? 1(?:st)?,|1\.? jan)\b|/\d{4}/0?1/0?1/", re.I
)
SITE = re.compile(r"https?://(?:www\d?\.|m\.|amp\.)?(?P<host>[^/:?#]+)", re.IGNORECASE)


def items(stream: BinaryIO, names: Names | None = None, address: str = "", charset: str = "") -> Iterator[Item]:
    """The one story of a page. Raises Unreadable for what is no web page.

    `address` is where it was sent from and `charset` the encoding its server named, for whoever knows them.
    """
    names = shipped() if names is None else names
    text, saved_from = page_text(stream.read(MAX_BYTES + 1), charset)
    if not TAGGED.search(text):
        raise Unreadable("no web page: looked for an element of HTML, found none in the whole text")
    root = parsed(text)
    if root is None:
        raise Unreadable("no web page: looked for a tree of elements, found nothing in it")
    record = Page(root, names, saved_from or address).record()
    reason = broken(record)
    yield Item(1, None if reason else record, reason)


def broken(record: Record) -> str:
    """Why a page's record is none, or ""."""
    if not record.headline:
        return "no headline: looked for one in the page's data, its headings, its title, its address and its text"
    if len(record.headline) > MAX_HEADLINE:
        return f"no headline: what stands for it has {len(record.headline):,} characters, more than {MAX_HEADLINE:,}"
    if not record.body:
        return f"no paragraphs: looked for a main text below “{record.headline[:60]}”, found none"
    return ""


class Page:
    """A page's tree under way; `address` is where it was saved from, "" if nobody told."""

    def __init__(self, root: HtmlElement, names: Names, address: str = "") -> None:
        self.root, self.names = root, names
        self.said = metadata.read(root, names)
        self.addresses = self.absolute([*self.said.addresses, address])
        self.url = self.addresses[0] if self.addresses else ""
        self.publisher = self.find_publisher()
        self.headline = heads.headline(root, self.said.titles, self.sites(), names) or heads.of_address(self.url)

    def record(self) -> Record:
        story = main_text(deepcopy(self.root), self.base(), self.said.body)
        self.headline = self.headline or first_sentence(next(map(plain, story.blocks), ""))
        language = next(iter(self.said.languages), "") or guess(" ".join(map(plain, story.blocks)))
        story, standfirst = self.opening(story, language)
        words = [plain(block) for block in story.blocks]
        authors, byline = self.authors(story)
        return Record(
            headline=self.headline,
            body=story.blocks,
            standfirst=standfirst,
            publisher=self.publisher,
            dating=self.dating(language),
            updated_at=self.updated_at(language),
            byline=byline,
            authors=authors,
            dateline=next(filter(None, (bylines.dateline(text, self.names) for text in words[:2])), ""),
            language=language,
            url=self.url,
            read_more=self.read_more(story),
            cited=cited([self.headline, standfirst, *words], self.names, self.publisher),
            tags=tuple(("topic", keyword) for keyword in self.said.keywords),
            section=next(iter(self.said.sections), ""),
            pictures=self.pictures(story),
            former_urls=tuple(self.addresses[1:]),
            proposals=proposals(self.headline, standfirst, words, self.names),
        )

    # Where it is from.

    def absolute(self, addresses: list[str]) -> list[str]:
        """Addresses on the web, each once; relative ones start from the first that is whole."""
        whole = next((address for address in addresses if SITE.match(address)), "")
        found = []
        for address in addresses:
            link = Element("a", href=address)
            if whole:
                link.make_links_absolute(whole, handle_failures="discard")
            if SITE.match(link.get("href") or ""):
                found.append(link.get("href"))
        return list(dict.fromkeys(found))

    def base(self) -> str:
        """The address that the page's links start from."""
        stated = next((one.get("href") for one in self.root.iter("base") if one.get("href")), "")
        return next(iter(self.absolute([stated, self.url])), "") if stated else self.url

    def host(self) -> str:
        match = SITE.match(self.url)
        return match["host"].lower() if match else ""

    def find_publisher(self) -> str:
        title = next((" ".join(one.text_content().split()) for one in self.root.iter("title")), "")
        named = self.names.outlet(self.host()) or self.names.outlet(self.host().split(".")[0])
        at_home = self.names.outlet_at(self.url)
        return next(iter(self.said.publishers), "") or at_home or named or mastheads.title_parts(title, self.names)[1]

    def sites(self) -> list[str]:
        """What the site may be called in a title: as stated, or by its host."""
        return [*self.said.publishers, self.publisher, self.host(), self.host().rpartition(".")[0]]

    # What it says.

    def opening(self, story: MainText, language: str) -> tuple[MainText, str]:
        """The story without its own headline, byline and date lines in the text, and its standfirst."""
        words = [plain(block) for block in story.blocks]
        unwanted = {place for place, text in enumerate(words) if is_furniture(text)}
        unwanted |= {place for place, text in enumerate(words[:OPENING]) if letters(text) == letters(self.headline)}
        for place, text in enumerate(words[:OPENING]):
            if len(text) <= heads.LONGEST_BYLINE and (stamped(text, language) or bylines.find(text, self.names)):
                unwanted.add(place)
        rest = [place for place in range(len(words)) if place not in unwanted]
        standfirst = self.standfirst([story.blocks[place] for place in rest[:3]])
        if len(rest) > 1 and standfirst:
            unwanted |= {place for place in rest[:2] if letters(words[place]) == letters(standfirst)}
        if len(rest) == 1 and letters(words[rest[0]]) == letters(standfirst):
            standfirst = ""
        return (story if len(unwanted) == len(words) else without(story, unwanted)), standfirst

    def standfirst(self, blocks: list[str]) -> str:
        """A page's description is one only where it stands on the page, and never if it copies the text's beginning."""
        leads = list(heads.leads(self.root))
        described = [text for text in self.said.descriptions if leads or heads.stands_alone(self.root, text)]
        opening = [letters(plain(block)) for block in blocks]
        headings = [own for own, block in zip(opening, blocks, strict=True) if block.startswith("<h")]
        for place, text in enumerate([*leads, *described, *self.said.subtitles]):
            own = letters(text)
            if len(own) < 12 or own == letters(self.headline) or text.endswith(("…", "...", "[…]")):
                continue
            if len(text.split()) > heads.LEAD_WORDS[1] or any(
                len(one) > 40 and one != own and own.startswith(one) for one in opening
            ):
                continue
            copied = [one for one in opening if one.startswith(own[: max(20, len(own) - 10)])]
            if not copied or (own in copied[:1] and (place < len(leads) or own in headings)):
                return text
        return ""

    def authors(self, story: MainText) -> tuple[tuple[str, ...], str]:
        """(names, byline as printed): names as stated, else those in a byline on the page, else trafilatura's guess."""
        shown = list(heads.bylines(self.root))
        written = [pieces for _, pieces in shown] + [[story.author]]
        found = self.said.authors or next(
            filter(None, (metadata.people(one, self.sites(), self.names) for one in written)), []
        )
        by = next((text for text, _ in shown if found and all(letters(name) in letters(text) for name in found)), "")
        return tuple(found), by or ", ".join(found)

    def dating(self, language: str) -> Dating | None:
        """The date stated in data, else one printed below the headline, else htmldate's, else the masthead's."""
        stated = [*self.said.published, *heads.times(self.root)]
        found = next(filter(None, (dating(text, language) for text in stated)), None)
        below, above = heads.date_lines(self.root, letters(self.headline))
        for text in () if found else below[:DATE_LINES]:
            if (stamp := stamped(text, language)) and not stamp.updated and stamp.dating.precision == "day":
                return stamp.dating
        printed = list(filter(None, (find(text, language) for text in above)))
        found = found or self.inferred()
        if found and found.basis == "inferred":
            # htmldate reads mastheads too, and does not say so.
            return next((one for one in printed if one.on == found.on), found)
        return found or next(iter(printed), None)

    def inferred(self) -> Dating | None:
        """htmldate's reading of address and text."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                text = find_date(deepcopy(self.root), extensive_search=True, original_date=True, url=self.url or None)
            except (ValueError, TypeError, AttributeError, OverflowError):
                return None
        found = dating(text, basis="inferred") if text else None
        # Where there is but a year (that of the copyright, mostly), htmldate says the first of January.
        new_year = found is not None and (found.on.month, found.on.day) == (1, 1)
        return None if new_year and not NEW_YEAR.search(f"{self.url} {self.root.text_content()}") else found

    def updated_at(self, language: str) -> datetime | None:
        found = (dating(text, language) for text in self.said.updated)
        return next((one.at for one in found if one and one.at), None)

    def read_more(self, story: MainText) -> tuple[ReadMore, ...]:
        """The pointers, their headlines without the site's name; a story's link to itself is none."""

        def is_site(name: str) -> bool:
            return bool(name) and (letters(name) in map(letters, self.sites()) or bool(self.names.outlet(name)))

        return tuple(
            replace(one, headline=readmore.without_site(one.headline, is_site))
            for one in story.read_more
            if not one.url or one.url.partition("#")[0] not in self.addresses
        )

    def pictures(self, story: MainText) -> tuple[Picture, ...]:
        """The pictures in the text, after the one that the page names for itself where the text lacks it."""
        image = self.said.image
        url = next(iter(self.absolute([str(image.get("url") or image.get("contentUrl") or ""), self.url])), "")
        if not url or url == self.url or any(_same_image(url, one.url) for one in story.pictures):
            return story.pictures
        caption, credit = parted(
            " ".join(texts(image.get("caption", []))), " ".join(texts(image.get("creditText", [])))
        )
        return (Picture(url, caption, credit), *story.pictures)


def _same_image(one: str, other: str) -> bool:
    """The same file, whatever size a server is asked for."""
    names = [url.partition("?")[0].rpartition("/")[2] for url in (one, other)]
    return names[0] == names[1] != ""
