"""Publishing and withdrawing: what must happen around a story when readers gain or lose it."""

from django.db import transaction

from articles.models import Settling
from articles.related.resolve import resolve
from articles.related.stories import relate


@transaction.atomic
def publish(article):
    """Put `article` before readers, from its date on. Raises ValidationError where it lacks a date."""
    article.publish()
    settle([article.pk])


@transaction.atomic
def withdraw(article, note=""):
    """Take `article` from readers: its address says so, with `note`, and links to it are pending again."""
    article.withdraw(note)
    settle([article.pk])


@transaction.atomic
def settle(ids):
    """Bring links and related stories up to date with articles that were published, changed or withdrawn."""
    ids = list(ids)
    resolve(ids)
    relate(ids)


# So many at a time: what a killed run loses, and what one transaction holds locked.
LINKED_AT_ONCE, SETTLED_AT_ONCE = 10_000, 200


def link_waiting():
    """Lead the read-more links of what a bulk import brought, and those that name it, to their stories.

    Yields how many stories were done, batch by batch. Several processes may do it at once, and a killed one is made
    good by the next.
    """
    while done := _link_some():
        yield done


def settle_waiting():
    """As `settle`, for all that a bulk import left to be settled; yields like `link_waiting`, which it begins with."""
    for _ in link_waiting():
        pass
    while done := _settle_some():
        yield done


@transaction.atomic
def _link_some():
    ids = _waiting(LINKED_AT_ONCE, linked=False)
    if ids:
        resolve(ids, suggest=False)
        Settling.objects.filter(pk__in=ids).update(linked=True)
    return len(ids)


@transaction.atomic
def _settle_some():
    ids = _waiting(SETTLED_AT_ONCE, linked=True)
    if ids:
        settle(ids)
        Settling.objects.filter(pk__in=ids).delete()
    return len(ids)


def _waiting(most, linked):
    """The ids of the next articles, locked: another process takes others."""
    waiting = Settling.objects.select_for_update(skip_locked=True).filter(linked=linked).order_by("pk")
    return list(waiting.values_list("pk", flat=True)[:most])
