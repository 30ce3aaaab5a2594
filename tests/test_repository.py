"""What holds for the repository as a whole."""

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions

import pytest
from django.conf import settings
from django.core.management import call_command

ROOT = settings.BASE_DIR


def ruff(*arguments):
    done = subprocess.run([sys.executable, "-m", "ruff", *arguments, "."], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_code_is_clean():
    ruff("check")


def test_the_code_is_formatted():
    ruff("format", "--check")


@pytest.mark.django_db
def test_every_change_of_a_model_has_its_migration():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def plain(name):
    """A package's name as locks spell it, without extras and versions."""
    return re.sub(r"[-_.]+", "-", re.match(r"[\w.-]+", name)[0]).lower()


def locked(name):
    """The packages of a lock file and their versions, with the number of hashes of each."""
    found, package = {}, None
    for line in (ROOT / "requirements" / f"{name}.txt").read_text().splitlines():
        if pin := re.match(r"([\w.-]+)(?:\[.*\])?==([^\s;]+)", line):
            package = pin.groups()
            found[package] = 0
        found[package] = found.get(package, 0) + line.count("--hash=sha256:")
    return {package: hashes for package, hashes in found.items() if package}


@pytest.fixture(scope="module")
def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


@pytest.mark.parametrize("name", ["run", "test"])
def test_everything_locked_has_hashes(name):
    assert [package for package, hashes in locked(name).items() if not hashes] == []


def test_every_dependency_is_locked(project):
    run = {plain(name) for name in project["project"]["dependencies"]}
    test = {plain(name) for name in project["dependency-groups"]["test"]}
    assert run - {name for name, _ in locked("run")} == set()
    assert (run | test) - {name for name, _ in locked("test")} == set()


def imported(folder):
    """The top-level names that the folder's modules import."""
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                yield from (alias.name.split(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and not node.level:
                yield node.module.split(".")[0]


def test_every_package_that_is_imported_is_a_dependency(project):
    """What only comes along with another package may leave with it."""
    known = packages_distributions()
    packages = {
        plain(known[name][0]) for folder in ("newsroom", "articles") for name in imported(folder) if name in known
    }
    assert packages - {plain(name) for name in project["project"]["dependencies"]} == set()


def test_the_lock_for_tests_holds_all_of_the_lock_for_running():
    assert set(locked("run").items()) - set(locked("test").items()) == set()


@pytest.mark.parametrize("name", ["run", "test"])
def test_locks_name_no_place(name):
    """Neither an index nor a folder: whoever installs has their own."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert [line for line in lines if re.search(r"://|file:|--index|--find-links|@", line)] == []
