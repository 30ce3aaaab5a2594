"""What one version of a story says that another does not, part by part, to be read."""

from dataclasses import dataclass
from html import escape

from django.utils.translation import gettext_lazy as _

from articles.related.differences import BREAK, SAME, differences

# The parts of a story that readers read, in the order of the page.
WORDS = {
    "section": _("Section"),
    "headline": _("Headline"),
    "standfirst": _("Standfirst"),
    "byline": _("Byline"),
    "dateline": _("Dateline"),
    "body": _("Text"),
}
# What is said of it: one thing in the place of another.
FACTS = {
    "published": _("Date of publication"),
    "updated_at": _("Updated by the publisher"),
    "source": _("Publisher"),
    "language": _("Language"),
    "original_url": _("Original address"),
    "slug": _("Address here"),
}
# The columns in which they stand.
COLUMNS = (*WORDS, "published_on", "published_at", "date_precision", "date_basis", *list(FACTS)[1:])


@dataclass(frozen=True)
class Change:
    """A part that differs: `paragraphs` of Pieces, or the fact `before` and `after`, either of which may be None.

    `longer` says that the text is compared only as far as `differences` goes.
    """

    name: str
    label: str
    paragraphs: list | None = None
    longer: bool = False
    before: object = None
    after: object = None

    @property
    def in_markup(self):
        """Whether the words are the same, and what differs is how they are set."""
        return self.paragraphs is not None and all(piece.kind == SAME for words in self.paragraphs for piece in words)


LINES = _("Read-more lines")


def changes(older, newer):
    """The Changes from one row of a story to a later one; [] where a reader would see none."""
    return [*_words(older, newer), *_lines(older, newer), *_facts(older, newer)]


def _words(older, newer):
    for name, label in WORDS.items():
        before, after = getattr(older, name), getattr(newer, name)
        if before != after:
            texts = (before, after) if name == "body" else (escape(before), escape(after))
            paragraphs, longer = differences(*texts)
            yield Change(name, label, paragraphs, longer)


def _lines(older, newer):
    if _lines_differ(older, newer):
        paragraphs, longer = differences(_told(older), _told(newer))
        yield Change("read_more", LINES, paragraphs, longer)


def _lines_differ(older, newer):
    """Whether other lines are there, or in another order; nothing is said of a version whose lines were not kept."""
    return None not in (older.read_more, newer.read_more) and _told(older) != _told(newer)


def _told(row):
    """The lines as a body: a block for each."""
    return BREAK.join(escape(f"{line['label']}: {line['headline']}") for line in row.read_more)


def _facts(older, newer):
    for name, label in FACTS.items():
        before, after = getattr(older, name), getattr(newer, name)
        if before != after:
            yield Change(name, label, before=before, after=after)


def changed(older, newer):
    """The labels of what differs, without looking at the words."""
    lines = [LINES] if _lines_differ(older, newer) else []
    return [*_differing(WORDS, older, newer), *lines, *_differing(FACTS, older, newer)]


def _differing(labels, older, newer):
    return [label for name, label in labels.items() if getattr(older, name) != getattr(newer, name)]
