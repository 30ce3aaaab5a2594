import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.models import (
    Article,
    ArticleVersion,
    Author,
    Byline,
    Citation,
    Source,
    SourceName,
    Tag,
    Tagging,
    TagName,
)
from articles.models.naming import SLUG_LENGTH, free_slug, slug_of
from tests import factories


def key(text):
    with connection.cursor() as cursor:
        cursor.execute("SELECT headline_key(%s)", [text])
        return cursor.fetchone()[0]


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(st.one_of(st.sampled_from("aB -\"'`\t\n."), st.characters(min_codepoint=1, max_codepoint=127))))
def test_a_plain_headline_has_the_key_that_the_long_way_gives_it(printed):
    """ASCII has a way of its own through the function, and what needs no mending a shorter one."""
    quoteless = re.sub("[\"'`]", "", printed).lower()
    assert key(printed) == re.sub(" ?-[ -]*", "-", re.sub(SPACES, " ", quoteless)).strip(" ")


# Postgres' own; Python's has four separators more.
SPACES = "[ \t\n\r\v\f]+"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "printed",
    [
        "E.U. pays off the “Lisbon-affiliated” banks – and waits",
        'E.U. Pays Off The "Lisbon-affiliated" Banks - And Waits',
        "e.u. pays off the «lisbon‑affiliated» banks — and waits",
        "  E.U. pays off the\N{NO-BREAK SPACE}‘Lisbon-affiliated’\tbanks–and waits ",
        "E.U. pays\N{ZERO WIDTH SPACE} off the `Lisbon-affiliated´ banks -- and waits",
        "E.U. pays off the Lisbon-affiliated banks―and waits",
    ],
)
def test_what_printers_vary_does_not_count(printed):
    assert key(printed) == "e.u. pays off the lisbon-affiliated banks-and waits"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "other", ["U.S. hits back", "US hits back!", "U.S. hits back?", "U.S. hits bäck", "U.S. hit back"]
)
def test_what_makes_another_headline_does_count(other):
    assert key("EU pays off") != key(other)


@pytest.mark.django_db
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=80))
def test_a_key_is_its_own_key(text):
    assert key(key(text)) == key(text)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Two men walk on the Moon", "two-men-walk-on-the-moon"),
        ("‘Every last ship’ – harbour master", "every-last-ship-harbour-master"),
        ("روس کی شام", "روس-کی-شام"),
        ("?!", "story"),
        ("word " * 40, "-".join(["word"] * 16)),
        ("x" * 200, "x" * SLUG_LENGTH),
    ],
)
def test_a_slug_is_readable_and_short_enough_to_copy(text, slug):
    assert slug_of(text) == slug


def test_a_taken_slug_is_numbered():
    assert free_slug("a", set()) == "a"
    assert free_slug("a", {"a", "a-2"}) == "a-3"


