"""The OpenAPI document as Ninja makes it, made complete: problems, examples, and what every operation may answer."""

import json
import re
from copy import deepcopy

from articles.api.objects import BRIEF
from articles.api.problems import KNOWN, MEDIA_TYPE

# Beside what each operation says of itself.
ALWAYS = ("429", "500")


def completed(document):
    """An OpenAPI 3.1 document with examples of parameters and answers, and problems by their own media type."""
    document = deepcopy(dict(document))
    schemas = document["components"]["schemas"]
    for operations in document["paths"].values():
        for operation in operations.values():
            operation["parameters"] = [_parameter(each) for each in operation["parameters"]]
            operation["responses"] = _responses(operation["responses"], schemas)
    document["components"]["schemas"] = _answered(schemas)
    return document


def _answered(schemas):
    """The schemas that an answer is made of: those of parameters are told with the parameters."""
    used, waiting = set(), ["Problem", *(name for name, schema in schemas.items() if "results" in schema["properties"])]
    while waiting:
        used.add(name := waiting.pop())
        waiting += set(REFERENCE.findall(json.dumps(schemas[name]))) - used
    return {name: schema for name, schema in sorted(schemas.items()) if name in used}


REFERENCE = re.compile(r'"#/components/schemas/(\w+)"')


def _parameter(parameter):
    """Ninja gives a parameter the list of examples that JSON Schema has, where OpenAPI (4.8.12.3) wants a map."""
    schema = _without_null(parameter["schema"])
    told = {name: value for name, value in parameter.items() if name not in ("schema", "examples")}
    examples = schema.pop("examples", [])
    schema = {name: value for name, value in schema.items() if name not in ("title", "description")}
    return told | {"schema": schema} | ({"example": examples[0]} if examples else {})


def _without_null(schema):
    """A parameter that may be left out is not null: no address can say that."""
    kinds = [kind for kind in schema.get("anyOf", []) if kind.get("type") != "null"]
    if len(kinds) != 1:
        return dict(schema)
    rest = {name: value for name, value in schema.items() if name not in ("anyOf", "default") or value}
    rest.pop("anyOf", None)
    return kinds[0] | rest


def _responses(responses, schemas):
    told = {}
    for status, response in responses.items():
        content = response.get("content", {}).get("application/json")
        if int(status) >= 400:
            told[str(status)] = _problem(str(status))
        elif content:
            example = _example(content["schema"], schemas)
            told[str(status)] = response | {"content": {"application/json": content | {"example": example}}}
    told["304"] = {"description": "Nothing has changed since the answer with the `ETag` of `If-None-Match`."}
    return told | {status: _problem(status) for status in ALWAYS}


def _example(schema, schemas):
    """An answer; a list of stories shows the members that it has unless others are asked for."""
    example = sample(schema, schemas)
    for row in example.get("results", []):
        for name in [name for name in row if "headline" in row and "body" in row and name not in BRIEF]:
            del row[name]
    return example


def _problem(status):
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": KNOWN[int(status)][1], "content": {MEDIA_TYPE: {"schema": schema}}}


def sample(schema, schemas):
    """A value as an example of a JSON Schema, from the examples of its parts."""
    if "$ref" in schema:
        return sample(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    if examples := schema.get("examples"):
        return examples[0]
    if "anyOf" in schema:
        return sample(schema["anyOf"][0], schemas)
    if "enum" in schema or "const" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    if "properties" in schema:
        return {name: sample(each, schemas) for name, each in schema["properties"].items()}
    if schema.get("type") == "array":
        return [sample(schema["items"], schemas)]
    return PLAIN.get(schema.get("format"), PLAIN.get(schema.get("type")))


PLAIN = {"date-time": "1969-07-22T08:00:00+00:00", "date": "1969-07-23", "string": "", "boolean": False, "integer": 1}
