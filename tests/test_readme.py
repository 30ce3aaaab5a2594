"""What the README lists is what there is."""

import re
import tomllib
from pathlib import Path

import pytest
from django.core.management import BaseCommand, get_commands, load_command_class

from articles.exporters.formats import FORMATS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()


def table(heading):
    """The rows of the table under a heading, each a list of its cells."""
    section = README.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


def in_code(cell):
    return re.findall(r"`([^`]+)`", cell)


def test_every_folder_of_the_map_is_there_and_every_folder_is_on_the_map():
    listed = {path.rstrip("/") for row in table("Where things are") for path in in_code(row[0])}
    assert [path for path in listed if not (ROOT / path).exists()] == []
    here = {"var", "docs", "requirements", ".venv"}
    folders = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")} - here
    assert folders - {path.split("/")[0] for path in listed} == set()


def test_every_command_is_listed_with_its_options():
    listed = {in_code(row[0])[0].split()[0]: in_code(row[0])[0] for row in table("Commands")}
    ours = {name for name, app in get_commands().items() if app == "articles"}
    assert set(listed) == ours
    for name, words in listed.items():
        parser = load_command_class("articles", name).create_parser("manage.py", name)
        django = BaseCommand().create_parser("manage.py", name)
        own = {action.option_strings[0] for action in parser._actions if action.option_strings}
        own -= {option for action in django._actions for option in action.option_strings}
        assert set(re.findall(r"--[a-z-]+", words)) == own


def test_every_format_to_leave_in_is_listed_with_its_file_and_its_bound():
    rows = README.split("\n### To leave in\n")[1].split("\n## ")[0]
    listed = [in_code(line.split("|")[2]) for line in rows.splitlines() if line.startswith("| ")][1:]
    assert listed == [[form.name, form.suffix] for form in FORMATS]
    assert set(re.findall(r"up to ([\d,]+)", rows)) == {f"{form.most:,}" for form in FORMATS if form.most}


def test_every_package_is_listed_with_its_reason():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    direct = {re.match(r"[\w-]+", package)[0].lower() for package in project["dependencies"]}
    listed = {name.strip().lower() for row in table("Built on") for name in row[0].split(",")}
    assert listed == direct


@pytest.mark.parametrize("name", [name for row in table("Settings") for name in in_code(row[0])])
def test_every_setting_that_is_listed_is_read(name):
    code = [ROOT / "run.py", *(ROOT / "newsroom").rglob("*.py")]
    assert any(name in path.read_text() for path in code)


def test_every_file_that_is_named_is_there():
    links = re.findall(r"!?\[[^\]]*\]\(([^)h#][^)]*)\)", README)
    links += ["LICENSE", "CONTRIBUTING.md"]
    assert [link for link in links if not (ROOT / link).exists()] == []
