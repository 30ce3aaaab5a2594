from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.search import query as q
from articles.search.query import Clause, Filter, Query, Term, parse


def word(text, **more):
    return Clause((Term(text, **more),))


def phrase(text, **more):
    return word(text, phrase=True, **more)


def no(text, **more):
    return Clause((Term(text, **more),), negated=True)


def either(*words):
    return Clause(tuple(map(Term, words)))


STORM = word("storm")
UNDERSTOOD = {
    "": (),
    " \t\n ": (),
    "harbour  storm": (word("harbour"), STORM),
    "harbour AND storm": (word("harbour"), STORM),
    "harbour and not or storm": tuple(map(word, "harbour and not or storm".split())),
    "Note: O’Neill's 3.5% at 10:30": tuple(map(word, ["Note:", "O’Neill's", "3.5%", "at", "10:30"])),
    "https://example.org/a-b": (word("https://example.org/a-b"),),
    "source://storm": (word("source://storm"),),
    "e\u0301te\u0301": (word("\u00e9t\u00e9"),),
    "sto\x00rm\ud800\x07": (STORM,),
    "storm\u00a0\u2028wall": (STORM, word("wall")),
    '"sea  wall"': (phrase("sea wall"),),
    "“sea wall”": (phrase("sea wall"),),
    "„sea wall“": (phrase("sea wall"),),
    "«sea wall»": (phrase("sea wall"),),
    "‹sea wall›": (phrase("sea wall"),),
    '"sea (or OR) wall | -pier source:x"': (phrase("sea (or OR) wall | -pier source:x"),),
    'storm"sea wall"': (STORM, phrase("sea wall")),
    "storm -cargo": (STORM, no("cargo")),
    "storm −cargo": (STORM, no("cargo")),
    "storm –cargo": (STORM, no("cargo")),
    "storm --cargo": (STORM, no("cargo")),
    "storm NOT cargo": (STORM, no("cargo")),
    "storm NOT NOT -cargo": (STORM, no("cargo")),
    'storm -"sea wall"': (STORM, no("sea wall", phrase=True)),
    "storm well-known": (STORM, word("well-known")),
    "storm -OR": (STORM, no("OR")),
    "a OR b c": (either("a", "b"), word("c")),
    "a b|c OR d": (word("a"), either("b", "c", "d")),
    "a OR a": (word("a"),),
    "a b a": (word("a"), word("b")),
    'a OR "sea wall"': (Clause((Term("a"), Term("sea wall", phrase=True))),),
    "headline:storm": (word("storm", headline=True),),
    "Title:“sea wall”": (phrase("sea wall", headline=True),),
    "storm -headline:cargo": (STORM, no("cargo", headline=True)),
    "headline:a OR b": (Clause((Term("a", headline=True), Term("b"))),),
    "headline:a:b": (word("a:b", headline=True),),
    "headline:OR": (word("OR", headline=True),),
}


@pytest.mark.parametrize("text", UNDERSTOOD)
def test_words_are_read_as_they_are_meant(text):
    assert parse(text) == Query(UNDERSTOOD[text])


JULY = {"first": date(2024, 7, 1), "after": date(2024, 8, 1)}
FILTERED = {
    'source:"The Harbour Ledger"': Filter("source", "The Harbour Ledger"),
    "SOURCE:«The Harbour Ledger»": Filter("source", "The Harbour Ledger"),
    "cites:Ledger": Filter("cites", "Ledger"),
    "tag:a:b": Filter("tag", "a:b"),
    "person:O'Neill": Filter("person", "O'Neill"),
    "org:Port": Filter("org", "Port"),
    "organisation:Port": Filter("org", "Port"),
    "organization:Port": Filter("org", "Port"),
    "place:Lisbon": Filter("place", "Lisbon"),
    "event:Regatta": Filter("event", "Regatta"),
    "topic:Tides": Filter("topic", "Tides"),
    "author:Ito": Filter("author", "Ito"),
    "lang:en": Filter("lang", "en"),
    'topic:"//x"': Filter("topic", "//x"),
    'topic:"a|b"': Filter("topic", "a|b"),
    "before:2024-07": Filter("before", "2024-07", **JULY),
    "after:2024-7": Filter("after", "2024-07", **JULY),
    "on:2024": Filter("on", "2024", first=date(2024, 1, 1), after=date(2025, 1, 1)),
    "on:2024-12": Filter("on", "2024-12", first=date(2024, 12, 1), after=date(2025, 1, 1)),
    "on:2024-02-29": Filter("on", "2024-02-29", first=date(2024, 2, 29), after=date(2024, 3, 1)),
    "on:9998-12-31": Filter("on", "9998-12-31", first=date(9998, 12, 31), after=date(9999, 1, 1)),
    "tag:Tides tag:tides": Filter("tag", "Tides"),
}


