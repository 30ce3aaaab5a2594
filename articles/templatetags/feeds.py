"""Which feeds a page names: its own list's, and that of all stories."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.languages import unprefixed

register = template.Library()

# In the order in which a reader that takes the first takes the best: Atom has categories with kinds, and languages.
FORMATS = [
    ("Atom", "feed.atom", "application/atom+xml"),
    ("RSS", "feed.rss", "application/rss+xml"),
    ("JSON Feed", "feed.json", "application/feed+json"),
]
LISTS = {"latest", "year", "month", "day", "source", "cited_in", "author", "tag", "corrections"}


@dataclass(frozen=True)
class Feed:
    """`list` says what is in it, `name` what format it has."""

    list: str
    name: str
    media_type: str
    address: str

    @property
    def title(self):
        return f"{self.list} ({self.name})"


@register.simple_tag(takes_context=True)
def feeds(context):
    """The feeds of the page, the most particular list first."""
    request = context.get("request")
    if not request:
        return []
    own = [] if "exception" in context else _own(request, context)  # an error page is none of a list
    lists = [*own, (_("All stories, newest first"), reverse("latest"), "")]
    seen = list(dict.fromkeys(lists))
    # One format of the lists beyond the first says enough, and keeps the page short.
    return [*_of(*seen[0], FORMATS), *(feed for each in seen[1:] for feed in _of(*each, FORMATS[:1]))]


def _own(request, context):
    name = getattr(request.resolver_match, "url_name", None)
    if name in LISTS - {"latest"}:
        yield _("This list"), request.path, ""
    if name == "source":
        yield _("Stories that cite this source"), f"{request.path}cited-in/", ""
    query = context.get("query")
    if name == "search" and query and not query.is_empty:
        yield _("This search"), request.path, f"?{urlencode({'q': query.text})}"
    article = context.get("article")
    if name == "article" and article and article.source:
        title = _("Stories published by %(name)s") % {"name": article.source}
        yield title, article.source.get_absolute_url(), ""


def _of(said, path, query, formats):
    # A feed has one address, whatever language its page is read in.
    return [Feed(said, name, media_type, f"{unprefixed(path)}{file}{query}") for name, file, media_type in formats]
