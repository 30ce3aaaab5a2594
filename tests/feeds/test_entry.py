"""What hostile text becomes: feeds are well-formed whatever a story says."""

import json
from uuid import UUID

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.exporters.story import Story
from articles.feeds import atom, jsonfeed, rss
from articles.feeds.answer import NEVER
from articles.feeds.entry import Channel, of_story
from articles.importers.record import Picture
from articles.models import Archive
from tests.exporters.made import ABOUT, FULL, HOSTILE, pointer, story

OURS = Archive(uuid=UUID("6fa459ea-ee8a-4ca4-894e-db77e160355e"))
HERE = "https://archive.example/latest/feed"
# All that a text may be in Python, lone surrogates and control characters too.
TEXT = st.text(st.characters(), max_size=60)


def channel(title="The archive", note=""):
    page = "https://archive.example/latest/"
    return Channel(title, note, ABOUT, "en", page, HERE, HERE, "", "", NEVER, "", "list:/latest/?", OURS)


def written(writer, *stories: Story) -> bytes:
    return writer.write(channel(), [of_story(each, ABOUT) for each in stories])


@pytest.mark.parametrize("writer", [rss, atom])
def test_signs_of_markup_in_a_text_are_text(writer):
    read = feedparser.parse(written(writer, FULL), sanitize_html=False)
    assert read.bozo is False
    assert read.entries[0].title == HOSTILE
    assert "]]&gt;</pre>" in read.entries[0].content[0].value or "]]&gt;</pre>" in read.entries[0].content[-1].value


@given(headline=TEXT, standfirst=TEXT, block=TEXT, name=TEXT, language=TEXT)
def test_every_text_gives_a_feed_that_can_be_read(headline, standfirst, block, name, language):
    made = story(
        headline,
        block,
        standfirst=standfirst,
        authors=(name,),
        publisher=name,
        cited=(name,),
        section=name,
        language=language,
        url=f"https://ledger.example/{name}",
        tags=(("person", name),),
        pictures=(Picture(f"https://ledger.example/{name}.jpg", name, name, ""),),
        read_more=(pointer(name, 0), pointer(name, 1, url="https://x.example/")),
    )
    for writer in (rss, atom):
        read = feedparser.parse(written(writer, made))
        assert read.bozo is False
        assert len(read.entries) == 1
    (item,) = json.loads(written(jsonfeed, made))["items"]
    assert item["id"] == OURS.urn("article:7")


def test_a_feed_leads_to_no_story_that_a_reader_cannot_open():
    made = story(
        "One",
        "A paragraph.",
        read_more=(
            pointer("Withdrawn", 1, leads_to="/1969/07/01/withdrawn/", is_open=False),
            pointer("Elsewhere", 1, leads_to="/1969/07/01/draft/", is_open=False, url="https://x.example/"),
        ),
    )
    assert of_story(made, ABOUT).html == (
        '<p>A paragraph.</p>\n<p>Read more: Withdrawn</p>\n<p>Read more: <a href="https://x.example/">Elsewhere</a></p>'
    )


def test_addresses_of_links_are_whole():
    made = story("One", '<a href="../two/">two</a>, <a href="#three">three</a> and href="four"')
    assert of_story(made, ABOUT).html == (
        '<p><a href="https://archive.example/1969/07/21/two/" rel="nofollow noopener">two</a>, '
        '<a href="https://archive.example/1969/07/21/the-tide-took-the-pier/#three" rel="nofollow noopener">three</a> '
        'and href="four"</p>'
    )