@pytest.mark.parametrize("text", FILTERED)
def test_fields_are_filters(text):
    assert parse(text) == Query(filters=(FILTERED[text],))


@pytest.mark.parametrize("text", ["storm -source:Ledger", "storm NOT source:Ledger", "-source:Ledger storm"])
def test_a_filter_is_excluded_like_a_word(text):
    assert parse(text) == Query((STORM,), (Filter("source", "Ledger", negated=True),))


LEDGER = Filter("source", "Ledger")
TOLD = {
    'storm "sea wall': ((STORM, phrase("sea wall")), (), [q.UNCLOSED]),
    'storm ""': ((STORM,), (), [q.EMPTY_QUOTES]),
    "(storm) wall": ((STORM, word("wall")), (), [q.BRACKETS]),
    "storm - wall": ((STORM, word("wall")), (), [q.LONE_MINUS]),
    "storm -": ((STORM,), (), [q.LONE_MINUS]),
    "storm -(wall": ((STORM, word("wall")), (), [q.LONE_MINUS, q.BRACKETS]),
    "storm NOT": ((STORM,), (), [q.LONE_NOT]),
    "storm NOT OR wall": ((Clause((Term("storm"), Term("wall"))),), (), [q.LONE_NOT]),
    "OR storm": ((STORM,), (), [q.LONE_OR]),
    "storm |": ((STORM,), (), [q.LONE_OR]),
    "a OR OR b": ((either("a", "b"),), (), [q.LONE_OR]),
    "a OR -b": ((word("a"), no("b")), (), [q.OR_EXCLUSION]),
    "a -b OR c": ((word("a"), no("b"), word("c")), (), [q.OR_EXCLUSION]),
    "a OR source:Ledger": ((word("a"),), (LEDGER,), [q.OR_FILTER]),
    "source:Ledger OR a": ((word("a"),), (LEDGER,), [q.OR_FILTER]),
    "-cargo": ((no("cargo"),), (), [q.NOTHING_POSITIVE]),
    "-source:Ledger": ((), (replace(LEDGER, negated=True),), [q.NOTHING_POSITIVE]),
    "storm source: Ledger": (
        (STORM, word("Ledger")),
        (),
        ["“source:” has no value right after it; it is left out"],
    ),
    'storm source:""': ((STORM,), (), ["“source:” has no value right after it; it is left out"]),
    "foo:bar": ((word("foo"), word("bar")), (), ["there is no field “foo”; it is looked for as words"]),
    'foo:"sea wall"': ((word("foo"), phrase("sea wall")), (), ["there is no field “foo”; it is looked for as words"]),
    "foo:OR:-x": ((word("foo"), phrase("OR"), word("x")), (), ["there is no field “foo”; it is looked for as words"]),
    "storm -foo:bar": (
        (STORM, no("foo bar", phrase=True)),
        (),
        ["there is no field “foo”; it is looked for as words"],
    ),
    "storm & wall": ((STORM, word("wall")), (), ["“&” has neither letters nor digits; it is left out"]),
}


@pytest.mark.parametrize("text", TOLD)
def test_what_is_not_understood_is_told_and_the_rest_is_read(text):
    clauses, filters, problems = TOLD[text]
    assert parse(text) == Query(clauses, filters, tuple(problems))


