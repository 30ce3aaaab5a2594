"""Pages of a list, by keyset: as quick at the thousandth as at the first, with no story lost or twice between two."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from django.http import Http404

# Enough for a screen or two; a page of cards stays some 20 kB of markup.
SIZE = 24

# A place in a list: the moment by which stories are ordered, and the story's id.
CURSOR = re.compile(r"(\d{8}T\d{12})-(\d{1,18})", re.ASCII)
MOMENT = "%Y%m%dT%H%M%S%f"


@dataclass(frozen=True)
class Page:
    """Some stories of a list, newest first; `newer` and `older` are query strings of the pages beside it, or ""."""

    articles: list
    newer: str
    older: str

    def __iter__(self):
        return iter(self.articles)

    def __bool__(self):
        return bool(self.articles)


def page_of(articles, request, size=SIZE):
    """The page of the queryset `articles` that the request's `before` or `after` names; one query.

    Raises Http404 for a place that cannot be in any list.
    """
    before, after = request.GET.get("before"), request.GET.get("after")
    if after is not None:
        moment, pk = _place(after)
        rows = list(
            articles.filter(appears_at__gte=moment)
            .exclude(appears_at=moment, pk__lte=pk)
            .order_by("appears_at", "pk")[: size + 1]
        )
        return _page(rows[:size][::-1], newer=len(rows) > size, older=True)
    if before is not None:
        moment, pk = _place(before)
        articles = articles.filter(appears_at__lte=moment).exclude(appears_at=moment, pk__gte=pk)
    rows = list(articles.newest_first()[: size + 1])
    return _page(rows[:size], newer=before is not None, older=len(rows) > size)


def _page(rows, newer, older):
    return Page(
        rows,
        newer=f"?after={_cursor(rows[0])}" if rows and newer else "",
        older=f"?before={_cursor(rows[-1])}" if rows and older else "",
    )


def _cursor(article):
    return f"{article.appears_at:{MOMENT}}-{article.pk}"


def _place(cursor):
    match = CURSOR.fullmatch(cursor)
    try:
        return datetime.strptime(match[1], MOMENT).replace(tzinfo=UTC), int(match[2])
    except (TypeError, ValueError):
        raise Http404("There is no such place in this list.") from None
