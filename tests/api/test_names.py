import pytest

from articles.models import Author, Byline, Citation, SourceName, TagName
from tests import factories
from tests.api.test_stories import hidden

HERE = "http://testserver"


def names(told):
    return [row["name"] for row in told["results"]]


def story(number=0):
    article = factories.article(
        f"Story {number}", tags=[f"Jane Doe {number}"], source=factories.source(f"Paper {number}")
    )
    author = Author.objects.create(name=f"John Roe {number}", slug=f"john-roe-{number}")
    Byline.objects.create(article=article, author=author)
    Citation.objects.create(article=article, source=factories.source(f"Wire {number}"))
    return article


def test_a_source_is_told_with_its_other_names(api):
    factories.article()
    ledger = factories.source(kind="agency", country="GB")
    SourceName.objects.create(source=ledger, name="The Ledger")
    told = {
        "name": "The Harbour Ledger",
        "slug": "the-harbour-ledger",
        "kind": "publisher",
        "country": "",
        "language": "",
        "homepage": "",
        "other_names": ["The Ledger"],
        "address": f"{HERE}/sources/the-harbour-ledger/",
        "articles": f"{HERE}/api/v1/articles/?source=the-harbour-ledger",
        "cited_in": f"{HERE}/api/v1/articles/?cites=the-harbour-ledger",
    }
    assert api("sources/the-harbour-ledger/") == told
    assert api("sources/")["results"] == api("sources/", name="the  LEDGER")["results"] == [told]
    assert [row["publisher"]["name"] for row in api(told["articles"])["results"]] == ["The Harbour Ledger"]
    assert api(told["cited_in"])["results"] == []


def test_a_tag_is_told_with_its_other_names(api):
    factories.article("A story", tags=["Jane Doe"])
    TagName.objects.create(tag=factories.tag("Jane Doe"), kind="person", name="J. Doe")
    told = {
        "name": "Jane Doe",
        "slug": "jane-doe",
        "kind": "person",
        "other_names": ["J. Doe"],
        "address": f"{HERE}/tags/person/jane-doe/",
        "articles": f"{HERE}/api/v1/articles/?tag=person%2Fjane-doe",
    }
    assert api("tags/person/jane-doe/") == told
    assert api("tags/")["results"] == api("tags/", name="J. Doe", kind="person")["results"] == [told]
    assert api("tags/", kind="place")["results"] == []
    assert [row["headline"] for row in api(told["articles"])["results"]] == ["A story"]


def test_a_tag_that_was_merged_leads_to_the_other(api):
    factories.article("A story", tags=["Jane Doe", "J. Doe"])
    factories.tag("J. Doe").merge_into(factories.tag("Jane Doe"))
    response = api.response("tags/person/j-doe/")
    assert (response.status_code, response["Location"]) == (301, "/api/v1/tags/person/jane-doe/")


def test_a_source_or_an_author_that_was_merged_leads_to_the_other(api):
    story()
    factories.source("Ledger").merge_into(factories.source("Paper 0"))
    factories.author("J. Roe").merge_into(factories.author("John Roe 0"))
    moved = [api.response(path) for path in ("sources/ledger/", "authors/j-roe/")]
    assert [(response.status_code, response["Location"]) for response in moved] == [
        (301, "/api/v1/sources/paper-0/"),
        (301, "/api/v1/authors/john-roe-0/"),
    ]


def test_an_author_is_told(api):
    story()
    told = {"name": "John Roe 0", "slug": "john-roe-0", "articles": f"{HERE}/api/v1/articles/?author=john-roe-0"}
    assert api("authors/john-roe-0/") == told
    assert api("authors/")["results"] == api("authors/", name="John Roe 0")["results"] == [told]


@pytest.mark.django_db
def test_names_of_nothing_but_hidden_stories_are_not_told(api):
    factories.article("Shown", tags=["Jane Doe"])
    secret = Author.objects.create(name="Secret", slug="secret")
    for article in hidden():
        Byline.objects.create(article=article, author=secret)
        Citation.objects.create(article=article, source=factories.source("Secret Wire"))
    factories.draft("Merged", tags=["Merged"])
    factories.tag("Merged").merge_into(factories.tag("Nobody Known"))
    assert names(api("sources/")) == ["The Harbour Ledger"]
    assert names(api("tags/")) == ["Jane Doe"]
    assert names(api("authors/")) == []
    for path in ("sources/secret-wire/", "tags/person/nobody-known/", "tags/person/merged/", "authors/secret/"):
        api.problem(404, path)


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("path", "queries", "each"), [("sources/", 2, 2), ("tags/", 2, 1), ("authors/", 1, 1)])
def test_a_list_of_names_takes_two_queries_at_the_most(api, django_assert_num_queries, number, path, queries, each):
    for n in range(number):
        story(n)
    with django_assert_num_queries(queries):
        assert len(api(path)["results"]) == number * each


@pytest.mark.parametrize(("path", "each"), [("sources/", 2), ("tags/", 1), ("authors/", 1)])
@pytest.mark.django_db
def test_pages_have_every_name_once(api, path, each):
    for n in range(3):
        story(n)
    rows, pages = api.walk(path, limit=2)
    assert (len({row["slug"] for row in rows}), len(rows), pages) == (3 * each, 3 * each, -(-3 * each // 2))


@pytest.mark.parametrize(
    "path", ["sources/x/", "tags/person/x/", "tags/planet/x/", "authors/x/", "tags/x/", "sources/%00/"]
)
@pytest.mark.django_db
def test_a_name_that_is_not_there_is_a_problem(api, path):
    api.problem(404, path)
