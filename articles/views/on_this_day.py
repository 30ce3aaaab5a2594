"""On this day: what the archive has of a day of the year, across the years."""

import re
from datetime import date, timedelta

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article, PeriodCount
from articles.models.promises import FIRST_DAY
from articles.views.calendar import address

# Years on a page, and stories of each: some thirty cards, as in other lists.
YEARS, STORIES = 10, 3
# Any that has a February 29, to find the days before and after one.
LEAP = 2000

YEAR = re.compile(r"[0-9]{4}", re.ASCII)


def today(request):
    now = timezone.localdate()
    return _render(request, date(LEAP, now.month, now.day))


def on_this_day(request, month, day):
    try:
        return _render(request, date(LEAP, int(month), int(day)))
    except ValueError:
        raise Http404(_("There is no such day in the calendar.")) from None


def _render(request, day):
    before = request.GET.get("before")
    if before is not None and not YEAR.fullmatch(before):
        raise Http404(_("There is no such place in this list."))
    counts = PeriodCount.objects.on_days(list(_same(day)))
    wanted = [on for on in reversed(counts) if before is None or on.year < int(before)]
    shown = wanted[:YEARS]
    stories = _stories(shown)
    years = [(on, address(on, "day"), counts[on], stories[on]) for on in shown]
    context = {"day": day, "years": years, "stories": sum(counts.values()), "counted": len(counts)}
    context |= {"first": before is None, "older": f"?before={shown[-1].year}" if len(wanted) > YEARS else ""}
    context |= {"earlier": day - timedelta(days=1), "later": day + timedelta(days=1)}
    return render(request, "on_this_day.html", context)


def _same(day):
    """This day of all years in which a story can be, up to now."""
    for year in range(FIRST_DAY.year, timezone.now().year + 2):
        try:
            yield day.replace(year=year)
        except ValueError:
            continue  # February 29


def _stories(days):
    """The last stories of each of these days; one query, in which each day is found by the index of lists."""
    stories = {day: [] for day in days}
    if not days:
        return stories
    one, *others = (
        Article.objects.published().on(day.year, day.month, day.day).one_of_each().with_cards().newest_first()[:STORIES]
        for day in days
    )
    found = one.union(*others, all=True) if others else one
    for article in sorted(found, key=lambda article: (article.appears_at, article.pk), reverse=True):
        stories[article.published_on].append(article)
    return stories