@pytest.mark.parametrize(
    "value", ["2024-13", "2024-00", "2024-02-30", "2024-01-00", "0000", "9999", "24", "2024-", "July", "٢٠٢٤", "//2024"]
)
def test_a_date_that_is_none_is_told_and_left_out(value):
    problem = f"“{value}” is no date such as 2024, 2024-07 or 2024-07-16; it is left out"
    assert parse(f'storm on:"{value}"') == Query((STORM,), problems=(problem,))


def test_a_long_word_is_told_shortened():
    assert parse("on:" + "x" * 100).problems == (
        f"“{'x' * 39}…” is no date such as 2024, 2024-07 or 2024-07-16; it is left out",
    )


def test_text_is_read_to_its_bound_and_not_to_half_a_word():
    assert parse("storm" + " " * 1990 + "harbour") == Query((STORM,), problems=(q.TOO_LONG,))
    assert parse("x" * 2001) == Query((word("x" * 2000),), problems=(q.TOO_LONG,))
    assert parse("x" * 2000).problems == ()


def test_a_letter_that_grows_under_nfc_does_not_pass_the_bound():
    assert parse("\u0958" * 2000).problems == (q.TOO_LONG,)


def test_a_query_whose_spelling_outgrows_the_bound_is_shortened_and_told():
    assert parse('storm "' + "x" * 1993) == Query((STORM,), problems=(q.UNCLOSED, q.TOO_LONG))
    assert parse("|".join(["x" * 990, "y" * 990, "z" * 18])) == Query(
        (either("x" * 990, "y" * 990),), problems=(q.TOO_LONG,)
    )
    assert parse("x" * 1992 + " org:a|").filters == (Filter("org", "a"),)


def test_terms_and_filters_have_a_bound_that_is_told():
    words = [f"w{number}" for number in range(33)]
    assert parse(" ".join(words)) == Query(tuple(map(word, words[:32])), problems=(q.TOO_MANY_TERMS,))
    assert parse("|".join(words)) == Query((either(*words[:32]),), problems=(q.TOO_MANY_TERMS,))
    full = parse(" ".join(f"tag:{name}" for name in words))
    assert full == Query(filters=tuple(Filter("tag", name) for name in words[:16]), problems=(q.TOO_MANY_FILTERS,))
    assert full.with_filter("tag", "more") == full
    assert full.with_filter("tag", "w3") == replace(full, problems=())


@pytest.mark.parametrize(
    ("text", "is_empty"), [("", True), ("-a -tag:b", True), ("a -b", False), ("tag:b", False), ("&", True)]
)
def test_a_query_is_empty_without_anything_positive(text, is_empty):
    assert parse(text).is_empty is is_empty


def test_the_canonical_text_spells_everything_one_way():
    text = "on:2024-7 title:“Sea  wall” a|b –cargo organisation:Port source:«The Ledger»"
    spelled = 'headline:"Sea wall" a OR b -cargo on:2024-07 org:Port source:"The Ledger"'
    assert str(parse(text)) == parse(text).text == spelled


def test_a_part_is_taken_out():
    query = parse("storm -cargo source:Ledger")
    assert query.without(no("cargo")) == parse("storm source:Ledger")
    assert query.without(LEDGER) == parse("storm -cargo")
    assert query.without(STORM).without(LEDGER) == parse("-cargo")
    assert query.without(word("harbour")) == query


def test_a_filter_is_added_once():
    query = parse("storm").with_filter("source", "The Harbour Ledger")
    assert query == parse('storm source:"The Harbour Ledger"')
    assert query.with_filter("source", "the harbour ledger") == query
    assert query.with_filter("on", "2024-07") == parse('storm source:"The Harbour Ledger" on:2024-07')


def test_a_filter_takes_the_place_of_its_exclusion():
    assert parse("storm -source:ledger").with_filter("source", "Ledger") == parse("storm source:Ledger")


