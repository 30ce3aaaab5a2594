import hashlib
from datetime import date
from pathlib import Path

import pytest

from articles.importers.load import load
from articles.importers.pages import Page
from articles.models import (
    Article,
    ArticleVersion,
    Capture,
    Citation,
    Import,
    ImportFailure,
    ReadMoreLink,
    Source,
    Tag,
    Tagging,
    TagProposal,
)  # fmt: skip
from articles.publishing import withdraw
from tests import factories
from tests.importers.pages import page

pytestmark = pytest.mark.django_db


def bring(*pages, **options):
    options.setdefault("publish", True)
    found = [data if isinstance(data, Page) else Page(f"{n}.txt", data) for n, data in enumerate(pages, 1)]
    return [(line.outcome, line.reason) for line in load(found, **options)]


def everything():
    """The state of the archive that an import must not change when it is run again."""
    return {
        model.__name__: list(model.objects.order_by("pk").values())
        for model in (Article, ArticleVersion, Capture, Citation, ReadMoreLink, Source, Tagging, TagProposal)
    }


def test_a_page_becomes_a_published_article_with_its_capture():
    data = page()
    assert bring(data) == [("new", "not in the archive")]
    article = Article.objects.get()
    assert (article.headline, article.source.name, article.published_on, article.date_basis, article.status) == (
        "Two men walk on the Moon",
        "The Harbour Ledger",
        date(1969, 7, 21),
        "printed",
        "published",
    )
    assert article.get_absolute_url() == "/1969/07/21/two-men-walk-on-the-moon/"
    capture = article.captures.get()
    assert (bytes(capture.content), capture.sha256) == (data, hashlib.sha256(data).hexdigest())


def test_the_same_page_again_changes_nothing():
    bring(page(), page("Other"))
    before = everything()
    assert bring(page(), page("Other")) == [("same", "this very page is here")] * 2
    assert everything() == before


def test_the_same_page_with_other_line_ends_says_what_it_said_and_is_kept_too():
    bring(page())
    assert bring(page().replace(b"\n", b"\r\n")) == [("same", "the page says what it said")]
    assert Article.objects.get().captures.count() == 2


def test_names_learned_meanwhile_do_not_change_what_is_here():
    asking = page("Splashdown", paragraphs=["The Northern Courier reported it.", "It said so twice."])
    bring(asking)
    factories.source("The Northern Courier")
    before = everything()
    assert bring(asking) == [("same", "this very page is here")]
    assert everything() == before


def test_a_changed_page_is_a_new_version_at_the_old_address():
    bring(page(paragraphs=["Old words.", "Read more: Columbia splashes down"]))
    address = Article.objects.get().get_absolute_url()
    new = page(paragraphs=["New words.", "More.", "Read more: Columbia splashes down", "Read more: Luna 15"])
    assert bring(new) == [("changed", "the page changed")]
    article = Article.objects.get()
    assert (article.body, article.get_absolute_url(), article.revision) == ("New words.\n\nMore.", address, 2)
    assert [version.body for version in ArticleVersion.objects.all()] == ["Old words."]
    assert list(article.read_more_links.values_list("headline", "after")) == [
        ("Columbia splashes down", 2),
        ("Luna 15", 2),
    ]
    assert article.captures.count() == 2


def test_two_versions_of_a_story_in_one_run_end_with_the_later_one_however_often_they_are_read():
    versions = [page(paragraphs=["Old words.", "Same."]), page(paragraphs=["New words.", "Same."])]
    assert [outcome for outcome, _ in bring(*versions)] == ["new", "changed"]
    before = everything()
    assert bring(*versions) == [
        ("same", "an earlier version of a story that is here"),
        ("same", "this very page is here"),
    ]
    assert everything() == before


def test_what_an_editor_has_changed_stays_and_the_new_page_is_kept_beside_it():
    bring(page(paragraphs=["Old words.", "Same."]))
    Article.objects.update(body="An editor's words.", edited_at="2024-07-20T00:00Z")
    assert bring(page(paragraphs=["New words.", "Same."])) == [
        ("kept", "the page changed, but an editor has changed the article on 2024-07-20")
    ]
    article = Article.objects.get()
    assert article.body == "An editor's words."
    assert article.captures.count() == 2
    assert Import.objects.first().kept == 1


