import pytest

from articles.models import ReadMoreLink
from tests import factories

HERE = "http://testserver"


def lines(api):
    """A line of each state, in one story."""
    closed = factories.article("Pier closed")
    asks = factories.article("Asks", asks_for=["Pier closed", "Nobody has it"])
    ReadMoreLink.objects.create(article=asks, headline="Outside", line="Read more: Outside", after=3, state="external",
                                url="https://elsewhere.example/")  # fmt: skip
    return asks, closed


@pytest.mark.django_db
def test_lines_are_told_with_where_they_lead_the_newest_first(api):
    asks, closed = lines(api)
    told = api("links/")["results"]
    assert [{name: row[name] for name in row if name != "id"} for row in told] == [
        {"headline": "Outside", "label": "Read more", "after": 3, "state": "external",
         "address": "https://elsewhere.example/", "article": asks.pk, "leads_to": None},
        {"headline": "Nobody has it", "label": "Read more", "after": 2, "state": "pending", "address": None,
         "article": asks.pk, "leads_to": None},
        {"headline": "Pier closed", "label": "Read more", "after": 1, "state": "resolved",
         "address": f"{HERE}/1969/07/21/pier-closed/", "article": asks.pk, "leads_to": closed.pk},
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_line_whose_story_was_withdrawn_waits_again(api):
    _, closed = lines(api)
    closed.withdraw()
    (line,) = (row for row in api("links/")["results"] if row["headline"] == "Pier closed")
    assert (line["state"], line["address"], line["leads_to"]) == ("pending", None, None)
    assert [row["headline"] for row in api("links/", state="pending")["results"]] == ["Nobody has it", "Pier closed"]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"state": "resolved"}, ["Pier closed"]),
        ({"state": "external"}, ["Outside"]),
        ({"state": "pending"}, ["Nobody has it"]),
        ({"article": 1_000_000_000}, []),
    ],
)
@pytest.mark.django_db
def test_lines_are_filtered(api, filters, found):
    asks, _ = lines(api)
    assert [row["headline"] for row in api("links/", **filters)["results"]] == found
    assert len(api("links/", article=asks.pk)["results"]) == 3


@pytest.mark.django_db
def test_pages_have_every_line_once(api):
    lines(api)
    rows, pages = api.walk("links/", limit=2)
    assert ([row["headline"] for row in rows], pages) == (["Outside", "Nobody has it", "Pier closed"], 2)


def test_what_is_wanted_most_is_first_a_page_at_a_time(api):
    factories.article(asks_for=["Once", "Twice"])
    factories.article(asks_for=["Twice"])
    factories.draft(asks_for=["Twice", "Never"])
    rows, pages = api.walk("wanted/", limit=1)
    assert (rows, pages) == ([{"headline": "Twice", "asked_by": 2}, {"headline": "Once", "asked_by": 1}], 2)


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("path", ["links/", "wanted/"])
def test_lists_of_lines_take_one_query(api, django_assert_num_queries, number, path):
    for n in range(number):
        factories.article(asks_for=[f"Missing {n}"])
    with django_assert_num_queries(1):
        assert len(api(path)["results"]) == number
