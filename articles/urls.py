"""Every public address, on one screen."""

from django.urls import path, re_path

from articles.history.anchors import ANCHOR
from articles.views import (
    article,
    cite,
    compare,
    corrections,
    dates,
    history,
    home,
    listing,
    search,
    thread,
    timetravel,
    wanted,
)

# No address holds a NUL: Postgres has no such text.
SLUG, KIND = r"(?P<slug>[^/\x00]+)", r"(?P<kind>[^/\x00]+)"
# Exactly as many digits as an address has, so that each page has one address.
YEAR, MONTH, DAY = r"(?P<year>[0-9]{4})", r"(?P<month>[0-9]{2})", r"(?P<day>[0-9]{2})"
STORY, NUMBER = rf"^{YEAR}/{MONTH}/{DAY}/{SLUG}", r"(?P<number>[1-9][0-9]{0,8})"

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
    path("a/<int:pk>/", article.article_by_id, name="article_by_id"),
    re_path(rf"^a/(?P<pk>[0-9]{{1,18}})/p/(?P<anchor>{ANCHOR})/$", cite.paragraph, name="paragraph"),
    path("corrections/", corrections.corrections, name="corrections"),
    path("sources/", listing.sources, name="sources"),
    re_path(rf"^sources/{SLUG}/$", listing.source, name="source"),
    re_path(rf"^sources/{SLUG}/cited-in/$", listing.cited_in, name="cited_in"),
    path("tags/", listing.tags, name="tags"),
    re_path(rf"^tags/{KIND}/{SLUG}/$", listing.tag, name="tag"),
    path("search/", search.search, name="search"),
    path("wanted/", wanted.wanted, name="wanted"),
]

# What machines open has one address and no language.
machines = [
    re_path(rf"{STORY}/timegate/$", timetravel.timegate, name="timegate"),
    re_path(rf"{STORY}/timemap/$", timetravel.timemap, name="timemap"),
    re_path(rf"{STORY}/cite/(?P<form>[a-z]+)/$", cite.citation, name="citation"),
    path("favicon.ico", home.favicon),
]
