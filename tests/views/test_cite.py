"""Citing a story, a version of it, a paragraph: in each style, and found again for ever."""

import json
import re
from datetime import UTC, date, datetime

import bibtexparser
import pytest
import rispy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.exporters.formats import CITATIONS
from articles.history.anchors import anchor, paragraphs
from articles.models import Article
from tests import factories
from tests.views.test_article import HOSTILE, text_of

pytestmark = pytest.mark.django_db

JANUARY = [datetime(2020, 1, day, tzinfo=UTC) for day in range(1, 10)]
STORY = "http://testserver/1969/07/21/moon/"


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 11, 24, 12, tzinfo=UTC))


def cited(client, story, query=""):
    """The text of each style's citation."""
    response = client.get(f"{story.get_absolute_url()}cite/{query}")
    assert response.status_code == 200
    return {form.name: text for form, text in response.context["texts"]}


def test_a_story_is_cited_in_every_style(client):
    story = factories.versions("One.", headline="Moon", captured_at=datetime(2019, 5, 1, 12, tzinfo=UTC))
    story = factories.changed(story, JANUARY[3], original_url="https://ledger.example/moon")
    texts = cited(client, story)
    assert list(texts) == ["chicago", "apa", "wikipedia", "bibtex", "ris", "csl"]
    at = "Newsroom, version 2"
    assert texts["chicago"] == (
        f"“Moon.” The Harbour Ledger, July 21, 1969. {at}. Accessed November 24, 2026. {STORY}."
    )
    assert texts["apa"] == (
        f"Moon. (1969, July 21). The Harbour Ledger. {at}. Retrieved November 24, 2026, from {STORY}"
    )
    assert texts["wikipedia"] == (
        "{{cite news |title=Moon |newspaper=The Harbour Ledger |date=1969-07-21 |url=https://ledger.example/moon"
        f" |archive-url={STORY} |archive-date=2019-05-01 |at={at}}}}}"
    )
    [entry] = bibtexparser.parse_string(texts["bibtex"]).entries
    wanted = {"date": "1969-07-21", "url": STORY, "urldate": "2026-11-24", "note": at}
    assert {name: entry.fields_dict[name].value.strip("{}") for name in wanted} == wanted
    [reference] = rispy.loads(texts["ris"])
    assert (reference["urls"], reference["access_date"], reference["notes"]) == ([STORY], "2026/11/24/", [at])
    [item] = json.loads(texts["csl"])
    assert (item["URL"], item["accessed"], item["note"]) == (STORY, {"date-parts": [[2026, 11, 24]]}, at)


def test_a_story_that_never_changed_is_cited_without_a_version(client):
    assert cited(client, factories.article("Moon"))["chicago"] == (
        f"“Moon.” The Harbour Ledger, July 21, 1969. Accessed November 24, 2026. {STORY}."
    )


@pytest.mark.parametrize(
    ("precision", "on", "said"), [("month", date(1969, 7, 1), "July 1969"), ("year", date(1969, 1, 1), "1969")]
)
def test_no_citation_says_more_of_a_date_than_is_known(client, precision, on, said):
    texts = cited(client, factories.article("Moon", on, date_precision=precision))
    assert f"The Harbour Ledger, {said}. Accessed" in texts["chicago"]
    assert f"|date={said} |" in texts["wikipedia"]
    in_brackets = {"July 1969": "(1969, July).", "1969": "(1969)."}[said]
    assert in_brackets in texts["apa"]
    # The address, in which every story has a day, is none.
    without = [text.replace(f"/{on:%Y/%m/%d}/", "/") for text in texts.values()]
    assert [text for text in without if on.isoformat() in text or f"{on:%Y/%m/%d}" in text] == []


def test_an_old_version_is_cited_as_it_was_at_its_own_address(client):
    story = factories.versions("One.", headline="Moon")
    story = factories.changed(story, JANUARY[3], headline="Men on the Moon", source=factories.source("Bugle"))
    assert cited(client, story, "?version=1")["chicago"] == (
        "“Moon.” The Harbour Ledger, July 21, 1969. Newsroom, version 1. Accessed November 24, 2026. "
        f"{STORY}history/1/."
    )


def test_a_paragraph_is_cited_with_its_version_and_number(client):
    story = factories.versions("One.\n\nTwo.", "One.\n\nHalf.\n\nTwo.", headline="Moon")
    address = f"http://testserver/a/{story.pk}/p/{anchor('Two.')}/"
    assert cited(client, story, f"?paragraph={anchor('Two.')}")["chicago"].endswith(
        f"Newsroom, version 2, paragraph 3. Accessed November 24, 2026. {address}."
    )
    assert "version 1, paragraph 2" in cited(client, story, f"?version=1&paragraph={anchor('Two.')}")["apa"]


def test_a_paragraph_that_is_gone_is_cited_as_of_the_version_that_had_it(client):
    story = factories.versions("One.\n\nTwo.", "One.", headline="Moon")
    assert "version 1, paragraph 2" in cited(client, story, f"?paragraph={anchor('Two.')}")["chicago"]


@pytest.mark.parametrize("query", ["?version=0", "?version=3", "?version=x", "?version=", "?version=01",
                                   "?paragraph=0123456789", "?paragraph=", "?paragraph=%00",
                                   f"?version=2&paragraph={anchor('One.')}"])  # fmt: skip
