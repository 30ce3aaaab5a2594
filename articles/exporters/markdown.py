"""Markdown: a zip with a file a story, "1969-07-21-two-men-walk-on-the-moon.md": front matter in YAML, then the text.

Text is text: what Markdown would take for markup is escaped. The markup of a block that CommonMark lacks is left out
and its words stay.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator

import yaml
from markdownify import MarkdownConverter

from articles.exporters.about import About
from articles.exporters.bodies import elements, encoded, leads_to
from articles.exporters.jsonl import as_object, filled
from articles.exporters.story import Story
from articles.exporters.zipped import streamed

# Members of our JSON Lines that stand in the front matter in another form, or in the text.
NOT_IN_FRONT = {"newsroom", "headline", "standfirst", "body", "language", "published", "tags", "read_more", "address"}
# File systems take 255 bytes.
LONGEST_NAME = 200
NOT_IN_A_NAME = re.compile(r"[^\w-]+")
OTHER_LINE_ENDS = re.compile("[\r\x85\u2028\u2029]")
ONLY_WORDS = re.compile(r"<p>([^<]*)</p>")
SPACE = re.compile(r"[ \t\r\n]+")
BACKTICKS = re.compile(r"`+")


def pieces(stories: Iterable[Story], about: About) -> Iterator[bytes]:
    return streamed((name(story), document(story, about).encode()) for story in stories)


def name(story: Story) -> str:
    """A name that no other story has: its date and slug, by which its address is one story's too."""
    if not story.address:
        return f"{story.status}-{story.pk}.md"
    plain = NOT_IN_A_NAME.sub("-", story.slug)
    short = plain.encode()[:LONGEST_NAME].decode(errors="ignore")
    # What was cut or changed could be another's.
    return f"{story.published.on:%Y-%m-%d}-{short}{'' if short == story.slug else f'-{story.pk}'}.md"


def document(story: Story, about: About) -> str:
    front = yaml.dump(_front(story, about), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1_000_000)
    text = "\n\n".join(markdown(element) for element in elements(story, about))
    return f"---\n{front}---\n\n{text}\n"


class _Dumper(yaml.SafeDumper):
    """PyYAML reads a line end of another system as a space, unless it is written as an escape."""

    def represent_str(self, text: str) -> yaml.ScalarNode:
        return self.represent_scalar("tag:yaml.org,2002:str", text, style='"' if OTHER_LINE_ENDS.search(text) else None)


_Dumper.add_representer(str, _Dumper.represent_str)


def _front(story: Story, about: About) -> dict:
    """`title`, `description`, `date`, `lang` and `tags` as site generators have them; the rest by our own names."""
    published = story.published
    return filled(
        {
            "title": story.headline,
            "description": story.standfirst,
            "date": published and published.iso,
            "date_basis": published and published.basis,
            "lang": story.language,
            "tags": [tag for _, tag in story.tags],
            "tags_by_kind": {kind: story.names(kind) for kind in dict.fromkeys(kind for kind, _ in story.tags)},
            "address": about.of(story),
            "read_more": [
                filled({"headline": link.headline, "after": link.after, "leads_to": leads_to(link, about)})
                for link in story.read_more
            ],
            **{key: value for key, value in as_object(story).items() if key not in NOT_IN_FRONT},
        }
    )


class _Converter(MarkdownConverter):
    """markdownify, with fences and addresses that the text inside cannot end."""

    def convert_pre(self, el, text: str, parent_tags: set) -> str:
        longest = max(map(len, BACKTICKS.findall(text)), default=0)
        fence = "`" * max(3, longest + 1)
        return f"\n\n{fence}\n{text.strip(chr(10))}\n{fence}\n\n" if text.strip() else ""

    def convert_code(self, el, text: str, parent_tags: set) -> str:
        # A line that begins with a sign of Markdown would begin a block, in a span of code too.
        return super().convert_code(el, text if "_noformat" in parent_tags else " ".join(text.split()), parent_tags)

    def convert_a(self, el, text: str, parent_tags: set) -> str:
        el["href"] = encoded(el.get("href", ""), without="()")
        return super().convert_a(el, text, parent_tags)


CONVERTER = _Converter(
    escape_misc=True,
    heading_style="atx",
    bullets="-",
    newline_style="backslash",
    autolinks=False,
    table_infer_header=True,
)


def markdown(element: str) -> str:
    """A block element of clean HTML as CommonMark, tables as GitHub has them."""
    # Most paragraphs are text alone, and a tree of it takes twenty times as long.
    if words := ONLY_WORDS.fullmatch(element):
        return CONVERTER.escape(SPACE.sub(" ", html.unescape(words[1])).strip(), set())
    return CONVERTER.convert(element).strip()
