"""The index pages: what is listed, in which order, from where on, and what is found as it is typed."""

import re
from urllib.parse import quote

import pytest
from django.db import connection

from articles.models import Byline, Citation, SourceName, TagName
from articles.names import directory
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["folded", "pending"])
def folded(request):
    """Numbers are the same whether they were folded or are still in pieces."""

    def fold():
        if request.param == "folded":
            with connection.cursor() as cursor:
                cursor.execute("SELECT public.fold_coverage(1, 10000)")

    return fold


def tags(**stories):
    """So many stories with each tag."""
    for name, number in stories.items():
        for _ in range(number):
            factories.article(tags=[name])


def listed(client, address):
    """[(name, its numbers)] of a page of an index, section after section."""
    context = client.get(address).context
    rows = [row for _, rows, *_ in context.get("sections", ()) for row in rows] or context.get("rows", [])
    return [(row.name, row.numbers) for row in rows]


def names(client, address):
    return [name for name, _ in listed(client, address)]


def test_the_most_used_come_first_and_what_no_reader_can_open_does_not_come(client, folded):
    tags(Two=2, One=1, Three=3)
    factories.tag("None")
    factories.draft(tags=["Draft"])
    folded()
    factories.article(tags=["One"])
    factories.article(tags=["One"])
    factories.article(tags=["One"])
    assert listed(client, "/tags/?by=stories") == [("One", [4]), ("Three", [3]), ("Two", [2])]


def test_a_story_of_a_day_to_come_is_in_no_number(client, folded):
    tags(Now=1)
    factories.article(on=factories.date(2190, 1, 1), tags=["Now", "Then"])
    folded()
    for address in ("/tags/", "/tags/?by=stories", "/tags/?by=name", "/tags/?q=n"):
        assert listed(client, address) == [("Now", [1])]


def test_an_index_of_tags_begins_with_the_most_used_of_each_kind(client):
    tags(Armstrong=2, Aldrin=1)
    place = factories.tag("Moon", "place")
    factories.article().taggings.create(tag=place)
    sections = client.get("/tags/").context["sections"]
    assert [(words, [row.name for row in rows], address, more) for words, rows, address, more in sections] == [
        ("People", ["Armstrong", "Aldrin"], "/tags/?kind=person", False),
        ("Places", ["Moon"], "/tags/?kind=place", False),
    ]


def test_a_section_that_is_full_leads_to_all(client):
    tags(**{f"Tag {n}": 1 for n in range(13)})
    [(_, rows, address, more)] = client.get("/tags/").context["sections"]
    assert (len(rows), more) == (12, True)
    assert len(listed(client, address)) == 13


def test_an_index_of_sources_tells_whom_it_keeps_from_whom_it_only_cites(client, folded):
    article = factories.article()
    Citation.objects.create(article=article, source=factories.source("Reuters", kind="agency"))
    folded()
    sections = client.get("/sources/").context["sections"]
    assert [[(row.name, row.numbers) for row in rows] for _, rows, *_ in sections] == [
        [("The Harbour Ledger", [1, 0])],
        [("Reuters", [0, 1])],
    ]
    assert names(client, "/sources/?by=cited") == ["Reuters"]
    assert names(client, "/sources/?by=name") == ["Reuters", "The Harbour Ledger"]
    assert names(client, "/sources/?kind=agency&by=name") == ["Reuters"]


def test_authors_are_listed_with_what_they_wrote(client, folded):
    for name in ("Ada Writer", "Åsa Writer"):
        Byline.objects.create(article=factories.article(), author=factories.author(name))
    Byline.objects.create(article=factories.article(), author=factories.author())
    folded()
    assert listed(client, "/authors/") == [("Ada Writer", [2]), ("Åsa Writer", [1])]


IN_ORDER = ["“1968”", "Älvsjö", "Apollo", "(Baikonur)", "Érika", "Łódź", "Øresund", "Zürich", "Αθήνα", "Москва", "أحمد",
            "احمد نصر", "北京"]  # fmt: skip


