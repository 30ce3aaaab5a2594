"""What WordPress keeps as a post's content → HTML that a browser would show: paragraphs, no shortcodes, no comments.

Written after what WordPress itself does when it shows a post (its `wpautop`, `do_shortcode`, `do_blocks`).
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Callable

from articles.importers.record import Picture

# Each pattern stops where another of its kind begins, so that a thousand that never end are read once.
COMMENT = re.compile(r"<!--\s*(?P<parts>more|nextpage|noteaser|/?wp:)?.*?-->", re.DOTALL)
PROTECTED = re.compile(
    r"<(?P<tag>pre|code|script|style|textarea)\b[^<>]*>(?:(?!<(?P=tag)\b).)*?</(?P=tag)\s*>", re.DOTALL | re.IGNORECASE
)
KEPT_PLACE = re.compile("\ue000(\\d+)\ue001")


def content_html(content: str, picture_of: Callable[[str], Picture | None] = lambda key: None) -> str:
    """`content` as HTML; `picture_of` leads from the number of an attachment to its picture, where it is known."""
    # These letters belong to nobody, so they can mark the places of what must not be touched.
    text = content.replace("\r\n", "\n").replace("\r", "\n").replace("\ue000", "").replace("\ue001", "")
    kept: list[str] = []

    def put_aside(match: re.Match) -> str:
        kept.append(match.group())
        return f"\ue000{len(kept) - 1}\ue001"

    # Marks of sections that were nested by mistake; to HTML they would hide the words between them.
    text = text.replace("<![CDATA[", "").replace("]]>", "")
    text = PROTECTED.sub(put_aside, text)
    text = paragraphs(without_shortcodes(_without_comments(text), picture_of), kept)
    return KEPT_PLACE.sub(lambda match: kept[int(match[1])], text)


def _without_comments(text: str) -> str:
    """Block comments part paragraphs; a comment that never ends takes nothing with it."""
    end = text.rfind("-->") + len("-->") if "-->" in text else 0
    ended = COMMENT.sub(lambda match: "\n\n" if match["parts"] else "", text[:end])
    return ended + text[end:].replace("<!--", "")


# Shortcodes.

# Brackets in a text are mostly the text's own: a shortcode is one we know, or one with attributes or an end.
KNOWN = set(
    """
    ad ads adsense audio blip blog-stats caption contact-form contact-form-7 dailymotion embed fb gallery gist
    googleapps googlemaps googlevideo instagram iframe jetpack-related-posts jwplayer kaltura-widget media more
    ninja_form playlist poll polldaddy pullquote quote related-posts scribd sharethis slideshare slideshow soundcloud
    spotify ted toc tweet twitter twitter-follow video videopress vimeo vine wp_caption wpforms wpvideo youtube
    """.split()
)
ATTRIBUTES = r"(?:[^\[\]<>\"'“”″]|\"[^\"\n]*\"|'[^'\n]*'|[“”″][^“”″\n]*[“”″])"
CODE = re.compile(
    rf"\[(?P<open>\[?)(?P<name>[a-zA-Z][\w-]{{0,60}})(?P<said>(?=[\s=/\]:]){ATTRIBUTES}{{0,2000}})/?\](?P<close>\]?)"
)
END = re.compile(r"\[/(?P<name>[a-zA-Z][\w-]{0,60})\]")
ATTRIBUTE = re.compile(
    r"(?P<key>[\w-]+)\s*=\s*(?:\"(?P<a>[^\"]*)\"|'(?P<b>[^']*)'|[“”″](?P<c>[^“”″]*)[“”″]|(?P<d>[^\s\"'\]]+))"
)
CAPTION = re.compile(
    r"\[(?P<name>caption|wp_caption)(?P<said>[^\[\]]*)\](?P<inside>(?:(?!\[(?:wp_)?caption).)*?)\[/(?P=name)\]",
    re.DOTALL | re.I,
)
EMBED = re.compile(r"\[embed[^\[\]]*\]\s*(?P<url>https?://[^\s\[\]<>\"]+)\s*\[/embed\]", re.IGNORECASE)
IMAGE = re.compile(r"(?:<a\b[^<>]*>\s*)?<img\b[^<>]*>(?:\s*</a>)?", re.IGNORECASE)
ADDRESS = re.compile(r"https?://[^\s\"'<>\[\]]+")
PLAYERS = {
    "youtube",
    "vimeo",
    "audio",
    "video",
    "soundcloud",
    "spotify",
    "dailymotion",
    "tweet",
    "twitter",
    "instagram",
}
PLAYERS |= {"ted", "scribd", "slideshare", "playlist", "iframe", "gist", "fb", "media"}


def without_shortcodes(text: str, picture_of: Callable[[str], Picture | None] = lambda key: None) -> str:
    """Captions and galleries as figures, players as links, other shortcodes gone and what they enclose kept."""
    if "[" not in text:
        return text
    text = CAPTION.sub(_captioned, text)
    text = EMBED.sub(lambda match: f"\n\n{_link(match['url'])}\n\n", text)
    ended = {match["name"].lower() for match in END.finditer(text)}
    begun: set[str] = set()

    def replace(match: re.Match) -> str:
        name, said = match["name"].lower(), match["said"]
        if match["open"] and match["close"]:
            return match.group()[1:-1]
        if not (name in KNOWN or name in ended or ATTRIBUTE.search(said)):
            return match.group()
        begun.add(name)
        return match["open"] + _shown(name, said, picture_of) + match["close"]

    text = CODE.sub(replace, text)
    return END.sub(lambda match: "" if match["name"].lower() in begun | KNOWN else match.group(), text)


def _captioned(match: re.Match) -> str:
    """Before WordPress 3.4 the words of a caption were an attribute, since then they follow the image."""
    image = IMAGE.search(match["inside"])
    said = _attributes(match["said"]).get("caption", "")
    if not image:
        return match["inside"]
    words = said or (match["inside"][: image.start()] + match["inside"][image.end() :]).strip()
    return f"\n\n<figure>{image.group()}<figcaption>{words}</figcaption></figure>\n\n"


def _shown(name: str, said: str, picture_of: Callable[[str], Picture | None]) -> str:
    if name in ("gallery", "slideshow"):
        listed = _attributes(said)
        keys = re.findall(r"\d+", listed.get("ids") or listed.get("include") or "")
        return "".join(_figure(picture) for key in keys if (picture := picture_of(key)))
    address = ADDRESS.search(said) if name in PLAYERS else None
    return f"\n\n{_link(address.group())}\n\n" if address else ""


def _attributes(said: str) -> dict[str, str]:
    found = ATTRIBUTE.finditer(said)
    return {one["key"].lower(): one["a"] or one["b"] or one["c"] or one["d"] or "" for one in found}


def _link(url: str) -> str:
    url = entities.escape(entities.unescape(url))
    return f'<p><a href="{url}">{url}</a></p>'


def _figure(picture: Picture) -> str:
    url, alt, caption = (entities.escape(text) for text in (picture.url, picture.alt, picture.caption))
    return f'\n\n<figure><img src="{url}" alt="{alt}"><figcaption>{caption}</figcaption></figure>\n\n'


# Paragraphs.

BLOCK = (
    "table|thead|tfoot|caption|col|colgroup|tbody|tr|td|th|div|dl|dd|dt|ul|ol|li|form|map|area|blockquote|address|style|p|"
    "h[1-6]|hr|fieldset|legend|section|article|aside|hgroup|header|footer|nav|figure|figcaption|details|menu|summary|main"
)
STARTS = re.compile(rf"(<(?:{BLOCK})(?=[\s/>]))", re.IGNORECASE)
ENDS = re.compile(rf"(</(?:{BLOCK})\s*>)", re.IGNORECASE)
IS_BLOCK = re.compile(rf"\s*</?(?:{BLOCK})(?=[\s/>])", re.IGNORECASE)
BLANK = re.compile(r"\n[^\S\n]*(?:\n\s*)+")
BREAK = re.compile(r"<br\s*/?>$", re.IGNORECASE)


def paragraphs(text: str, kept: list[str] | None = None) -> str:
    """Blank lines part paragraphs, and line ends stay, wherever no block element says otherwise."""
    apart = ENDS.sub(r"\1\n\n", STARTS.sub(r"\n\n\1", text))
    return "\n".join(_paragraph(part, kept or []) for part in BLANK.split(apart.strip()) if part.strip())


def _paragraph(part: str, kept: list[str]) -> str:
    place = KEPT_PLACE.fullmatch(part.strip())
    if IS_BLOCK.match(part) or (place and kept[int(place[1])][:5].lower() in ("<pre>", "<pre ")):
        return part
    lines = [BREAK.sub("", line.strip()) for line in part.strip().split("\n")]
    return f"<p>{'<br>'.join(lines)}</p>"
