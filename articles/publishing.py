"""Publishing and withdrawing: what must happen around a story when readers gain or lose it."""

from django.db import transaction

from articles.models import Settling
from articles.related.resolve import resolve
from articles.related.stories import relate
from articles.related.twins import cluster, reject, unreject
from articles.search import vocabulary


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
    """Bring links, wire copies and related stories up to date with articles that came, changed or went."""
    ids = set(ids)
    resolve(ids)
    # Before related stories, which leave out copies of the story itself.
    relate(ids | cluster(ids))


@transaction.atomic
def tell_apart(one, other, user=None):
    """An editor says that the articles with these ids are not one story, for good: both are shown again everywhere."""
    relate({one, other} | reject(one, other, user))


@transaction.atomic
def bring_together(pair):
    """An editor takes that back: where the texts of the `TwinPair` are the same, they are one story again."""
    relate({pair.one_id, pair.other_id} | unreject(pair))


def settle_waiting():
    """As `settle`, for all that a bulk import left to be settled; yields how many are done, batch by batch.

    Several processes may do it at once, and a killed one is made good by the next.
    """
    _forget_done()  # of a run that was killed: to what comes now they are stories like any other
    for _ in link_waiting():
        pass
    while _some(Settling.Stage.TO_GROUP, 500, _group):
        pass
    while done := _some(Settling.Stage.TO_RELATE, 100, _relate):
        yield done
    _forget_done()
    if vocabulary.is_due():
        vocabulary.read()


def _forget_done():
    Settling.objects.filter(stage=Settling.Stage.DONE).delete()


def link_waiting():
    """The first stage of it: read-more links lead to the stories that they name; yields like `settle_waiting`."""
    while done := _some(Settling.Stage.TO_LINK, 10_000, _link):
        yield done


@transaction.atomic
def _some(stage, most, act):
    """Act on the next stories of a stage, so many at the most; locked, so that another process takes others."""
    waiting = Settling.objects.select_for_update(skip_locked=True).filter(stage=stage).order_by("pk")
    ids = list(waiting.values_list("pk", flat=True)[:most])
    if ids:
        act(ids)
    return len(ids)


def _link(ids):
    resolve(ids, suggest=False)
    Settling.objects.filter(pk__in=ids).update(stage=Settling.Stage.TO_GROUP)


def _group(ids):
    """A transaction of its own, and a short one: only one at a time decides what is a cluster."""
    touched = cluster(ids)
    Settling.objects.filter(pk__in=ids).update(stage=Settling.Stage.TO_RELATE)
    others = (Settling(article_id=id_, stage=Settling.Stage.TO_RELATE) for id_ in sorted(touched - set(ids)))
    Settling.objects.bulk_create(others, ignore_conflicts=True)


def _relate(ids):
    resolve(ids)
    relate(ids, together=True)
    Settling.objects.filter(pk__in=ids).update(stage=Settling.Stage.DONE)
