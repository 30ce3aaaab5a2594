import pytest
from django.contrib.auth.models import Permission

from articles.models import TwinPair, WireCopy
from tests import factories
from tests.admin.test_articles import change_url, form_of

pytestmark = pytest.mark.django_db

URL = "/admin/articles/twinpair/"


@pytest.fixture
def copies():
    return [
        factories.article(f"As told by {paper}", source=factories.source(paper), body=factories.text())
        for paper in ("Argus", "Bugle")
    ]


@pytest.fixture
def editor_client(client, django_user_model):
    """An editor who may change articles, and see pairs but not decide on them."""
    editor = django_user_model.objects.create_user("editor", is_staff=True)
    names = ["view_article", "change_article", "view_twinpair"]
    editor.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(editor)
    return client


def act(client, action):
    pairs = list(TwinPair.objects.values_list("pk", flat=True))
    return client.post(URL, {"action": action, "_selected_action": pairs}, follow=True)


def press(client, article, other):
    return client.post(change_url(article), form_of(client, change_url(article)) | {"_apart": other})


@pytest.mark.parametrize("items", [1, 3])
def test_the_list_takes_as_many_queries_for_one_item_as_for_three(admin_client, django_assert_num_queries, items):
    for seed in range(items):
        for n in range(2):
            factories.article(f"Story {n}", body=factories.text(seed=seed))
    with django_assert_num_queries(4):
        assert admin_client.get(URL).status_code == 200


def test_the_list_tells_two_copies_apart_and_leads_to_both(admin_client, copies):
    page = admin_client.get(URL).content.decode()
    for copy, told in zip(copies, ("Argus, July 21, 1969", "Bugle, July 21, 1969"), strict=True):
        assert f'<a href="{change_url(copy)}">{copy.headline}</a><br>{told}' in page


def test_the_form_of_an_article_shows_its_twins(admin_client, copies):
    one, two = copies
    response = admin_client.get(change_url(one))
    assert response.context["twins"] == [(two, "Word for word", False)]
    assert f'name="_apart" value="{two.pk}"' in response.content.decode()


def test_the_form_shows_a_copy_by_way_of_another(admin_client):
    body = factories.words(100)
    first = factories.article("First", body=" ".join(body))
    factories.article("Between", body=" ".join([*body[15:], *factories.words(15, 7)]))
    factories.article("Last", body=" ".join([*body[30:], *factories.words(30, 7)]))
    assert [(str(other), alike) for other, alike, _ in admin_client.get(change_url(first)).context["twins"]] == [
        ("Between", "Nearly the same, 72 %"),
        ("Last", "By way of another copy"),
    ]


def test_the_form_of_a_story_without_twins_and_of_a_new_one_says_nothing_of_them(admin_client):
    for url in (change_url(factories.article()), "/admin/articles/article/add/"):
        assert "The same text elsewhere" not in admin_client.get(url).content.decode()


def test_an_editor_tells_two_stories_apart_from_the_form(admin_client, admin_user, copies):
    one, two = copies
    response = press(admin_client, one, two.pk)
    assert (response.status_code, response.url) == (302, change_url(one))
    assert list(TwinPair.objects.values_list("state", "decider")) == [("rejected", admin_user.pk)]
    assert WireCopy.objects.count() == 0
    assert "Not the same story" in admin_client.get(change_url(one)).content.decode()


@pytest.mark.parametrize("other", ["0", "x", "99999999999999999999", ""])
def test_a_button_made_up_by_hand_tells_nothing_apart(admin_client, copies, other):
    assert press(admin_client, copies[0], other).status_code == 302
    assert TwinPair.objects.get().state == "found"


def test_who_may_not_decide_on_pairs_sees_no_button_and_is_refused(editor_client, copies):
    one, two = copies
    assert "_apart" not in editor_client.get(change_url(one)).content.decode()
    assert press(editor_client, one, two.pk).status_code == 403
    assert TwinPair.objects.get().state == "found"


def test_pairs_are_told_apart_and_brought_together_from_their_list(admin_client, copies):
    act(admin_client, "not_the_same_story")
    assert (TwinPair.objects.get().state, WireCopy.objects.count()) == ("rejected", 0)
    act(admin_client, "the_same_story")
    pair = TwinPair.objects.get()
    assert (pair.state, pair.decider, WireCopy.objects.count()) == ("found", None, 2)


@pytest.mark.parametrize("action", ["not_the_same_story", "the_same_story"])
def test_who_may_only_see_pairs_decides_on_none(editor_client, copies, action):
    act(editor_client, action)
    assert (TwinPair.objects.get().state, WireCopy.objects.count()) == ("found", 2)


@pytest.mark.parametrize("page", ["add/", "1/delete/"])
def test_pairs_are_neither_added_nor_deleted_by_hand(admin_client, copies, page):
    assert admin_client.get(URL + page).status_code in (302, 403)
