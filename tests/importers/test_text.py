"""Pages saved as text: cases/text/<case>.txt is a page, <case>.json the record it must give, without empty fields."""

import json
import re
from dataclasses import asdict, replace
from pathlib import Path
from textwrap import fill

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.importers.names import Names
from articles.importers.record import Record, Unreadable
from articles.importers.text import parse
from tests.importers.wire_cases import as_json

CASES = sorted((Path(__file__).parent / "cases" / "text").glob("*.txt"))

# Cases have names of their own, so that a list that grows changes none of them.
NAMES = Names.of(
    outlets=[
        {"name": "Reuters", "kind": "agency", "other_names": ["رويترز", "Thomson Reuters"]},
        {"name": "Associated Press", "kind": "agency", "other_names": ["AP", "The Associated Press"]},
        {"name": "Islamic Republic News Agency", "kind": "agency", "other_names": ["IRNA"]},
        {"name": "BBC News", "kind": "broadcaster", "other_names": ["BBC", "British Broadcasting Corporation"]},
        {"name": "The Guardian", "kind": "newspaper", "other_names": ["Guardian"]},
        {"name": "The New York Times", "kind": "newspaper", "other_names": ["NYT"]},
        {"name": "Bloomberg News", "kind": "agency", "other_names": ["Bloomberg"]},
        {"name": "Time", "kind": "magazine", "other_names": ["Time magazine"]},
        {"name": "The Sun", "kind": "newspaper", "other_names": []},
        {"name": "Daily Mirror", "kind": "newspaper", "other_names": ["Mirror"]},
        {"name": "The Harbour Ledger", "kind": "publisher", "other_names": ["Harbour Ledger"]},
        {"name": "Global Village Space", "kind": "publisher", "other_names": ["GVS"]},
    ],
    tags=[
        {"kind": "place", "name": name, "other_names": other}
        for name, other in [
            ("Iran", []), ("Israel", []), ("Gaza", ["Gaza Strip"]), ("Tehran", []), ("Syria", []), ("Iraq", []),
            ("Lebanon", []), ("Cairo", ["القاهرة"]), ("Islamabad", []),
        ]
    ],
)  # fmt: skip


def plain(record: Record) -> dict:
    """A record as JSON holds it, without empty fields; proposals have tests of their own."""
    return as_json(asdict(replace(record, proposals=())))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_page_gives_its_record(case):
    assert plain(parse(case.read_bytes(), NAMES)) == json.loads(case.with_suffix(".json").read_text(encoding="utf-8"))


def test_every_case_has_its_page_and_its_record():
    assert {case.stem for case in CASES} == {path.stem for path in CASES[0].parent.glob("*.json")}


def proposed(case: str) -> dict[str, set[str]]:
    record = parse((CASES[0].parent / f"{case}.txt").read_bytes(), NAMES)
    kinds = {proposal.kind for proposal in record.proposals}
    return {kind: {proposal.name for proposal in record.proposals if proposal.kind == kind} for kind in kinds}


def test_the_given_page_retold_proposes_its_people_bodies_and_places():
    assert proposed("retold_given_page") == {
        "person": {"Esmail Qaani", "Ali Khamenei", "Osama Hamdan", "Qasem Soleimani"},
        "organisation": {
            "Hamas", "Quds Force", "Islamic Revolutionary Guard Corps", "Ezzedine al-Qassam Brigades",
        },
        "place": {"Iran", "Israel", "Gaza", "Tehran", "Syria", "Iraq", "Lebanon"},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "the file is empty: looked for text, found 0 bytes"),
        (b" \n\t\r\n", "the page has no text: looked for a headline and paragraphs, found only spaces"),
        (b"%PDF-1.7\n...", "looks like a PDF file"),
        (b"\x89PNG\r\n\x1a\n...", "looks like a PNG picture"),
        (b"PK\x03\x04...", "looks like a ZIP file"),
        (b"<!DOCTYPE html><html><body>Hello</body></html>", "looks like a web page (HTML)"),
        (b"\x01\x02\x03\x04\x05" * 100, "looks binary"),
        (b"| Welcome to X\n\nJuly 16, 2024\n", "no headline: looked for the first line that is neither banner"),
        (b"Just a headline\n", "no paragraphs: looked for text below the headline “Just a headline”"),
        (b"A headline\n\nJuly 16, 2024\n\nShare\n", "the page ends at line 5 without any"),
        (b"long " * 300 + b"\n\nText.\n", "has 1,499 characters, more than the 1,000 a headline may have"),
        (b"x" * (20 * 1024 * 1024 + 1), "the file has 20,971,521 bytes, more than the 20,971,520"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_read_says_what_was_looked_for(data, said):
    with pytest.raises(Unreadable) as refused:
        parse(data, NAMES)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    "unit", ["Read more: ", "(", "Great Bank ", "A. ", "“", " — ", "http://", "[](http://", "the Guardian "]
)
def test_a_paragraph_of_a_megabyte_is_read_whole(unit):
    paragraph = (unit * (1_000_000 // len(unit))).strip()
    assert parse(f"A headline\n\nIt begins. {paragraph}".encode(), NAMES).body == (f"It begins. {paragraph}",)


@given(st.binary(max_size=400))
def test_any_bytes_give_a_record_or_are_unreadable(data):
    try:
        record = parse(data, NAMES)
    except Unreadable:
        return
    assert record.headline
    assert record.body


lines = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Zl", "Zp"]), max_size=120)


@given(st.lists(lines, max_size=12).map("\n".join))
def test_a_page_read_twice_gives_the_same(text):
    try:
        once = parse(text.encode(), NAMES)
    except Unreadable:
        return
    assert parse(text.encode(), NAMES) == once


words = st.from_regex(r"[a-z]{2,9}", fullmatch=True)
sentences = st.lists(words, min_size=9, max_size=40).map(lambda some: f"The {' '.join(some)}.")


@given(st.lists(sentences, min_size=2, max_size=8), st.sampled_from(["\n\n", "\n", "\r\n\r\n", "\r"]))
def test_every_word_of_the_text_survives(paragraphs, parting):
    record = parse(parting.join(["A headline", *paragraphs]).encode(), NAMES)
    kept = " ".join(filter(None, [record.standfirst, *record.body]))
    assert re.findall(r"\w+", kept) == re.findall(r"\w+", " ".join(paragraphs))


@given(st.integers(min_value=40, max_value=110), st.lists(sentences, min_size=3, max_size=6))
def test_a_wrapped_page_keeps_its_words_in_order(width, paragraphs):
    text = "\n\n".join(["A headline", *(fill(paragraph, width) for paragraph in paragraphs)])
    record = parse(text.encode(), NAMES)
    kept = " ".join(filter(None, [record.standfirst, *record.body]))
    assert re.findall(r"\w+", kept) == re.findall(r"\w+", " ".join(paragraphs))
