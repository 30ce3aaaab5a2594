"""The HTML that a body may hold: the one allow-list, for whatever comes in and for whatever is shown."""

import re

import nh3

INLINE = {"a", "abbr", "b", "bdi", "br", "cite", "code", "em", "i", "q", "s", "small", "span", "strong", "sub", "sup"}
BLOCK = {"blockquote", "dl", "dd", "dt", "h2", "h3", "h4", "hr", "li", "ol", "p", "pre", "ul"}
BLOCK |= {"table", "caption", "thead", "tbody", "tr", "th", "td", "figure", "figcaption"}
ATTRIBUTES = {
    "*": {"lang", "dir"},
    "a": {"href", "hreflang"},
    "abbr": {"title"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
SCHEMES = {"http", "https", "mailto"}

ALLOWED = {
    "tags": INLINE | BLOCK,
    "clean_content_tags": {"script", "style"},
    "attributes": ATTRIBUTES,
    "url_schemes": SCHEMES,
    # An archive vouches for a story, not for where its links lead by now.
    "link_rel": "nofollow noopener",
}
CLEANER = nh3.Cleaner(**ALLOWED)
STARTS_A_BLOCK = re.compile(rf"<(?:{'|'.join(sorted(BLOCK - {'li', 'dd', 'dt', 'tr', 'td', 'th'}))})[\s>]", re.I)
BLANK_LINES = re.compile(r"\n[^\S\n]*\n\s*")


def _has_marks(html):
    """Whether there is anything that the cleaner would change or write otherwise. One by one: a tenth of `any`."""
    return "<" in html or "&" in html or ">" in html or "\r" in html or "\0" in html


def clean(html):
    """`html` with everything taken out that the allow-list lacks, well-formed, on lines without a blank one."""
    if not _has_marks(html):
        html = html.strip()  # plain text, as most blocks are: nothing to take out
        return BLANK_LINES.sub("\n", html) if "\n" in html else html
    # The cleaner writes a no-break space as an entity; an editor is to see a space, and a search to meet one.
    cleaned = CLEANER.clean(html).replace("&nbsp;", "\N{NO-BREAK SPACE}")
    return BLANK_LINES.sub("\n", cleaned.strip())


def with_whole_addresses(html, base):
    """Clean HTML in which each address that is not whole is one as seen from the page `base`."""
    if 'href="' not in html:
        return html
    # A link keeps the `rel` that it has, or has none: one that leads to another story here is vouched for.
    allowed = ALLOWED | {"link_rel": None, "attributes": ATTRIBUTES | {"a": ATTRIBUTES["a"] | {"rel"}}}
    return nh3.Cleaner(**allowed, url_relative=("rewrite_with_base", base)).clean(html)


def clean_body(text):
    """A body as it is kept: blocks of clean HTML with one blank line between two.

    `text` is what an editor typed or a parser joined. Each block is cleaned by itself, so that a tag
    left open in one cannot swallow the next.
    """
    blocks = BLANK_LINES.split(text.replace("\r\n", "\n").replace("\r", "\n").strip())
    return "\n\n".join(cleaned for block in blocks if (cleaned := clean(block)))


def is_block(html):
    """Whether a clean block is an element of its own, and not a paragraph's inline markup."""
    return bool(STARTS_A_BLOCK.match(html))
