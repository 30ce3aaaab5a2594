"""The search page, from what is typed to the stories and what narrows them."""

from datetime import date, timedelta
from urllib.parse import quote

import hypothesis
import psycopg
import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import strategies as st

from articles.exporters.selection import Selection
from articles.models import Article, Citation, SetAside, WireCopy
from articles.search.facets import facets
from articles.search.found import look
from articles.search.query import parse
from articles.search.vocabulary import read
from articles.views import pages, search
from tests import factories
from tests.api.asking import api  # noqa: F401
from tests.feeds.test_lists import SLOW

pytestmark = pytest.mark.django_db


def headlines(response):
    return [article.headline for article in response.context["page"]]


def asked(client, text, **options):
    return client.get("/search/", {"q": text, **options})


@pytest.mark.parametrize("text", ["harbour", "the", "on:2024"])
def test_in_an_empty_archive_a_search_says_that_there_is_no_story_yet(client, text):
    assert '<p class="empty">There is no story yet.</p>' in asked(client, text).text


def test_what_no_page_may_hold_is_not_said_back(client):
    assert asked(client, "harbour\0 st\x01orm\ufdd0").context["typed"] == "harbour storm"


def fill():
    ledger, dispatch = factories.source(), factories.source("Meridian Dispatch")
    moon = factories.article("Two men walk on the Moon", date(1969, 7, 21), tags=["Neil Armstrong"], source=ledger)
    Citation.objects.create(article=moon, source=factories.source("NASA"))
    factories.article("Harbour opens again", date(1970, 1, 2), source=dispatch, body="The storm took the moon pool.")
    factories.article("Storm in the harbour", date(1970, 3, 4), source=ledger, body="A cargo ship sank.")
    factories.article(
        "Le port rouvre", date(1971, 5, 6), source=dispatch, language="fr", body="Les bateaux sont revenus."
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("moon", ["Harbour opens again", "Two men walk on the Moon"]),
        ("MOONS walking", ["Harbour opens again", "Two men walk on the Moon"]),
        ("“the moon”", ["Harbour opens again", "Two men walk on the Moon"]),
        ("“moon walk”", []),
        ("harbour storm -cargo", ["Harbour opens again"]),
        ("harbour OR moon", ["Storm in the harbour", "Harbour opens again", "Two men walk on the Moon"]),
        ("headline:moon", ["Two men walk on the Moon"]),
        ("source:“the harbour ledger” storm", ["Storm in the harbour"]),
        ("-source:“the harbour ledger” lang:en", ["Harbour opens again"]),
        ("cites:nasa", ["Two men walk on the Moon"]),
        ("person:“neil armstrong”", ["Two men walk on the Moon"]),
        ("org:“neil armstrong”", []),
        ("tag:“Neil Armstrong”", ["Two men walk on the Moon"]),
        ("bateau", ["Le port rouvre"]),
        ("on:1970", ["Storm in the harbour", "Harbour opens again"]),
        ("on:1970-03", ["Storm in the harbour"]),
        ("before:1970", ["Two men walk on the Moon"]),
        ("after:1970-01-02", ["Le port rouvre", "Storm in the harbour"]),
        (
            "storm source:“the harbour ledger” source:“Meridian Dispatch”",
            [
                "Storm in the harbour",
                "Harbour opens again",
            ],
        ),
        ("on:1969 on:1971-05", ["Le port rouvre", "Two men walk on the Moon"]),
        ("moon on:1969 on:1971-05", ["Two men walk on the Moon"]),
        ("moon on:1970-01-02", ["Harbour opens again"]),
        ("moon on:1970-01", ["Harbour opens again"]),
        ("moon after:1969", ["Harbour opens again"]),
        ("moon -on:1969", ["Harbour opens again"]),
        ("moon source:nobody on:1969", []),
        ("moon source:nobody source:“the harbour ledger”", ["Two men walk on the Moon"]),
        (
            "harbour OR port lang:en lang:fr on:1970 on:1971",
            [
                "Le port rouvre",
                "Storm in the harbour",
                "Harbour opens again",
            ],
        ),
        ("harbour tag:“Neil Armstrong” tag:Moon", []),
        ("it's \\ 'quoted' <b>", []),
    ],
)
def test_a_query_finds_its_stories_newest_first(client, text, expected):
    fill()
    response = asked(client, text, by="newest")
    assert response.status_code == 200
    assert headlines(response) == expected


