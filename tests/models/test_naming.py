import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.models import Article, Author, Byline, Citation, Source, SourceName, Tag, Tagging, TagName
from articles.models.naming import SLUG_LENGTH, free_slug, slug_of
from tests import factories


def key(text):
    with connection.cursor() as cursor:
        cursor.execute("SELECT headline_key(%s)", [text])
        return cursor.fetchone()[0]


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
