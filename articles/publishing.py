"""Publishing and withdrawing: what must happen around a story when readers gain or lose it."""

from django.db import transaction

from articles.related.resolve import resolve
from articles.related.stories import relate
from articles.related.twins import cluster, reject, unreject


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
