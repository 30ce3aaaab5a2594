"""Record -> column values: the one function between what a page said and what the archive keeps.

The paste form, `load` and `copy` all go through here, and COPY calls neither `save()` nor a signal: so
whatever must be true of an imported story is made true here or by Postgres.
"""

import hashlib
import json
import re
import unicodedata
from dataclasses import asdict, fields

from articles.importers.record import Dating, Picture, ReadMore, Record
from articles.markup import clean_body
from articles.models.naming import slug_of

# The columns' own bounds; a longer byline or label is cut there, and the capture keeps it whole.
BYLINE, DATELINE, SECTION, LABEL, URL, EXTERNAL_ID = 500, 200, 100, 60, 2000, 500
OLD_ADDRESS = 600  # so that its unique index holds it: a b-tree takes 2,704 bytes
WEB_ADDRESS = re.compile(r"https?://\S+")


def article_columns(record):
    """The values of an `Article`'s own columns, as a dict; no slug, no keys of other rows."""
    return {
        "headline": record.headline,
        "standfirst": record.standfirst,
        "body": clean_body("\n\n".join(record.body)),
        "byline": record.byline[:BYLINE],
        "dateline": record.dateline[:DATELINE],
        "language": record.language,
        "section": record.section[:SECTION],
        "original_url": web_address(record.url),
        "updated_at": record.updated_at,
        "external_id": external_id(record),
        "record_hash": record_hash(record),
        **date_columns(record.dating),
    }


def date_columns(dating):
    if not dating:
        return {"published_on": None, "published_at": None, "date_precision": "day", "date_basis": ""}
    return {
        "published_on": dating.on,
        "published_at": dating.at,
        "date_precision": dating.precision,
        "date_basis": dating.basis,
    }


def wanted_slug(record):
    """What the story's address should end in, where that is free."""
    return slug_of(record.slug or record.headline)


def link_columns(record):
    """The values of the article's `ReadMoreLink` rows, in the order of the page."""
    rows = [
        {
            "after": link.after,
            "label": link.label[:LABEL],
            "headline": link.headline,
            "line": link.line,
            "url": web_address(link.url),
        }
        for link in record.read_more
    ]
    return [{**row, "state": "external" if row["url"] else "pending"} for row in rows]


def picture_columns(record):
    """The values of the article's `Picture` rows; a picture without a usable address is left out."""
    return [
        {**asdict(picture), "position": place}
        for place, picture in enumerate(record.pictures)
        if web_address(picture.url)
    ]


def correction_columns(record):
    """The values of the article's `Correction` rows."""
    return [{"corrected_on": on, "text": text} for on, text in record.corrections]


def old_addresses(record):
    """The addresses that led to the story where it came from."""
    urls = dict.fromkeys([record.url, *record.former_urls])
    return [url for url in urls if web_address(url) and len(url) <= OLD_ADDRESS]


def web_address(url):
    return url if len(url) <= URL and WEB_ADDRESS.fullmatch(url) else ""


def external_id(record):
    """The publisher's own key, else the page's address, else its printed date and headline.

    The last is what a saved page has: the same headline on another day may be another story ("Weather").
    """
    key = record.external_id or web_address(record.url)
    if not key:
        on = record.dating.on.isoformat() if record.dating else "undated"
        key = f"{on} {folded(record.headline)}"
    if len(key) <= EXTERNAL_ID:
        return key
    return f"{key[: EXTERNAL_ID - 33]} {hashlib.sha256(key.encode()).hexdigest()[:32]}"


def folded(text):
    """`text` in lower case, letters and digits only, one space between words."""
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold()))


def record_hash(record):
    """SHA-256, in hexadecimal, of all that the page said. Proposals are our reading, not the page's words.

    What is empty is left out, so that a field which records gain later does not change the pages of today.
    """
    said = {field: _plain(value) for field in SAID if (value := getattr(record, field))}
    return hashlib.sha256(CANONICAL.encode(said).encode()).hexdigest()


CANONICAL = json.JSONEncoder(default=str, sort_keys=True)
SAID = [field.name for field in fields(Record) if field.name != "proposals"]
PARTS = {part: [field.name for field in fields(part)] for part in (ReadMore, Picture, Dating)}


def _plain(value):
    """A part of a record as a dict. `asdict` would copy every value in it, which takes ten times as long."""
    if type(value) in PARTS:
        return {name: getattr(value, name) for name in PARTS[type(value)]}
    if isinstance(value, tuple) and value and type(value[0]) in PARTS:
        return [_plain(part) for part in value]
    return value
