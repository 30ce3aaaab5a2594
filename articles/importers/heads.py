"""What stands around a story's headline on the page itself: the headline, a standfirst, a byline, a date."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise

from lxml.html import HtmlElement

from articles.importers.mastheads import PARTING
from articles.importers.names import Names

# A part of a title that names its site, as against one that belongs to the headline, in letters.
LONGEST_SITE = 60
LEAD = re.compile(
    r"(?:^|[\s_-])(?:standfirst|dek|deck|sub-?head(?:line)?|sub-?title|lede|article-?summary|article-?intro|"
    r"article-?lead|entry-?summary|post-?excerpt|teaser-?text|chapeau|kicker-?text|summary-?text|strapline)(?:$|[\s_-])",
    re.IGNORECASE,
)
BYLINE = re.compile(
    r"(?:^|[\s_-])(?:by-?line|author(?:s|-?name)?|written-?by|contributor(?:-?name)?|reporter)(?:$|[\s_-])",
    re.IGNORECASE,
)
NOT_THE_BYLINE = re.compile(r"comment|related|sidebar|footer|widget|bio|avatar|social|share|recommend|popular", re.I)
DATED = re.compile(
    r"(?:^|[\s_-])(?:date|time|timestamp|datetime|published|pub-?date|posted-?on|dateline)(?:$|[\s_-])", re.I
)
LONGEST_BYLINE = 120
PARTING_TAGS = {"br", "div", "p", "h1", "h2", "h3", "li", "ul", "section", "small"}
# Two wordings of one headline share so many of their runs of three letters; two headlines of one site fewer.
ALIKE = 0.6
UPDATE = re.compile(r"updat|modif|revis", re.IGNORECASE)
AUTHOR_LINK = re.compile(
    r"author|/(?:people|person|profiles?|staff|writers?|contributors?|by|users?|journalists?|reporters?)/", re.I
)
CONNECTS = re.compile(r"(?:,|;|&|\band|\bund|\bet|\by)\s*$|^\s*(?:,|;|&|and\b|und\b|et\b)", re.IGNORECASE)
BY_ALONE = re.compile(
    r"\s*(?:(?:written |posted |story )?(?:by|von|par|por|door|di|af|av)\s*:?|[\W_]*)\s*", re.IGNORECASE
)
LEAD_WORDS = (4, 90)
# With fewer words, a heading names a part of the page and an address its section.
FEWEST_WORDS = 3
ESCAPED = re.compile(r"(?:%[0-9a-f]{2})+", re.IGNORECASE)


def headline(root: HtmlElement, titles: list[str], sites: Iterable[str], names: Names) -> str:
    """The headline: the h1 that the page's titles speak of, else the best of these without the site's name."""
    title = next((_text(one) for one in root.iter("title") if _text(one)), "")
    own = {letters(site) for site in sites if site}
    shown = [text for one in root.iter("h1") if (text := run_on(one)) and letters(text) not in own]
    told = [without_site(text, sites, names) for text in titles if text]
    bare = without_site(title, sites, names)
    if bare == title and told:
        bare = told[0]
    best = max(shown, key=lambda text: max((_alike(text, one) for one in [*told, bare]), default=0), default="")
    likeness = max((_alike(best, one) for one in [*told, bare]), default=0)
    if best and (likeness >= ALIKE or (len(shown) == 1 and len(best.split()) > 3 and len(letters(best)) > 12)):
        return best
    return next(filter(None, [*told, bare, *shown, *_lesser_headings(root, own)]), "")


def _lesser_headings(root: HtmlElement, sites: set[str]) -> Iterator[str]:
    """Headings below the first rank that are a headline's words: for a page that has no other."""
    for element in root.iter("h2", "h3"):
        text = run_on(element)
        if len(text.split()) >= FEWEST_WORDS and letters(text) not in sites:
            yield text


def of_address(url: str) -> str:
    """The headline that the last part of an address is made of, or ""."""
    path = re.sub(r"^https?://[^/]*|[?#].*$", "", url, flags=re.IGNORECASE).rstrip("/")
    slug = ESCAPED.sub(_unescaped, re.sub(r"\.[a-z]{3,5}$", "", path.rpartition("/")[2]))
    words = [word for word in re.split(r"[-_+\s]+", slug) if word]
    while words and (not words[-1].isalpha()):
        words.pop()
    text = " ".join(words)
    return text[:1].upper() + text[1:] if len(words) >= FEWEST_WORDS else ""


def _alike(text: str, other: str) -> float:
    """How many of their runs of three letters two texts share, from 0 to 1."""
    one, two = ({side[start : start + 3] for start in range(len(side) - 2)} for side in (letters(text), letters(other)))
    fewer = min(len(one), len(two))
    return len(one & two) / fewer if fewer > 5 else float(letters(text) == letters(other) != "")


def run_on(element: HtmlElement) -> str:
    """The words of an element as they stand: only line ends and boxes part them, inline elements do not."""
    pieces = []
    for piece in element.xpath(".//text()[not(ancestor::script or ancestor::style)]"):
        around = piece.getparent()
        apart = around is not None and around is not element and around.tag in PARTING_TAGS
        pieces.append(f" {piece}" if apart else str(piece))
    return " ".join("".join(pieces).split())


