"""What holds for every answer: methods, problems, caching, scripts of other sites, bounds."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.api import stories
from articles.api.front import EXPOSED, METHODS
from articles.api.v1 import api as ninja
from articles.models import Caller
from tests import factories

LISTS = ["articles/", "sources/", "tags/", "authors/", "links/", "wanted/"]
FUZZED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)


@pytest.mark.parametrize("path", [*LISTS, "search/?q=x", "openapi.json", "nowhere/", "articles/?limit=0"])
def test_scripts_of_any_site_may_read_every_answer_without_credentials(api, path):
    response = api.response(path)
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Access-Control-Expose-Headers"] == EXPOSED
    assert "Access-Control-Allow-Credentials" not in response
    assert not response.cookies


def test_a_browser_that_asks_first_is_told_what_may_be_sent(api):
    response = api.client.options("/api/v1/articles/", headers={"origin": "https://elsewhere.example"})
    assert (response.status_code, response.content) == (204, b"")
    assert response["Access-Control-Allow-Methods"] == response["Allow"] == METHODS
    assert response["Access-Control-Allow-Headers"] == "If-None-Match, If-Modified-Since"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_is_written(api, method):
    response = getattr(api.client, method)("/api/v1/articles/")
    assert (response.status_code, response["Content-Type"]) == (405, "application/problem+json")
    assert (response["Allow"], response.json()["title"]) == (METHODS, "Method Not Allowed")


def test_head_answers_as_get_without_the_body(api):
    factories.article()
    got, asked = api.client.get("/api/v1/articles/"), api.client.head("/api/v1/articles/")
    assert (asked.status_code, asked.content) == (200, b"")
    assert [asked[name] for name in ("ETag", "Content-Length")] == [got["ETag"], str(len(got.content))]


def test_what_has_not_changed_is_not_sent_again(api):
    article = factories.article()
    for path in ("articles/", f"articles/{article.pk}/", "search/?q=story"):
        first = api.response(path)
        again = api.response(path, headers={"if-none-match": first["ETag"]})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
        assert again["Access-Control-Allow-Origin"] == "*"
    factories.article()
    assert api.response("articles/", headers={"if-none-match": first["ETag"]}).status_code == 200


def test_a_story_alone_says_when_it_last_changed_and_what_stands_beside_it_does_not(api):
    path = f"articles/{factories.article().pk}/"
    assert "Last-Modified" not in api.response(path)
    alone = api.response(path, fields="id,body")
    assert (
        api.response(f"{path}?fields=id,body", headers={"if-modified-since": alone["Last-Modified"]}).status_code == 304
    )


def test_answers_may_be_kept_for_a_minute_and_problems_may_not(api):
    assert api.response("articles/")["Cache-Control"] == "public, max-age=60"
    assert api.response("nowhere/")["Cache-Control"] == "no-store"


def test_an_address_without_its_last_slash_leads_to_the_one_with(api):
    response = api.response("articles", limit=3)
    assert (response.status_code, response["Location"]) == (301, "/api/v1/articles/?limit=3")
    assert response["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    "path",
    ["nowhere/", "articles/0/", "articles/-1/", "articles/x/", f"articles/{10**30}/", "v2/", "articles/1/x/", "%00/"],
)
@pytest.mark.django_db
def test_an_address_without_anything_is_a_problem(api, path):
    said = api.problem(404, path)
    assert (said["type"], said["title"]) == ("http://testserver/api/#not-found", "Not Found")


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("articles/?limit=0", "limit"),
        ("articles/?limit=101", "limit"),
        ("articles/?limit=1000000000000", "limit"),
        ("articles/?limit=x", "limit"),
        ("articles/?limit=", "limit"),
        ("articles/?page=2", "page"),
        ("articles/?limit=1&limit=2", "limit"),
        ("articles/?since=2024-13", "since"),
        ("articles/?until=2024-02-30", "until"),
        ("articles/?since=9999", "since"),
        ("articles/?order=sideways", "order"),
        ("articles/?tag=jane-doe", "tag"),
        ("articles/?tag=person%2F", "tag"),
        ("articles/?" + "&".join(["tag=person/x"] * 9), "tag"),
        ("articles/?source=%00", "source"),
        ("articles/?source=" + "x" * 200, "source"),
        ("articles/?language=%25", "language"),
        ("articles/?copies=none", "copies"),
        ("tags/?kind=planet", "kind"),
        ("links/?state=suggested", "state"),
        (f"links/?article={2**63}", "article"),
        ("search/?q=a&q=b", "q"),
        ("search/?q=a&by=magic", "by"),
    ],
)
@pytest.mark.django_db
def test_a_parameter_that_makes_no_sense_is_told_by_name(api, path, parameter):
    said = api.problem(400, path)
    assert [error["parameter"] for error in said["errors"]] == [parameter]
    assert said["errors"][0]["detail"].endswith(".")


@pytest.mark.parametrize("path", [*LISTS, "search/?q=x"])
@pytest.mark.django_db
def test_a_cursor_made_by_hand_is_a_problem(api, path):
    mark = "&" if "?" in path else "?"
    for cursor in ("", "x", "eyJpZCI6MX0", "eyJpZCI6MX0:AAAA", "%00", "20240716T000000-1", ":" * 40):
        assert api.problem(400, f"{path}{mark}cursor={cursor}")["errors"][0]["parameter"] == "cursor"


def test_a_cursor_of_another_list_is_a_problem(api):
    for n in range(3):
        factories.article(f"Pier {n}", asks_for=[f"Missing {n}"])
    cursor = api("articles/", limit=1)["next"].split("cursor=")[1]
    api.problem(400, f"articles/?order=oldest&cursor={cursor}")
    api.problem(400, f"articles/?since=1960&cursor={cursor}")
    api.problem(400, f"links/?cursor={cursor}")
    assert len(api(f"http://testserver/api/v1/articles/?cursor={cursor}&limit=2&fields=id")["results"]) == 2


@FUZZED
@given(cursor=st.text(max_size=80))
def test_no_text_is_a_cursor(api, cursor):
    api.problem(400, "articles/", cursor=cursor)


PARAMETERS = [
    "fields",
    "limit",
    "cursor",
    "copies",
    "since",
    "until",
    "source",
    "cites",
    "tag",
    "author",
    "language",
    "order",
    "q",
]


@FUZZED
@given(
    path=st.sampled_from([*LISTS, "search/"]),
    parameters=st.dictionaries(
        st.sampled_from(PARAMETERS) | st.text(max_size=5),
        st.text(max_size=30) | st.integers().map(str) | st.dates().map(str),
        max_size=4,
    ),
)
def test_whatever_is_asked_is_answered_or_told(api, path, parameters):
    response = api.response(path, headers=None, **{k: v for k, v in parameters.items() if k not in ("path", "headers")})
    assert response.status_code in (200, 400)
    assert {"results"} <= set(response.json()) or response.json()["status"] == 400


@FUZZED
@given(tail=st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="/?#"), min_size=1, max_size=30))
def test_whatever_name_is_asked_for_is_not_there(api, tail):
    for kind in ("sources", "authors", "tags/person"):
        address = f"/api/v1/{kind}/{tail}/"
        assert api.client.get(address).status_code in (404, 301)


def test_a_failure_is_a_problem_without_a_traceback(api, monkeypatch, caplog):
    monkeypatch.setattr(stories.narrowing, "narrowed", lambda asked: 1 / 0)
    said = api.problem(500, "articles/")
    assert said["type"] == "http://testserver/api/#error"
    assert "division" not in json.dumps(said)
    assert [record.levelname for record in caplog.records if "ZeroDivisionError" in str(record.exc_info)] == ["ERROR"]


def test_a_host_that_is_not_ours_is_a_problem(client, db, settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    response = client.get("/api/v1/articles/", headers={"host": "elsewhere.example"})
    assert response.status_code == 400


def test_who_asks_too_often_is_told_when_to_go_on(api, settings):
    settings.API_RATE = "2/min"
    somebody = {"REMOTE_ADDR": "192.0.2.7"}
    answers = [api.client.get("/api/v1/articles/", **somebody) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    refused = answers[-1]
    assert (refused["Content-Type"], refused.json()["type"]) == (
        "application/problem+json",
        "http://testserver/api/#too-many-requests",
    )
    assert 0 < int(refused["Retry-After"]) <= 60
    assert api.client.get("/api/v1/tags/", **somebody).status_code == 429
    assert api.client.get("/api/v1/articles/", REMOTE_ADDR="192.0.2.8").status_code == 200


def test_requests_come_back_one_by_one_and_callers_are_forgotten(db):
    one, other = uuid4(), uuid4()
    assert [Caller.objects.turn(one, 3, 60) is None for _ in range(4)] == [True, True, True, False]
    assert 19 < Caller.objects.turn(one, 3, 60) <= 20
    for seconds, turns in ((20, 1), (40, 2), (3600, 3)):
        Caller.objects.filter(pk=one).update(until=F("until") - timedelta(seconds=seconds))
        assert [Caller.objects.turn(one, 3, 60) is None for _ in range(4)] == [True] * turns + [False] * (4 - turns)
    Caller.objects.update(until=F("until") - timedelta(hours=1))
    Caller.objects.turn(other, 1, 60)
    Caller.objects.tidy()
    assert [caller.pk for caller in Caller.objects.all()] == [other]


def test_a_turn_takes_one_query_and_keeps_no_address(api, settings, django_assert_num_queries):
    settings.API_RATE = "1/min"
    with django_assert_num_queries(2):
        api.client.get("/api/v1/links/", REMOTE_ADDR="192.0.2.11")
    with django_assert_num_queries(1):
        api.client.get("/api/v1/links/", REMOTE_ADDR="192.0.2.11")
    assert "192.0.2" not in str(Caller.objects.values())
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'articles_caller'")
        assert cursor.fetchone() == ("u",)


def test_nobody_asks_more_often_by_telling_another_address(api, settings):
    settings.API_RATE = "1/min"
    told = [
        api.client.get("/api/v1/articles/", REMOTE_ADDR="192.0.2.9", headers={"x-forwarded-for": f"192.0.2.{n}"})
        for n in (1, 2)
    ]
    assert [answer.status_code for answer in told] == [200, 429]


def test_behind_a_proxy_each_reader_counts_alone(api, settings):
    settings.API_RATE, settings.NINJA_NUM_PROXIES = "1/min", 1
    told = [
        api.client.get(
            "/api/v1/articles/", REMOTE_ADDR="192.0.2.10", headers={"x-forwarded-for": f"forged, 192.0.2.{n}"}
        )
        for n in (21, 22, 21)
    ]
    assert [answer.status_code for answer in told] == [200, 200, 429]


def test_every_operation_has_a_throttle():
    operations = [
        operation
        for bound in ninja._get_bound_routers()
        for view in bound.path_operations.values()
        for operation in view.operations
    ]
    assert [len(operation.throttle_objects) for operation in operations] == [1] * len(operations)
