"""RFC 7089, header by header: our stories' own TimeGate, TimeMap and Mementos (pattern 2.1)."""

from datetime import UTC, datetime, timedelta

import pytest

from tests import factories

pytestmark = pytest.mark.django_db

STORY = "http://testserver/1969/07/21/moon/"
FIRST = datetime(2020, 1, 1, 6, 30, tzinfo=UTC)
DATES = {
    1: "Wed, 01 Jan 2020 06:30:00 GMT",
    2: "Thu, 02 Jan 2020 06:30:00 GMT",
    3: "Fri, 03 Jan 2020 06:30:00 GMT",
    4: "Sat, 04 Jan 2020 06:30:00 GMT",
}
BASE = [
    f'<{STORY}>; rel="original"',
    f'<{STORY}timegate/>; rel="timegate"',
    f'<{STORY}timemap/>; rel="timemap"; type="application/link-format"',
]


@pytest.fixture
def story():
    return factories.versions("One.", "Two.", "Three.", "Four.", headline="Moon", first=FIRST)


def memento(number, rel):
    return f'<{STORY}history/{number}/>; rel="{rel}"; datetime="{DATES[number]}"'


def links(response):
    return response["Link"].split(", <")


def expected(*mementos):
    return ", ".join([*BASE, *mementos]).split(", <")


def test_the_story_is_the_original_and_names_its_timegate_its_timemap_and_its_ends(client, story):
    response = client.get(story.get_absolute_url())
    assert links(response) == expected(memento(1, "first memento"), memento(4, "last memento"))
    assert "Memento-Datetime" not in response
    # It says the same whenever it is asked about: pattern 2.1 has a TimeGate of its own.
    assert "accept-datetime" not in response.get("Vary", "").lower()
    asked = client.get(story.get_absolute_url(), headers={"Accept-Datetime": DATES[1]})
    assert asked.content == response.content


@pytest.mark.parametrize(
    ("number", "around"),
    [
        (1, [memento(1, "first memento"), memento(2, "next memento"), memento(4, "last memento")]),
        (2, [memento(1, "first prev memento"), memento(2, "memento"), memento(3, "next memento"),
             memento(4, "last memento")]),
        (3, [memento(1, "first memento"), memento(2, "prev memento"), memento(3, "memento"),
             memento(4, "last next memento")]),
        (4, [memento(1, "first memento"), memento(3, "prev memento"), memento(4, "last memento")]),
    ],
)  # fmt: skip
def test_a_version_is_a_memento_and_names_its_neighbours(client, story, number, around):
    response = client.get(f"{STORY}history/{number}/")
    assert response["Memento-Datetime"] == DATES[number]
    assert links(response) == expected(*around)
    assert "accept-datetime" not in response.get("Vary", "").lower()


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ("Tue, 01 Jan 1980 00:00:00 GMT", 1),
        (DATES[1], 1),
        ("Thu, 02 Jan 2020 06:29:59 GMT", 1),
        (DATES[2], 2),
        ("Fri, 03 Jan 2020 23:00:00 GMT", 3),
        ("Sat, 04 Jan 2020 06:30:00 GMT", 4),
        ("Wed, 01 Jan 2170 00:00:00 GMT", 4),
        (None, 4),
    ],
)
def test_the_timegate_leads_to_the_version_of_the_moment(client, story, asked, number):
    response = client.get(f"{STORY}timegate/", headers={"Accept-Datetime": asked} if asked else {})
    assert (response.status_code, response["Location"]) == (302, f"{STORY}history/{number}/")
    assert "accept-datetime" in response["Vary"].lower()
    assert "Memento-Datetime" not in response
    assert links(response)[:3] == expected()
    assert f'{STORY}history/{number}/>; rel="' in response["Link"]
    assert client.get(response["Location"])["Memento-Datetime"] == DATES[number]


def test_the_timegate_answers_head_as_get(client, story):
    asked = {"Accept-Datetime": DATES[2]}
    head, get = (ask(f"{STORY}timegate/", headers=asked) for ask in (client.head, client.get))
    assert [head.status_code, *head.items()] == [get.status_code, *get.items()]


@pytest.mark.parametrize("asked", ["", "now", "2020-01-02", "Thu, 02 Jan 2020", "Thu, 32 Jan 2020 00:00:00 GMT"])
def test_what_is_no_date_is_a_bad_request(client, story, asked):
    response = client.get(f"{STORY}timegate/", headers={"Accept-Datetime": asked})
    assert response.status_code == 400
    assert "Thu, 31 May 2007 20:35:00 GMT" in response.content.decode()
    assert "accept-datetime" in response["Vary"].lower()
    assert "Location" not in response


def test_the_timemap_lists_every_version_and_the_time_that_they_span(client, story):
    response = client.get(f"{STORY}timemap/")
    assert response["Content-Type"] == "application/link-format"
    span = f'from="{DATES[1]}"; until="{DATES[4]}"'
    assert response.content.decode() == ",\n".join(
        [
            f'<{STORY}>; rel="original"',
            f'<{STORY}timemap/>; rel="self"; type="application/link-format"; {span}',
            f'<{STORY}timegate/>; rel="timegate"',
            memento(1, "first memento"),
            memento(2, "memento"),
            memento(3, "memento"),
            memento(4, "last memento") + "\n",
        ]
    )


def test_a_story_with_one_version_has_it_first_and_last(client):
    factories.versions("One.", headline="Moon", first=FIRST)
    assert links(client.get(STORY)) == expected(memento(1, "first last memento"))
    assert memento(1, "first last memento") in client.get(f"{STORY}timemap/").content.decode()


@pytest.mark.parametrize("days", [1, 3])
def test_gate_and_map_take_two_queries(client, django_assert_num_queries, days):
    factories.versions(*(f"Text {n}." for n in range(days)), headline="Moon")
    for path in ("timegate/", "timemap/"):
        with django_assert_num_queries(2):
            client.get(f"{STORY}{path}")


def test_a_memento_claims_no_time_before_its_embargo(client):
    moment = FIRST + timedelta(hours=5)
    story = factories.versions("One.", on=moment.date(), published_at=moment, headline="Moon", first=FIRST)
    assert client.get(f"{story.get_absolute_url()}history/1/")["Memento-Datetime"] == "Wed, 01 Jan 2020 11:30:00 GMT"


def test_an_address_that_is_not_ascii_is_written_in_ascii(client):
    story = factories.article("چاند", language="ur", slug="چاند")
    assert client.get(story.get_absolute_url())["Link"].isascii()