@pytest.mark.django_db
class TestNames:
    def test_a_source_is_found_by_any_of_its_names(self):
        irna = factories.source("Islamic Republic News Agency")
        SourceName.objects.create(source=irna, name="IRNA")
        assert Source.objects.named("irna").get() == irna
        assert Source.objects.named("“Islamic  Republic” News Agency").get() == irna
        assert not Source.objects.named("Reuters").exists()

    def test_a_renamed_source_keeps_its_old_name_as_another(self):
        source = factories.source("Radio One")
        source.name = "Radio First"
        source.save()
        assert list(source.names.values_list("name", flat=True)) == ["Radio First", "Radio One"]

    @pytest.mark.parametrize(
        "write",
        [
            lambda name: Source(name=name, slug="other").save(),
            lambda name: SourceName(source=factories.source("B"), name=name).save(),
        ],
    )
    def test_two_sources_cannot_bear_one_name(self, write):
        factories.source("Reuters")
        with pytest.raises(IntegrityError, match=r"belongs to another|source_name_is_unique"):
            write("REUTERS")

    def test_a_form_is_told_whose_name_it_is(self):
        factories.source("Reuters")
        with pytest.raises(ValidationError, match="is a name of Reuters"):
            Source(name="reuters").clean()

    def test_one_name_may_be_a_persons_and_a_places(self):
        person, place = factories.tag("Washington"), factories.tag("Washington", "place")
        assert Tag.objects.named("person", "washington").get() == person
        assert Tag.objects.named("place", "washington").get() == place
        with pytest.raises(IntegrityError):
            Tag.objects.create(kind="place", name="WASHINGTON", slug="other")

    def test_an_article_is_found_by_every_name_of_whom_it_is_about(self):
        irna = factories.source("Islamic Republic News Agency")
        article = factories.draft(tags=["Esmail Qaani"])
        Citation.objects.create(article=article, source=irna)
        author = Author.objects.create(name="Clara Whitlock", slug="clara-whitlock")
        Byline.objects.create(article=article, author=author)
        SourceName.objects.create(source=irna, name="IRNA")
        TagName.objects.create(tag=factories.tag("Esmail Qaani"), kind="person", name="Ismail Ghaani")
        assert Article.objects.get().names == (
            "Clara Whitlock; Esmail Qaani; IRNA; Islamic Republic News Agency; Ismail Ghaani"
        )
        assert Article.objects.matching("irna ghaani whitlock").get() == article

    def test_an_article_forgets_names_that_were_taken_from_it(self):
        article = factories.draft(tags=["Esmail Qaani"])
        Tagging.objects.all().delete()
        article.refresh_from_db()
        assert article.names == ""

    def test_a_renamed_author_is_found_by_the_new_name(self):
        author = Author.objects.create(name="C. Whitlock", slug="c-whitlock")
        article = factories.draft()
        Byline.objects.create(article=article, author=author)
        Author.objects.update(name="Clara Whitlock")
        assert Article.objects.get().names == "Clara Whitlock"


