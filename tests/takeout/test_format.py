"""docs/format.md and the JSON Schema tell what an archive file is: both are held to the code, and to real files."""

import io
import json
import re
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management import call_command
from jsonschema import Draft202012Validator, FormatChecker
from pghistory.models import Context

from articles.importers.remember import ROWS
from articles.models import LinkCandidate
from articles.takeout import schema
from articles.takeout.export import as_text, export
from articles.takeout.kinds import KINDS, LEFT_OUT, columns
from tests.takeout import everything

DOCS = Path(__file__).parent.parent.parent / "docs"
FORMAT = (DOCS / "format.md").read_text()
SCHEMA = json.loads((DOCS / schema.FILE).read_text())


def told(file):
    """The rows of the table under a file's heading, each a list of its cells."""
    assert f"\n### `{file}`\n" in FORMAT, f"docs/format.md has no section on {file}"
    section = FORMAT.split(f"\n### `{file}`\n")[1].split("\n## ")[0].split("\n### ")[0]
    rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in section.splitlines() if line[:1] == "|"]
    return rows[2:]


def validator(kind):
    whole = SCHEMA | {"$ref": f"#/$defs/{kind}"}
    return Draft202012Validator(whole, format_checker=FormatChecker())


@pytest.fixture(scope="module")
def columns_of():
    return {kind.name: columns(kind) for kind in KINDS}


def test_the_schema_in_docs_is_the_one_in_the_files(capsys):
    call_command("export_archive", "--schema")
    written = capsys.readouterr().out
    assert (DOCS / schema.FILE).read_text() == written == as_text(schema.schema()), (
        "the models changed: python manage.py export_archive --schema > docs/archive.schema.json"
    )


def test_the_schema_is_one():
    Draft202012Validator.check_schema(SCHEMA)


def test_every_model_has_a_file_or_a_reason_to_have_none():
    models = set(apps.get_app_config("articles").get_models(include_auto_created=True))
    with_a_file = {kind.model for kind in KINDS}
    assert models - with_a_file == LEFT_OUT.keys()
    assert with_a_file - models == {Context}
    assert all(LEFT_OUT.values())


def test_users_within_changes_of_imports_are_those_of_the_rows_in_them():
    [keys] = [kind.users_within["before"] for kind in KINDS if kind.name == "import_changes"]
    users = {
        field.attname
        for model in (*ROWS, LinkCandidate)
        for field in model._meta.concrete_fields
        if field.related_model is get_user_model()
    }
    assert set(keys) == users


def test_files_stand_in_docs_in_the_order_in_which_they_are_written():
    assert re.findall(r"^### `(\w+)\.jsonl`$", FORMAT, re.MULTILINE) == [*(kind.name for kind in KINDS), "users"]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_member_of_every_file_is_told_with_its_type(kind, columns_of):
    of_the_models = [[f"`{column.name}`", column.words] for column in columns_of[kind.name]]
    assert [row[:2] for row in told(kind.file)] == of_the_models


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_member_has_a_meaning_with_all_that_it_may_be_and_an_example_that_it_may_be(kind, columns_of):
    for column, (_, _, meaning, example) in zip(columns_of[kind.name], told(kind.file), strict=True):
        assert meaning
        if not meaning.startswith("As in"):
            choices = {value for value, _ in column.field.flatchoices or ()}
            assert {value for value in choices if f"`{value}`" not in meaning} in (set(), choices)
        one = Draft202012Validator(column.schema, format_checker=FormatChecker())
        assert list(one.iter_errors(json.loads(example.strip("`")))) == []


@pytest.mark.django_db(transaction=True)
def test_every_line_of_a_file_is_as_the_schema_says():
    everything.fill()
    stream = io.BytesIO()
    export(stream)
    with ZipFile(stream) as zipped:
        assert zipped.read(schema.FILE).decode() == (DOCS / schema.FILE).read_text()
        for name in [*(kind.name for kind in KINDS), "users"]:
            rules = validator(name)
            lines = zipped.read(f"{name}.jsonl").splitlines()
            assert lines
            assert [error.message for line in lines for error in rules.iter_errors(json.loads(line))] == []
        assert list(validator("manifest").iter_errors(json.loads(zipped.read("manifest.json")))) == []


@pytest.mark.django_db(transaction=True)
def test_the_example_reads_a_file_without_newsroom(tmp_path):
    everything.fill()
    path = tmp_path / "archive.zip"
    call_command("export_archive", str(path), verbosity=0)
    example = re.search(r"```python\n(.*?)```", FORMAT, re.DOTALL)[1]
    done = subprocess.run(
        [sys.executable, "-I", "-c", example, str(path)], capture_output=True, text=True, encoding="utf-8", check=True
    )
    assert done.stdout.splitlines() == [
        "2190-01-01 | The Harbour Ledger | A story of a day to come | []",
        "1980-05-02 | The Island Post | Fog over the harbour, still | []",
        "1980-05-01 | The Harbour Ledger | Fog over the harbour | []",
        "1969-07-24 | The Harbour Ledger | Crew “safe” on deck | []",
        "1969-07-21 | The Harbour Ledger | Two men walked on the Moon | ['Neil Armstrong']",
        "1969 | The Harbour Ledger | Rocket leaves for the Moon | []",
    ]
