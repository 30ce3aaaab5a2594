from io import StringIO

import pytest
from django.core.management import call_command

from articles.models import Article, Nearest, RelatedStory, Settling, Signature
from articles.publishing import relate_archive
from tests import factories

pytestmark = pytest.mark.django_db


def said(**options):
    out = StringIO()
    call_command("relate_articles", stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def stories():
    """Four stories of one thing, and others, that were never related."""
    for seed in range(4):
        factories.article(f"Elsewhere {seed}", body=factories.text(100, seed=f"elsewhere {seed}"))
    shared = factories.text(60, seed="thing")
    made = [factories.article(f"Thing {n}", body=f"{shared} {factories.text(40, seed=n)}") for n in range(4)]
    for model in (RelatedStory, Nearest, Signature):
        model.objects.all().delete()
    return made


def test_stories_without_related_ones_are_related_once(stories):
    factories.draft("Draft")
    assert said() == "8 stories related.\n"
    assert {row.other.headline for row in stories[0].related.all()} == {"Thing 1", "Thing 2", "Thing 3"}
    assert said() == "0 stories related.\n"


def test_all_are_related_again_if_asked(stories):
    said()
    RelatedStory.objects.all().delete()
    assert said() == "0 stories related.\n"
    assert said(again=True) == "8 stories related.\n"
    assert stories[0].related.count() == 3


def test_stopped_anywhere_it_goes_on_where_it_was(stories):
    said()
    whole = list(RelatedStory.objects.order_by("article", "other").values_list("article", "other", "score"))
    RelatedStory.objects.all().delete()
    for stage in Settling.Stage.TO_SIGN, Settling.Stage.TO_COMPARE:
        run = relate_archive(again=True)
        while next(run)[0] != stage:
            pass
        run.close()
        assert Settling.objects.waiting().count() == 8
    said()
    assert list(RelatedStory.objects.order_by("article", "other").values_list("article", "other", "score")) == whole
    assert not Settling.objects.exists()


def test_pins_stay_and_bans_hold(stories):
    one, two, *_ = stories
    far = Article.objects.get(headline="Elsewhere 0")
    RelatedStory.objects.create(article=one, other=far, origin="pinned")
    RelatedStory.objects.create(article=one, other=two, origin="banned")
    said()
    rows = one.related.order_by("other__headline").values_list("other__headline", "origin")
    assert list(rows) == [
        ("Elsewhere 0", "pinned"),
        ("Thing 1", "banned"),
        ("Thing 2", "computed"),
        ("Thing 3", "computed"),
    ]
