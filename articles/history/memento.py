"""RFC 7089, "HTTP Framework for Time-Based Access to Resource States -- Memento", for our own stories.

A story's page is the Original Resource, each of its versions a Memento at an address of its own, and the TimeGate is
a third address (the RFC's pattern 2.1): the page itself says the same to whoever asks, and caches need no `Vary`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.http import http_date

LINK_FORMAT = "application/link-format"  # RFC 6690
# RFC 7089, 2.1.1: the one form that it allows, "Thu, 31 May 2007 20:35:00 GMT"; its letters' case counts.
RFC1123 = re.compile(
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} "
    r"\d\d:\d\d:\d\d GMT",
    re.ASCII,
)


def read_moment(text):
    """The moment that an Accept-Datetime names. Raises ValueError where it is none."""
    text = text.strip()
    if not RFC1123.fullmatch(text):
        raise ValueError(f"“{text}” is no date of RFC 1123.")
    # Not Django's parse_http_date, to which 0099 is 1999.
    return datetime.strptime(text, "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=UTC)


def said(moment):
    """A moment as HTTP says it, in whole seconds."""
    return http_date(moment.replace(microsecond=0).timestamp())


@dataclass(frozen=True)
class Addresses:
    """Whole addresses of a story: its page, its TimeGate, its TimeMap, and `memento(number)` for each version."""

    original: str
    timegate: str
    timemap: str
    memento: Callable[[int], str]

    def links(self, found, version=None):
        """The `Link` header: of the page or the TimeGate, and of a version with its neighbours (RFC 7089, 2.2)."""
        parts = [
            _link(self.original, "original"),
            _link(self.timegate, "timegate"),
            _link(self.timemap, "timemap", type=LINK_FORMAT),
        ]
        places = _places(found, version)
        parts += [self._memento(each, " ".join([*rels, "memento"])) for each, rels in places.items()]
        return ", ".join(parts)

    def map(self, found):
        """The TimeMap (RFC 7089, 5): all versions, and the time that they span."""
        span = {"from": said(found[0].since), "until": said(found[-1].since)}
        lines = [
            _link(self.original, "original"),
            _link(self.timemap, "self", type=LINK_FORMAT, **span),
            _link(self.timegate, "timegate"),
        ]
        for version in found:
            lines.append(self._memento(version, " ".join([*_ends(found, version), "memento"])))
        return ",\n".join(lines) + "\n"

    def _memento(self, version, rel):
        return _link(self.memento(version.number), rel, datetime=said(version.since))


def _places(found, version):
    """The versions that a header names, as {version: relations}: first and last, and this one with its neighbours."""
    places = {each: _ends(found, each) for each in (found[0], found[-1])}
    if version:
        places.setdefault(version, [])
        around = {"prev": version.number - 2, "next": version.number}
        for rel, place in around.items():
            if 0 <= place < len(found):
                places.setdefault(found[place], []).append(rel)
    return dict(sorted(places.items(), key=lambda pair: pair[0].number))


def _ends(found, version):
    return ["first"] * (version is found[0]) + ["last"] * (version is found[-1])


def _link(address, rel, **attributes):
    return f'<{address}>; rel="{rel}"' + "".join(f'; {name}="{value}"' for name, value in attributes.items())
