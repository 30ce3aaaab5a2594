"""The pages of tags, sources and authors beside their lists of stories."""

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from articles.models import Article, Byline, Citation, SourceName, TagName
from articles.names.chart import chart
from articles.names.counts import Months
from articles.views.pages import SIZE
from tests import factories

pytestmark = pytest.mark.django_db

ARMSTRONG = "/tags/person/neil-armstrong/"


def armstrong(*days, **columns):
    return [factories.article(f"Story of {day}", day, tags=["Neil Armstrong"], **columns) for day in days]


def cite(article, *names):
    for name in names:
        Citation.objects.create(article=article, source=factories.source(name))


def query_of(address):
    return parse_qs(urlsplit(address).query)["q"][0]


def test_a_tag_tells_its_number_its_other_names_and_its_first_and_latest_story(client):
    first, _, latest = armstrong(date(1966, 3, 16), date(1969, 7, 21), date(2012, 8, 25))
    factories.article("To come", date(2190, 1, 1), tags=["Neil Armstrong"])
    TagName.objects.create(tag=factories.tag("Neil Armstrong"), kind="person", name="نیل آرمسٹرانگ")
    response = client.get(ARMSTRONG)
    assert (response.context["stories"], response.context["ends"]) == (3, (first, latest))
    html = response.content.decode()
    assert "<bdi>نیل آرمسٹرانگ</bdi>" in html
    assert "First story" in html


def test_the_only_story_is_told_once(client):
    armstrong(date(1969, 7, 21))
    html = client.get(ARMSTRONG).content.decode()
    assert ("First story" in html, "Latest story" in html) == (True, False)


def test_coverage_is_drawn_and_told_in_words_and_in_numbers_that_lead_to_the_stories(client):
    armstrong(date(1966, 3, 16), date(1969, 7, 21), date(1969, 7, 22), date(1972, 1, 1))
    html = client.get(ARMSTRONG).content.decode()
    assert html.count("<rect ") == 3
    assert 'role="img" aria-labelledby="coverage-title coverage-desc"' in html
    assert "From 1966 to 1972; most in 1969, 2 stories." in html
    assert "style=" not in html
    _, rows = client.get(ARMSTRONG).context["chart"]
    assert [(bar.iso, bar.stories, query_of(address)) for bar, address in rows] == [
        ("1972", 1, 'person:"Neil Armstrong" on:1972'),
        ("1969", 2, 'person:"Neil Armstrong" on:1969'),
        ("1966", 1, 'person:"Neil Armstrong" on:1966'),
    ]
    for bar, address in rows:
        assert client.get(address).context["found"].number == bar.stories


def test_tags_that_often_come_together_lead_to_each_other_and_to_the_stories_with_both(client):
    for names in (["Neil Armstrong", "Buzz Aldrin"], ["Neil Armstrong", "Buzz Aldrin"], ["Neil Armstrong", "Laika"]):
        factories.article(tags=names)
    factories.draft(tags=["Neil Armstrong", "A Secret"])
    context = client.get(ARMSTRONG).context
    assert [(other.name, other.stories, query_of(address)) for other, address in context["beside"]] == [
        ("Buzz Aldrin", 2, 'person:"Neil Armstrong" person:"Buzz Aldrin"'),
        ("Laika", 1, 'person:"Neil Armstrong" person:Laika'),
    ]
    assert context["looked_at"] == 3
    for other, address in context["beside"]:
        assert client.get(address).context["found"].number == other.stories


def test_an_organisation_is_searched_for_by_the_field_that_searches_have(client):
    article = factories.article()
    article.taggings.create(tag=factories.tag("NASA", "organisation"))
    [(_, address)] = client.get("/tags/organisation/nasa/").context["chart"][1]
    assert query_of(address) == "org:NASA on:1969-07"


def test_a_source_tells_what_it_printed_from_what_cites_it(client):
    printed = factories.article("By it", date(1969, 7, 20), source=factories.source("Reuters"))
    cite(factories.article("Cites both"), "Reuters", "IRNA")
    cite(factories.article("Cites it"), "Reuters")
    SourceName.objects.create(source=factories.source("Reuters"), name="رويترز")
    response = client.get("/sources/reuters/")
    context = response.context
    assert (context["published_here"], context["cited_in"]) == (1, 2)
    assert context["ends"] == (printed, printed)
    assert [article.headline for article in context["page"]] == ["By it"]
    assert [article.headline for article in context["cited"]] == ["Cites it", "Cites both"]
    assert [query_of(address) for _, address in context["published_chart"][1]] == ["source:Reuters on:1969-07"]
    [(other, both)] = context["beside"]
    assert (other.name, query_of(both)) == ("IRNA", "cites:Reuters cites:IRNA")
    assert [article.headline for article in client.get(both).context["page"]] == ["Cites both"]
    assert "<bdi>رويترز</bdi>" in response.content.decode()


def test_an_author_has_a_page_with_what_they_wrote(client):
    article = factories.article()
    Byline.objects.create(article=article, author=factories.author())
    factories.author("A. Quill").merge_into(factories.author())
    response = client.get("/authors/ada-writer/")
    assert (list(response.context["page"]), response.context["stories"]) == ([article], 1)
    assert "<bdi>A. Quill</bdi>" in response.content.decode()
    assert [query_of(address) for _, address in response.context["chart"][1]] == ['author:"Ada Writer" on:1969-07']
    assert '<a href="/authors/ada-writer/">' in client.get(article.get_absolute_url()).content.decode()


