"""Web pages: cases/html/<case>.html (or .mhtml) is a page, <case>.json the items it must give, all of them."""

import io
import json
from dataclasses import asdict, replace
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.importers.html import items
from articles.importers.names import Names
from articles.importers.record import Unreadable

CASES = sorted(path for path in (Path(__file__).parent / "cases" / "html").iterdir() if path.suffix != ".json")

# Cases have names of their own, so that a list that grows changes none of them.
NAMES = Names.of(
    outlets=[
        {"name": "Reuters", "kind": "agency", "other_names": []},
        {"name": "Global Village Space", "kind": "publisher", "other_names": ["GVS"]},
    ],
)


def plain(item):
    """An item as JSON holds it; proposals have tests of their own."""

    def as_json(value):
        if isinstance(value, date | datetime):
            return value.isoformat()
        if isinstance(value, dict):
            return {key: as_json(inner) for key, inner in value.items()}
        return [as_json(inner) for inner in value] if isinstance(value, list | tuple) else value

    record = asdict(replace(item.record, proposals=())) if item.record else None
    return as_json({"number": item.number, "reason": item.reason, "record": record})


def read(page):
    data = page if isinstance(page, bytes) else page.encode()
    (item,) = items(io.BytesIO(data), NAMES)
    return item


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_page_gives_its_record(case):
    expected = json.loads(case.with_suffix(".json").read_text(encoding="utf-8"))
    assert [plain(item) for item in items(io.BytesIO(case.read_bytes()), NAMES)] == expected


def test_every_case_has_its_page_and_its_record():
    assert {case.stem for case in CASES} == {path.stem for path in CASES[0].parent.glob("*.json")}


PAGE = """<html><head><title>Title</title>{head}</head><body>{top}<h1>Ferry keeps its winter service</h1>{under}
<p>The island’s only ferry will go on running through the winter, after a vote in which nine in ten took part.</p>
<p>The council had wanted to end the service, which carries a dozen people on most days and none at all on some.</p>
{below}</body></html>"""


def page(head="", top="", under="", below=""):
    return read(PAGE.format(head=head, top=top, under=under, below=below)).record


def ld(text):
    return f'<script type="application/ld+json">{text}</script>'


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "the file is empty"),
        (b"%PDF-1.7\n...", "looks like a PDF file"),
        (b"\x89PNG\r\n\x1a\n", "looks like a PNG picture"),
        (b"Only words, and no markup at all.", "no web page: looked for an element of HTML"),
        (b"<html>" + b"x" * (20 * 1024 * 1024), "more than the 20,971,520"),
        (b"MIME-Version: 1.0\nContent-Type: text/plain\n\nhello", "looked for a part of HTML in a saved page"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_web_page_is_unreadable(data, said):
    with pytest.raises(Unreadable) as refused:
        read(data)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("<html><title>A title</title></html>", "no paragraphs: looked for a main text below “A title”, found none"),
        (
            f"<html><h1>{'long ' * 300}</h1><p>{'Words, words. ' * 40}</p></html>",
            "has 1,499 characters, more than 1,000",
        ),
    ],
)
def test_a_page_without_a_story_says_what_is_missing(html, said):
    item = read(html)
    assert item.record is None
    assert said in item.reason


@pytest.mark.parametrize(
    ("head", "top", "under", "expected"),
    [
        ('<meta property="article:published_time" content="2024-07-16T08:30:00+02:00">', "", "",
         ("2024-07-16", "stated", "2024-07-16T08:30:00+02:00")),
        (ld('{"@type": "NewsArticle", "datePublished": "2024-07-16"}'), "", "", ("2024-07-16", "stated", None)),
        ('<meta name="parsely-pub-date" content="Tue, 16 Jul 2024 06:30:00 GMT">', "", "",
         ("2024-07-16", "stated", "2024-07-16T06:30:00+00:00")),
        ("", "", '<time datetime="2024-07-16T08:30">Tuesday</time>', ("2024-07-16", "stated", None)),
        ("", "", '<span class="date">16 July 2024</span>', ("2024-07-16", "printed", None)),
        ("", '<div class="date">Tuesday, July 16, 2024</div>', "", ("2024-07-16", "printed", None)),
        ('<link rel="canonical" href="https://gvs.example/2024/07/16/a">', "", "", ("2024-07-16", "inferred", None)),
        ('<meta name="date" content="0000-00-00">', "", "", None),
        ('<meta name="date" content="9999-12-31T00:00:00Z">', "", "", None),
        ("", "", "", None),
    ],
)  # fmt: skip
def test_a_date_says_on_whose_word(head, top, under, expected):
    found = page(head, top, under).dating
    said = found and (str(found.on), found.basis, found.at.isoformat() if found.at else None)
    assert said == expected


def test_the_year_of_the_copyright_is_no_date():
    assert page(below="<footer>© 2021 Ferry News</footer>").dating is None


