"""A page of a list as a feed, or the word that it has not changed."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import get_language

from articles.exporters.about import About
from articles.exporters.story import of_keys, with_state
from articles.feeds import atom, jsonfeed, rss
from articles.feeds.entry import Channel, of_story, plain
from articles.models import Archive
from articles.models.promises import CHANGED
from articles.views.pages import page_of

WRITERS = {"rss": rss, "atom": atom, "json": jsonfeed}
# Full text of some 3 kB a story: 150 kB at the most usual, and what a busy day brings between two looks of a reader.
SIZE = 50
PLACES = {"before", "after"}
# To be raised when the same stories are told otherwise, lest readers keep what they have.
SHAPE = 2
# Readers that keep to it look twelve times an hour at the most, and see a story withdrawn as soon.
SECONDS = 300
# RFC 4287 wants a moment of every feed, also of one that has no story.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def answer(request, form, articles, title, note="", asked=None, empty=None):
    """The page of the queryset `articles` that the request asks for, as a feed in the format `form` of WRITERS.

    `asked` is what of the query names the list; `empty` is asked for another response, or None, where the list has
    no story. Three queries, and one where the reader has it already. Raises Http404 for a place that cannot be in any
    list.
    """
    page = page_of(with_state(articles.only(*CHANGED)), request, SIZE)
    instead = empty(request) if empty and not page and not PLACES & set(request.GET) else None
    if instead:
        return instead
    channel = channel_of(request, page, page, title, note, asked)
    return written(request, form, channel, [article.state for article in page], partial(_entries, page, channel.about))


def _entries(page, about):
    return (of_story(story, about) for story in of_keys([article.pk for article in page]))


def written(request, form, channel, states, entries):
    """The feed of the `channel`, of which `states` is all that tells whether the reader has it already; `entries` is
    asked for its Entries only where the reader has not."""
    etag = _etag(form, channel, states)
    # A reader who names no ETag hears of what changed here, and of what left the list only when something else does.
    response = get_conditional_response(request, etag=etag, last_modified=int(channel.updated.timestamp()))
    if response is None:
        write, media_type = WRITERS[form].write, WRITERS[form].MEDIA_TYPE
        told = write(replace(channel, archive=Archive.objects.own()), entries())
        response = HttpResponse(told, content_type=f"{media_type}; charset=utf-8")
    return _with_headers(response, channel, etag)


def channel_of(request, page, articles, title, note="", asked=None):
    """What the feed says of itself: of the `page`, which has `newer` and `older`, of a list, and of its `articles`."""

    def whole(path, place=""):
        query = "&".join(filter(None, [place.removeprefix("?"), urlencode(asked or {})]))
        return request.build_absolute_uri(f"{path}?{query}" if query else path)

    here = {name: request.GET[name] for name in (*sorted(PLACES), "copies") if name in request.GET}
    return Channel(
        title=plain(title),
        note=plain(note),
        about=About(request.build_absolute_uri("/")),
        language=get_language(),
        page=whole(request.path.rpartition("/")[0] + "/"),
        address=whole(request.path, urlencode(here)),
        first=whole(request.path),
        newer=page.newer and whole(request.path, page.newer),
        older=page.older and whole(request.path, page.older),
        updated=max(filter(None, (getattr(row, name) for row in articles for name in CHANGED)), default=NEVER),
        hub=settings.WEBSUB_HUB,
        # Not the host's name, and not the format, in which the same list is told.
        identity=f"list:{request.path.rpartition('/')[0]}/?{urlencode(asked or {})}",
    )


def _etag(form, channel, states):
    said = [SHAPE, form, channel, *states]
    return f'"{sha256(repr(said).encode()).hexdigest()[:32]}"'


def _with_headers(response, channel, etag):
    response["ETag"] = etag
    response["Last-Modified"] = http_date(channel.updated.timestamp())
    response["Cache-Control"] = f"max-age={SECONDS}"
    # Readers that are pages of other sites may read what anybody may.
    response["Access-Control-Allow-Origin"] = "*"
    if channel.hub:
        response["Link"] = f'<{channel.hub}>; rel="hub", <{channel.address}>; rel="self"'
    return response
