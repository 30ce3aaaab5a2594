"""On this day: what the archive has of a day of the year, across the years."""

import re
from datetime import date, timedelta

from django.db.models import OuterRef
from django.db.models.expressions import RawSQL
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article, PeriodCount
from articles.models.promises import FIRST_DAY
from articles.views.calendar import address

# Years on a page, and stories of each: some thirty cards, as in other lists.
YEARS, STORIES = 10, 3
# Any that has a February 29, to find the days before and after one.
LEAP = 2000

READABLE = (
    "{0}.status = 'published' AND {0}.appears_at <= statement_timestamp()"
    " AND {0}.published_on = day AND {0}.date_precision = 'day'"
)
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
    # Today's page is that of its date.
    place = f"?before={before}" if before else ""
    context["canonical"] = reverse("on_this_day", args=[f"{day:%m}", f"{day:%d}"]) + place
    return render(request, "on_this_day.html", context)


def _same(day):
    """This day of all years in which a story can be, up to now."""
    for year in range(FIRST_DAY.year, timezone.now().year + 2):
        try:
            yield day.replace(year=year)
        except ValueError:
            continue  # February 29


# Of each of `days` the last stories, the first of those that are wire copies of each other: what `one_of_each` makes of
# a day's list. The index of lists finds each day by itself; a query a day, joined by UNION, took 25 ms to be planned.
LAST = f"""
    SELECT last.id FROM unnest(%s::date[]) AS day CROSS JOIN LATERAL (
        SELECT story.id FROM articles_article AS story
        WHERE {READABLE.format("story")}
        AND story.appears_at >= (day - 1)::timestamp AT TIME ZONE 'UTC'
        AND story.appears_at < (day + 2)::timestamp AT TIME ZONE 'UTC'
        AND NOT EXISTS (
            SELECT FROM articles_wirecopy AS mine JOIN articles_wirecopy AS its USING (cluster)
            JOIN articles_article AS copy ON copy.id = its.article_id
            WHERE mine.article_id = story.id AND {READABLE.format("copy")}
            AND (copy.appears_at, copy.id) < (story.appears_at, story.id)
        )
        ORDER BY story.appears_at DESC, story.id DESC LIMIT {STORIES}
    ) AS last
"""


def _stories(days):
    """The last stories of each of these days; one query, or none for none."""
    if not days:
        return {}
    same_day = Article.objects.published().filter(published_on=OuterRef("published_on"), date_precision="day")
    found = Article.objects.published().filter(pk__in=RawSQL(LAST, [days])).one_of_each(same_day)
    stories = {day: [] for day in days}
    for article in found.with_cards().newest_first():
        stories[article.published_on].append(article)
    return stories
