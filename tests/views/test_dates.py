"""The archive by date: years, months, days, what lies beside them, and a day across the years."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.views import calendar
from articles.views.on_this_day import STORIES, YEARS
from tests import factories

pytestmark = pytest.mark.django_db

# Whatever may be typed as a place in a list, and what looks like one.
PLACES = st.one_of(
    st.text(),
    st.from_regex(r"\d{1,12}", fullmatch=True),
    st.from_regex(r"[0-9]{1,20}-[0-9a-f]{32}", fullmatch=True),
    st.from_regex(r"[0-9]{8}T[0-9]{12}-[0-9]{1,20}", fullmatch=True),
)

PAGES = {
    "/dates/": 1,
    "/1969/": 3,
    "/1969/07/": 3,
    "/1969/07/21/": 3,
    "/on-this-day/07-21/": 2,
    "/on-this-day/": 1,
}


@pytest.mark.parametrize("items", [1, 3])
@pytest.mark.parametrize("address", PAGES)
def test_a_page_takes_as_many_queries_for_one_item_as_for_three(client, django_assert_num_queries, address, items):
    for n in range(items):
        factories.article(on=date(1969, 7, 21))
        factories.article(on=date(1969, 7, 22 + n))
        factories.article(on=date(1970 + 2 * n, 7, 21))
    with django_assert_num_queries(PAGES[address]):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", ["/dates/", "/on-this-day/", "/on-this-day/07-21/"])
def test_an_empty_archive_has_these_pages(client, address):
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", PAGES)
def test_none_has_a_draft_a_withdrawn_story_or_one_under_embargo(client, address):
    now = timezone.now()
    for on in (date(1969, 7, 21), now.date() - timedelta(days=365)):
        factories.article(on=on)
        factories.draft("Hidden draft", on)
        factories.article("Hidden withdrawn", on).withdraw()
    factories.article("Hidden later", date(2190, 7, 21))
    page = client.get(address).content.decode()
    assert "Hidden" not in page
    assert "2190" not in page


def holes(cells):
    return [cell.first.day for cell in cells if cell and not cell.stories and cell.inside]


def full(cells):
    return {cell.first.day: cell.stories for cell in cells if cell and cell.stories}


def test_a_month_counts_its_days_and_tells_holes_from_what_is_outside(client):
    for on in (date(1969, 7, 21), date(1969, 7, 21), date(1969, 7, 24)):
        factories.article(on=on)
    factories.article(on=date(1969, 7, 1), date_precision="month")
    context = client.get("/1969/07/").context
    assert [cell and cell.first.day for cell in context["weeks"][0]] == [None, 1, 2, 3, 4, 5, 6]
    days = [cell for week in context["weeks"] for cell in week]
    assert (full(days), holes(days), context["stories"]) == ({21: 2, 24: 1}, [22, 23], 4)


def test_a_year_counts_its_months_and_days(client):
    factories.article(on=date(1969, 1, 1), date_precision="year")
    factories.article(on=date(1969, 3, 1), date_precision="month")
    factories.article(on=date(1969, 7, 30))
    factories.article(on=date(1969, 8, 2))
    response = client.get("/1969/")
    months = response.context["months"]
    assert {month.first.month: month.stories for month, _ in months if month.stories} == {3: 1, 7: 1, 8: 1}
    assert {month.first.month: (full(days), holes(days)) for month, days in months if full(days) or holes(days)} == {
        7: ({30: 1}, [31]),
        8: ({2: 1}, [1]),
    }
    assert response.context["stories"] == 4
    page = response.content.decode()
    assert '30<span class="unseen">: 1 story</span>' in page
    assert '<li class="hole">31<span class="unseen">: no story</span></li>' in page


def test_an_archive_of_months_alone_has_no_holes(client):
    factories.article(on=date(1969, 3, 1), date_precision="month")
    assert [holes(days) for _, days in client.get("/1969/").context["months"]] == [[]] * 12


def test_all_years_are_listed_with_the_gaps_between(client):
    for on in (date(1969, 7, 21), date(1969, 8, 1), date(1971, 1, 1), date(1975, 12, 31)):
        factories.article(on=on)
    years = client.get("/dates/").context["years"]
    assert [(year.first, year.last, year.cell and year.cell.stories) for year in years] == [
        (1975, 1975, 1),
        (1972, 1974, None),
        (1971, 1971, 1),
        (1970, 1970, None),
        (1969, 1969, 2),
    ]
    assert [month.level for month in years[-1].months] == [0] * 6 + [2, 2] + [0] * 4
    assert [year.share for year in years if year.cell] == [50, 50, 100]


@pytest.mark.parametrize(
    ("address", "earlier", "later"),
    [
        ("/1969/07/21/", "/1969/07/01/", "/1970/08/01/"),
        ("/1969/07/", None, "/1970/08/"),
        ("/1970/", "/1969/", None),
    ],
)
def test_dates_lead_to_the_nearest_that_have_a_story(client, address, earlier, later):
    for on in (date(1969, 7, 1), date(1969, 7, 21), date(1970, 8, 1), date(2190, 1, 1)):
        factories.article(on=on)
    context = client.get(address).context
    assert [beside and beside[1] for beside in (context["earlier"], context["later"])] == [earlier, later]


def test_a_month_without_a_day_is_no_neighbour_of_a_day(client):
    factories.article(on=date(1969, 7, 1), date_precision="month")
    factories.article(on=date(1969, 7, 21))
    assert client.get("/1969/07/21/").context["earlier"] is None


def test_a_day_says_how_many_stories_it_has_with_every_copy(client):
    for paper in ("Argus", "Bugle"):
        factories.article(f"As told by {paper}", source=factories.source(paper), body=factories.text(200))
    response = client.get("/1969/07/21/")
    assert (response.context["stories"], len(response.context["page"].articles)) == (2, 1)
    assert "2 stories. Every paper’s copy of a story is counted." in response.content.decode()


@pytest.mark.parametrize(("stories", "level"), [(0, 0), (1, 1), (7, 1), (8, 2), (12, 2), (13, 3), (900, 3)])
def test_a_day_is_as_full_as_it_is_beside_what_is_usual(stories, level):
    assert calendar.level(stories, usual=10) == level


def test_a_busy_day_leaves_the_others_as_usual():
    days = [date(1969, 7, day) for day in range(1, 8)]
    counts = dict.fromkeys(days[1:], 40) | {days[2]: 9000, days[3]: 5}
    assert [cell.level for cell in calendar.cells(days, "day", counts)] == [0, 2, 3, 1, 2, 2, 2]


# On this day


def test_a_day_is_shown_across_the_years(client):
    for on in (date(1969, 7, 21), date(1969, 7, 22), date(2001, 7, 21), date(2190, 7, 21)):
        factories.article(f"Of {on}", on)
    factories.article(on=date(1980, 7, 1), date_precision="month")
    response = client.get("/on-this-day/07-21/")
    assert [(on.year, address, count, [story.headline for story in stories])
            for on, address, count, stories in response.context["years"]] == [
        (2001, "/2001/07/21/", 1, ["Of 2001-07-21"]),
        (1969, "/1969/07/21/", 1, ["Of 1969-07-21"]),
    ]  # fmt: skip
    page = response.content.decode()
    assert "2 stories in 2 years" in page
    assert 'rel="prev" href="/on-this-day/07-20/"' in page
    assert 'rel="next" href="/on-this-day/07-22/"' in page


def test_each_year_shows_its_last_stories_and_a_story_of_many_papers_once(client):
    for n in range(STORIES + 1):
        factories.article(f"Story {n}")
    for paper in ("Argus", "Bugle"):
        factories.article(f"As told by {paper}", source=factories.source(paper), body=factories.text(200))
    [(_, _, count, stories)] = client.get("/on-this-day/07-21/").context["years"]
    assert count == STORIES + 3
    assert [story.headline for story in stories] == ["As told by Argus", "Story 3", "Story 2"]


def test_many_years_are_paged_without_gap_or_overlap(client):
    for year in range(1950, 1950 + 2 * YEARS + 3):
        factories.draft(on=date(year, 7, 21)).publish()
    seen, query = [], ""
    while query is not None:
        context = client.get(f"/on-this-day/07-21/{query}").context
        seen += [on.year for on, *_ in context["years"]]
        query = context["older"] or None
    assert seen == list(range(1950 + 2 * YEARS + 2, 1949, -1))


@pytest.mark.parametrize(
    ("day", "earlier", "later"),
    [
        ("02-28", "02-27", "02-29"),
        ("02-29", "02-28", "03-01"),
        ("03-01", "02-29", "03-02"),
        ("12-31", "12-30", "01-01"),
    ],
)
def test_days_of_the_year_follow_each_other_february_29_among_them(client, day, earlier, later):
    factories.article(on=date(2000, 2, 29))
    response = client.get(f"/on-this-day/{day}/")
    page = response.content.decode()
    assert f'rel="prev" href="/on-this-day/{earlier}/"' in page
    assert f'rel="next" href="/on-this-day/{later}/"' in page
    assert [on.year for on, *_ in response.context["years"]] == ([2000] if day == "02-29" else [])


def test_today_is_the_day_that_it_is(client):
    now = timezone.localdate()
    response = client.get("/on-this-day/")
    assert (response.context["day"].month, response.context["day"].day) == (now.month, now.day)
    assert f'<link rel="canonical" href="http://testserver/on-this-day/{now:%m-%d}/">' in response.content.decode()
    page = client.get("/fr/on-this-day/07-21/?before=1990&x=1").content.decode()
    assert '<link rel="canonical" href="http://testserver/on-this-day/07-21/?before=1990">' in page


def test_the_front_page_and_every_day_lead_to_on_this_day(client):
    factories.article()
    assert 'href="/on-this-day/"' in client.get("/").content.decode()
    assert 'href="/on-this-day/07-21/"' in client.get("/1969/07/21/").content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/2024/",
        "/2024/13/",
        "/2024/02/30/",
        "/1969/02/29/",
        "/0000/",
        "/0001/",
        "/0001/01/01/",
        "/9998/12/31/",
        "/9999/",
        "/9999/12/",
        "/9999/12/31/",
        "/1969/7/",
        "/1000000000000/",
        "/١٩٦٩/",
        "/1969/07/%00/",
        "/on-this-day/02-30/",
        "/on-this-day/13-01/",
        "/on-this-day/00-00/",
        "/on-this-day/7-21/",
        "/on-this-day/%00/",
        "/on-this-day/٠٧-٢١/",
        "/on-this-day/07-21/?before=",
        "/on-this-day/07-21/?before=x",
        "/on-this-day/07-21/?before=%00",
        "/on-this-day/07-21/?before=1000000000000",
        "/on-this-day/07-21/?before=١٩٦٩",
        "/1969/?before=x",
        "/1969/07/?after=99999999T999999999999-1",
        "/1969/07/21/?before=%00",
    ],
)
def test_what_is_not_there_is_a_plain_404_in_words(client, django_assert_max_num_queries, address):
    factories.article()
    with django_assert_max_num_queries(2):  # the page, and whether the address was another site's
        response = client.get(address)
    assert response.status_code == 404
    assert "<h1>" in response.content.decode()


@pytest.mark.parametrize("before", ["0000", "1969", "9999"])
def test_any_year_is_a_place_among_years(client, before):
    factories.article()
    years = client.get(f"/on-this-day/07-21/?before={before}").context["years"]
    assert [on.year for on, *_ in years] == ([1969] if before == "9999" else [])


def test_a_page_number_beyond_all_measure_changes_nothing(client):
    factories.article()
    assert client.get("/1969/?page=1000000000000").status_code == 200


@pytest.mark.parametrize("address", ["/1969/", "/1969/07/", "/1969/07/21/"])
def test_pages_of_a_period_say_the_same_of_it(client, address):
    for n in range(60):
        factories.draft(f"Story {n}").publish()
    pages, query = [], ""
    while query is not None:
        context = client.get(f"{address}{query}").context
        pages.append(context["stories"])
        query = context["page"].older or None
    assert pages == [60] * 3
    assert all(one == other for one, other in pairwise(pages))


@pytest.mark.parametrize(
    "address", ["/", "/latest/", "/1969/", "/1969/07/", "/1969/07/21/", "/wanted/", "/on-this-day/07-21/"]
)
def test_no_place_that_anybody_may_type_breaks_a_page(client, address):
    factories.article(asks_for=["Luna 15"])

    @settings(max_examples=25)
    @given(name=st.sampled_from(["before", "after"]), place=PLACES)
    def type_it(name, place):
        assert client.get(address, {name: place}).status_code in (200, 404)

    type_it()
