"""Names nobody told us: runs of capitalised English words that some sign beside them says to be a person or a body."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from articles.importers.names import OUTLET, Names

# One word of a name: "al-Qassam", "O’Brien", "J.", "U.S."; a full stop only after an initial or a title cut short.
SHORT = r"(?:Adm|Gen|Sen|Rep|Gov|Dr|Mr|Mrs|Ms|St|Lt|Col|Sgt|Prof|Rev|Capt|Maj|[A-Z])\."
WORD = rf"(?:(?:[A-Z]\.){{2,}}|{SHORT}(?=\s?[A-Z])|(?:al-|el-)?[A-Z][\w-]*(?:[’'][A-Z]\w+)?)"
LINK = r"\s(?:(?:de|da|del|della|di|la|van|von|der|den|bin|bint|ibn|of|for|of the|for the)\s)?"
RUN = re.compile(rf"(?<![\w’'.]){WORD}(?:{LINK}{WORD}){{0,7}}")
ROLES = frozenset(
    """
    president vice-president premier chancellor minister secretary governor mayor senator congressman congresswoman
    representative deputy leader official officials commander general lieutenant colonel major captain sergeant
    admiral marshal chief spokesman spokeswoman spokesperson director chairman chairwoman chair chairperson ceo
    founder co-founder editor author writer novelist poet actor actress singer musician composer painter artist
    director-general coach striker goalkeeper midfielder player manager journalist reporter correspondent analyst
    economist historian professor researcher scientist physicist astronaut cosmonaut doctor lawyer attorney
    prosecutor judge justice ambassador envoy diplomat king queen prince princess emperor empress pope cardinal
    archbishop bishop rabbi imam ayatollah sheikh sheik mullah reverend father sister saint lord lady sir dame baron
    mr mrs ms miss dr prof gen lt col maj capt sgt sen rep gov rev hon st herr frau monsieur madame predecessor
    successor wife husband son daughter brother mother activist dissident explorer engineer inventor adm admiral gen
    cmdr pilot officer inspector superintendent detective negotiator mediator adviser advisor aide lawmaker mp
    candidate nominee
    """.split()
)
# Roles that stand before a surname alone and leave no doubt.
FORMAL = frozenset(
    "president chancellor minister senator governor mr mrs ms dr gen sen rep gov king queen pope prof general".split()
)
TITLE_PARTS = frozenset(
    """
    prime supreme foreign defence defense interior finance vice first lady grand chief deputy former acting
    senior top late her his majesty royal highness
    """.split()
)
SPEECH = (
    r"(?:said|says|told|tells|added|wrote|writes|declared|announced|insisted|argued|warned|vowed|claimed"
    r"|replied|asked|noted|explained|recalled|tweeted|testified|acknowledged|admitted|denied|resigned|pleaded)"
)
SAYS = re.compile(rf"(?:,?\s(?:who\s|also\s|later\s)?{SPEECH}\b|,\s\d\d?,)")
SAID = re.compile(rf"\b{SPEECH}\s$")
# "Jane Doe, a retired pilot,": what a person is, told after the name.
APPOSITIVE = re.compile(r",\s(?:the|a|an|then|his|her|its)\s(?P<words>[^,.;]{2,60})")
ORGANISATIONS = frozenset(
    """
    force forces corps brigade brigades agency ministry party university bank council committee commission court
    department institute foundation association union federation organisation organization company corporation inc
    ltd plc group movement army navy guard guards parliament congress senate assembly authority bureau service
    services office front league alliance academy college hospital church club airlines airways police command
    society center centre fund board trust treasury administration network observatory laboratory museum tribunal
    secretariat directorate regiment battalion division squadron industries motors
    """.split()
)
HEADED = re.compile(
    r"^(?:Ministry|Bank|Department|University|Institute|Court|Bureau|Office|Union|House|Church|Academy|College|"
    r"Organi[sz]ation|Association|Federation|Council|Committee|Commission|Centers?|Centres?|Board) (?:of|for) "
)
GENERIC = frozenset(
    "the a an this that new old united national international royal federal central state first second".split()
)
ACRONYM = re.compile(r"\s\((?P<acronym>[A-Z][A-Za-z&.-]{1,7}[A-Z])\)")
MEMBERS = re.compile(
    r"\s(?:official|militant|fighter|leader|spokes(?:man|woman|person)|lawmaker|executive|employee|gunm[ae]n|"
    r"commander)s?\b"
)
# Words of names that are not a person's.
THINGS = frozenset(
    """
    national international american scientific computer computers street road avenue news music world white states
    united city town bay river mountain lake island islands sea ocean war cup games day act bill award prize web
    store space station airport valley county province district park bridge tower building plan treaty accord
    agreement affair times magazine book mv uss hms
    """.split()
)
NATIONAL = re.compile(
    r"(?:an|ish|ese|ch|[^o]ni|qi|eli|di|ti|ai|ek|bi|ri|wi)$|^(?:US|U\.S|UK|EU|UN|Dutch|Swiss|Czech|Welsh|Turk|"
    r"Serb|Arab)$"
)
CALENDAR = frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december
    """.split()
)
# Ordinary words that stand first in sentences; a run of capitals begins after them.
OPENERS = frozenset(
    """
    the a an and but or so yet for nor as at by in on of to from with without within after before during since until
    while when where who what which why how that this these those there here it its he she they we you i his her
    their our my your if although though because however meanwhile earlier later then now today yesterday still also
    even only just not no yes all both each every some many most several few one two three four five six seven eight
    nine ten more less other another such according under over between among across through despite including like
    unlike once both either neither asked speaking following instead nearly about around against additionally
    moreover furthermore therefore thus hence perhaps maybe indeed last next first second third final former new old
    published reuters read related photo image source
    """.split()
)


