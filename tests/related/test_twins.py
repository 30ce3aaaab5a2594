import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from itertools import pairwise, permutations

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.models import Article, TextBand, TwinPair, WireCopy
from articles.publishing import publish, settle, withdraw
from articles.related import twins as module
from articles.related.stories import related_to
from articles.related.twins import cluster, cluster_all, reject
from tests import factories

pytestmark = pytest.mark.django_db

DAY = date(1969, 7, 21)


def clusters():
    """The clusters as they are, each a sorted list of headlines."""
    found = {}
    for copy in WireCopy.objects.select_related("article"):
        found.setdefault(copy.cluster, []).append(copy.article.headline)
    return sorted(sorted(members) for members in found.values())


def paper(headline, on=DAY, **columns):
    return factories.article(headline, on, source=factories.source(f"Paper of {headline}"), **columns)


def test_the_same_text_in_two_papers_is_one_cluster():
    one = paper("One", body=factories.text())
    paper("Two", body=factories.text())
    paper("Apart", body=factories.text(seed=2))
    assert clusters() == [["One", "Two"]]
    assert set(WireCopy.objects.values_list("cluster", flat=True)) == {one.pk}
    assert TwinPair.objects.get().likeness == 1


def test_nearly_the_same_text_of_the_same_days_is_a_copy():
    paper("One", body=factories.text())
    paper("Two", DAY + timedelta(days=7), body=factories.text(other=15))
    assert clusters() == [["One", "Two"]]
    assert TwinPair.objects.get().likeness == pytest.approx(81 / 111)


def test_a_form_filled_in_anew_weeks_later_is_another_story():
    paper("One", body=factories.text())
    paper("Two", DAY + timedelta(days=8), body=factories.text(other=15))
    assert clusters() == []


def test_a_long_text_word_for_word_is_a_copy_whenever_it_was_printed():
    paper("One", body=factories.text())
    paper("Two", DAY + timedelta(days=800), body=factories.text(other=4))
    assert clusters() == [["One", "Two"]]


@pytest.mark.parametrize("precision", ["month", "year"])
def test_days_that_are_not_known_are_not_the_same_days(precision):
    first = date(1969, 1, 1)
    paper("One", first, body=factories.text(), date_precision=precision)
    paper("Two", first, body=factories.text(other=15))
    assert clusters() == []


def test_a_short_text_must_be_the_same_word_for_word_and_of_the_same_days():
    body = factories.text(40)
    paper("One", body=body)
    paper("Same days", DAY + timedelta(days=1), body=body)
    paper("Later", DAY + timedelta(days=30), body=body)
    paper("Not the same", body=factories.text(40, other=8))
    assert clusters() == [["One", "Same days"]]


def test_a_few_words_are_no_copy_of_anything():
    for headline in ("One", "Two"):
        paper(headline, body=factories.text(23))
    assert (clusters(), TextBand.objects.count()) == ([], 0)


def test_an_update_with_as_much_again_is_no_copy():
    paper("One", body=factories.text(100))
    paper("Two", body=factories.text(200))
    assert clusters() == []


def test_a_draft_has_twins_and_is_in_no_cluster_until_it_is_published():
    paper("One", body=factories.text())
    draft = factories.draft("Draft", body=factories.text())
    settle([draft.pk])
    assert (clusters(), TwinPair.objects.count()) == ([], 1)
    publish(draft)
    assert clusters() == [["Draft", "One"]]


def test_two_stories_are_not_linked_through_a_draft():
    body = factories.words(100)
    paper("First", body=" ".join(body))
    paper("Last", body=" ".join([*body[30:], *factories.words(30, 7)]))
    between = factories.draft("Between", body=" ".join([*body[15:], *factories.words(15, 7)]))
    settle([between.pk])
    assert (clusters(), TwinPair.objects.count()) == ([], 2)
    publish(between)
    assert clusters() == [["Between", "First", "Last"]]
    withdraw(between)
    assert clusters() == []


