"""WARC files: cases/warc/<case>.warc is a crawl, <case>.json the items it must give, all of them."""

import gzip
import io
import zlib
from contextlib import suppress

import brotli
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.importers import warc
from articles.importers.archives import unpacked
from articles.importers.formats import read as read_any
from articles.importers.pages import Page
from articles.importers.record import Unreadable
from tests.importers.warc_cases import PAGE, URL, chunked, record, response, sent
from tests.importers.wire_cases import NAMES, cases, expected, read, told

OTHER = PAGE.replace(b"Ferry keeps", b"Harbour keeps")
FEED = b"""<rss version="2.0"><channel><title>The Harbour Ledger</title>
<item><title>One</title><description>The first story.</description></item>
<item><title>Two</title><description>The second story.</description></item></channel></rss>"""


def headlines(data):
    """(number, headline or reason) of each item."""
    return [(item.number, item.record.headline if item.record else item.reason) for item in read(warc, data)]


FERRY, HARBOUR = "Ferry keeps its winter service", "Harbour keeps its winter service"


@pytest.mark.parametrize("case", cases("warc"), ids=lambda case: case.stem)
def test_a_crawl_gives_its_pages(case):
    assert [told(item) for item in read(warc, case.read_bytes())] == expected(case)


def test_a_page_is_kept_as_it_was_sent_and_knows_its_address():
    (item,) = read(warc, response())
    assert (item.raw, item.record.url) == (PAGE, URL)


def test_the_address_that_a_page_states_comes_before_the_one_it_was_fetched_from():
    page = PAGE.replace(b"</title>", b'</title><link rel="canonical" href="https://ledger.example/ferry">')
    (item,) = read(warc, response(page))
    assert (item.record.url, item.record.former_urls) == ("https://ledger.example/ferry", (URL,))


def test_the_day_of_the_crawl_is_no_date_of_publication():
    (item,) = read(warc, response(url="https://ledger.example/ferry"))
    assert item.record.dating is None


@pytest.mark.parametrize(
    "other",
    [
        record(b"software: crawler\r\n", "warcinfo", url=None, media="application/warc-fields"),
        record(b"GET / HTTP/1.1\r\n\r\n", "request", media="application/http;msgtype=request"),
        record(b"20240801120000\n127.0.0.1\n", "response", "dns:ledger.example", "text/dns"),
        record(sent(b""), "revisit"),
        record(b"a: b\r\n", "metadata"),
        response(status="301 Moved Permanently"),
        response(status="404 Not Found"),
        response(b"\xff\xd8\xff", media="image/jpeg"),
        response(b"p { color: red }", media="text/css"),
        response(b"User-agent: *", url="https://ledger.example/robots.txt", media="text/plain"),
        response(b'<?xml version="1.0"?><urlset></urlset>', media="application/xml"),
        response(b'{"a": 1}', media="application/json"),
    ],
)
def test_what_is_no_page_is_passed_over(other):
    assert headlines(other + response() + other) == [(2, FERRY)]


@pytest.mark.parametrize("media", ["text/html", "application/xhtml+xml", "text/html;charset=utf-8"])
def test_a_resource_is_a_page_too(media):
    assert headlines(record(PAGE, "resource", media=media)) == [(1, FERRY)]


@pytest.mark.parametrize("media", ["application/rss+xml", "text/xml", "text/html", "application/octet-stream", None])
def test_a_feed_gives_its_items_under_the_number_of_its_record(media):
    assert headlines(response() + response(FEED, media=media)) == [(1, FERRY), (2, "One"), (2, "Two")]


def test_a_page_of_plain_text_is_read_as_one():
    text = b"| Welcome to The Harbour Ledger\n\nMonday, July 21, 1969\n\nTwo men on the Moon\n\nThey came in peace.\n"
    (item,) = read(warc, response(text, media="text/plain"))
    assert (item.record.headline, item.record.url) == ("Two men on the Moon", URL)


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("gzip", gzip.compress(PAGE)),
        ("x-gzip", gzip.compress(PAGE)),
        ("gzip", PAGE),
        ("deflate", zlib.compress(PAGE)),
        ("deflate", zlib.compress(PAGE)[2:-4]),
        ("br", brotli.compress(PAGE)),
        ("identity", PAGE),
        ("gzip, br", brotli.compress(gzip.compress(PAGE))),
    ],
)
@pytest.mark.parametrize("chunks", [True, False])
def test_chunks_and_packing_are_undone(coding, packed, chunks):
    body = chunked(packed) if chunks else packed
    (item,) = read(warc, response(body, Content_Encoding=coding, Transfer_Encoding="chunked" if chunks else None))
    assert item.raw == PAGE


