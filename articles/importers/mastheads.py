"""The lines above a headline that name the site: banners, browser titles, an outlet's name alone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from articles.importers.lines import Block
from articles.importers.names import Names
from articles.importers.readmore import looks_like_headline

WELCOME = re.compile(
    r"(?:welcome to|bienvenue (?:sur|à|chez)|willkommen (?:bei|auf)|bienvenid[oa]s? a|benvenut[oi] (?:su|in)|"
    r"bem-vindo (?:a|ao|à)|"
    r"welkom bij|добро пожаловать на|مرحبا بكم في|أهلا بكم في|خوش آمدید|به)\s+(?P<site>\S.*)",
    re.IGNORECASE,
)
PARTING = re.compile(r"\s*[|｜]\s*|\s+[–—•·»::-]\s+|\s*»\s*")
SECTIONS = frozenset(
    "home|homepage|front page|page|news|world|world news|latest|latest news|top stories|politics|business|sport|"
    "sports|opinion|"
    "culture|science|technology|health|middle east|international|national|local|accueil|startseite|inicio|"
    "الرئيسية|صفحہ اول".split("|")
)
# How far below a browser title the headline it repeats is looked for: menus have a few dozen lines.
REACH = 60
MAX_SITE = 60


def publisher_of(text: str, names: Names) -> str:
    """The site that a banner line names, or "": "| Welcome to X", "Welcome to X", "X" for an outlet we know."""
    bare = text.strip(" |｜•·»«–—-")
    if known := names.outlet(bare):
        return known
    welcome = WELCOME.fullmatch(bare)
    if not welcome:
        return ""
    site = PARTING.split(welcome["site"])[0].strip(" !.")
    if known := names.outlet(site):
        return known
    return site if 0 < len(site) <= MAX_SITE and "," not in site and ":" not in site else ""


def title_parts(text: str, names: Names) -> tuple[str, str]:
    """(title, site) of a browser title with the name of an outlet we know, before or after; else ("", "")."""
    marks = list(PARTING.finditer(text))
    if not marks:
        return "", ""
    for mark, site_last in ((marks[-1], True), (marks[0], False)):
        head, tail = text[: mark.start()].strip(" |"), text[mark.end() :].strip(" |")
        title, site = (head, tail) if site_last else (tail, head)
        known = names.outlet(site) or publisher_of(site, names)
        if known:
            return title, known
    return "", ""


def is_section(title: str) -> bool:
    """Whether the page part of a browser title names no story: empty, "Home", "World news"."""
    return title.casefold().strip(" |»") in SECTIONS or not title


def twin(blocks: Sequence[Block], first: int) -> tuple[int, str]:
    """(index, site) of the headline that the title at `first` repeats, as "Headline | Site" or alone; (-1, "") if none.

    Only short lines may stand between: what lies below a paragraph is no headline.
    """
    text = blocks[first].text
    marks = list(PARTING.finditer(text))
    sides = {_same(text): ""}
    for mark in marks:
        sides.setdefault(_same(text[: mark.start()]), text[mark.end() :].strip(" |"))
        sides.setdefault(_same(text[mark.end() :]), text[: mark.start()].strip(" |"))
    for index in range(first + 1, min(len(blocks) - 1, first + REACH)):
        candidate = blocks[index].text
        if len(candidate) > 300 or (candidate.endswith(".") and len(candidate) > 100 and _same(candidate) not in sides):
            break
        if len(candidate) >= 12 and _same(candidate) in sides:
            return index, sides[_same(candidate)]
    return -1, ""


def _same(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.findall(r"\w+", folded))


def is_bare_masthead(blocks: Sequence[Block], first: int, dated: bool) -> bool:
    """A name nobody told us on the first line: "Harbour Courier | Home", or a paper's name with a date below.

    A headline and a text must follow, or it would be the headline itself.
    """
    text = blocks[first].text
    following = [block.text for block in blocks[first + 1 : first + 6]]
    if len(following) < 2 or not any(looks_like_headline(line) and len(line.split()) > 3 for line in following[:3]):
        return False
    parts = [part for part in PARTING.split(text) if part]
    if len(parts) == 2 and any(part.casefold() in SECTIONS for part in parts):
        return True
    return dated and bool(PAPER.fullmatch(text))


PAPER = re.compile(
    r"(?:The )?(?:[A-Z][\w’'-]+ ){0,3}(?:Daily|Times|Post|Herald|Gazette|Tribune|Courier|Chronicle|Journal|"
    r"Observer|Telegraph|"
    r"Guardian|Examiner|Dispatch|Mail|Express|Mirror|Standard|Star|Record|Review|Weekly|Bulletin|Echo|Argus|"
    r"Mercury|Advertiser)"
)


def bare_site(text: str) -> str:
    """The paper's name in a line that `is_bare_masthead`."""
    parts = [part for part in PARTING.split(text) if part]
    return next((part for part in parts if part.casefold() not in SECTIONS), text)
