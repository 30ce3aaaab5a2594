from datetime import date
from itertools import permutations

import pytest
from django.utils import timezone

from articles.models import Article, LinkCandidate, ReadMoreLink
from articles.publishing import settle, withdraw
from articles.related.resolve import accept, reject, resolve, unlink
from tests import factories

pytestmark = pytest.mark.django_db

LUNA = "Soviet probe Luna 15 believed lost in the Sea of Crises"


def link():
    return ReadMoreLink.objects.get()


def told():
    """State, decider and target of the only link."""
    return link().state, link().decided_by, link().target and link().target.headline


def suggestions():
    return list(LinkCandidate.objects.filter(state="suggested").values_list("article__headline", flat=True))


def asking(headline=LUNA, **columns):
    article = factories.article("Two men walk on the Moon", asks_for=[headline])
    if columns:
        article.read_more_links.update(**columns)
        settle([article.pk])
    return article


@pytest.mark.parametrize("printed", [LUNA, LUNA.upper(), LUNA.replace(" ", "\N{NO-BREAK SPACE}"), f"“{LUNA}”"])
def test_a_link_resolves_when_its_story_arrives(printed):
    asking(printed)
    assert told() == ("pending", "", None)
    factories.article(LUNA)
    assert told() == ("resolved", "rule", LUNA)


def test_a_link_resolves_when_it_arrives_after_its_story():
    factories.article(LUNA)
    asking()
    assert told() == ("resolved", "rule", LUNA)


def test_a_link_waits_for_a_draft_until_it_is_published():
    story = factories.draft(LUNA)
    asking()
    assert told() == ("pending", "", None)
    story.publish()
    settle([story.pk])
    assert told() == ("resolved", "rule", LUNA)


def test_a_link_follows_a_headline_that_comes_and_goes():
    asking()
    story = factories.article("Another headline")
    Article.objects.filter(pk=story.pk).update(headline=LUNA)
    settle([story.pk])
    assert told() == ("resolved", "rule", LUNA)
    Article.objects.filter(pk=story.pk).update(headline="Something else altogether")
    settle([story.pk])
    assert told() == ("pending", "", None)


def test_a_withdrawn_story_returns_its_links_to_pending():
    asking()
    withdraw(factories.article(LUNA))
    assert told() == ("pending", "", None)


def test_a_story_does_not_resolve_its_own_line():
    factories.article(LUNA, asks_for=[LUNA])
    assert told() == ("pending", "", None)


def test_two_stories_with_the_headline_are_suggested_and_neither_is_linked():
    asking()
    first, second = factories.article(LUNA), factories.article(LUNA, date(1969, 7, 22))
    assert told() == ("suggested", "", None)
    assert suggestions() == [LUNA, LUNA]
    withdraw(second)
    assert (link().state, link().target) == ("resolved", first)
    assert suggestions() == []


@pytest.mark.parametrize("order", list(permutations(["asker", "story", "twin", "near"])))
def test_the_order_of_arrival_does_not_matter(order):
    made = {
        "asker": lambda: asking(),
        "story": lambda: factories.article(LUNA),
        "twin": lambda: factories.article(LUNA, date(1969, 7, 22)),
        "near": lambda: factories.article("Soviet probe Luna 15 lost in the Sea of Crises"),
    }
    for name in order:
        made[name]()
    assert told() == ("suggested", "", None)
    assert suggestions() == [LUNA, LUNA, "Soviet probe Luna 15 lost in the Sea of Crises"]


@pytest.mark.parametrize("first", ["asker", "near"])
def test_a_near_headline_is_suggested_and_never_linked(first):
    near = "Soviet probe Luna 15 lost in the Sea of Crises"
    if first == "asker":
        asking()
    factories.article(near)
    if first == "near":
        asking()
    assert told() == ("suggested", "", None)
    assert suggestions() == [near]


def test_the_three_nearest_headlines_are_suggested():
    for end in ("A", "of Showers", "of Tranquillity", "of Rains and Clouds"):
        factories.article(f"Soviet probe Luna 15 believed lost in the Sea {end}")
    asking()
    assert suggestions() == [
        "Soviet probe Luna 15 believed lost in the Sea A",
        "Soviet probe Luna 15 believed lost in the Sea of Showers",
        "Soviet probe Luna 15 believed lost in the Sea of Tranquillity",
    ]


