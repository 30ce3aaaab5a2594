"""How many stories a search finds, and which, where they are too many to count or to look through."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.exporters.selection import Selection
from articles.models import Article, Drawn
from articles.search import found
from articles.search.find import matching, matching_all
from articles.search.found import look
from articles.search.meaning import understood
from articles.search.query import parse
from articles.search.sampled import share_of
from articles.search.vocabulary import read
from tests import factories
from tests.api.asking import api  # noqa: F401

pytestmark = pytest.mark.django_db


def years(rows):
    return [row.day.year for row in rows]


def storms(monkeypatch, most=4):
    """Ten storms of which every second was heavy, and a calm; all of these are many."""
    for year in range(1970, 1980):
        factories.article(
            f"Storm of {year}", date(year, 1, 1), body="A heavy storm." if year % 2 else "Heavy, a storm."
        )
    factories.article("Calm", date(1990, 1, 1))
    read()
    few = {"LIKELY_MANY": most, "SURELY_MANY": most, "SURELY_MANY_PHRASES": 100, "SOME": 2, "PHRASED": 9, "NEAR": 4}
    for name, number in few.items():
        monkeypatch.setattr(found, name, number)


def test_of_a_phrase_of_common_words_the_newest_stories_are_looked_through_and_it_is_said(monkeypatch, client, api):  # noqa: F811
    storms(monkeypatch, most=100)
    _, all_found = look(parse("“heavy storm”"))
    assert (all_found.among, years(all_found.rows)) == (4, [1979, 1977])
    assert "of the newest 4 that have the words" in client.get("/search/", {"q": "“heavy storm”"}).content.decode()
    told = api("search/", q="“heavy storm”")
    assert (told["among"], told["total"], told["more"]) == (4, 2, False)


def test_a_phrase_is_looked_for_in_all_stories_that_have_its_words_where_that_is_asked(monkeypatch, client, api):  # noqa: F811
    storms(monkeypatch, most=100)
    page = client.get("/search/", {"q": "“heavy storm”"})
    page = client.get(f"/search/{page.context['thorough']}")
    told = api("search/", q="“heavy storm”", phrases="all")
    feed = client.get("/search/feed.json", {"q": "“heavy storm”"}).json()["items"]
    assert (page.context["found"].among, page.context["found"].number, len(list(page.context["page"]))) == (None, 5, 5)
    assert (told["among"], told["total"], len(told["results"]), len(feed)) == (None, 5, 5, 5)
    assert Selection(search="“heavy storm”").articles().count() == 5


def test_a_phrase_is_looked_for_in_all_stories_that_have_its_words_where_they_are_not_many(monkeypatch):
    storms(monkeypatch)
    monkeypatch.setattr(found, "PHRASED", 10)
    _, all_found = look(parse("“heavy storm”"))
    assert (all_found.among, years(all_found.rows)) == (None, [1979, 1977, 1975, 1973, 1971])


def test_words_that_are_out_of_use_are_looked_for_further_back(monkeypatch):
    storms(monkeypatch)
    monkeypatch.setattr(found, "SOME", 1)
    for year in range(1991, 1995):
        factories.article(f"Calm of {year}", date(year, 1, 1))
    _, all_found = look(parse("storm"))
    assert (all_found.more, years(all_found.rows)) == (True, [1979])


@pytest.mark.parametrize(
    ("stories", "expected"), [(0, date(1990, 1, 2)), (1, date(1979, 1, 2)), (10, date(1970, 1, 2)), (11, None)]
)
def test_since_when_there_are_so_many_is_known_by_months(monkeypatch, stories, expected):
    storms(monkeypatch)
    monkeypatch.setattr(found, "COUNTED", -1)
    back = found._back(stories)
    assert (back and back.date()) == expected


@pytest.mark.parametrize(("most", "expected"), [(9, (True, [1979, 1978])), (10, (False, list(range(1979, 1969, -1))))])
def test_where_there_may_be_too_many_to_count_it_is_asked_whether_there_are(monkeypatch, most, expected):
    storms(monkeypatch)
    monkeypatch.setattr(found, "SURELY_MANY", 100)
    monkeypatch.setattr(found, "MOST", most)
    _, all_found = look(parse("storm"))
    assert (all_found.more, years(all_found.rows)) == expected
    assert (all_found.about, all_found.newest) == (None, True)


@pytest.mark.parametrize(("phrased", "among"), [(9, 4), (10, None)])
def test_where_too_many_may_have_the_words_of_a_phrase_it_is_asked_whether_they_have(monkeypatch, phrased, among):
    storms(monkeypatch)
    monkeypatch.setattr(found, "LIKELY_PHRASED", 5)
    monkeypatch.setattr(found, "PHRASED", phrased)
    _, all_found = look(parse("“heavy storm”"))
    expected = [1979, 1977] if among else [1979, 1977, 1975, 1973, 1971]
    assert (all_found.among, years(all_found.rows)) == (among, expected)


def test_the_newest_of_many_are_a_page_without_another_look(monkeypatch, client, django_assert_num_queries):
    storms(monkeypatch)
    monkeypatch.setattr(found, "SURELY_MANY", 100)
    monkeypatch.setattr(found, "MOST", 9)
    client.get("/search/", {"q": "storm", "by": "newest"})
    with django_assert_num_queries(12):
        page = client.get("/search/", {"q": "storm", "by": "newest"})
    assert [story.headline for story in page.context["page"]] == ["Storm of 1979", "Storm of 1978"]


def test_what_is_asked_for_a_time_of_its_own_is_not_looked_for_among_the_newest(monkeypatch):
    storms(monkeypatch)
    _, all_found = look(parse("storm on:1970 on:1971"))
    assert (all_found.more, years(all_found.rows)) == (False, [1971, 1970])


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("storm", 10 / 11),
        ("storm -heavy", 0),
        ("storm on:1970", 1 / 11),
        ("storm -on:1970", 9 / 11),
        ("storm after:1977", 2 / 11),
        ("storm before:1972 lang:en", 2 / 11),
        ("storm source:nobody", 0),
        ("storm person:nobody", 0),
        ("“heavy storm” storm", 5 / 11),
    ],
)
def test_what_share_of_all_is_found_is_tried_on_those_drawn(monkeypatch, text, share):
    storms(monkeypatch)
    assert Drawn.objects.count() == 11
    assert share_of(understood(parse(text))).all == pytest.approx(share)


WORDS = [
    "storm", "heavy", "calm", "the", "-heavy", "OR", "“heavy storm”", "on:1970", "on:1971-01", "on:1972-01-01",
    "before:1975", "after:1972", "lang:en", "-on:1973", "source:“the harbour ledger”", "-source:“the harbour ledger”",
]  # fmt: skip


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
def test_the_index_of_marks_finds_what_the_columns_do(monkeypatch, text):
    if not Article.objects.exists():
        storms(monkeypatch)
    meaning = understood(parse(text))
    one, other, all_of_it = matching(meaning), matching(meaning, marked=True), matching_all(meaning)
    assert set(one) == set(other) == set(all_of_it)
