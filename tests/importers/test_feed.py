"""Feeds: cases/feed and cases/jsonfeed hold files and the items that must come of them, all of them."""

import io
import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.importers import feed, jsonfeed
from articles.importers.record import Unreadable
from articles.importers.syndicated import dating, first_sentence, tag_of
from tests.importers.wire_cases import NAMES, cases, expected, read, told

HEAD = b'<?xml version="1.0"?><rss version="2.0"><channel><title>The Harbour Ledger</title><language>en</language>'
TAIL = b"</channel></rss>"


@pytest.mark.parametrize("case", cases("feed"), ids=lambda case: case.stem)
def test_a_feed_gives_its_items(case):
    assert [told(item) for item in read(feed, case.read_bytes())] == expected(case)


@pytest.mark.parametrize("case", cases("jsonfeed"), ids=lambda case: case.stem)
def test_a_json_feed_gives_its_items(case):
    assert [told(item) for item in read(jsonfeed, case.read_bytes())] == expected(case)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no feed: looked for <rss>, <feed> or <rdf:RDF>, found b'' at the start"),
        (b"%PDF-1.7 <rss>", "found b'%PDF-1.7 <rs' at the start"),
        (b"<html><p>A page</p></html>", "with entries, found none of them"),
    ],
    ids=["empty", "pdf", "page"],
)
def test_what_is_no_feed_says_so(data, said):
    with pytest.raises(Unreadable) as refused:
        read(feed, data)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b'{"items": []}',
        b'{"version": "https://jsonfeed.org/version/1", "items": {}}',
        b'{"version": "https://jsonfeed.org/version/1"',
        b"[" * 10_000,
    ],
    ids=lambda data: data[:40].decode(),
)
def test_what_is_no_json_feed_is_unreadable(data):
    with pytest.raises(Unreadable):
        read(jsonfeed, data)


DEEP = b'{"title": ' + b"[" * 10_000 + b'"}"' + b"]" * 10_000 + b"}"


@pytest.mark.parametrize("end", [b"]}", b'], "title": "The Harbour Ledger"}'])
def test_an_item_ten_thousand_floors_deep_is_reported_and_those_around_it_go_in(end):
    start = b'{"version": "https://jsonfeed.org/version/1", "items": [{"title": "A headline"}, '
    items = read(jsonfeed, start + DEEP + b', {"title": "Another"}' + end)
    assert [(item.number, item.record and item.record.headline, item.reason) for item in items] == [
        (1, "A headline", ""),
        (2, None, "the JSON is nested too deep: looked for the end of an object, gave up on the way"),
        (3, "Another", ""),
    ]
    assert items[1].raw == DEEP
    assert items[2].record.publisher == ("The Harbour Ledger" if b"title" in end else "")


def test_a_feed_whose_items_come_first_is_a_feed():
    (item,) = read(jsonfeed, b'{"items": [' + DEEP + b'], "version": "https://jsonfeed.org/version/1"}')
    assert item.reason.startswith("the JSON is nested too deep")


def test_a_feed_without_entries_has_no_items():
    assert read(feed, HEAD + TAIL) == []


def test_an_item_is_kept_as_it_stood_with_its_line():
    entry = b"<item><title>A headline</title></item>"
    items = read(feed, HEAD + b"\n\n" + entry + b"\n" + entry + TAIL)
    assert [(item.raw, item.line) for item in items] == [(entry, 3), (entry, 4)]


def test_a_headline_of_a_megabyte_is_reported_with_its_length():
    [item] = read(feed, HEAD + b"<item><title>" + b"x" * 1_000_000 + b"</title></item>" + TAIL)
    assert item.reason == "the headline has 1,000,000 characters, more than the 1,000 a headline may have"


def entries(count):
    """Entries of which every tenth has nothing to be a headline."""
    for number in range(1, count + 1):
        title = f"<title>Story {number}</title>" if number % 10 else "<title> </title>"
        yield f"<item>{title}<guid>{number}</guid></item>\n".encode()


def test_a_long_feed_is_read_in_batches_with_every_good_item_in_and_every_bad_one_reported(monkeypatch):
    monkeypatch.setattr(feed, "WHOLE", 1000)
    monkeypatch.setattr(feed, "MOST_HEAD", 2000)
    items = read(feed, HEAD + b"".join(entries(300)) + TAIL)
    assert [(item.number, item.record.headline if item.record else "") for item in items] == [
        (number, f"Story {number}" if number % 10 else "") for number in range(1, 301)
    ]


