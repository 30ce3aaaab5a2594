from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.api.objects import BRIEF, MEMBERS
from articles.models import (
    Article,
    Author,
    Byline,
    Citation,
    Correction,
    Picture,
    ReadMoreLink,
    RelatedStory,
    TwinPair,
    WireCopy,
)
from tests import factories

HERE = "http://testserver"


def everything(headline="The tide took the pier", **columns):
    """A published story with a row of every kind that belongs to one."""
    article = factories.article(
        headline, tags=["Jane Doe"], asks_for=["Pier closed for good", "Nobody has it"], **columns
    )
    author = Author.objects.get_or_create(name="John Roe", slug="john-roe")[0]
    Byline.objects.create(article=article, author=author)
    Citation.objects.create(article=article, source=factories.source("Harbour Wire"))
    Picture.objects.create(article=article, url="https://ledger.example/a.jpg", caption="The pier")
    Correction.objects.create(article=article, corrected_on=date(1969, 7, 23), text="At noon.")
    return Article.objects.get(pk=article.pk)


def headlines(told):
    return [row["headline"] for row in told["results"]]


PAGE = f"{HERE}/1969/07/21/the-tide-took-the-pier/"
LEDGER = {"name": "The Harbour Ledger", "slug": "the-harbour-ledger"}


def of_day(on):
    return {"on": on, "precision": "day", "basis": "printed", "at": None}


def line(headline, after, state, address):
    return {"headline": headline, "label": "Read more", "after": after, "state": state, "address": address}


def test_a_story_is_answered_with_all_that_belongs_to_it(api):
    factories.article("Pier closed for good", date(1969, 7, 23))
    article = everything(standfirst="Nobody was on it", updated_at=datetime(1969, 7, 22, 8, tzinfo=UTC))
    told = api(f"articles/{article.pk}/")
    assert datetime.fromisoformat(told.pop("changed_at")) >= article.modified_at
    assert [row["headline"] for row in told.pop("related") + told.pop("mentioned_in")] == ["Pier closed for good"]
    assert told == {
        "id": article.pk,
        "address": PAGE,
        "headline": "The tide took the pier",
        "standfirst": "Nobody was on it",
        "byline": "",
        "authors": [{"name": "John Roe", "slug": "john-roe"}],
        "dateline": "",
        "section": "",
        "language": "en",
        "publisher": LEDGER,
        "published": of_day("1969-07-21"),
        "updated_at": "1969-07-22T08:00:00+00:00",
        "tags": [{"name": "Jane Doe", "slug": "jane-doe", "kind": "person"}],
        "cited": [{"name": "Harbour Wire", "slug": "harbour-wire"}],
        "permanent": f"{HERE}/a/{article.pk}/",
        "formats": {"page": PAGE, **{name: f"{PAGE}story.{suffix}" for name, suffix in FILES.items()}},
        "original_url": None,
        "captured_at": None,
        "body": ["One paragraph.", "Another paragraph."],
        "read_more": [
            line("Pier closed for good", 1, "resolved", f"{HERE}/1969/07/23/pier-closed-for-good/"),
            line("Nobody has it", 2, "pending", None),
        ],
        "pictures": [{"url": "https://ledger.example/a.jpg", "caption": "The pier", "credit": "", "alt": ""}],
        "corrections": [{"on": "1969-07-23", "text": "At noon."}],
    }


FILES = {"ninjs": "json", "text": "txt", "markdown": "md"}


def test_stories_beside_it_are_told_with_the_reason(api):
    closed = factories.article("Pier closed for good", date(1969, 7, 23))
    article = everything()
    why = factories.article("Why it went", date(1969, 8, 1), asks_for=["The tide took the pier"])
    RelatedStory.objects.filter(article=article).delete()
    reason = {"days": 2, "tags": ["Jane Doe"]}
    RelatedStory.objects.create(article=article, other=closed, origin="computed", reason=reason)
    said = {
        "id": closed.pk,
        "headline": "Pier closed for good",
        "address": f"{HERE}/1969/07/23/pier-closed-for-good/",
        "language": "en",
        "publisher": LEDGER,
        "published": of_day("1969-07-23"),
    }
    told = api(f"articles/{article.pk}/", fields="related,mentioned_in")
    assert told["related"] == [said | {"reason": "Two days later · both about Jane Doe"}]
    assert told["mentioned_in"] == [
        {
            "id": why.pk,
            "headline": "Why it went",
            "address": f"{HERE}/1969/08/01/why-it-went/",
            "language": "en",
            "publisher": LEDGER,
            "published": of_day("1969-08-01"),
        }
    ]


