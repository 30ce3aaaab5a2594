"""WordPress eXtended RSS 1.2, as the importer of WordPress reads it: a post a story.

WordPress knows days and not months: a month or a year stands as its first day, and what is known of it, the publisher
and the kinds of tags stand in post meta of our own. WordPress takes its authors from the posts where none are listed.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from email.utils import format_datetime

from articles.exporters.about import About
from articles.exporters.bodies import NOT_IN_XML, elements, figure
from articles.exporters.story import Story
from articles.models.naming import slug_of

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"
  xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
<title>{title}</title>
<link>{address}</link>
<description></description>
<wp:wxr_version>1.2</wp:wxr_version>
<wp:base_site_url>{address}</wp:base_site_url>
<wp:base_blog_url>{address}</wp:base_blog_url>
"""
TAIL = "</channel>\n</rss>\n"
STATUS = {"draft": "draft", "review": "pending", "published": "publish", "withdrawn": "private"}


NO_TIME = "0000-00-00 00:00:00"
KINDS = ("person", "organisation", "place", "event")


def pieces(stories: Iterable[Story], about: About) -> Iterator[bytes]:
    yield HEAD.format(title=_escaped(about.title), address=_escaped(about.address)).encode()
    for story in stories:
        lines = "".join(f"{line}\n" for line in _elements(story, about))
        yield NOT_IN_XML.sub("", f"<item>\n{lines}</item>\n").encode()
    yield TAIL.encode()


def _elements(story: Story, about: About) -> Iterator[str]:
    """The elements of an item. WordPress keeps titles, excerpts and names as HTML: their signs are escaped twice."""
    yield f"<title>{_cdata(_escaped(story.headline))}</title>"
    yield f"<link>{_escaped(story.url or about.of(story))}</link>"
    if story.published and story.published.at:
        yield f"<pubDate>{format_datetime(story.published.at)}</pubDate>"
    yield f"<dc:creator>{_cdata(', '.join(story.authors) or story.byline)}</dc:creator>"
    yield f'<guid isPermaLink="false">{_escaped(story.external_id or about.absolute(story.permanent))}</guid>'
    yield "<description></description>"
    yield f"<content:encoded>{_cdata(content(story, about))}</content:encoded>"
    yield f"<excerpt:encoded>{_cdata(_escaped(story.standfirst))}</excerpt:encoded>"
    yield f"<wp:post_id>{story.pk}</wp:post_id>"
    yield from _dates(story)
    yield "<wp:comment_status>closed</wp:comment_status>\n<wp:ping_status>closed</wp:ping_status>"
    yield f"<wp:post_name>{_cdata(story.slug)}</wp:post_name>"
    yield f"<wp:status>{STATUS[story.status]}</wp:status>\n<wp:post_parent>0</wp:post_parent>"
    yield "<wp:menu_order>0</wp:menu_order>\n<wp:post_type>post</wp:post_type>\n<wp:post_password></wp:post_password>"
    yield "<wp:is_sticky>0</wp:is_sticky>"
    if story.section:
        yield _category("category", story.section)
    yield from (_category("post_tag", name) for _, name in story.tags)
    yield from (_meta(f"newsroom_{key}", value) for key, value in _particulars(story) if value)


def content(story: Story, about: About) -> str:
    """The body as a post's content. A line end would become a break, and a bracket might begin a shortcode."""
    blocks = [
        block if block.startswith("<pre") else block.replace("\n", " ")
        for block in [*elements(story, about), *map(figure, story.pictures)]
    ]
    return "\n\n".join(blocks).replace("[", "&#91;")


def _dates(story: Story) -> Iterator[str]:
    published, updated = story.published, story.updated_at
    moment = f"{published.at:%Y-%m-%d %H:%M:%S}" if published and published.at else ""
    day = f"{published.on:%Y-%m-%d} 00:00:00" if published else NO_TIME
    yield f"<wp:post_date>{moment or day}</wp:post_date>"
    yield f"<wp:post_date_gmt>{moment or NO_TIME}</wp:post_date_gmt>"
    if updated:
        yield f"<wp:post_modified>{updated:%Y-%m-%d %H:%M:%S}</wp:post_modified>"
        yield f"<wp:post_modified_gmt>{updated:%Y-%m-%d %H:%M:%S}</wp:post_modified_gmt>"


def _category(domain: str, name: str) -> str:
    # By the nicename WordPress finds a term that it has already.
    return f'<category domain="{domain}" nicename="{slug_of(name, domain)}">{_cdata(_escaped(name))}</category>'


def _particulars(story: Story) -> Iterator[tuple[str, str]]:
    if story.published:
        yield "published", story.published.iso
        yield "date_basis", story.published.basis
    yield "publisher", story.publisher
    yield "byline", story.byline
    yield "cited", "; ".join(story.cited)
    yield from ((kind, "; ".join(story.names(kind))) for kind in KINDS)


def _meta(key: str, value: str) -> str:
    inside = f"<wp:meta_key>{key}</wp:meta_key><wp:meta_value>{_cdata(value)}</wp:meta_value>"
    return f"<wp:postmeta>{inside}</wp:postmeta>"


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)


def _cdata(text: str) -> str:
    """A section of CDATA; one that the text would end goes on in another."""
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"
