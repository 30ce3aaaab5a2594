import pytest

from articles.importers.load import load
from articles.importers.pages import Page
from articles.importers.vocabulary import known_names
from articles.models import Article, Source, Tag
from tests.importers.warc_cases import PAGE, response

pytestmark = pytest.mark.django_db

LINK = b'<link rel="canonical" href="https://www.ledger.example/ferry">'
FEED = b"""<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Ferry keeps going</title>
<link href="https://m.ledger.example/ferry"/><content>The ferry goes on.</content></entry></feed>"""


@pytest.fixture
def ledger():
    return Source.objects.create(name="The Harbour Ledger", slug="ledger", homepage="https://ledger.example/")


@pytest.mark.parametrize(
    "data",
    [
        PAGE.replace(b"</title>", b"</title>" + LINK),
        FEED,
        response(),
        response(b"A ferry\n\nIt sails.", media="text/plain"),
    ],
    ids=["page", "feed", "crawl", "text"],
)
def test_a_story_that_names_no_publisher_is_of_the_source_whose_homepage_its_site_is(ledger, data):
    assert [line.outcome for line in load([Page("x", data)])] == ["new"]
    assert Article.objects.get().source == ledger


def test_a_publisher_that_a_page_states_comes_before_its_site(ledger):
    head = b'</title><meta property="og:site_name" content="The Evening Ledger">' + LINK
    list(load([Page("x", PAGE.replace(b"</title>", head))]))
    assert Article.objects.get().source.name == "The Evening Ledger"


def test_names_and_homepages_come_in_four_queries(ledger, django_assert_num_queries):
    Tag.objects.create(kind="place", name="Harbour Island", slug="harbour-island")
    for number in range(3):
        with django_assert_num_queries(4):
            names = known_names()
        Source.objects.create(name=f"Paper {number}", slug=f"paper-{number}", homepage=f"https://paper{number}.example")
    assert names.outlet_at("https://paper1.example/x") == "Paper 1"
