import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from articles.models import Article, Import
from tests.importers.pages import page

pytestmark = pytest.mark.django_db


def run(*arguments):
    """What the command printed, and its exit status."""
    out = StringIO()
    try:
        call_command("import_articles", *map(str, arguments), stdout=out, stderr=StringIO())
    except SystemExit as stopped:
        return out.getvalue(), stopped.code
    return out.getvalue(), 0


@pytest.fixture
def folder(tmp_path):
    for name, data in {"a.txt": page(), "b.txt": b"", "c.txt": page("Other"), "d.jpg": b"\xff\xd8"}.items():
        (tmp_path / name).write_bytes(data)
    return tmp_path


def test_a_folder_goes_in_and_what_failed_is_told_with_its_reason(folder):
    printed, status = run(folder, "--publish")
    assert status == 1
    rows = [line.split()[:2] for line in printed.splitlines()]
    assert rows[:6] == [
        ["Outcome", "Stories"],
        ["new", "2"],
        ["changed", "0"],
        ["same", "0"],
        ["kept", "0"],
        ["failed", "1"],
    ]
    assert "no. 2" in printed
    assert "b.txt" in printed
    assert "3 stories read. 1 file of the folders holds no stories by its name, and was passed over." in " ".join(
        printed.split()
    )
    assert Article.objects.published().count() == 2
    assert Import.objects.get().origin == str(folder)


def test_a_second_run_finds_all_the_same(folder):
    (folder / "b.txt").unlink()
    assert run(folder)[1] == 0
    printed, status = run(folder)
    assert ["same", "2"] in [line.split()[:2] for line in printed.splitlines()]
    assert status == 0


def test_a_dry_run_tells_what_would_come_and_changes_nothing(folder):
    printed, _ = run(folder, "--dry-run", "--publish")
    assert ["new", "2"] in [line.split()[:2] for line in printed.splitlines()]
    assert "A dry run: nothing was changed." in " ".join(printed.split())
    assert not Article.objects.exists()
    assert not Import.objects.exists()


def test_the_report_has_every_page_with_what_came_of_it(folder, tmp_path):
    report = tmp_path / "report.json"
    run(folder, "--source", "Elsewhere", "--report", report)
    said = json.loads(report.read_text())
    assert said["counts"] == {"new": 2, "changed": 0, "same": 0, "kept": 0, "failed": 1}
    assert [(row["number"], row["outcome"]) for row in said["pages"]] == [(1, "new"), (2, "failed"), (3, "new")]
    assert [row["article"] for row in said["pages"]] == [
        *Article.objects.order_by("pk")[:1].values_list("pk", flat=True),
        None,
        Article.objects.latest("pk").pk,
    ]


def test_a_report_that_cannot_be_written_is_told_before_anything_is_imported(folder):
    with pytest.raises(CommandError, match="report cannot be written"):
        call_command("import_articles", str(folder), report="/nowhere/at/all/report.json")
    assert not Import.objects.exists()


def test_a_file_that_is_not_there_is_a_failure_and_not_a_crash(tmp_path):
    printed, status = run(tmp_path / "missing.txt")
    assert status == 1
    assert "cannot be opened" in printed


def test_markup_in_a_file_name_is_printed_as_it_is(tmp_path):
    (tmp_path / "[red]bad.txt").write_bytes(b"")
    assert "[red]bad.txt" in run(tmp_path)[0]


def test_a_table_goes_in_with_a_mapping_and_what_an_editor_should_know_is_told(tmp_path):
    table = tmp_path / "stories.csv"
    table.write_text("Wat;Toen;id\nHarbour opens;03/04/1969;1\n;1970;2\n")
    _, status = run(table, "--map", "Wat=headline", "--map", "Toen=published", "--report", tmp_path / "r.json")
    assert status == 1
    assert [page["reason"] for page in json.loads((tmp_path / "r.json").read_text())["pages"]] == [
        "not in the archive; the date 03/04/1969 can be read in two ways, so only its year is kept",
        "line 3: no headline: “Wat” is empty",
    ]
    assert str(Article.objects.get().published) == "1969"
    run(table, "--map", "Wat=headline", "--map", "Toen=published-day-first")
    assert str(Article.objects.get().published_on) == "1969-04-03"


@pytest.mark.parametrize("mapping", ["Wat", "=headline", "Wat=title"])
def test_a_mapping_that_names_no_column_or_no_field_is_told(tmp_path, mapping):
    with pytest.raises(CommandError, match=r"COLUMN=FIELD|there is no field “title”: choose one of headline"):
        call_command("import_articles", str(tmp_path), "--map", mapping)