def test_a_story_that_is_withdrawn_leaves_its_cluster():
    stories = [paper(headline, body=factories.text()) for headline in ("One", "Two", "Three")]
    withdraw(stories[0])
    assert clusters() == [["Three", "Two"]]
    withdraw(stories[1])
    assert clusters() == []


def test_a_story_that_is_deleted_leaves_its_cluster():
    stories = [paper(headline, body=factories.text()) for headline in ("One", "Two", "Three")]
    stories[0].delete()
    assert clusters() == [["Three", "Two"]]
    assert TextBand.objects.count() == 50
    stories[1].delete()
    assert clusters() == []


def test_copies_that_were_linked_through_a_story_that_is_gone_part_when_all_is_done_again():
    paper("A", body=" ".join(CHAIN["A"]))
    between = paper("B", body=" ".join(CHAIN["B"]))
    paper("C", body=" ".join(CHAIN["C"]))
    between.delete()
    assert clusters() == [["A", "C"]]
    list(cluster_all(again=True))
    assert clusters() == []


def test_a_story_whose_text_changes_leaves_its_cluster_and_comes_back():
    one = paper("One", body=factories.text())
    paper("Two", body=factories.text())
    Article.objects.filter(pk=one.pk).update(body=factories.text(seed=3))
    settle([one.pk])
    assert (clusters(), TwinPair.objects.count()) == ([], 0)
    Article.objects.filter(pk=one.pk).update(body=factories.text())
    settle([one.pk])
    assert clusters() == [["One", "Two"]]


def test_a_pair_that_an_editor_rejects_is_never_joined_again(django_user_model):
    editor = django_user_model.objects.create(username="editor")
    one, two = (paper(headline, body=factories.text()) for headline in ("One", "Two"))
    assert reject(two.pk, one.pk, editor) == {one.pk, two.pk}
    settle([one.pk, two.pk])
    assert clusters() == []
    pair = TwinPair.objects.get()
    assert (pair.one, pair.other, pair.state, pair.decider, pair.likeness) == (one, two, "rejected", editor, 1)


def test_a_rejected_pair_is_not_joined_through_a_third():
    body = factories.words(100)
    one = paper("One", body=" ".join(body))
    two = paper("Two", body=" ".join([*body[:99], "other"]))
    reject(one.pk, two.pk)
    third = paper("Three", body=" ".join([*body[:98], "two", "others"]))
    assert clusters() == [["One", "Three"]] or clusters() == [["Three", "Two"]]
    settle([one.pk, two.pk, third.pk])
    assert len(clusters()) == 1
    assert len(clusters()[0]) == 2


def test_a_pair_that_was_joined_through_others_can_be_rejected():
    body = factories.words(100)
    first = paper("First", body=" ".join(body))
    last = paper("Last", body=" ".join([*body[30:], *factories.words(30, 7)]))
    paper("Between", body=" ".join([*body[15:], *factories.words(15, 7)]))
    assert clusters() == [["Between", "First", "Last"]]
    reject(first.pk, last.pk)
    assert [len(members) for members in clusters()] == [2]


CHAIN = {
    "A": [*factories.words(100)],
    "B": [*factories.words(100)[15:], *factories.words(15, 7)],
    "C": [*factories.words(100)[30:], *factories.words(30, 7)],
    "D": [*factories.words(100, 9)],
    "E": [*factories.words(100, 9)[:99], "other"],
}


