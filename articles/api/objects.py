"""Stories and names as objects of JSON. A story's members all come from the one serializer, `exporters.story`."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.urls import reverse

from articles.exporters.bodies import leads_to
from articles.exporters.story import Story
from articles.models import Article
from articles.views.formats import FORMATS

# What a list shows unless it is asked for other fields.
BRIEF = (
    "id", "address", "headline", "standfirst", "byline", "authors", "dateline", "section", "language", "publisher",
    "published", "updated_at", "tags", "cited",
)  # fmt: skip


def _named(story, kind, names):
    return [{"name": name, "slug": story.slugs[kind, name]} for name in names]


def _published(published):
    return {"on": published.iso_date, "precision": published.precision, "basis": published.basis,
            "at": _moment(published.at)}  # fmt: skip


def _moment(at):
    return at.isoformat() if at else None


def _read_more(story, about):
    return [
        {"headline": link.headline, "label": link.label, "after": link.after, "state": state(link.leads_to, link.url),
         "address": leads_to(link, about) or None}
        for link in story.read_more
    ]  # fmt: skip


def state(leads_to, url):
    """What a reader sees of a read-more link: that an editor has suggestions for it is the editor's."""
    return "resolved" if leads_to else "external" if url else "pending"


def _formats(story, about):
    page = about.of(story)
    return {"page": page} | {form.name: page + form.file for form in FORMATS}


MEMBERS: dict[str, Callable] = {
    "id": lambda story, about: story.pk,
    "address": lambda story, about: about.of(story),
    "headline": lambda story, about: story.headline,
    "standfirst": lambda story, about: story.standfirst,
    "byline": lambda story, about: story.byline,
    "authors": lambda story, about: _named(story, "author", story.authors),
    "dateline": lambda story, about: story.dateline,
    "section": lambda story, about: story.section,
    "language": lambda story, about: story.language,
    "publisher": lambda story, about: _named(story, "source", [story.publisher])[0] if story.publisher else None,
    "published": lambda story, about: _published(story.published),
    "updated_at": lambda story, about: _moment(story.updated_at),
    "tags": lambda story, about: [
        {"name": name, "slug": story.slugs[kind, name], "kind": kind} for kind, name in story.tags
    ],
    "cited": lambda story, about: _named(story, "source", story.cited),
    "permanent": lambda story, about: about.absolute(story.permanent),
    "formats": _formats,
    "original_url": lambda story, about: story.url or None,
    "captured_at": lambda story, about: _moment(story.captured_at),
    "changed_at": lambda story, about: _moment(story.changed_at),
    "body": lambda story, about: list(story.blocks),
    "read_more": _read_more,
    "pictures": lambda story, about: [
        {"url": each.url, "caption": each.caption, "credit": each.credit, "alt": each.alt} for each in story.pictures
    ],
    "corrections": lambda story, about: [{"on": on.isoformat(), "text": text} for on, text in story.corrections],
}


def story_object(story: Story, about, fields) -> dict:
    """Those of a story's members that are among `fields`, always in the same order."""
    story = story.for_readers()
    return {name: member(story, about) for name, member in MEMBERS.items() if name in fields}


def other_story(article: Article, about) -> dict:
    """A row of `with_cards()` as an object."""
    source = article.source
    return {
        "id": article.pk,
        "headline": article.headline,
        "address": about.absolute(article.get_absolute_url()),
        "language": article.language,
        "publisher": source and {"name": source.name, "slug": source.slug},
        "published": _published(article.published),
    }


def source_object(source, about):
    return {
        "name": source.name,
        "slug": source.slug,
        "kind": source.kind,
        "country": source.country,
        "language": source.language,
        "homepage": source.homepage,
        "other_names": _other_names(source),
        "address": about.absolute(source.get_absolute_url()),
        "articles": _articles(about, source=source.slug),
        "cited_in": _articles(about, cites=source.slug),
    }


def tag_object(tag, about):
    return {
        "name": tag.name,
        "slug": tag.slug,
        "kind": tag.kind,
        "other_names": _other_names(tag),
        "address": about.absolute(tag.get_absolute_url()),
        "articles": _articles(about, tag=f"{tag.kind}/{tag.slug}"),
    }


def author_object(author, about):
    return {"name": author.name, "slug": author.slug, "articles": _articles(about, author=author.slug)}


def _other_names(named):
    return [each.name for each in named.names.all() if each.name != named.name]


def _articles(about, **filters):
    return about.absolute(f"{reverse('api-v1:articles')}?{urlencode(filters)}")
