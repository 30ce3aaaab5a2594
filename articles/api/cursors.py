"""Cursors: places in a list, signed, so that nobody but us makes one, and none is used for another list."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from django.core.signing import BadSignature, Signer

from articles.api.problems import senseless

EPOCH, MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
# What may differ from one page of a list to the next.
NOT_THE_LIST = {"cursor", "limit", "fields"}
NO_SUCH_PLACE = "This cursor is of another list, or was not made by this archive: begin at the first page."


@dataclass(frozen=True)
class Page:
    """The rows of a page, and `after`: the place of the last, or None where the list ends."""

    rows: list
    after: dict | None


def place(request):
    """Where the request wants to go on: what `next_link` was given, or {} for the beginning.

    Raises Problem for a cursor that is not of this list.
    """
    cursor = request.GET.get("cursor")
    if cursor is None:
        return {}
    try:
        return _signer(request).unsign_object(cursor)
    except (BadSignature, ValueError):
        raise senseless("cursor", NO_SUCH_PLACE) from None


def next_link(request, after):
    """The whole address of the page after a place; None where there is none."""
    if after is None:
        return None
    asked = [(key, value) for key, values in request.GET.lists() for value in values if key != "cursor"]
    cursor = _signer(request).sign_object(after)
    return request.build_absolute_uri(f"{request.path}?{urlencode([*asked, ('cursor', cursor)])}")


def _signer(request):
    asked = sorted((key, values) for key, values in request.GET.lists() if key not in NOT_THE_LIST)
    return Signer(salt=f"articles.api {request.path}?{urlencode(asked, doseq=True)}")


def by_date(articles, place, limit, oldest_first=False):
    """A `Page` of the keys of a queryset of articles, newest first; one query."""
    if place:
        moment, pk = datetime.fromisoformat(place["at"]), place["id"]
        on, passed = ("gte", "lte") if oldest_first else ("lte", "gte")
        articles = articles.filter(**{f"appears_at__{on}": moment})
        articles = articles.exclude(**{"appears_at": moment, f"pk__{passed}": pk})
    order = ("appears_at", "pk") if oldest_first else ("-appears_at", "-pk")
    rows = list(articles.order_by(*order).values_list("pk", "appears_at")[: limit + 1])
    keys = [pk for pk, _ in rows[:limit]]
    return Page(keys, {"at": rows[limit - 1][1].isoformat(), "id": keys[-1]} if len(rows) > limit else None)


def among(rows, place, limit):
    """A `Page` of the keys of rows that are known, the newest first: `search.found.Row`s; no query."""
    start = 0
    if place:
        here = ((datetime.fromisoformat(place["at"]) - EPOCH) // MICROSECOND, place["id"])
        start = sum(row.place >= here for row in rows)
    shown, more = rows[start : start + limit], len(rows) > start + limit
    keys = [row.id for row in shown]
    return Page(keys, {"at": (EPOCH + shown[-1].at * MICROSECOND).isoformat(), "id": keys[-1]} if more else None)


def by_key(rows, place, limit, newest_first=False):
    """A `Page` of the rows of a queryset, in the order in which they came; one query."""
    if place:
        rows = rows.filter(**{f"pk__{'lt' if newest_first else 'gt'}": place["id"]})
    found = list(rows.order_by("-pk" if newest_first else "pk")[: limit + 1])
    return Page(found[:limit], {"id": found[limit - 1].pk} if len(found) > limit else None)


def by_number(rows, place, limit, most):
    """A `Page` of a list that has no more than `most` rows worth reading, by how many stand before; one query."""
    start = place.get("from", 0)
    limit = min(limit, most - start)
    found = list(rows[start : start + limit + 1])
    more = len(found) > limit and start + limit < most
    return Page(found[:limit], {"from": start + limit} if more else None)
