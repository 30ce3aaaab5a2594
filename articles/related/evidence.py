"""What weighed most when two stories were found related, as names: kept with the pair, put into words by `reasons`."""

from django.db import connection

from articles.related.contents import WORDS
from articles.related.signatures import signed

# Names that are told of each kind.
TAGS, CITED, SAID, STORIES = 3, 2, 3, 1

LINKS = """
SELECT DISTINCT article_id, target_id FROM articles_readmorelink
WHERE article_id = ANY (%(ids)s) AND target_id = ANY (%(ids)s)
"""
HEADLINES = """
SELECT id, headline FROM articles_article WHERE id = ANY (%s) AND status = 'published' AND appears_at <= now()
"""


def reasons(pairs):
    """(id, id) → the reason why the second stands beside the first: see `RelatedStory.reason`."""
    if not pairs:
        return {}
    signatures = signed({id_ for pair in pairs for id_ in pair})
    shared = {pair: _shared(*(signatures[id_] for id_ in pair)) for pair in pairs if signatures.keys() >= set(pair)}
    between = {int(name[1:]) for names in shared.values() for name in names if name[0] == "s"}
    with connection.cursor() as cursor:
        cursor.execute(LINKS, {"ids": list(signatures.keys() | between)})
        links = set(cursor.fetchall())
        headlines = {}
        if between:
            cursor.execute(HEADLINES, [list(between)])
            headlines = dict(cursor.fetchall())
    found = {pair: {} for pair in pairs}
    for (id_, other), names in shared.items():
        days = (signatures[id_].day, signatures[other].day)
        found[id_, other] = (
            _told(names)
            | ({} if None in days else {"days": days[1] - days[0]})
            | _linked(id_, other, links)
            | _between(id_, other, names, links, headlines)
        )
    return found


def _shared(mine, theirs):
    """The names of what both stories have, with the letters of their kinds, what weighed most first."""
    names = theirs.names | mine.names
    weights = {
        term: mine.vector[term] * theirs.vector[term] for term in names if term in mine.vector and term in theirs.vector
    }
    return [names[term] for term in sorted(weights, key=lambda term: (-weights[term], term))]


def _told(names):
    reason = {}
    if tags := [name[1:] for name in names if name[0] in "to"]:
        reason["tags"] = tags[:TAGS]
    if cited := [name[1:] for name in names if name[0] == "c"]:
        reason["cites"] = cited[:CITED]
    if said := _said([name[1:] for name in names if name[0] in WORDS], tags):
        reason["words"] = said
    return reason


def _said(names, tags):
    """The first few names and words that do not stand in one another, nor in a tag that is told: "Quds Force", and
    not "Force", too."""
    told = []
    for name in names:
        folded = f" {name} ".casefold()
        if len(name) < 3 or any(folded in f" {tag} ".casefold() for tag in tags):
            continue
        if any(folded in f" {other} ".casefold() for other in told):
            continue
        told = [other for other in told if f" {other} ".casefold() not in folded]
        told.append(name)
        if len(told) == SAID:
            break
    return told


def _linked(id_, other, links):
    to, back = (id_, other) in links, (other, id_) in links
    return {"linked": "both" if to and back else "to" if to else "from"} if to or back else {}


def _between(id_, other, names, links, headlines):
    """A third story that points to both, that both point to, or that is linked with both one way or the other."""
    for third in (int(name[1:]) for name in names if name[0] == "s"):
        if third in headlines and third not in (id_, other):
            if {(third, id_), (third, other)} <= links:
                return {"pointed_to_by": headlines[third]}
            if {(id_, third), (other, third)} <= links:
                return {"point_to": headlines[third]}
            return {"linked_with": headlines[third]}
    return {}
