"""Which outlets a story leans on: known names, less those that stand there as ordinary words or in other names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from articles.importers.names import OUTLET, Hit, Names

# Titles that are words of their own: "the Sun" is mostly the star. They count with a sign of speech beside them.
ORDINARY = frozenset(
    """
    atlantic business century chronicle citizen courier daily dawn day dispatch economist express focus fortune
    forward gazette globe guardian herald hill independent insider intercept journal key leader life local mail
    market metro mirror monitor nation nature news newsweek now observer onion people point politico post press
    quartz record register republic review science scotsman sky slate spectator spiegel standard star state
    statesman stern sun telegraph time times today tribune truth variety vice vanguard voice vox week west wire
    wired world bild libération monde croix figaro marca país mundo razón stampa repubblica welt zeit
    """.split()
)
SPEECH = (
    r"report(?:s|ed|ing)?|said|says|say|wrote|writes|quot(?:ed|es|ing)|cit(?:ed|es|ing)|publish(?:ed|es)|"
    r"reveal(?:ed|s)|"
    r"claim(?:ed|s)|understands|learn(?:ed|t)|broadcast|aired|carried|added|noted|announced|confirmed|estimated|"
    r"newspaper|magazine|daily|weekly|correspondent|reporter|journalist|editor|editorial|interview|poll|investigation"
)
AFTER = re.compile(
    rf"(?:['’]s?)?[”\"]?(?:\s\([^()]{{1,30}}\))?,?\s(?:has |had |have |also |first |later |"
    rf"\w+ly )?(?:{SPEECH})\b",
    re.I,
)
BEFORE = re.compile(
    r"(?:told|tells|telling|according to|cit(?:ed|es|ing)(?: by)?|quot(?:ed|es|ing)(?: by)?|reported (?:by|in)|"
    r"interview (?:with|by|in|to)|"
    r"(?:published|carried|released|issued|aired|broadcast|seen|obtained|reviewed) (?:by|in|on)|(?:wrote|"
    r"writing|writes|statement) (?:in|to|for)|"
    r"speaking to|spoke to|newspaper|magazine|daily|weekly|agency|channel|broadcaster|via|source:|"
    r"photo:)[\s:]+(?:the |its |[“\"(])*$",
    re.IGNORECASE,
)
CREDIT = re.compile(r"^\s*[A-Z][^\n()]{0,60}\($|[|/–—-]\s*$|^(?:by |from )$", re.I)

# Words that make another name of an outlet's: the Reuters Institute is not Reuters.
HEADS = (
    "Institute|Foundation|Council|Commission|Committee|University|School|College|Prize|Award|Awards|Party|Building|"
    "Philanthropies|Street|Square|Tower|Games|Society|Fund|Trust|Club|Stadium|Cup|Bank|Hall|Center|Centre|Park|Family|"
    "Terminal|Index|Angels|Hotel|Army|Corps|Guard|Proms|Ventures|Media|Pictures|Studios|Holdings|Inc|Ltd|Capital"
)
LONGER = re.compile(rf"\s(?:{HEADS})\b")
CAPITAL_NEXT = re.compile(r"\s(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b)[A-Z]\w")
OF_NEXT = re.compile(r"\s(?:of|for)\s(?:the )?[A-Z]")
GENERIC_END = re.compile(r"(?:Press|News|Agency|Times|Post|Journal|Corporation|Service|Radio|Television)$")
CAPITAL_BEFORE = re.compile(r"(?:^|(?P<stop>[.!?:“\"(]\s*)|\s)(?P<word>[A-Z][\w’'-]*)\s$")
# Capitalised words after which an outlet's name may well begin.
OPENERS = re.compile(
    r"(?:\w+(?:ing|ly|ian|ean|ish|ese|can|nch|eli|ari|audi|raqi|stani|aiti|meni)|The|In|On|At|To|As|By|But|And|"
    r"While|When|After|For|From|With|"
    r"Told|Agency|News|Newspaper|Magazine|Channel|Network|Broadcaster|Daily|Television|TV|Radio|Greek|Thai|"
    r"Czech|Dutch|US|UK)$"
)
# A word that was no outlet so often on a page is none there at all.
MOST_DOUBTS = 100
OFFICIAL = frozenset({"official", "government", "organisation", "organization", "institution", "company", "ngo"})


def cited(text: str | Iterable[str], names: Names, publisher: str = "") -> tuple[str, ...]:
    """Main names of the outlets a text leans on, in the order of their first mention, without the publisher."""
    pieces = [text] if isinstance(text, str) else text
    own = names.outlet(publisher) or publisher
    found: dict[str, None] = {}
    doubtful: Counter[str] = Counter()
    for piece in pieces:
        for hit in names.hits(piece):
            name = hit.known.name
            if hit.known.kind != OUTLET or name in found or name == own or doubtful[name] >= MOST_DOUBTS:
                continue
            if leans(piece, hit):
                found[name] = None
            doubtful[name] += 1
    return tuple(found)


def leans(text: str, hit: Hit) -> bool:
    """Whether a hit is the outlet itself, and not part of a longer name or a word like any other."""
    name = text[hit.start : hit.end]
    before, after = text[max(0, hit.start - 60) : hit.start], text[hit.end : hit.end + 60]
    if not name.isascii():
        return True
    if LONGER.match(after) or (GENERIC_END.search(name) and OF_NEXT.match(after)):
        return False
    words = [
        word for word in re.findall(r"\w+", name.casefold()) if word not in ("the", "le", "la", "el", "der", "die")
    ]
    if len(words) == 1 and not name.isupper() and _within_a_name(before):
        return False
    ordinary = len(words) == 1 and words[0] in ORDINARY
    if not ordinary and hit.known.detail not in OFFICIAL:
        return True
    if ordinary and CAPITAL_NEXT.match(after) and not AFTER.match(after):
        return False
    return bool(AFTER.match(after) or BEFORE.search(before) or (CREDIT.search(before) and not after[1:].strip()))


def _within_a_name(before: str) -> bool:
    """ "Michael Bloomberg", "Daily Mirror": a capitalised word before a name of one word makes it another's."""
    previous = CAPITAL_BEFORE.search(before)
    return bool(previous) and not OPENERS.match(previous["word"])
