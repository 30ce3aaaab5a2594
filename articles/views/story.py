"""The pieces of a story in the order of its page."""

from dataclasses import dataclass
from math import ceil

from articles.direction import direction, reads
from articles.history.anchors import anchored, anchors, text_of
from articles.markup import clean, is_block
from articles.models import ReadMoreLink
from articles.related.shingles import words


@dataclass(frozen=True)
class Part:
    """A piece of the story in its place: a paragraph's inline HTML, a block element, or a read-more link ("link"),
    which in an old version is a dict of what it said ("line").

    `anchor` names a paragraph for whoever cites it, and `turned` says that its words may run the other way than the
    story's; a block element has its own `id` and `dir` in its HTML.
    """

    kind: str
    html: str = ""
    link: ReadMoreLink | dict | None = None
    anchor: str = ""
    turned: bool = False


def parts(blocks, links, language):
    """Blocks and links in the order of the page; links placed beyond the end stand at the end.

    A paragraph says its direction where it is not the story's own, by its `language`: hardly one has to.

    Blocks were cleaned when they came in; they are cleaned again, since the allow-list of today counts.
    """
    waiting, found = [_pointer(link) for link in links], []
    for number, (block, anchor) in enumerate(zip(blocks, anchors(blocks), strict=True)):
        while waiting and waiting[0][0] <= number:
            found.append(waiting.pop(0)[1])
        found.append(_part(clean(block), anchor, direction(language)))
    return found + [part for _, part in waiting]


def _pointer(link):
    """(how many blocks stand before it, Part)"""
    return (link["after"], Part("line", link=link)) if isinstance(link, dict) else (link.after, Part("link", link=link))


def _part(html, anchor, around):
    # What has a direction of its own inside is no sign of where the rest begins.
    turned = "dir=" in html or "<bdi" in html or reads(text_of(html)) not in (around, "")
    if is_block(html):
        return Part("block", anchored(html, anchor, turned))
    return Part("paragraph", html, anchor=anchor, turned=turned)


# Words a minute, of somebody who reads English in silence: 238 (Brysbaert 2019, of 190 studies); of a script that
# writes without spaces each sign counts as one, which is near enough to the half of them.
PACE = 238


def minutes(body):
    """How long the text takes to read, in whole minutes, at least one."""
    return max(1, ceil(len(words(body)) / PACE))