@pytest.mark.parametrize("address", ["/tags/person/neil-armstrong/", "/sources/nobody-s/", "/authors/ada-writer/"])
def test_one_that_no_story_names_has_a_page_that_says_so(client, address):
    factories.tag("Neil Armstrong"), factories.source("Nobody’s").save(), factories.author()
    factories.source("Nobody’s").__class__.objects.filter(name="Nobody’s").update(slug="nobody-s")
    response = client.get(address)
    assert response.status_code == 200
    assert "No story" in response.content.decode()


class TestLeft:
    """Addresses that were left."""

    @pytest.fixture(
        params=[
            (factories.tag, "/tags/person/{}/"),
            (factories.source, "/sources/{}/"),
            (factories.source, "/sources/{}/cited-in/"),
            (factories.author, "/authors/{}/"),
        ],
        ids=["tag", "source", "cited in", "author"],
    )
    def noun(self, request):
        return request.param

    def test_one_redirect_leads_through_all_that_happened(self, client, noun):
        make, address = noun
        first, second, third = (make(name) for name in ("First", "Second", "Third"))
        type(first).objects.filter(pk=first.pk).update(slug="first-again")
        first.refresh_from_db()
        first.merge_into(second)
        second.merge_into(third)
        type(third).objects.filter(pk=third.pk).update(slug="third-again")
        for slug in ("first", "first-again", "second", "third"):
            response = client.get(address.format(slug))
            assert (response.status_code, response.url) == (301, address.format("third-again"))
        assert client.get(address.format("third-again")).status_code == 200

    @pytest.mark.parametrize(
        "slug", ["nobody", "%F0%9F%9A%80", "..%5C", "a" * 3000, "%22%3E%3Cscript%3E", "%20", "%2E%2E"]
    )
    def test_an_address_that_never_was_is_a_plain_404(self, client, noun, slug):
        make, address = noun
        make("First")
        assert client.get(address.format(slug)).status_code == 404


def test_pages_of_a_tag_follow_each_other_though_it_was_in_use_at_times(client):
    """Each page is looked for in the months that have enough, and those are not all alike."""
    days = [date(1969, 7, 21)] * 30 + [date(1980 + n, 1, 1) for n in range(20)] + [date(2012, 8, 25)] * 30
    for n, day in enumerate(days):
        factories.draft(f"Story {n}", day, tags=["Neil Armstrong"], date_precision="day").publish()
    everything = [story.headline for story in Article.objects.newest_first()]
    seen, query = [], ""
    while query is not None:
        page = client.get(f"{ARMSTRONG}{query}").context["page"]
        seen.append([article.headline for article in page])
        query = page.older or None
    assert [headline for page in seen for headline in page] == everything
    assert [len(page) for page in seen] == [SIZE, SIZE, SIZE, 80 - 3 * SIZE]
    back = client.get(f"{ARMSTRONG}{page.newer}").context["page"]
    assert [article.headline for article in back] == seen[-2]


def test_a_page_is_full_though_most_stories_of_its_months_are_copies(client):
    body = factories.text()
    copies = [
        factories.article(f"Fog, {n}", date(1980, 5, 1), body=body, source=factories.source(f"Paper {n}"))
        for n in range(SIZE * 3)
    ]
    for copy in copies:
        copy.taggings.create(tag=factories.tag("Neil Armstrong"))
    armstrong(*[date(1970, 1, 1 + n) for n in range(SIZE)])
    page = client.get(ARMSTRONG).context["page"]
    assert len(page.articles) == SIZE
    assert page.older
    assert client.get(ARMSTRONG).context["stories"] == SIZE * 4


@pytest.mark.parametrize(
    ("of", "kind", "periods", "filled", "apart"),
    [
        ({(1969, 7): 2}, "month", ("1969-01", "1969-12", 12), [("1969-07", 2, 100)], 0),
        (
            {(1969, 11): 2, (1970, 1): 1},
            "month",
            ("1969-01", "1970-12", 24),
            [("1970-01", 1, 50), ("1969-11", 2, 100)],
            0,
        ),
        ({(1969, 7): 2, (1969, 0): 3}, "month", ("1969-01", "1969-12", 12), [("1969-07", 2, 100)], 3),
        ({(1969, 0): 3}, "year", ("1969", "1969", 1), [("1969", 3, 100)], 0),
        ({(1969, 0): 3, (1972, 5): 999}, "year", ("1969", "1972", 4), [("1972", 999, 100), ("1969", 3, 2)], 0),
    ],
)
def test_a_chart_has_years_or_months_with_their_gaps(of, kind, periods, filled, apart):
    drawn = chart(Months(of))
    assert (drawn.kind, drawn.apart) == (kind, apart)
    assert (drawn.bars[0].iso, drawn.bars[-1].iso, len(drawn.bars)) == periods
    assert [(bar.iso, bar.stories, bar.height) for bar in drawn.filled] == filled


def test_there_is_no_chart_of_nothing():
    assert chart(Months({})) is None


@pytest.mark.parametrize(
    ("language", "country", "spoken"),
    [("en", "Iran", "Persian"), ("fr", "Iran", "Persan"), ("ar", "إيران", "الفارسية"), ("ur", "ایران", "فارسی")],
)
def test_a_source_says_its_country_and_language_in_the_language_of_the_page(client, language, country, spoken):
    source = factories.source("IRNA", country="IR", language="fa")
    html = client.get(f"/{language}{source.get_absolute_url()}").content.decode()
    assert f"<dd>{country}</dd>" in html
    assert f"<dd>{spoken}</dd>" in html
