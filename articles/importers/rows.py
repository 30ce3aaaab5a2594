"""New stories → rows, by COPY: what `keep` does for one story, for as many as a batch has.

COPY fires triggers and checks constraints as INSERT does. Only the triggers that keep `Article.names` rest, for the
names come with the row, and the one that looks for the lines of new articles, for these come after them.
"""

from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from articles.importers.bearers import Bearers
from articles.importers.columns import (
    article_columns,
    correction_columns,
    link_columns,
    old_addresses,
    picture_columns,
    wanted_slug,
)
from articles.importers.record import Record
from articles.models import Article, Author, Byline, Citation, Source, SourceName, Tag, Tagging, TagName
from articles.models.naming import free_slug


@dataclass(slots=True)
class Story:
    """A story that is to be a new article: its record, the bytes it came as, whom it names, and its columns."""

    record: Record
    name: str
    data: bytes
    sha256: str
    bearers: Bearers
    columns: dict
    article_id: int
    public: bool

    @classmethod
    def of(cls, record, name, data, sha256, bearers, article_id, publish):
        columns = article_columns(record)
        public = bool(publish and columns["published_on"] and record.status in ("", "published"))
        return cls(record, name, data, sha256, bearers, columns, article_id, public)


def add(stories, run):
    """Write `stories`, which the archive must not have yet, in one transaction of the caller's.

    Raises IntegrityError where another run was quicker, and DataError where Postgres refuses a value.
    """
    _claim_slugs([story for story in stories if story.public])
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", [RESTING])
        _copy(cursor, "articles_article", _articles(stories, run))
        _copy(cursor, "articles_capture", _captures(stories, run), CAPTURE_TYPES)
        for table, rows in TABLES.items():
            _copy(cursor, table, (row for story in stories for row in rows(story)))
        cursor.execute("SELECT set_config('pgtrigger.ignore', NULL, true)")
        _add_old_addresses(cursor, stories)


RESTING_TRIGGERS = [
    trigger.get_pgid(model)
    for model in (Article, Author, Byline, Citation, Source, SourceName, Tag, Tagging, TagName)
    for trigger in model._meta.triggers
    if trigger.name.startswith("tells_articles") or (model is Article and trigger.name == "counts_wanted_on_insert")
]
RESTING = "{" + ",".join(RESTING_TRIGGERS) + "}"


def _claim_slugs(stories):
    """As `Article.claim_slug`, for all of them in their order: one query."""
    wanted = [wanted_slug(story.record) for story in stories]
    taken = {}
    with connection.cursor() as cursor:
        cursor.execute(TAKEN, [[story.columns["published_on"] for story in stories], wanted] * 2)
        for on, slug in cursor.fetchall():
            taken.setdefault(on, set()).add(slug)
    for story, slug in zip(stories, wanted, strict=True):
        on = story.columns["published_on"]
        story.columns["slug"] = free_slug(slug, taken.setdefault(on, set()))
        taken[on].add(story.columns["slug"])


# Through the unique indexes on (published_on, slug), which hold a day's few hundred addresses together.
TAKEN = """
    SELECT a.published_on, a.slug FROM unnest(%s::date[], %s::text[]) AS ask (published_on, slug)
    JOIN articles_article a ON a.published_on = ask.published_on AND a.slug ^@ ask.slug AND a.slug <> ''
    UNION
    SELECT f.published_on, f.slug FROM unnest(%s::date[], %s::text[]) AS ask (published_on, slug)
    JOIN articles_formeraddress f ON f.published_on = ask.published_on AND f.slug ^@ ask.slug
"""


def _copy(cursor, table, rows, types=None):
    """COPY dicts of columns, which all have the same keys, into a table; no rows are no statement."""
    rows = iter(rows)
    first = next(rows, None)
    if first is None:
        return
    form = " (FORMAT BINARY)" if types else ""
    # Django's cursor lends psycopg's `copy` without its own errors around it.
    with connection.wrap_database_errors, cursor.copy(f"COPY {table} ({', '.join(first)}) FROM STDIN{form}") as copy:
        if types:
            copy.set_types(types)
        copy.write_row(first.values())
        for row in rows:
            copy.write_row(row.values())


def _articles(stories, run):
    now = timezone.now()
    for story in stories:
        yield {
            "id": story.article_id,
            "source_id": story.bearers.source_id,
            "imported_by_id": run.pk,
            "names": story.bearers.names,
            "captured_at": now,
            "status": "published" if story.public else "draft",
            "slug": story.columns.pop("slug", ""),
            **story.columns,
        }


# Bytes go in as bytes: as text they would be twice as long.
CAPTURE_TYPES = ["int8", "int8", "varchar", "bytea", "varchar"]


def _captures(stories, run):
    for story in stories:
        yield {
            "article_id": story.article_id,
            "imported_by_id": run.pk,
            "name": story.name[:500],
            "content": story.data,
            "sha256": story.sha256,
        }


def _taggings(story):
    return [{"article_id": story.article_id, "tag_id": id_} for id_ in story.bearers.tags]


def _citations(story):
    cited = enumerate(story.bearers.cited)
    return [{"article_id": story.article_id, "source_id": id_, "position": place} for place, id_ in cited]


def _bylines(story):
    authors = enumerate(story.bearers.authors)
    return [{"article_id": story.article_id, "author_id": id_, "position": place} for place, id_ in authors]


def _of_story(columns):
    return lambda story: [{"article_id": story.article_id, **row} for row in columns(story.record)]


def _proposals(story):
    first = {}
    for found in story.record.proposals:
        first.setdefault(found.name[:200], found)
    for name, found in first.items():
        accepted = (found.kind, name) in story.bearers.accepted
        yield {
            "article_id": story.article_id,
            "kind": found.kind,
            "name": name,
            "count": found.count,
            "evidence": found.evidence,
            "state": "accepted" if accepted else "open",
        }


def _settlings(story):
    return [{"article_id": story.article_id}]


TABLES = {
    "articles_tagging": _taggings,
    "articles_citation": _citations,
    "articles_byline": _bylines,
    "articles_readmorelink": _of_story(link_columns),
    "articles_picture": _of_story(picture_columns),
    "articles_correction": _of_story(correction_columns),
    "articles_tagproposal": _proposals,
    "articles_settling": _settlings,
}


# An address that leads to a story already goes on doing so. In their order, so that two batches cannot wait for each
# other in a circle.
OLD_ADDRESSES = """
    INSERT INTO articles_oldaddress (article_id, url)
    SELECT article_id, url FROM unnest(%s::bigint[], %s::text[]) AS told (article_id, url) ORDER BY url, article_id
    ON CONFLICT (url) DO NOTHING
"""


def _add_old_addresses(cursor, stories):
    told = [(story.article_id, url) for story in stories for url in old_addresses(story.record)]
    if told:
        cursor.execute(OLD_ADDRESSES, [[id_ for id_, _ in told], [url for _, url in told]])