def test_of_words_the_best_match_comes_first_and_without_them_the_newest(client):
    fill()
    assert headlines(asked(client, "moon")) == ["Two men walk on the Moon", "Harbour opens again"]
    assert headlines(asked(client, "on:1970")) == ["Storm in the harbour", "Harbour opens again"]


def test_rare_words_count_for_more_than_common_ones(client):
    for n in range(8):
        factories.article(f"Harbour {n}", date(1970, 1, 1 + n), body="A storm.")
    factories.article("A storm at sea", date(1960, 1, 1), body="The harbour and the pier.")
    read()
    assert headlines(asked(client, "pier OR harbour"))[0] == "A storm at sea"


def test_of_two_equals_the_newer_comes_first_and_age_can_be_left_out(client):
    old = factories.article("Moon and moon", date(1969, 7, 21), body="Moon.")
    new = factories.article("Moon and sun", timezone.now().date() - timedelta(1), body="Nothing.")
    assert headlines(asked(client, "moon sun OR moon"))[0] == new.headline
    assert headlines(asked(client, "moon", age="no"))[0] == old.headline


def test_with_no_story_that_has_all_words_those_with_some_are_found_and_it_is_said(client):
    fill()
    response = asked(client, "harbour astronaut")
    assert headlines(response) == ["Storm in the harbour", "Harbour opens again"]
    assert [str(term) for term in response.context["meaning"].relaxed] == ["harbour", "astronaut"]
    assert "These have at least one of" in response.content.decode()
    assert headlines(client.get(f"/search/{response.context['strict']}")) == []


def test_a_whole_sentence_finds_more_than_the_story_it_was_taken_from(client):
    fill()
    assert len(headlines(asked(client, "two men walk on the moon"))) == 2


def test_a_stop_word_of_one_language_is_not_asked_of_stories_in_it(client):
    fill()
    assert headlines(asked(client, "the moon of walk", words="all")) == ["Two men walk on the Moon"]
    assert headlines(asked(client, "le port rouvre")) == ["Le port rouvre"]


def test_words_around_a_slash_or_in_angle_brackets_are_words(client):
    factories.article("POINT/BANKAMERICA <BAC> TALKS")
    for text in ("point/bankamerica", "<BAC> talks", "bankamerica"):
        assert headlines(asked(client, text)) == ["POINT/BANKAMERICA <BAC> TALKS"]


def test_matched_words_are_marked_and_markup_in_a_story_stays_text(client):
    factories.article(
        "Moon <b>rises</b>", body="Over the harbour and the town the moon &lt;img src=x&gt; rose &amp; shone."
    )
    page = asked(client, "moon").content.decode()
    assert "<mark>Moon</mark> &lt;b&gt;rises&lt;/b&gt;" in page
    assert "the town the <mark>moon</mark>  img src=x  rose &amp; shone" in page
    assert "<img" not in page


@pytest.mark.parametrize(
    ("typed", "stands"), [("harbours", "harbour"), ("mice", "mice"), ("ports", "port"), ("wall moon", "moon")]
)
def test_an_excerpt_is_from_where_the_words_are_however_far_down_they_stand(client, typed, stands):
    filler = "Nothing of note was seen that day by anybody in the town. " * 40
    factories.article("Report", body=f"{filler}Then the {stands} was there. {filler}")
    [article] = asked(client, typed).context["page"]
    assert f"<mark>{stands}</mark>" in article.excerpt
    assert len(article.excerpt) < 500


def test_a_draft_a_withdrawn_story_and_one_under_embargo_are_not_found(client):
    factories.draft("Moon draft")
    factories.article("Moon to come", date(2150, 1, 1))
    assert asked(client, "moon").context["found"].number == 0


