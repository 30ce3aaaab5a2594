import gzip
import json
import re
from datetime import UTC, date, datetime

import pytest
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape

from articles.history.anchors import anchors
from articles.models import Article, Author, Byline, Citation, Correction, ReadMoreLink, RelatedStory
from articles.publishing import settle, withdraw
from articles.views.story import Part, parts
from tests import factories

pytestmark = pytest.mark.django_db


def text_of(response):
    """The words of a page, without markup."""
    body = re.sub(r"(?s)<head>.*?</head>|<(script|style).*?</\1>", " ", response.content.decode())
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def full_story(others=1):
    """A story with some of everything, and `others` of each kind of row around it."""
    moon = factories.article(
        "Two men walk on the Moon",
        tags=[f"Astronaut {n}" for n in range(others)],
        asks_for=[f"Missing {n}" for n in range(others)],
        standfirst="Half a billion people watch.",
    )
    for n in range(others):
        Citation.objects.create(article=moon, source=factories.source(f"Agency {n}"), position=n)
        Byline.objects.create(
            article=moon, author=Author.objects.create(name=f"Author {n}", slug=f"author-{n}"), position=n
        )
        Correction.objects.create(article=moon, corrected_on=date(1969, 7, 24), text=f"Correction {n}.")
        factories.article(f"Related {n}", tags=[f"Astronaut {n}"], asks_for=["Two men walk on the Moon"])
        factories.article(f"Day before {n}", date(1969, 7, 20))
        factories.article(f"Day after {n}", date(1969, 7, 22))
    return Article.objects.get(pk=moon.pk)


@pytest.mark.parametrize("others", [1, 3])
def test_an_article_page_takes_five_queries(client, django_assert_num_queries, others):
    address = full_story(others).get_absolute_url()
    with django_assert_num_queries(5):
        assert client.get(address).status_code == 200


def test_the_page_shows_all_that_is_known_of_the_story(client):
    page = text_of(client.get(full_story(3).get_absolute_url()))
    for words in (
        "The Harbour Ledger",
        "Monday, July 21, 1969",
        "as printed on the page",
        "Two men walk on the Moon",
        "Half a billion people watch.",
        "One paragraph.",
        "Not in the archive yet",
        "Agency 2",
        "Astronaut 2",
        "Correction 2.",
        "Linked in the text · same day · both about Astronaut 0",
        "Mentioned in",
        "Day before 2",
    ):
        assert words in page


def test_read_more_lines_stand_in_their_place_and_say_their_state(client):
    story = factories.article("Asking", asks_for=["Here", "Missing"], body="First.\n\nSecond.\n\nThird.")
    here = factories.article("Here", date(1969, 7, 16))
    ReadMoreLink.objects.create(
        article=story, headline="Outside", url="https://example.org/story", state="external", after=9
    )
    html = client.get(story.get_absolute_url()).content.decode()
    places = [
        html.index(words)
        for words in ("First.", here.get_absolute_url(), "Second.", "Missing", "Third.", "https://example.org/story")
    ]
    assert places == sorted(places)
    assert f'href="{here.get_absolute_url()}"' in html
    assert not re.search(r"<a[^>]*>\s*Missing", html)


def test_a_link_to_a_story_under_embargo_is_pending_for_readers(client):
    story = factories.article("Asking", asks_for=["Later"])
    later = factories.article("Later", date(2190, 1, 1))
    assert story.read_more_links.get().target == later
    html = client.get(story.get_absolute_url()).content.decode()
    assert "Not in the archive yet" in html
    assert later.get_absolute_url() not in html


def test_a_headline_that_several_ask_for_says_how_many(client):
    first, *_ = (factories.article(asks_for=["Luna 15 lost"]) for _ in range(2))
    assert "asked for by 2 stories" in text_of(client.get(first.get_absolute_url()))


def test_blocks_and_links_come_in_the_order_of_the_page():
    first, second, last = (ReadMoreLink(after=after) for after in (0, 1, 99))
    one, two = anchors(["One x", "Two"])
    assert parts(["One <em>x</em>", "<h2>Two</h2>"], [first, second, last], "en") == [
        Part("link", link=first),
        Part("paragraph", "One <em>x</em>", anchor=one),
        Part("link", link=second),
        Part("block", f'<h2 id="p-{two}">Two</h2>'),
        Part("link", link=last),
    ]


