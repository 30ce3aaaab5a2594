"""A story as XHTML: the chapter of a book."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from lxml import etree
from lxml.html import fragment_fromstring

from articles.direction import direction
from articles.exporters.about import About
from articles.exporters.bodies import NOT_IN_XML, elements, encoded
from articles.exporters.story import Story

# Where an element may stand, and what an attribute may say (HTML, 4.4, 4.9, 3.2.6).
HOMES = {"li": ("ul", "ol"), "dt": ("dl",), "dd": ("dl",), "figcaption": ("figure",)}
LANGUAGE = re.compile("[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
NUMBER = re.compile("[0-9]{1,4}")
VALUES = {"start": NUMBER, "colspan": NUMBER, "rowspan": NUMBER, "lang": LANGUAGE, "dir": re.compile("ltr|rtl|auto")}


def chapter(story: Story, about: About) -> str:
    """A whole document of XHTML; `title` of it is the headline."""
    above = "".join(_paragraph(kind, text) for kind, text in _above(story))
    below = "".join(f"<p>{line}</p>\n" for line in _below(story, about))
    return f"""{head(xml_text(story.headline), story.language)}
<body>
<article>
<h1>{xml_text(story.headline)}</h1>
{above}{xhtml("".join(elements(story, about)))}
<footer>
{below}</footer>
</article>
</body>
</html>
"""


def head(title: str, language: str) -> str:
    """A document up to its body; `title` is XML already."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"{language_of(language)}>
<head>
<title>{title}</title>
<link rel="stylesheet" type="text/css" href="style.css"/>
</head>"""


def language_of(language: str) -> str:
    """The attributes of an element with a text in a language."""
    said = f' lang="{language}" xml:lang="{language}"' if LANGUAGE.fullmatch(language) else ""
    return f'{said} dir="{direction(language)}"'


def xml_text(text: str) -> str:
    return html.escape(NOT_IN_XML.sub("", text), quote=False)


def xhtml(markup: str) -> str:
    """Clean HTML as one well-formed element that is valid too: a reading system may refuse a book for less."""
    root = fragment_fromstring(NOT_IN_XML.sub("", markup), create_parent="div")
    for element in root.iter():
        if element.tag in HOMES and element.getparent().tag not in HOMES[element.tag]:
            element.tag = "div"
        for name, value in element.items():
            if name in VALUES and not VALUES[name].fullmatch(value):
                del element.attrib[name]
        if "href" in element.attrib:
            element.set("href", encoded(element.get("href")))
        elif element.tag == "a":
            element.tag = "span"
            element.attrib.pop("rel", None)
    return etree.tostring(root, encoding="unicode")


def _paragraph(kind: str, text: str) -> str:
    return f'<p class="{kind}">{xml_text(text)}</p>\n' if text else ""


def _above(story: Story) -> Iterator[tuple[str, str]]:
    yield "standfirst", story.standfirst
    yield "about", story.byline or ", ".join(story.authors)
    published = story.published
    yield "about", story.publisher
    yield "about", f"{published.long}, {published.said}" if published else ""


def _below(story: Story, about: About) -> Iterator[str]:
    """Corrections, pictures, names and addresses. A book may not show what lies elsewhere: pictures are named."""
    for on, text in story.corrections:
        yield f"Correction of {on.isoformat()}: {xml_text(text)}"
    for picture in story.pictures:
        said = " ".join(filter(None, [picture.caption or picture.alt, picture.credit and f"({picture.credit})"]))
        yield f"Picture: {_link(picture.url, said)}"
    if story.tags:
        yield xml_text("; ".join(name for _, name in story.tags))
    if story.url:
        yield f"From {_link(story.url)}"
    yield f"Kept at {_link(about.of(story))}"


def _link(url: str, words: str = "") -> str:
    return f'<a href="{html.escape(encoded(url))}">{xml_text(words or url)}</a>'
