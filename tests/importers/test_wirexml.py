"""NITF, NewsML 1 and NewsML-G2: cases/<format>/<case>.xml is a file, <case>.json what must come of it."""

from dataclasses import dataclass
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.importers import newsml1, newsml_g2, nitf
from articles.importers.record import Unreadable
from tests.importers.wire_cases import cases, expected, read, told


@dataclass(frozen=True)
class Form:
    """A format: how it calls itself, its items' element, and an item whose ampersand is bare, as many are."""

    module: ModuleType
    name: str
    element: str
    whole: bytes

    def __str__(self):
        return self.module.__name__.rpartition(".")[2]


FORMS = [
    Form(
        nitf,
        "NITF",
        "nitf",
        b"<nitf><body><body.head><hedline><hl1>Whole</hl1></hedline></bo"
        b"dy.head><body.content><p>A & B</p></body.content></body></nitf>",
    ),
    Form(
        newsml1,
        "NewsML 1",
        "NewsItem",
        b"<NewsItem><NewsComponent><NewsLines><HeadLine>Whole</HeadLine></NewsLines><ContentI"
        b"tem><DataContent><p>A & B</p></DataContent></ContentItem></NewsComponent></NewsItem>",
    ),
    Form(
        newsml_g2,
        "NewsML-G2 with a story",
        "newsItem",
        b'<newsItem guid="urn:w"><contentMeta><headline>Whole</headline></contentMeta><contentSe'
        b"t><inlineXML><html><body><p>A & B</p></body></html></inlineXML></contentSet></newsItem>",
    ),
]
each_form = pytest.mark.parametrize("form", FORMS, ids=str)


@pytest.mark.parametrize(("form", "case"), [(form, case) for form in FORMS for case in cases(str(form))], ids=str)
def test_a_file_gives_its_items(form, case):
    assert [told(item) for item in read(form.module, case.read_bytes())] == expected(case)


@each_form
@pytest.mark.parametrize("data", ["", '{"headline": "x"}', "<!-- <%s> -->"])
def test_what_is_no_such_file_says_what_was_looked_for(form, data):
    with pytest.raises(Unreadable) as refused:
        read(form.module, data.replace("%s", form.element).encode())
    assert str(refused.value) == f"no {form.name}: looked for <{form.element}>, and the file has none"


@each_form
def test_a_broken_item_spoils_no_other(form):
    broken = f"<{form.element}><a></b> & c</{form.element}><{form.element}/>".encode()
    items = read(form.module, b"<all>" + form.whole + broken + form.whole + b"</all>")
    assert [(item.number, item.record and item.record.headline) for item in items] == [
        (1, "Whole"),
        (2, None),
        (3, None),
        (4, "Whole"),
    ]


@each_form
def test_an_item_among_others_keeps_its_own_bytes_and_line_and_one_alone_the_file(form):
    items = read(form.module, b"<all>\n" + form.whole + b"\n" + form.whole + b"</all>")
    assert [(item.line, item.raw) for item in items] == [(2, form.whole), (3, form.whole)]
    assert [item.raw for item in read(form.module, b'<?xml version="1.0"?>\n' + form.whole)] == [b""]


@each_form
def test_items_across_the_pieces_of_a_stream_are_whole(monkeypatch, form):
    monkeypatch.setattr("articles.importers.wirexml.CHUNK", 7)
    assert [item.raw for item in read(form.module, b"<all>" + form.whole * 3 + b"</all>")] == [form.whole] * 3


@each_form
@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1"])
def test_the_encoding_is_the_declared_one(form, encoding):
    text = f'<?xml version="1.0" encoding="{encoding}"?>\n{form.whole.decode()}'.replace("Whole", "Café")
    assert [item.record.headline for item in read(form.module, text.encode(encoding))] == ["Café"]


# The first date of a run loads the languages of dateparser.
@settings(deadline=None)
@given(st.sampled_from(FORMS), st.binary(max_size=300))
def test_any_bytes_give_items_or_are_unreadable(form, data):
    try:
        found = read(form.module, form.whole[: -len(f"</{form.element}>")] + data)
    except Unreadable:
        return
    assert all(item.record or item.reason for item in found)