def test_of_what_a_story_has_one_of_several_are_alternatives_and_of_all_else_each_holds():
    query = parse("source:a on:2004 tag:x source:b lang:en -source:c tag:y on:2005-06 after:2003 before:2007")
    assert [" ".join(map(str, choice)) for choice in query.choices] == [
        "source:a source:b", "on:2004 on:2005-06", "tag:x", "lang:en", "-source:c", "tag:y", "after:2003",
        "before:2007",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "added", "after"),
    [
        ("on:2004", "2004-05", "on:2004-05"),
        ("on:2004-05", "2004", "on:2004"),
        ("on:2004-05", "2004-06", "on:2004-05 on:2004-06"),
        ("on:2004 on:2005", "2004-06", "on:2005 on:2004-06"),
        ("on:2004 -on:2004-05", "2004-06", "-on:2004-05 on:2004-06"),
        ("after:2004", "2004-06", "after:2004 on:2004-06"),
    ],
)
def test_a_period_gives_way_to_one_within_it_or_around_it(before, added, after):
    assert parse(before).with_filter("on", added).text == after


def test_quotation_marks_in_a_value_are_spaces():
    assert parse("").with_filter("org", 'The "Port" Trust') == parse('org:"The Port Trust"')


def test_a_filter_that_cannot_be_is_told():
    assert parse("storm").with_filter("on", "2024-13").problems == parse("storm on:2024-13").problems
    with pytest.raises(ValueError, match="no filter 'headline'; there are source, cites,"):
        parse("storm").with_filter("headline", "x")


SAID = {
    "": "",
    'harbour storm -cargo source:"The Harbour Ledger" on:2024-07 person:"Neil Armstrong"': (
        "“harbour storm”, not “cargo”, published by The Harbour Ledger, from July 2024, about Neil Armstrong"
    ),
    'a OR "sea wall" headline:b c': "“c”, “a” or the phrase “sea wall”, “b” in the headline",
    "cites:A tag:B author:C lang:en": "citing A, tagged B, written by C, in the language en",
    "storm source:A -source:C source:B on:2004 tag:X on:2005-06 tag:Y lang:en lang:fr": (
        "“storm”, published by A or B, not published by C, from 2004 or June 2005, tagged X, tagged Y, "
        "in the language en or fr"
    ),
    "after:2023 before:2024-07-06 place:X -on:2024-02": (
        "from after 2023, from before July 6, 2024, about X, not from February 2024"
    ),
}


@pytest.mark.parametrize("text", SAID)
def test_a_query_is_said_in_plain_english(text):
    assert parse(text).in_words() == SAID[text]


PIECES = st.lists(
    st.sampled_from(
        (
            *(*q.FIELDS, "foo", ":", "//", "2024-07", "9999", "-", "–", "OR", "AND", "NOT", "|", "(", ")", '"', "”"),
            *("«", " ", " ", " ", "a", "b", "&", "\u0301", "=\u0338", "\u00a0", "\ud800", "\x00", "x" * 600),
        )
    ),
    max_size=60,
).map("".join)
TEXTS = st.one_of(PIECES, st.text(), st.text(alphabet=st.characters(categories=None)))


def again(query):
    return parse(query.text)


@given(TEXTS)
def test_any_text_is_read_and_its_spelling_reads_the_same(text):
    query = parse(text)
    standing = (q.NOTHING_POSITIVE,) if query.is_empty and query.text else ()
    assert again(query) == replace(query, problems=standing)
    assert bool(query.in_words().encode()) is bool(query.text)
    assert len(query.text) <= q.MOST_CHARACTERS


@given(TEXTS)
def test_any_part_taken_out_leaves_a_query_that_is_spelled_like_any(text):
    query = parse(text)
    for part in (*query.clauses, *query.filters):
        less = query.without(part)
        assert part not in (*less.clauses, *less.filters)
        assert again(less) == less


@given(TEXTS, st.sampled_from(q.FILTERS), TEXTS)
def test_any_filter_added_leaves_a_query_that_is_spelled_like_any(text, field, value):
    more = parse(text).with_filter(field, value)
    assert replace(again(more), problems=()) == replace(more, problems=())
    assert replace(more.with_filter(field, value), problems=()) == replace(more, problems=())
