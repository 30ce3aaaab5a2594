import re

from articles.api.problems import KNOWN
from articles.api.v1 import api as ninja


def test_the_page_tells_every_operation_parameter_schema_and_problem(client, db):
    html = client.get("/api/").content.decode()
    document = ninja.get_openapi_schema()
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    for path, each in document["paths"].items():
        assert f"GET {path}" in html
        assert each["get"]["operationId"] in ids
    assert {f"schema-{name}" for name in document["components"]["schemas"]} <= set(ids)
    assert {name for name, _ in KNOWN.values()} <= set(ids)


def test_every_link_within_the_page_leads_somewhere(client, db):
    html = client.get("/api/").content.decode()
    ids = set(re.findall(r' id="([^"]+)"', html))
    assert set(re.findall(r'href="#([^"]+)"', html)) - ids == set()


def test_the_page_loads_nothing_from_elsewhere_and_has_nothing_inline(client, db):
    html = client.get("/api/").content.decode()
    assert re.findall(r"<script[^>]*>", html) == ['<script src="/static/js/search.js" defer>']
    assert " style=" not in html
    assert [src for src in re.findall(r'(?:src|href)="(?:https?:)?//([^"]+)"', html) if "testserver" not in src] == []


def test_the_page_asks_the_database_nothing(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/api/")


def test_the_page_says_how_often_one_may_ask(client, db, settings):
    settings.API_RATE = "90/hour"
    assert "90 requests an hour" in " ".join(client.get("/api/").content.decode().split())
    settings.API_RATE = ""
    assert "429</a>" not in client.get("/api/").content.decode()
