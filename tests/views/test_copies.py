"""Wire copies before readers: one of each in lists, all of them from the story's page, their differences."""

import re
from datetime import date, timedelta
from itertools import chain

import pytest

from articles.models import Article, Citation
from articles.publishing import withdraw
from articles.related.twins import cluster, reject
from articles.views.pages import SIZE
from tests import factories

pytestmark = pytest.mark.django_db

DAY = date(1969, 7, 21)


def copies(*papers, other=0, seed=1, **columns):
    """A story as printed in each of these papers, a day later in each; all but the first with `other` other words."""
    return [
        factories.article(
            f"As told by {paper}",
            DAY + timedelta(days=place),
            source=factories.source(paper),
            body=factories.text(200, seed, other=place and other),
            **columns,
        )
        for place, paper in enumerate(papers)
    ]


def shown(client, address):
    return [article.headline for article in client.get(address).context["page"]]


def test_a_list_shows_the_first_copy_and_names_the_other_papers(client):
    _, second, third = copies("Argus", "Bugle", "Courier")
    factories.article("Apart", DAY)
    response = client.get("/latest/")
    assert [article.headline for article in response.context["page"]] == ["Apart", "As told by Argus"]
    links = re.findall(r'Also in <a href="(.*?)"><bdi>(.*?)</bdi></a>, <a href="(.*?)"><bdi>(.*?)</bdi></a></p>',
                       response.content.decode())  # fmt: skip
    assert links == [(second.get_absolute_url(), "Bugle", third.get_absolute_url(), "Courier")]


def test_every_copy_is_shown_when_asked_for(client):
    copies("Argus", "Bugle")
    page = client.get("/latest/").context["page"]
    assert (page.copies, page.once) == ("?copies=all", "")
    assert shown(client, f"/latest/{page.copies}") == ["As told by Bugle", "As told by Argus"]
    page = client.get("/latest/?copies=all").context["page"]
    assert (page.copies, page.once) == ("", "?")


def test_a_list_without_copies_offers_none(client):
    factories.article()
    page = client.get("/latest/").context["page"]
    assert (page.copies, page.once) == ("", "")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/", ["As told by Argus"]),
        ("/1969/", ["As told by Argus"]),
        ("/1969/07/22/", ["As told by Bugle"]),
        ("/sources/bugle/", ["As told by Bugle"]),
        ("/tags/person/neil-armstrong/", ["As told by Bugle"]),
        ("/sources/nasa/cited-in/", ["As told by Bugle"]),
    ],
)
def test_a_copy_stands_for_those_of_its_own_list(client, address, expected):
    _, *others = copies("Argus", "Bugle", "Courier")
    for other in others:
        other.taggings.create(tag=factories.tag("Neil Armstrong"))
        Citation.objects.create(article=other, source=factories.source("NASA"))
    assert shown(client, address) == expected if address != "/" else client.get("/").context["lead"].headline


def test_what_a_reader_cannot_open_stands_for_nothing(client):
    first, second, _ = copies("Argus", "Bugle", "Courier")
    Article.objects.filter(pk=first.pk).update(published_on=date(2190, 1, 1))
    withdraw(second)
    response = client.get("/latest/")
    assert [article.headline for article in response.context["page"]] == ["As told by Courier"]
    assert "Also in" not in response.content.decode()


def test_two_copies_in_one_paper_are_told_apart_by_their_dates(client):
    copies("Argus", "Argus")
    assert "<bdi>Argus, July 22, 1969</bdi>" in client.get("/latest/").content.decode()


def test_a_card_names_five_papers_and_says_that_there_are_more(client):
    copies("Argus", *(f"Paper {n}" for n in range(8)))
    page = client.get("/latest/").content.decode()
    assert "Paper 4</bdi></a> and others</p>" in page
    assert "Paper 5" not in page


def test_pages_follow_each_other_with_one_of_each(client):
    """Copies lie pages apart from the one that stands for them."""
    firsts = [factories.draft(f"Story {n}", DAY + timedelta(days=n), body=factories.text(200, n)) for n in range(30)]
    lasts = [factories.draft(f"Copy {n}", DAY + timedelta(days=40 + n), body=factories.text(200, n)) for n in range(30)]
    for story in [*lasts, *firsts]:
        story.publish()
    cluster([story.pk for story in [*firsts, *lasts]])
    seen, query = [], ""
    while query is not None:
        page = client.get(f"/latest/{query}").context["page"]
        seen.append([article.headline for article in page])
        query = page.older or None
    assert list(chain(*seen)) == [f"Story {n}" for n in reversed(range(30))]
    assert len(seen[0]) == SIZE
    back = client.get(f"/latest/{page.newer}").context["page"]
    assert [article.headline for article in back] == seen[-2]
    every = client.get("/latest/?copies=all").context["page"]
    assert every.older.endswith("&copies=all")
    assert shown(client, f"/latest/{every.older}")[0] == "Copy 5"


