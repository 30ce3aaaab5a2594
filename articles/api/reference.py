"""The page that tells how the API is used: made from its OpenAPI document, so that it says what is."""

import json
import re
from functools import cache
from urllib.parse import urlencode

from django.conf import settings
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import mark_safe

from articles.api.problems import KNOWN
from articles.api.v1 import api


def reference(request):
    number, _, unit = settings.API_RATE.partition("/")
    rate = unit and (number, UNITS[unit])
    example = f"{reverse('api-v1:search')}?{urlencode({'q': EXAMPLE, 'fields': 'headline,published,address'})}"
    links = {"openapi": reverse("api-v1:openapi-json"), "example": example}
    return render(request, "api.html", {**_told(), **links, "rate": rate})


EXAMPLE = '"quds force" after:2023'
UNITS = {"s": "a second", "min": "a minute", "hour": "an hour", "day": "a day"}


@cache
def _told():
    """What the page shows; the same for the life of the process."""
    document = api.get_openapi_schema()
    schemas = document["components"]["schemas"]
    operations = [_operation(path, operations["get"]) for path, operations in document["paths"].items()]
    return {
        "about": [_words(each) for each in document["info"]["description"].strip().split("\n\n")],
        "groups": _by_tag(operations),
        "schemas": [_schema(name, schema) for name, schema in sorted(schemas.items())],
        "problems": [(status, name, _words(words)) for status, (name, words) in KNOWN.items()],
    }


def _words(text):
    """A description as HTML: what stands between backticks is code."""
    return mark_safe(CODE.sub(r"<code>\1</code>", escape(text)))


CODE = re.compile("`([^`]+)`")


def _operation(path, operation):
    content = operation["responses"]["200"]["content"]["application/json"]
    return {
        "name": operation["operationId"],
        "path": path,
        "tag": operation["tags"][0],
        "summary": operation["summary"],
        "description": _words(operation["description"]),
        "parameters": [_parameter(parameter) for parameter in operation["parameters"]],
        "answer": content["schema"]["$ref"].rpartition("/")[2],
        "example": json.dumps(content["example"], ensure_ascii=False, indent=2),
    }


def _by_tag(operations):
    tags = dict.fromkeys(operation["tag"] for operation in operations)
    return [(tag, [operation for operation in operations if operation["tag"] == tag]) for tag in tags]


def _parameter(parameter):
    schema = parameter["schema"]
    example = parameter.get("example")
    return {
        "name": parameter["name"],
        "required": parameter["required"],
        "description": _words(parameter.get("description", "")),
        "values": _values(schema),
        "usual": schema.get("default") or "",
        "example": example[0] if isinstance(example, list) else example or "",
    }


def _values(schema):
    """What a value can be, in the terms of JSON Schema: few enough to be read as they are."""
    if "enum" in schema or "const" in schema:
        return " | ".join(schema.get("enum") or [schema["const"]])
    if schema.get("type") == "integer" and "maximum" in schema and schema["maximum"] < 2**31:
        return f"{schema['minimum']}–{schema['maximum']}"
    return {"array": "string, repeatable"}.get(schema.get("type"), schema.get("type", ""))


def _schema(name, schema):
    return {
        "name": name,
        "description": _words(schema.get("description", "")),
        "members": [
            {"name": member, "description": _words(each.get("description", "")), **_kind(each)}
            for member, each in schema["properties"].items()
        ],
    }


def _kind(schema):
    """What a member is: `type` in words, and `ref`, the schema of it or of its items."""
    kinds = schema.get("anyOf", [schema])
    ref = next((each["$ref"] for each in [*kinds, *(kind.get("items", {}) for kind in kinds)] if "$ref" in each), "")
    words = [_word(kind) for kind in kinds]
    return {"type": " | ".join(filter(None, words)), "ref": ref.rpartition("/")[2]}


def _word(schema):
    if "enum" in schema or "const" in schema:
        return " | ".join(schema.get("enum") or [schema["const"]])
    if schema.get("type") == "array":
        return f"array of {schema['items'].get('type', '')}".strip()
    return schema.get("format", schema.get("type", ""))
