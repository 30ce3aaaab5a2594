import threading
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from articles.models import Article, Import, Source, Subscription
from articles.polling import LOCKS, poll, user_agent
from tests import factories
from tests.fetching.server import LOCAL, serving
from tests.foreign_feeds import BROKEN_ITEM, feed

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    with serving() as site:
        yield site


def polled(wanted=None, policy=LOCAL):
    """(state, words) of every poll; what is polled is due, unless it is said."""
    wanted = Subscription.objects.active() if wanted is None else wanted
    return [(one.state, one.words) for one in poll(wanted, policy=policy, pause=0)]


def headlines():
    return list(Article.objects.order_by("pk").values_list("headline", flat=True))


def problem():
    return Subscription.objects.get().problem


def test_what_is_new_in_a_feed_comes_in_by_one_import(site, admin_user):
    subscription = factories.subscription(site.says("/feed", 200, feed("Splashdown", "Lift-off")))
    (one,) = poll(Subscription.objects.due(), policy=LOCAL, pause=0, user=admin_user)
    assert (one.state, one.words, one.added, one.changed, one.failed) == ("new", "2 new", 2, 0, 0)
    run = Import.objects.get()
    assert (run.origin, run.user, run.added) == (subscription.address, admin_user, 2)
    assert headlines() == ["Splashdown", "Lift-off"]
    subscription.refresh_from_db()
    assert subscription.last_import == run
    assert not Subscription.objects.due().exists()


def test_the_next_poll_asks_whether_anything_changed(site):
    factories.subscription(site.says("/feed", 200, feed("Splashdown"), ETag='"1"', Last_Modified="yesterday"))
    polled()
    site.says("/feed", 304)
    assert polled() == [("same", "nothing has changed since the last poll")]
    headers = site.asked[1][1]
    assert (headers["If-None-Match"], headers["If-Modified-Since"]) == ('"1"', "yesterday")
    assert Import.objects.count() == 1


def test_the_same_bytes_make_no_import(site):
    factories.subscription(site.says("/feed", 200, feed("Splashdown")))
    polled()
    assert polled() == [("same", "nothing has changed since the last poll")]
    assert Import.objects.count() == 1


def test_a_feed_whose_stories_are_the_same_makes_no_import(site):
    subscription = factories.subscription(site.says("/feed", 200, feed("Splashdown")))
    polled()
    site.says("/feed", 200, feed("Splashdown", extra="<lastBuildDate>now</lastBuildDate>"))
    assert polled() == [("same", "1 same")]
    subscription.refresh_from_db()
    assert subscription.last_import == Import.objects.get()


def test_an_entry_that_cannot_be_read_is_told_once(site):
    factories.subscription(site.says("/feed", 200, feed("Splashdown", extra=BROKEN_ITEM)))
    assert polled() == [("new", "1 new, 1 failed")]
    site.says("/feed", 200, feed("Splashdown", extra=f"<ttl>60</ttl>{BROKEN_ITEM}"))
    assert polled() == [("same", "1 same, 1 failed")]
    assert [run.failed for run in Import.objects.all()] == [1]
    site.says("/feed", 200, feed("Splashdown", extra=BROKEN_ITEM * 2))
    polled()
    assert [run.failed for run in Import.objects.all()] == [2, 1]


def test_stories_are_published_and_named_as_the_subscription_says(site):
    publisher = factories.source("The Northern Courier")
    address = site.says("/feed", 200, feed("Splashdown", title=""))
    factories.subscription(address, publish=True, source=publisher)
    polled()
    article = Article.objects.get()
    assert (article.status, article.source) == ("published", publisher)


