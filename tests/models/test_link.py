import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from articles.models import LinkCandidate, ReadMoreLink
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def link():
    return ReadMoreLink.objects.create(article=factories.article(), headline="Elsewhere")


@pytest.mark.parametrize(
    ("columns", "constraint"),
    [
        ({"state": "resolved"}, "link_is_resolved_with_a_target"),
        ({"state": "lost"}, "link_is_resolved_with_a_target"),
        ({"decided_by": "rule"}, "link_is_resolved_with_a_target"),
        ({"state": "external"}, "link_outside_has_an_address"),
        ({"url": "javascript:alert(1)"}, "link_address_is_http"),
        ({"headline": ""}, "link_names_a_headline"),
    ],
)
def test_postgres_refuses_what_a_link_cannot_be(link, columns, constraint):
    with pytest.raises(IntegrityError, match=f'"{constraint}"'):
        ReadMoreLink.objects.filter(pk=link.pk).update(**columns)


def test_a_link_cannot_lead_to_the_story_it_stands_in(link):
    link.choose(link.article)
    with pytest.raises(IntegrityError, match="link_leads_elsewhere"):
        link.save()


@pytest.mark.parametrize(("url", "state"), [("", "pending"), ("https://example.org/story", "external")])
def test_a_deleted_story_gives_its_links_back(link, url, state):
    target = factories.article()
    link.url = url
    link.choose(target)
    link.save()
    target.delete()
    link.refresh_from_db()
    assert (link.state, link.target, link.decided_by) == (state, None, "")


def test_a_link_and_a_story_are_one_candidate(link):
    other = factories.article()
    LinkCandidate.objects.create(link=link, article=other, similarity=0.5)
    with pytest.raises(IntegrityError, match="link_and_story_are_one_candidate"):
        LinkCandidate.objects.create(link=link, article=other, similarity=0.6)


def test_an_address_without_a_scheme_is_refused_in_words(link):
    link.url = "example.org/story"
    with pytest.raises(ValidationError, match="begins with http"):
        link.full_clean()