@pytest.mark.parametrize(
    ("precision", "on", "said"), [("month", date(1969, 7, 1), "1969-07"), ("year", date(1969, 1, 1), "1969")]
)
def test_no_answer_claims_more_of_a_date_than_is_known(api, precision, on, said):
    article = factories.article(on=on, date_precision=precision)
    assert api(f"articles/{article.pk}/")["published"]["on"] == said


def test_a_list_has_the_newest_first_and_the_usual_members(api):
    everything()
    factories.article("Later", date(1970, 1, 1))
    told = api("articles/")
    assert headlines(told) == ["Later", "The tide took the pier"]
    assert [tuple(row) for row in told["results"]] == [BRIEF, BRIEF]
    assert headlines(api("articles/", order="oldest")) == ["The tide took the pier", "Later"]


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("filters", "queries"), [({}, 2), ({"tag": "person/jane-doe", "author": "john-roe"}, 3)])
def test_a_list_takes_three_queries_at_the_most(api, django_assert_num_queries, number, filters, queries):
    for n in range(number):
        everything(f"Story {n}")
    with django_assert_num_queries(queries):
        assert len(api("articles/", **filters)["results"]) == number


@pytest.mark.parametrize("number", [1, 3])
def test_a_story_takes_four_queries(api, django_assert_num_queries, number):
    article = everything()
    for n in range(number):
        other = factories.article(f"Asks {n}", asks_for=["The tide took the pier"])
        RelatedStory.objects.get_or_create(article=article, other=other)
    with django_assert_num_queries(4):
        told = api(f"articles/{article.pk}/")
    assert (len(told["related"]), len(told["mentioned_in"])) == (number, number)


def hidden():
    """(name, story) of every kind that a reader cannot open."""
    future = timezone.now() + timedelta(days=2)
    withdrawn = factories.article("Withdrawn", tags=["Nobody Known"])
    withdrawn.withdraw("It was not so.")
    return [
        factories.draft("Draft", tags=["Nobody Known"]),
        factories.draft("In review", status="review", tags=["Nobody Known"]),
        factories.article("Future", future.date(), tags=["Nobody Known"]),
        withdrawn,
    ]


@pytest.mark.django_db
def test_no_list_has_a_story_that_a_reader_cannot_open(api):
    shown = everything("Shown")
    for article in hidden():
        Citation.objects.create(article=article, source=factories.source("Harbour Wire"))
        ReadMoreLink.objects.create(article=article, headline="Shown", line="Read more: Shown", target=shown,
                                    state="resolved", decided_by="rule")  # fmt: skip
        RelatedStory.objects.create(article=shown, other=article, origin="pinned")
    lists = [
        "articles/",
        "articles/?cites=harbour-wire",
        "articles/?source=the-harbour-ledger",
        "articles/?language=en",
    ]
    assert [headlines(api(path)) for path in lists] == [["Shown"]] * 4
    assert [len(api("links/")["results"]), api("search/", q="shown OR draft OR future")["total"]] == [2, 1]
    told = api(f"articles/{shown.pk}/")
    assert (told["related"], told["mentioned_in"]) == ([], [])


@pytest.mark.django_db
def test_a_story_that_a_reader_cannot_open_is_not_there_and_a_withdrawn_one_says_why(api):
    *unseen, withdrawn = hidden()
    for article in unseen:
        assert api.problem(404, f"articles/{article.pk}/")["detail"] == "There is no such story."
    said = api.problem(410, f"articles/{withdrawn.pk}/")
    assert (said["note"], said["title"]) == ("It was not so.", "Gone")
    assert "Withdrawn" not in str(said)


def test_a_line_leads_to_no_story_that_a_reader_cannot_open(api):
    asks = factories.article("Asks", asks_for=["Gone again"])
    factories.article("Gone again").withdraw()
    (line,) = api(f"articles/{asks.pk}/")["read_more"]
    assert (line["state"], line["address"]) == ("pending", None)


