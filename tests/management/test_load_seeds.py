import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from articles import seeding
from articles.models import Article, ArticleVersion, Import, ReadMoreLink, RelatedStory, Source, Tag
from tests import factories


def load():
    out = StringIO()
    call_command("load_seeds", stdout=out, stderr=StringIO())
    return out.getvalue()


@pytest.mark.django_db
def test_an_empty_archive_is_filled_once():
    pages = len(list(seeding.PAGES.glob("*.txt")))
    assert load() == f"{pages} stories are in the archive.\n"
    assert Article.objects.published().count() == pages >= 24
    assert load() == "The archive has stories; the seeds stay out.\n"
    assert Article.objects.count() == pages


@pytest.mark.django_db
def test_an_archive_that_has_stories_of_its_own_gets_none():
    factories.draft()
    assert load() == "The archive has stories; the seeds stay out.\n"
    assert Article.objects.count() == 1


@pytest.mark.django_db
def test_seed_stories_come_in_whole():
    load()
    assert not ArticleVersion.objects.exists()
    assert not Article.objects.filter(source=None).exists()
    assert not Article.objects.filter(taggings=None).exists()
    assert not Article.objects.filter(read_more_links=None).exists()
    alone = Article.objects.exclude(pk__in=RelatedStory.objects.values("article"))
    assert list(alone.values_list("headline", flat=True)) == [
        "Deep Blue beats Kasparov in the final game",
        "Sealed chambers of a Pharaoh found in the Valley of the Kings",
    ]
    states = ReadMoreLink.objects.values_list("state", flat=True)
    assert {"resolved", "pending", "suggested"} == set(states)
    assert list(states).count("resolved") > len(states) / 2
    assert Source.objects.count() > 100
    assert set(Tag.objects.exclude(taggings=None).values_list("kind", flat=True)) == {
        "person",
        "organisation",
        "place",
        "event",
        "topic",
    }


@pytest.mark.django_db
def test_the_first_seed_retells_the_page_that_the_archive_was_made_for():
    load()
    article = Article.objects.get(source__name="Global Village Space")
    assert article.published.long == "Tuesday, July 16, 2024"
    assert [str(citation) for citation in article.citations.all()] == ["Islamic Republic News Agency", "Reuters"]
    assert sorted(article.read_more_links.values_list("state", flat=True)) == ["pending", "resolved"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("story", "words"),
    [
        ({"page": "missing.txt", "tags": []}, "there is no page missing.txt"),
        ({"page": "a.txt", "tags": [{"kind": "person", "name": "Nobody Known"}]}, "no person “Nobody Known”"),
    ],
)
def test_seeds_that_do_not_fit_together_are_an_error_and_leave_nothing(tmp_path, monkeypatch, story, words):
    page = next(seeding.PAGES.glob("*.txt")).read_bytes()
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "a.txt").write_bytes(page)
    (tmp_path / "stories.jsonl").write_text(json.dumps(story))
    monkeypatch.setattr(seeding, "PAGES", tmp_path / "pages")
    monkeypatch.setattr(seeding, "STORIES", tmp_path / "stories.jsonl")
    with pytest.raises(CommandError, match=words):
        load()
    assert not Article.objects.exists()
    assert not Import.objects.exists()
