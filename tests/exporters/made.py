"""Stories as the exporters get them, without a database: a plain one to change, and three that have everything."""

import io
import zipfile
from datetime import UTC, date, datetime

from articles.exporters.about import About
from articles.exporters.formats import BY_NAME, export
from articles.exporters.story import Pointer, Story
from articles.importers.record import Picture
from articles.models.dating import Published

ABOUT = About("https://archive.example/", "The archive")

PLAIN = {
    "pk": 7,
    "headline": "The tide took the pier",
    "standfirst": "",
    "blocks": ("The pier went at noon.",),
    "byline": "",
    "authors": (),
    "dateline": "",
    "section": "",
    "language": "en",
    "publisher": "The Harbour Ledger",
    "published": Published(date(1969, 7, 21), "day", "printed"),
    "updated_at": None,
    "captured_at": None,
    "modified_at": datetime(2024, 8, 1, 9, 30, tzinfo=UTC),
    "url": "",
    "external_id": "",
    "status": "published",
    "withdrawal_note": "",
    "slug": "the-tide-took-the-pier",
    "address": "/1969/07/21/the-tide-took-the-pier/",
    "permanent": "/a/7/",
    "tags": (),
    "cited": (),
    "read_more": (),
    "pictures": (),
    "former_urls": (),
    "corrections": (),
}


def story(headline=PLAIN["headline"], *blocks, **fields):
    fields |= {"blocks": blocks} if blocks else {}
    return Story(**PLAIN | {"headline": headline} | fields)


def pointer(headline, after, **fields):
    said = {"line": f"Read more: {headline}", "label": "Read more", "url": "", "state": "pending", "leads_to": ""}
    return Pointer(headline=headline, after=after, **said | fields)


def written(form, *stories, about=ABOUT):
    """The bytes of an export in the format of a name."""
    return b"".join(export(BY_NAME[form], stories, about))


def unzipped(data):
    """The members of a zip as text, by name, in their order."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


HOSTILE = 'Mayor: "50% & more" <b>isn\'t</b> {enough} ]]> \\o/ $5_000 #1 ^~ 🌊'

FULL = story(
    HOSTILE,
    "HARBOUR — The first paragraph, with <em>weight</em> &amp; a "
    '<a href="https://example.org/?a=1&amp;b=(2)" rel="nofollow noopener">link</a>.',
    "<h2>What comes after</h2>",
    "<ul><li>One thing</li><li>Another [thing]</li></ul>",
    "# No heading, * no item, and &lt;script&gt; is a word.",
    "<pre>a line\n```\nof code ]]&gt;</pre>",
    pk=11,
    standfirst="=SUM(1) was what the clerk wrote; nothing else\nwas legible",
    byline="By Jane Doe and Smith and Sons, Ltd.",
    authors=("Jane Doe", "Smith and Sons, Ltd."),
    dateline="HARBOUR",
    section="Town",
    publisher="Ledger & Sons",
    published=Published(date(2024, 7, 16), "day", "stated", datetime(2024, 7, 16, 10, 0, tzinfo=UTC)),
    updated_at=datetime(2024, 7, 16, 12, 30, tzinfo=UTC),
    captured_at=datetime(2024, 7, 18, 8, 0, 5, tzinfo=UTC),
    url="https://ledger.example/town/50-percent_more?x={1}&y=2",
    external_id="ledger:4711",
    slug="mayor-50-more",
    address="/2024/07/16/mayor-50-more/",
    permanent="/a/11/",
    tags=(
        ("event", "Pier Vote"),
        ("organisation", "Smith & Sons"),
        ("person", "Jane Doe"),
        ("place", "Harbour"),
        ("topic", "tides"),
    ),
    cited=("Harbour Wire",),
    read_more=(
        pointer("Pier closed for good", 0, state="resolved", leads_to="/2024/07/01/pier-closed-for-good/"),
        pointer("Ships & <sails> at sea", 2, label="Also read", state="external", url="https://ships.example/?a=1&b=2"),
        pointer("A story nobody has", 99),
    ),
    pictures=(Picture("https://ledger.example/pier.jpg?w=1&h=2", 'The pier, "before"', "A. Photographer", "A pier"),),
    former_urls=("https://old.ledger.example/?p=4711",),
    corrections=((date(2024, 7, 17), "The vote was on Monday & not on Sunday."),),
)

# Known by its year; nobody says who printed it.
OLD = story(
    "A year of storms",
    pk=12,
    publisher="",
    published=Published(date(1931, 1, 1), "year", "inferred"),
    slug="a-year-of-storms",
    address="/1931/01/01/a-year-of-storms/",
    permanent="/a/12/",
    modified_at=datetime(2024, 7, 1, tzinfo=UTC),
)

# A draft in Urdu without a date.
RIGHT_TO_LEFT = story(
    "بندرگاہ پر طوفان",
    "بندرگاہ کے لوگ محفوظ ہیں۔",
    pk=13,
    language="ur",
    publisher="روزنامہ ساحل",
    published=None,
    status="draft",
    slug="",
    address="",
    permanent="/a/13/",
    modified_at=datetime(2024, 7, 2, tzinfo=UTC),
)

THREE = (FULL, OLD, RIGHT_TO_LEFT)
