import gzip
import re
import socket
import time
import zlib
from dataclasses import replace

import pytest

from articles.fetching.addresses import PUBLIC, Refused, Unfetched
from articles.fetching.fetch import fetch
from articles.fetching.turns import Turns
from tests.fetching.server import CERTIFICATE, LOCAL, serving

FEED = b"<rss/>"


@pytest.fixture
def site():
    with serving() as site:
        yield site


def get(address, policy=LOCAL, **options):
    return fetch(address, policy=policy, turns=Turns(pause=0), **options)


def refusal(address, policy=LOCAL):
    """Why nothing was fetched."""
    with pytest.raises(Unfetched) as refused:
        get(address, policy)
    return str(refused.value)


def test_an_answer_has_its_body_and_what_was_said_of_it(site):
    address = site.says("/feed", 200, FEED, ETag='"1"', Last_Modified="yesterday", Cache_Control="max-age=60")
    answer = get(address, agent="Newsroom (+mailto:desk@news.example)")
    assert (answer.status, answer.address, answer.moved, answer.body) == (200, address, False, FEED)
    assert (answer.etag, answer.last_modified, answer.max_age) == ('"1"', "yesterday", 60)
    path, headers = site.asked[0]
    assert path == "/feed"
    assert headers["Host"] == site.root.removeprefix("http://")
    assert headers["User-Agent"] == "Newsroom (+mailto:desk@news.example)"
    assert {"If-None-Match", "If-Modified-Since", "Cookie", "Referer", "Authorization"}.isdisjoint(headers)


def test_a_server_is_asked_whether_anything_changed(site):
    answer = get(site.says("/feed", 304), etag='W/"1"', last_modified="Fri, 01 Mar 2024 12:00:00 GMT")
    assert (answer.status, answer.body) == (304, b"")
    headers = site.asked[0][1]
    assert headers["If-None-Match"] == 'W/"1"'
    assert headers["If-Modified-Since"] == "Fri, 01 Mar 2024 12:00:00 GMT"


@pytest.mark.parametrize(
    ("statuses", "moved"), [([301], True), ([308, 301], True), ([302], False), ([307], False), ([301, 302], False)]
)
def test_a_move_is_for_good_when_every_step_says_so(site, statuses, moved):
    for number, status in enumerate(statuses):
        site.says(f"/{number}", status, b"ignored", Location=f"/{number + 1}")
    last = site.says(f"/{len(statuses)}", 200, FEED)
    answer = get(f"{site.root}/0")
    assert (answer.address, answer.moved, answer.body) == (last, moved, FEED)


def test_a_move_from_https_to_http_is_followed_and_not_remembered(site):
    with serving(tls=True) as safe:
        answer = get(safe.says("/feed", 301, Location=site.says("/feed", 200, FEED)), trusting())
    assert (answer.body, answer.moved) == (FEED, False)


def trusting():
    return replace(LOCAL, trusted=str(CERTIFICATE))


def test_a_redirect_may_be_relative_and_in_other_letters(site):
    site.says("/feed", 302, Location="/flux/été".encode().decode("latin-1"))
    site.says("/flux/%C3%A9t%C3%A9", 200, FEED)
    assert get(f"{site.root}/feed").body == FEED


def test_a_loop_of_redirects_ends(site):
    site.says("/a", 302, Location="/b")
    site.says("/b", 302, Location="/a")
    assert refusal(f"{site.root}/a") == f"there are more than 5 redirects, the last of them to {site.root}/a"
    assert len(site.asked) == 6


def test_a_redirect_without_a_place_is_told(site):
    assert refusal(site.says("/a", 301)) == "the server answers 301 and does not say where to go"


ELSEWHERE = """
http://169.254.169.254/latest/ http://127.0.0.2/ //0x7f.2/ http://[::ffff:10.0.0.1]/ file:///etc/hosts http://[::1
http://user@localhost/ gopher://localhost/
""".split()


@pytest.mark.parametrize("place", ELSEWHERE)
def test_a_redirect_to_a_private_address_or_another_protocol_is_refused(site, place):
    only_this = replace(LOCAL, permitted=lambda number: str(number) in ("127.0.0.1", "::1"))
    with pytest.raises(Refused):
        get(site.says("/a", 302, Location=place), only_this)
    assert len(site.asked) == 1


def test_this_machine_is_not_asked_unless_a_test_permits_it(site):
    address = site.says("/feed", 200, FEED)
    with pytest.raises(Refused, match="is a private address"):
        get(address, replace(PUBLIC, ports=LOCAL.ports))
    with pytest.raises(Refused, match="is not one of the web's"):
        fetch(address)
    assert site.asked == []


