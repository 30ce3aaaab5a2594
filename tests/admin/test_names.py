import pytest
from django.contrib.auth.models import Permission

from articles.models import Source, Tag
from tests import factories

pytestmark = pytest.mark.django_db

NO_NAMES = {"names-TOTAL_FORMS": "0", "names-INITIAL_FORMS": "0"}


def test_a_source_is_added_with_its_other_names_and_an_address(admin_client):
    data = {"name": "Islamic Republic News Agency", "kind": "agency", "country": "IR", "language": "fa", "homepage": ""}
    data |= {"names-TOTAL_FORMS": "1", "names-INITIAL_FORMS": "0", "names-0-name": "IRNA"}
    assert admin_client.post("/admin/articles/source/add/", data).status_code == 302
    source = Source.objects.get()
    assert source.slug == "islamic-republic-news-agency"
    assert sorted(source.names.values_list("name", flat=True)) == ["IRNA", "Islamic Republic News Agency"]


@pytest.mark.parametrize(
    "url", ["/admin/articles/source/add/", "/admin/articles/tag/add/", "/admin/articles/author/add/"]
)
def test_a_name_that_is_taken_is_told_and_not_a_crash(admin_client, url):
    factories.source("Reuters")
    factories.tag("Reuters", "organisation")
    kind = "agency" if "source" in url else "organisation"
    data = {"name": "REUTERS", "kind": kind, **NO_NAMES}
    if "author" in url:
        admin_client.post(url, {"name": "Reuters"})
    response = admin_client.post(url, data)
    assert response.status_code == 200
    assert "reuters" in str(response.context["errors"]).lower()


def test_another_name_that_is_taken_is_told_and_not_a_crash(admin_client):
    factories.source("Reuters")
    data = {"name": "Thomson Reuters", "kind": "agency", "names-TOTAL_FORMS": "1", "names-INITIAL_FORMS": "0"}
    response = admin_client.post("/admin/articles/source/add/", data | {"names-0-name": "reuters"})
    assert response.status_code == 200
    assert "is already a name of Reuters" in str(response.context["errors"])


MAKE = {"tag": factories.tag, "source": factories.source, "author": factories.author}


def merge(client, noun, *nouns, **data):
    data |= {"action": "merge", "_selected_action": [one.pk for one in nouns]}
    return client.post(f"/admin/articles/{noun}/", data, follow=True).content.decode()


@pytest.mark.parametrize("noun", MAKE)
def test_merging_asks_which_one_stays_and_then_merges(admin_client, noun):
    winner, loser = MAKE[noun]("Esmail Qaani"), MAKE[noun]("Ismail Ghaani")
    assert "Which one stays?" in merge(admin_client, noun, winner, loser)
    assert "1 merged into “Esmail Qaani”." in merge(admin_client, noun, winner, loser, winner=winner.pk)
    loser.refresh_from_db()
    assert loser.merged_into == winner


def test_tags_of_two_kinds_are_not_merged_and_that_is_told(admin_client):
    person, place = factories.tag("Washington"), factories.tag("Washington", "place")
    assert "must be another live place" in merge(admin_client, "tag", person, place, winner=person.pk)
    assert not Tag.objects.exclude(merged_into=None).exists()


def test_of_several_that_cannot_all_be_merged_none_is(admin_client):
    winner, other, place = factories.tag("A"), factories.tag("B"), factories.tag("C", "place")
    assert "must be another live place" in merge(admin_client, "tag", winner, other, place, winner=winner.pk)
    assert not Tag.objects.exclude(merged_into=None).exists()


@pytest.mark.parametrize("noun", MAKE)
def test_who_may_not_change_them_does_not_merge_them(client, django_user_model, noun):
    user = django_user_model.objects.create_user("onlooker", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename=f"view_{noun}"))
    client.force_login(user)
    winner, loser = MAKE[noun]("A"), MAKE[noun]("B")
    merge(client, noun, winner, loser, winner=winner.pk)
    loser.refresh_from_db()
    assert loser.merged_into is None


@pytest.mark.parametrize("noun", MAKE)
def test_one_that_was_merged_away_is_not_changed_any_more(admin_client, noun):
    winner, loser = MAKE[noun]("A"), MAKE[noun]("B")
    loser.merge_into(winner)
    page = admin_client.get(f"/admin/articles/{noun}/{loser.pk}/change/").content.decode()
    assert "_save" not in page


@pytest.mark.parametrize("noun", MAKE)
def test_a_new_name_brings_a_new_address_and_the_old_one_leads_to_it(admin_client, client, noun):
    named = MAKE[noun]("Radio One")
    old = named.get_absolute_url()
    data = {"name": "Radio First", "kind": "person" if noun == "tag" else "agency", **NO_NAMES}
    assert admin_client.post(f"/admin/articles/{noun}/{named.pk}/change/", data).status_code == 302
    named.refresh_from_db()
    assert (named.name, named.slug) == ("Radio First", "radio-first")
    response = client.get(old)
    assert (response.status_code, response.url) == (301, named.get_absolute_url())


def test_a_merged_one_is_offered_to_no_form(admin_client):
    winner, loser = factories.author("Ada Writer"), factories.author("A. Quill")
    loser.merge_into(winner)
    query = {"app_label": "articles", "model_name": "byline", "field_name": "author", "term": "quill"}
    found = admin_client.get("/admin/autocomplete/", query).json()["results"]
    assert found == [{"id": str(winner.pk), "text": "Ada Writer"}]


@pytest.mark.parametrize("items", [1, 3])
@pytest.mark.parametrize(
    ("url", "queries"),
    [("/admin/articles/source/", 6), ("/admin/articles/tag/", 5), ("/admin/articles/author/", 5)],
)
def test_the_lists_take_as_many_queries_for_one_item_as_for_three(
    admin_client, django_assert_num_queries, url, queries, items
):
    for n in range(items):
        factories.source(f"Paper {n}", country="GB")
        factories.tag(f"Tag {n}").merge_into(factories.tag(f"Winner {n}"))
    with django_assert_num_queries(queries):
        assert admin_client.get(url).status_code == 200


def test_a_tag_is_found_by_any_of_its_names(admin_client):
    tag = factories.tag("Esmail Qaani")
    factories.tag("Ismail Ghaani").merge_into(tag)
    query = {"app_label": "articles", "model_name": "tagging", "field_name": "tag", "term": "ghaani"}
    found = admin_client.get("/admin/autocomplete/", query).json()["results"]
    assert found == [{"id": str(tag.pk), "text": "Esmail Qaani"}]
