"""All formats by one door: a case of each, through the run that the command and the admin share."""

import io
import zipfile
from pathlib import Path

import pytest

from articles.importers.load import load
from articles.importers.pages import Page
from articles.models import Article, Capture, Import

pytestmark = pytest.mark.django_db

CASES = Path(__file__).parent / "cases"
FORMATS = [
    "anpa",
    "csv",
    "feed",
    "html",
    "jsonfeed",
    "newsml1",
    "newsml_g2",
    "ninjs",
    "nitf",
    "reuters",
    "text",
    "warc",
    "wxr",
    "xlsx",
]
ENTITY = b"""<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>
<rss><channel><item><title>A &a; b</title></item></channel></rss>"""
HOSTILE = [b"", b"\0" * 99, b"\x89PNG\r\n\x1a\n" + bytes(99), b"<rss>" * 999, b'[{"headline":' * 9999]


def files():
    return [
        Page(f"{path.parent.name}/{path.name}", path.read_bytes())
        for form in FORMATS
        for path in sorted((CASES / form).iterdir())
        if not path.name.endswith((".items.json", ".json"))
        or (form == "ninjs" and not path.name.endswith(".items.json"))
    ]


def state():
    return [list(model.objects.order_by("pk").values()) for model in (Article, Capture)]


def test_a_case_of_every_format_goes_in_and_a_second_run_changes_nothing():
    first = list(load(files(), publish=True))
    assert {line.name.split("/")[0] for line in first if line.outcome == "new"} == set(FORMATS)
    before = state()
    second = list(load(files(), publish=True))
    assert state() == before
    assert {line.outcome for line in second} == {"same", "failed"}
    assert [line.reason for line in first if line.outcome == "failed"] == [
        line.reason for line in second if line.outcome == "failed"
    ]


def test_what_is_packed_goes_in_like_what_is_not():
    pages = files()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for page in pages:
            archive.writestr(f"{page.name}.txt", page.data)
    loose = [(line.outcome, line.reason) for line in load(pages)]
    assert [line.outcome for line in load([Page("all.zip", packed.getvalue())])].count("failed") == [
        outcome for outcome, _ in loose
    ].count("failed")


def test_hostile_files_are_told_one_by_one_and_the_good_ones_between_them_go_in():
    good = files()[0]
    pages = [page for n, data in enumerate(HOSTILE) for page in (Page(f"hostile {n}", data), good)]
    lines = list(load(pages))
    hostile = [(line.name, line.outcome) for line in lines if line.name.startswith("hostile")]
    assert hostile == [(name, "failed") for name, _ in hostile]
    assert [line.outcome for line in lines if line.name.startswith(good.name)].count("new") >= 1
    assert Import.objects.get().failed == sum(line.outcome == "failed" for line in lines)


def test_an_entity_brings_nothing_from_the_machine():
    list(load([Page("entity.xml", ENTITY)]))
    said = list(Article.objects.values_list("headline", "body"))
    assert said
    assert "root:" not in str(said)
