from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from articles.models import Subscription
from tests import factories
from tests.fetching.server import LOCAL, serving
from tests.foreign_feeds import feed

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    with serving() as site:
        yield site


def run(*arguments):
    """What the command printed, and its exit status."""
    out = StringIO()
    options = {"policy": LOCAL, "pause": 0, "stdout": out, "stderr": StringIO()}
    try:
        call_command("fetch_feeds", *arguments, **options)
    except SystemExit as stopped:
        return out.getvalue(), stopped.code
    return out.getvalue(), 0


def rows(printed):
    return [" ".join(line.split()) for line in printed.splitlines()]


def later(subscription):
    Subscription.objects.filter(pk=subscription.pk).update(next_at=timezone.now() + timedelta(hours=1))


def test_feeds_that_are_due_are_polled_and_the_result_is_a_table(site):
    good = factories.subscription(site.says("/good", 200, feed("Splashdown", "Lift-off")))
    bad = factories.subscription(site.says("/bad", 500))
    later(factories.subscription(site.says("/later", 200, feed("Later"))))
    printed, status = run()
    assert status == 1
    assert rows(printed) == [
        "Feed State New Changed Failed What came of it",
        f"{bad.address} failed 0 0 0 the server answers 500 Internal Server Error",
        f"{good.address} new 2 0 0 2 new",
        "2 feeds polled.",
    ]


def test_a_run_in_which_nothing_fails_ends_well(site):
    factories.subscription(site.says("/feed", 200, feed("Splashdown")))
    assert run()[1] == 0
    assert run() == ("0 feeds polled.\n", 0)


def test_all_are_polled_on_demand_but_for_those_that_are_off(site):
    later(factories.subscription(site.says("/later", 200, feed("Later"))))
    factories.subscription(site.says("/off", 200, feed("Off")), active=False)
    assert rows(run("--all")[0])[-1] == "1 feed polled."
    assert [path for path, _ in site.asked] == ["/later"]


def test_a_feed_that_is_named_is_polled_whether_it_is_due_or_not(site):
    named = factories.subscription(site.says("/named", 200, feed("Named")))
    later(named)
    factories.subscription(site.says("/other", 200, feed("Other")))
    run(named.address.replace("http://", "HTTP://"))
    assert [path for path, _ in site.asked] == ["/named"]


@pytest.mark.parametrize(
    ("address", "words"),
    [
        (
            "https://unknown.example/feed",
            "There is no subscription to https://unknown.example/feed: add it in the admin.",
        ),
        ("https://off.example/feed", "The subscription to https://off.example/feed is switched off"),
        ("off.example", "off.example: an address begins with http:// or https://."),
    ],
)
def test_an_address_without_a_subscription_is_told(address, words):
    factories.subscription("https://off.example/feed", active=False)
    with pytest.raises(CommandError, match=words):
        run(address)


def test_a_private_address_is_not_asked_by_the_command_itself(site):
    factories.subscription(site.says("/feed", 200, feed("Splashdown")))
    with pytest.raises(SystemExit):
        call_command("fetch_feeds", stdout=StringIO(), stderr=StringIO())
    assert site.asked == []


def test_there_is_no_option_that_permits_private_addresses():
    with pytest.raises(CommandError, match="unrecognized arguments: --policy"):
        call_command("fetch_feeds", "--policy", "x", stdout=StringIO())
