"""Whatever a reader sees is said in every language of the interface: no word is missing, guessed or out of date."""

import ast
import gettext
import re

import polib
import pytest
from django.conf import settings
from django.utils.translation import to_locale
from django.utils.translation.template import templatize

from articles.languages import CODES

ROOT = settings.BASE_DIR
TRANSLATED = [code for code in CODES if code != settings.LANGUAGE_CODE]
FOR_READERS = [
    path
    for folder, pattern in (("templates", "*.*"), ("articles", "**/*.py"), ("newsroom", "**/*.py"))
    for path in sorted((ROOT / folder).glob(pattern))
    # The editors' rooms and the commands speak English, and count with gettext's plurals.
    if path.is_file() and not {"admin", "management"} & set(path.relative_to(ROOT).parts)
]
CALL = re.compile(r"(?<!\w)(?:(?P<of>n|p|np)?gettext(?:_lazy)?|_)\((?=u?['\"])")
PLACE = re.compile(r"%\(\w+\)s|%%|\{\w+\}")
MARKUP = re.compile(r"<[^>]+>")


def catalogue(language):
    return polib.pofile(ROOT / "locale" / to_locale(language) / "LC_MESSAGES/django.po")


def named(kind, strings):
    """A message as a catalogue has it, of what a call was given: its context, its text and its plural, if any."""
    context = strings.pop(0) if "p" in kind else None
    return context, strings[0], strings[1] if kind.startswith("n") else ""


def messages(source, path):
    """What is to be translated in a template or a module. Django writes a template's calls as Python's for xgettext,
    amid letters that stand for the rest, so those are cut out one by one."""
    if path.suffix == ".py":
        tree = ast.parse(source)
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
        found = [(CALL.match(f"{call.func.id}(''"), call.args) for call in calls]
    else:
        written = templatize(source, origin=str(path))
        found = [(match, arguments(written[match.start() :])) for match in CALL.finditer(written)]
    for match, given in found:
        strings = [each.value for each in given if isinstance(each, ast.Constant) and isinstance(each.value, str)]
        if match and strings:
            yield named(match["of"] or "", strings)


def arguments(written):
    """The arguments of the call that a text begins with."""
    for end in re.finditer(r"\)", written):
        try:
            return ast.parse(written[: end.end()], mode="eval").body.args
        except SyntaxError:  # a parenthesis within its strings
            continue
    return []


def said():
    return {message for path in FOR_READERS for message in messages(path.read_text(), path)}


def forms(entry):
    """An entry's translations, each by the plural form it is: 0 where there is none."""
    return entry.msgstr_plural or {0: entry.msgstr}


def test_every_language_has_a_catalogue_and_no_other_has():
    assert sorted(path.name for path in (ROOT / "locale").iterdir()) == sorted(map(to_locale, TRANSLATED))


@pytest.mark.parametrize("language", TRANSLATED)
def test_all_that_is_said_is_translated_and_nothing_else(language):
    known = {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in catalogue(language)}
    words = said()
    assert (sorted(map(str, words - known)), sorted(map(str, known - words))) == ([], [])


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_is_missing_or_guessed(language):
    entries = catalogue(language)
    assert [entry.msgid for entry in entries if entry.fuzzy or entry.obsolete or not all(forms(entry).values())] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_is_compiled_is_what_was_written(language):
    written = catalogue(language)
    compiled = polib.mofile(str(ROOT / "locale" / to_locale(language) / "LC_MESSAGES/django.mo"))

    def told(entries):
        return {(entry.msgctxt, entry.msgid): forms(entry) for entry in entries}

    assert told(compiled) == told(written)
    assert compiled.metadata["Plural-Forms"] == written.metadata["Plural-Forms"]


@pytest.mark.parametrize("language", TRANSLATED)
def test_plurals_are_told_apart_as_the_language_does(language):
    rule = catalogue(language).metadata["Plural-Forms"]
    number, plural = re.fullmatch(r"nplurals=(\d); plural=(.+);", rule).groups()
    choose = gettext.c2py(plural)
    assert {choose(n) for n in range(200)} == set(range(int(number)))
    assert {len(forms(entry)) for entry in catalogue(language) if entry.msgid_plural} == {int(number)}


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_place_in_a_sentence_is_kept(language):
    """A form that stands for one number alone, as Arabic's dual, may say it in the word and leave the figure out."""
    entries = catalogue(language)
    choose = gettext.c2py(re.search(r"plural=(.+);", entries.metadata["Plural-Forms"])[1])
    numbers = [choose(n) for n in range(200)]
    wrong = []
    for entry in entries:
        originals = [set(PLACE.findall(text)) for text in (entry.msgid, entry.msgid_plural) if text]
        for form, text in forms(entry).items():
            found, spare = set(PLACE.findall(text)), entry.msgid_plural and numbers.count(form) == 1
            missing = set.intersection(*originals) - found
            if found - set.union(*originals) or len(missing) > bool(spare):
                wrong.append(text)
    assert wrong == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_markup_and_the_space_around_a_text_are_kept(language):
    wrong = []
    for entry in catalogue(language):
        for text in forms(entry).values():
            around = [len(each) - len(each.lstrip()) for each in (text, entry.msgid)]
            after = [len(each) - len(each.rstrip()) for each in (text, entry.msgid)]
            tags = [sorted(MARKUP.findall(each)) for each in (text, entry.msgid)]
            if around[0] != around[1] or after[0] != after[1] or tags[0] != tags[1]:
                wrong.append(text)
    assert wrong == []


@pytest.mark.parametrize(
    ("name", "source", "found"),
    [
        ("a.html", '{% translate "One" %}{{ x|default:_("Two (2)") }}', [(None, "One", ""), (None, "Two (2)", "")]),
        ("a.html", '{% translate "May" context "month" %}', [("month", "May", "")]),
        (
            "a.html",
            "{% blocktranslate count n=n %}“A” {{ n }} it's{% plural %}Bs {{ n }}{% endblocktranslate %}",
            [(None, "“A” %(n)s it's", "Bs %(n)s")],
        ),
        ("a.py", '_("One") or ngettext("a", "b", n)', [(None, "One", ""), (None, "a", "b")]),
        ("a.py", 'pgettext("list", ", ")', [("list", ", ", "")]),
        ("a.py", 'gettext(word)\nprint("no")', []),
    ],
)
def test_what_is_to_be_translated_is_found(tmp_path, name, source, found):
    assert list(messages(source, tmp_path / name)) == found