def test_a_to_z_is_by_letters_of_any_script_and_without_accents(client, folded):
    tags(**dict.fromkeys(reversed(IN_ORDER), 1))
    folded()
    assert names(client, "/tags/?by=name") == IN_ORDER
    letters = [letter for letter, *_ in client.get("/tags/").context["letters"]]
    assert letters == ["0-9", "a", "b", "e", "l", "o", "z", "α", "м", "ا", "北"]


@pytest.mark.parametrize(
    ("letter", "found"),
    [("a", ["Älvsjö", "Apollo"]), ("0-9", ["“1968”"]), ("ا", ["أحمد", "احمد نصر"]), ("м", ["Москва"])],
)
def test_a_letter_has_the_names_that_begin_with_it(client, letter, found):
    tags(**dict.fromkeys(IN_ORDER, 1))
    assert names(client, f"/tags/?letter={quote(letter)}") == found


@pytest.mark.parametrize("order", ["by=name", "by=stories", "kind=person", "kind=person&by=name", "letter=t"])
def test_pages_follow_each_other_without_gap_or_overlap(client, monkeypatch, folded, order):
    monkeypatch.setattr("articles.views.directory.SIZE", 3)
    tags(**{f"Tag {n}": 1 + n % 3 for n in range(8)})
    folded()
    tags(**{"Tag 1": 2, "Tag 9": 1})
    whole = [row.name for row in _all(order)]
    seen, address = [], f"/tags/?{order}"
    while address:
        context = client.get(address).context
        seen.append([row.name for row in context["rows"]])
        address = context["next"]
    assert [name for page in seen for name in page] == whole
    assert [len(page) for page in seen] == [3, 3, 3]


def _all(order):
    kind = "person" if "kind" in order else ""
    if "name" in order or "letter" in order:
        return directory.in_order(directory.TAGS, kind)
    return directory.most_used(directory.TAGS, directory.Role.TAG, (kind,))


@pytest.mark.parametrize(
    ("typed", "found", "called"),
    [
        ("qaani", ["Esmail Qaani"], None),
        ("ESMAÏL", ["Esmail Qaani"], None),
        ("ghaani", ["Esmail Qaani"], "Ismail Ghaani"),
        ("“Ismail", ["Esmail Qaani"], "Ismail Ghaani"),
        ("es", ["Esmail Qaani"], None),
        ("mail q", ["Esmail Qaani"], None),
        ("100%", ["100% Pure"], None),
        ("%", [], None),
        ("_", [], None),
        ("\\", [], None),
        ("…", [], None),
        ("zzz", [], None),
    ],
)
def test_a_name_is_found_as_it_is_typed_by_any_name(client, folded, typed, found, called):
    tags(**{"Esmail Qaani": 1, "100% Pure": 1, "Oslo": 1})
    TagName.objects.create(tag=factories.tag("Esmail Qaani"), kind="person", name="Ismail Ghaani")
    folded()
    context = client.get("/tags/", {"q": typed}).context
    assert [row.name for row in context["rows"]] == found
    if found:
        assert not context["like_it"]
        assert context["rows"][0].called == (called or found[0])


def test_what_begins_so_comes_before_what_has_it_inside_and_the_most_used_first(client):
    tags(**{"South Sea": 3, "Overseas": 4, "Seattle": 1, "Seaton": 2, "Sea": 1})
    assert names(client, "/tags/?q=sea") == ["Sea", "Seaton", "Seattle", "South Sea", "Overseas"]


def test_a_slip_of_the_pen_finds_what_is_like_it_and_says_so(client):
    tags(**{"Neil Armstrong": 1, "Oslo": 1})
    response = client.get("/tags/?q=armstrogn")
    assert [row.name for row in response.context["rows"]] == ["Neil Armstrong"]
    assert "These are like it" in response.content.decode()


