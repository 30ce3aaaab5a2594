"""A story as plain text, as a librarian would file it: what it is, line by line, then its paragraphs, unwrapped."""

from __future__ import annotations

from collections.abc import Iterator

from lxml.html import HtmlElement, fragment_fromstring

from articles.exporters.about import About
from articles.exporters.bodies import NOT_IN_XML, leads_to
from articles.exporters.story import Pointer, Story
from articles.markup import clean, is_block

# Elements that stand on lines of their own.
OWN_LINE = {"p", "li", "tr", "blockquote", "h2", "h3", "h4", "h5", "h6", "dt", "dd", "figcaption", "pre", "caption"}


def document(story: Story, about: About) -> str:
    """The header's lines, an empty one, and blocks with an empty line between two."""
    header = "\n".join(f"{name}: {' '.join(value.split())}" for name, value in _header(story, about) if value)
    blocks = [story.standfirst, *(_part(part, about) for part in story.parts())]
    return "\n\n".join([header, *filter(None, (block.strip() for block in blocks))]) + "\n"


def _header(story: Story, about: About) -> Iterator[tuple[str, str]]:
    """A date is in ISO 8601, to the precision that is known."""
    published = story.published
    yield "Headline", story.headline
    yield "Publisher", story.publisher
    yield "Published", f"{published.iso}, {published.said}" if published else ""
    yield "Updated", story.updated_at.isoformat() if story.updated_at else ""
    yield "Captured", story.captured_at.isoformat() if story.captured_at else ""
    yield "By", story.byline or ", ".join(story.authors)
    yield "Dateline", story.dateline
    yield "Section", story.section
    yield "Language", story.language
    yield "Cites", "; ".join(story.cited)
    for kind in dict.fromkeys(kind for kind, _ in story.tags):
        yield kind.capitalize(), "; ".join(story.names(kind))
    yield "Address", about.of(story)
    yield "Permanent address", about.absolute(story.permanent)
    yield "Original address", story.url
    for picture in story.pictures:
        yield "Picture", " ".join(filter(None, [picture.caption, picture.credit, f"<{picture.url}>"]))
    for on, text in story.corrections:
        yield f"Correction of {on.isoformat()}", text


def _part(part: str | Pointer, about: About) -> str:
    if isinstance(part, Pointer):
        address = leads_to(part, about)
        return f"{part.label}: {part.headline}{f' <{address}>' if address else ''}"
    return text_of(clean(part))


def text_of(markup: str) -> str:
    """The text of a block of clean HTML: its items and rows a line each, cells with a tab between two."""
    root = fragment_fromstring(NOT_IN_XML.sub("", markup), create_parent="div")
    pieces = list(_pieces(root, kept="<pre" in markup))
    lines = "".join(pieces).split("\n")
    return "\n".join(line.strip(" \t") if not is_block(markup) else line.rstrip() for line in lines if line.strip())


def _pieces(element: HtmlElement, kept: bool) -> Iterator[str]:
    """The text in and between elements; white space is folded, unless it is `kept`."""
    yield {"li": "- ", "br": "\n"}.get(element.tag, "")
    yield _folded(element.text, kept)
    for child in element:
        if child.tag in OWN_LINE:
            yield "\n"
        yield from _pieces(child, kept)
        yield {"td": "\t", "th": "\t"}.get(child.tag, "\n" if child.tag in OWN_LINE else "")
        yield _folded(child.tail, kept)


def _folded(text: str | None, kept: bool) -> str:
    if not text or kept:
        return text or ""
    folded = " ".join(text.split())
    return f"{' ' if text[0].isspace() else ''}{folded}{' ' if text[-1].isspace() and folded else ''}"
