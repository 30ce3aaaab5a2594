from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.models import Article, ArticleVersion, FormerAddress
from tests import factories

pytestmark = pytest.mark.django_db


def headlines(articles):
    return [article.headline for article in articles]


def test_a_draft_and_a_withdrawn_story_are_not_published():
    factories.draft("A draft")
    factories.article("Taken back").withdraw()
    factories.article("Out")
    assert headlines(Article.objects.published()) == ["Out"]


def test_a_story_dated_in_the_future_is_published_once_its_day_comes():
    tomorrow, yesterday = timezone.now() + timedelta(days=1), timezone.now() - timedelta(days=1)
    factories.article("Embargoed", tomorrow.date(), published_at=tomorrow)
    factories.article("Out", yesterday.date(), published_at=yesterday)
    assert headlines(Article.objects.published()) == ["Out"]


def test_newest_first_orders_by_moment_then_by_arrival():
    factories.article("Morning", published_at=datetime(1969, 7, 21, 9, tzinfo=UTC))
    factories.article("No time given")
    factories.article("Evening", published_at=datetime(1969, 7, 21, 21, tzinfo=UTC))
    factories.article("No time given either")
    assert headlines(Article.objects.newest_first()) == ["Evening", "Morning", "No time given either", "No time given"]


def test_a_period_has_the_stories_whose_date_is_known_that_precisely():
    factories.article("A day", date(1969, 7, 1))
    factories.article("A month", date(1969, 7, 1), date_precision="month")
    factories.article("A year", date(1969, 1, 1), date_precision="year")
    on = Article.objects.order_by("pk").on
    assert headlines(on(1969)) == ["A day", "A month", "A year"]
    assert headlines(on(1969, 7)) == ["A day", "A month"]
    assert headlines(on(1969, 7, 1)) == ["A day"]
    assert headlines(on(1969, 1, 1)) == []


@pytest.mark.parametrize("hour", [0, 23])
def test_a_story_is_of_its_local_day_wherever_its_moment_falls_in_utc(hour):
    near = datetime(2024, 7, 16, hour, 30, tzinfo=UTC)
    factories.article("West", date(2024, 7, 15), published_at=near)
    factories.article("East", date(2024, 7, 17), published_at=near)
    assert headlines(Article.objects.on(2024, 7, 15)) == ["West"]
    assert headlines(Article.objects.on(2024, 7, 17)) == ["East"]


@pytest.mark.parametrize("period", [(2024, 13), (2024, 2, 30), (0,), (9999,)])
def test_a_period_that_is_in_no_calendar_is_an_error(period):
    with pytest.raises(ValueError):
        Article.objects.on(*period)


@pytest.mark.parametrize(
    ("columns", "constraint"),
    [
        ({"headline": ""}, "article_has_a_headline"),
        ({"status": "live"}, "article_status_is_known"),
        ({"status": "published", "slug": ""}, "article_that_was_public_has_an_address"),
        (
            {"status": "published", "slug": "x", "published_on": None, "date_basis": ""},
            "article_that_was_public_has_an_address",
        ),
        ({"date_basis": ""}, "date_is_on_somebodys_word"),
        ({"date_basis": "rumoured"}, "date_is_on_somebodys_word"),
        ({"published_on": None, "date_basis": "printed"}, "date_is_on_somebodys_word"),
        ({"date_precision": "month"}, "date_claims_no_more_than_is_known"),
        ({"date_precision": "year", "published_on": date(1969, 7, 1)}, "date_claims_no_more_than_is_known"),
        ({"date_precision": "hour"}, "date_claims_no_more_than_is_known"),
        ({"published_on": date(1599, 12, 31)}, "date_is_credible"),
        ({"published_on": date(2200, 1, 1)}, "date_is_credible"),
        ({"published_at": datetime(1969, 7, 23, tzinfo=UTC)}, "moment_is_of_the_day"),
        ({"published_at": datetime(1969, 7, 19, 23, tzinfo=UTC)}, "moment_is_of_the_day"),
        ({"original_url": "javascript:alert(1)"}, "original_address_is_http"),
    ],
)
def test_postgres_refuses_what_an_article_cannot_be(columns, constraint):
    article = factories.draft()
    with pytest.raises(IntegrityError, match=f'"{constraint}"'):
        Article.objects.filter(pk=article.pk).update(**columns)


def test_two_stories_of_a_day_have_addresses_of_their_own():
    first, second, third = (factories.article("Weather") for _ in range(3))
    assert [first.slug, second.slug, third.slug] == ["weather", "weather-2", "weather-3"]
    with pytest.raises(IntegrityError, match="article_address_is_unique"), transaction.atomic():
        Article.objects.filter(pk=second.pk).update(slug="weather")
    assert factories.article("Weather", date(1969, 7, 22)).slug == "weather"


def test_an_imported_story_is_here_once_even_without_a_publisher():
    factories.draft(source=None, external_id="key")
    with pytest.raises(IntegrityError, match="imported_story_is_here_once"):
        factories.draft(source=None, external_id="key")


def test_the_address_is_the_date_and_the_headline():
    article = factories.article("Köln: “Ein Tag” – wie er war", date(2024, 7, 6))
    assert article.get_absolute_url() == "/2024/07/06/k%C3%B6ln-ein-tag-wie-er-war/"
    assert article.get_permanent_url() == f"/a/{article.pk}/"