@pytest.mark.parametrize(("address", "queries"), [("/latest/", 1), ("/latest/?copies=all", 1), ("/1969/", 3)])
@pytest.mark.parametrize("items", [1, 3])
def test_lists_with_copies_take_no_more_queries(client, django_assert_num_queries, address, queries, items):
    for seed in range(items):
        copies("Argus", "Bugle", seed=seed)
    with django_assert_num_queries(queries):
        client.get(address)


def test_a_story_shows_its_copies_with_how_alike_they_are(client):
    first, *_ = copies("Argus", "Bugle", "Courier")
    cut = factories.article("Cut", DAY, source=factories.source("Dispatch"), body=factories.text(200, other=10))
    response = client.get(first.get_absolute_url())
    assert [(copy.headline, alike) for copy, alike in response.context["copies"]] == [
        ("Cut", "Nearly the same, 90 %"),
        ("As told by Bugle", "Word for word"),
        ("As told by Courier", "Word for word"),
    ]
    assert f'href="{first.get_absolute_url()}compare/{cut.pk}/"' in response.content.decode()


def test_a_story_of_one_paper_shows_no_copies(client):
    page = client.get(factories.article().get_absolute_url())
    assert page.context["copies"] == []
    assert "The same text elsewhere" not in page.content.decode()


@pytest.mark.parametrize("papers", [2, 4])
def test_the_page_of_a_story_with_copies_takes_no_query_more(client, django_assert_num_queries, papers):
    first, *_ = copies(*(f"Paper {n}" for n in range(papers)))
    with django_assert_num_queries(5):
        client.get(first.get_absolute_url())


def test_a_story_that_copies_mention_lists_one_of_them(client):
    moon = factories.article("Moon")
    copies("Argus", "Bugle", asks_for=["Moon"])
    assert [article.headline for article in client.get(moon.get_absolute_url()).context["backlinks"]] == [
        "As told by Argus"
    ]


# The differences


def compare(client, one, other):
    return client.get(f"{one.get_absolute_url()}compare/{other.pk}/")


def test_the_differences_of_two_copies_are_said_in_words(client, django_assert_num_queries):
    first, second = copies("Argus", "Bugle", other=2)
    with django_assert_num_queries(2):
        page = compare(client, first, second).content.decode()
    gone, new = factories.text(200).split()[198:], factories.text(200, other=2).split()[198:]
    assert f'<del><span class="mark" lang="en" dir="ltr">first:</span> {" ".join(gone)}</del>' in page
    assert f'<ins><span class="mark" lang="en" dir="ltr">second:</span> {" ".join(new)}</ins>' in page


def test_two_copies_with_the_same_words_say_so(client):
    page = compare(client, *copies("Argus", "Bugle")).content.decode()
    assert "The two have the same words." in page
    assert "<del>" not in page


def test_a_text_beyond_all_measure_is_said_to_be_compared_in_part(client, monkeypatch):
    monkeypatch.setattr("articles.related.differences.MOST", 100)
    page = compare(client, *copies("Argus", "Bugle", other=2)).content.decode()
    assert "The two have the same words as far as they are compared." in page


def test_the_words_of_a_copy_are_no_markup(client):
    first, second = copies("Argus", "Bugle")
    Article.objects.filter(pk=second.pk).update(body=f"{second.body} &lt;script&gt;alert(1)&lt;/script&gt;")
    page = compare(client, first, second).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page


def test_only_copies_of_one_story_are_compared(client):
    first, second = copies("Argus", "Bugle")
    apart, *_ = copies("Courier", seed=5)
    assert compare(client, first, second).status_code == 200
    for one, other in ((first, apart), (apart, first), (first, first)):
        assert compare(client, one, other).status_code == 404
    reject(first.pk, second.pk)
    assert compare(client, first, second).status_code == 404


def test_what_a_reader_cannot_open_is_not_compared(client):
    first, second, third = copies("Argus", "Bugle", "Courier")
    withdraw(second)
    Article.objects.filter(pk=third.pk).update(published_on=date(2190, 1, 1))
    for other in (second, third):
        assert compare(client, first, other).status_code == 404
        assert compare(client, other, first).status_code == 404


@pytest.mark.parametrize("address", ["/1969/02/30/moon/compare/1/", "/1969/07/21/nothing/compare/1/"])
def test_an_address_made_up_by_hand_is_a_plain_404(client, address):
    assert client.get(address).status_code == 404
