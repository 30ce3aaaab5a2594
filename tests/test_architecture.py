"""The shape of the code: imports point one way, files and functions stay short."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CODE = [
    path
    for folder in ("articles", "newsroom", "benchmarks", "tests")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "migrations" not in path.parts
] + [ROOT / "run.py", ROOT / "manage.py"]

LONGEST_FILE, LONGEST_FUNCTION = 300, 60

# From the bottom up: a module imports from its own floor and from those below it.
FLOORS = [
    ["articles.markup", "articles.direction", "articles.codes", "articles.fetching", "articles.languages"],
    ["articles.importers"],  # all that is not named further up: the parsers
    ["articles.models"],
    ["articles.related", "articles.search", "articles.exporters", "articles.history", "articles.names"],
    ["articles.publishing"],
    ["articles.importers.columns", "articles.importers.match", "articles.importers.remember"],
    [
        "articles.importers.known",
        "articles.importers.nouns",
        "articles.importers.bearers",
        "articles.importers.filling",
    ],
    ["articles.importers.vocabulary", "articles.importers.keep", "articles.importers.rows", "articles.importers.tally"],
    ["articles.importers.archives", "articles.importers.files"],
    ["articles.importers.stories", "articles.importers.copy"],
    ["articles.importers.load", "articles.importers.removal"],
    ["articles.importers.restoring", "articles.importers.retry"],
    ["articles.importers.undo"],
    ["articles.importers.uploads"],
    ["articles.seeding", "articles.polling", "articles.takeout"],
    ["articles.templatetags", "articles.views", "articles.admin", "articles.management", "articles.redirects"],
    ["articles.readonly"],
    ["articles.feeds", "articles.sitemaps", "articles.wellknown"],
    ["articles.api"],
    ["articles.urls", "articles.apps"],
]
PARSERS = 1
NO_WORDS_LIKE = {"utils", "helpers", "common", "base", "services", "misc"}


def name_of(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def floor(module):
    """The floor of a module: that of the longest name in FLOORS that it lies under; None outside of them."""
    places = {name: number for number, names in enumerate(FLOORS) for name in names}
    under = [name for name in places if module == name or module.startswith(f"{name}.")]
    return places[max(under, key=len)] if under else None


def imports(path):
    """The modules that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", [path for path in CODE if path.parts[-2] != "tests"], ids=name_of)
def test_imports_point_down(path):
    here = floor(name_of(path))
    if here is None:
        return
    up = [module for module in imports(path) if (floor(module) or 0) > here]
    assert up == []


@pytest.mark.parametrize("path", [path for path in CODE if floor(name_of(path)) == PARSERS], ids=name_of)
def test_a_parser_knows_no_model_no_setting_and_no_network(path):
    roots = {module.split(".")[0] for module in imports(path)}
    assert roots.isdisjoint({"django", "psycopg", "socket", "urllib", "http", "requests", "httpx"})


@pytest.mark.parametrize("path", CODE, ids=name_of)
def test_files_and_functions_stay_short(path):
    text = path.read_text()
    functions = [
        node for node in ast.walk(ast.parse(text)) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    ]
    assert text.count("\n") <= LONGEST_FILE or path.name.startswith("test_")
    assert [node.name for node in functions if node.end_lineno - node.lineno >= LONGEST_FUNCTION] == []


def test_no_module_is_a_drawer_for_what_has_no_place():
    # Django loads a database backend from a module of the name "base".
    names = {path.stem for path in CODE if path != ROOT / "newsroom/embedded/base.py"}
    assert names.isdisjoint(NO_WORDS_LIKE)


def test_every_module_of_the_app_has_its_floor():
    homeless = [
        name_of(path) for path in CODE if path.is_relative_to(ROOT / "articles") and floor(name_of(path)) is None
    ]
    assert homeless == ["articles"]
