import pytest
from django.contrib.auth.models import Permission

from articles.models import Source, Tag
from tests import factories

pytestmark = pytest.mark.django_db

NO_NAMES = {"names-TOTAL_FORMS": "0", "names-INITIAL_FORMS": "0"}
TAGS = "/admin/articles/tag/"


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


def merge(client, *tags, **data):
    return client.post(TAGS, {"action": "merge", "_selected_action": [tag.pk for tag in tags], **data}, follow=True)


def test_merging_asks_which_tag_stays_and_then_merges(admin_client):
    winner, loser = factories.tag("Esmail Qaani"), factories.tag("Ismail Ghaani")
    assert "Which one stays?" in merge(admin_client, winner, loser).content.decode()
    html = merge(admin_client, winner, loser, winner=winner.pk).content.decode()
    assert "1 merged into “Esmail Qaani”." in html
    assert Tag.objects.get(pk=loser.pk).merged_into == winner


def test_tags_of_two_kinds_are_not_merged_and_that_is_told(admin_client):
    person, place = factories.tag("Washington"), factories.tag("Washington", "place")
    assert "must be another live place" in merge(admin_client, person, place, winner=person.pk).content.decode()
    assert not Tag.objects.exclude(merged_into=None).exists()


def test_who_may_not_change_tags_does_not_merge_them(client, django_user_model):
    user = django_user_model.objects.create_user("onlooker", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_tag"))
    client.force_login(user)
    winner, loser = factories.tag("A"), factories.tag("B")
    merge(client, winner, loser, winner=winner.pk)
    assert not Tag.objects.exclude(merged_into=None).exists()


@pytest.mark.parametrize("items", [1, 3])
@pytest.mark.parametrize(
    ("url", "queries"), [("/admin/articles/source/", 6), (TAGS, 5), ("/admin/articles/author/", 5)]
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