@pytest.mark.parametrize(
    ("language", "block", "turned"),
    [
        ("en", "One", False),
        ("en", "“<em>1969</em> – One", False),
        ("en", "بندرگاہ", True),
        ("en", "&#1576;", True),
        ("en", "1969", False),
        ("ur", "بندرگاہ", False),
        ("ur", "1969", False),
        ("ur", "One", True),
        ("", "One", True),
        ("en", '<span dir="rtl">One</span> two', True),
        ("en", "<bdi>بندرگاہ</bdi> two", True),
    ],
)
def test_a_paragraph_says_its_direction_where_it_is_not_the_storys(language, block, turned):
    [part] = parts([block], [], language)
    assert part.turned == turned
    [heading] = parts([f"<h2>{block}</h2>"], [], language)
    assert ('<h2 id="p-' in heading.html, ' dir="auto">' in heading.html) == (True, turned)


HOSTILE = "</script><script>alert(1)</script>"


def test_hostile_text_stays_text_wherever_it_stands(client):
    article = factories.article(
        HOSTILE, standfirst=HOSTILE, body=HOSTILE, byline=HOSTILE, tags=[HOSTILE], section=HOSTILE, asks_for=[HOSTILE]
    )
    Correction.objects.create(article=article, corrected_on=date(1969, 7, 24), text=HOSTILE)
    html = client.get(article.get_absolute_url()).content.decode()
    assert "<script>" not in html
    assert html.count("</script>") == html.count("<script ") == 2  # JSON-LD, and what helps to search
    assert escape(HOSTILE) in html


def test_json_ld_says_what_the_page_says(client):
    html = client.get(full_story().get_absolute_url()).content.decode()
    said = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html)[1])
    pk = Article.objects.get(headline="Two men walk on the Moon").pk
    page = "http://testserver/1969/07/21/two-men-walk-on-the-moon/"
    steps = [("Dates", "/dates/"), ("1969", "/1969/"), ("1969-07", "/1969/07/"), ("1969-07-21", "/1969/07/21/")]
    crumbs = [*((name, f"http://testserver{path}") for name, path in steps), ("Two men walk on the Moon", page)]
    assert said.pop("mainEntityOfPage") == {
        "@type": "WebPage",
        "@id": page,
        "breadcrumb": {
            "@type": "BreadcrumbList",
            "itemListElement": [
                {"@type": "ListItem", "position": place, "name": name, "item": address}
                for place, (name, address) in enumerate(crumbs, 1)
            ],
        },
    }
    assert said == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": f"http://testserver/a/{pk}/",
        "url": page,
        "headline": "Two men walk on the Moon",
        "description": "Half a billion people watch.",
        "inLanguage": "en",
        "datePublished": "1969-07-21",
        "author": [
            {
                "@type": "Person",
                "name": "Author 0",
                "url": "http://testserver/authors/author-0/",
            }
        ],
        "publisher": {
            "@type": "NewsMediaOrganization",
            "@id": "http://testserver/sources/the-harbour-ledger/",
            "name": "The Harbour Ledger",
            "url": "http://testserver/sources/the-harbour-ledger/",
        },
        "citation": [{"@type": "Organization", "name": "Agency 0", "url": "http://testserver/sources/agency-0/"}],
        "about": [{"@type": "Person", "name": "Astronaut 0", "url": "http://testserver/tags/person/astronaut-0/"}],
        "correction": [{"@type": "CorrectionComment", "text": "Correction 0.", "datePublished": "1969-07-24"}],
        "isPartOf": {"@type": "WebSite", "name": "Newsroom", "url": "http://testserver/"},
        "isAccessibleForFree": True,
    }


@pytest.mark.parametrize(
    ("precision", "on", "iso"), [("month", date(1969, 7, 1), "1969-07"), ("year", date(1969, 1, 1), "1969")]
)
def test_no_page_claims_more_of_a_date_than_is_known(client, precision, on, iso):
    html = client.get(factories.article(on=on, date_precision=precision).get_absolute_url()).content.decode()
    assert f'<time datetime="{iso}">' in html
    assert f'"datePublished": "{iso}"' in html
    assert f'<meta property="article:published_time" content="{iso}">' in html
    assert on.isoformat() not in html


def test_a_right_to_left_story_says_so(client):
    html = client.get(factories.article("روس کی شام", language="ur").get_absolute_url()).content.decode()
    assert re.search(r'<article[^>]* lang="ur" dir="rtl"', html)


def test_head_names_the_one_address_of_the_story(client):
    article = factories.article("Moon")
    html = client.get(article.get_absolute_url()).content.decode()
    address = f"http://testserver{article.get_absolute_url()}"
    assert f'<link rel="canonical" href="{address}">' in html
    assert f'<meta property="og:url" content="{address}">' in html


def test_a_former_address_leads_to_the_story_for_ever(client):
    article = factories.article("Old name")
    Article.objects.filter(pk=article.pk).update(slug="new-name", published_on=date(1969, 7, 22))
    response = client.get("/1969/07/21/old-name/")
    assert (response.status_code, response.url) == (301, "/1969/07/22/new-name/")
    assert client.get(response.url).status_code == 200


