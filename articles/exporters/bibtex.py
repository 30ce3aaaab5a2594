r"""BibTeX: an @article a story, in UTF-8, for BibTeX with `inputenc` and for biblatex alike.

BibTeX counts every brace, one behind a backslash too ("Tame the BeaST", 2.2), so braces of a text are written as
commands; a second pair around a title keeps its capitals. `date` is biblatex' own and stops at what is known; `year`
and `month` are for the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from articles.exporters.about import About
from articles.exporters.references import address, key, known_parts, one_line, place, seen_on
from articles.exporters.story import Story

COMMANDS = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{sign: f"\\{sign}" for sign in "#$%&_"},
    }
)
# biblatex takes an address as it stands, and only braces and backslashes could end it.
IN_ADDRESS = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def pieces(stories: Iterable[Story], about: About) -> Iterator[bytes]:
    for story in stories:
        fields = "".join(f"  {name} = {value},\n" for name, value in _fields(story, about))
        yield f"@article{{{key(story)},\n{fields}}}\n\n".encode()


def _fields(story: Story, about: About) -> Iterator[tuple[str, str]]:
    published, seen = known_parts(story), seen_on(story, about)
    yield "title", f"{{{{{escaped(story.headline)}}}}}"
    if story.authors:
        yield "author", f"{{{' and '.join(map(_author, story.authors))}}}"
    if story.publisher:
        yield "journal", f"{{{{{escaped(story.publisher)}}}}}"
    if published:
        yield "date", f"{{{story.published.iso_date}}}"
        yield "year", f"{{{published[0]}}}"
        yield from (("month", MONTHS[month - 1]) for month in published[1:2])
    yield "url", f"{{{address(story, about).translate(IN_ADDRESS)}}}"
    if seen:
        yield "urldate", f"{{{seen:%Y-%m-%d}}}"
    if said := place(about):
        yield "note", f"{{{escaped(f'{about.title}, {said}')}}}"
    texts = {"abstract": story.standfirst, "keywords": ", ".join(name for _, name in story.tags)}
    yield from ((name, f"{{{escaped(text)}}}") for name, text in texts.items() if text)


def escaped(text: str) -> str:
    """`text` on one line, as TeX prints it."""
    return one_line(text).translate(COMMANDS)


def _author(name: str) -> str:
    """A name in which BibTeX would find two persons, or a family's name before a comma, is kept together."""
    whole = escaped(name)
    return f"{{{whole}}}" if "," in whole or " and " in f" {whole.lower()} " else whole
