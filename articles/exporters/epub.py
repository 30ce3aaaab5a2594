"""EPUB 3.3: a book with a chapter a story, its contents in front.

The container wants `mimetype` first, stored and without a trailer (OCF 3.3, 4.2.2), so the book is put together in a
file before it is sent. Its identifier and its date come from the stories: the same stories make the same book.
"""

from __future__ import annotations

import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

from articles.direction import direction
from articles.exporters.about import About
from articles.exporters.chapter import LANGUAGE, chapter, head, language_of, xml_text
from articles.exporters.story import Story
from articles.exporters.zipped import add

# A book of up to this size never meets the disk.
IN_MEMORY = 8 * 1024 * 1024
PIECE = 64 * 1024
# The standard wants a moment; of a book without stories this is as true as any.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)

CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
  <rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
STYLE = """body { font-family: serif; line-height: 1.5; margin: 5%; }
h1 { font-size: 1.6em; line-height: 1.2; }
.standfirst { font-size: 1.15em; }
.about, figure, footer { font-family: sans-serif; font-size: 0.85em; }
blockquote { margin: 1em 1.5em; }
table { border-collapse: collapse; }
td, th { border: 1px solid; padding: 0.2em 0.5em; }
"""


@dataclass
class _Book:
    """What is kept of the stories while they are written: enough for the contents and the package."""

    about: About
    entries: list[tuple[str, str, str]] = field(default_factory=list)
    languages: Counter = field(default_factory=Counter)
    modified_at: datetime = NEVER

    def take(self, story: Story) -> str:
        """Note a story; returns the name of its chapter."""
        name = f"story-{story.pk}"
        self.entries.append((name, story.headline, story.language))
        self.languages[story.language if LANGUAGE.fullmatch(story.language) else "und"] += 1
        self.modified_at = max(self.modified_at, story.modified_at)
        return f"{name}.xhtml"


def pieces(stories: Iterable[Story], about: About) -> Iterator[bytes]:
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as file:
        with zipfile.ZipFile(file, "w") as archive:
            _write(archive, stories, _Book(about))
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


def _write(archive: zipfile.ZipFile, stories: Iterable[Story], book: _Book) -> None:
    add(archive, "mimetype", b"application/epub+zip", zipfile.ZIP_STORED)
    add(archive, "META-INF/container.xml", CONTAINER.encode())
    add(archive, "EPUB/style.css", STYLE.encode())
    for story in stories:
        add(archive, f"EPUB/{book.take(story)}", chapter(story, book.about).encode())
    add(archive, "EPUB/contents.xhtml", _contents(book).encode())
    add(archive, "EPUB/package.opf", _package(book).encode())


def _contents(book: _Book) -> str:
    rows = "".join(
        f'<li><a href="{name}.xhtml"{language_of(language)}>{xml_text(headline)}</a></li>\n'
        for name, headline, language in book.entries
    )
    # A table of contents has at least one entry.
    rows = rows or '<li><a href="contents.xhtml">No stories</a></li>\n'
    title = xml_text(book.about.title)
    return f"""{head(title, "en")}
<body>
<nav epub:type="toc" id="toc" role="doc-toc">
<h1>{title}</h1>
<ol>
{rows}</ol>
</nav>
</body>
</html>
"""


def _package(book: _Book) -> str:
    names = [name for name, _, _ in book.entries]
    identifier = uuid5(NAMESPACE_URL, " ".join([book.about.address, f"{book.modified_at.isoformat()}", *names]))
    languages = [language for language, _ in book.languages.most_common()] or ["en"]
    says = "".join(f"<dc:language>{xml_text(language)}</dc:language>\n" for language in languages)
    items = "".join(f'<item id="{name}" href="{name}.xhtml" media-type="application/xhtml+xml"/>\n' for name in names)
    order = "".join(f'<itemref idref="{name}"/>\n' for name in names)
    turning = "rtl" if direction(languages[0]) == "rtl" else "ltr"
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="book" xml:lang="en">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="book">urn:uuid:{identifier}</dc:identifier>
<dc:title>{xml_text(book.about.title)}</dc:title>
{says}<dc:source>{xml_text(book.about.address)}</dc:source>
<meta property="dcterms:modified">{book.modified_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}</meta>
</metadata>
<manifest>
<item id="contents" href="contents.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="style" href="style.css" media-type="text/css"/>
{items}</manifest>
<spine page-progression-direction="{turning}">
<itemref idref="contents"/>
{order}</spine>
</package>
"""
