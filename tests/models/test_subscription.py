from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles.fetching.fetch import Answer
from articles.models import Import, Subscription
from tests import factories

pytestmark = pytest.mark.django_db

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def wait(subscription):
    """How long until the next poll, in whole minutes."""
    subscription.refresh_from_db()
    return round((subscription.next_at - subscription.tried_at) / MINUTE)


def test_a_new_subscription_is_due_at_once_and_one_switched_off_is_not():
    new = factories.subscription()
    factories.subscription(active=False)
    assert list(Subscription.objects.due()) == [new]


def test_a_subscription_is_due_when_its_time_has_come_the_longest_waiting_first():
    now = timezone.now()
    later, waiting, just = (
        factories.subscription(next_at=now + shift) for shift in (5 * MINUTE, -HOUR, timedelta(seconds=30))
    )
    assert list(Subscription.objects.due()) == [waiting, just]
    assert later.next_at > now


def test_after_a_success_the_answer_is_remembered_and_the_next_poll_is_in_an_hour():
    subscription = factories.subscription()
    run = Import.objects.create(origin=subscription.address)
    answer = Answer(200, subscription.address, etag='"1"', last_modified="today")
    assert subscription.succeeded(answer, body_sha256="ab", run=run)
    assert wait(subscription) == 60
    assert (subscription.etag, subscription.last_modified, subscription.body_sha256) == ('"1"', "today", "ab")
    assert (subscription.last_import, subscription.problem, subscription.failures) == (run, "", 0)
    assert subscription.succeeded_at == subscription.tried_at


def test_an_unchanged_answer_leaves_what_is_remembered():
    subscription = factories.subscription(etag='"1"', body_sha256="ab")
    subscription.succeeded(Answer(304, subscription.address))
    subscription.refresh_from_db()
    assert (subscription.etag, subscription.body_sha256) == ('"1"', "ab")


@pytest.mark.parametrize(("max_age", "minutes"), [(60, 60), (2 * 3600, 120), (10**9, 6 * 60), (None, 60)])
def test_an_answer_that_stays_good_is_not_asked_for_again_within_reason(max_age, minutes):
    subscription = factories.subscription()
    subscription.succeeded(Answer(200, subscription.address, max_age=max_age))
    assert wait(subscription) == minutes


def test_each_failure_in_a_row_doubles_the_wait_up_to_a_day():
    subscription = factories.subscription()
    waits = []
    for _ in range(7):
        subscription.failed("no answer")
        waits.append(wait(subscription))
    assert waits == [60, 120, 240, 480, 960, 1440, 1440]
    assert (subscription.failures, subscription.problem) == (7, "no answer")


def test_a_failure_never_brings_the_next_poll_nearer():
    subscription = factories.subscription(every=7 * 24 * 60, failures=100, failing_since=timezone.now(), problem="no")
    subscription.failed("no answer")
    assert wait(subscription) == 7 * 24 * 60


@pytest.mark.parametrize(("told", "minutes"), [(60, 60), (3 * 3600, 180), (10**9, 24 * 60)])
def test_a_server_that_asks_for_time_gets_it_up_to_a_day(told, minutes):
    subscription = factories.subscription()
    subscription.failed("too many", retry_after=told)
    assert wait(subscription) == minutes


def test_a_subscription_fails_since_its_first_failure_and_is_fine_after_a_success():
    subscription = factories.subscription()
    subscription.failed("one")
    since = subscription.failing_since
    subscription.failed("two")
    assert list(Subscription.objects.failing()) == [subscription]
    assert subscription.failing_since == since
    subscription.succeeded(Answer(304, subscription.address))
    subscription.refresh_from_db()
    assert (subscription.failing_since, subscription.failures, subscription.problem) == (None, 0, "")
    assert list(Subscription.objects.fine()) == [subscription]


def test_a_feed_that_is_gone_is_switched_off_with_the_reason():
    subscription = factories.subscription()
    assert subscription.switched_off("gone")
    subscription.refresh_from_db()
    assert (subscription.active, subscription.problem) == (False, "gone")


def test_what_was_polled_is_not_written_to_an_address_that_an_editor_gave_meanwhile():
    polled = factories.subscription()
    Subscription.objects.update(address="https://other.example/feed")
    assert not polled.succeeded(Answer(200, polled.address, etag='"1"'), address="https://moved.example/feed")
    assert not polled.switched_off("gone")
    now = Subscription.objects.get()
    assert (now.address, now.etag, now.active, now.failures) == ("https://other.example/feed", "", True, 0)


def test_what_was_polled_of_a_subscription_that_is_deleted_is_written_nowhere():
    subscription = factories.subscription()
    Subscription.objects.all().delete()
    assert not subscription.failed("no answer")
    assert not Subscription.objects.exists()


def test_beginning_anew_forgets_what_was_learned():
    subscription = factories.subscription(etag='"1"', last_modified="today", body_sha256="ab")
    subscription.failed("no answer")
    subscription.begins_anew()
    subscription.save()
    subscription.refresh_from_db()
    assert (subscription.etag, subscription.last_modified, subscription.body_sha256) == ("", "", "")
    assert list(Subscription.objects.due()) == [subscription]
    assert (subscription.problem, subscription.failures, subscription.failing_since) == ("", 0, None)


@pytest.mark.parametrize(
    ("columns", "promise"),
    [
        ({"address": "ftp://news.example/feed"}, "subscription_address_is_http"),
        ({"address": "https://user@news.example/feed"}, "subscription_address_is_http"),
        ({"address": "https://news.example/a b"}, "subscription_address_is_http"),
        ({"every": 14}, "subscription_is_polled_at_a_polite_pace"),
        ({"every": 10081}, "subscription_is_polled_at_a_polite_pace"),
        ({"failures": 1, "problem": "no answer"}, "subscription_fails_since_a_moment"),
        ({"failing_since": "2024-03-01T00:00Z"}, "subscription_fails_since_a_moment"),
        ({"failures": 1, "failing_since": "2024-03-01T00:00Z"}, "subscription_that_fails_says_why"),
    ],
)
def test_the_database_keeps_its_promises(columns, promise):
    with pytest.raises(IntegrityError, match=promise), transaction.atomic():
        factories.subscription(**columns)


def test_an_address_has_one_subscription():
    factories.subscription(address="https://news.example/feed")
    with pytest.raises(IntegrityError, match="address"), transaction.atomic():
        factories.subscription(address="https://news.example/feed")