@pytest.mark.parametrize(
    ("media", "codec"),
    [("text/html; charset=windows-1251", "cp1251"), ('text/html; Charset="KOI8-R"', "koi8-r"), ("text/html", "utf-8")],
)
def test_the_encoding_is_the_one_that_the_server_names(media, codec):
    page = PAGE.decode().replace("Ferry keeps its winter service", "Паром остаётся на зиму").encode(codec, "ignore")
    (item,) = read(warc, response(page, media=media))
    assert item.record.headline == "Паром остаётся на зиму"


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (record(sent(), Content_Length="many"), "looked for “WARC/1.0” behind the end"),
        (record(sent(), Content_Length=None), f"{URL}: the record does not say how long it is"),
        (record(sent(), WARC_Truncated="length"), f"{URL}: the crawler kept only the beginning of the page"),
        (response(b"\x1f\x8b nothing", Content_Encoding="gzip"), f"{URL}: the page is packed as “gzip” and damaged"),
        (response(PAGE, Content_Encoding="zip2"), f"{URL}: the page is packed as “zip2”: looked for gzip"),
        (response(b"%PDF-1.7 ...."), f"{URL}: no web page: looked for an element of HTML"),
        (response(b""), f"{URL}: the file is empty"),
        (record(sent(), X="y" * 300_000), "the record's head has more than 262,144 bytes"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_broken_record_is_told_by_its_number_and_the_next_one_is_read(broken, said):
    found = headlines(response() + broken + response(OTHER))
    assert (found[0], found[-1][1]) == ((1, FERRY), HARBOUR)
    assert [reason for _, reason in found[1:-1] if said in reason] != []


@pytest.mark.parametrize(("length", "lost", "after"), [(200, 231, [HARBOUR]), (len(sent()) + 20, 594, [FERRY])])
def test_bytes_that_a_wrong_length_leaves_outside_of_all_records_are_told(length, lost, after):
    said = f"{lost} bytes belong to no record: looked for “WARC/1.0” behind the end that the last record gives"
    found = headlines(record(sent(), Content_Length=length) + response(OTHER) + response())
    assert [told for _, told in found[1:]] == [said, *after, *([FERRY] if after == [HARBOUR] else [])]


@pytest.mark.parametrize("packed", [gzip.compress(PAGE * 90_000), brotli.compress(PAGE * 90_000, quality=5)])
def test_a_page_that_unpacks_to_too_much_is_refused(packed):
    coding = "gzip" if packed[:2] == b"\x1f\x8b" else "br"
    assert headlines(response(packed, Content_Encoding=coding) + response()) == [
        (1, f"{URL}: the page has more than the 20,971,520 bytes that one page may have"),
        (2, FERRY),
    ]


def opened(data):
    """(number, headline or reason) of a file as a run opens it, and why it broke off, if it did."""
    found, said = [], ""
    try:
        for page in unpacked(Page("x", data)):
            with page.open() as stream:
                for item in read_any(stream, NAMES):
                    found.append((item.number, item.record.headline if item.record else item.reason))
    except Unreadable as error:
        said = str(error)
    return found, said


def test_a_packed_file_is_read_through_its_members_or_as_one():
    records = [response(), response(OTHER)]
    wanted = [(1, FERRY), (2, HARBOUR)]
    assert opened(b"".join(map(gzip.compress, records))) == (wanted, "")
    assert opened(gzip.compress(b"".join(records))) == (wanted, "")


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_cut_file_gives_what_is_whole_and_says_where_it_ends(pack):
    data = pack(response()) + pack(response(OTHER))[:-60]
    found, said = opened(data)
    assert found[0] == (1, FERRY)
    assert "ends inside this record" in str(found[1:]) or "damaged" in said


def test_what_is_no_warc_file_is_unreadable():
    for data in (b"", b"\0\0", b"filedesc://x.arc 0.0.0.0 20240801 text/plain 77\n", b"HTTP/1.1 200 OK\r\n\r\n"):
        with pytest.raises(Unreadable, match="no WARC file: looked for “WARC"):
            read(warc, data)


class Endless(io.RawIOBase):
    """A file of a thousand pictures of a million bytes and a page behind them, made while it is read."""

    def __init__(self):
        picture = response(b"\xff\xd8\xff" + bytes(999_997), media="image/jpeg")
        self.pieces = iter([*([picture] * 1000), response()])
        self.rest = b""

    def readable(self):
        return True

    def readinto(self, buffer):
        self.rest = self.rest or next(self.pieces, b"")
        size = min(len(buffer), len(self.rest))
        buffer[:size], self.rest = self.rest[:size], self.rest[size:]
        return size


def test_a_long_file_is_read_a_record_at_a_time():
    (item,) = warc.items(io.BufferedReader(Endless()), NAMES)
    assert (item.number, item.record.headline) == (1001, FERRY)


@given(st.binary(max_size=600), st.integers(0, 900), st.booleans())
@settings(deadline=None, max_examples=60)
def test_no_bytes_do_worse_than_be_unreadable(data, place, inside):
    crawl = response() + response(OTHER, Transfer_Encoding="chunked")
    noise = crawl[:place] + data + crawl[place if inside else place + len(data) :]
    for one in (noise, b"WARC/1.0\r\n" + data):
        with suppress(Unreadable):
            assert all(bool(item.record) != bool(item.reason) for item in read(warc, one))