@dataclass(frozen=True, slots=True)
class Guess:
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Run:
    """Capitalised words in a row: text[start:end], the first of them no opener of a sentence."""

    text: str
    start: int
    end: int

    @property
    def written(self) -> str:
        return self.text[self.start : self.end]

    @property
    def before(self) -> str:
        return self.text[max(0, self.start - 40) : self.start]

    @property
    def after(self) -> str:
        return self.text[self.end : self.end + 80]


def guesses(texts: Iterable[str], names: Names) -> dict[str, Guess]:
    """Every way the page writes a guessed name → what it names. Names we know are not guessed again."""
    runs = [run for text in texts for run in _runs(text)]
    counts = Counter(run.written for run in runs)
    bodies = _organisations(runs, counts, names)
    people = _people(runs, names, bodies)
    return bodies | {written: guess for written, guess in people.items() if written not in bodies}


def _runs(text: str) -> Iterator[Run]:
    # A line without small letters (a headline in capitals) says nothing about names.
    if not any(character.islower() for character in text) or _is_title_case(text):
        return
    for match in RUN.finditer(text):
        start, end = match.span()
        while start < end:
            word = re.match(r"[\w’'.-]+", text[start:end])
            if word is None or word.group().casefold().strip(".’'") not in OPENERS | CALENDAR:
                break
            start += word.end()
            while start < end and text[start].isspace():
                start += 1
        if start < end:
            yield Run(text, start, end)


def _is_title_case(text: str) -> bool:
    """Headlines Where Each Word Begins With A Capital say nothing about names either."""
    words = [word for word in text.split() if len(word) > 3]
    return len(words) > 3 and sum(word[0].isupper() for word in words) > 0.8 * len(words)


def _known(written: str, names: Names) -> bool:
    return any(hit.end - hit.start >= len(written) - 2 for hit in names.hits(written))


def _organisations(runs: list[Run], counts: Counter, names: Names) -> dict[str, Guess]:
    found: dict[str, Guess] = {}
    for run in runs:
        acronym = ACRONYM.match(run.after)
        name = _organisation_name(run, acronym["acronym"] if acronym else "")
        if name and not _known(name, names):
            found[name] = Guess("organisation", name)
            if acronym and not _known(acronym["acronym"], names):
                found[acronym["acronym"]] = found[name]
        elif _has_members(run, counts) and not _known(run.written, names):
            found[run.written] = Guess("organisation", run.written)
    return found


