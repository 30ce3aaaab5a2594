from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from articles.importers.columns import EXTERNAL_ID, article_columns, external_id, link_columns, record_hash
from articles.importers.record import Dating, Proposal, ReadMore, Record

RECORD = Record(
    headline="‘Every last ship’ – harbour master",
    body=("One <em>paragraph</em>.", "<script>alert(1)</script>Another &amp; more."),
    standfirst="A pledge <of> sorts",
    dating=Dating(date(2024, 7, 16), text="Tuesday, July 16, 2024"),
    byline="By Jane Doe",
    dateline="CAIRO",
    language="en",
)


def test_a_record_becomes_column_values():
    assert article_columns(RECORD) == {
        "headline": "‘Every last ship’ – harbour master",
        "standfirst": "A pledge <of> sorts",
        "body": "One <em>paragraph</em>.\n\nAnother &amp; more.",
        "byline": "By Jane Doe",
        "dateline": "CAIRO",
        "language": "en",
        "section": "",
        "original_url": "",
        "published_on": date(2024, 7, 16),
        "published_at": None,
        "date_precision": "day",
        "date_basis": "printed",
        "updated_at": None,
        "external_id": "2024-07-16 every last ship harbour master",
        "record_hash": record_hash(RECORD),
    }


def test_a_record_without_a_date_claims_none():
    columns = article_columns(replace(RECORD, dating=None))
    assert (columns["published_on"], columns["published_at"], columns["date_basis"]) == (None, None, "")
    assert columns["external_id"] == "undated every last ship harbour master"


def test_a_moment_is_kept_beside_its_day():
    at = datetime(2024, 7, 16, 23, 30, tzinfo=UTC)
    columns = article_columns(replace(RECORD, dating=Dating(date(2024, 7, 17), "day", "stated", at)))
    assert (columns["published_on"], columns["published_at"], columns["date_basis"]) == (
        date(2024, 7, 17),
        at,
        "stated",
    )


def test_the_publishers_own_key_comes_before_the_address_before_the_headline():
    own, address = (
        replace(RECORD, external_id="guid-7", url="https://example.org/a"),
        replace(RECORD, url="https://example.org/a"),
    )
    assert [external_id(own), external_id(address)] == ["guid-7", "https://example.org/a"]


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "https://exa mple.org/", "/relative", "https://example.org/" + "x" * 2000]
)
def test_what_is_no_web_address_is_not_kept_as_one(url):
    record = replace(RECORD, url=url, read_more=(ReadMore("Other", "Read more: Other", "Read more", 1, url),))
    assert article_columns(record)["original_url"] == ""
    assert [(row["url"], row["state"]) for row in link_columns(record)] == [("", "pending")]


def test_links_keep_their_place_and_their_line():
    record = replace(
        RECORD, read_more=(ReadMore("Other", "Read more: Other | X", "Read more", 2, "https://example.org/o"),)
    )
    assert link_columns(record) == [
        {
            "after": 2,
            "label": "Read more",
            "headline": "Other",
            "line": "Read more: Other | X",
            "url": "https://example.org/o",
            "state": "external",
        }
    ]


def test_two_long_headlines_that_begin_alike_have_keys_of_their_own():
    first, second = (external_id(replace(RECORD, headline="word " * 150 + end)) for end in "ab")
    assert first != second
    assert len(first) == len(second) == EXTERNAL_ID


def test_the_hash_is_of_the_page_and_not_of_our_reading():
    proposal = Proposal("person", "Jane Doe", 1, "…")
    assert record_hash(replace(RECORD, proposals=(proposal,))) == record_hash(RECORD)
    assert record_hash(replace(RECORD, byline="By John Doe")) != record_hash(RECORD)
