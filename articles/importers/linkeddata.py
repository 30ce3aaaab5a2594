"""What a page says of its story in JSON-LD and microdata (schema.org): one mapping of property → values."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator

from lxml.html import HtmlElement

# From what says most surely "a story" to what may be the page around one.
KINDS = (
    re.compile(r"(?:News|Reportage|Analysis|Opinion|Background|Review|AskPublic|Satirical|Advertiser)\w*Article$"),
    re.compile(r"(?:Article|BlogPosting|LiveBlogPosting|SocialMediaPosting|DiscussionForumPosting|Report|Recipe)$"),
    re.compile(r"(?:Review|CreativeWork|VideoObject|AudioObject|PodcastEpisode|Course|HowTo|Book|WebPage|ItemPage)$"),
)
# What leads from a page's description to its story's; a list of other stories is not among them.
LEADS_ON = ("@graph", "mainEntity", "mainEntityOfPage", "hasPart")
# Fences of the days when browsers printed scripts.
FENCE = re.compile(r"^(?:<!--|//\s{0,5}<!\[CDATA\[|<!\[CDATA\[|/\*[^*]{0,200}\*/)|(?:-->|\]\]>)$")
TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
# More descriptions than this on one page are a list.
MOST_NODES = 2000


def story(root: HtmlElement) -> dict[str, list]:
    """The properties of the page's story, JSON-LD before microdata; values are strings or mappings."""
    nodes = list(_nodes(root))
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 2}
    told: dict[str, list] = {}
    for node in sorted((node for node in nodes if _rank(node) < len(KINDS)), key=_rank):
        for name, value in node.items():
            values = value if isinstance(value, list) else [value]
            told.setdefault(name, [_resolved(one, by_id) for one in values])
    for name, values in _microdata(root).items():
        told.setdefault(name, values)
    return told


def _nodes(root: HtmlElement) -> Iterator[dict]:
    """Every description on the page, inside out of lists and graphs."""
    waiting: deque = deque()
    for script in root.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            waiting.append(_loaded(script.text or ""))
    for _ in range(MOST_NODES):
        if not waiting:
            return
        value = waiting.popleft()
        if isinstance(value, list):
            waiting.extendleft(reversed(value[:MOST_NODES]))
        elif isinstance(value, dict):
            yield value
            waiting.extend(value[name] for name in LEADS_ON if isinstance(value.get(name), dict | list))


def _loaded(text: str) -> object:
    """A script's JSON; None where even what is usually broken about it does not explain it."""
    bare = FENCE.sub("", text.strip().rstrip(";/*")).strip()
    for attempt in (
        bare,
        TRAILING_COMMA.sub("", bare),
        re.sub(r"\\(?![\"\\/bfnrtu])", "", TRAILING_COMMA.sub("", bare)),
    ):
        start = re.search(r"[\[{]", attempt)
        if not start:
            return None
        try:
            return json.JSONDecoder(strict=False).raw_decode(attempt, start.start())[0]
        except (ValueError, RecursionError):
            continue
    return _pieces(bare)


def _pieces(text: str) -> dict | None:
    """The plain properties of JSON that is broken somewhere, as far as its first story goes."""
    wanted = "headline|datePublished|dateModified|articleSection|description"
    found: dict[str, object] = {}
    for match in re.finditer(rf'"({wanted})"\s*:\s*"((?:[^"\\]|\\.){{1,2000}})"', text):
        try:
            found.setdefault(match[1], json.loads(f'"{match[2]}"', strict=False))
        except ValueError:
            continue
    if author := re.search(r'"author"\s*:\s*[\[{\s]{0,40}(?:[^{}\[\]]{0,300}?"name"\s*:\s*)?"([^"\\]{2,80})"', text):
        found["author"] = author[1]
    return {"@type": "Article", **found} if "headline" in found else None


def _rank(node: dict) -> int:
    """Place in KINDS of a description's kind, or their number."""
    kinds = node.get("@type")
    names = [str(kind) for kind in (kinds if isinstance(kinds, list) else [kinds])]
    return min((place for place, kind in enumerate(KINDS) for name in names if kind.search(name)), default=len(KINDS))


def _resolved(value: object, by_id: dict[str, dict]) -> object:
    """A reference {"@id": …} as what it refers to."""
    if isinstance(value, dict) and isinstance(value.get("@id"), str) and "name" not in value:
        return by_id.get(value["@id"], value)
    return value


def _microdata(root: HtmlElement) -> dict[str, list]:
    """The properties of the first story in microdata; of people only the name."""
    for scope in root.xpath("//*[@itemscope and @itemtype]"):
        if _rank({"@type": scope.get("itemtype").rstrip("/")}) < 2:
            return _properties(scope)
    return {}


def _properties(scope: HtmlElement) -> dict[str, list]:
    told: dict[str, list] = {}
    for element in scope.xpath(".//*[@itemprop]"):
        owner = next((above for above in element.iterancestors() if above.get("itemscope") is not None), scope)
        if owner is not scope:
            continue
        value = _value(element)
        for name in element.get("itemprop").split():
            if value:
                told.setdefault(name, []).append(value)
    return told


def _value(element: HtmlElement) -> object:
    if element.get("itemscope") is not None:
        named = element.xpath(".//*[contains(concat(' ', @itemprop, ' '), ' name ')]")
        name = _value(named[0]) if named and named[0].get("itemscope") is None else element.text_content().strip()
        return {"@type": (element.get("itemtype") or "").rstrip("/").split("/")[-1], "name": name}
    for attribute in ("content", "datetime"):
        if element.get(attribute):
            return element.get(attribute)
    if element.tag in ("a", "link", "img"):
        address = element.get("href") or element.get("src") or ""
        return address if element.tag != "a" else element.text_content().strip() or address
    return element.text_content().strip()


def texts(values: object) -> list[str]:
    """The plain words among the values of a property: strings, and the names of what is described."""
    found: list[str] = []
    for value in values if isinstance(values, list) else [values]:
        if isinstance(value, dict):
            value = value.get("name") or value.get("@value") or value.get("headline")
            value = value[0] if isinstance(value, list) and value else value
        if isinstance(value, str | int) and str(value).strip():
            found.append(" ".join(str(value).split()))
    return found
