import pytest

from articles.models import OldAddress
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def story():
    article = factories.article("Moon")
    for url in ("https://testserver/2012/05/moon/", "http://testserver/?p=17", "https://elsewhere.example/moon"):
        OldAddress.objects.create(article=article, url=url)
    return article


@pytest.mark.parametrize("address", ["/2012/05/moon/", "/2012/05/moon"])
def test_a_story_is_found_at_the_address_it_had(client, story, address):
    response = client.get(address)
    assert (response.status_code, response.url) == (301, story.get_absolute_url())


@pytest.mark.parametrize("address", ["/2012/05/sun/", "/moon", "/?p=17x", "/2012/05/moon/?page=2"])
def test_another_address_leads_nowhere(client, story, address):
    assert not client.get(address).has_header("Location")


def test_the_address_of_a_story_that_is_no_longer_public_leads_nowhere(client, story):
    story.withdraw()
    assert client.get("/2012/05/moon/").status_code == 404


def test_a_page_that_is_there_asks_nothing_more(client, story, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get("/latest/")