@pytest.mark.django_db
class TestMerging:
    def test_a_merged_tag_gives_its_stories_and_names_to_the_winner(self):
        winner, loser = factories.tag("Esmail Qaani"), factories.tag("Ismail Ghaani")
        both = factories.draft(tags=["Esmail Qaani", "Ismail Ghaani"])
        one = factories.draft(tags=["Ismail Ghaani"])
        loser.merge_into(winner)
        assert set(winner.taggings.values_list("article", flat=True)) == {both.pk, one.pk}
        assert not loser.taggings.exists()
        assert Tag.objects.named("person", "Ismail Ghaani").get() == winner
        assert Tag.objects.get(pk=loser.pk).merged_into == winner

    def test_a_tag_that_was_merged_before_leads_to_the_last_winner(self):
        first, second, third = (factories.tag(name) for name in ("A", "B", "C"))
        first.merge_into(second)
        second.merge_into(third)
        assert Tag.objects.get(pk=first.pk).merged_into == third

    @pytest.mark.parametrize("other", [("Gaza", "place"), ("Gaza", "event")])
    def test_a_tag_is_merged_only_into_another_of_its_kind(self, other):
        tag = factories.tag("Gaza", "place")
        with pytest.raises(ValueError, match="must be another live place"):
            tag.merge_into(factories.tag(*other))

    def test_a_tag_is_not_merged_into_one_that_is_gone(self):
        first, second, third = (factories.tag(name) for name in ("A", "B", "C"))
        first.merge_into(second)
        with pytest.raises(ValueError, match="cannot be merged"):
            third.merge_into(Tag.objects.get(pk=first.pk))

    def test_a_merged_source_gives_all_that_it_printed_and_all_that_cites_it(self):
        winner, loser = factories.source("Reuters"), factories.source("Reuters Ltd")
        printed, cites, both = factories.article(source=loser), factories.article(), factories.article()
        own = factories.article(source=winner)
        for article, source in ((cites, loser), (both, loser), (both, winner), (own, loser), (printed, winner)):
            Citation.objects.create(article=article, source=source)
        subscription = factories.subscription(source=loser)
        loser.merge_into(winner)
        subscription.refresh_from_db()
        assert set(Article.objects.filter(source=winner)) == {printed, own}
        assert set(winner.citations.values_list("article", flat=True)) == {cites.pk, both.pk}
        assert not loser.articles.exists()
        assert not loser.citations.exists()
        assert subscription.source == winner
        assert Source.objects.named("Reuters Ltd").get() == winner
        assert Article.objects.get(pk=cites.pk).names == "Reuters; Reuters Ltd"

    def test_merging_sources_changes_no_story_but_tells_that_its_page_is_another(self):
        loser = factories.source("Reuters Ltd")
        story = factories.article(source=loser)
        Article.objects.filter(pk=story.pk).update(modified_at=timezone.now() - timedelta(days=1))
        versions = ArticleVersion.objects.count()
        loser.merge_into(factories.source("Reuters"))
        now = Article.objects.get(pk=story.pk)
        assert (now.revision, ArticleVersion.objects.count()) == (story.revision, versions)
        assert now.modified_at > timezone.now() - timedelta(minutes=5)

    def test_stories_that_came_from_both_under_one_key_stay_two_and_the_winners_has_it(self):
        winner, loser = factories.source("Reuters"), factories.source("Reuters Ltd")
        first = factories.article(source=winner, external_id="id:1")
        second = factories.article(source=loser, external_id="id:1")
        third = factories.article(source=loser, external_id="id:3")
        loser.merge_into(winner)
        keys = {story.pk: story.external_id for story in Article.objects.filter(source=winner)}
        assert keys == {first.pk: "id:1", second.pk: "", third.pk: "id:3"}

    def test_a_merged_author_gives_what_they_wrote_and_stays_as_another_name(self):
        winner, loser = factories.author("Ada Writer"), factories.author("A. Quill")
        one, both = factories.article(), factories.article()
        for article, author in ((one, loser), (both, loser), (both, winner)):
            Byline.objects.create(article=article, author=author)
        loser.merge_into(winner)
        assert set(winner.bylines.values_list("article", flat=True)) == {one.pk, both.pk}
        assert Author.objects.named("a. quill").get() == Author.objects.named("Ada Writer").get() == winner
        assert Article.objects.get(pk=one.pk).names == "A. Quill; Ada Writer"

    @pytest.mark.parametrize("make", [factories.source, factories.author])
    def test_what_cannot_be_merged_is_told(self, make):
        first, second, third = (make(name) for name in ("A", "B", "C"))
        with pytest.raises(ValueError, match="cannot be merged"):
            first.merge_into(first)
        first.merge_into(second)
        for loser, winner in ((third, first), (first, third), (second, first)):
            with pytest.raises(ValueError, match="cannot be merged"):
                loser.merge_into(winner)

    def test_merging_asks_the_database_and_not_what_it_was_before(self):
        """Two editors who merge crosswise make no circle."""
        first, second = factories.tag("A"), factories.tag("B")
        first_of_other, second_of_other = Tag.objects.get(pk=first.pk), Tag.objects.get(pk=second.pk)
        first.merge_into(second)
        with pytest.raises(ValueError, match="cannot be merged"):
            second_of_other.merge_into(first_of_other)


@pytest.mark.django_db
class TestAddresses:
    @pytest.fixture(params=[factories.tag, factories.source, factories.author])
    def make(self, request):
        return request.param

    def test_a_slug_that_was_left_leads_to_the_name_and_nobody_takes_it(self, make):
        first = make("Radio One")
        type(first).objects.filter(pk=first.pk).update(slug="radio-first")
        assert [left.slug for left in first.former_slugs.all()] == ["radio-one"]
        with pytest.raises(IntegrityError, match="leads to another"), transaction.atomic():
            make("Radio one, another").__class__.objects.filter(name="Radio one, another").update(slug="radio-one")
        other = type(first)(name="Radio: One", **({"kind": "person"} if hasattr(first, "kind") else {}))
        other.clean()
        assert other.slug == "radio-one-2"

    def test_a_name_takes_its_own_slug_back(self, make):
        first = make("Radio One")
        for slug in ("radio-first", "radio-one"):
            type(first).objects.filter(pk=first.pk).update(slug=slug)
        assert [left.slug for left in first.former_slugs.all()] == ["radio-first"]

    def test_a_place_may_have_the_slug_that_a_person_left(self):
        person = factories.tag("Washington")
        Tag.objects.filter(pk=person.pk).update(slug="george-washington")
        assert factories.tag("Washington", "place").slug == "washington"
