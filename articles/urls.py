"""Every public address, on one screen."""

from django.urls import path, re_path

from articles.views import article, compare, dates, directory, home, listing, names, search, wanted

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
    path("sources/", directory.sources, name="sources"),
    re_path(rf"^sources/{SLUG}/$", names.source, name="source"),
    re_path(rf"^sources/{SLUG}/cited-in/$", names.cited_in, name="cited_in"),
    path("tags/", directory.tags, name="tags"),
    re_path(rf"^tags/{KIND}/{SLUG}/$", names.tag, name="tag"),
    path("authors/", directory.authors, name="authors"),
    re_path(rf"^authors/{SLUG}/$", names.author, name="author"),
    path("search/", search.search, name="search"),
    path("wanted/", wanted.wanted, name="wanted"),
    path("favicon.ico", home.favicon),
]
