"""Failures of an import, tried again: as a new import, which marks those that came in as settled."""

from django.db.models import Q
from django.utils import timezone

from articles.importers.load import load
from articles.importers.match import Outcome
from articles.importers.pages import Page
from articles.models import Import, ImportFailure


def may_retry(imported):
    """The failures of an import that still fail and whose bytes are kept; a retry leaves its own to the first."""
    return imported.failures.filter(settled_by=None, whole=True, imported_by__retries=None)


def retry(imported, user=None, publish=None, in_background=False):
    """Make the import that will try `imported`'s failures again, as they were tried then; `again` carries it out.

    With `in_background` it waits for `uploads.work_off`.
    """
    return Import.objects.create(
        user=user,
        origin=f"{may_retry(imported).count():,} failures of the import {imported}"[:1000],
        retries=imported,
        publisher=imported.publisher,
        publish=imported.publish if publish is None else publish,
        state=Import.State.WAITING if in_background else Import.State.RUNNING,
        in_background=in_background,
        begun_at=None if in_background else timezone.now(),
    )


def again(run):
    """Carry out an import that `retry` has made; yields its lines as `load` does."""
    # What an attempt has settled before it died is looked at again, and found there.
    mine = run.retries.failures.filter(Q(settled_by=None) | Q(settled_by=run), whole=True)
    ids = list(mine.order_by("number").values_list("pk", flat=True))
    place, failed = 0, False
    for line in load(_pages(ids), run=run):
        if line.page != place:
            _settle(ids, place, failed, run)
            place, failed = line.page, False
        failed = failed or line.outcome == Outcome.FAILED
        yield line
    _settle(ids, place, failed, run)


def _pages(ids):
    """Failed items as pages to be read again, each with what stood around it in its file; one at a time in memory."""
    for pk in ids:
        failure = ImportFailure.objects.select_related("context").get(pk=pk)
        before, after = (failure.context.before, failure.context.after) if failure.context else (b"", b"")
        yield Page(failure.name, bytes(before) + bytes(failure.content) + bytes(after), format=failure.format)


def _settle(ids, place, failed, run):
    if place and not failed:
        run.retries.failures.filter(pk=ids[place - 1]).update(settled_by=run)
