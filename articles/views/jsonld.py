"""schema.org NewsArticle for an article page.

Source of the properties: schema.org/NewsArticle and what Google's documentation asks of an article; dates are ISO 8601,
cut to the precision that is known. What is not known is left out.
"""

import json

from django.urls import reverse

from articles.languages import unprefixed
from articles.models.dating import Precision

# "<" and its kin could end the script element; JSON has an escape for each.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}
TYPES = {"person": "Person", "organisation": "Organization", "place": "Place", "event": "Event", "topic": "Thing"}
ARCHIVE = "Newsroom"


def news_article(article, request):
    """The JSON text of a `<script type="application/ld+json">`, safe inside it."""

    def whole(path):
        return request.build_absolute_uri(unprefixed(path))

    url = whole(article.get_absolute_url())
    said = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": whole(article.get_permanent_url()),
        "url": url,
        "mainEntityOfPage": {"@type": "WebPage", "@id": url, "breadcrumb": _crumbs(article, whole)},
        "headline": article.headline,
        "description": article.standfirst,
        "inLanguage": article.language,
        "articleSection": article.section,
        "dateline": article.dateline,
        "datePublished": article.published and article.published.iso,
        "dateModified": article.updated_at and article.updated_at.isoformat(),
        "author": [_author(author, whole) for author in article.authors],
        # As printed; whom it names where no author is known, and whether that is a person, it does not tell.
        "creditText": article.byline,
        "publisher": article.source and _publisher(article.source, whole),
        "citation": [
            {"@type": "Organization", "name": source["name"], "url": whole(reverse("source", args=[source["slug"]]))}
            for source in article.cited
        ],
        "about": [
            {
                "@type": TYPES[tag["kind"]],
                "name": tag["name"],
                "url": whole(reverse("tag", args=[tag["kind"], tag["slug"]])),
            }
            for tag in article.tags
        ],
        "image": [picture["url"] for picture in article.shown],
        "correction": [
            {"@type": "CorrectionComment", "text": correction["text"], "datePublished": correction["on"]}
            for correction in article.corrected
        ],
        "isBasedOn": article.original_url,
        "isPartOf": {"@type": "WebSite", "name": ARCHIVE, "url": whole(reverse("home"))},
        "isAccessibleForFree": True,
    }
    return json.dumps(_known(said), ensure_ascii=False).translate(ESCAPES)


def _known(members):
    return {key: value for key, value in members.items() if value}


def _author(author, whole):
    """An author with the page of what they wrote: Google asks for one to tell two of a name apart."""
    return {"@type": "Person", "name": author["name"], "url": whole(reverse("author", args=[author["slug"]]))}


def _publisher(source, whole):
    return {
        "@type": "NewsMediaOrganization",
        "@id": whole(source.get_absolute_url()),
        "name": source.name,
        "url": source.homepage or whole(source.get_absolute_url()),
    }


def _crumbs(article, whole):
    """The way from the calendar to the story; no further than its date is known."""
    published = article.published
    if not published:
        return None
    known = [Precision.YEAR, Precision.MONTH, Precision.DAY].index(published.precision) + 1
    parts = published.iso_date.split("-")[:known]
    steps = [("Dates", reverse("dates"))]
    for number, name in enumerate(("year", "month", "day")[:known], 1):
        steps.append(("-".join(parts[:number]), reverse(name, args=parts[:number])))
    steps.append((article.headline, article.get_absolute_url()))
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": whole(address)}
            for place, (name, address) in enumerate(steps, 1)
        ],
    }
