"""Earlier versions before readers: which there were, each of them, what changed; never what was not public."""

import re
from datetime import UTC, date, datetime

import pytest

from articles.importers.keep import keep
from articles.importers.record import ReadMore, Record
from articles.models import Article, ArticleVersion, Correction, Import
from articles.views.history import SHOWN
from tests import factories
from tests.views.test_article import HOSTILE, text_of

pytestmark = pytest.mark.django_db

JANUARY = [datetime(2020, 1, day, tzinfo=UTC) for day in range(1, 10)]


def page(client, story, path=""):
    response = client.get(f"{story.get_absolute_url()}{path}")
    assert response.status_code == 200
    return response


def rows(response):
    return [
        (row["version"].number, row["changed"] and [str(label) for label in row["changed"]])
        for row in response.context["rows"]
    ]


def test_every_version_stands_in_the_history_with_what_changed(client):
    story = factories.versions("One.", "Two.", headline="Moon")
    story = factories.changed(story, JANUARY[3], headline="Men on the Moon", standfirst="At last.")
    story = factories.changed(story, JANUARY[4], dateline="HOUSTON", updated_at=JANUARY[4])
    response = page(client, story, "history/")
    assert rows(response) == [
        (4, ["Dateline", "Updated by the publisher"]),
        (3, ["Headline", "Standfirst"]),
        (2, ["Text"]),
        (1, None),
    ]
    said = text_of(response)
    assert "The archive has shown readers 4 versions of this story." in said
    assert "Public here since January 5, 2020, 00:00 UTC ." in said
    assert "Public here from January 1, 2020, 00:00 UTC to January 2, 2020, 00:00 UTC ." in said


def test_a_story_that_never_changed_has_one_version(client):
    story = factories.article()
    assert rows(page(client, story, "history/")) == [(1, None)]


def test_what_was_a_draft_leaves_no_trace_in_any_page_of_the_history(client):
    story = factories.draft("Secret name", body="Secret draft.", byline="By Secret")
    Article.objects.filter(pk=story.pk).update(headline="Moon", body="One.", byline="")
    story.refresh_from_db()
    story.publish()
    story = factories.changed(Article.objects.get(pk=story.pk), JANUARY[2], status="withdrawn")
    story = factories.changed(story, JANUARY[3], body="Secret repair.")
    story = factories.changed(story, JANUARY[4], body="Two.", status="published")
    number = len(page(client, story, "history/").context["rows"])
    paths = ["", "history/", "timemap/", "cite/", *(f"history/{n}/" for n in range(1, number + 1))]
    paths += [f"history/{n}/changes/" for n in range(2, number + 1)]
    for path in paths:
        assert "Secret" not in page(client, story, path).content.decode()


def test_no_page_of_the_history_names_an_editor(admin_client, client, admin_user):
    story = factories.versions("One.", "Two.")
    Article.objects.filter(pk=story.pk).update(edited_by=admin_user)
    for path in ("history/", "history/1/", "history/2/changes/"):
        assert "admin@" not in page(client, story, path).content.decode()


def test_corrections_stand_with_the_version_that_they_were_made_to(client):
    story = factories.versions("One.", "Two.", "Three.")
    for day, text in ((date(1999, 1, 1), "Long ago."), (date(2020, 1, 2), "Of the day."), (date(2021, 1, 1), "Later.")):
        Correction.objects.create(article=story, corrected_on=day, text=text)
    made = {
        row["version"].number: [correction.text for correction in row["corrections"]]
        for row in page(client, story, "history/").context["rows"]
    }
    assert made == {3: ["Later."], 2: ["Of the day."], 1: ["Long ago."]}


def test_a_time_in_which_the_story_was_not_public_is_told(client):
    story = factories.changed(factories.versions("One."), JANUARY[2], status="withdrawn")
    story = factories.changed(story, JANUARY[5], status="published")
    response = page(client, story, "history/")
    assert rows(response) == [(2, []), (1, None)]
    assert "Before that, the story was not public for a time." in text_of(response)
    assert "Nothing that readers see was changed." in text_of(response)


def test_a_long_history_comes_in_pages(client, django_assert_num_queries):
    story = factories.versions(*(f"Text {n}." for n in range(SHOWN + 3)))
    first = page(client, story, "history/")
    second = page(client, story, f"history/?before={first.context['older']}")
    numbers = [number for response in (first, second) for number, _ in rows(response)]
    assert numbers == list(range(SHOWN + 3, 0, -1))
    assert rows(first)[-1][1] == ["Text"]
    assert (first.context["newer"], second.context["newer"], second.context["older"]) == (False, True, None)


