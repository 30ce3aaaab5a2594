import pytest
from django.contrib.auth.models import Permission

from articles.models import LinkCandidate, ReadMoreLink
from tests import factories

pytestmark = pytest.mark.django_db

URL = "/admin/articles/linkcandidate/"


@pytest.fixture
def candidate():
    """A line whose only near match waits for an editor."""
    factories.article("Soviet probe Luna 15 lost in the Sea of Crises")
    factories.article("Two men walk on the Moon", asks_for=["Soviet probe Luna 15 believed lost in the Sea of Crises"])
    return LinkCandidate.objects.get()


@pytest.fixture
def onlooker_client(client, django_user_model):
    """Somebody who may see links and change none."""
    onlooker = django_user_model.objects.create_user("onlooker", is_staff=True)
    names = ["view_linkcandidate", "view_readmorelink"]
    onlooker.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(onlooker)
    return client


def act(client, action, *rows, url=URL):
    return client.post(url, {"action": action, "_selected_action": [row.pk for row in rows]}, follow=True)


def told():
    link = ReadMoreLink.objects.get()
    return link.state, link.decided_by


@pytest.mark.parametrize("items", [1, 3])
@pytest.mark.parametrize(("url", "queries"), [(URL, 5), ("/admin/articles/readmorelink/", 5)])
def test_the_lists_take_as_many_queries_for_one_item_as_for_three(
    admin_client, django_assert_num_queries, url, queries, items
):
    for n in range(items):
        factories.article(f"Soviet probe Luna {n} lost in the Sea of Crises")
        factories.article(f"Asking {n}", asks_for=[f"Soviet probe Luna {n} believed lost in the Sea of Crises"])
    with django_assert_num_queries(queries):
        assert admin_client.get(url).status_code == 200


def test_an_accepted_suggestion_becomes_a_link(admin_client, candidate):
    act(admin_client, "accept_selected", candidate)
    assert told() == ("resolved", "editor")
    assert ReadMoreLink.objects.get().target == candidate.article


def test_a_rejected_suggestion_is_never_made_again(admin_client, admin_user, candidate):
    act(admin_client, "reject_selected", candidate)
    assert told() == ("pending", "")
    assert list(LinkCandidate.objects.values_list("state", "decider")) == [("rejected", admin_user.pk)]


def test_two_stories_for_one_line_are_not_both_accepted(admin_client, candidate):
    factories.article("Soviet probe Luna 15 is lost in the Sea of Crises")
    html = act(admin_client, "accept_selected", *LinkCandidate.objects.all()).content.decode()
    assert "a line can mean one story only" in html
    assert told() == ("suggested", "")


def test_a_link_to_the_wrong_story_is_taken_back_for_good(admin_client):
    factories.article("Luna 15")
    factories.article("Asking", asks_for=["Luna 15"])
    url = "/admin/articles/readmorelink/"
    act(admin_client, "leads_to_the_wrong_story", ReadMoreLink.objects.get(), url=url)
    assert told() == ("pending", "")
    assert LinkCandidate.objects.get().state == "rejected"


@pytest.mark.parametrize("action", ["accept_selected", "reject_selected"])
def test_an_onlooker_decides_nothing(onlooker_client, candidate, action):
    assert onlooker_client.get(URL).status_code == 200
    act(onlooker_client, action, candidate)
    assert told() == ("suggested", "")
    assert LinkCandidate.objects.get().state == "suggested"


def test_an_onlooker_takes_no_link_back(onlooker_client):
    factories.article("Luna 15")
    factories.article("Asking", asks_for=["Luna 15"])
    link = ReadMoreLink.objects.get()
    act(onlooker_client, "leads_to_the_wrong_story", link, url="/admin/articles/readmorelink/")
    assert told() == ("resolved", "rule")


@pytest.mark.parametrize("article", ["", "itself"])
def test_a_line_of_no_story_or_to_its_own_is_told_and_not_a_crash(admin_client, article):
    story = factories.article()
    data = {
        "article": story.pk if article else "",
        "after": 1,
        "label": "Read more",
        "headline": "X",
        "target": story.pk,
    }
    response = admin_client.post("/admin/articles/readmorelink/add/", data)
    assert response.status_code == 200
    assert ReadMoreLink.objects.count() == 0
