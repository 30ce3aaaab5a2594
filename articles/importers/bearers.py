"""Whom records name - publishers, cited sources, authors, tags - as ids, for many records at a time."""

from dataclasses import dataclass, field

from django.db import connection

from articles.importers.nouns import LONGEST, MOST_HELD, Noun
from articles.models import Author, Import, Source, Tag


@dataclass(frozen=True, slots=True)
class Bearers:
    """The ids of all whom a record names. `accepted` are its proposals, as (kind, name), that are tags at once;
    `names` is the text by which a search finds all of them, as `Article.names` has it."""

    source_id: int | None
    cited: list[int]
    authors: list[int]
    tags: list[int]
    accepted: frozenset
    names: str


@dataclass
class Cast:
    """All names that a run, an `Import`, has met so far."""

    run: Import
    proposed: dict[tuple[str, str], int | None] = field(default_factory=dict)

    def __post_init__(self):
        self.sources, self.authors, self.tags = (Noun(model, self.run) for model in (Source, Author, Tag))

    def bearers(self, records):
        """The `Bearers` of each record, in order: no query where all names are known, and new ones are made."""
        self.sources.learn(pair for record in records for pair in _sources(record, self.run.publisher))
        self.authors.learn(pair for record in records for pair in _pairs(record.authors))
        self.tags.learn((kind, name[:LONGEST]) for record in records for kind, name in record.tags)
        self._learn_proposed({(one.kind, one.name[:LONGEST]) for record in records for one in record.proposals})
        return [self._of(record) for record in records]

    def _of(self, record):
        publisher, *cited = [self.sources.owner.get(pair) for pair in _sources(record, self.run.publisher)]
        accepted = frozenset(pair for pair in _turning_on(record) if self.proposed[pair])
        cited = [id_ for id_ in dict.fromkeys(cited) if id_ != publisher]
        authors = list(dict.fromkeys(self.authors.owner[pair] for pair in _pairs(record.authors)))
        told = [self.tags.owner[kind, name[:LONGEST]] for kind, name in record.tags]
        proposed = (self.proposed[pair] for pair in sorted(accepted))
        tags = list(dict.fromkeys([*told, *(self.tags.merged.get(id_, id_) for id_ in proposed)]))
        known = ((self.sources, cited), (self.authors, authors), (self.tags, tags))
        names = {name for noun, ids in known for id_ in ids for name in noun.names[id_]}
        return Bearers(publisher, cited, authors, tags, accepted, "; ".join(sorted(names)))

    def _learn_proposed(self, wanted):
        """Which proposed names the archive has as tags, by the very name."""
        if len(self.proposed) > MOST_HELD:
            self.proposed.clear()
        new = list(wanted - self.proposed.keys())
        if not new:
            return
        with connection.cursor() as cursor:
            cursor.execute(TAGS_OF_THE_VERY_NAME, [[kind for kind, _ in new], [name for _, name in new]])
            found = {(kind, name): tag_id for kind, name, tag_id in cursor.fetchall()}
        self.proposed.update({pair: found.get(pair) for pair in new})
        self.tags.learn_names(found.values())


TAGS_OF_THE_VERY_NAME = """
    SELECT n.kind, n.name, n.tag_id FROM unnest(%s::text[], %s::text[]) AS ask (kind, name)
    JOIN articles_tagname n ON n.kind = ask.kind AND n.key = headline_key(ask.name) AND n.name = ask.name
"""


def _sources(record, source):
    """The publisher first, `source` where the record has none, ("", "") for none, then whom the story cites."""
    return [("", (record.publisher or source)[:LONGEST]), *_pairs(record.cited)]


def _pairs(names):
    return [("", name[:LONGEST]) for name in names if name]


def _turning_on(record):
    """Proposals on which the story turns: in its headline or standfirst, or twice in its text."""
    top = f"{record.headline} {record.standfirst}"
    return [(one.kind, one.name[:LONGEST]) for one in record.proposals if one.count >= 2 or one.name[:LONGEST] in top]
