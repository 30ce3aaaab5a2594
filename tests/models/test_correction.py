"""A correction is a change of its story for whoever reads it, and not of the story's own words."""

from datetime import UTC, date, datetime

import pytest

from articles.models import Article, ArticleVersion, Correction
from tests import factories

pytestmark = pytest.mark.django_db

BEFORE = datetime(2024, 1, 1, tzinfo=UTC)


def changed_at(article):
    return Article.objects.get(pk=article.pk).modified_at


def test_a_correction_that_comes_changes_or_goes_changes_its_story():
    article, other = factories.article(), factories.article()
    acts = [
        lambda: Correction.objects.create(article=article, corrected_on=date(1969, 7, 22), text="It was two."),
        lambda: Correction.objects.update(text="It was three."),
        lambda: Correction.objects.all().delete(),
    ]
    for act in acts:
        Article.objects.update(modified_at=BEFORE)
        act()
        assert changed_at(article) > BEFORE
        assert changed_at(other) == BEFORE


def test_a_correction_makes_no_version_of_its_story():
    article = factories.article()
    revision, versions = article.revision, ArticleVersion.objects.count()
    Correction.objects.create(article=article, corrected_on=date(1969, 7, 22), text="It was two.")
    assert Article.objects.get(pk=article.pk).revision == revision
    assert ArticleVersion.objects.count() == versions


def test_a_story_goes_with_its_corrections():
    article = factories.article()
    Correction.objects.create(article=article, corrected_on=date(1969, 7, 22), text="It was two.")
    article.delete()
    assert Correction.objects.count() == 0
