"""The feeds that a web page names in its head."""

from urllib.parse import urljoin

from lxml import etree, html

from articles.fetching.addresses import Refused, parse

KINDS = {
    "application/rss+xml",
    "application/atom+xml",
    "application/rdf+xml",
    "application/feed+json",
}
# Sites name a feed of comments and one a section after the main one.
MOST_FEEDS = 3


def advertised(body: bytes, address: str) -> list[str]:
    """The addresses of the feeds of the page `body`, which came from `address`, in its own order."""
    try:
        page = html.document_fromstring(body)
    except (etree.LxmlError, ValueError):
        return []
    found = []
    for link in page.iter("link"):
        rel, kind = (link.get("rel") or "").lower().split(), (link.get("type") or "").split(";")[0].strip().lower()
        if "alternate" in rel and kind in KINDS:
            try:
                found.append(str(parse(urljoin(address, link.get("href") or ""))))
            except (Refused, ValueError):
                continue
    return list(dict.fromkeys(found))[:MOST_FEEDS]
