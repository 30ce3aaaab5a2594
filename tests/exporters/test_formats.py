"""cases/three.* is what three stories (see made.py) become in each format; zips are folders of their members."""

from pathlib import Path

import pytest
from lxml import etree

from articles.exporters import formats
from articles.exporters.formats import BY_NAME, FORMATS, export, of_file
from tests.exporters.made import ABOUT, PLAIN, THREE, story, unzipped, written

CASES = Path(__file__).parent / "cases"


@pytest.mark.parametrize("form", [form for form in FORMATS if not form.is_binary], ids=lambda form: form.name)
def test_three_stories_become_what_the_case_says(form):
    assert written(form.name, *THREE).decode() == (CASES / f"three{form.suffix}").read_bytes().decode()


@pytest.mark.parametrize("form", [form for form in FORMATS if form.is_binary], ids=lambda form: form.name)
def test_three_stories_become_the_members_of_the_case(form):
    folder = CASES / form.name
    case = {path.relative_to(folder).as_posix(): path.read_bytes().decode() for path in folder.rglob("*.*")}
    members = unzipped(written(form.name, *THREE))
    assert {name: text for name, text in members.items() if name != "mimetype"} == case


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_the_same_stories_make_the_same_bytes(form):
    assert written(form.name, *THREE) == written(form.name, *THREE)


def test_a_file_without_stories_is_whole():
    assert {form.name: written(form.name) for form in FORMATS if form.name in ("jsonl", "ninjs", "csl", "ris")} == {
        "jsonl": b"",
        "ninjs": b"[\n]\n",
        "csl": b"[\n]\n",
        "ris": b"",
    }
    assert unzipped(written("markdown")) == {}
    assert written("csv").count(b"\r\n") == 1
    assert etree.fromstring(written("wxr")).findall("channel/item") == []
    assert "No stories" in unzipped(written("epub"))["EPUB/contents.xhtml"]


@pytest.mark.parametrize("form", [form for form in FORMATS if form.name != "epub"], ids=lambda form: form.name)
def test_a_writer_holds_one_story_at_a_time(form, monkeypatch):
    monkeypatch.setattr(formats, "CHUNK", 1)
    taken = []

    def one_by_one():
        for number in range(3):
            taken.append(number)
            yield story(pk=number + 1, slug=f"story-{number}")

    pieces = export(form, one_by_one(), ABOUT)
    while not taken:
        next(pieces)
    next(pieces)
    assert len(taken) <= 2


def test_pieces_are_gathered_to_a_useful_size():
    sizes = [len(piece) for piece in export(BY_NAME["jsonl"], [story(pk=pk) for pk in range(1, 2000)], ABOUT)]
    line = len(written("jsonl", story()))
    assert sum(sizes) == line * 1999
    assert all(formats.CHUNK <= size < formats.CHUNK + line for size in sizes[:-1])


@pytest.mark.parametrize(
    ("name", "form"),
    [("a.jsonl", "jsonl"), ("B.CSV", "csv"), ("a.csl.json", "csl"), ("a.ninjs.json", "ninjs"), ("dir/x.epub", "epub")],
)
def test_a_name_says_the_format(name, form):
    assert of_file(name).name == form


@pytest.mark.parametrize("name", ["a.json", "jsonl", "a.docx", ""])
def test_a_name_that_does_not_say_the_format_is_not_guessed_at(name):
    assert of_file(name) is None


def test_a_format_with_a_bound_says_so_above_it():
    epub = BY_NAME["epub"]
    assert epub.refusal(1_000) == ""
    assert epub.refusal(1_001) == (
        "EPUB 3 holds 1,000 stories at the most, and these are more: choose fewer, or JSON Lines."
    )
    assert BY_NAME["jsonl"].refusal(10**9) == ""


def test_a_story_of_the_cases_has_every_field():
    assert {name for name in PLAIN if not getattr(THREE[0], name)} == {"withdrawal_note"}