@settings(max_examples=20, deadline=None)
@given(st.permutations(sorted(CHAIN)), st.lists(st.integers(1, 4), max_size=3))
def test_clusters_are_the_same_in_whatever_order_and_parts_stories_come(order, cuts):
    with transaction.atomic():
        drafts = [
            factories.draft(headline, body=" ".join(CHAIN[headline]), status="published", slug=headline.lower())
            for headline in order
        ]
        places = [0, *sorted(set(cuts)), len(drafts)]
        for start, end in pairwise(places):
            cluster([draft.pk for draft in drafts[start:end]])
        assert clusters() == [["A", "B", "C"], ["D", "E"]]
        assert all(
            copy.cluster == min(WireCopy.objects.filter(cluster=copy.cluster).values_list("pk", flat=True))
            for copy in WireCopy.objects.all()
        )
        transaction.set_rollback(True)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_clusters_grow_together_whichever_is_published_last(order):
    drafts = [factories.draft(headline, body=" ".join(CHAIN[headline])) for headline in "ABC"]
    for place in order:
        publish(drafts[place])
    assert clusters() == [["A", "B", "C"]]


def test_clustering_again_changes_nothing():
    ids = [paper(headline, body=factories.text()).pk for headline in ("One", "Two")]
    assert cluster(ids) == set()


def test_the_whole_archive_is_clustered_in_batches_and_goes_on_where_it_was_stopped(monkeypatch):
    monkeypatch.setattr(module, "BATCH", 2)
    for headline in ("One", "Two", "Three", "Four"):
        factories.draft(headline, body=factories.text(), status="published", slug=headline.lower())
    run = cluster_all()
    assert next(run) == 2
    run.close()
    assert clusters() == [["One", "Two"]]
    assert list(cluster_all()) == [0, 2]
    assert clusters() == [["Four", "One", "Three", "Two"]]
    assert list(cluster_all()) == [0, 0]
    assert list(cluster_all(again=True)) == [2, 2]


def test_of_a_text_in_hundreds_of_papers_each_is_compared_with_a_few(monkeypatch):
    monkeypatch.setattr(module, "LAST", 2)
    monkeypatch.setattr(module, "FIRST", 1)
    for number in range(7):
        paper(f"Paper {number}", body=factories.text())
    assert [len(members) for members in clusters()] == [7]
    assert TwinPair.objects.count() == 0 + 1 + 2 + 3 * 4


def test_a_text_in_hundreds_of_papers_is_one_cluster_in_whatever_batches_it_comes(monkeypatch):
    for name, number in (("LAST", 2), ("FIRST", 1), ("BATCH", 5)):
        monkeypatch.setattr(module, name, number)
    for number in range(15):
        factories.draft(f"Paper {number}", body=factories.text(), status="published", slug=f"s-{number}")
    assert list(cluster_all()) == [5, 5, 5]
    assert [len(members) for members in clusters()] == [15]


def test_a_copy_is_no_related_story():
    one = paper("One", body=factories.text(), tags=["Neil Armstrong"])
    two = paper("Two", body=factories.text(), tags=["Neil Armstrong"])
    paper("Elsewhere", body=factories.text(seed=2), tags=["Neil Armstrong"])
    assert [row.other.headline for row in related_to(one)] == ["Elsewhere"]
    reject(one.pk, two.pk)
    settle([one.pk])
    assert sorted(row.other.headline for row in related_to(one)) == ["Elsewhere", "Two"]


def test_of_another_story_in_two_papers_one_is_related():
    one = paper("One", tags=["Neil Armstrong"])
    for headline in ("Copy", "Copy of the copy"):
        paper(headline, body=factories.text(), tags=["Neil Armstrong"])
    assert [row.other.headline for row in related_to(one)] == ["Copy"]


@pytest.mark.django_db(transaction=True)
def test_two_processes_make_one_cluster_of_one_story():
    factories.source()  # which every story of a test takes by default, and for which the second must not wait
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            paper("One", body=factories.text())
            # Sees nothing of the first, which is not committed yet: it must wait for it.
            second = pool.submit(_in_a_connection_of_its_own, paper, "Two", body=factories.text())
            _wait_for_a_lock()
        second.result()
    assert clusters() == [["One", "Two"]]


def _in_a_connection_of_its_own(act, *args, **named):
    try:
        act(*args, **named)
    finally:
        connection.close()


def _wait_for_a_lock():
    for _ in range(1000):
        with connection.cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted)")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.01)
    raise AssertionError("The second did not wait.")
