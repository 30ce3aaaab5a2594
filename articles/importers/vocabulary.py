"""Known names: from the archive's own sources and tags, and from the lists that it starts with."""

import json

from django.conf import settings
from django.db import transaction
from django.db.models import Prefetch

from articles.importers.columns import folded
from articles.importers.names import Names
from articles.models import Source, SourceName, Tag, TagName
from articles.models.naming import free_slug, slug_of

SOURCES, TAGS = settings.BASE_DIR / "seeds" / "sources.jsonl", settings.BASE_DIR / "seeds" / "tags.jsonl"


def known_names():
    """The `Names` by which a parser knows outlets, people, organisations and places; four queries."""
    sources = Source.objects.filter(merged_into=None).prefetch_related(Prefetch("names", to_attr="all_names"))
    tags = Tag.objects.filter(merged_into=None).prefetch_related(Prefetch("names", to_attr="all_names"))
    return Names.of(
        outlets=[
            {"name": one.name, "kind": one.kind, "homepage": one.homepage, "other_names": _others(one)}
            for one in sources
        ],
        tags=[{"kind": tag.kind, "name": tag.name, "other_names": _others(tag)} for tag in tags],
    )


def _others(noun):
    return [name.name for name in noun.all_names if name.name != noun.name]


def read_lines(path):
    """The objects of a JSONL file; ValueError says which line is not one."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip():
            try:
                yield json.loads(line)
            except ValueError as error:
                raise ValueError(f"{path.name}, line {number}: {error}") from error


@transaction.atomic
def add_known_sources():
    """Add the sources of `seeds/sources.jsonl` that the archive lacks; returns how many. What is there stays."""
    listed = list(read_lines(SOURCES))
    taken = {folded(name) for name in SourceName.objects.values_list("name", flat=True)}
    slugs = set(Source.objects.values_list("slug", flat=True))
    added = []
    for source in listed:
        if taken.isdisjoint(map(folded, [source["name"], *source["other_names"]])):
            slug = free_slug(slug_of(source["name"], "source"), slugs)
            slugs.add(slug)
            columns = {key: source.get(key, "") for key in ("name", "kind", "country", "language", "homepage")}
            added.append(Source(slug=slug, **columns))
    Source.objects.bulk_create(added)
    _add_other_names(added, listed)
    return len(added)


def _add_other_names(added, listed):
    others = {source["name"]: source["other_names"] for source in listed}
    names = [SourceName(source=source, name=name) for source in added for name in others[source.name]]
    # A name that differs only in its dashes or quotes is the same name.
    SourceName.objects.bulk_create(names, ignore_conflicts=True)


@transaction.atomic
def add_known_tags():
    """Add the tags of `seeds/tags.jsonl` that the archive lacks; returns how many. What is there stays."""
    taken = {(kind, folded(name)) for kind, name in TagName.objects.values_list("kind", "name")}
    slugs = set(Tag.objects.values_list("kind", "slug"))
    added, others = [], []
    for row in read_lines(TAGS):
        kind, names = row["kind"], [row["name"], *row.get("other_names", [])]
        if taken.isdisjoint((kind, folded(name)) for name in names):
            slug = free_slug(slug_of(row["name"], "tag"), {slug for slug_kind, slug in slugs if slug_kind == kind})
            slugs.add((kind, slug))
            added.append(Tag(kind=kind, name=row["name"], slug=slug))
            others.append(names[1:])
    Tag.objects.bulk_create(added)
    rows = zip(added, others, strict=True)
    TagName.objects.bulk_create(
        (TagName(tag=tag, kind=tag.kind, name=name) for tag, names in rows for name in names), ignore_conflicts=True
    )
    return len(added)