def test_what_narrows_a_search_says_how_many_and_gives_as_many(client):
    fill()
    response = asked(client, "moon")
    narrowed = {
        (heading, value): (stories, headlines(client.get(f"/search/{address}")))
        for heading, values in response.context["facets"]
        for value, stories, address in values
    }
    assert narrowed[("Published by", "The Harbour Ledger")] == ("1", ["Two men walk on the Moon"])
    assert narrowed[("Year", "1970")] == ("1", ["Harbour opens again"])
    assert narrowed[("People", "Neil Armstrong")] == ("1", ["Two men walk on the Moon"])
    assert all(int(stories) == len(found) for stories, found in narrowed.values())


def narrowed(response, heading):
    """{value: (stories, address)} of a facet of a page."""
    return {
        value: (int(stories), address)
        for headed, values in response.context["facets"]
        if headed == heading
        for value, stories, address in values
    }


def test_another_value_of_what_a_story_has_one_of_widens_the_search_by_as_many_as_it_says(client):
    fill()
    response = asked(client, "harbour OR moon source:“the harbour ledger”")
    stories, address = narrowed(response, "Published by")["Meridian Dispatch"]
    assert (stories, response.context["found"].number) == (1, 2)
    wider = client.get(f"/search/{address}")
    assert wider.context["found"].number == 3
    assert "published by the harbour ledger or Meridian Dispatch" in wider.content.decode()
    assert [str(part) for part, _ in wider.context["chips"]][1:] == [
        'source:"the harbour ledger"', 'source:"Meridian Dispatch"',
    ]  # fmt: skip
    assert narrowed(wider, "Published by") == {}


def test_of_two_choices_each_is_counted_without_itself_alone(client):
    fill()
    response = asked(client, "harbour OR moon source:“the harbour ledger” on:1969")
    assert {name: stories for name, (stories, _) in narrowed(response, "Published by").items()} == {}
    assert {name: stories for name, (stories, _) in narrowed(response, "Month").items()} == {"July 1969": 1}
    response = asked(client, "harbour OR moon source:“Meridian Dispatch” on:1970-01")
    assert {name: stories for name, (stories, _) in narrowed(response, "Month").items()} == {}
    response = asked(client, "harbour OR moon on:1970-01")
    assert {name: stories for name, (stories, _) in narrowed(response, "Month").items()} == {"March 1970": 1}


def test_a_year_has_its_months_in_their_order_and_one_takes_its_place(client):
    fill()
    factories.article("Moon of a year", date(1970, 1, 1), date_precision="year")
    response = asked(client, "harbour OR moon on:1970")
    months = narrowed(response, "Month")
    assert [(month, stories) for month, (stories, _) in months.items()] == [("January 1970", 1), ("March 1970", 1)]
    assert response.context["found"].number == 3
    chosen = client.get(f"/search/{months['March 1970'][1]}")
    assert chosen.context["query"].text == "harbour OR moon on:1970-03"
    assert headlines(chosen) == ["Storm in the harbour"]
    assert "Narrow" in chosen.content.decode()


def test_what_else_could_be_chosen_is_not_counted_where_that_would_be_too_many(client, monkeypatch):
    fill()
    read()
    monkeypatch.setattr("articles.search.beside.PHRASED", 0)
    response = asked(client, "harbour OR moon source:“the harbour ledger” on:1969")
    assert narrowed(response, "Published by") == {}
    assert list(narrowed(response, "Month")) == ["July 1969"]


def test_each_part_of_a_query_can_be_taken_out(client):
    fill()
    chips = {str(part): address for part, address in asked(client, "storm source:“Meridian Dispatch”").context["chips"]}
    assert len(chips) == 2
    assert [len(headlines(client.get(f"/search/{address}"))) for address in chips.values()] == [2, 2]


