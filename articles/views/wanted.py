"""Stories we are missing."""

import re
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _

from articles.models import ReadMoreLink, WantedCount

# A page names this many headlines, and of those that ask for one so many.
SIZE, ASKERS = 40, 5

# A place in the list: how many ask for a headline, and its key.
CURSOR = re.compile(r"(\d{1,9})-([0-9a-f]{32})", re.ASCII)


def wanted(request):
    """Headlines that read-more lines ask for and nobody has brought in, most wanted first, with who asks."""
    after = request.GET.get("after")
    found = WantedCount.objects.most(SIZE + 1, ASKERS, _place(after) if after is not None else None)
    shown = found[:SIZE]
    return render(
        request,
        "wanted.html",
        {
            "wanted": _with_askers(shown),
            "first": after is None,
            "more": f"?{urlencode({'after': _cursor(shown[-1])})}" if len(found) > SIZE else "",
        },
    )


def _place(cursor):
    match = CURSOR.fullmatch(cursor)
    if not match:
        raise Http404(_("There is no such place in this list."))
    return int(match[1]), UUID(match[2])


def _cursor(row):
    return f"{row.asked_by}-{row.key.hex}"


def _with_askers(shown):
    """The headlines as dicts, each with the stories that ask, those that came in last first, and how many more do."""
    ids = [line for row in shown for line in row.lines]
    fields = ("headline", "language", "slug", "published_on", "published_at", "date_precision", "date_basis")
    lines = ReadMoreLink.objects.select_related("article").only(*(f"article__{name}" for name in fields))
    articles = {line.pk: line.article for line in lines.filter(pk__in=ids).order_by()}
    return [
        {
            "headline": row.headline,
            "asked_by": row.asked_by,
            "askers": [articles[line] for line in row.lines],
            "others": row.asked_by - len(row.lines),
        }
        for row in shown
    ]
