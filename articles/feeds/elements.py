"""Elements of XML, for both formats that are made of them: lxml escapes, and refuses what is not well-formed."""

from datetime import UTC, datetime

from lxml import etree

ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DC = "http://purl.org/dc/elements/1.1/"
DCTERMS = "http://purl.org/dc/terms/"
MEDIA = "http://search.yahoo.com/mrss/"
XML = "http://www.w3.org/XML/1998/namespace"


def add(parent, name: str, text: str = "", **attributes: str):
    """A child of an element, `name` with its namespace in braces; attributes without a value are left out."""
    child = etree.SubElement(parent, name, {key: value for key, value in attributes.items() if value})
    child.text = text or None
    return child


def add_texts(parent, name: str, *texts: str | None):
    """A child for each of the texts that says something."""
    for text in filter(None, texts):
        add(parent, name, text)


def links(parent, channel, media_type: str):
    """How a document stands in its list: Atom's links, which RFC 5005 and WebSub also give to RSS."""
    rels = {"self": channel.address, "first": channel.first, "previous": channel.newer, "next": channel.older}
    for rel, address in rels.items():
        if address:
            add(parent, f"{{{ATOM}}}link", rel=rel, type=media_type, href=address)
    if channel.hub:
        add(parent, f"{{{ATOM}}}link", rel="hub", href=channel.hub)


def particulars(parent, entry):
    """What neither format has an element for. Dublin Core says dates to the precision that is known.

    They stand before the format's own dates, since a reader may let the last one that it meets count.
    """
    add(parent, f"{{{DCTERMS}}}issued", entry.issued)
    add_texts(parent, f"{{{DCTERMS}}}modified", entry.modified and rfc3339(entry.modified))
    add_texts(parent, f"{{{DC}}}publisher", entry.publisher)
    add_texts(parent, f"{{{DC}}}language", entry.language)
    add_texts(parent, f"{{{DCTERMS}}}references", *entry.cited)


def rfc3339(moment: datetime) -> str:
    """A moment in UTC, to the second."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def document(root) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")