def test_the_permanent_address_leads_to_wherever_the_story_stands(client):
    article = factories.article("Moon")
    assert client.get(f"/a/{article.pk}/").url == "/1969/07/21/moon/"
    Article.objects.filter(pk=article.pk).update(slug="luna")
    response = client.get(f"/a/{article.pk}/")
    assert (response.status_code, response.url) == (302, "/1969/07/21/luna/")


def test_a_withdrawn_story_says_so_where_it_stood(client):
    article = factories.article("Moon")
    withdraw(article, "Published in error.")
    response = client.get("/1969/07/21/moon/")
    assert response.status_code == 410
    assert "Published in error." in text_of(response)
    assert "One paragraph." not in text_of(response)
    assert client.get(f"/a/{article.pk}/").url == "/1969/07/21/moon/"


def test_a_draft_is_shown_to_editors_alone(client, admin_client):
    draft = factories.draft("Not yet", slug="not-yet")
    assert client.get(f"/a/{draft.pk}/").status_code == 404
    assert client.get("/1969/07/21/not-yet/").status_code == 404
    assert "Not yet" in text_of(admin_client.get(f"/a/{draft.pk}/"))


def test_an_undated_draft_can_be_looked_at(admin_client):
    assert admin_client.get(f"/a/{factories.draft(on=None).pk}/").status_code == 200


def test_a_user_who_may_not_see_articles_does_not_see_drafts(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("reader"))
    assert client.get(f"/a/{factories.draft().pk}/").status_code == 404


def test_a_story_under_embargo_is_not_there_yet(client):
    assert client.get(factories.article(on=date(2190, 1, 1)).get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/1969/07/21/nothing/",
        "/1969/02/30/nothing/",
        "/0000/01/01/x/",
        "/a/999999/",
        "/a/99999999999999999999/",
        "/1969/07/21/%00/",
        "/1969/07/21/" + "x" * 5000 + "/",
    ],
)
def test_what_is_not_there_is_a_plain_404(client, address):
    response = client.get(address)
    assert response.status_code == 404
    assert "Newsroom" in response.content.decode()


def test_neighbours_are_the_stories_before_and_after_in_the_archive(client):
    first = factories.article("First", published_at=datetime(1969, 7, 21, 8, tzinfo=UTC))
    middle = factories.article("Middle", published_at=datetime(1969, 7, 21, 9, tzinfo=UTC))
    twin = factories.article("Twin", published_at=datetime(1969, 7, 21, 9, tzinfo=UTC))
    beside = {}
    for article in (first, middle, twin):
        context = client.get(article.get_absolute_url()).context
        beside[article.headline] = (str(context["earlier"]), str(context["later"]))
    assert beside == {"First": ("None", "Middle"), "Middle": ("First", "Twin"), "Twin": ("Middle", "None")}


def test_pinned_stories_come_first_and_say_so(client):
    story = full_story()
    pinned = factories.article("Gagarin", date(1961, 4, 12))
    RelatedStory.objects.create(article=story, other=pinned, origin="pinned")
    settle([story.pk])
    (other, reason), *_ = client.get(story.get_absolute_url()).context["related"]
    assert (other, reason) == (pinned, "Chosen by an editor")


def test_the_three_dates_are_told_with_whose_word_they_are(client):
    story = factories.article(
        updated_at=datetime(1969, 7, 22, 9, 5, tzinfo=UTC), captured_at=datetime(2024, 7, 16, 18, 30, tzinfo=UTC)
    )
    said = text_of(client.get(story.get_absolute_url()))
    assert (
        "Published July 21, 1969 as printed on the page Updated July 22, 1969, 09:05 UTC as the publisher says" in said
    )
    assert "Captured July 16, 2024, 18:30 UTC when the page was taken In the archive Version 1 since " in said


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"date_basis": "stated"}, True),
        ({"date_basis": "printed"}, True),
        ({"date_basis": "inferred"}, False),
        ({"date_basis": "inferred", "captured_at": datetime(1990, 1, 1, tzinfo=UTC)}, True),
        ({"date_basis": "stated", "on": timezone.now().date()}, False),
    ],
)
def test_old_news_says_that_it_is_old_where_that_is_certain(client, columns, said):
    page = text_of(client.get(factories.article(**columns).get_absolute_url()))
    assert ("This story is more than" in page) == said


@pytest.mark.parametrize(("words", "said"), [(1, "1 minute to read"), (238, "1 minute to"), (239, "2 minutes to read")])
def test_the_time_that_it_takes_to_read_is_told(client, words, said):
    assert said in text_of(client.get(factories.article(body=factories.text(words)).get_absolute_url()))