def test_the_same_story_saved_on_another_day_is_the_same_story():
    bring(page())
    assert bring(page(date="Tuesday, July 22, 1969")) == [("same", "the same words are here, dated July 21, 1969")]
    assert Article.objects.count() == 1


def test_the_same_headline_on_another_day_with_other_words_is_another_story():
    bring(page("Weather", paragraphs=["Rain.", "Wind."]))
    assert bring(page("Weather", date="Tuesday, July 22, 1969", paragraphs=["Sun.", "Calm."])) == [
        ("new", "not in the archive")
    ]


def test_the_same_story_from_two_publishers_is_two_articles():
    assert bring(page(), page(publisher="Meridian Dispatch")) == [("new", "not in the archive")] * 2


def test_a_page_without_a_publisher_has_the_one_that_is_given():
    bring(page(publisher=""), source="Meridian Dispatch")
    assert Article.objects.get().source.name == "Meridian Dispatch"


def test_a_page_without_a_date_waits_as_a_draft_and_says_so():
    assert bring(page(date="")) == [("new", "not in the archive; it has no date, so it waits as a draft")]
    assert Article.objects.get().status == "draft"


def test_without_publish_all_wait_as_drafts_and_with_it_they_come_out():
    bring(page(), publish=False)
    assert Article.objects.get().status == "draft"
    assert bring(page()) == [("same", "this very page is here; published")]
    assert Article.objects.get().status == "published"


def test_a_withdrawn_story_stays_withdrawn():
    bring(page())
    withdraw(Article.objects.get(), "Taken back.")
    bring(page())
    bring(page(paragraphs=["New words.", "More."]))
    assert Article.objects.get().status == "withdrawn"


def test_links_resolve_whichever_page_comes_first():
    asking = page(
        "Splashdown", date="Friday, July 25, 1969", paragraphs=["Safe.", "Read more: TWO MEN WALK ON THE MOON"]
    )
    bring(asking, page())
    assert ReadMoreLink.objects.get().target.headline == "Two men walk on the Moon"


def test_cited_sources_are_those_the_archive_knows_by_any_name():
    bring(page(paragraphs=["IRNA and Reuters reported it.", "The Harbour Ledger saw it."]))
    assert list(Citation.objects.values_list("source__name", flat=True)) == ["Islamic Republic News Agency", "Reuters"]


def test_bylines_become_authors_once():
    for headline in ("One", "Two"):
        bring(page(headline, paragraphs=["By Clara Whitlock", "A paragraph of the story.", "Another."]))
    articles = Article.objects.order_by("pk").prefetch_related("bylines__author")
    assert [[str(line) for line in article.bylines.all()] for article in articles] == [["Clara Whitlock"]] * 2


def test_a_known_name_that_the_story_turns_on_is_a_tag_and_others_are_proposed():
    moon = factories.tag("Neil Armstrong")
    text = ["Neil Armstrong spoke; then Neil Armstrong walked.", "President Richard Nixon called."]
    bring(page(paragraphs=text))
    assert list(Tagging.objects.values_list("tag", flat=True)) == [moon.pk]
    assert list(TagProposal.objects.filter(name="Richard Nixon").values_list("kind", "state")) == [("person", "open")]


def test_an_accepted_proposal_is_a_tag_made_when_new():
    bring(page(paragraphs=["President Richard Nixon called.", "“Fine,” Nixon said."]))
    proposal = TagProposal.objects.get(name="Richard Nixon")
    proposal.accept()
    assert Tag.objects.named("person", "richard nixon").get() == Tagging.objects.get().tag
    assert TagProposal.objects.get(pk=proposal.pk).state == "accepted"


