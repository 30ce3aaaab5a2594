"""schema.org NewsArticle for an article page.

Source of the properties: schema.org/NewsArticle; dates are ISO 8601, cut to the precision that is known.
"""

import json

from articles.languages import unprefixed

# "<" and its kin could end the script element; JSON has an escape for each.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def news_article(article, request):
    """The JSON text of a `<script type="application/ld+json">`, safe inside it."""
    url = request.build_absolute_uri(unprefixed(article.get_absolute_url()))
    said = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": request.build_absolute_uri(unprefixed(article.get_permanent_url())),
        "url": url,
        "mainEntityOfPage": url,
        "headline": article.headline,
        "description": article.standfirst,
        "inLanguage": article.language,
        "articleSection": article.section,
        "datePublished": article.published and article.published.iso,
        "dateModified": article.updated_at and article.updated_at.isoformat(),
        "author": [{"@type": "Person", "name": author["name"]} for author in article.authors],
        "publisher": article.source and {"@type": "NewsMediaOrganization", "name": article.source.name},
        "citation": [{"@type": "Organization", "name": source["name"]} for source in article.cited],
        "about": [{"@type": TYPES[tag["kind"]], "name": tag["name"]} for tag in article.tags],
        "correction": [correction["text"] for correction in article.corrected],
        "isBasedOn": article.original_url,
    }
    return json.dumps({key: value for key, value in said.items() if value}, ensure_ascii=False).translate(ESCAPES)


TYPES = {"person": "Person", "organisation": "Organization", "place": "Place", "event": "Event", "topic": "Thing"}
