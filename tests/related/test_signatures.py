from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from articles.models import Article, Posting, Signature, TermFrequency
from articles.publishing import publish, relate_archive, settle, withdraw
from articles.related import rarity
from articles.related.contents import WORDS
from articles.related.rarity import ALL, Rarity, count, grown
from articles.related.signatures import POSTED, UNIT, VECTOR, sign, signed
from articles.related.terms import number_of
from tests import factories

pytestmark = pytest.mark.django_db


def postings(article):
    return Posting.objects.filter(article_id=article.pk).count()


def filled(number=4):
    return [factories.article(body=factories.text(200, seed=seed)) for seed in range(number)]


def test_a_story_is_found_by_its_weightiest_terms_and_compared_by_more():
    story = filled()[0]
    signature = signed([story.pk])[story.pk]
    assert postings(story) == POSTED
    assert list(signature.vector)[:POSTED] == Signature.objects.get(pk=story.pk).terms
    assert len(signature.vector) == VECTOR
    assert sum(weight**2 for weight in signature.vector.values()) == pytest.approx(UNIT**2, rel=0.01)


def test_what_has_not_changed_is_not_written_again():
    story = filled()[0]
    assert sign([story.pk]) == set()
    Article.objects.filter(pk=story.pk).update(headline="Harbour closed")
    assert sign([story.pk]) == {story.pk}
    assert postings(story) == POSTED


def test_words_that_say_nothing_in_urdu_are_no_terms_of_its_stories():
    filled()
    plain = factories.article("طوفان", body="طوفان بندرگاہ شہر", language="ur")
    wordy = factories.article("طوفان", body="طوفان کے بعد بندرگاہ اور شہر میں", language="ur", slug="other")
    of_words = [
        {name for name in signed([story.pk])[story.pk].names.values() if name[0] in WORDS} for story in (plain, wordy)
    ]
    assert of_words[0] == of_words[1] != set()


def test_a_draft_has_no_signature_and_a_story_that_goes_loses_its_own():
    stories = filled()
    draft = factories.draft(body=factories.text(100, seed="draft"))
    settle([draft.pk])
    assert postings(draft) == 0
    withdraw(stories[0])
    assert (postings(stories[0]), Signature.objects.filter(pk=stories[0].pk).exists()) == (0, False)
    stories[1].delete()
    assert Posting.objects.exclude(article_id__in=[stories[2].pk, stories[3].pk]).count() == 0


def test_a_date_that_is_not_known_to_the_day_is_of_no_week():
    story = factories.article("Memoir", date(1970, 1, 1), date_precision="year")
    other = factories.article("Moon", date(1969, 7, 21))
    weeks = Signature.objects.in_bulk([story.pk, other.pk])
    assert (weeks[story.pk].day, weeks[story.pk].week) == (None, Signature.UNDATED)
    assert (weeks[other.pk].day, weeks[other.pk].week) == (-164, -24)


def test_a_story_without_a_word_is_signed_and_related_to_nothing():
    filled()
    story = factories.article("…", body="")
    assert signed([story.pk])[story.pk].vector == {}
    assert not story.related.exists()


def test_words_that_all_stories_have_weigh_nothing_and_rare_ones_most():
    for number in range(4):
        factories.article(f"Number {number}", body="harbour" + " crane" * (number < 2), tags=["NASA"])
    count()
    terms = [number_of(stem) for stem in ("harbour", "crane", "unheard")]
    rarity = Rarity(terms)
    common, rarer, rarest = (rarity.of(term, "w") for term in terms)
    assert common == 0 < rarer < rarest
    assert rarity.share(terms[1]) == 0.5
    tag = number_of(f"t:{factories.tag('NASA').pk}")
    assert Rarity([tag]).of(tag, "t") > 1


def test_an_archive_is_counted_again_when_it_has_doubled():
    filled(3)
    count()
    assert TermFrequency.objects.get(term=ALL).stories == 3
    assert not grown()
    TermFrequency.objects.filter(term=ALL).update(stories=16)
    assert not grown()
    assert not grown(most=10)


def counted():
    return TermFrequency.objects.get(term=ALL).stories


def test_an_archive_in_which_stories_come_one_by_one_is_counted_again_when_it_has_doubled(monkeypatch):
    monkeypatch.setattr(rarity, "FEW", 1)
    monkeypatch.setattr(rarity, "FIRST", 2)
    after = []
    for seed in range(9):
        factories.article(body=factories.text(20, seed=seed))
        after.append(counted())
    assert after == [1, 2, 2, 4, 4, 4, 4, 8, 8]


def test_a_large_archive_is_not_counted_while_an_editor_waits(monkeypatch):
    filled(2)
    monkeypatch.setattr(rarity, "AT_ONCE", 2)
    filled(4)
    assert (counted(), grown()) == (2, True)
    list(relate_archive())
    assert counted() == 6


def test_a_poll_counts_an_archive_that_has_doubled(monkeypatch):
    filled(2)
    monkeypatch.setattr(rarity, "AT_ONCE", 2)
    filled(2)
    call_command("fetch_feeds", stdout=StringIO(), stderr=StringIO())
    assert counted() == 4


def test_an_archive_larger_than_the_sample_is_counted_again_when_it_has_doubled(monkeypatch):
    monkeypatch.setattr(rarity, "SAMPLE", 3)
    filled(6)
    analysed()
    count()
    assert not grown()
    filled(6)
    assert not grown()
    analysed()
    assert grown()
    assert rarity.keep_up() is not None
    assert rarity.keep_up() is None


def analysed():
    """Postgres' own statistics are brought up to date, as it does by itself sooner or later."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE articles_article")


def test_what_is_remembered_of_rarity_is_not_of_an_earlier_counting():
    term = number_of("crane")
    factories.article("One", body="crane")
    for seed in range(3):
        factories.article(body=factories.text(20, seed=seed))
    count()
    before = Rarity([term]).words[term]
    factories.article("Two", body="crane")
    count()
    assert Rarity([term]).words[term] < before


def test_publishing_the_first_stories_leaves_none_of_them_unweighed():
    first = factories.draft("Harbour closed", body=factories.text(50, seed=1))
    publish(first)
    assert signed([first.pk])[first.pk].vector == {}
    filled(1)
    assert signed([first.pk])[first.pk].vector != {}
