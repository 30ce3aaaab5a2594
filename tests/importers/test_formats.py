import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.importers.formats import FORMATS, NAMES, read, recognise
from articles.importers.names import Names
from articles.importers.record import Unreadable

XML = b'<?xml version="1.0" encoding="UTF-8"?>\n<!-- a comment -->\n'


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"", "text"),
        (b"| Welcome to The Harbour Ledger\n\nMonday, July 21, 1969", "text"),
        (b"a < b and {c}", "text"),
        (b"Title,Date\nA,2021\n", "csv"),
        ("\N{BOM}Título;Fecha;Texto\n".encode(), "csv"),
        ("Título\tFecha\n".encode("cp1252"), "csv"),
        ("\N{BOM}Заголовок;Дата\n".encode("utf-16-le"), "csv"),
        (b"sep=;\nWat;Toen\n", "csv"),
        (b"PK\x03\x04" + bytes(30), "xlsx"),
        (b"<!DOCTYPE html>\n<html lang=en>", "html"),
        (b"\xef\xbb\xbf<HTML><head>", "html"),
        ("\N{BOM}<html>".encode("utf-16-le"), "html"),
        (XML + b'<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x.dtd">\n<html xmlns="x">', "html"),
        (XML + b'<rss version="2.0"><channel>', "feed"),
        (b'<rss xmlns:wp="http://wordpress.org/export/1.2/">', "wxr"),
        (b"<rss><channel><wp:wxr_version>1.0</wp:wxr_version>", "wxr"),
        (XML + b'<feed xmlns="http://www.w3.org/2005/Atom">', "feed"),
        (b'<?xml version="1.0"?><rdf:RDF xmlns:rdf="x">', "feed"),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": []}', "jsonfeed"),
        (b'[{"uri": "urn:x", "headline": "H"}]', "ninjs"),
        (b'{"name": "something else"}', "text"),
        (XML + b'<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/">', "newsml-g2"),
        (XML + b"<newsMessage>", "newsml-g2"),
        (XML + b'<!DOCTYPE NewsML SYSTEM "NewsML_1.2.dtd">\n<NewsML>', "newsml"),
        (XML + b'<!DOCTYPE nitf SYSTEM "nitf.dtd" [ <!ENTITY x "y"> ]>\n<nitf>', "nitf"),
        (b"\x16\x16\x01abc123\n\x02text", "anpa"),
        (b"WARC/1.1\r\nWARC-Type: warcinfo\r\n", "warc"),
        (b'<!DOCTYPE lewis SYSTEM "lewis.dtd">\n<REUTERS TOPICS="YES">', "reuters"),
    ],
)
def test_a_format_is_known_by_its_first_bytes(head, name):
    assert recognise(head).name == name


@given(st.binary(max_size=500))
def test_any_bytes_are_in_some_format(head):
    assert recognise(head) in FORMATS


def test_a_hostile_head_is_told_in_no_time():
    assert recognise(b"<!-- " * 1600).name == "text"
    assert recognise(b"<?xml " + b"<!doctype [" * 700).name == "text"


def test_a_format_can_be_named_and_an_unknown_name_is_told():
    (item,) = read(io.BytesIO(b'{"uri": 1, "headline": 2}\n\nA text of the story.'), Names(), "text")
    assert item.record.headline == '{"uri": 1, "headline": 2}'
    with pytest.raises(Unreadable, match="there is no format “telex”: choose one of warc"):
        list(read(io.BytesIO(b""), Names(), "telex"))


@pytest.mark.parametrize("name", NAMES)
def test_every_format_has_its_reader_which_takes_no_noise_for_a_story(name):
    with suppress(Unreadable):
        assert [item.record for item in read(io.BytesIO(b"\0\0"), Names(), name)] in ([], [None])
