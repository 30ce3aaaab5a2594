"""Known names in a text: where they stand, which outlets a story leans on, what it seems to be about."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.importers.citations import cited
from articles.importers.names import Names
from articles.importers.proposals import MOST, proposals

OUTLETS = [
    {"name": "Reuters", "kind": "agency", "other_names": ["رويترز"]},
    {"name": "Islamic Republic News Agency", "kind": "agency", "other_names": ["IRNA"]},
    {"name": "Associated Press", "kind": "agency", "other_names": ["AP"]},
    {"name": "Agence France-Presse", "kind": "agency", "other_names": ["AFP"]},
    {"name": "The Guardian", "kind": "newspaper", "other_names": []},
    {"name": "The New York Times", "kind": "newspaper", "other_names": []},
    {"name": "The Times", "kind": "newspaper", "other_names": []},
    {"name": "The Independent", "kind": "newspaper", "other_names": []},
    {"name": "Time", "kind": "magazine", "other_names": []},
    {"name": "Bloomberg", "kind": "agency", "other_names": []},
    {"name": "White House", "kind": "official", "other_names": []},
    {"name": "BBC Urdu", "kind": "broadcaster", "other_names": ["بی بی سی اردو"]},
]
TAGS = [
    {"kind": "person", "name": "Esmail Qaani", "other_names": ["Ismail Qaani"]},
    {"kind": "place", "name": "Iran", "other_names": ["ایران"]},
    {"kind": "place", "name": "Mexico", "other_names": []},
    {"kind": "place", "name": "United States", "other_names": ["U.S.", "US"]},
    {"kind": "organisation", "name": "Hamas", "other_names": ["حماس"]},
]
NAMES = Names.of(OUTLETS, TAGS)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Reuters reported it; IRNA did not.", ("Reuters", "Islamic Republic News Agency")),
        ("The Islamic Republic News Agency (IRNA) said so.", ("Islamic Republic News Agency",)),
        ("Agence France-Presse and the AP agreed.", ("Agence France-Presse", "Associated Press")),
        ("He told the Guardian so, and The New York Times wrote it.", ("The Guardian", "The New York Times")),
        ("“No,” he told Reuters Iran would not.", ("Reuters",)),
        ("An official told Time magazine.", ("Time",)),
        ("The White House said no.", ("White House",)),
        ("REUTERS SAYS SO", ("Reuters",)),
        ("قالت وكالة رويترز ذلك لرويترز", ("Reuters",)),
        ("اس نے بی بی سی اردو کو بتایا", ("BBC Urdu",)),
    ],
)
def test_outlets_a_text_leans_on(text, names):
    assert cited(text, NAMES) == names


@pytest.mark.parametrize(
    "text",
    [
        "reuters, time and the times are words here.",
        "Time flies. The times were hard, and the guardian of the gate slept.",
        "The Guardian Council met in Tehran.",
        "The Independent Commission said it would vote.",
        "The Reuters Institute said so.",
        "The Associated Press of Pakistan reported it.",
        "Mayor Michael Bloomberg said no.",
        "They walked past the White House in the rain.",
        "IRNAX and the APs are no outlets; nor is PRESSAP.",
        "Agence France, Presse",
    ],
)
def test_words_and_longer_names_are_no_outlets(text):
    assert cited(text, NAMES) == ()


def test_the_publisher_is_not_cited_by_itself():
    assert cited("IRNA said so, Reuters reported.", NAMES, "Islamic Republic News Agency") == ("Reuters",)
    assert cited("IRNA said so, Reuters reported.", NAMES, "IRNA") == ("Reuters",)


def proposed(*body, headline="", standfirst=""):
    return [(one.kind, one.name, one.count) for one in proposals(headline, standfirst, body, NAMES)]


def test_known_names_come_by_their_main_name_and_count_every_mention():
    assert proposed("Ismail Qaani left Iran’s capital.", "Qaani said the U.S. and Hamas knew. Iran denied it.") == [
        ("person", "Esmail Qaani", 2),
        ("place", "Iran", 2),
        ("organisation", "Hamas", 1),
        ("place", "United States", 1),
    ]


def test_known_names_of_other_scripts():
    assert proposed("ایران نے کہا", "وحماس") == [("organisation", "Hamas", 1), ("place", "Iran", 1)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The poet Layla Haddad came.", [("person", "Layla Haddad", 1)]),
        (
            "Prime Minister Jonas Berg came with the spokeswoman Mary O’Neill.",
            [("person", "Jonas Berg", 1), ("person", "Mary O’Neill", 1)],
        ),
        ("Meanwhile Jonas Berg said no. Berg left.", [("person", "Jonas Berg", 2)]),
        ("Jonas Berg, a retired pilot, laughed.", [("person", "Jonas Berg", 1)]),
        (
            "The Westcliff Harbour Authority (WHA) met. The WHA voted.",
            [("organisation", "Westcliff Harbour Authority", 3)],
        ),
        ("She studied at the University of Westcliff.", [("organisation", "University of Westcliff", 1)]),
        ("He is Governor of the Bank of Westcliff.", [("organisation", "Bank of Westcliff", 1)]),
        ("Zembla officials met. The Zembla leader spoke.", [("organisation", "Zembla", 2)]),
    ],
)
def test_guesses_from_signs_beside_a_name(text, names):
    assert proposed(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "Yesterday it rained. On Monday in July the Sea rose.",
        "Iranian officials met Iranian leaders.",
        "New Mexico is far. The Force of habit.",
        "Reuters said so. He read The New York Times.",
        "He Said That All Of This Is A Headline In Capitals",
        "AND ALL OF THIS IS SHOUTED BY PRESIDENT JONAS BERG",
    ],
)
def test_ordinary_words_days_and_outlets_are_not_proposed(text):
    assert [one for one in proposed(text) if one[1] != "Iran"] == []


def test_evidence_is_the_first_sentence_with_the_name():
    (one,) = proposals("", "", ["It rained. The poet Layla Haddad came home. Haddad said no."], NAMES)
    assert (one.count, one.evidence) == (2, "The poet Layla Haddad came home.")


def test_a_page_full_of_names_proposes_the_weightiest():
    people = [f"The poet {chr(65 + i)}anna {chr(65 + i)}erg{'o' * i} came." for i in range(26)]
    assert len(proposed(*people, "Iran")) == MOST
    assert proposed(*people, "Iran")[0] == ("place", "Iran", 1)


@given(st.text(alphabet="The PresidentIRNAof (). ’\n-ابوایران", max_size=200))
def test_hits_stand_where_they_say(text):
    hits = list(NAMES.hits(text))
    assert all(0 <= hit.start < hit.end <= len(text) for hit in hits)
    assert all(a.end <= b.start for a, b in pairwise(hits))


AT_HOME = Names.of(
    [
        {"name": "The Harbour Ledger", "homepage": "https://www.ledger.example/"},
        {"name": "Harbour Radio", "homepage": "https://radio.example/news"},
        {"name": "Harbour Radio Urdu", "homepage": "http://urdu.radio.example"},
        {"name": "The Ministry", "homepage": "https://state.example/ministry"},
        {"name": "The Court", "homepage": "https://state.example/court"},
        {"name": "The Homeless Gazette", "homepage": ""},
    ]
)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://ledger.example/2024/07/16/ferry/", "The Harbour Ledger"),
        ("http://WWW.LEDGER.EXAMPLE:8080?p=7", "The Harbour Ledger"),
        ("https://m.ledger.example/ferry", "The Harbour Ledger"),
        ("https://amp.ledger.example/ferry", "The Harbour Ledger"),
        ("https://radio.example/weather/", "Harbour Radio"),
        ("https://urdu.radio.example/1", "Harbour Radio Urdu"),
        ("https://blog.ledger.example/", ""),
        ("https://notledger.example/", ""),
        ("https://state.example/court/1", ""),
        ("https://elsewhere.example/?from=https://ledger.example/", ""),
        ("ledger.example", ""),
        ("", ""),
    ],
)
def test_an_address_tells_the_outlet_on_whose_site_it_is(url, name):
    assert AT_HOME.outlet_at(url) == name
