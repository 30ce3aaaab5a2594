"""Who wrote a story and where from: byline lines, credits of agencies, datelines."""

from __future__ import annotations

import re
from dataclasses import dataclass

from articles.importers.names import Names

MAX_LINE = 160
BY = re.compile(
    r"(?P<by>by|written by|reported by|story by|words by|text by|par|propos recueillis par|von|por|di|door|av|"
    r"af|oleh|yazan|"
    r"автор|от|بقلم|كتب|تحریر|از|نوشته)\s*:?\s+(?P<rest>\S.*)",
    re.IGNORECASE,
)
# A name has two words or more: "by" and its kin begin headlines as easily ("By sea").
CAPITAL = r"[^\W\d_a-zа-яß][\w.'’-]*"
PARTICLE = r"(?:de|da|do|dos|del|della|di|la|le|van|von|der|den|ten|ter|bin|bint|ibn|al|el|y|du|st\.?|af|zu)"
NAME = re.compile(rf"{CAPITAL}(?:\s+(?:{PARTICLE}\s+){{0,2}}{CAPITAL}){{1,3}}")
AND = re.compile(
    r"\s*(?:,|;|/|&|\band\b|\bund\b|\bet\b|\be\b|\by\b|\ben\b|\boch\b|\bdan\b|\bve\b|\bwith\b|\s[|·•–—-]\s|\|)\s*"
)
STAFF = re.compile(
    r"(?:our |the |a |an )?(?:\w+[ -]){0,3}?(?:staff|correspondents?|reporters?|writers?|editors?|"
    r"editor-in-chief|desk|bureau|"
    r"agencies|agency|newsroom|team|journalist|contributors?|columnist|associated press|news service|report|"
    r"analyst|rédaction|redaktion|redacción)"
    r"(?: \w+){0,3}",
    re.IGNORECASE,
)
PLACE = re.compile(rf"\s+(?:in|at|from|à|in)\s+{CAPITAL}[\w\s,.'’-]*$")
# Words that no one is called: they make a headline of "By Popular Demand".
NOT_NAMES = re.compile(
    r"\b(?:The|And|Of|Demand|Numbers|Land|Sea|Air|Night|Day|Force|Design|Law|Election|World|News|Way|Order)\b"
)


@dataclass(frozen=True, slots=True)
class Byline:
    """A byline as printed, the people it names, and the outlets."""

    text: str
    authors: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()


def find(line: str, names: Names) -> Byline | None:
    """The byline that a line is, or None: "By Jane Doe, Staff Writer", "Jane Doe | Reuters", "Reuters"."""
    line = line.strip().strip("|•·").strip()
    if not line or len(line) > MAX_LINE or re.search(r"\d|[!?…:”]$", line):
        return None
    by = BY.match(line)
    if by:
        authors, outlets, sure = _parts(by["rest"].rstrip("."), names)
        return Byline(line, authors, outlets) if sure else None
    if outlet := names.outlet(line):
        return Byline(line, (), (outlet,))
    authors, outlets, sure = _parts(line, names)
    # Without "By", a name needs an outlet beside it, or it might be anything.
    return Byline(line, authors, outlets) if sure and authors and outlets else None


def is_name(line: str, names: Names) -> bool:
    """Whether a line is a person's name and no more, as far as its letters tell."""
    line = line.strip()
    return bool(len(line) < 40 and NAME.fullmatch(line) and not NOT_NAMES.search(line) and not any(names.hits(line)))


def _parts(rest: str, names: Names) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
    """(authors, outlets, whether every part is one of these, a role or a place)."""
    if outlet := names.outlet(rest):
        return (), (outlet,), True
    authors: list[str] = []
    outlets: list[str] = []
    for part in filter(None, AND.split(rest)):
        bare = PLACE.sub("", part).strip()
        if outlet := names.outlet(bare):
            outlets.append(outlet)
        elif STAFF.fullmatch(bare):
            continue
        elif _is_person(bare):
            authors.append(bare)
        elif (split := _name_then_outlet(bare, names)) is not None:
            authors.append(split[0])
            outlets.append(split[1])
        elif not authors or len(bare.split()) > (3 if bare[:1].islower() else 5):
            return (), (), False
    return tuple(dict.fromkeys(authors)), tuple(outlets), bool(authors or outlets or STAFF.fullmatch(rest))


def _is_person(text: str) -> bool:
    if NAME.fullmatch(text):
        return not NOT_NAMES.search(text)
    # Scripts without capitals: two to four words after a word that says "by".
    return not text.isascii() and text.upper() == text.lower() and 2 <= len(text.split()) <= 4


def _name_then_outlet(text: str, names: Names) -> tuple[str, str] | None:
    """ "JANE DOE Associated Press": nothing parts the name from the agency."""
    words = text.split()
    for count in range(2, min(5, len(words))):
        outlet = names.outlet(" ".join(words[count:]))
        if outlet and _is_person(" ".join(words[:count])):
            return " ".join(words[:count]), outlet
    return None


DASH = r"(?:—|–|--|-|:)"
CREDIT = r"\s*\((?P<credit>[^()]{1,60})\)"
DAY = r"(?:,\s+(?:[A-Z][a-z]{2,8}\.?\s+\d{1,2}|\d{1,2}\s+[A-Z][a-z]{2,8}\.?)(?:,\s+\d{4})?)?"
CAPS = r"[A-ZÀ-Þ][A-ZÀ-Þ'’.]+(?:[ -][A-ZÀ-Þ'’.]{2,}){0,3}"
REGION = r"(?:,\s+[A-Z][\w.]*(?:[ -][A-Z][\w.]*){0,2})?"
IN_CAPITALS = re.compile(
    rf"(?P<place>{CAPS}(?:/{CAPS})?{REGION}?){DAY}(?:{CREDIT}\s*{DASH}+|\s*(?:—|–|--|\s-)|:)\s*(?=\S)"
)
WITH_CREDIT = re.compile(rf"(?P<place>[^\W\d_][^\n()—–:]{{1,50}}?){DAY}{CREDIT}\s*{DASH}+\s*(?=\S)")
PLAIN = re.compile(r"(?P<place>[^\W\d_][^\n()—–:.!?]{1,30}?)\s*(?:—|–|--|\s-\s|:)\s*(?=\S)")
SHOUTS = frozenset(
    """
    breaking update updated watch exclusive note correction analysis opinion live video photos editor's editor’s
    warning sources official report more related new latest just q a explainer interview comment editorial
    factbox timeline
    """.split()
)


def dateline(text: str, names: Names) -> str:
    """The place a story's first paragraph says it was written in, or "": "CAIRO (Reuters) — …" → "CAIRO"."""
    opening = text[:140]
    if match := IN_CAPITALS.match(opening):
        place = match["place"].strip(" ,")
        words = set(place.casefold().split())
        acronym = any(hit.known.kind != "place" for hit in names.hits(place))
        return place if not acronym and not words & SHOUTS and len(place) > 3 else ""
    if (match := WITH_CREDIT.match(opening)) and names.outlet(match["credit"].split("/")[0]):
        return match["place"].strip(" ,،")
    if match := PLAIN.match(opening):
        place = match["place"].strip(" ,،")
        if [(hit.known.kind, hit.start, hit.end) for hit in names.hits(place)] == [("place", 0, len(place))]:
            return place
    return ""
