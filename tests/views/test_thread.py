from datetime import date, timedelta

import pytest

from articles.models import RelatedStory
from tests import factories

pytestmark = pytest.mark.django_db

DAY = date(1969, 7, 21)


def of(article):
    return f"{article.get_absolute_url()}thread/"


def pinned(moon, number):
    for count in range(number):
        other = factories.article(f"Story {count}", DAY + timedelta(days=count + 1))
        RelatedStory.objects.update_or_create(article=moon, other=other, defaults={"origin": "pinned"})


@pytest.mark.parametrize("number", [1, 3])
def test_a_thread_takes_four_queries_whatever_its_length(client, django_assert_num_queries, number):
    moon = factories.article("Moon")
    pinned(moon, number)
    with django_assert_num_queries(4):
        page = client.get(of(moon)).text
    assert page.count('<article class="card">') == number + 1


def test_a_thread_says_how_each_story_is_joined(client):
    factories.article("Launch", DAY - timedelta(days=5))
    moon = factories.article("Moon", asks_for=["Launch"])
    pinned(moon, 1)
    page = client.get(of(moon)).text
    assert "Named by a line of “Moon”" in page
    assert "Set beside “Moon” by an editor" in page
    assert "3 stories that hang together" in page


def test_a_story_alone_says_so_and_is_not_for_search_engines(client):
    page = client.get(of(factories.article("Moon"))).text
    assert "No other story in the archive hangs together with this one closely enough." in page
    assert '<meta name="robots" content="noindex">' in page


def test_there_is_no_thread_of_what_a_reader_cannot_open(client):
    draft = factories.draft("Moon", slug="moon")
    assert client.get("/1969/07/21/moon/thread/").status_code == 404
    assert client.get("/1969/02/31/moon/thread/").status_code == 404
    draft.publish()
    assert client.get("/1969/07/21/moon/thread/").status_code == 200