@pytest.mark.parametrize(
    "printed",
    [
        LUNA[:24],
        LUNA[:30] + "…",
        LUNA + " and what Bernard Lovell heard of it at Jodrell Bank that night",
        LUNA.replace("Soviet", "Sovjet"),
        LUNA.replace("Crises", "Crsies"),
    ],
)
def test_a_headline_is_suggested_for_its_beginning_for_more_than_it_and_for_a_slip(printed):
    asking(printed)
    assert suggestions() == []
    factories.article(LUNA)
    assert suggestions() == [LUNA]


def test_a_short_name_is_not_the_beginning_of_every_headline_with_it():
    factories.article("Letters from readers on the price of bread in winter")
    asking("Letters")
    assert suggestions() == []


def test_a_headline_is_found_in_a_crowd_of_others_with_the_same_beginning():
    Article.objects.bulk_create(
        Article(headline=f"Soviet probe Luna 15 {word} {number}", status="published", slug=f"{word}-{number}",
                published_on=date(1969, 7, 21), date_basis="stated")
        for word in ("aloft", "circling") for number in range(60)
    )  # fmt: skip
    factories.article(LUNA)
    asking("Soviet prbe Luna 15 believed lost in the Sea of Crises")
    assert suggestions()[0] == LUNA


def test_urdu_headlines_are_suggested_too():
    asking("پاکستان نے ویسٹ انڈیز کے خلاف سیریز جیت لی")
    factories.article("پاکستان نے ویسٹ انڈیز کے خلاف سیریز جیتی")
    assert suggestions() == ["پاکستان نے ویسٹ انڈیز کے خلاف سیریز جیتی"]


def test_an_accepted_suggestion_is_an_editors_word_and_stays():
    near = factories.article("Soviet probe Luna 15 lost in the Sea of Crises")
    asking()
    accept(LinkCandidate.objects.get())
    factories.article(LUNA)
    resolve()
    assert told() == ("resolved", "editor", near.headline)
    assert not LinkCandidate.objects.exists()


def test_a_rejected_pair_stays_rejected_whatever_comes(django_user_model):
    editor = django_user_model.objects.create(username="editor")
    near = factories.article("Soviet probe Luna 15 lost in the Sea of Crises")
    asking()
    reject(LinkCandidate.objects.get(), editor)
    Article.objects.filter(pk=near.pk).update(headline=LUNA)
    settle([near.pk])
    resolve()
    assert told() == ("pending", "", None)
    kept = LinkCandidate.objects.get()
    assert (kept.state, kept.decider, kept.article) == ("rejected", editor, near)
    assert kept.decided_at <= timezone.now()


def test_a_resolved_link_that_an_editor_takes_back_goes_to_another_story_of_that_headline():
    asking()
    wrong = factories.article(LUNA)
    unlink(link())
    assert told() == ("pending", "", None)
    right = factories.article(LUNA, date(1969, 7, 23))
    assert link().target == right
    assert LinkCandidate.objects.get().article == wrong


def test_an_address_outside_is_a_makeshift_until_the_story_comes():
    url = "https://example.org/luna-15"
    asking("Read the full story", url=url)
    assert told() == ("external", "", None)
    factories.article("Luna 15: what is known", original_url=url)
    assert told() == ("resolved", "rule", "Luna 15: what is known")


def test_a_story_at_the_links_address_wins_over_one_with_its_headline():
    url = "https://example.org/luna-15"
    factories.article(LUNA)
    factories.article("Luna 15: what is known", original_url=url)
    asking(LUNA, url=url)
    assert told() == ("resolved", "rule", "Luna 15: what is known")


def test_a_link_leads_to_a_story_under_embargo_before_readers_can_open_it():
    asking()
    factories.article(LUNA, date(2190, 1, 1))
    assert told() == ("resolved", "rule", LUNA)
    assert not link().target.is_public


def test_all_links_resolve_in_bulk_and_a_second_time_changes_none():
    factories.draft("First", asks_for=["Second", "Third", "Nowhere"])
    for headline in ("Second", "Third"):
        factories.draft(headline, asks_for=["First"])
    for article in Article.objects.all():
        article.publish()
    assert resolve() == {"resolved": 4}
    assert resolve() == {}