@pytest.mark.parametrize("place", ["1", "0", "-1", "5", "x", "٣x", "9" * 5000])
def test_a_place_that_no_history_has_is_not_there(client, place):
    story = factories.versions("One.", "Two.", "Three.")
    assert client.get(f"{story.get_absolute_url()}history/?before={place}").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_pages_of_the_history_take_few_queries(client, django_assert_num_queries, number):
    story = factories.versions(*(f"Text {n}." for n in range(number)))
    # The story, its versions, corrections; the words of other versions, the lines of the current one.
    with django_assert_num_queries(3 + 2 * (number > 1)):
        page(client, story, "history/")
    with django_assert_num_queries(3):
        page(client, story, "history/1/")
    if number > 1:
        with django_assert_num_queries(3):
            page(client, story, "history/2/changes/")


def test_an_old_version_shows_its_words_and_says_that_it_is_old(client):
    story = factories.versions("One. <em>So</em>.", "Two.", headline="Moon")
    said = text_of(page(client, story, "history/1/"))
    assert "One. So ." in said
    assert "Two." not in said
    assert "This is version 1 of 2, and not what the story says now." in said
    html = page(client, story, "history/1/").content.decode()
    assert f'<link rel="canonical" href="http://testserver{story.get_absolute_url()}">' in html
    assert '<meta name="robots" content="noindex">' in html


def test_the_current_version_says_that_it_is_current(client):
    said = text_of(page(client, factories.versions("One.", "Two."), "history/2/"))
    assert "This is version 2, as the story stands now." in said


@pytest.mark.parametrize("path", ["history/0/", "history/3/", "history/01/", "history/1/changes/", "history/3/changes/",
                                  "history/x/", "history/9999999999/"])  # fmt: skip
def test_a_version_that_never_was_is_not_there(client, path):
    story = factories.versions("One.", "Two.")
    assert client.get(f"{story.get_absolute_url()}{path}").status_code == 404


def test_what_changed_is_told_word_by_word_and_part_by_part(client):
    story = factories.versions("The <b>old</b> pier went.\n\nNobody was hurt.", headline="Pier & tide", byline="By A")
    story = factories.changed(
        story,
        JANUARY[1],
        body="The pier went at noon.\n\nNobody was hurt.",
        headline="Pier < tide",
        byline="",
        source=factories.source("Bugle"),
        date_precision="month",
        published_on=date(1969, 7, 1),
    )
    response = page(client, story, "history/2/changes/")
    changes = {change.name: change for change in response.context["changes"]}
    assert list(changes) == ["headline", "byline", "body", "published", "source"]
    assert [(piece.kind, piece.words) for piece in changes["headline"].paragraphs[0]] == [
        ("same", "Pier"), ("gone", "&"), ("new", "<"), ("same", "tide")]  # fmt: skip
    assert [(piece.kind, piece.words) for piece in changes["body"].paragraphs[0]] == [
        ("same", "The"), ("gone", "old"), ("same", "pier"), ("gone", "went."), ("new", "went at noon.")]  # fmt: skip
    said = text_of(response)
    assert "before: Monday, July 21, 1969, as printed on the page after: July 1969, as printed on the page" in said
    assert "before: The Harbour Ledger after: Bugle" in said


def test_a_change_of_markup_alone_is_told_as_that(client):
    story = factories.versions("The pier went.", "The <em>pier</em> went.")
    assert "The words are the same" in text_of(page(client, story, "history/2/changes/"))


def lines(response):
    """What an old version's page shows of its read-more lines, in their places among the paragraphs."""
    return [part.link["headline"] if part.kind == "line" else part.html for part in response.context["parts"]]


def test_a_version_has_the_read_more_lines_that_stood_in_it(client):
    story = factories.versions("One.\n\nTwo.", asks_for=["First", "Second"], headline="Moon")
    factories.article("First")
    Article.objects.filter(pk=story.pk).update(body="One.\n\nThree.")
    story.read_more_links.filter(headline="Second").update(headline="Third")
    assert lines(page(client, story, "history/1/")) == ["One.", "First", "Two.", "Second"]
    assert lines(page(client, story, "history/2/")) == ["One.", "First", "Three.", "Third"]
    assert rows(page(client, story, "history/")) == [(2, ["Text", "Read-more lines"]), (1, None)]
    changes = {change.name: change for change in page(client, story, "history/2/changes/").context["changes"]}
    assert [[(piece.kind, piece.words) for piece in words] for words in changes["read_more"].paragraphs] == [
        [("same", "Read more: First")],
        [("same", "Read more:"), ("gone", "Second"), ("new", "Third")],
    ]
    # It says nothing of where they lead: that is known of the story as it stands, and changes.
    html = page(client, story, "history/1/").content.decode()
    assert "Not in the archive yet" not in html