def test_what_is_nearly_typed_comes_before_what_has_it_within_a_word(client, folded):
    tags(**{"Canada": 1, "Watergate scandal": 3, "Uganda": 2})
    folded()
    response = client.get("/tags/?q=canda")
    assert [(row.name, row.is_like_it) for row in response.context["rows"]] == [
        ("Canada", True),
        ("Watergate scandal", False),
    ]
    assert "Names like “canda”, or with it in them" in response.content.decode()
    assert names(client, "/tags/?q=scanda") == ["Watergate scandal"]
    assert names(client, "/tags/?q=gand") == ["Uganda"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("obma", ["Barack Obama"]),
        ("rueters", ["Reuters"]),
        ("unted nation", ["United Nations"]),
        ("Nwe York", ["New York"]),
        ("frnce", ["France"]),
    ],
)
def test_a_letter_too_few_or_two_that_changed_places_still_find_a_name(client, typed, found):
    tags(**dict.fromkeys(["Barack Obama", "Reuters", "United Nations", "New York", "French Guiana", "France"], 1))
    assert names(client, f"/tags/?q={typed}")[:1] == found


def test_what_is_typed_is_looked_for_in_the_kind(client):
    tags(Washington=1)
    factories.article().taggings.create(tag=factories.tag("Washington", "place"))
    assert len(listed(client, "/tags/?q=wash")) == 2
    assert [row.kind for row in client.get("/tags/?q=wash&kind=place").context["rows"]] == ["place"]


def test_sources_and_authors_are_found_by_the_names_that_they_had(client):
    irna = factories.source("Islamic Republic News Agency")
    SourceName.objects.create(source=irna, name="IRNA")
    article = factories.article(source=irna)
    Byline.objects.create(article=article, author=factories.author())
    factories.author("A. Quill").merge_into(factories.author())
    assert names(client, "/sources/?q=irna") == ["Islamic Republic News Agency"]
    assert names(client, "/authors/?q=quill") == ["Ada Writer"]


def test_a_merged_tag_is_in_no_index(client):
    tags(A=1, B=1)
    factories.tag("A").merge_into(factories.tag("B"))
    assert listed(client, "/tags/?by=name") == listed(client, "/tags/?by=stories") == [("B", [2])]
    assert listed(client, "/tags/?q=a") == [("B", [2])]


@pytest.mark.parametrize(
    "query",
    [
        "kind=planet",
        "kind=%00",
        "by=size",
        "letter=x",
        "letter=ab",
        "letter=%00",
        "letter=%F4%8F%BF%BF",
        "after=",
        "after=1",
        "after=x-1",
        "after=9999999999-1",
        "after=1-9999999999999999999",
        "after=%D9%A1-1",
        "by=name&after=x",
        "by=name&after=%00-1",
        "by=name&after=x-9999999999999999999",
    ],
)
@pytest.mark.parametrize("index", ["tags", "sources", "authors"])
def test_what_an_index_does_not_have_is_a_plain_404_in_words(client, index, query):
    article = factories.article(tags=["Armstrong"])
    Byline.objects.create(article=article, author=factories.author())
    response = client.get(f"/{index}/?{query}")
    assert response.status_code == 404
    assert re.search(r"There is no such|This index has no such|No name in this index", response.content.decode())


@pytest.mark.parametrize(
    "text", ["a" * 10_000, "\0", "a\x01\x85", "%00", "<script>", "' OR 1=1", "\U0010ffff", "أ" * 300]
)
def test_whatever_is_typed_is_text(client, text):
    tags(Armstrong=1)
    response = client.get("/tags/", {"q": text})
    assert response.status_code == 200
    assert re.search("<script>|[\0\x01\x85]", response.content.decode()) is None


@pytest.mark.parametrize(
    "after", ["by=name&after=zzzz-1", "by=name&after=-0", "by=stories&after=0-0", "after=999999999-1"]
)
def test_a_place_that_no_name_has_is_a_place_all_the_same(client, after):
    tags(Armstrong=1)
    assert client.get(f"/tags/?{after}").status_code == 200
