import io
import json
import os
import sys

import pytest
from django.core.management import CommandError, call_command

from articles.exporters.formats import BY_NAME, FORMATS
from articles.management.commands import export_articles
from tests import factories

pytestmark = pytest.mark.django_db


def run(output, *options):
    call_command("export_articles", "--output", str(output), *options, stderr=io.StringIO())
    return output.read_bytes()


def headlines(data):
    return [json.loads(line)["headline"] for line in data.splitlines()]


def test_published_stories_leave_the_newest_first(tmp_path):
    factories.article("First")
    factories.article("Second")
    factories.draft("Draft")
    assert headlines(run(tmp_path / "all.jsonl")) == ["Second", "First"]


def test_filters_hold_together(tmp_path):
    factories.article("A", source=factories.source("Meridian Dispatch"), tags=["Jane Doe"])
    factories.article("B", source=factories.source("Meridian Dispatch"))
    factories.article("C", tags=["Jane Doe"])
    options = ("--source", "Meridian Dispatch", "--tag", "person:Jane Doe", "--since", "1969", "--language", "en")
    assert headlines(run(tmp_path / "some.jsonl", *options)) == ["A"]


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_a_name_says_the_format_and_twice_gives_the_same_bytes(form, tmp_path):
    factories.article("A story", tags=["Jane Doe"], asks_for=["Another"])
    first = run(tmp_path / f"first{form.suffix}")
    assert first == run(tmp_path / "second.out", "--format", form.name)
    assert b"".join([first[:1]]) != b""


def test_links_lead_to_the_site_that_is_given(tmp_path):
    factories.article("A story")
    assert b'"URL": "https://news.example.org/1969/' in run(
        tmp_path / "a.csl.json", "--site", "https://news.example.org"
    )
    assert b'"URL": "http://localhost/1969/' in run(tmp_path / "b.csl.json")


def test_an_export_that_fails_leaves_what_was_there(tmp_path, monkeypatch):
    factories.article("A story")
    target = tmp_path / "all.jsonl"
    target.write_bytes(b"yesterday's")

    def breaks(form, stories, about):
        yield b"half a"
        raise RuntimeError

    monkeypatch.setattr(export_articles, "export", breaks)
    with pytest.raises(RuntimeError):
        run(target)
    assert [path.name for path in tmp_path.iterdir()] == ["all.jsonl"]
    assert target.read_bytes() == b"yesterday's"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--output", "x.json"], "Which format? The name “x.json” does not say: end it in .jsonl, .ninjs.json,"),
        (["--source", "Nobody"], "There is no source “Nobody”."),
        (["--tag", "Nobody"], "There is no tag “Nobody”."),
        (["--since", "soon"], "“soon” is no date"),
        (["--site", "news"], "“news” is no address of a site"),
        (["--output", "/nowhere/at/all.csv"], "/nowhere/at/all.csv cannot be written: No such file or directory."),
    ],
)
def test_what_cannot_be_done_is_told_in_words(options, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CommandError) as told:
        call_command("export_articles", *(options if "--output" in options else [*options, "--output", "a.csv"]))
    assert str(told.value).startswith(words)
    assert list(tmp_path.iterdir()) == []


def test_too_many_stories_for_a_format_are_refused_before_anything_is_written(tmp_path, monkeypatch):
    factories.article("A")
    factories.article("B")
    monkeypatch.setitem(BY_NAME, "epub", BY_NAME["epub"].__class__(**_fields(BY_NAME["epub"]) | {"most": 1}))
    with pytest.raises(CommandError) as told:
        run(tmp_path / "a.out", "--format", "epub")
    assert str(told.value).startswith("EPUB 3 holds 1 stories at the most")
    assert list(tmp_path.iterdir()) == []


def _fields(form):
    return {name: getattr(form, name) for name in form.__slots__}


def test_standard_output_has_the_stories_and_nothing_else(capfdbinary):
    factories.article("A story")
    call_command("export_articles", "--format", "csv")
    out = capfdbinary.readouterr()
    assert out.out.count(b"\r\n") == 2
    assert out.out.startswith(b"\xef\xbb\xbfheadline,")


def test_a_reader_that_goes_away_is_told_in_words(monkeypatch):
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as gone:
        monkeypatch.setattr(sys, "stdout", gone)
        with pytest.raises(CommandError) as told, export_articles._standard_output() as file:
            file.write(b"x" * 1_000_000)
    assert str(told.value) == "Standard output was closed before all stories were written."


def test_how_many_left_is_told(tmp_path):
    factories.article("A story")
    told = io.StringIO()
    for _ in range(2):
        call_command("export_articles", "--output", str(tmp_path / "a.ris"), stderr=told)
        factories.article("Another")
    assert told.getvalue() == "1 story written.\n2 stories written.\n"