def test_good_pages_go_in_and_bad_ones_are_told_by_number_and_reason():
    outcomes = bring(page(), b"", Page("gone.txt", path=Path("gone.txt")), page("Other"))
    assert [outcome for outcome, _ in outcomes] == ["new", "failed", "failed", "new"]
    run = Import.objects.get()
    assert (run.added, run.failed, run.finished_at is not None) == (2, 2, True)
    assert list(ImportFailure.objects.values_list("number", "name")) == [(2, "2.txt"), (3, "gone.txt")]
    assert ImportFailure.objects.last().reason == "cannot be opened: No such file or directory"


@pytest.mark.parametrize("stopped_after", [0, 1, 2])
def test_a_run_that_was_stopped_and_run_again_ends_in_the_same_state(stopped_after):
    pages = [page("One", paragraphs=["Text.", "Read more: Three"]), page("Two"), page("Three")]
    lines = load([Page(str(n), data) for n, data in enumerate(pages)], publish=True)
    for _ in range(stopped_after):
        next(lines)
    lines.close()
    bring(*pages)
    assert sorted(Article.objects.values_list("headline", flat=True)) == ["One", "Three", "Two"]
    assert ReadMoreLink.objects.get().state == "resolved"
    assert Import.objects.filter(finished_at=None).count() == (1 if stopped_after else 0)


def test_markup_on_a_page_is_text_and_never_runs():
    bring(page("<b>Bold</b> claim", paragraphs=["<script>alert(1)</script>", "<img src=x onerror=alert(1)> seen."]))
    article = Article.objects.get()
    assert article.headline == "<b>Bold</b> claim"
    assert article.body == "&lt;script&gt;alert(1)&lt;/script&gt;\n\n&lt;img src=x onerror=alert(1)&gt; seen."


LONG = [
    "The gates of the old harbour were opened on Tuesday, and the first boats went out before sunrise, seen by many.",
    "The storm had torn the eastern gate from its hinges, and the repairs cost the town more than it had set aside.",
]
MORE = "On Wednesday the council said that the second gate will be looked at in the spring, when the ice has gone."


def test_the_same_headline_over_text_that_grew_is_an_update_of_the_story_and_keeps_its_date():
    bring(page("Harbour reopens", paragraphs=LONG))
    later = page("HARBOUR REOPENS", date="Wednesday, July 23, 1969", paragraphs=[*LONG, MORE])
    assert bring(later) == [("changed", "an update of a story that is here, dated July 21, 1969")]
    article = Article.objects.get()
    assert (article.headline, article.published_on, article.revision) == ("HARBOUR REOPENS", date(1969, 7, 21), 2)
    assert article.body.endswith(MORE)
    assert [version.headline for version in ArticleVersion.objects.all()] == ["Harbour reopens"]
    assert bring(later) == [("same", "this very page is here")]


def test_an_earlier_version_that_comes_later_changes_nothing():
    bring(page("Harbour reopens", date="Wednesday, July 23, 1969", paragraphs=[*LONG, MORE]))
    assert bring(page("Harbour reopens", paragraphs=LONG)) == [("same", "an earlier version of a story that is here")]
    assert Article.objects.get().body.endswith(MORE)


def test_an_update_does_not_replace_what_an_editor_has_changed():
    bring(page("Harbour reopens", paragraphs=LONG))
    Article.objects.update(edited_at="2024-07-20T00:00Z")
    ((outcome, reason),) = bring(page("Harbour reopens", date="Wednesday, July 23, 1969", paragraphs=[*LONG, MORE]))
    assert outcome == "kept"
    assert reason.endswith("dated July 21, 1969, but an editor has changed the article on 2024-07-20")


def test_the_same_form_filled_in_months_later_is_another_story_and_so_is_another_papers():
    bring(page("Harbour reopens", paragraphs=LONG))
    assert bring(page("Harbour reopens", date="Tuesday, December 23, 1969", paragraphs=[*LONG, MORE])) == [
        ("new", "not in the archive")
    ]
    assert bring(
        page("Harbour reopens", "Meridian Dispatch", "Wednesday, July 23, 1969", paragraphs=[*LONG, MORE])
    ) == [("new", "not in the archive")]
