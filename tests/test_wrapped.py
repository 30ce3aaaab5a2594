"""No word that a reader sees stands in a template or a view in English alone."""

import ast
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template.base import Lexer, TokenType

ROOT = Path(__file__).parent.parent
TEMPLATES = sorted((ROOT / "templates").glob("*.html"))
SPOKEN = {"aria-label", "alt", "placeholder", "title"}
FOR_MACHINES = {"body_class"}  # a block that is the value of an attribute
NAMES = {"Newsroom"}  # said so in every language
WORD = re.compile(r"[^\W\d_]+")


class Words(HTMLParser):
    """The words of a page that readers see or hear: its text, and attributes that are spoken.

    What is marked as English whatever the page speaks, as the manual for programs is, is English by design.
    """

    def __init__(self):
        super().__init__()
        self.found = []
        self.english = []  # the element that is marked so, once for itself and for each of its kind within

    def handle_data(self, data):
        if not self.english:
            self.found += WORD.findall(data)

    def handle_endtag(self, tag):
        if tag in self.english:
            self.english.pop()

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        if tag in self.english or told.get("lang") == "en":
            self.english.append(self.english[0] if self.english else tag)
        if self.english:
            return
        spoken = [told[name] for name in SPOKEN & told.keys()]
        if tag == "meta" and told.get("name", told.get("property")) in {"description", "og:description"}:
            spoken.append(told["content"])
        self.found += [word for text in spoken for word in WORD.findall(text or "")]


def untranslated(source):
    """The words of a template's text outside of `blocktranslate`; what tags print is not looked at."""
    text, inside, block = [], False, ""
    for token in Lexer(source).tokenize():
        name = token.split_contents()[0] if token.token_type == TokenType.BLOCK else ""
        inside = name == "blocktranslate" or (inside and name != "endblocktranslate")
        if name == "block":
            block = token.split_contents()[1]
        if token.token_type == TokenType.TEXT and not inside and block not in FOR_MACHINES:
            text.append(token.contents)
    words = Words()
    words.feed("".join(text))
    return [word for word in words.found if word not in NAMES]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_every_word_of_a_page_is_translated(path):
    assert untranslated(path.read_text()) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_every_word_that_a_tag_prints_instead_is_translated(path):
    bare = re.findall(r'\{[{%][^}]*(?<!\bid\|)\bdefault(?:_if_none)?:"([^"]*)"', path.read_text())  # an id is no word
    assert [text for text in bare if WORD.search(text)] == []


def test_words_that_are_not_translated_are_found():
    source = '<p title="One">two {{ three }} {% translate "four" %}</p>{% blocktranslate %}five{% endblocktranslate %}'
    assert sorted(untranslated(source)) == ["One", "two"]


def test_words_that_are_marked_as_english_are_let_be():
    source = '<p>One</p><div lang="en"><div title="two">three</div><p>four</p></div><div>five</div>'
    assert untranslated(source) == ["One", "five"]


@pytest.mark.parametrize("path", sorted((ROOT / "articles/views").glob("*.py")), ids=lambda path: path.stem)
def test_why_a_page_is_not_there_is_said_in_every_language(path):
    calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    reasons = [call.args[0] for call in calls if getattr(call.func, "id", "") == "Http404" and call.args]
    assert [reason.lineno for reason in reasons if isinstance(reason, (ast.Constant, ast.JoinedStr))] == []
