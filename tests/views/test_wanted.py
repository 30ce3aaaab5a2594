"""Stories we are missing: most wanted first, with who asks."""

from itertools import chain

import pytest

from articles.publishing import publish, withdraw
from articles.views.wanted import ASKERS, SIZE
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("items", [1, 3])
def test_a_page_takes_as_many_queries_for_one_item_as_for_three(client, django_assert_num_queries, items):
    for n in range(items):
        factories.article(asks_for=[f"Missing {n}", "Luna 15"])
    with django_assert_num_queries(2):
        assert client.get("/wanted/").status_code == 200


def test_nothing_is_missing_from_an_empty_archive(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert "Nothing is missing" in client.get("/wanted/").content.decode()


def rows(client, query=""):
    return [
        (row["headline"], row["asked_by"], [story.headline for story in row["askers"]])
        for row in client.get(f"/wanted/{query}").context["wanted"]
    ]


def test_what_is_wanted_says_who_asks_most_wanted_first(client):
    factories.article("Story 0", asks_for=["Luna 15", "Missing 0"])
    factories.article("Story 1", asks_for=["LUNA 15", "Luna 15"])
    factories.draft("Hidden", asks_for=["Missing 0", "Never shown"])
    assert rows(client) == [("Luna 15", 2, ["Story 1", "Story 0"]), ("Missing 0", 1, ["Story 0"])]


def test_what_comes_or_whose_askers_go_is_wanted_no_more(client):
    story = factories.article("Story", asks_for=["Luna 15", "Apollo 11"])
    assert len(rows(client)) == 2
    found = factories.article("Luna 15")
    assert rows(client) == [("Apollo 11", 1, ["Story"])]
    withdraw(found)
    assert len(rows(client)) == 2
    withdraw(story)
    assert rows(client) == []
    publish(story)
    assert len(rows(client)) == 2


def test_of_many_who_ask_the_last_are_named_and_the_others_counted(client):
    for n in range(ASKERS + 3):
        factories.article(f"Story {n}", asks_for=["Luna 15"])
    response = client.get("/wanted/")
    [row] = response.context["wanted"]
    assert ([story.headline for story in row["askers"]], row["others"]) == ([f"Story {n}" for n in range(7, 2, -1)], 3)
    assert "and 3 others" in response.content.decode()


def test_pages_follow_each_other_without_gap_or_overlap(client):
    headlines = [f"Missing {n}" for n in range(2 * SIZE + 5)]
    factories.article(asks_for=headlines)
    factories.article(asks_for=headlines[:3])
    seen, query = [], ""
    while query is not None:
        response = client.get(f"/wanted/{query}")
        seen.append([row["headline"] for row in response.context["wanted"]])
        query = response.context["more"] or None
    assert [len(page) for page in seen] == [SIZE, SIZE, 5]
    assert sorted(chain(*seen)) == sorted(headlines)
    assert set(seen[0][:3]) == set(headlines[:3])
    assert 'rel="first" href="/wanted/"' in response.content.decode()


def test_a_place_behind_all_that_is_wanted_is_an_empty_page(client):
    factories.article(asks_for=["Luna 15"])
    response = client.get(f"/wanted/?after=1-{'f' * 32}")
    assert (response.status_code, response.context["wanted"]) == (200, [])
    assert "Nothing else is missing" in response.content.decode()


@pytest.mark.parametrize(
    "place",
    ["", "x", "1", "1-", "-1-" + "0" * 32, "1-" + "0" * 31, "1-" + "g" * 32, "1000000000000-" + "0" * 32,
     "١-" + "0" * 32, "%00", "1-" + "0" * 31 + "%00"],
)  # fmt: skip
def test_a_place_made_up_by_hand_is_a_plain_404(client, django_assert_max_num_queries, place):
    with django_assert_max_num_queries(1):  # whether the address was another site's
        response = client.get(f"/wanted/?after={place}")
    assert response.status_code == 404
    assert "no such place in this list" in response.content.decode()


def test_hostile_words_stay_words(client):
    factories.article("<i>Asks</i>", asks_for=["<script>alert(1)</script>"])
    page = client.get("/wanted/").content.decode()
    assert "<script>alert" not in page
    assert "<i>Asks" not in page
