"""Subject codes of news agencies → tags. A name that the document gives is taken before any of ours.

The codes are those of the IPTC: MediaTopics ("medtop:04000000") and the Subject Codes before them ("15054000"),
whose first two digits name the same seventeen fields.
"""

from __future__ import annotations

import re

# The IPTC's top level, by the first two digits of a code of eight.
FIELDS = {
    "01": "arts, culture, entertainment and media",
    "02": "crime, law and justice",
    "03": "disaster, accident and emergency incident",
    "04": "economy, business and finance",
    "05": "education",
    "06": "environment",
    "07": "health",
    "08": "human interest",
    "09": "labour",
    "10": "lifestyle and leisure",
    "11": "politics and government",
    "12": "religion",
    "13": "science and technology",
    "14": "society",
    "15": "sport",
    "16": "conflict, war and peace",
    "17": "weather",
}
SUBJECT_CODE = re.compile(r"(?:.*[:/])?(\d{2})\d{6}")
# What a concept is, as "cpnat:person", "cptype:city" or an address that ends so.
KINDS = {
    "person": "person",
    "people": "person",
    "organisation": "organisation",
    "organization": "organisation",
    "company": "organisation",
    "team": "organisation",
    "geoarea": "place",
    "poi": "place",
    "place": "place",
    "city": "place",
    "country": "place",
    "statprov": "place",
    "event": "event",
}


def kind_of(concept: str) -> str:
    """The kind of tag for a concept's type; what is none of the others is a topic."""
    return KINDS.get(re.split(r"[:/]", concept.casefold())[-1], "topic")


def topic(code: str, name: str = "") -> str:
    """A subject's name: the document's own, else that of the field its code lies in, else ""."""
    if name.strip() and not SUBJECT_CODE.fullmatch(name.strip()):
        return name
    for one in (code, name):
        if found := SUBJECT_CODE.fullmatch(one.strip()):
            return FIELDS.get(found[1], "")
    return ""