@pytest.mark.parametrize(
    ("precision", "on", "links"),
    [
        ("day", date(1969, 7, 21), ["/1969/07/21/", "/1969/07/"]),
        ("month", date(1969, 7, 1), ["/1969/07/"]),
        ("year", date(1969, 1, 1), ["/1969/"]),
    ],
)
def test_the_masthead_leads_to_the_day_and_to_the_calendar(client, precision, on, links):
    html = client.get(factories.article(on=on, date_precision=precision).get_absolute_url()).content.decode()
    folio = re.search(r'<p class="folio".*?</p>', html)[0]
    assert re.findall('href="(.*?)"', folio) == links
    assert all(client.get(link).status_code == 200 for link in links)


def test_a_few_others_of_the_day_stand_at_the_end_and_none_twice(client):
    story = factories.article("Moon", asks_for=["Named"])
    factories.article("Named")
    factories.article("Names", asks_for=["Moon"])
    factories.article("Of the month", date(1969, 7, 1), date_precision="month")
    factories.article("Later", date(2190, 1, 1))
    others = [factories.article(f"Other {n}").headline for n in range(9)]
    context = client.get(story.get_absolute_url()).context
    assert [article.headline for article in context["day"]] == others[::-1][:6]
    assert [article.headline for article in context["backlinks"]] == ["Names"]


def test_a_copy_of_another_of_the_day_is_not_shown_beside_it(client):
    story = factories.article("Moon", body=factories.text(100, 1))
    for paper in ("Argus", "Bugle"):
        factories.article("Pier", source=factories.source(paper), body=factories.text(100, 2))
    factories.article("Moon again", source=factories.source("Courier"), body=factories.text(100, 1))
    response = client.get(story.get_absolute_url())
    assert [str(article.source) for article in response.context["day"]] == ["Argus"]
    assert re.findall(r"Also in.*?<bdi>(.*?)</bdi>", response.content.decode()) == ["Bugle"]


def test_a_story_whose_day_is_not_known_has_none_of_its_day(client):
    factories.article("Other", date(1969, 7, 1))
    story = factories.article("Moon", date(1969, 7, 1), date_precision="month")
    assert client.get(story.get_absolute_url()).context["day"] == []


def test_lists_stand_in_their_order_on_the_page(client):
    story = factories.article("Moon", body=factories.text(100, 1), tags=["Armstrong"])
    factories.article("Names", asks_for=["Moon"])
    factories.article("Copy", source=factories.source("Bugle"), body=factories.text(100, 1))
    factories.article("Like", date(1969, 8, 1), tags=["Armstrong"])
    factories.article("Other")
    html = client.get(story.get_absolute_url()).content.decode()
    headings = re.findall(r'<section class="beside" aria-labelledby="(.*?)">', html)
    assert headings == ["related", "mentioned", "copies", "day"]


def test_the_markup_of_a_story_is_its_paragraphs_tags_and_names_and_little_else(client):
    story = full_story(6)

    def markup(paragraphs):
        body = "\n\n".join(f"{number} {'word ' * 100}" for number in range(paragraphs))
        Article.objects.filter(pk=story.pk).update(body=body)
        return len(client.get(story.get_absolute_url()).content) - len(body)

    one, longest = markup(1), markup(501)
    assert longest - one <= 500 * len('<p id="p-0123456789"></p>')
    assert markup(350) < 30_000


def test_a_story_of_usual_length_is_light(client):
    paragraphs = [factories.text(60, seed) for seed in range(14)]
    story = full_story(6)
    Article.objects.filter(pk=story.pk).update(body="\n\n".join(paragraphs))
    assert len(client.get(story.get_absolute_url()).content) < 30_000
    styles = b"".join(
        (settings.BASE_DIR / f"static/css/{name}.css").read_bytes() for name in ("site", "article", "print")
    )
    assert len(gzip.compress(styles)) < 20_000


def test_a_printed_story_says_its_version_and_when_it_was_read(client):
    html = client.get(factories.versions("One.", "Two.").get_absolute_url()).content.decode()
    filed = re.sub("<[^>]+>", "", re.search(r'<p class="filed".*?</p>', html)[0])
    today = date_format(timezone.now(), "DATE_FORMAT")
    assert filed.startswith("Version 2 of this story in the archive, public since January 2, 2020, 00:00 UTC.")
    assert f"Read on {today} at http://testserver/1969/07/21/" in filed


def test_a_byline_is_told_as_printed_where_nobody_knows_whom_it_names(client):
    story = factories.article(byline="From our own correspondent")
    html = client.get(story.get_absolute_url()).content.decode()
    said = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html)[1])
    assert (said["creditText"], said.get("author")) == ("From our own correspondent", None)
