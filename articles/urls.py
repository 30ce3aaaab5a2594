"""Every public address, on one screen."""

from django.urls import path, re_path

from articles import sitemaps, wellknown
from articles.api import reference
from articles.api.v1 import api
from articles.feeds import lists as feeds
from articles.history.anchors import ANCHOR
from articles.views import (
    article,
    cite,
    compare,
    corrections,
    dates,
    directory,
    formats,
    history,
    home,
    listing,
    names,
    on_this_day,
    search,
    suggest,
    thread,
    timetravel,
    wanted,
)

# No address holds a NUL: Postgres has no such text.
SLUG, KIND = r"(?P<slug>[^/\x00]+)", r"(?P<kind>[^/\x00]+)"
# Exactly as many digits as an address has, so that each page has one address.
YEAR, MONTH, DAY = r"(?P<year>[0-9]{4})", r"(?P<month>[0-9]{2})", r"(?P<day>[0-9]{2})"
STORY, NUMBER = rf"^{YEAR}/{MONTH}/{DAY}/{SLUG}", r"(?P<number>[1-9][0-9]{0,8})"
# Behind the address of every list of stories.
FEED = r"feed\.(?P<form>rss|atom|json)$"

# What readers open: each has its address, and one more in every language.
pages = [
    path("", home.home, name="home"),
    path("latest/", listing.latest, name="latest"),
    path("dates/", dates.dates, name="dates"),
    re_path(rf"^{YEAR}/$", dates.year, name="year"),
    re_path(rf"^{YEAR}/{MONTH}/$", dates.month, name="month"),
    re_path(rf"^{YEAR}/{MONTH}/{DAY}/$", dates.day, name="day"),
    re_path(rf"{STORY}/$", article.article, name="article"),
    re_path(rf"{STORY}/compare/(?P<other>[0-9]{{1,18}})/$", compare.compare, name="compare"),
    re_path(rf"{STORY}/thread/$", thread.thread_of, name="thread"),
    re_path(rf"{STORY}/history/$", history.history, name="history"),
    re_path(rf"{STORY}/history/{NUMBER}/$", history.version, name="version"),
    re_path(rf"{STORY}/history/{NUMBER}/changes/$", history.changes_to, name="changes"),
    re_path(rf"{STORY}/cite/$", cite.cite, name="cite"),
    path("on-this-day/", on_this_day.today, name="today"),
    re_path(rf"^on-this-day/{MONTH}-{DAY}/$", on_this_day.on_this_day, name="on_this_day"),
    path("a/<int:pk>/", article.article_by_id, name="article_by_id"),
    re_path(rf"^a/(?P<pk>[0-9]{{1,18}})/p/(?P<anchor>{ANCHOR})/$", cite.paragraph, name="paragraph"),
    path("corrections/", corrections.corrections, name="corrections"),
    path("sources/", directory.sources, name="sources"),
    re_path(rf"^sources/{SLUG}/$", names.source, name="source"),
    re_path(rf"^sources/{SLUG}/cited-in/$", names.cited_in, name="cited_in"),
    path("tags/", directory.tags, name="tags"),
    re_path(rf"^tags/{KIND}/{SLUG}/$", names.tag, name="tag"),
    path("authors/", directory.authors, name="authors"),
    re_path(rf"^authors/{SLUG}/$", names.author, name="author"),
    path("search/", search.search, name="search"),
    path("search/suggest/", suggest.suggest, name="suggest"),
    path("search/opensearch.xml", suggest.opensearch, name="opensearch"),
    path("wanted/", wanted.wanted, name="wanted"),
]

# What machines open has one address and no language.
machines = [
    re_path(rf"{STORY}/story\.(?P<suffix>json|txt|md)$", formats.story, name="story"),
    re_path(rf"{STORY}/timegate/$", timetravel.timegate, name="timegate"),
    re_path(rf"{STORY}/timemap/$", timetravel.timemap, name="timemap"),
    re_path(rf"{STORY}/cite/(?P<form>[a-z]+)/$", cite.citation, name="citation"),
    re_path(rf"^latest/{FEED}", feeds.latest),
    re_path(rf"^{YEAR}/{FEED}", feeds.period),
    re_path(rf"^{YEAR}/{MONTH}/{FEED}", feeds.period),
    re_path(rf"^{YEAR}/{MONTH}/{DAY}/{FEED}", feeds.period),
    re_path(rf"^sources/{SLUG}/{FEED}", feeds.source),
    re_path(rf"^sources/{SLUG}/cited-in/{FEED}", feeds.cited_in),
    re_path(rf"^authors/{SLUG}/{FEED}", feeds.author),
    re_path(rf"^tags/{KIND}/{SLUG}/{FEED}", feeds.tag),
    re_path(rf"^search/{FEED}", feeds.search),
    re_path(rf"^corrections/{FEED}", feeds.corrections),
    path("sitemap.xml", sitemaps.index, name="sitemaps"),
    path("sitemap-pages.xml", sitemaps.pages, name="sitemap_of_pages"),
    path("sitemap-news.xml", sitemaps.news, name="sitemap_of_news"),
    re_path(rf"^sitemap-{YEAR}-{MONTH}\.xml$", sitemaps.month),
    re_path(rf"^sitemap-{YEAR}-{MONTH}-(?P<part>[0-9]{{1,13}})\.xml$", sitemaps.month),
    path("robots.txt", wellknown.robots),
    path(".well-known/security.txt", wellknown.security),
    path("api/", reference.reference, name="api"),
    path("api/v1/", api.urls),
    path("favicon.ico", home.favicon),
]
