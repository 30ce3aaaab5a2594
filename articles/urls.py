"""Every public address, on one screen."""

from django.urls import path, re_path

from articles.views import article, compare, dates, home, listing, search, suggest, wanted

# No address holds a NUL: Postgres has no such text.
SLUG, KIND = r"(?P<slug>[^/\x00]+)", r"(?P<kind>[^/\x00]+)"
# Exactly as many digits as an address has, so that each page has one address.
YEAR, MONTH, DAY = r"(?P<year>[0-9]{4})", r"(?P<month>[0-9]{2})", r"(?P<day>[0-9]{2})"

urlpatterns = [
    path("", home.home, name="home"),
    path("latest/", listing.latest, name="latest"),
    path("dates/", dates.dates, name="dates"),
    re_path(rf"^{YEAR}/$", dates.year, name="year"),
    re_path(rf"^{YEAR}/{MONTH}/$", dates.month, name="month"),
    re_path(rf"^{YEAR}/{MONTH}/{DAY}/$", dates.day, name="day"),
    re_path(rf"^{YEAR}/{MONTH}/{DAY}/{SLUG}/$", article.article, name="article"),
    re_path(rf"^{YEAR}/{MONTH}/{DAY}/{SLUG}/compare/(?P<other>[0-9]{{1,18}})/$", compare.compare, name="compare"),
    path("a/<int:pk>/", article.article_by_id, name="article_by_id"),
    path("sources/", listing.sources, name="sources"),
    re_path(rf"^sources/{SLUG}/$", listing.source, name="source"),
    re_path(rf"^sources/{SLUG}/cited-in/$", listing.cited_in, name="cited_in"),
    path("tags/", listing.tags, name="tags"),
    re_path(rf"^tags/{KIND}/{SLUG}/$", listing.tag, name="tag"),
    path("search/", search.search, name="search"),
    path("search/suggest/", suggest.suggest, name="suggest"),
    path("search/opensearch.xml", suggest.opensearch, name="opensearch"),
    path("wanted/", wanted.wanted, name="wanted"),
    path("favicon.ico", home.favicon),
]
