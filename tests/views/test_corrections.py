from datetime import date, timedelta
from itertools import chain

import pytest

from articles.models import Correction
from articles.publishing import withdraw
from articles.views.corrections import SIZE
from tests import factories
from tests.views.test_article import HOSTILE, text_of

pytestmark = pytest.mark.django_db

DAY = date(1969, 7, 24)


def correct(article, text="The pier is older.", on=DAY):
    return Correction.objects.create(article=article, corrected_on=on, text=text)


def listed(client, query=""):
    page = client.get(f"/corrections/{query}").context["page"]
    return [correction.text for correction in page.corrections], page


@pytest.mark.parametrize("items", [1, 3])
def test_the_page_takes_one_query(client, django_assert_num_queries, items):
    for _ in range(items):
        correct(factories.article(), "Wrong.")
    with django_assert_num_queries(1):
        assert client.get("/corrections/").status_code == 200


def test_every_correction_stands_with_its_story_the_newest_first(client):
    moon = factories.article("Moon")
    correct(moon, "Second.", DAY)
    correct(moon, "Third.", DAY)
    correct(factories.article("Pier"), "First.", DAY - timedelta(days=1))
    assert listed(client)[0] == ["Third.", "Second.", "First."]
    html = client.get("/corrections/").content.decode()
    assert moon.get_absolute_url() in html
    assert f"{moon.get_absolute_url()}history/" in html


def test_what_a_reader_cannot_open_is_not_corrected_before_readers(client):
    withdrawn = factories.article("Moon")
    for article in (withdrawn, factories.draft(), factories.article(on=date(2190, 1, 1))):
        correct(article)
    withdraw(withdrawn)
    assert listed(client)[0] == []
    assert "No story was ever corrected." in text_of(client.get("/corrections/"))


def test_pages_follow_each_other_and_lead_back(client):
    article = factories.article()
    for number in range(SIZE * 2 + 3):
        correct(article, f"Number {number}.", DAY + timedelta(days=number // 10))
    seen, query = [], ""
    while query is not None:
        texts, page = listed(client, query)
        seen.append(texts)
        query = page.older or None
    assert list(chain(*seen)) == [f"Number {number}." for number in reversed(range(SIZE * 2 + 3))]
    assert [len(texts) for texts in seen] == [SIZE, SIZE, 3]
    back, page = listed(client, page.newer)
    assert back == seen[1]
    first, page = listed(client, page.newer)
    assert (first, page.newer) == (seen[0], "")


@pytest.mark.parametrize("query", ["?before=x", "?after=", "?before=1969-02-30-1", "?before=1969-07-24-", "?after=%00",
                                   "?before=1969-07-24-9999999999999999999"])  # fmt: skip
def test_a_place_that_no_list_has_is_not_there(client, query):
    assert client.get(f"/corrections/{query}").status_code == 404


def test_hostile_text_stays_text(client):
    correct(factories.article(HOSTILE), HOSTILE)
    assert "<script>" not in client.get("/corrections/").content.decode()