@pytest.mark.parametrize(
    ("head", "under", "authors"),
    [
        ('<meta name="author" content="By Ada Moss and Tomas Lind">', "", ("Ada Moss", "Tomas Lind")),
        (
            '<meta name="author" content="https://social.example/ada">',
            '<p class="byline">By Ada Moss</p>',
            ("Ada Moss",),
        ),
        ('<meta property="article:author" content="ada@gvs.example">', "", ()),
        (ld('{"@type": "Article", "author": "Ada Moss, Staff Writer"}'), "", ("Ada Moss",)),
        ("", '<div class="byline">By <a href="/author/ada">Ada Moss</a> | July 16, 2024</div>', ("Ada Moss",)),
        ("", '<a rel="author" href="/a">Ada Moss</a>', ("Ada Moss",)),
        ('<meta property="og:site_name" content="Ferry News"><meta name="author" content="Ferry News">', "", ()),
    ],
)
def test_authors_are_names_and_nothing_else(head, under, authors):
    assert page(head, "", under).authors == authors


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="og:title" content="Ferry keeps its winter service | Ferry News">',
        ld('{"@type": "NewsArticle", "headline": "Ferry keeps its winter service"}'),
        "",
    ],
)
def test_the_headline_stands_as_the_page_prints_it(head):
    assert page(head).headline == "Ferry keeps its winter service"


@pytest.mark.parametrize(
    ("head", "under", "standfirst"),
    [
        ('<meta name="description" content="The island’s only ferry will go on running through...">', "", ""),
        ('<meta name="description" content="The island’s only ferry will go on running through the winter">', "", ""),
        ('<meta name="description" content="A page about the ferry and its winters">', "", ""),
        ('<meta name="description" content="Islanders have voted for it">', "<h2>Islanders have voted for it</h2>",
         "Islanders have voted for it"),
        ("", '<p class="standfirst">Islanders have voted for it</p>', "Islanders have voted for it"),
        (ld('{"@type": "NewsArticle", "alternativeHeadline": "Islanders have voted"}'), "", "Islanders have voted"),
    ],
)  # fmt: skip
def test_a_standfirst_is_no_copy_of_the_text(head, under, standfirst):
    assert page(head, "", under).standfirst == standfirst


@pytest.mark.parametrize(
    "text",
    [
        "{" * 10_000,
        "[" * 10_000 + "]" * 10_000,
        '{"@type": "NewsArticle", "headline": "\\ud800", "author": {"name": {"name": 7}}, "keywords": [null, 1, {}]}',
        '{"@type": 7, "datePublished": ["2024"], "image": [[]], "publisher": "x", "url": {"@id": 3}}',
        '{"@graph": {"@graph": [[[{"@type": "Article", "headline": null}]]]}}',
        "not json",
        "",
    ],
)
def test_broken_data_in_the_head_spoils_nothing(text):
    assert page(ld(text)).headline == "Ferry keeps its winter service"


def test_a_deep_page_is_read_as_far_as_it_goes():
    assert page(below="<div>" * 10_000 + "deep").headline == "Ferry keeps its winter service"


# The first page of a run loads the languages of dates, which takes longer than hypothesis allows.
@settings(deadline=None)
@given(st.binary(max_size=300) | st.binary(max_size=200).map(lambda data: b"<html><title>T</title><body>" + data))
def test_any_bytes_give_an_item_or_are_unreadable(data):
    try:
        item = read(data)
    except Unreadable:
        return
    assert (item.record is None) == bool(item.reason)


TAGS = [
    "<p>", "</p>", "<h1>", "</h1>", "<title>", "</title>", "<meta name=author content='", "'>", "<time datetime='2024",
    "<script type='application/ld+json'>", "</script>", '{"@type":"Article","author":[', "<img src=//x>",
    "<div itemscope itemtype='Article'>", "<span itemprop=author>", "<a href='http://[x'>", "<base href='//['>",
    "<link rel=canonical href='http://x", "Some words of a text. " * 9,
]  # fmt: skip


@pytest.mark.parametrize("unit", [" ", "(", "by ", ", ", "<b>", "-->", '"author":[', "| ", "<p>", "&#0;", "http://"])
@pytest.mark.parametrize("place", ["<title>{}</title>", '<meta name="author" content="{}">', ld("{{{}"), "<p>{}</p>"])
def test_much_of_one_thing_does_not_stop_the_reading(unit, place):
    much = (unit * (100_000 // len(unit))).replace('"', "&quot;" if "content" in place else '"')
    record = read(PAGE.format(head="", top="", under="", below=place.format(much))).record
    assert record.headline == "Ferry keeps its winter service"


@settings(deadline=None)
@given(st.lists(st.sampled_from(TAGS), max_size=20).map("".join))
def test_any_markup_gives_an_item(html):
    item = read(f"<html>{html}")
    assert (item.record is None) == bool(item.reason)
