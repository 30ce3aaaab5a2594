"""An item that failed is kept to be tried again: what is kept of it must say by itself what it said in its file."""

import io
from importlib import import_module
from pathlib import Path

import pytest

from articles.importers.names import shipped
from articles.importers.record import Unreadable

CASES = Path(__file__).parent / "cases"
FORMATS = ["anpa", "feed", "html", "jsonfeed", "newsml1", "newsml_g2", "ninjs", "nitf", "reuters", "text", "wxr"]
FILES = [
    path
    for form in FORMATS
    for path in sorted((CASES / form).iterdir())
    if path.suffix != ".json" or (form == "ninjs" and not path.name.endswith(".items.json"))
]


def items(path, data):
    try:
        return list(import_module(f"articles.importers.{path.parent.name}").items(io.BytesIO(data), shipped()))
    except Unreadable:
        return []


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_an_item_says_alone_what_it_said_in_its_file(path):
    for item in items(path, path.read_bytes()):
        if item.raw and item.record:
            before, after = item.around
            assert [one.record for one in items(path, before + item.raw + after)] == [item.record]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_an_item_that_is_broken_is_broken_alone(path):
    for item in items(path, path.read_bytes()):
        if item.raw and not item.record:
            before, after = item.around
            assert [one.record for one in items(path, before + item.raw + after) if one.record] == []
