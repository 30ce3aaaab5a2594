"""Sitemaps (sitemaps.org, protocol 0.9) and Google's sitemap of news.

A story is listed by the month of its address, so it never moves from one sitemap to another. Those of a month of more
than MOST stories are divided by their ids, MOST to a part: a part never has more, and new stories change no old part.
Django's own sitemaps would count and cut by pages: one story more, and all the others move.
"""

import re
from collections import Counter
from datetime import UTC, timedelta
from io import BytesIO

from django.db import connection
from django.db.models import F, Max
from django.db.models.functions import Greatest
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe
from lxml import etree

from articles.exporters.bodies import NOT_IN_XML
from articles.models import Article, PeriodCount
from articles.models.dating import FirstOfMonth, Precision, period
from articles.models.promises import CHANGED

# The protocol's most for one file. Addresses of 80 letters, each nine signs long as in Chinese, keep it below 50 MB.
MOST = 50_000
# What a crawler asks a few times a day need not be made for each of its many machines.
SECONDS = 3600
# Google: stories of the last two days, and no more than this.
NEWS_DAYS, MOST_NEWS = timedelta(days=2), 1000
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"

# The newest change of each month: one step into the index `article_changed` for each. What has changed by now has
# appeared by now, since the latest of all three moments counts.
NEWEST_CHANGES = """
    SELECT month, changed FROM unnest(%s::date[]) AS month CROSS JOIN LATERAL (
        SELECT GREATEST(modified_at, edited_at, appears_at) AS changed FROM articles_article
        WHERE status = 'published' AND date_trunc('month', published_on::timestamp)::date = month
            AND GREATEST(modified_at, edited_at, appears_at) <= statement_timestamp()
        ORDER BY GREATEST(modified_at, edited_at, appears_at) DESC LIMIT 1
    ) AS newest
"""


def sitemap(view):
    return require_safe(cache_control(max_age=SECONDS)(conditional_page(view)))


@sitemap
def index(request):
    """Every sitemap of stories, with when something in it last changed. Two queries; one more for large months."""
    months = _months()
    large = [month for month, stories in months.items() if stories > MOST]
    with connection.cursor() as cursor:
        cursor.execute(NEWEST_CHANGES, [[month for month in months if month not in large]])
        found = {f"{month:%Y-%m}": changed for month, changed in cursor.fetchall()}
    parts = _listed().filter(month__in=large).values("month", part=F("pk") / MOST).annotate(newest=Max("changed"))
    found |= {f"{row['month']:%Y-%m}-{row['part']}": row["newest"] for row in parts.order_by()} if large else {}
    sitemaps = [{"loc": f"/sitemap-{name}.xml", "lastmod": _moment(found[name])} for name in sorted(found)]
    return _answer(request, "sitemapindex", "sitemap", [{"loc": reverse("sitemap_of_pages")}, *sitemaps])


def _months():
    """{first day: number of stories that stand under that month}, as the calendar counts them; one query.

    The calendar has a story that is known by its year in no month; its address is of January.
    """
    counts = PeriodCount.objects.of_years("year", "month")
    months = counts["month"]
    rest = Counter(counts["year"])
    for first, stories in months.items():
        rest[first.replace(month=1)] -= stories
    return {first: months.get(first, 0) + rest[first] for first in sorted({*months, *+rest})}


def _listed():
    """Stories with the `month` under which they are listed, and when they last `changed` for readers."""
    return Article.objects.published().annotate(month=FirstOfMonth("published_on"), changed=Greatest(*CHANGED))


def _moment(moment):
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


@sitemap
def month(request, year, month, part=None):
    """The stories of a month, or of one part of them; there also for a month that is not divided, and then not named
    in the index. Raises Http404 where there is none."""
    try:
        first, _after = period(int(year), int(month))
    except ValueError:
        raise Http404(_("There is no such month in the calendar.")) from None
    articles = _listed().filter(month=first).order_by("pk")
    if part is not None:
        articles = articles.filter(pk__gte=int(part) * MOST, pk__lt=(int(part) + 1) * MOST)
    articles = articles.only("published_on", "slug")[:MOST]
    urls = [{"loc": article.get_absolute_url(), "lastmod": _moment(article.changed)} for article in articles]
    if not urls:
        raise Http404(_("The archive has no story of that month."))
    return _answer(request, "urlset", "url", urls)


@sitemap
def pages(request):
    """The pages that lead to stories; those of years and months as the calendar has them."""
    names = ("home", "latest", "dates", "sources", "tags", "wanted")
    counts = PeriodCount.objects.of_years("year", "month")
    years = [reverse("year", args=[f"{first:%Y}"]) for first in counts["year"]]
    months = [reverse("month", args=[f"{first:%Y}", f"{first:%m}"]) for first in counts["month"]]
    return _answer(request, "urlset", "url", [{"loc": path} for path in [*map(reverse, names), *years, *months]])


@sitemap
def news(request):
    """Google's: the stories of the last two days, the newest first. Raises Http404 where there is none: the protocol
    knows no empty sitemap, and `robots.txt` does not name it then."""
    columns = ("headline", "language", "slug", "published_on", "published_at", "date_precision", "date_basis")
    articles = fresh().select_related("source").only(*columns, "source__name").newest_first()[:MOST_NEWS]
    if not articles:
        raise Http404(_("The archive has no story of the last two days."))
    return _answer(request, "urlset", "url", map(_of_news, articles))


def fresh():
    """Stories of the last two days; of one of which only the month is known, nobody knows whether it is."""
    return Article.objects.published().filter(appears_at__gt=timezone.now() - NEWS_DAYS, date_precision=Precision.DAY)


def _of_news(article):
    return {
        "loc": article.get_absolute_url(),
        f"{{{NEWS}}}news": {
            f"{{{NEWS}}}publication": {
                f"{{{NEWS}}}name": article.source.name if article.source else "Newsroom",
                f"{{{NEWS}}}language": language_of_news(article.language),
            },
            f"{{{NEWS}}}publication_date": article.published.iso,
            f"{{{NEWS}}}title": article.headline,
        },
    }


def language_of_news(language):
    """A language as Google writes it: ISO 639, but for Chinese, whose two scripts it tells apart by country.

    ISO 639-2 has "und" for one that is not known.
    """
    primary, *rest = language.lower().split("-")
    if primary == "zh":
        return "zh-tw" if {"hant", "tw", "hk", "mo"} & set(rest) else "zh-cn"
    return primary if re.fullmatch("[a-z]{2,3}", primary) else "und"


def _answer(request, root, name, entries):
    """A document with an element `name` for each of `entries`, dicts of what is in it; addresses are made whole."""
    file = BytesIO()
    with etree.xmlfile(file, encoding="utf-8") as document:
        document.write_declaration()
        with document.element(f"{{{SITEMAP}}}{root}", nsmap={None: SITEMAP, "news": NEWS}):
            for entry in entries:
                _write(document, f"{{{SITEMAP}}}{name}", entry | {"loc": request.build_absolute_uri(entry["loc"])})
    return HttpResponse(file.getvalue(), content_type="application/xml; charset=utf-8")


def _write(document, name, content):
    with document.element(name):
        if isinstance(content, str):
            document.write(NOT_IN_XML.sub("", content))
            return
        for key, value in content.items():
            _write(document, key if key.startswith("{") else f"{{{SITEMAP}}}{key}", value)