def test_what_the_story_never_had_cannot_be_cited(client, query):
    story = factories.versions("One.", "Two.", headline="Moon")
    for path in ("cite/", "cite/ris/"):
        assert client.get(f"{story.get_absolute_url()}{path}{query}").status_code == 404


@pytest.mark.parametrize("form", CITATIONS, ids=lambda form: form.name)
def test_each_style_is_a_file_too(client, form):
    story = factories.article("Moon")
    response = client.get(f"{story.get_absolute_url()}cite/{form.name}/")
    assert response["Content-Type"] == f"{form.media_type}; charset=utf-8"
    assert response["Content-Disposition"] == (f'attachment; filename="theharbourledger1969-{story.pk}{form.suffix}"')
    assert response.content.decode().strip() == cited(client, story)[form.name]


@pytest.mark.parametrize("name", ["jsonl", "epub", "x"])
def test_other_formats_are_none_to_cite_in(client, name):
    assert client.get(f"{factories.article().get_absolute_url()}cite/{name}/").status_code == 404


SCRIPTS = ['<script src="/static/js/copy.js" defer>', '<script src="/static/js/search.js" defer>']


def test_hostile_names_stay_text(client):
    story = factories.article(HOSTILE, standfirst=HOSTILE, body=HOSTILE, source=factories.source(HOSTILE))
    html = client.get(f"{story.get_absolute_url()}cite/").content.decode()
    assert re.findall(r"<script[^>]*>", html) == SCRIPTS


@pytest.mark.parametrize("bodies", [["One."], ["One.", "Two.", "Three."]])
def test_the_page_takes_four_queries(client, django_assert_num_queries, bodies):
    story = factories.versions(*bodies)
    with django_assert_num_queries(4):
        cited(client, story)


# The address of a paragraph.


def found(client, story, words):
    return client.get(f"/a/{story.pk}/p/{anchor(words)}/")


def test_a_paragraph_is_found_in_the_story_as_it_stands(client):
    story = factories.versions("One.\n\nTwo.", "Nought.\n\nOne.\n\nTwo.", headline="Moon")
    response = found(client, story, "Two.")
    assert (response.status_code, response["Location"]) == (302, f"/1969/07/21/moon/#p-{anchor('Two.')}")
    assert f'<p id="p-{anchor("Two.")}">Two.</p>' in client.get("/1969/07/21/moon/").content.decode()


def test_a_paragraph_that_changed_is_shown_as_it_was_beside_what_it_became(client):
    old, new = "The tide took the old pier at noon.", "The tide took the old pier at one."
    story = factories.versions(f"One.\n\n{old}", f"One.\n\n{new}", "One.\n\n" + new + "\n\nTwo.")
    response = found(client, story, old)
    assert response.status_code == 200
    said = text_of(response)
    assert "This paragraph has changed" in said
    assert "It was paragraph 2 of version 1, the last that had it." in said
    assert old in said
    assert "The tide took the old pier at before: noon. after: one." in said
    assert f'{story.get_absolute_url()}history/1/#p-{anchor(old)}"' in response.content.decode()


def test_a_paragraph_that_was_taken_out_is_shown_as_it_was(client):
    said = text_of(found(client, factories.versions("One.\n\nTwo.", "One."), "Two."))
    assert "This paragraph is no longer in the story" in said
    assert "What stands in its place now" not in said


def test_a_paragraph_that_came_back_is_found_again(client):
    assert found(client, factories.versions("One.", "Two.", "One."), "One.").status_code == 302


def test_a_paragraph_that_readers_never_saw_is_not_there(client):
    story = factories.draft(body="Secret.")
    Article.objects.filter(pk=story.pk).update(body="One.")
    story = Article.objects.get(pk=story.pk)
    story.publish()
    assert found(client, story, "Secret.").status_code == 404


@pytest.mark.parametrize(("status", "expected"), [("draft", 404), ("review", 404), ("withdrawn", 410)])
def test_no_paragraph_of_a_story_that_is_not_public_is_shown(client, admin_client, status, expected):
    story = factories.changed(factories.versions("One.", "Two."), JANUARY[5], status=status)
    for visitor in (client, admin_client):
        response = found(visitor, story, "One.")
        assert response.status_code == expected
        assert "One." not in text_of(response)


@pytest.mark.parametrize("address", ["/a/99999/p/0123456789/", "/a/1/p/x/", "/a/1/p/0123456789-99999/",
                                     "/a/99999999999999999999/p/0123456789/"])  # fmt: skip
def test_an_address_of_no_paragraph_is_a_plain_404(client, address):
    assert client.get(address).status_code == 404


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from("One. Two. Three. Four. Five.".split()), min_size=1, max_size=6, unique=True),
       st.permutations("Five. Six. One. Seven.".split()))  # fmt: skip
def test_an_address_finds_every_paragraph_that_a_reader_ever_saw(client, before, after):
    story = factories.versions("\n\n".join(before), "\n\n".join(after))
    for paragraph in paragraphs(before):
        response = client.get(f"/a/{story.pk}/p/{paragraph.anchor}/")
        if paragraph.text in after:
            assert response["Location"] == f"{story.get_absolute_url()}#p-{paragraph.anchor}"
        else:
            assert response.context["paragraph"] == paragraph