def _organisation_name(run: Run, acronym: str) -> str:
    """The run, or its tail, if it names a body; "" otherwise."""
    words = run.written.split()
    small = [word.casefold() for word in words]
    if small[0] in ROLES and (post := re.match(r"\S+ (?:of|for) (?:the )?", run.written)):
        # "Governor of the Bank of England" is a post in it.
        return _organisation_name(Run(run.text, run.start + post.end(), run.end), acronym)
    if HEADED.match(run.written):
        return run.written
    heads = [place for place, word in enumerate(small) if word in ORGANISATIONS]
    if heads and heads[-1] > 0:
        last = heads[-1]
        body = words[: last + 1] if len(words) == last + 1 or small[last + 1] not in ("of", "for") else words
        # "Fellow of the Royal Society": what stands before "of" is a post in it.
        body = re.split(r"\s(?:of|for)\s(?:the\s)?", " ".join(body))[-1].split() if len(words) == last + 1 else body
        return " ".join(body) if len([word for word in body if word.casefold() not in GENERIC]) > 1 else ""
    initials = "".join(word[0] for word in words if word[0].isupper())
    return run.written if len(words) > 1 and acronym and initials.casefold() == acronym.casefold() else ""


def _has_members(run: Run, counts: Counter) -> bool:
    """ "Hamas official": one word that is no nation, more than once on the page."""
    name = run.written
    if " " in name or len(name) < 3 or counts[name] < 2 or NATIONAL.search(name):
        return False
    return bool(MEMBERS.match(run.after)) and name.casefold() not in ROLES | ORGANISATIONS | TITLE_PARTS


def _role_before(run: Run) -> str:
    match = re.search(r"([\w.-]+),?\s$", run.before)
    return match.group(1).casefold().strip(".") if match else ""


def _people(runs: list[Run], names: Names, bodies: dict[str, Guess]) -> dict[str, Guess]:
    full: dict[str, str] = {}
    lone: Counter[str] = Counter()
    speaking = {
        run.written for run in runs if " " not in run.written and (SAYS.match(run.after) or _role_before(run) in FORMAL)
    }
    for run in runs:
        name, cued, formal = _person_name(run)
        parts = name.split()
        if not _may_be_person(parts, name, names, bodies):
            continue
        if len(parts) == 1:
            lone[name] += 1 if formal else 0
        elif cued or parts[-1] in speaking or _has_role_after(run):
            full.setdefault(name, parts[-1])
    found = {name: Guess("person", name) for name in full}
    surnames = Counter(full.values())
    found |= {
        last: found[name]
        for name, last in full.items()
        if surnames[last] == 1 and last not in bodies and not _known(last, names)
    }
    return found | {name: Guess("person", name) for name, times in lone.items() if times > 1 and name not in found}


def _person_name(run: Run) -> tuple[str, bool, bool]:
    """(the run without titles at its head, whether something says "person", whether a formal title does)."""
    words = run.written.split()
    cue = 0
    for place, word in enumerate(words):
        if word.casefold().strip(".’'") in ROLES | TITLE_PARTS:
            cue = place + 1
    name = words[cue:]
    role = words[cue - 1].casefold().strip(".") if cue else _role_before(run)
    said = SAYS.match(run.after) or SAID.search(run.before)
    return " ".join(name), role in ROLES or bool(said), role in FORMAL


def _has_role_after(run: Run) -> bool:
    match = APPOSITIVE.match(run.after)
    return bool(match) and any(word.casefold() in ROLES for word in match["words"].split()[:5])


def _may_be_person(parts: list[str], name: str, names: Names, bodies: dict[str, Guess]) -> bool:
    if not 1 <= len(parts) <= 4 or name in bodies or _known(name, names):
        return False
    small = [part.casefold() for part in parts]
    if any(part in ORGANISATIONS | CALENDAR | THINGS or part in ("of", "for", "the") for part in small):
        return False
    if any((part.isupper() and len(part) > 2) or any(c.isdigit() for c in part) for part in parts):
        return False
    kinds = {hit.known.kind for hit in names.hits(name)}
    return not kinds & {OUTLET, "place", "organisation"} and not (len(parts) == 1 and NATIONAL.search(name))
