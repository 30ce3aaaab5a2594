"""The pieces of a story in the order of its page."""

from dataclasses import dataclass
from math import ceil

from articles.history.anchors import anchored, anchors
from articles.markup import clean, is_block
from articles.models import ReadMoreLink
from articles.related.shingles import words


@dataclass(frozen=True)
class Part:
    """A piece of the story in its place: a paragraph's inline HTML, a block element, or a read-more link ("link"),
    which in an old version is a dict of what it said ("line").

    `anchor` names a paragraph for whoever cites it; a block element has its own as `id` in its HTML.
    """

    kind: str
    html: str = ""
    link: ReadMoreLink | dict | None = None
    anchor: str = ""


def parts(blocks, links):
    """Blocks and links in the order of the page; links placed beyond the end stand at the end.

    Blocks were cleaned when they came in; they are cleaned again, since the allow-list of today counts.
    """
    waiting, found = [_pointer(link) for link in links], []
    for number, (block, anchor) in enumerate(zip(blocks, anchors(blocks), strict=True)):
        while waiting and waiting[0][0] <= number:
            found.append(waiting.pop(0)[1])
        found.append(_part(clean(block), anchor))
    return found + [part for _, part in waiting]


def _pointer(link):
    """(how many blocks stand before it, Part)"""
    return (link["after"], Part("line", link=link)) if isinstance(link, dict) else (link.after, Part("link", link=link))


def _part(html, anchor):
    return Part("block", anchored(html, anchor)) if is_block(html) else Part("paragraph", html, anchor=anchor)


# Words a minute, of somebody who reads English in silence: 238 (Brysbaert 2019, of 190 studies); of a script that
# writes without spaces each sign counts as one, which is near enough to the half of them.
PACE = 238


def minutes(body):
    """How long the text takes to read, in whole minutes, at least one."""
    return max(1, ceil(len(words(body)) / PACE))
