"""What a page's head says of its story, and what its marked-up parts say beside it: names, dates, addresses, tags."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from articles.importers import linkeddata
from articles.importers.bylines import STAFF
from articles.importers.linkeddata import texts
from articles.importers.names import Names

TITLES = ("og:title", "twitter:title", "parsely-title", "sailthru.title", "dc.title", "dcterms.title", "citation_title")
TITLES += ("headline", "hdl", "title")
DESCRIPTIONS = ("og:description", "description", "twitter:description", "dc.description", "sailthru.description")
AUTHORS = (
    "parsely-author", "sailthru.author", "author", "article:author", "authors", "byl", "dc.creator", "dcterms.creator",
    "dc:creator", "citation_author", "creator", "shareaholic:article_author_name", "og:article:author", "rbauthors",
    "cxenseparse:author",
)  # fmt: skip
PUBLISHED = (
    "article:published_time", "og:article:published_time", "og:published_time", "parsely-pub-date", "datepublished",
    "sailthru.date", "dc.date.issued", "dcterms.issued", "dc.date.created", "dcterms.created", "dc.date", "dc:date",
    "dcterms.date", "citation_publication_date", "citation_date", "cxenseparse:recs:publishtime", "publish-date",
    "publication_date", "publish_date", "pubdate", "ptime", "article_date_original", "date", "displaydate",
    "originalpublicationdate", "timestamp", "bt:pubdate", "shareaholic:article_published_time", "created", "rbpubdate",
)  # fmt: skip
UPDATED = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "dc.date.modified",
    "dcterms.modified",
    "lastmod",
)
UPDATED += ("last-modified", "utime")
SECTIONS = ("article:section", "parsely-section", "section", "cg", "cxenseparse:recs:category")
KEYWORDS = (
    "article:tag",
    "news_keywords",
    "parsely-tags",
    "sailthru.tags",
    "keywords",
    "citation_keywords",
    "dc.subject",
)
PUBLISHERS = ("og:site_name", "application-name", "dc.publisher", "dcterms.publisher", "citation_journal_title")
LOCALE = re.compile(r"(?P<language>[a-z]{2,3})(?:[-_](?P<script>[A-Z][a-z]{3}))?(?:[-_](?P<region>[a-z]{2}))?", re.I)
# Pages with more keywords than this write them for search engines.
MOST_TAGS = 30
# Papers with fifty authors have longer ones; none of a newspaper's has.
LONGEST_BYLINE = 2000
NO_NAME = re.compile(
    r"https?:|www\.|@|\d|[{}<>]|"
    # What stands on the buttons beside a byline.
    r"\b(?:bio|follow|rss|copied|full profile|author archive|last updated|posted in)\b|"
    r"^(?:admin|administrator|webmaster|editor|staff|guest|author|anonymous|unknown|"
    r"null|none|undefined|n/?a|user|username|by|posted|published|updated|share|follow|contributors?|desk)$",
    re.IGNORECASE,
)
BY = re.compile(
    r"^(?:(?:written|posted|reported|published|words|story|text|article|(?:more )?stories)\s+)?"
    r"(?:by|von|par|por|door|di|af|av)\b\s*:?\s+|^文[●:：]?\s*",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"\(?\b(?:https?://|www\.)\S+|\S+@\S+")
AND = re.compile(r"\s*(?:;|\||/|、|，|\n|•|·|\s&\s|\band\b|\bund\b|\bet\b)\s*", re.IGNORECASE)
# The button or the day behind a name; "May" and "June" are names too.
BEHIND = re.compile(
    r"\s+(?:link copied|jan(?:uary|\.)?|feb(?:ruary|\.)?|march|july|sept(?:ember|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|"
    r"dec(?:ember|\.)?)$",
    re.IGNORECASE,
)
# What follows a name as its bearer's role, paper or place.
ROLE = re.compile(r"\s*(?:,|\(|\s[–—-]\s|\bfor\b|\bin\b|\bspecial to\b|\bof\b)\s+.*$|\s*\(.*\)\s*$", re.IGNORECASE)


@dataclass
class Metadata:
    """What a page says of itself; every list in the order of trust."""

    titles: list[str] = field(default_factory=list)
    descriptions: list[str] = field(default_factory=list)
    subtitles: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    published: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)
    keywords: list[str] = field(default_factory=list)
    publishers: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    body: str = ""
    image: dict = field(default_factory=dict)


def read(root: HtmlElement, names: Names) -> Metadata:
    """The metadata of a page's tree, scripts included; addresses as they stand there."""
    said, meta = linkeddata.story(root), _meta(root)

    def both(properties: Iterable[str], fields: Iterable[str]) -> list[str]:
        values = [text for name in properties for text in texts(said.get(name, []))]
        values += [text for name in fields for text in meta.get(name, [])]
        return list(dict.fromkeys(" ".join(value.split()) for value in values))

    publishers = both(["publisher"], []) if said.get("publisher") else []
    publishers = list(dict.fromkeys([*meta.get("og:site_name", []), *publishers, *both([], PUBLISHERS)]))
    groups = [texts(said.get("author", [])), texts(said.get("creator", []))] + [meta.get(name, []) for name in AUTHORS]
    return Metadata(
        titles=both(["headline"], TITLES) + texts(said.get("name", [])),
        descriptions=both([], DESCRIPTIONS),
        subtitles=both(["alternativeHeadline", "description", "abstract"], []),
        authors=next(filter(None, (people(group, publishers, names) for group in groups)), []),
        published=both(["datePublished", "dateCreated", "uploadDate"], PUBLISHED),
        updated=both(["dateModified"], UPDATED),
        sections=both(["articleSection"], SECTIONS),
        keywords=_keywords(said, meta),
        publishers=[name for name in publishers if not NO_NAME.search(name) and len(name) <= 100],
        languages=_languages(root, said, meta),
        addresses=_addresses(root, said, meta),
        body=next(iter(texts(said.get("articleBody", []))), ""),
        image=next((one for one in said.get("image", []) if isinstance(one, dict)), {})
        or {"url": next(iter([*texts(said.get("image", [])), *meta.get("og:image", [])]), "")},
    )