def test_an_import_that_changes_a_story_leaves_its_old_lines_in_the_version(client):
    for named in ("Luna lost", "Luna found"):
        line = ReadMore(named, f"Read more: {named}", "Read more", after=1)
        record = Record("Moon", (f"{named}, says Moscow.",), publisher="Ledger", external_id="1", read_more=(line,))
        keep(record, (named, named.encode()), Import.objects.create(origin="a test"))
    version = ArticleVersion.objects.latest("pgh_id")
    assert version.read_more == [{"after": 1, "label": "Read more", "headline": "Luna lost", "url": ""}]
    assert [line["headline"] for line in version.pgh_obj.read_more] == ["Luna found"]


def test_of_a_version_whose_lines_were_not_kept_nothing_is_said_of_them(client):
    story = factories.versions("One.", "Two.", asks_for=["First"])
    ArticleVersion.objects.update(read_more=None)
    assert lines(page(client, story, "history/1/")) == ["One."]
    assert rows(page(client, story, "history/")) == [(2, ["Text"]), (1, None)]
    assert "Read-more lines, tags and corrections are kept with the story" in text_of(page(client, story, "history/1/"))


OF_SEARCH = '<script src="/static/js/search.js" defer>'


def test_hostile_text_of_a_version_stays_text(client):
    hostile = {"asks_for": [HOSTILE], "headline": HOSTILE, "standfirst": HOSTILE, "byline": HOSTILE, "section": HOSTILE}
    story = factories.versions("One.", HOSTILE, **hostile)
    story = factories.changed(story, JANUARY[5], headline="Moon", body="Three.", standfirst="", byline="")
    for path in ("history/", "history/2/", "history/2/changes/", "history/3/changes/", "cite/?version=2"):
        html = page(client, story, path).content.decode()
        assert "<script>" not in html
        assert re.findall(r"<script[^>]*>", html) == (
            [*(['<script src="/static/js/copy.js" defer>'] if "cite" in path else []), OF_SEARCH]
        )


SUBPAGES = ["", "history/", "history/1/", "history/2/changes/", "timegate/", "timemap/", "cite/", "cite/bibtex/"]


@pytest.mark.parametrize("path", SUBPAGES)
def test_a_withdrawn_story_shows_nothing_of_any_version(client, path):
    story = factories.versions("One.", "Two.", headline="Moon")
    factories.changed(story, JANUARY[5], status="withdrawn", withdrawal_note="In error.")
    response = client.get(f"{story.get_absolute_url()}{path}")
    assert response.status_code == 410
    said = text_of(response)
    assert "In error." in said
    assert [word for word in ("One.", "Two.", "Moon") if word in said] == []


@pytest.mark.parametrize("path", SUBPAGES)
@pytest.mark.parametrize("status", ["draft", "review"])
def test_a_story_taken_back_to_a_draft_has_no_pages(client, admin_client, path, status):
    story = factories.changed(factories.versions("One.", "Two."), JANUARY[5], status=status)
    for visitor in (client, admin_client):
        assert visitor.get(f"{story.get_absolute_url()}{path}").status_code == 404


@pytest.mark.parametrize("path", SUBPAGES)
def test_a_former_address_leads_to_the_same_page_of_the_story(client, path):
    story = factories.versions("One.", "Two.", headline="Old name")
    story = factories.changed(story, JANUARY[5], slug="new-name", published_on=date(1969, 7, 22))
    response = client.get(f"/1969/07/21/old-name/{path}?paragraph=0123456789")
    assert (response.status_code, response.url) == (301, f"/1969/07/22/new-name/{path}?paragraph=0123456789")


def test_a_language_that_changed_is_told_by_its_name(client):
    story = factories.versions("One.", headline="Moon")
    story = factories.changed(story, JANUARY[3], language="fr-CA")
    said = text_of(page(client, story, "history/2/changes/"))
    assert "before: English after: Canadian French" in " ".join(said.split())