def test_an_editors_suggestions_are_not_told(api):
    factories.article("Pier closed for good")
    asks = factories.article("Asks", asks_for=["Pier closed for goods"])
    assert asks.read_more_links.get().state == "suggested"
    assert [line["state"] for line in api(f"articles/{asks.pk}/")["read_more"]] == ["pending"]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"since": "1970"}, ["In 1971", "In 1970"]),
        ({"until": "1970"}, ["In 1970", "In 1969"]),
        ({"since": "1970-01", "until": "1970-12-31"}, ["In 1970"]),
        ({"source": "other-paper"}, ["In 1970"]),
        ({"cites": "harbour-wire"}, ["In 1969"]),
        ({"tag": "person/jane-doe"}, ["In 1971", "In 1969"]),
        ({"tag": ["person/jane-doe", "person/john-roe"]}, ["In 1971"]),
        ({"author": "john-roe"}, ["In 1969"]),
        ({"language": "fr"}, ["In 1971"]),
        ({"language": "FR-ca"}, ["In 1971"]),
        ({"language": "ca"}, []),
        ({"source": "other-paper", "tag": "person/jane-doe"}, []),
    ],
)
def test_filters_hold_together(api, filters, found):
    everything("In 1969", on=date(1969, 7, 21))
    factories.article("In 1970", date(1970, 7, 21), source=factories.source("Other Paper"), tags=["John Roe"])
    factories.article("In 1971", date(1971, 7, 21), tags=["Jane Doe", "John Roe"], language="fr-CA")
    assert headlines(api("articles/", **filters)) == found


def test_a_tag_that_was_merged_is_the_one_that_it_was_merged_into(api):
    everything("Of Jane")
    factories.article("Of J.", tags=["J. Doe"])
    factories.tag("J. Doe").merge_into(factories.tag("Jane Doe"))
    assert sorted(headlines(api("articles/", tag="person/j-doe"))) == ["Of J.", "Of Jane"]


def test_a_source_or_an_author_that_was_merged_is_the_one_that_it_was_merged_into(api):
    everything("Of all")
    factories.article("Of another", source=factories.source("Bugle"))
    factories.source("Ledger").merge_into(factories.source())
    factories.source("Wire").merge_into(Citation.objects.get().source)
    factories.author("J. Roe").merge_into(factories.author("John Roe"))
    for filters in ({"source": "ledger"}, {"cites": "wire"}, {"author": "j-roe"}):
        assert headlines(api("articles/", **filters)) == ["Of all"]


@pytest.mark.parametrize(
    "filters", [{"tag": "person/nobody-known"}, {"source": "nowhere"}, {"cites": "nowhere"}, {"author": "nobody"}]
)
@pytest.mark.django_db
def test_a_name_that_no_reader_has_met_is_a_bad_request_whether_it_is_there_or_not(api, filters):
    hidden()
    (parameter,) = filters
    assert api.problem(400, "articles/", **filters)["errors"][0]["parameter"] == parameter


def test_a_story_of_several_papers_is_listed_once_unless_all_copies_are_asked_for(api):
    first, second = factories.article("First"), factories.article("Second", date(1969, 7, 22))
    TwinPair.objects.create(one=first, other=second, likeness=1)
    for article in (first, second):
        WireCopy.objects.create(article=article, cluster=first.pk)
    assert headlines(api("articles/")) == ["First"]
    assert headlines(api("articles/", copies="all")) == ["Second", "First"]


def test_fields_choose_what_is_answered(api):
    article = everything()
    assert api("articles/", fields="headline,id")["results"] == [{"id": article.pk, "headline": article.headline}]
    assert api("articles/", fields="body")["results"] == [{"body": ["One paragraph.", "Another paragraph."]}]
    assert list(api(f"articles/{article.pk}/", fields=" related , id")) == ["id", "related"]
    assert api.problem(400, "articles/", fields="id,secret")["errors"][0]["parameter"] == "fields"
    assert api.problem(400, "articles/", fields="related")["errors"][0]["parameter"] == "fields"
    assert api.problem(400, "articles/", fields=",")["errors"][0]["parameter"] == "fields"


@pytest.mark.parametrize("field", MEMBERS)
def test_every_member_can_be_asked_for_in_a_list(api, field):
    everything()
    assert [list(row) for row in api("articles/", fields=field)["results"]] == [[field]]


@pytest.mark.parametrize("order", ["newest", "oldest"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=10)
@given(days=st.lists(st.integers(1, 3), min_size=1, max_size=7), limit=st.integers(1, 4))
def test_pages_have_each_story_once_and_in_order(api, order, days, limit):
    Article.objects.all().delete()
    made = Article.objects.bulk_create(
        Article(headline=f"Story {n}", slug=f"story-{n}", status="published", date_basis="printed",
                published_on=date(1969, 7, day))
        for n, day in enumerate(days)
    )  # fmt: skip
    sign = -1 if order == "newest" else 1
    expected = [
        article.pk for article in sorted(made, key=lambda one: (sign * one.published_on.toordinal(), sign * one.pk))
    ]
    rows, pages = api.walk("articles/", limit=limit, order=order, fields="id")
    assert [row["id"] for row in rows] == expected
    assert pages == -(-len(days) // limit)
