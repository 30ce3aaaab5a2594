"""The first stories: sources, tags and pages of `seeds/`, brought in the way all others are."""

import pgtrigger
from django.conf import settings
from django.db import transaction

from articles.importers.files import Files
from articles.importers.load import load
from articles.importers.vocabulary import add_known_sources, add_known_tags, read_lines
from articles.models import Article, Correction, Import, RelatedStory, Tag, Tagging
from articles.publishing import settle

PAGES = settings.BASE_DIR / "seeds" / "pages"
STORIES = settings.BASE_DIR / "seeds" / "stories.jsonl"
ORIGIN = "seeds"


def is_new():
    """Whether the archive was never filled, by seeds or otherwise: nobody wants samples among their own stories."""
    return not (Import.objects.exists() or Article.objects.exists())


@transaction.atomic
def seed(progress=iter):
    """Bring all of `seeds/` in, or - where it is stopped - nothing; returns the number of stories.

    `progress` wraps the run of pages, to show how far it is. Raises ValueError, saying which, for a page that
    cannot be read and for a line of `stories.jsonl` that names a page or a tag that is not there.
    """
    add_known_sources()
    add_known_tags()
    files = Files([PAGES])
    articles = {}
    for file, line in zip(files.found, progress(load(files, publish=True, origin=ORIGIN)), strict=True):
        if line.article_id is None:
            raise ValueError(f"{file.name}: {line.reason}")
        articles[file.name] = line.article_id
    for story in read_lines(STORIES):
        _complete(story, articles)
    settle(articles.values())
    return len(articles)


def _complete(story, articles):
    """What a page's own text does not say: its tags, section, corrections and pinned stories."""
    if story["page"] not in articles:
        raise ValueError(f"stories.jsonl: there is no page {story['page']}")
    article = Article.objects.get(pk=articles[story["page"]])
    Tagging.objects.bulk_create(
        (Tagging(article=article, tag=_tag(story["page"], **named)) for named in story["tags"]), ignore_conflicts=True
    )
    article.tag_proposals.all().delete()
    with pgtrigger.ignore("articles.Article:changed_update", "articles.Article:counts_revisions"):
        # A section belongs to the story as it came in: no earlier version was ever shown.
        Article.objects.filter(pk=article.pk).update(section=story.get("section", ""))
    for correction in story.get("corrections", []):
        Correction.objects.create(article=article, corrected_on=correction["on"], text=correction["text"])
    for page in story.get("pinned", []):
        RelatedStory.objects.update_or_create(
            article=article, other_id=articles[page], defaults={"origin": RelatedStory.Origin.PINNED}
        )


def _tag(page, kind, name):
    tag = Tag.objects.named(kind, name).first()
    if not tag:
        raise ValueError(f"stories.jsonl, {page}: there is no {kind} “{name}” in tags.jsonl")
    return tag
