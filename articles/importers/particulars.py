"""When a story was published and by whom: the date lines and bylines of a page, gathered as they are met."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime

from articles.importers import bylines
from articles.importers.dates import Stamp, stamped
from articles.importers.furniture import is_furniture
from articles.importers.names import Names
from articles.importers.record import Dating

APART = re.compile(r"\s+[|•·/–—-]\s+|\s*[|•]\s*")
POSTED_BY = re.compile(r"(?P<date>[^\d]{0,40}\d.{0,80}?)\s+(?P<by>by\s.+)", re.IGNORECASE)
# A line of more parts than this is a menu.
MOST_PARTS = 8


@dataclass
class Particulars:
    """What the lines around a story say of it; `names` tells outlets, `language` the order of day and month."""

    names: Names
    language: str
    lines: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    outlets: list[str] = field(default_factory=list)
    stamps: list[Stamp] = field(default_factory=list)

    def take(self, text: str, unmarked: bool = True) -> bool:
        """Take a line made of dates, bylines and furniture and nothing else; False for any other line.

        `unmarked` False leaves lines that name people or outlets without "by": above a headline they may be anything.
        """
        if len(text) > bylines.MAX_LINE:
            return False
        return self._take_one(text, unmarked) or self._take_parts(text, unmarked) or self._take_both(text)

    def tells(self, text: str) -> bool:
        """Whether a line is a date or a byline, without taking it."""
        return self.stamp(text) is not None or bylines.find(text, self.names) is not None

    def stamp(self, text: str) -> Stamp | None:
        return stamped(text, self.language)

    def take_name(self, text: str, following: str) -> bool:
        """A person's name alone, right above the date."""
        if not bylines.is_name(text, self.names) or self.stamp(following) is None:
            return False
        self._add(bylines.Byline(text, (text,)))
        return True

    def _take_one(self, text: str, unmarked: bool) -> bool:
        if stamp := self.stamp(text):
            self.stamps.append(stamp)
            return True
        byline = bylines.find(text, self.names) if unmarked or bylines.BY.match(text) else None
        if byline:
            self._add(byline)
        return byline is not None

    def _take_parts(self, text: str, unmarked: bool) -> bool:
        """ "By Jane Doe | July 16, 2024 | 3 min read", "Posted on July 16, 2024 by Jane Doe"."""
        posted = POSTED_BY.fullmatch(text)
        parts = [posted["date"], posted["by"]] if posted else [part for part in APART.split(text) if part]
        if not 2 <= len(parts) <= MOST_PARTS:
            return False
        told = [self.stamp(part) or self._byline_in(part, unmarked) for part in parts]
        if not any(told) or not all(fact or is_furniture(part) for fact, part in zip(told, parts, strict=True)):
            return False
        for fact in told:
            if isinstance(fact, Stamp):
                self.stamps.append(fact)
            elif fact:
                self._add(fact)
        return True

    def _byline_in(self, part: str, unmarked: bool) -> bylines.Byline | None:
        if not unmarked and not bylines.BY.match(part):
            return None
        if byline := bylines.find(part, self.names):
            return byline
        return bylines.Byline(part, (part,)) if bylines.is_name(part, self.names) else None

    def _take_both(self, text: str) -> bool:
        """ "By Jane Doe, July 16, 2024": nothing but a comma or a space parts the two."""
        if not bylines.BY.match(text) or not any(character.isdigit() for character in text):
            return False
        for space in list(re.finditer(r",?\s+(?:on\s+)?", text))[2:8]:
            byline = bylines.find(text[: space.start()], self.names)
            stamp = self.stamp(text[space.end() :]) if byline else None
            if byline and stamp:
                self.stamps.append(stamp)
                self._add(byline)
                return True
        return False

    def _add(self, byline: bylines.Byline) -> None:
        self.lines.append(byline.text)
        self.authors += byline.authors
        self.outlets += byline.outlets

    def dating(self) -> Dating | None:
        """The date of publication: one the publisher states, else one printed bare, else that of the last change.

        Of several of a kind the most precise counts, then the last: a date beside the headline is the story's,
        one above it may be that of the day somebody loaded the page.
        """
        basis = {"stated": 2, "printed": 1, "inferred": 0}
        precision = {"day": 2, "month": 1, "year": 0}
        ranked = [
            (basis[dating.basis], precision[dating.precision], dating.at is not None, place)
            for place, dating in enumerate(stamp.dating for stamp in self.stamps)
        ]
        return self.stamps[max(ranked)[-1]].dating if ranked else None

    def updated_at(self) -> datetime | None:
        """The moment of the last change, where the page gives one with a zone."""
        return next((stamp.dating.at for stamp in self.stamps if stamp.updated and stamp.dating.at), None)