def without_site(title: str, sites: Iterable[str], names: Names) -> str:
    """A title without the name of its site at its end or at its start."""
    own = {letters(site) for site in sites if site}
    for _ in range(3):
        marks = list(PARTING.finditer(title))
        if not marks:
            return title
        for head, tail in (
            (title[: marks[-1].start()], title[marks[-1].end() :]),
            (title[marks[0].end() :], title[: marks[0].start()]),
        ):
            if head.strip() and len(tail) <= LONGEST_SITE and (letters(tail) in own or names.outlet(tail)):
                title = head.strip(" |")
                break
        else:
            return title
    return title


def _unescaped(match: re.Match) -> str:
    return bytes.fromhex(match.group().replace("%", "")).decode("utf-8", errors="replace")


def letters(text: str) -> str:
    """A text for comparison: letters and digits, no case, no width."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())


def leads(root: HtmlElement) -> Iterator[str]:
    """Texts of the elements that a page names as the standfirst."""
    for element in root.iter("p", "div", "h2", "h3", "span", "section"):
        if LEAD.search(_name(element)) or "description" in (element.get("itemprop") or ""):
            text = _text(element)
            if LEAD_WORDS[0] <= len(text.split()) <= LEAD_WORDS[1]:
                yield text


def stands_alone(root: HtmlElement, text: str) -> bool:
    """Whether an element of the page holds a text and nothing else."""
    wanted = letters(text)
    return any(
        len(own) < 2 * len(text) and letters(own) == wanted
        for element in root.iter("p", "div", "h2", "h3", "h4", "span", "strong")
        if len(own := _text(element, 4 * len(text) + 200)) >= len(text) - 20
    )


def bylines(root: HtmlElement) -> Iterator[tuple[str, list[str]]]:
    """(text, pieces that name people) of the elements that a page marks as a byline, the surest first."""
    marked = root.xpath("//*[@rel='author' or contains(@itemprop, 'author')]")
    named = [
        one
        for one in root.iter("span", "p", "div", "a", "li", "cite", "strong", "address")
        if BYLINE.search(_name(one))
    ]
    for element in [*marked, *named]:
        around = [element, *element.iterancestors()][:6]
        if any(NOT_THE_BYLINE.search(_name(one)) for one in around if one.tag not in ("body", "html", "article")):
            continue
        text = _text(element, LONGEST_BYLINE + 1)
        if 1 < len(text) <= LONGEST_BYLINE:
            yield text, _naming(element)


def _naming(element: HtmlElement) -> list[str]:
    """The pieces of a byline that name people: its links to their pages, else its first words and what is joined on."""
    links = [one for one in element.iter("a") if AUTHOR_LINK.search(f"{one.get('href')} {one.get('rel')} {_name(one)}")]
    linked = [text for one in links if (text := run_on(one)) and not text.startswith("@")]
    if linked and element.tag != "a":
        return list(dict.fromkeys(linked))
    pieces = [
        " ".join(piece.split()) for piece in element.itertext() if piece.strip() and not BY_ALONE.fullmatch(piece)
    ]
    joined = pieces[:1]
    for before, piece in pairwise(pieces):
        if not (CONNECTS.search(before) or CONNECTS.search(piece)):
            break
        joined.append(piece)
    return [" ".join(joined)] if joined else []


def times(root: HtmlElement) -> list[str]:
    """Machine-readable dates of the page's time elements, those of changes and of other stories left out."""
    found = root.xpath("//time[@datetime][@pubdate or contains(@itemprop, 'datePublished')]") or root.xpath(
        "//time[@datetime][not(ancestor::aside or ancestor::footer or ancestor::nav)]"
    )
    first = [one for one in found[:4] if not UPDATE.search(_about(one))] or found[:1]
    return [element.get("datetime") for element in first]


def _about(element: HtmlElement) -> str:
    """What an element and the one around it are named, and the words before it."""
    around = element.getparent()
    before = " ".join(element.xpath("preceding::text()[normalize-space()][1]"))
    return f"{_name(element)} {element.get('itemprop')} {_name(around) if around is not None else ''} {before[-40:]}"


def date_lines(root: HtmlElement, headline: str) -> tuple[list[str], list[str]]:
    """Short texts of elements that are named for a date: (below the headline, above it). `headline` is in `letters`."""
    below: list[str] = []
    above: list[str] = []
    lines = above
    for element in root.iter("h1", "h2", "span", "p", "div", "li", "time", "abbr", "small", "em"):
        if element.tag in ("h1", "h2") and lines is above and letters(_text(element)) == headline:
            lines = below
        elif element.tag == "time" or DATED.search(_name(element)):
            text = _text(element, 121)
            if 6 <= len(text) <= 120:
                lines.append(text)
    return below, above


def _name(element: HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def _text(element: HtmlElement, most: int = 100_000) -> str:
    """The words of an element, read no further than needed."""
    pieces: list[str] = []
    length = 0
    for piece in element.itertext():
        pieces.append(piece)
        length += len(piece)
        if length > 4 * most:
            break
    return " ".join(" ".join(pieces).split())
