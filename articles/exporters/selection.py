"""Which stories leave: filters as people type them → a queryset of articles."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Q, QuerySet

from articles.models import Article, Source, SourceName, Tag, Tagging, TagName
from articles.models.dating import period
from articles.search.find import matching
from articles.search.found import meant
from articles.search.query import parse

DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
ANY = "all"
STATUSES = [*Article.Status.values, ANY]
# A third of the trigrams in common, as `pg_trgm` has it, and no more names than one reads.
NEAR, MOST_NEAR = 0.3, 3


class NotFound(ValueError):
    """A filter that names nothing in the archive: the message says what was looked for, and what is near it."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Filters, all of which hold. Of several sources or tags, any will do; a tag is "name" or "kind:name".

    `since` and `until` are a year, a month or a day in ISO 8601, and both are within. `status` "published" means what
    a reader can open now; "all" any status. `language` "en" is "en-GB" too.
    """

    since: str = ""
    until: str = ""
    sources: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    status: str = Article.Status.PUBLISHED
    language: str = ""
    search: str = ""

    def articles(self) -> QuerySet:
        """The articles, the newest first. Raises NotFound."""
        found = _of_status(self.status)
        if self.since:
            found = found.since(_period(self.since)[0])
        if self.until:
            found = found.before(_period(self.until)[1])
        if self.sources:
            found = found.filter(source__in=[_source(name) for name in self.sources])
        if self.tags:
            # Not a join: a story with two of the tags is one story.
            found = found.filter(pk__in=Tagging.objects.filter(tag__in=_tags(self.tags)).values("article"))
        if self.language:
            of_regions = Q(language__istartswith=f"{self.language}-")
            found = found.filter(Q(language__iexact=self.language) | of_regions)
        if self.search:
            found = found.filter(pk__in=matching(meant(parse(self.search))).order_by().values("pk"))
        return found.newest_first()


def _of_status(status: str) -> QuerySet:
    if status == Article.Status.PUBLISHED:
        return Article.objects.published()
    return Article.objects.all() if status == ANY else Article.objects.filter(status=status)


def _period(text: str) -> tuple[date, date]:
    match = DATE.fullmatch(text)
    try:
        if match:
            return period(*(int(part) for part in match.groups() if part))
    except ValueError:
        pass
    raise NotFound(f"“{text}” is no date: write a year, a month or a day, as 2024, 2024-07 or 2024-07-16.")


def _source(name: str) -> Source:
    source = Source.objects.named(name).first()
    if not source:
        raise NotFound(f"There is no source “{name}”.{_near(SourceName.objects.all(), name)}")
    return source


def _tags(names: Iterable[str]) -> list[Tag]:
    return [tag for name in names for tag in _tag(name)]


def _tag(text: str) -> list[Tag]:
    """The tag of a kind and name, or those of every kind that bear a name."""
    kind, colon, name = text.partition(":")
    if colon and kind in Tag.Kind.values:
        tags, near = Tag.objects.named(kind, name.strip()), TagName.objects.filter(kind=kind)
    else:
        name, near = text, TagName.objects.all()
        tags = Tag.objects.filter(pk__in=[tag.pk for kind in Tag.Kind.values for tag in Tag.objects.named(kind, text)])
    if not (found := list(tags)):
        raise NotFound(f"There is no tag “{text}”.{_near(near, name.strip())}")
    return found


def _near(names: QuerySet, name: str) -> str:
    """The names most like one that is not there, as a sentence, or ""."""
    alike = names.annotate(alike=TrigramSimilarity("name", name)).filter(alike__gte=NEAR)
    found = list(alike.order_by("-alike", "name").values_list("name", flat=True)[:MOST_NEAR])
    return f" Near it: {', '.join(f'“{other}”' for other in dict.fromkeys(found))}." if found else ""
