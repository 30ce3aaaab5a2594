from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.admin import site as admin_site
from django.contrib.auth.models import Permission
from django.contrib.messages import get_messages
from django.utils import timezone

from articles.models import Article, Import, Subscription
from tests import factories
from tests.fetching.server import LOCAL, serving
from tests.foreign_feeds import feed

pytestmark = pytest.mark.django_db

LIST = "/admin/articles/subscription/"
ADDRESS = "https://feeds.invalid/news"


@pytest.fixture
def site(monkeypatch):
    """A server on this machine, which "fetch now" may ask for once."""
    registered = admin_site.get_model_admin(Subscription)
    monkeypatch.setattr(registered, "policy", LOCAL)
    monkeypatch.setattr(registered, "pause", 0)
    with serving() as site:
        yield site


def editor(client, django_user_model, *codenames):
    user = django_user_model.objects.create_user("editor", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    assert user.user_permissions.count() == len(codenames)
    client.force_login(user)
    return user


def form(**fields):
    return {"address": ADDRESS, "title": "", "source": "", "every": "60", "active": "on"} | fields


def errors(response):
    return response.context["adminform"].form.errors


def fetch_now(client, *subscriptions):
    """The messages that follow."""
    chosen = {"action": "fetch_now", "_selected_action": [one.pk for one in subscriptions]}
    response = client.post(LIST, chosen, follow=True)
    return [(message.level_tag, str(message)) for message in get_messages(response.wsgi_request)] or [
        (message.level_tag, str(message)) for message in response.context["messages"]
    ]


@pytest.mark.parametrize("items", [1, 3])
def test_the_list_takes_as_many_queries_for_one_subscription_as_for_three(
    admin_client, django_assert_num_queries, items
):
    for n in range(items):
        subscription = factories.subscription(source=factories.source(f"Source {n}"))
        subscription.last_import = Import.objects.create(origin=subscription.address, added=n)
        subscription.save()
    with django_assert_num_queries(6):
        assert admin_client.get(LIST).status_code == 200


def test_the_list_says_how_each_feed_is_doing(admin_client):
    days_ago = timezone.now() - timedelta(days=2, hours=1)
    run = Import.objects.create(origin="https://fine.example/feed", added=3, changed=1)
    factories.subscription("https://fine.example/feed", title="A", succeeded_at=days_ago, last_import=run)
    since = datetime(2024, 3, 1, 12, tzinfo=UTC)
    failing = {"failures": 2, "failing_since": since, "problem": "the connection was refused"}
    factories.subscription(title="B", **failing)
    factories.subscription(title="C")
    factories.subscription(title="D", active=False)
    factories.subscription(title="E", active=False, **failing)
    response = admin_client.get(LIST)
    registered = admin_site.get_model_admin(Subscription)
    rows = response.context["cl"].result_list
    assert [registered.told(one) for one in rows] == [
        "fine, polled 2\xa0days, 1\xa0hour ago",
        "failing since 1 Mar 2024: the connection was refused",
        "not polled yet",
        "switched off",
        "switched off: the connection was refused",
    ]
    assert [registered.next(one) for one in rows] == ["due", "due", "due", "–", "–"]
    assert f'<a href="/admin/articles/import/{run.pk}/change/">3 new, 1 changed</a>' in response.content.decode()
    found = {}
    for state in ("fine", "failing", "new", "off", "nonsense"):
        results = admin_client.get(LIST, {"state": state}).context["cl"].result_list
        found[state] = "".join(one.title for one in results)
    assert found == {"fine": "A", "failing": "B", "new": "C", "off": "DE", "nonsense": "ABCDE"}


def test_a_subscription_is_added_at_its_one_way_of_writing(admin_client):
    response = admin_client.post(f"{LIST}add/", form(address=" HTTPS://Feeds.invalid:443/news#top "))
    assert response.status_code == 302
    assert Subscription.objects.get().address == ADDRESS
    again = admin_client.post(f"{LIST}add/", form(address="https://FEEDS.invalid/news"))
    assert errors(again) == {"address": ["Subscription with this Address already exists."]}


@pytest.mark.parametrize(
    ("address", "error"),
    [
        ("http://127.0.0.1/feed", "127.0.0.1 is a private address (127.0.0.1), and only public ones are asked."),
        ("http://2130706433/feed", "2130706433 is a private address (127.0.0.1), and only public ones are asked."),
        ("http://user@feeds.invalid/", "An address has no user name or password in it."),
        ("http://feeds.invalid:22/", "Port 22 is not one of the web's: 80, 443, 8080, 8443."),
        ("feeds.invalid/news", "An address begins with http:// or https://."),
        ("javascript:alert(1)", "An address begins with http:// or https://."),
        ("", "This field is required."),
    ],
)
def test_an_address_that_cannot_be_asked_is_told_in_the_form(admin_client, address, error):
    response = admin_client.post(f"{LIST}add/", form(address=address))
    assert errors(response) == {"address": [error]}
    assert not Subscription.objects.exists()


@pytest.mark.parametrize("every", ["0", "14", "10081"])
def test_a_pace_that_is_not_polite_is_told_in_the_form(admin_client, every):
    assert list(errors(admin_client.post(f"{LIST}add/", form(every=every)))) == ["every"]


def test_the_form_shows_the_problem_as_text_and_leads_to_the_imports(admin_client):
    subscription = factories.subscription("https://feeds.invalid/news?a=1&b=2")
    subscription.failed("<script>alert(1)</script>")
    run = Import.objects.create(origin=subscription.address)
    Import.objects.create(origin="elsewhere")
    html = admin_client.get(f"{LIST}{subscription.pk}/change/").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    url = "/admin/articles/import/?origin=https%3A%2F%2Ffeeds.invalid%2Fnews%3Fa%3D1%26b%3D2"
    assert f'<a href="{url}">' in html
    assert list(admin_client.get(url).context["cl"].result_list) == [run]


@pytest.mark.parametrize("changed", [{"address": "https://other.invalid/"}, {"active": "on"}, {"publish": "on"}])
def test_another_address_or_way_of_publishing_and_switching_on_begin_anew(admin_client, changed):
    subscription = factories.subscription(ADDRESS, active="active" not in changed, etag='"1"')
    subscription.failed("gone")
    admin_client.post(f"{LIST}{subscription.pk}/change/", form(**changed))
    subscription.refresh_from_db()
    assert (subscription.etag, subscription.failures, subscription.problem) == ("", 0, "")
    assert list(Subscription.objects.due()) == [subscription]


def test_another_title_leaves_what_was_learned(admin_client):
    subscription = factories.subscription(ADDRESS, etag='"1"')
    subscription.failed("no answer")
    admin_client.post(f"{LIST}{subscription.pk}/change/", form(title="News"))
    subscription.refresh_from_db()
    assert (subscription.title, subscription.etag, subscription.failures) == ("News", '"1"', 1)
    assert not Subscription.objects.due().exists()


def test_another_pace_begins_with_a_poll(admin_client):
    subscription = factories.subscription(ADDRESS, every=10080, etag='"1"')
    subscription.failed("no answer")
    admin_client.post(f"{LIST}{subscription.pk}/change/", form(every="30"))
    subscription.refresh_from_db()
    assert (subscription.etag, subscription.failures) == ('"1"', 1)
    assert list(Subscription.objects.due()) == [subscription]


def test_fetch_now_brings_in_what_is_new_and_tells(admin_client, admin_user, site):
    good = factories.subscription(site.says("/good", 200, feed("Splashdown")), title="Good")
    bad = factories.subscription(site.says("/bad", 404), title="Bad")
    off = factories.subscription(site.says("/off", 200, feed("Off")), title="Off", active=False)
    assert sorted(fetch_now(admin_client, good, bad, off)) == [
        ("error", "“Bad”: the server answers 404 Not Found."),
        ("success", "“Good”: 1 new."),
        ("warning", "“Off” is switched off, and was not fetched."),
    ]
    assert Article.objects.get().imported_by.user == admin_user


def test_fetch_now_asks_no_private_address(admin_client):
    with serving() as site:
        subscription = factories.subscription(site.says("/feed", 200, feed("Splashdown")))
        assert [level for level, _ in fetch_now(admin_client, subscription)] == ["error"]
        assert site.asked == []


def test_fetch_now_is_for_a_few(admin_client, site):
    many = [factories.subscription(site.says(f"/{n}", 200, feed())) for n in range(11)]
    assert fetch_now(admin_client, *many) == [
        ("error", "Nothing was fetched: choose 10 at most. For more there is the command fetch_feeds.")
    ]
    assert site.asked == []


def test_who_may_only_look_fetches_nothing(client, django_user_model, site):
    editor(client, django_user_model, "view_subscription")
    subscription = factories.subscription(site.says("/feed", 200, feed("Splashdown")))
    html = client.get(LIST).content.decode()
    assert "fetch_now" not in html
    fetch_now(client, subscription)
    assert site.asked == []


@pytest.mark.parametrize("path", ["", "add/"])
def test_who_may_not_see_subscriptions_sees_none(client, django_user_model, path):
    editor(client, django_user_model, "change_article")
    assert client.get(f"{LIST}{path}").status_code == 403


def test_who_may_not_publish_cannot_let_a_feed_publish(client, django_user_model):
    editor(client, django_user_model, "add_subscription", "change_subscription", "view_subscription")
    client.post(f"{LIST}add/", form(publish="on"))
    assert not Subscription.objects.get().publish


def test_who_may_not_publish_cannot_change_a_feed_that_does(client, django_user_model):
    editor(client, django_user_model, "change_subscription", "view_subscription")
    subscription = factories.subscription(ADDRESS, publish=True)
    response = client.post(f"{LIST}{subscription.pk}/change/", form(address="https://mine.invalid/feed"))
    assert response.status_code == 403
    subscription.refresh_from_db()
    assert subscription.address == ADDRESS


def test_who_may_publish_can_let_a_feed_publish(client, django_user_model):
    editor(client, django_user_model, "add_subscription", "view_subscription", "publish_article")
    client.post(f"{LIST}add/", form(publish="on"))
    assert Subscription.objects.get().publish