def test_a_story_without_a_date_cannot_be_published():
    article = factories.draft(on=None)
    with pytest.raises(ValidationError, match="under its date"):
        article.publish()
    assert Article.objects.get().status == "draft"


def test_a_published_story_that_moves_leaves_its_address_behind_whoever_moves_it():
    article = factories.article("Old name")
    Article.objects.filter(pk=article.pk).update(slug="new-name")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE articles_article SET published_on = '1969-07-22' WHERE id = %s", [article.pk])
    left = FormerAddress.objects.order_by("pk").values_list("article", "published_on", "slug")
    assert list(left) == [(article.pk, date(1969, 7, 21), "old-name"), (article.pk, date(1969, 7, 21), "new-name")]


def test_a_draft_that_moves_leaves_nothing_behind():
    Article.objects.filter(pk=factories.draft(slug="old").pk).update(slug="new")
    assert not FormerAddress.objects.exists()


def test_a_former_address_is_not_given_to_another_story():
    Article.objects.filter(pk=factories.article("Weather").pk).update(slug="rain")
    assert factories.article("Weather").slug == "weather-2"


def test_every_earlier_version_is_kept_whoever_changes_the_row():
    article = factories.draft("First")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE articles_article SET headline = 'Second' WHERE id = %s", [article.pk])
    Article.objects.filter(pk=article.pk).update(headline="Third")
    article.delete()
    kept = ArticleVersion.objects.order_by("pgh_id").values_list("headline", "revision", "pgh_label")
    assert list(kept) == [("First", 1, "changed"), ("Second", 2, "changed"), ("Third", 3, "deleted")]


def test_a_first_insert_and_a_change_of_anything_else_keep_no_version():
    article = factories.draft()
    Article.objects.filter(pk=article.pk).update(names="someone", edited_at=timezone.now())
    assert not ArticleVersion.objects.exists()
    assert Article.objects.get().revision == 1


def test_every_change_of_the_story_counts_as_a_revision():
    article = factories.draft()
    before = Article.objects.get()
    Article.objects.filter(pk=article.pk).update(body="Other words.")
    after = Article.objects.get()
    assert (before.revision, after.revision) == (1, 2)
    assert after.modified_at >= before.modified_at


def test_headline_outweighs_standfirst_outweighs_names_outweighs_body():
    for column in ("body", "names", "standfirst", "headline"):
        factories.draft(**{"headline": "Nothing here", "names": "", column: "zeppelin"})
    found = Article.objects.matching("zeppelin").extra(
        select={"rank": "ts_rank(search, to_tsquery('news_english', 'zeppelin'))"}, order_by=["-rank"]
    )
    assert [article.headline == "zeppelin" for article in found] == [True, False, False, False]
    assert [next(c for c in ("standfirst", "names", "body") if getattr(a, c) == "zeppelin") for a in found[1:]] == [
        "standfirst",
        "names",
        "body",
    ]


@pytest.mark.parametrize(
    ("language", "body", "words"),
    [
        ("en", "They were running", "run"),
        ("en", "to take\N{NO-BREAK SPACE}“every last\N{NO-BREAK SPACE}ship”", "every ship"),
        ("en-GB", "They were running", "run"),
        ("fr", "Les élections générales", "election generale"),
        ("de", "In Köln", "koln"),
        ("ar", "المدرسة الكبيرة", "مدرسة"),
        ("ur", "پاکستان کی جیت", "پاکستان"),
        ("", "Unknown tongues", "tongues"),
        ("en", "shares of &lt;BAC&gt; in POINT/BANKAMERICA", "bac bankamerica"),
        ("en", "<p>AT&amp;T <em>rose</em></p>", "at&t rose"),
    ],
)
def test_a_story_is_found_in_its_own_language_with_or_without_accents(language, body, words):
    article = factories.draft(language=language, body=body)
    assert list(Article.objects.matching(words, language)) == [article]


def test_markup_is_not_found_as_words():
    factories.draft(body='<blockquote><a href="https://example.org/secret">words</a></blockquote>')
    assert not Article.objects.matching("blockquote").exists()
    assert not Article.objects.matching("secret").exists()


def test_a_huge_body_goes_in_and_its_beginning_is_found():
    words = " ".join(f"w{number:x}q" for number in range(700_000))
    article = factories.draft(body=f"beginning {words}")
    assert list(Article.objects.matching("beginning w5q")) == [article]
    assert len(Article.objects.get().body) == len(article.body)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=300), st.integers(1, 2000))
def test_any_body_has_a_search_vector(text, times):
    with transaction.atomic():
        article = factories.draft(body=(text + " ") * times)
        assert Article.objects.filter(pk=article.pk, search__isnull=False).exists()
        transaction.set_rollback(True)


def test_the_search_vector_covers_short_words_up_to_its_bound_without_an_error():
    # The worst text for a vector: as many short, different words as fit under the bound of the quick path.
    words = " ".join(f"{number:x}" for number in range(0x1000, 0x1000 + 39_999))
    factories.draft(body=words)
    assert list(Article.objects.matching("1000 ac3e")) == [Article.objects.get()]


def test_the_token_of_an_open_form_changes_with_the_story_and_with_an_editors_save():
    article = factories.draft()
    tokens = [article.version_token]
    Article.objects.filter(pk=article.pk).update(headline="Other")
    tokens.append(Article.objects.get().version_token)
    Article.objects.filter(pk=article.pk).update(edited_at=timezone.now())
    tokens.append(Article.objects.get().version_token)
    assert len(set(tokens)) == 3
