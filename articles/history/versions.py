"""The versions of a story that readers could open here, and when.

Postgres keeps a row as it was whenever what it says changes, drafts too, and each row has the moment since when it
says so. A version here is a row that stood before readers: published, past its embargo, and not written and changed
again by one transaction. Versions are counted from 1, and what comes later only adds to the end: a number stays.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from articles.models import Article, ArticleVersion

# What tells whether and when a row was public.
TIMES = ("pgh_created_at", "revision", "status", "modified_at", "published_on", "published_at")


@dataclass(frozen=True)
class Version:
    """`row` was public from `since` until before `until`, which is None of what a reader is shown today.

    `after_gap` says that nothing of the story was public just before.
    """

    number: int
    row: Article | ArticleVersion
    since: datetime
    until: datetime | None
    after_gap: bool = False

    @property
    def is_current(self):
        return self.until is None


def versions(article):
    """The versions of a story, the oldest first; [] of one that is not public now. One query, for TIMES alone."""
    if not article.is_public:
        return []
    kept = ArticleVersion.objects.filter(pgh_obj=article.pk).order_by("revision", "pgh_id").only(*TIMES)
    found = []
    for row, since, until in _public([*kept, article]):
        gap = bool(found) and found[-1].until < since
        found.append(Version(len(found) + 1, row, since, until, gap))
    return found


def _public(rows):
    """(row, since, until) of those of a story's rows, the oldest first, that readers saw."""
    written = None
    for row, after in pairwise([*rows, None]):
        until = after and after.modified_at
        if row.status == Article.Status.PUBLISHED:
            since = max(row.modified_at, row.appears_at)
            if until is None or (since < until and not _never_seen(row, written)):
                yield row, since, until
        written = after and row.pgh_created_at


def _never_seen(row, written):
    """Whether the transaction that wrote a row also changed it; transactions are told apart by when they began.

    `written` is that of the writing one, as the row before it knows; the first row has none before it.
    """
    return row.pgh_created_at == written if written else row.modified_at >= row.pgh_created_at


def in_full(some):
    """The same versions with all columns of their rows; one query, or none for the current one alone."""
    kept = {version.row.pk for version in some if not version.is_current}
    rows = ArticleVersion.objects.select_related("source").in_bulk(kept) if kept else {}
    return [version if version.is_current else replace(version, row=rows[version.row.pk]) for version in some]


def at_moment(found, moment):
    """Of versions, the one that was public at a moment, in a gap the one before it, before all of them the first.

    Moments of HTTP are whole seconds: a version counts from the second in which it came.
    """
    before = [version for version in found if version.since.replace(microsecond=0) <= moment]
    return before[-1] if before else found[0]
