"""What an archive file holds: a file for each model of the archive, a member for each of its columns.

Columns that Postgres derives are left out, since they come back by themselves. A new column is in the file at once. A
new model wants a line in KINDS or a reason in LEFT_OUT; tests ask for it, and for a word on both in docs/format.md.
"""

from dataclasses import dataclass, field
from functools import cached_property

from django.conf import settings
from django.db import models
from django.db.models.fields import NOT_PROVIDED
from pghistory.models import Context

from articles import models as archive
from articles.takeout import values


@dataclass(frozen=True)
class Kind:
    """A model and its file. `renamed` has fields that the outside has another word for.

    `users_within` has fields of JSON, with the keys in them under which a user's number stands.
    `kept_as_files` names a column of bytes and that of their SHA-256: the bytes are files of their own, by that name.
    """

    name: str
    model: type[models.Model]
    renamed: dict = field(default_factory=dict)
    users_within: dict = field(default_factory=dict)
    kept_as_files: tuple[str, str] | None = None

    @property
    def words(self):
        return self.name.replace("_", " ")

    @property
    def file(self):
        return f"{self.name}.jsonl"

    @property
    def table(self):
        return self.model._meta.db_table


# In the order in which they are written and loaded: what a row refers to stands in its own file or in an earlier
# one, as far as that can be.
KINDS = (
    Kind("archive", archive.Archive),
    Kind("imports", archive.Import),
    Kind("failure_contexts", archive.FailureContext),
    Kind("import_failures", archive.ImportFailure),
    Kind("import_files", archive.ImportFile),
    Kind("import_file_parts", archive.ImportFilePart),
    Kind("sources", archive.Source),
    Kind("source_names", archive.SourceName),
    Kind("tags", archive.Tag),
    Kind("tag_names", archive.TagName),
    Kind("authors", archive.Author),
    Kind("former_slugs", archive.FormerSlug),
    Kind("subscriptions", archive.Subscription),
    Kind("articles", archive.Article),
    Kind("captures", archive.Capture, kept_as_files=("content", "sha256")),
    Kind("import_notes", archive.ImportNote),
    # Rows as the database had them: among them candidates of links, with the number of who rejected them.
    Kind("import_changes", archive.ImportChange, users_within={"before": ["decider_id"]}),
    Kind("citations", archive.Citation),
    Kind("taggings", archive.Tagging),
    Kind("tag_proposals", archive.TagProposal),
    Kind("bylines", archive.Byline),
    Kind("pictures", archive.Picture),
    Kind("corrections", archive.Correction),
    Kind("read_more_links", archive.ReadMoreLink),
    Kind("link_candidates", archive.LinkCandidate),
    Kind("related_stories", archive.RelatedStory),
    Kind("twin_pairs", archive.TwinPair),
    Kind("wire_copies", archive.WireCopy),
    Kind("settlings", archive.Settling),
    Kind("former_addresses", archive.FormerAddress),
    Kind("old_addresses", archive.OldAddress),
    # The middleware of django-pghistory notes the user by number.
    Kind("requests", Context, users_within={"metadata": ["user"]}),
    Kind(
        "versions",
        archive.ArticleVersion,
        renamed={
            "pgh_id": "id",
            "pgh_obj": "article",
            "pgh_label": "kept_because",
            "pgh_created_at": "kept_at",
            "pgh_context": "request",
        },
    ),
)

# Models that are in no file, and why.
LEFT_OUT = {
    archive.PeriodCount: "numbers of stories, counted anew where the archive is taken in",
    archive.WantedCount: "numbers of stories that ask for a headline: the same",
    archive.Coverage: "how many stories each tag, source and author has by month: counted again where it is taken in",
    archive.Standing: "the same in all",
    archive.CoverageChange: "what is not yet in these two",
    archive.Reading: "when the words of all stories were last counted: they are counted anew where it is taken in",
    archive.Drawn: "some stories' words, by which is told how many a search finds: drawn anew with the words",
    archive.Lexeme: "how many stories have a word, by its stem: counted anew where the archive is taken in",
    archive.Word: "the same by the word as it is printed",
    archive.TextBand: "25 numbers a story, worked out from its body: made again where the archive is taken in",
    archive.TermFrequency: "how rare terms are, counted from the articles: `relate_articles` makes it again",
    archive.Posting: "30 rows a story, worked out from what it says: `relate_articles` makes them again",
    archive.Signature: "the same in one row",
    archive.Nearest: "what comes of comparing them; the related stories themselves are in `related_stories.jsonl`",
    archive.SetAside: "indexes that this database lacks for the moment",
    archive.Caller: "how often somebody has asked the API in this minute",
    archive.UploadedTable: "what an editor has sent and not imported yet: it is kept for a day, for that editor alone",
}


@dataclass(frozen=True)
class Column:
    name: str
    field: models.Field
    form: values.Form
    refers_to: str = ""  # the kind whose rows it names by id

    @property
    def words(self):
        words = f"id in `{self.refers_to}`" if self.refers_to else self.form.words
        return f"{words} or null" if self.field.null else words

    @property
    def schema(self):
        schema = self.form.schema
        if self.field.null and "type" in schema:
            schema = schema | {"type": [schema["type"], "null"]}
            if "enum" in schema:
                schema["enum"] = [*schema["enum"], None]
        return schema

    def read(self, row):
        """The column's value in a row; where the row lacks it (an older file may) its default. Raises ValueError."""
        if self.name not in row and self._default is NOT_PROVIDED:
            raise ValueError(f"“{self.name}” is missing")
        value = row.get(self.name, self._default)
        if value is None:
            if not self.field.null:
                raise ValueError(f"“{self.name}”: a value is needed here, not null")
            return None
        try:
            return self.form.read(value)
        except ValueError as error:
            raise ValueError(f"“{self.name}”: {error}") from None

    @cached_property
    def _default(self):
        field = self.field
        if field.has_default() and not field.primary_key:
            value = field.get_default()
            return None if value is None else self.form.written(value)
        if isinstance(field.db_default, models.Value):
            return field.db_default.value
        if field.null:
            return None
        return "" if field.blank and field.empty_strings_allowed else NOT_PROVIDED


def columns(kind, users=None):
    """The columns of a kind; `users` (`users.Users`) knows users by name, where values are to be written or read."""
    return [
        _column(kind, each, users)
        for each in kind.model._meta.concrete_fields
        if not each.generated and each.name != (kind.kept_as_files or [None])[0]
    ]


def _column(kind, field, users):
    name = kind.renamed.get(field.name, field.name)
    if field.name in kind.users_within:
        return Column(name, field, values.WithUsers(users, kind.users_within[field.name]))
    if not field.remote_field:
        return Column(name, field, values.form_of(field))
    other = field.related_model
    if other._meta.label == settings.AUTH_USER_MODEL:
        return Column(name, field, values.User(users))
    refers_to = next((kind.name for kind in KINDS if kind.model is other), None)
    if not refers_to:
        raise TypeError(f"{field} refers to {other._meta.label}, which no archive file holds: see articles/takeout")
    return Column(name, field, values.form_of(field.target_field), refers_to)
