from datetime import date

import pytest
from django.http import Http404
from django.template import Context, Template

from articles.models import Tag
from articles.templatetags import archive


@pytest.mark.parametrize(
    ("language", "direction"),
    [
        ("en", "ltr"),
        ("ur", "rtl"),
        ("ar-EG", "rtl"),
        ("FA", "rtl"),
        ("", "auto"),
        ("ur-Latn", "ltr"),
        ("az-Arab", "rtl"),
    ],
)
def test_a_language_has_its_direction(language, direction):
    assert archive.direction(language) == direction


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Short enough", "Short enough"),
        ("The harbour is open", "The harbour…"),
        ("The harbour, opened", "The harbour…"),
        ("The harbouropening", "The harbouro…"),
        ("人類、初めて月面に立つ――アポロ11号", "人類、初めて月面に立つ―…"),
    ],
)
def test_a_text_is_cut_between_its_words_where_it_has_any(text, shown):
    assert archive.shortened(text, 13) == shown


def test_tags_come_in_groups_of_their_kind_in_a_fixed_order():
    rows = [{"kind": "topic", "name": "Moon"}, {"kind": "person", "name": "B"}, {"kind": "person", "name": "A"}]
    assert [(archive.heading(kind), [row["name"] for row in group]) for kind, group in archive.by_kind(rows)] == [
        ("People", ["B", "A"]),
        ("Topics", ["Moon"]),
    ]
    assert archive.by_kind([Tag(kind="place", name="Houston")])[0][0] == Tag.Kind.PLACE


@pytest.mark.parametrize(("kind", "words"), [("year", "1969"), ("month", "July 1969"), ("day", "July 21, 1969")])
def test_a_period_is_said_in_words(kind, words):
    assert archive.period(date(1969, 7, 21), kind) == words


@pytest.mark.parametrize(("count", "words"), [(0, "0 stories"), (1, "1 story"), (1234567, "1,234,567 stories")])
def test_numbers_of_stories_are_said_in_groups_of_digits(count, words):
    assert archive.stories(count) == words


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.example.org/a", "example.org"),
        ("http://example.org:8080/", "example.org:8080"),
        ("http://[", "http://["),
    ],
)
def test_an_address_shows_its_host_even_when_it_is_broken(url, host):
    assert archive.host(url) == host


def test_markup_is_told_as_plain_words_and_escaped_again_by_the_page():
    assert archive.plain("<em>AT&amp;T</em> &lt;rose&gt;") == "AT&T <rose>"
    shown = Template('{% load archive %}<meta content="{{ html|plain }}">').render(
        Context({"html": "&lt;b&gt; &quot;"})
    )
    assert shown == '<meta content="&lt;b&gt; &quot;">'


def test_only_our_own_words_are_shown_of_what_went_wrong():
    assert (
        archive.own_words(Http404("There is no such day in the calendar.")) == "There is no such day in the calendar."
    )
    assert archive.own_words(Http404("No Article matches the given query.")) == ""
    assert archive.own_words({"tried": []}) == ""


def test_a_page_outside_of_a_request_has_only_its_path():
    assert archive.absolute(Context({}), "/a/1/") == "/a/1/"


def test_the_address_of_a_list_keeps_its_place_and_nothing_else(rf):
    context = Context({"request": rf.get("/latest/?before=19690721T000000000000-1&utm=x")})
    assert archive.absolute(context) == "http://testserver/latest/?before=19690721T000000000000-1"
