"""The OpenAPI document is complete, and answers are what it says."""

import jsonschema
import pytest

from articles.api.objects import MEMBERS
from articles.api.v1 import api as ninja
from tests.api.test_stories import everything


@pytest.fixture(scope="module")
def document():
    return ninja.get_openapi_schema()


def operations(document):
    return [(path, operation) for path, each in document["paths"].items() for operation in each.values()]


def validator(schema, document):
    rooted = {"$ref": schema["$ref"], "components": document["components"]}
    return jsonschema.Draft202012Validator(rooted, format_checker=jsonschema.FormatChecker())


def test_every_operation_is_described_with_an_example_of_its_own_schema(document):
    for path, operation in operations(document):
        assert operation["summary"], path
        assert operation["description"], path
        content = operation["responses"]["200"]["content"]["application/json"]
        validator(content["schema"], document).validate(content["example"])


def test_every_parameter_and_every_member_is_described(document):
    bare = [(path, each["name"]) for path, operation in operations(document) for each in operation["parameters"]
            if not each.get("description")]  # fmt: skip
    bare += [
        (name, member)
        for name, schema in document["components"]["schemas"].items()
        for member, each in schema["properties"].items()
        if not each.get("description")
    ]
    assert bare == []


def test_every_operation_says_that_it_may_answer_with_problems(document):
    for path, operation in operations(document):
        assert {"304", "429", "500"} <= set(operation["responses"]), path
        told = [each["content"] for status, each in operation["responses"].items() if int(status) >= 400]
        assert [list(content) for content in told] == [["application/problem+json"]] * len(told)


def test_operations_have_names_of_their_own(document):
    names = [operation["operationId"] for _, operation in operations(document)]
    assert sorted(names) == sorted(set(names))


def test_the_members_of_a_story_are_those_that_can_be_asked_for(document):
    story = document["components"]["schemas"]["Story"]
    assert list(story["properties"]) == [*MEMBERS, "related", "mentioned_in"]
    assert "required" not in story


def test_answers_are_what_the_document_says(api, document):
    article = everything()
    asked = {"{number}": str(article.pk), "{kind}": "person"}
    slugs = {"sources": "the-harbour-ledger", "tags": "jane-doe", "authors": "john-roe"}
    for path, operation in operations(document):
        for name, value in asked.items():
            path = path.replace(name, value)
        path = path.replace("{slug}", slugs.get(path.split("/")[3], ""))
        parameters = {"q": "pier"} if operation["operationId"] == "search" else {}
        told = api(path.removeprefix("/api/v1/"), **parameters)
        schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
        validator(schema, document).validate(told)
        assert told.get("results", True), path


@pytest.mark.parametrize("path", ["nowhere/", "articles/?limit=0"])
@pytest.mark.django_db
def test_problems_are_what_the_document_says(api, document, path):
    validator({"$ref": "#/components/schemas/Problem"}, document).validate(api.response(path).json())


def test_the_document_is_served(api, document):
    assert api("openapi.json") == document
