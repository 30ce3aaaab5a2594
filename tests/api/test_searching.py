import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from articles.views import search as views
from tests import factories


def headlines(told):
    return [row["headline"] for row in told["results"]]


def test_a_query_is_said_as_it_was_understood_and_what_was_not_is_told(api):
    factories.article("The tide took the pier")
    told = api("search/", q='  tide  "took the" colour:red (pier)', words="all")
    assert (told["query"], told["total"]) == ('tide "took the" colour red pier', 0)
    assert told["in_words"] == "“tide colour red pier”, the phrase “took the”"
    assert told["problems"] == [
        "there is no field “colour”; it is looked for as words",
        "parentheses are not understood here",
    ]


def test_stories_are_found_by_their_words_and_names(api):
    factories.article("The tide took the pier", tags=["Jane Doe"])
    factories.article("The pier stands")
    assert headlines(api("search/", q="pier")) == ["The pier stands", "The tide took the pier"]
    assert headlines(api("search/", q='person:"Jane Doe"')) == ["The tide took the pier"]
    assert headlines(api("search/", q="pier -tide", by="best")) == ["The pier stands"]


@pytest.mark.parametrize("q", ["", "   ", "-pier", "\x00", "(", '"'])
def test_a_query_that_asks_for_nothing_finds_nothing(api, q):
    factories.article("The pier stands")
    told = api("search/", q=q)
    assert (told["total"], told["more"], told["results"], told["next"]) == (0, False, [], None)


@pytest.mark.django_db
@pytest.mark.parametrize("by", ["newest", "best"])
@pytest.mark.parametrize("limit", [1, 2, 4])
def test_pages_have_every_story_once_and_say_the_same_total(api, by, limit):
    for n in range(5):
        factories.article(f"Pier {n}")
    rows, pages = api.walk("search/", q="pier", by=by, limit=limit)
    assert sorted(row["headline"] for row in rows) == [f"Pier {n}" for n in range(5)]
    assert pages == -(-5 // limit)
    first = api("search/", q="pier", by=by, limit=limit)
    assert (first["total"], api(first["next"])["total"]) == (5, 5)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@example(q="pier\x1ftide")
@given(q=st.text(max_size=60) | st.sampled_from(["pier", "pier OR tide", "headline:pier", "on:1969", "tag:x -pier"]))
def test_the_total_is_that_of_the_page_and_of_the_list(api, rf, q):
    if not api("articles/")["results"]:
        for headline in ("The pier stands", "The tide took the pier", "A tide"):
            factories.article(headline, tags=["x"])
    told = api("search/", q=q, limit=100)
    html = views.search(rf.get("/search/", {"q": q})).content.decode()
    assert told["total"] == len(told["results"]) == html.count('<article class="card">')


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("by", "queries"), [("newest", 4), ("best", 5)])
def test_a_search_takes_as_many_queries_however_many_it_finds(api, django_assert_num_queries, number, by, queries):
    for n in range(number):
        factories.article(f"Pier {n}", tags=["Jane Doe"])
    with django_assert_num_queries(queries + SAVEPOINTS):
        assert api("search/", q="pier", by=by)["total"] == number


# Of a test, which is in a transaction already.
SAVEPOINTS = 2


def test_a_search_without_a_query_is_a_bad_request(api):
    assert api.problem(400, "search/")["errors"] == [{"parameter": "q", "detail": "Field required."}]


def test_a_search_that_takes_too_long_is_a_problem(api, monkeypatch):
    factories.article("The pier stands")
    monkeypatch.setitem(views.BOUNDS, "statement_timeout", "100ms")
    monkeypatch.setattr("articles.search.found.SOME_OF", "WITH m AS ({matching}) SELECT pg_sleep(1) LIMIT {most}")
    assert api.problem(503, "search/", q="pier")["type"] == "http://testserver/api/#too-late"
