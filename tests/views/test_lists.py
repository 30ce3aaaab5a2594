"""Every page that lists: what it has, and its exact number of queries at one item and at three."""

from datetime import date, timedelta

import pytest

from articles.models import Article, Byline, Citation, SourceName
from articles.views.pages import SIZE
from tests import factories

pytestmark = pytest.mark.django_db

PAGES = {
    "/": 3,
    "/latest/": 1,
    "/sources/": 3,
    "/sources/?by=cited": 2,
    "/sources/?by=name": 2,
    "/sources/?q=nasa": 1,
    "/sources/the-harbour-ledger/": 4,
    "/sources/nasa/": 5,
    "/sources/nasa/cited-in/": 3,
    "/tags/": 2,
    "/tags/?kind=person": 2,
    "/tags/?letter=n": 2,
    "/tags/?q=arm": 1,
    "/tags/person/neil-armstrong/": 5,
    "/authors/": 2,
    "/authors/?by=name": 2,
    "/authors/ada-writer/": 4,
}


def fill(items):
    """`items` of whatever a page may list, and of what stands beside each."""
    nasa, ledger = factories.source("NASA"), factories.source()
    SourceName.objects.create(source=ledger, name="The Ledger")
    for n in range(items):
        article = factories.article(
            f"Story {n}", tags=["Neil Armstrong", f"Astronaut {n}"], asks_for=[f"Missing {n}", "Luna 15"]
        )
        Citation.objects.create(article=article, source=nasa)
        Citation.objects.create(article=article, source=factories.source(f"Agency {n}"))
        Byline.objects.create(article=article, author=factories.author("Ada Writer"))
        Byline.objects.create(article=article, author=factories.author(f"Author {n}"))
        factories.article(f"Other year {n}", date(1970 + n, 8, 1), source=factories.source(f"Paper {n}"))


@pytest.mark.parametrize("items", [1, 3])
@pytest.mark.parametrize("address", PAGES)
def test_a_list_takes_as_many_queries_for_one_item_as_for_three(client, django_assert_num_queries, address, items):
    fill(items)
    with django_assert_num_queries(PAGES[address]):
        response = client.get(address)
    assert response.status_code == 200


@pytest.mark.parametrize("address", ["/", "/latest/", "/sources/", "/tags/", "/authors/"])
def test_an_empty_archive_has_all_its_pages(client, address):
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    "address", [page for page in PAGES if page.split("?")[0] not in ("/tags/", "/sources/", "/authors/")]
)
def test_no_list_has_a_draft_a_withdrawn_story_or_one_under_embargo(client, address):
    fill(1)
    hidden = [
        factories.draft("Hidden draft", tags=["Neil Armstrong"]),
        factories.article("Hidden later", date(2190, 7, 21), tags=["Neil Armstrong"]),
        factories.article("Hidden withdrawn", tags=["Neil Armstrong"]),
    ]
    hidden[2].withdraw()
    for article in hidden:
        Citation.objects.create(article=article, source=factories.source("NASA"))
    assert "Hidden" not in client.get(address).content.decode()


def headlines(page):
    return [article.headline for article in page]


def test_pages_of_a_list_follow_each_other_without_gap_or_overlap(client):
    for n in range(SIZE * 2 + 5):
        factories.draft(f"Story {n}", date(1969, 7, 21) + timedelta(days=n // 3)).publish()
    expected = headlines(Article.objects.newest_first())
    seen, query = [], ""
    while query is not None:
        page = client.get(f"/latest/{query}").context["page"]
        seen.append(headlines(page))
        query = page.older or None
    assert [headline for page in seen for headline in page] == expected
    back = client.get(f"/latest/{page.newer}").context["page"]
    assert headlines(back) == seen[-2]
    assert headlines(client.get(f"/latest/{back.newer}").context["page"]) == seen[-3]


def test_a_story_that_arrives_shifts_no_page(client):
    for n in range(SIZE + 3):
        factories.draft(f"Story {n}", date(1969, 7, 21) + timedelta(days=n)).publish()
    older = client.get("/latest/").context["page"].older
    before = headlines(client.get(f"/latest/{older}").context["page"])
    factories.draft("Newest", date(1970, 1, 1)).publish()
    assert headlines(client.get(f"/latest/{older}").context["page"]) == before == ["Story 2", "Story 1", "Story 0"]


@pytest.mark.parametrize(
    "place",
    [
        "",
        "x",
        "19690721T000000000000",
        "19691321T000000000000-1",
        "99999999T999999999999-1",
        "19690721T000000000000-9999999999999999999",
        "١٩٦٩٠٧٢١T000000000000-1",
        "%00",
    ],
)
@pytest.mark.parametrize("name", ["before", "after"])
def test_a_place_made_up_by_hand_is_a_plain_404(client, name, place):
    factories.article()
    assert client.get(f"/latest/?{name}={place}").status_code == 404


def test_the_front_page_leads_with_the_newest_and_tells_what_is_wanted(client):
    fill(3)
    context = client.get("/").context
    assert context["lead"].headline == "Other year 2"
    assert [article.headline for article in context["latest"]] == [
        "Other year 1",
        "Other year 0",
        "Story 2",
        "Story 1",
        "Story 0",
    ]
    assert [row.asked_by for row in context["wanted"]] == [3, 1, 1, 1]
    assert {row.headline for row in context["wanted"]} == {"Luna 15", "Missing 0", "Missing 1", "Missing 2"}
    assert (context["stories"], [year.year for year in context["years"]]) == (6, [1969, 1970, 1971, 1972])


@pytest.mark.parametrize(
    "address",
    [
        "/sources/nobody/",
        "/tags/person/nobody/",
        "/tags/planet/mars/",
        "/nowhere/",
    ],
)
def test_what_is_not_there_is_a_plain_404(client, address):
    factories.article()
    assert client.get(address).status_code == 404


def test_a_merged_tag_leads_to_the_one_that_stays(client):
    article = factories.article(tags=["Ismail Ghaani"])
    factories.tag("Ismail Ghaani").merge_into(factories.tag("Esmail Qaani"))
    response = client.get("/tags/person/ismail-ghaani/")
    assert (response.status_code, response.url) == (301, "/tags/person/esmail-qaani/")
    assert headlines(client.get(response.url).context["page"]) == [article.headline]


def test_a_source_tells_what_it_published_from_where_it_is_cited(client):
    fill(3)
    context = client.get("/sources/nasa/").context
    assert (headlines(context["page"]), headlines(context["cited"])) == ([], ["Story 2", "Story 1", "Story 0"])
    assert (context["published_here"], context["cited_in"]) == (0, 3)


@pytest.mark.parametrize("path", ["/latest/", "/2024/", "/"])
def test_a_list_that_is_asked_for_what_it_cannot_show_says_so(client, db, path):
    response = client.get(path, {"copies": "some"})
    assert response.status_code == 404
    assert "“some” is nothing that “copies” can be on this page." in response.content.decode()
