"""Names → the sources, authors and tags that bear them, for a great many stories; what is new is made.

`keep` asks for one name at a time; a bulk import knows most names from the stories before.
"""

from dataclasses import dataclass, field

import pgtrigger
from django.db import connection, models, transaction
from django.db.models import Value

from articles.models import Author, FormerSlug, Import, Source, Tag
from articles.models.naming import free_slug, slug_of

# So many names are a few hundred megabytes of memory; a larger archive's are asked for anew.
MOST_HELD = 500_000
LONGEST = 200

# A name's owner, found through the unique index on its key. `kind` is "" for what has no kinds.
OWNERS = {
    Source: """
        SELECT ask.kind, ask.name, n.source_id FROM unnest(%s::text[], %s::text[]) AS ask (kind, name)
        JOIN articles_sourcename n ON n.key = headline_key(ask.name)
    """,
    Author: """
        SELECT ask.kind, ask.name, coalesce(a.merged_into_id, a.id)
        FROM unnest(%s::text[], %s::text[]) AS ask (kind, name)
        JOIN articles_author a ON a.key = headline_key(ask.name)
    """,
    Tag: """
        SELECT ask.kind, ask.name, n.tag_id FROM unnest(%s::text[], %s::text[]) AS ask (kind, name)
        JOIN articles_tagname n ON n.kind = ask.kind AND n.key = headline_key(ask.name)
    """,
}
# Every name of an owner: what goes into `Article.names`.
NAMES = {
    Source: "SELECT source_id, name FROM articles_sourcename WHERE source_id = ANY (%s)",
    Author: """
        WITH ids AS (SELECT unnest(%s::bigint[]) AS id)
        SELECT id, name FROM articles_author JOIN ids USING (id)
        UNION ALL SELECT ids.id, a.name FROM articles_author a JOIN ids ON ids.id = a.merged_into_id
    """,
    Tag: "SELECT tag_id, name FROM articles_tagname WHERE tag_id = ANY (%s)",
}


# No article has a name yet that is just being made: its triggers need not look for any, which is half of the time. An
# INSERT that says what to do ON CONFLICT is an update to them too.
TELLING = [
    f"articles.{names}:tells_articles_on_{operation}"
    for names in ("SourceName", "TagName")
    for operation in ("insert", "update")
]


@dataclass
class Noun:
    """One kind of owner: `owner` maps (kind, name as printed) to its id, `names` an id to all its names.

    What is new is made by `run`, an `Import`.
    """

    model: type
    run: Import
    owner: dict[tuple[str, str], int] = field(default_factory=dict)
    names: dict[int, list[str]] = field(default_factory=dict)
    merged: dict[int, int] = field(default_factory=dict)

    def learn(self, wanted):
        """Know all of `wanted`, (kind, name) pairs in the order in which they came; make those that nobody bears."""
        self._follow_merges()
        if len(self.owner) > MOST_HELD:
            self.owner.clear()
            self.names.clear()
        missing = [pair for pair in dict.fromkeys(wanted) if pair[1] and pair not in self.owner]
        if not missing:
            return
        self._find(missing)
        new = [pair for pair in missing if pair not in self.owner]
        if new:
            with transaction.atomic():
                # Two runs may meet the same new name: the second waits, and finds it.
                _lock(self.model)
                self._find(new)
                with pgtrigger.ignore(*TELLING):
                    self._make([pair for pair in new if pair not in self.owner])
                self._find(new)
        self.learn_names(self.owner[pair] for pair in missing)

    def _follow_merges(self):
        """An editor may have merged two while this run was under way: what is known of one is then the other's."""
        merged = dict(self.model.objects.exclude(merged_into=None).order_by().values_list("pk", "merged_into"))
        if new := merged.items() - self.merged.items():
            self.merged = merged
            self.owner = {pair: merged.get(id_, id_) for pair, id_ in self.owner.items()}
            winners = {winner for _, winner in new}
            for winner in winners:
                self.names.pop(winner, None)
            self.learn_names(winners)

    def _find(self, pairs):
        with connection.cursor() as cursor:
            cursor.execute(OWNERS[self.model], [[kind for kind, _ in pairs], [name for _, name in pairs]])
            self.owner.update({(kind, name): id_ for kind, name, id_ in cursor.fetchall()})

    def _make(self, pairs):
        """A row for each new name, in order; of names that differ only in quotes and the like, the first."""
        with connection.cursor() as cursor:
            cursor.execute(FIRST_OF_ITS_KEY, [[kind for kind, _ in pairs], [name for _, name in pairs]])
            first = cursor.fetchall()
        slugs = [slug_of(name, self.model._meta.model_name) for _, name in first]
        taken = self._taken(set(slugs))
        rows = []
        for (kind, name), wanted in zip(first, slugs, strict=True):
            slug = free_slug(wanted, taken.setdefault(kind, set()))
            taken[kind].add(slug)
            of_kind = {"kind": kind} if self.model is Tag else {}
            rows.append(self.model(name=name, slug=slug, imported_by=self.run, **of_kind))
        self.model.objects.bulk_create(rows)

    def _taken(self, slugs):
        """{kind: slugs} of the rows that have or had one of `slugs`, numbered or not; few have any."""
        kind = "kind" if self.model is Tag else Value("", models.CharField())
        taken = {}
        left = FormerSlug.objects.exclude(**{f"{self.model._meta.model_name}__isnull": True})
        for rows in (
            self.model.objects.order_by().values_list(kind, "slug"),
            left.order_by().values_list("kind", "slug"),
        ):
            for clash in {slug for _, slug in rows.filter(slug__in=slugs)}:
                for kind_taken, slug in rows.filter(slug__startswith=clash):
                    taken.setdefault(kind_taken, set()).add(slug)
        return taken

    def learn_names(self, ids):
        """Know all names of the rows with `ids`."""
        unknown = set(ids) - self.names.keys()
        if unknown:
            with connection.cursor() as cursor:
                cursor.execute(NAMES[self.model], [list(unknown)])
                for id_, name in cursor.fetchall():
                    self.names.setdefault(id_, []).append(name)


FIRST_OF_ITS_KEY = """
    SELECT kind, name FROM (
        SELECT DISTINCT ON (kind, headline_key(name)) kind, name, n
        FROM unnest(%s::text[], %s::text[]) WITH ORDINALITY AS ask (kind, name, n)
        ORDER BY kind, headline_key(name), n
    ) AS first ORDER BY n
"""


def _lock(model):
    """Until the transaction ends nobody else makes rows of `model` for names that came in."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [model._meta.db_table])
