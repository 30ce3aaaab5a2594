"""Every correction of the archive, newest first."""

import re
from dataclasses import dataclass
from datetime import date

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _

from articles.models import Correction

SIZE = 24

# A place in the list: the day by which it is ordered, and the correction's id.
CURSOR = re.compile(r"(\d{4}-\d{2}-\d{2})-(\d{1,18})", re.ASCII)


@dataclass(frozen=True)
class Page:
    """Some corrections; `newer` and `older` are query strings of the pages beside it, or ""."""

    corrections: list
    newer: str
    older: str

    def __iter__(self):
        return iter(self.corrections)


def corrections(request):
    return render(request, "corrections.html", {"page": page_of(request)})


def page_of(request, size=SIZE):
    """The page that the request's `before` or `after` names; one query. Raises Http404 for a place of no list."""
    listed, before, after = Correction.objects.of_readable(), request.GET.get("before"), request.GET.get("after")
    if after is not None:
        on, pk = _place(after)
        later = listed.filter(corrected_on__gte=on).exclude(corrected_on=on, pk__lte=pk)
        rows = list(later.order_by("corrected_on", "pk")[: size + 1])
        return _between(rows[:size][::-1], newer=len(rows) > size, older=True)
    if before is not None:
        on, pk = _place(before)
        listed = listed.filter(corrected_on__lte=on).exclude(corrected_on=on, pk__gte=pk)
    rows = list(listed.newest_first()[: size + 1])
    return _between(rows[:size], newer=before is not None, older=len(rows) > size)


def _between(rows, newer, older):
    return Page(
        rows,
        newer=f"?after={_cursor(rows[0])}" if rows and newer else "",
        older=f"?before={_cursor(rows[-1])}" if rows and older else "",
    )


def _cursor(correction):
    return f"{correction.corrected_on}-{correction.pk}"


def _place(cursor):
    match = CURSOR.fullmatch(cursor)
    try:
        return date.fromisoformat(match[1]), int(match[2])
    except (TypeError, ValueError):
        raise Http404(_("There is no such place in this list.")) from None