def test_an_entry_that_upsets_its_batch_does_not_upset_the_others(monkeypatch):
    monkeypatch.setattr(feed, "WHOLE", 100)
    odd = b"<item><title>Two</title><entry><title>A guest</title></item>"
    items = read(feed, HEAD + b"<item><title>One</title></item>" + odd + b"<item><title>Three</title></item>" + TAIL)
    assert [item.number for item in items] == [1, 2, 3, 4]
    assert [item.record.headline for item in items if item.record][::3] == ["One", "Three"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "utf-8"])
def test_a_feed_in_another_encoding_is_the_same_feed(encoding):
    text = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>' + HEAD.decode().partition("?>")[2]
    data = (text + "<item><title>Ein Kran für Köln</title></item>" + TAIL.decode()).encode(encoding)
    assert [item.record.headline for item in read(feed, data)] == ["Ein Kran für Köln"]


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        ("The crane turns. It is new.", "The crane turns."),
        ("Mr. Smith has bought the crane. It is new.", "Mr. Smith has bought the crane."),
        ("No full stop", "No full stop"),
        ("word " * 40, "word " * 23 + "word…"),
        ("x" * 200, "x" * 119 + "…"),
        ("", ""),
    ],
)
def test_a_headline_made_of_a_text_is_its_first_sentence_cut_at_a_word(text, headline):
    assert first_sentence(text) == headline


@given(st.text(max_size=300))
def test_a_headline_made_of_a_text_has_120_characters_at_the_most(text):
    assert len(first_sentence(text)) <= 120


@pytest.mark.parametrize(
    ("given_tag", "tag"),
    [("en_us", "en-US"), ("zh-hans-cn", "zh-Hans-CN"), ("FR", "fr"), ("english", ""), ("", ""), (None, ""), (7, "")],
)
def test_a_language_is_written_as_bcp_47_has_it(given_tag, tag):
    assert tag_of(given_tag) == tag


# The reader of dates in many languages loads them when it is first asked.
@settings(deadline=None)
@given(st.text(max_size=60) | st.from_regex(r"[0-9T:Z+ -]{1,30}", fullmatch=True))
def test_a_date_is_read_or_is_none_and_never_out_of_the_calendar_of_news(text):
    found = dating(text)
    assert found is None or date(1600, 1, 1) <= found.on <= date(2199, 12, 31)


pieces_of_feeds = st.sampled_from(
    [
        HEAD, TAIL, b"<item>", b"</item>", b"<title>", b"</title>", b"<![CDATA[", b"]]>", b"<!--", b"-->", b"&",
        b"&#0;", b"&lt;b&gt;", b"<entry/>", b"<feed xmlns='http://www.w3.org/2005/Atom'>", b"<pubDate>",
        b"Mon, 99 May 0000",
        b"<media:content url='x'", b"<guid>", b"\x00", b"\xff\xfe", b"<content type='base64'>", b"<!DOCTYPE rss [",
        b"<link href='http://[' rel='enclosure'/>", b"<author>", b"words",
    ]
)  # fmt: skip


@given(st.binary(max_size=300) | st.lists(pieces_of_feeds, max_size=25).map(b"".join))
def test_any_bytes_give_items_in_order_or_are_unreadable(data):
    try:
        items = read(feed, data)
    except Unreadable:
        return
    assert [item.number for item in items] == list(range(1, len(items) + 1))
    assert all(item.record.headline if item.record else item.reason for item in items)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
FIELDS = ["id", "url", "title", "content_html", "content_text", "summary", "image", "date_published", "authors", "tags"]
FIELDS += ["author", "attachments", "language", "date_modified", "external_url"]


@given(st.lists(st.dictionaries(st.sampled_from(FIELDS), anything) | anything, max_size=4))
def test_whatever_stands_in_a_json_feed_every_item_is_a_record_or_has_a_reason(stories):
    data = json.dumps({"version": "https://jsonfeed.org/version/1", "items": stories}).encode()
    items = read(jsonfeed, data)
    assert [item.number for item in items] == list(range(1, len(stories) + 1))
    assert all(item.record.headline if item.record else item.reason for item in items)


@given(st.binary(max_size=300))
def test_any_bytes_give_json_items_or_are_unreadable(data):
    try:
        list(jsonfeed.items(io.BytesIO(data), NAMES))
    except Unreadable:
        return
