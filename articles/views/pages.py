"""Pages of a list, by keyset: as quick at the thousandth as at the first, with no story lost or twice between two."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from django.http import Http404
from django.utils.translation import gettext as _

from articles.views.typed import check_parameter

# Enough for a screen or two; a page of cards stays some 20 kB of markup.
SIZE = 24

# A place in a list: the moment by which stories are ordered, and the story's id.
CURSOR = re.compile(r"(\d{8}T\d{12})-(\d{1,18})", re.ASCII)
EPOCH, MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
MOMENT = "%Y%m%dT%H%M%S%f"
NEWEST = ("-appears_at", "-pk")


# Lists show a story once, whatever papers printed it, unless they are asked for all.
ALL = "all"


@dataclass(frozen=True)
class Page:
    """Some stories of a list, newest first; `newer` and `older` are query strings of the pages beside it, or "".

    `copies` is the query string of the same place with every copy of each story, where this page leaves one out, and
    `once` that without, on a page that has them all.
    """

    articles: list
    newer: str
    older: str
    copies: str = ""
    once: str = ""

    def __iter__(self):
        return iter(self.articles)

    def __bool__(self):
        return bool(self.articles)


def page_of(articles, request, size=SIZE, months=None):
    """The page of the queryset `articles` that the request's `before` or `after` names; one query.

    `months` (`names.counts.Months`) tells where in time the stories of the list are, all copies counted: it is then
    read from there only. Raises Http404 for a place that cannot be in any list.
    """
    if not _every(request):
        articles = articles.one_of_each()
    if months:
        articles = within(articles, months)
    before, after = request.GET.get("before"), request.GET.get("after")
    if after is not None:
        moment, pk = _place(after)
        later = articles.filter(appears_at__gte=moment).exclude(appears_at=moment, pk__lte=pk)
        rows = (_rows if months else _plain_rows)(later, size + 1, "appears_at", "pk")
        return _page(request, rows[:size][::-1], newer=len(rows) > size, older=True)
    moment = None
    if before is not None:
        moment, pk = _place(before)
        articles = articles.filter(appears_at__lte=moment).exclude(appears_at=moment, pk__gte=pk)
    rows = _newest(articles, size + 1, months, moment)
    return _page(request, rows[:size], newer=before is not None, older=len(rows) > size)


def within(articles, months):
    """The queryset, told of the months between which all of it is: Postgres, which does not know when a tag was in use,
    would read from now back to then, or all that has the tag."""
    return articles.filter(**months.around(months.first, months.last)) if months.of else articles.none()


def _newest(articles, wanted, months, before):
    """The newest rows, `wanted` at the most; looked for in the months that have twice as many, since copies are not
    shown, and further back where that was not enough."""
    if not months:
        return _plain_rows(articles, wanted, *NEWEST)
    since = months.since(2 * wanted, before)
    if since:
        rows = _rows(articles.filter(appears_at__gte=since), wanted, *NEWEST)
        if len(rows) == wanted:
            return rows
    return _rows(articles, wanted, *NEWEST)


def _plain_rows(articles, wanted, *order):
    return list(articles.order_by(*order)[:wanted])


def _rows(articles, wanted, *order):
    """The same, for lists of which Postgres must look for the stories among others: their places are found in the
    index of all alone, and only the stories that are shown are read."""
    return list(articles.filter(pk__in=articles.order_by(*order).values("pk")[:wanted]).order_by(*order))


def page_among(rows, request, fetch, size=SIZE):
    """The same of a list that is known: `rows`, the newest first, have as `place` their moment in microseconds since
    1970 and their id; `fetch` makes stories of some."""
    before, after = request.GET.get("before"), request.GET.get("after")
    start = 0
    if after is not None:
        place = _in_microseconds(after)
        start = max(0, sum(row.place > place for row in rows) - size)
    elif before is not None:
        place = _in_microseconds(before)
        start = sum(row.place >= place for row in rows)
    older = after is not None or start + size < len(rows)
    return _page(request, fetch(rows[start : start + size]), newer=start > 0 or before is not None, older=older)


def _in_microseconds(cursor):
    moment, pk = _place(cursor)
    return (moment - EPOCH) // MICROSECOND, pk


def _page(request, rows, newer, older):
    every = _every(request)
    here = {name: request.GET[name] for name in ("before", "after") if name in request.GET}
    left_out = any(getattr(article, "also_in", ()) for article in rows)
    return Page(
        rows,
        newer=_query({"after": _cursor(rows[0])}, every) if rows and newer else "",
        older=_query({"before": _cursor(rows[-1])}, every) if rows and older else "",
        copies=_query(here, True) if left_out else "",
        once=_query(here, False) if every else "",
    )


def _every(request):
    """Whether every copy of a story is asked for."""
    check_parameter(request, "copies", [ALL])
    return request.GET.get("copies") == ALL


def _query(place, every):
    return f"?{urlencode(place | ({'copies': ALL} if every else {}))}"


def _cursor(article):
    return f"{article.appears_at:{MOMENT}}-{article.pk}"


def _place(cursor):
    match = CURSOR.fullmatch(cursor)
    try:
        return datetime.strptime(match[1], MOMENT).replace(tzinfo=UTC), int(match[2])
    except (TypeError, ValueError):
        raise Http404(_("There is no such place in this list.")) from None