def test_without_a_word_stories_wait_as_drafts_of_their_feed(site):
    factories.subscription(site.says("/feed", 200, feed("Splashdown", title="The Harbour Ledger")))
    polled()
    article = Article.objects.get()
    assert (article.status, article.source) == ("draft", Source.objects.get(name="The Harbour Ledger"))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "this is no feed; the answer is empty"),
        (b"Good\0morning.", "this is no feed; it begins “Good morning.”"),
        (b"<!doctype html><title>News</title>", "this is a web page that names no feed"),
        (b"<rss><channel>\xff<item", "no story of it could be read: the file is broken on line 1"),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": ', "no story of it could be read: "),
    ],
)
def test_what_is_no_feed_is_a_failure_in_words(site, body, reason):
    factories.subscription(site.says("/feed", 200, body))
    assert [state for state, _ in polled()] == ["failed"]
    assert problem().startswith(reason)
    assert not Import.objects.exists()


def test_a_web_page_is_told_with_the_feeds_that_it_names(site):
    page = b"""<!doctype html><title>News</title><link rel="alternate" hreflang="fr" href="/fr">
        <link rel=stylesheet type=application/rss+xml href=/no>
        <link rel="ALTERNATE" type="Application/Atom+XML" href="f?a=1">
        <link rel=alternate type=application/feed+json href=https://other.example/feed.json>
        <link rel=alternate type=application/rss+xml href="javascript:alert(1)">"""
    factories.subscription(site.says("/news/", 200, page))
    polled()
    assert problem() == f"this is a web page; its feed is {site.root}/news/f?a=1 or https://other.example/feed.json"


def test_an_empty_feed_is_fine(site):
    factories.subscription(site.says("/feed", 200, feed()))
    assert polled() == [("same", "it holds no stories")]
    assert not Import.objects.exists()


@pytest.mark.parametrize(("status", "words"), [(404, "404 Not Found"), (503, "503 Service Unavailable"), (799, "799")])
def test_a_server_that_refuses_is_a_failure_and_is_asked_later(site, status, words):
    subscription = factories.subscription(site.says("/feed", status, Retry_After="7200"))
    assert polled() == [("failed", f"the server answers {words}")]
    subscription.refresh_from_db()
    assert (subscription.next_at - subscription.tried_at).total_seconds() == 7200


def test_an_answer_that_nothing_changed_is_none_where_nothing_was_asked(site):
    factories.subscription(site.says("/feed", 304))
    assert polled() == [("failed", "the server answers 304 Not Modified")]


def test_a_feed_that_is_gone_is_switched_off(site):
    subscription = factories.subscription(site.says("/feed", 410))
    told = "the server says that the feed is gone for good (410)"
    assert polled() == [("failed", f"{told}; the subscription was switched off")]
    subscription.refresh_from_db()
    assert (subscription.active, subscription.problem) == (False, told)
    assert polled() == []


@pytest.mark.parametrize(("status", "kept"), [(301, "/new"), (308, "/new"), (302, "/old"), (307, "/old")])
def test_an_address_is_updated_when_the_feed_has_moved_for_good(site, status, kept):
    subscription = factories.subscription(site.says("/old", status, Location="/new"))
    site.says("/new", 200, feed("Splashdown"), ETag='"2"')
    polled()
    subscription.refresh_from_db()
    assert (subscription.address, subscription.etag) == (site.root + kept, '"2"')
    assert headlines() == ["Splashdown"]


def test_a_move_to_what_is_no_feed_is_not_remembered(site):
    subscription = factories.subscription(site.says("/old", 301, Location="/home"))
    site.says("/home", 200, b"<!doctype html><title>News</title>")
    polled()
    subscription.refresh_from_db()
    assert subscription.address == f"{site.root}/old"


def test_a_feed_that_has_moved_to_another_subscription_is_switched_off(site):
    old = factories.subscription(site.says("/old", 301, Location="/new"))
    factories.subscription(site.says("/new", 200, feed("Splashdown")))
    polled()
    old.refresh_from_db()
    assert not old.active
    assert old.problem == f"the feed has moved for good to {site.root}/new, which has a subscription of its own"
    assert headlines() == ["Splashdown"]