def _meta(root: HtmlElement) -> dict[str, list[str]]:
    """Name → contents of a page's meta elements, the names in lower case."""
    found: dict[str, list[str]] = {}
    for element in root.iter("meta"):
        content = (element.get("content") or "").strip()
        if content:
            for key in ("property", "name", "itemprop", "http-equiv"):
                if name := (element.get(key) or "").strip().lower():
                    found.setdefault(name, []).append(content)
    return found


def people(written: Iterable[str], publishers: Iterable[str], names: Names) -> list[str]:
    """The names in a byline's pieces: no "By", no roles, no addresses, not the publisher's own."""
    own = {_folded(name) for name in publishers}
    found: dict[str, str] = {}
    for text in written:
        for part in _parts(BY.sub("", ADDRESS.sub("", text[:LONGEST_BYLINE]).strip()), names):
            name = BEHIND.sub("", BY.sub("", part)).strip(" ,.-–—:*•|\"'“”")
            if 1 < len(name) <= 60 and len(name.split()) <= 6 and not NO_NAME.search(name) and _folded(name) not in own:
                found.setdefault(_folded(name), name)
    return list(found.values())


def _parts(text: str, names: Names) -> list[str]:
    """A byline cut at its commas and conjunctions; after a name, roles and papers fall away."""
    if names.outlet(text):
        return [text]
    parts: list[str] = []
    for piece in AND.split(text):
        commas = [part.strip() for part in piece.split(",") if part.strip()]
        for place, part in enumerate(commas):
            role = STAFF.fullmatch(part) or names.outlet(part) or len(part.split()) < 2
            if place == 0 or not (role and parts):
                parts.append(ROLE.sub("", part))
    return parts


def _folded(name: str) -> str:
    return re.sub(r"\W+", "", name.casefold())


def _keywords(said: dict, meta: dict) -> list[str]:
    """The first list of keywords there is, its members apart."""
    lists = [texts(said.get("keywords", []))] + [meta.get(name, []) for name in KEYWORDS]
    for written in filter(None, lists):
        found: dict[str, str] = {}
        for text in written:
            for word in re.split(r"[,;|、]", text):
                if (bare := " ".join(word.split())) and len(bare) <= 80 and ":" not in bare:
                    found.setdefault(bare.casefold(), bare)
        if found:
            return list(found.values())[:MOST_TAGS]
    return []


def _languages(root: HtmlElement, said: dict, meta: dict) -> list[str]:
    """BCP 47 codes as declared: by the root element, by the story's data, by the server, for sharing."""
    written = [
        root.get("lang") or "",
        root.get("{http://www.w3.org/XML/1998/namespace}lang") or "",
        root.get("xml:lang") or "",
    ]
    written += texts(said.get("inLanguage", []))
    for name in ("content-language", "dc.language", "dcterms.language", "language", "og:locale"):
        written += meta.get(name, [])
    return [code for text in written if (code := language_code(text))]


def language_code(text: str) -> str:
    """ "EN_us" → "en-US"; "" for what is no code."""
    match = LOCALE.fullmatch(text.split(",")[0].strip())
    if not match:
        return ""
    parts = [match["language"].lower(), (match["script"] or "").title(), (match["region"] or "").upper()]
    return "-".join(filter(None, parts))


def _addresses(root: HtmlElement, said: dict, meta: dict) -> list[str]:
    """The page's own addresses: the canonical one first, then others that lead to it."""
    links = [(link.get("rel") or "", link.get("href") or "") for link in root.iter("link")]
    found = [href for wanted in ("canonical",) for rel, href in links if wanted in rel.lower().split()]
    found += meta.get("og:url", [])
    for name in ("mainEntityOfPage", "url"):
        found += [
            one if isinstance(one, str) else one.get("@id", "")
            for one in said.get(name, [])
            if isinstance(one, str | dict)
        ]
    found += [href for wanted in ("shortlink", "amphtml") for rel, href in links if wanted in rel.lower().split()]
    found += meta.get("twitter:url", []) + meta.get("al:web:url", [])
    return list(dict.fromkeys(address.strip() for address in found if isinstance(address, str) and address.strip()))