@pytest.mark.parametrize("items", [1, 3])
def test_a_search_takes_as_many_queries_for_one_story_as_for_three(client, django_assert_num_queries, items):
    for n in range(items):
        factories.article(f"Moon {n}", tags=[f"Astronaut {n}"])
    # A savepoint and its end, the bounds; what the words mean, ids, their ranks, stories, marks, facets.
    with django_assert_num_queries(9):
        asked(client, "moon")
    with django_assert_num_queries(8):
        asked(client, "moon", by="newest")


@pytest.mark.parametrize("text", ["moon source:nobody", "source:nobody", "lang:xx moon", "person:nobody -moon"])
def test_a_name_that_is_not_here_finds_nothing(client, text):
    fill()
    assert asked(client, text).context["found"].number == 0


def test_a_page_of_a_search_leads_to_the_next_one_with_the_same_query(client):
    for n in range(25):
        factories.article(f"Moon {n:02}", date(1970, 1, 1 + n))
    first = asked(client, "moon", by="newest")
    kept = first.context["kept"]
    assert kept == "&q=moon&by=newest"
    second = client.get(f"/search/{first.context['page'].older}{kept}")
    assert headlines(second) == ["Moon 00"]
    assert headlines(client.get(f"/search/{second.context['page'].newer}{kept}")) == headlines(first)
    assert len(headlines(asked(client, "moon", page="2"))) == 1


@pytest.mark.parametrize("text", ["", "   ", "-moon", "before:yesterday"])
def test_nothing_to_look_for_is_told_in_words(client, text):
    response = asked(client, text)
    assert response.status_code == 200
    assert response.context["query"].is_empty


@pytest.mark.parametrize("page", ["0", "-1", "2", "51", "1e3", "9" * 30, "²"])
def test_a_page_that_cannot_be_is_not_found(client, page):
    assert asked(client, "moon", by="best", page=page).status_code == 404


@pytest.mark.parametrize(
    "text", ["the of and", "\0", "x" * 10_000, " ".join(f"w{n}" for n in range(500)), "((((", "':*&|!"]
)
def test_a_hostile_query_is_answered(client, text):
    factories.article("Moon")
    assert client.get(f"/search/?q={quote(text)}").status_code == 200


def test_an_empty_archive_finds_nothing(client):
    assert asked(client, "moon").context["found"].number == 0


WORDS = [
    "moon", "harbour", "storm", "port", "cargo", "the", "-moon", "OR", "“the moon”", "headline:storm", "lang:en",
    "lang:fr", "-lang:fr", "on:1970", "on:1969-07", "on:1971-05-06", "-on:1970-03", "before:1971", "after:1969",
    "source:“the harbour ledger”", "source:“Meridian Dispatch”", "-source:“Meridian Dispatch”", "cites:nasa",
    "person:“neil armstrong”",
]  # fmt: skip


def fill_with_copies():
    fill()
    first = Article.objects.get(headline="Storm in the harbour")
    copy = factories.article("Harbour storm", date(1970, 3, 5), source=factories.source("Meridian Dispatch"))
    for story in (first, copy):
        WireCopy.objects.create(article=story, cluster=first.pk)


def pages_of(client, text, **options):
    """The stories on all pages of a search, in their order."""
    response = asked(client, text, **options)
    while page := response.context.get("page"):
        yield from (article.pk for article in page)
        if not page.older:
            break
        response = client.get(f"/search/{page.older}{response.context['kept']}")


@hypothesis.given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join))
@hypothesis.settings(suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture], max_examples=12)
def test_count_list_facets_export_feed_and_api_are_of_the_same_stories(client, api, monkeypatch, text):  # noqa: F811
    monkeypatch.setattr(pages, "SIZE", 2)
    monkeypatch.setattr(search, "SIZE", 2)
    if not Article.objects.exists():
        fill_with_copies()
    every = {article.pk for article in Selection(search=text).articles()}
    for copies in ({}, {"copies": "all"}):
        _, found = look(parse(text), every=bool(copies))
        listed = {row.id for row in found.rows}
        assert listed == every if copies else listed <= every
        for field, _, values in facets(found.rows):
            assert field not in ("lang", "source", "on") or sum(stories for _, stories in values) == len(listed)
        for by in ("best", "newest"):
            assert sorted(pages_of(client, text, by=by, **copies)) == sorted(listed)
            told = api("search/", q=text, by=by, **copies)
            assert (told["total"], sorted(row["id"] for row in told["results"])) == (len(listed), sorted(listed))
        if not parse(text).is_empty:
            assert asked(client, text, **copies).context["found"].number == len(listed)
            items = client.get("/search/feed.json", {"q": text, **copies}).json()["items"]
            assert len(items) == len(listed)


