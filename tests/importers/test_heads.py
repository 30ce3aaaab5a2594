"""What stands around a headline: the headline itself, standfirst, byline and dates."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.importers import heads
from articles.importers.names import Names
from articles.importers.trees import parsed

NAMES = Names.of([{"name": "The Harbour Ledger", "kind": "publisher", "other_names": []}])
FERRY = "Ferry keeps its winter service"


def page(body, title=""):
    return parsed(f"<html><head><title>{title}</title></head><body>{body}</body></html>")


def headline(body, title="", titles=(), sites=()):
    return heads.headline(page(body, title), list(titles), sites, NAMES)


@pytest.mark.parametrize(
    ("body", "title", "titles"),
    [
        (f"<h1>{FERRY}</h1>", "", []),
        (f"<h1>The Harbour Ledger</h1><h1>{FERRY}</h1>", f"{FERRY} | The Harbour Ledger", []),
        (f"<h1>Weather</h1><h1>{FERRY}</h1>", "", [FERRY]),
        (f"<h1>{FERRY}</h1>", "", ["Ferry keeps winter service"]),
        ("<h1>News</h1>", f"{FERRY} - The Harbour Ledger", []),
        ("<h1>News</h1>", f"The Harbour Ledger: {FERRY}", [FERRY]),
        ("<h1></h1>", "", [f"{FERRY} | The Harbour Ledger"]),
        (f"<h2>News</h2><h2>{FERRY}</h2>", "", []),
        (f"<h3>{FERRY}</h3>", "", []),
    ],
)
def test_the_headline_is_the_h1_that_titles_speak_of_else_the_best_of_titles_and_headings(body, title, titles):
    assert headline(body, title, titles) == FERRY


def test_a_page_without_heading_and_title_has_no_headline():
    assert headline("<p>Words.</p>") == ""


def test_a_headline_that_is_the_name_of_the_site_is_none():
    assert headline("<h1>Island News</h1>", f"{FERRY} | Island News", sites=["Island News"]) == FERRY


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://ledger.example/2024/07/16/ferry-keeps-its-winter-service/", FERRY),
        ("https://ledger.example/ferry_keeps_its_winter_service.html?p=7#top", FERRY),
        ("https://ledger.example/ferry-keeps-its-winter-service-1234567", FERRY),
        ("https://ledger.example/%D0%BF%D0%B0%D1%80%D0%BE%D0%BC-%D0%B8-%D0%B7%D0%B8%D0%BC%D0%B0", "Паром и зима"),
        ("https://ledger.example/news/", ""),
        ("https://ledger.example/2024/07/16/", ""),
        ("https://ledger.example", ""),
        ("", ""),
    ],
)
def test_an_address_of_several_words_can_stand_for_a_headline(url, words):
    assert heads.of_address(url) == words


@given(st.text(max_size=80))
def test_any_address_gives_a_headline_or_none(url):
    assert isinstance(heads.of_address(url), str)


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        (f"{FERRY} | The Harbour Ledger", FERRY),
        (f"The Harbour Ledger – {FERRY}", FERRY),
        (f"{FERRY} - News - The Harbour Ledger", f"{FERRY} - News"),
        (f"{FERRY} | ledger.example", FERRY),
        (f"{FERRY} – council votes again", f"{FERRY} – council votes again"),
        ("The Harbour Ledger", "The Harbour Ledger"),
    ],
)
def test_a_title_loses_the_name_of_its_site_and_nothing_else(title, bare):
    assert heads.without_site(title, ["ledger.example"], NAMES) == bare


def test_words_are_parted_by_boxes_and_not_by_inline_elements():
    (h1,) = page("<h1>Fer<b>ry</b> keeps<br>its<div>service</div></h1>").iter("h1")
    assert heads.run_on(h1) == "Ferry keeps its service"


def test_letters_have_no_case_no_width_and_no_punctuation():
    assert heads.letters("“Ｆerry” KEEPS – its_7") == heads.letters("ferry keeps its 7")


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ('<p class="standfirst">Nine in ten voted for it.</p>', ["Nine in ten voted for it."]),
        ('<h2 class="article-subtitle sub-title">Nine in ten voted for it.</h2>', ["Nine in ten voted for it."]),
        ('<div itemprop="description">Nine in ten voted for it.</div>', ["Nine in ten voted for it."]),
        ('<p class="dek">Too short</p>', []),
        ('<p class="outstanding">Nine in ten voted for it.</p>', []),
    ],
)
def test_a_standfirst_is_named_as_one(html, found):
    assert list(heads.leads(page(html))) == found


def test_a_description_stands_alone_if_an_element_holds_it_and_nothing_else():
    text = "Nine in ten voted for the ferry."
    assert heads.stands_alone(page(f"<div><p>{text}</p></div>"), text)
    assert not heads.stands_alone(page(f"<p>{text} The council is to decide again in the coming spring.</p>"), text)


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ('<span class="byline">By <a href="/author/ada">Ada Quayle</a></span>', [("By Ada Quayle", ["Ada Quayle"])]),
        ('<a rel="author" href="/x">Ada Quayle</a>', [("Ada Quayle", ["Ada Quayle"])]),
        (
            '<p class="author">By Ada Quayle <i>and</i> Bo Reed</p>',
            [("By Ada Quayle and Bo Reed", ["By Ada Quayle and Bo Reed"])],
        ),
        ('<div class="comment"><span class="author">Troll</span></div>', []),
        (f'<p class="byline">{"long " * 40}</p>', []),
    ],
)
def test_a_byline_is_marked_and_short_and_not_a_commenters(html, found):
    assert list(heads.bylines(page(html))) == found


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ('<time datetime="2024-07-16">Tuesday</time>', ["2024-07-16"]),
        (
            '<time datetime="2024-07-20">x</time><time itemprop="datePublished" datetime="2024-07-16">y</time>',
            ["2024-07-16"],
        ),
        (
            '<p>Updated <time datetime="2024-07-20">x</time></p><p><time datetime="2024-07-16">y</time></p>',
            ["2024-07-16"],
        ),
        ('<p>Updated <time datetime="2024-07-20">x</time></p>', ["2024-07-20"]),
        ('<aside><time datetime="2024-07-20">x</time></aside>', []),
        ("<time>Tuesday</time>", []),
    ],
)
def test_times_for_machines_are_those_of_the_story_and_not_of_its_changes(html, found):
    assert heads.times(page(html)) == found


def test_lines_named_for_a_date_are_told_by_whether_they_stand_below_the_headline():
    html = f'<p class="date">July 16, 2024</p><h1>{FERRY}</h1><span class="posted-on">July 12, 2024</span><p>July 1</p>'
    assert heads.date_lines(page(html), heads.letters(FERRY)) == (["July 12, 2024"], ["July 16, 2024"])