def test_one_feed_that_fails_stops_no_other(site):
    for path in ("/a", "/b", "/c"):
        factories.subscription(site.says(path, 200, feed(f"Story {path[1]}")))
    site.says("/a", 500)
    site.does("/b", lambda handler: handler.wfile.write(b"\0" * 100))
    factories.subscription("http://nobody.invalid/feed")
    factories.subscription("http://192.168.0.1/feed")
    assert sorted(state for state, _ in polled()) == ["failed"] * 4 + ["new"]
    assert headlines() == ["Story c"]


def test_what_trips_this_program_is_told_and_logged_and_stops_no_other(site, caplog):
    def trip(number):
        raise RuntimeError("tripped")

    factories.subscription(site.says("/feed", 200, feed("Splashdown")))
    assert [state for state, _ in polled(policy=replace(LOCAL, permitted=trip))] == ["failed"]
    assert problem() == "it could not be brought in; the log of this program says where it stopped"
    assert "tripped" in caplog.text


def test_a_private_address_is_not_asked(site):
    factories.subscription(site.says("/feed", 200, feed("Splashdown")))
    ((state, _),) = [(one.state, one.words) for one in poll(Subscription.objects.due(), pause=0)]
    assert state == "failed"
    assert site.asked == []


def test_a_host_is_asked_by_one_request_at_a_time_and_hosts_beside_each_other(site):
    both, now, most = threading.Barrier(2, timeout=30), [], {}

    def act(handler):
        host = handler.headers["Host"]
        now.append(host)
        most[host] = max(most.get(host, 0), now.count(host))
        both.wait()
        now.remove(host)
        handler.answer(200, {}, feed(f"Story {handler.path} of {host}"))

    for path in ("/a", "/b", "/c"):
        address = site.does(path, act)
        factories.subscription(address)
        factories.subscription(address.replace("localhost", "127.0.0.1"))
    assert [state for state, _ in polled()] == ["new"] * 6
    assert list(most.values()) == [1, 1]


def test_two_runs_do_not_ask_the_same_host_at_once(site):
    factories.subscription(site.says("/feed", 200, feed("Splashdown")))
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": psycopg.Cursor}) as other:
        other.execute("SELECT pg_advisory_lock(%s, hashtext(%s))", [LOCKS, "localhost"])
        assert polled() == [("busy", "its host is being asked by another run")]
        assert site.asked == []
        other.execute("SELECT pg_advisory_unlock_all()")
        assert [state for state, _ in polled()] == ["new"]


def test_no_lock_is_left_whether_a_run_ends_or_is_left(site):
    for path in ("/a", "/b"):
        factories.subscription(site.says(path, 200, feed(path)))
    polled()
    run = poll(Subscription.objects.active(), policy=LOCAL, pause=0)
    next(run)
    run.close()
    with connection.cursor() as cursor:
        # Of ours: the lock on wire copies is kept until the transaction ends, in which a test stands.
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND classid = %s",
            [LOCKS],
        )
        assert cursor.fetchone() == (0,)


def test_what_another_run_has_just_fetched_is_passed_over(site):
    """The second subscription of the host is no longer due when its turn comes."""
    address = site.says("/b", 200, feed("Second"))
    factories.subscription(site.says("/a", 200, feed("First")))
    second = factories.subscription(address)
    run = poll(Subscription.objects.due(), policy=LOCAL, pause=0)
    next(run)
    asked = len(site.asked)
    Subscription.objects.filter(pk=second.pk).update(next_at=timezone.now() + timedelta(hours=1))
    assert [one.state for one in run] == ["new"] * (asked - 1)


def test_servers_are_told_who_asks_and_how_to_reach_them(settings):
    assert user_agent() == "Newsroom"
    settings.CONTACT = "mailto:desk@news.example"
    assert user_agent() == "Newsroom (+mailto:desk@news.example)"
