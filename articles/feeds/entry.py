"""What a feed says of a list and of each of its stories: the same in every format."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from mimetypes import guess_type

from django.utils.formats import date_format
from django.utils.html import escape, linebreaks
from django.utils.translation import gettext as _

from articles.direction import direction
from articles.exporters.about import About
from articles.exporters.bodies import NOT_IN_XML, elements, encoded
from articles.exporters.story import Pointer, Story
from articles.markup import with_whole_addresses
from articles.models import Archive, Correction
from articles.models.dating import Precision, midnight


@dataclass(frozen=True, slots=True)
class Channel:
    """A page of a list. `page` is the address of the list as a page for people, `address` of this document, `first`
    of the feed's first one; `newer` and `older` are those beside it, or "". `updated` is when it last changed.
    `hub` is the address of a WebSub hub, or "". `identity` is what the list is in the archive, and `archive` whose
    names are given to it and to its entries; it is known where a feed is written."""

    title: str
    note: str
    about: About
    language: str
    page: str
    address: str
    first: str
    newer: str
    older: str
    updated: datetime
    hub: str
    identity: str
    archive: Archive | None = None

    def urn(self, thing: "Channel | Entry") -> str:
        """The name of the list, or of one of its entries, for ever."""
        return self.archive.urn(thing.identity)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A picture, which stays where it is; `media_type` as its name says, or ""."""

    url: str
    media_type: str
    caption: str
    credit: str


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A story, or what is said of one, as feeds tell it; texts have nothing that XML cannot hold, and addresses are
    whole.

    `identity` is what it is in the archive, which stays whatever becomes of headline and date; `Channel.urn` makes a
    name for the world of it. `published` is the moment, or the first of the day where only that is known; None where
    not even that is, since formats of feeds have no other way to say a month. `issued` says what is known, to its
    precision, and `basis` on whose word. `updated` is when the page last changed for readers here, and `modified` when
    its publisher says that the story was updated, or None.
    """

    identity: str
    address: str
    title: str
    summary: str = ""
    language: str
    html: str
    issued: str
    basis: str = ""
    published: datetime | None
    updated: datetime
    modified: datetime | None = None
    authors: list[str] = field(default_factory=list)
    publisher: str = ""
    cited: list[str] = field(default_factory=list)
    section: str = ""
    tags: list[tuple[str, str]] = field(default_factory=list)
    origin: str = ""
    pictures: list[Attachment] = field(default_factory=list)
    corrections: list[tuple[date, str]] = field(default_factory=list)


def of_story(story: Story, about: About) -> Entry:
    return Entry(
        identity=f"article:{story.pk}",
        address=about.of(story),
        title=plain(story.headline),
        summary=plain(story.standfirst),
        language=plain(story.language),
        html=_html(story, about),
        issued=story.published.iso,
        basis=story.published.basis,
        published=story.published.at or _first_moment(story),
        updated=max(story.changed_at or story.modified_at, story.published.at or midnight(story.published.on)),
        modified=story.updated_at,
        authors=[plain(name) for name in story.authors or filter(None, [story.byline])],
        publisher=plain(story.publisher),
        cited=[plain(name) for name in story.cited],
        section=plain(story.section),
        tags=[(kind, plain(name)) for kind, name in story.tags],
        origin=encoded(plain(story.url)),
        pictures=[_attachment(picture) for picture in story.pictures],
        corrections=[(on, plain(text)) for on, text in story.corrections],
    )


def of_correction(correction: Correction, about: About) -> Entry:
    """An entry of its own beside the story's."""
    article, day = correction.article, midnight(correction.corrected_on)
    return Entry(
        identity=f"correction:{correction.pk}",
        address=about.absolute(f"{article.get_absolute_url()}#{correction.anchor}"),
        title=plain(article.headline),
        language=plain(article.language),
        html=linebreaks(plain(correction.text), autoescape=True),
        issued=correction.corrected_on.isoformat(),
        published=day,
        updated=day,
        publisher=plain(article.source.name if article.source else ""),
    )


def plain(text: str) -> str:
    return NOT_IN_XML.sub("", text)


def _first_moment(story: Story) -> datetime | None:
    return midnight(story.published.on) if story.published.precision == Precision.DAY else None


def _attachment(picture) -> Attachment:
    url = encoded(plain(picture.url))
    return Attachment(url, guess_type(url)[0] or "", plain(picture.caption), plain(picture.credit))


def _html(story: Story, about: About) -> str:
    """The text with its corrections above it, as on the page, and read-more lines in their places."""
    story = replace(story, read_more=tuple(map(_for_readers, story.read_more)))
    parts = [*map(_correction, story.corrections), *elements(story, about)]
    html = with_whole_addresses(NOT_IN_XML.sub("", "\n".join(parts)), about.of(story))
    # Feeds have no place for the direction of a text but the text.
    return f'<div lang="{escape(plain(story.language))}" dir="rtl">{html}</div>' if _is_rtl(story) else html


def _is_rtl(story: Story) -> bool:
    return direction(story.language) == "rtl"


def _for_readers(pointer: Pointer) -> Pointer:
    """No feed leads to a draft, or to a story that was withdrawn."""
    return pointer if pointer.is_open else replace(pointer, leads_to="")


def _correction(correction) -> str:
    on, text = correction
    said = _("Correction, %(day)s: %(text)s") % {"day": date_format(on), "text": text}
    return linebreaks(said, autoescape=True)