def test_a_name_is_looked_up_once_so_that_it_cannot_lead_elsewhere_a_moment_later(site, monkeypatch):
    names, real = [], socket.getaddrinfo

    def lookup(host, *arguments, **options):
        names.append(host)
        return real(host if names.count(host) == 1 else "192.0.2.1", *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    assert get(site.says("/feed", 200, FEED)).body == FEED
    assert names == ["localhost", "127.0.0.1"]


def test_proxies_of_the_environment_are_not_used(site, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert get(site.says("/feed", 200, FEED)).body == FEED


@pytest.mark.parametrize("status", [404, 410, 500, 429, 503])
def test_a_refusal_is_an_answer_without_a_body_and_with_the_time_to_wait(site, status):
    answer = get(site.says("/feed", status, b"Sorry.", Retry_After="120"))
    assert (answer.status, answer.body, answer.retry_after) == (status, b"", 120)


def drip(seconds, words):
    def act(handler):
        try:
            for letter in words:
                handler.wfile.write(bytes([letter]))
                time.sleep(seconds)
        except OSError:
            pass  # the other side has had enough

    return act


SLOW = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + b" " * 5000


def test_a_server_that_says_nothing_is_given_up(site):
    silent = site.does("/feed", lambda handler: time.sleep(0.6))
    assert refusal(silent, replace(LOCAL, patience=0.2)) == "there was no answer in 0.2 seconds"


@pytest.mark.parametrize("start", [0, len(SLOW) - 5000], ids=["head", "body"])
def test_an_answer_that_trickles_is_cut_off(site, start):
    def act(handler):
        handler.wfile.write(SLOW[:start])
        drip(0.02, SLOW[start:])(handler)

    assert refusal(site.does("/feed", act), replace(LOCAL, longest=0.4)) == "the answer took longer than 0.4 seconds"


SMALL = replace(LOCAL, most_bytes=100_000)


def test_an_answer_that_is_too_long_is_cut_off(site):
    address = site.says("/feed", 200, b"x" * 100_001)
    assert refusal(address, SMALL) == "the answer has more than 100,000 bytes"
    assert len(get(site.says("/feed", 200, b"x" * 100_000), SMALL).body) == 100_000


def chunked(data, *, size=1000):
    pieces = [data[start : start + size] for start in range(0, len(data), size)]
    return b"".join(f"{len(piece):x}\r\n".encode() + piece + b"\r\n" for piece in pieces) + b"0\r\n\r\n"


BOMB = gzip.compress(b"\0" * 50_000_000)


@pytest.mark.parametrize("in_chunks", [False, True])
@pytest.mark.parametrize(
    ("body", "coding"),
    [(BOMB, "gzip"), (gzip.compress(BOMB), "gzip, gzip"), (zlib.compress(b"\0" * 50_000_000), "deflate")],
)
def test_a_packed_bomb_does_not_go_off(site, body, coding, in_chunks):
    def act(handler):
        headers = {"Transfer-Encoding": "chunked"} if in_chunks else {"Content-Length": str(len(body))}
        handler.send_response(200)
        for name, value in ({"Content-Encoding": coding} | headers).items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(chunked(body) if in_chunks else body)

    assert refusal(site.does("/feed", act), SMALL) == "the answer has more than 100,000 bytes"


def test_a_packed_answer_is_unpacked(site):
    assert get(site.says("/feed", 200, gzip.compress(FEED), Content_Encoding="gzip")).body == FEED


def test_an_answer_that_was_packed_badly_is_told(site):
    assert refusal(site.says("/feed", 200, b"no gzip", Content_Encoding="gzip")) == "the connection failed: DecodeError"


def test_an_answer_that_breaks_off_is_not_taken_for_a_whole_one(site):
    def act(handler):
        handler.answer(200, {"Content-Length": "100"}, b"half")

    assert refusal(site.does("/feed", act)) == "the answer broke off before its end"


@pytest.mark.parametrize("said", [b"", b"what?\r\n\r\n", b"HTTP/1.1 999999 Odd\r\n\r\n", b"\x16\x03\x01" * 50])
def test_what_is_no_answer_is_told(site, said):
    assert refusal(site.does("/feed", lambda handler: handler.wfile.write(said))).startswith("the connection failed: ")


def test_a_header_without_end_is_told(site):
    long = b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000
    words = refusal(site.does("/feed", lambda handler: handler.wfile.write(long)))
    assert words == "the connection failed: LineTooLong"


def test_a_port_where_nobody_listens_is_told():
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    assert refusal(f"http://127.0.0.1:{port}/") == "the connection was refused"


def test_a_name_that_nobody_has_is_told():
    assert refusal("http://nobody.invalid/") == "no host of the name nobody.invalid was found"


def test_a_certificate_is_checked_by_the_name_that_was_asked_for():
    with serving(tls=True) as site:
        address = site.says("/feed", 200, FEED)
        assert get(address, trusting()).body == FEED
        assert re.match("its certificate is not good: self.signed certificate", refusal(address))
        by_number = address.replace("localhost", "127.0.0.1")
        assert refusal(by_number, trusting()).startswith("its certificate is not good: IP address mismatch")


def test_a_server_without_tls_is_not_asked_without_it(site):
    address = site.says("/feed", 200, FEED).replace("http:", "https:")
    assert refusal(address) == "no secure connection could be made"