def test_what_is_left_out_of_a_query_that_finds_too_little_is_the_same_when_it_is_narrowed(client):
    fill()
    response = asked(client, "harbour astronaut")
    for _, values in response.context["facets"]:
        for _, stories, address in values:
            assert len(headlines(client.get(f"/search/{address}"))) == int(stories)


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ("q=pier&colour=red", "This page has no choice by the name of “colour”."),
        ("q=pier&source=ledger", "This page has no choice by the name of “source”."),
        ("q=pier&by=oldest", "“oldest” is nothing that “by” can be on this page."),
        ("q=pier&copies=some", "“some” is nothing that “copies” can be on this page."),
        ("q=pier&phrases=no", "“no” is nothing that “phrases” can be on this page."),
        ("q=pier&by=%3Cscript%3E", "“&lt;script&gt;” is nothing that “by” can be on this page."),
    ],
)
def test_what_no_search_can_be_asked_for_is_told_in_words(client, parameters, words):
    response = client.get(f"/search/?{parameters}")
    assert response.status_code == 404
    assert words in response.content.decode()


def test_what_others_put_behind_an_address_to_know_who_followed_it_is_let_be(client):
    fill()
    traced = client.get("/search/?q=pier&utm_source=letter&fbclid=1")
    assert headlines(traced) == headlines(client.get("/search/?q=pier"))


@pytest.mark.parametrize("path", ["/", "/latest/", "/dates/", "/tags/", "/wanted/", "/search/", "/nowhere/"])
def test_every_page_has_one_box_to_search_the_archive(client, path):
    assert client.get(path).content.decode().count('action="/search/"') == 1


def test_languages_are_told_by_their_names_in_the_reader_s(client):
    factories.article("Le port rouvre", language="fr")
    assert "<bdi>French</bdi>" in asked(client, "port").content.decode()
    assert "<bdi>Français</bdi>" in client.get("/fr/search/?q=port").content.decode()


@pytest.mark.parametrize("text", ["on:0001", "before:0001", "on:9999-12-31", "after:0000", "on:2024-13"])
def test_a_date_beyond_the_calendar_is_told_and_left_out(client, text):
    response = asked(client, f"harbour {text}")
    assert response.status_code == 200
    assert "is no date such as" in response.content.decode()


@pytest.mark.django_db(transaction=True)
def test_one_search_at_a_time_looks_through_all_stories_and_another_is_told_so(client, api):  # noqa: F811
    fill()
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": psycopg.Cursor}) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [search.LOCK])
        refused = client.get("/search/", {"q": "pier", "phrases": "all"})
        told = api.problem(503, "search/", q="pier", phrases="all")
    assert (refused.status_code, "another does" in refused.content.decode()) == (503, True)
    assert told["detail"].startswith("One search at a time")
    assert client.get("/search/", {"q": "pier", "phrases": "all"}).status_code == 200


@pytest.mark.parametrize(
    ("missing", "words"),
    [(False, "This search took too long and was stopped."), (True, "The archive is being filled.")],
)
def test_a_search_that_is_stopped_says_why(client, monkeypatch, missing, words):
    factories.article("Harbour")
    if missing:
        SetAside.objects.create(name="article_search", definition="CREATE INDEX …")
    monkeypatch.setitem(search.BOUNDS, "statement_timeout", "100ms")
    with connection.cursor() as cursor:
        cursor.execute(SLOW)
    response = asked(client, "harbour")
    assert response.status_code == 503
    assert words in response.content.decode()
