import re
from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from articles.fetching.addresses import Policy, Refused, Unfetched, is_public, machines, parse


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("https://news.example/feed", "https://news.example/feed"),
        ("  HTTP://News.Example:80 ", "http://news.example/"),
        ("https://news.example:8443/a b".replace(" ", "%20"), "https://news.example:8443/a%20b"),
        ("https://news.example./feed?a=1&b=%C3%A9#part", "https://news.example/feed?a=1&b=%C3%A9"),
        ("https://zeitung.example/März?q=ü", "https://zeitung.example/M%C3%A4rz?q=%C3%BC"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("http://[2606:4700::0001]:8080/", "http://[2606:4700::1]:8080/"),
    ],
)
def test_an_address_is_read_and_written_in_one_way(text, normal):
    assert str(parse(text)) == normal
    assert parse(normal) == parse(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "an address begins with http:// or https://"),
        ("news.example/feed", "an address begins with http:// or https://"),
        ("ftp://news.example/feed", "an address begins with http:// or https://"),
        ("file:///etc/hosts", "an address begins with http:// or https://"),
        ("http:///feed", "“” is no host's name"),
        ("http://user@news.example/", "an address has no user name or password in it"),
        ("http://news.example@127.0.0.1/", "an address has no user name or password in it"),
        ("http://news.example\\@127.0.0.1/", "an address has no spaces, backslashes or control characters"),
        ("http://news.example/a b", "an address has no spaces, backslashes or control characters"),
        ("http://news.example/\r\nHost: x", "an address has no spaces, backslashes or control characters"),
        ("http://news.example/\0", "an address has no spaces, backslashes or control characters"),
        ("http://news%2eexample/", "“news%2eexample” is no host's name"),
        ("http://[::1%25eth0]/", "[::1%25eth0] is no IPv6 address of the web"),
        ("http://[2606:4700::1%eth0]/", "[2606:4700::1%eth0] is no IPv6 address of the web"),
        ("http://a..example/", "“a..example” is no host's name"),
        (f"http://{'a' * 64}.example/", f"“{'a' * 64}.example” is no host's name"),
        (f"http://news.example/{'a' * 2000}", "an address has at most 2,000 characters"),
    ],
)
def test_what_is_no_address_is_refused_with_the_reason(text, reason):
    with pytest.raises(Refused, match=f"^{re.escape(reason)}$"):
        parse(text)


@pytest.mark.parametrize(
    "text", ["http://news.example:99999/", "http://news.example:x/", "http://[::1/", "http://[1::2::3]/"]
)
def test_a_port_or_bracket_that_is_none_is_refused(text):
    with pytest.raises(Refused, match="this is no address"):
        parse(text)


@given(st.text(max_size=60) | st.from_regex(r"https?://[^/]{1,20}(/.{0,20})?", fullmatch=True))
@example("http://[::ffff:127.0.0.1]:80:80/")
@example("http://１２７.0.0.1/")
def test_whatever_is_typed_is_an_address_in_ascii_or_is_refused(text):
    try:
        found = parse(text)
    except Refused:
        return
    assert re.fullmatch(r"https?://[a-z0-9_.\[\]:-]+/[!-~]*", str(found))
    assert parse(str(found)) == found


# Every way in which this machine, its network or nobody can be written.
PRIVATE = """
127.0.0.1 127.255.255.254 0.0.0.0 0.1.2.3 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1
100.100.100.200 192.0.0.192 192.0.0.8 192.0.2.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 239.1.2.3 240.0.0.1
255.255.255.255 168.63.129.16 :: ::1 ::7f00:1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:0:127.0.0.1 64:ff9b::7f00:1
64:ff9b::a9fe:a9fe 64:ff9b:1::1 100::1 2001::1 2001:0:7f00:1:: 2001:db8::1 2002:7f00:1:: 2002:808:808::1 3fff::1
4000::1 fc00::1 fd12:3456::1 fe80::1 fec0::1 ff02::1 ff0e::1
""".split()


@pytest.mark.parametrize("number", PRIVATE)
def test_a_private_address_is_not_public_however_it_is_written(number):
    assert not is_public(ip_address(number))


@pytest.mark.parametrize(
    "number", ["1.1.1.1", "93.184.215.14", "2606:4700::1111", "2a00:1450:4001::1", "::ffff:1.1.1.1", "64:ff9b::101:101"]
)
def test_a_public_address_is_public(number):
    assert is_public(ip_address(number))


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_as_public_inside_an_ipv6_one(number):
    assert is_public(number) <= number.is_global
    assert is_public(IPv6Address(f"::ffff:{number}")) == is_public(number)
    assert is_public(IPv6Address(int(IPv6Address("64:ff9b::")) + int(number))) == is_public(number)
    assert not is_public(IPv6Address(int(number)))
    assert not is_public(IPv6Address(int(IPv6Address("2002::")) + (int(number) << 80)))


@given(st.ip_addresses(v=4, network="127.0.0.0/8"), st.sampled_from(["{}", "{:#x}", "{:#o}", "dots"]))
def test_this_machine_is_refused_as_one_number_too(number, form):
    host = hex_dots(number) if form == "dots" else form.format(int(number)).replace("0o", "0")
    with pytest.raises(Refused, match="private address"):
        machines(parse(f"http://{host}/"))


def hex_dots(number: IPv4Address):
    return ".".join(f"{part:#x}" for part in number.packed)


# The last two are numbers in letters of other scripts, which a browser reads as digits and dots.
HERE = """
localhost localhost. LOCALHOST 127.1 0x7f.1 2130706433 017700000001 0 [::1] [::] [::ffff:127.0.0.1] [::ffff:7f00:1]
169.254.169.254 [fe80::1] １２７.0.0.1 127。0。0。1
""".split()


@pytest.mark.parametrize("host", HERE)
def test_a_name_or_number_of_this_machine_is_refused(host):
    with pytest.raises(Refused, match=r"is a private address \(.+\), and only public ones are asked$"):
        machines(parse(f"http://{host}/"))


def test_a_name_with_one_address_inside_is_refused_whatever_its_others_are():
    seen = []
    with pytest.raises(Refused):
        machines(parse("http://localhost/"), Policy(permitted=lambda number: bool(seen.append(number))))
    assert {str(number) for number in seen} <= {"127.0.0.1", "::1"}


@pytest.mark.parametrize("port", [22, 25, 5432, 11211, 0])
def test_a_port_of_another_protocol_is_refused(port):
    with pytest.raises(Refused, match=f"^port {port} is not one of the web's: 80, 443, 8080, 8443$"):
        machines(parse(f"http://1.1.1.1:{port}/"))


def test_a_public_number_is_asked_at_that_number():
    assert machines(parse("https://1.1.1.1/")) == ["1.1.1.1"]


def test_a_name_that_nobody_has_is_not_found():
    with pytest.raises(Unfetched, match=r"^no host of the name nobody\.invalid was found$"):
        machines(parse("https://nobody.invalid/"))
