"""Rows for tests: plain functions that make the least that a test needs."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from random import Random

from articles.models import Article, ArticleVersion, Author, ReadMoreLink, Source, Subscription, Tag, Tagging
from articles.models.naming import slug_of
from articles.publishing import publish

numbers = count(1)


def source(name="The Harbour Ledger", **columns):
    return Source.objects.filter(name=name).first() or Source.objects.create(name=name, slug=slug_of(name), **columns)


def tag(name, kind="person"):
    return Tag.objects.filter(name=name, kind=kind).first() or Tag.objects.create(
        name=name, kind=kind, slug=slug_of(name)
    )


def author(name="Ada Writer"):
    return Author.objects.filter(name=name).first() or Author.objects.create(name=name, slug=slug_of(name))


def draft(headline=None, on=date(1969, 7, 21), *, tags=(), asks_for=(), **columns):
    """A story with a date and a publisher; `asks_for` are headlines of its read-more lines, after each paragraph."""
    headline = headline or f"Story number {next(numbers)}"
    columns.setdefault("body", "One paragraph.\n\nAnother paragraph.")
    columns.setdefault("source", source())
    basis = "printed" if on else ""
    article = Article.objects.create(
        headline=headline, published_on=on, date_basis=columns.pop("date_basis", basis), **columns
    )
    for name in tags:
        Tagging.objects.create(article=article, tag=tag(name))
    for after, wanted in enumerate(asks_for, 1):
        ReadMoreLink.objects.create(article=article, headline=wanted, line=f"Read more: {wanted}", after=after)
    return article


def article(headline=None, on=date(1969, 7, 21), **columns):
    """The same, published, with all that publishing brings."""
    made = draft(headline, on, **columns)
    publish(made)
    return Article.objects.get(pk=made.pk)


def changed(article, at, **columns):
    """The article after a change at a moment `at`: as if each change was a transaction of its own, at that time."""
    Article.objects.filter(pk=article.pk).update(**columns)
    row = Article.objects.get(pk=article.pk)
    assert row.revision == article.revision + 1, "that is no change"
    ArticleVersion.objects.filter(pgh_obj=article.pk, revision=article.revision).update(pgh_created_at=at)
    Article.objects.filter(pk=article.pk).update(modified_at=at)
    return Article.objects.get(pk=article.pk)


def versions(*bodies, first=datetime(2020, 1, 1, tzinfo=UTC), **columns):
    """A published article whose text became each of these in turn, a day after the other from `first` on."""
    made = draft(body=bodies[0], **columns)
    Article.objects.filter(pk=made.pk).update(modified_at=first - timedelta(days=1))
    made.publish()
    ArticleVersion.objects.filter(pgh_obj=made.pk).update(pgh_created_at=first)
    Article.objects.filter(pk=made.pk).update(modified_at=first)
    made = Article.objects.get(pk=made.pk)
    for days, body in enumerate(bodies[1:], 1):
        made = changed(made, first + timedelta(days=days), body=body)
    return made


def subscription(address=None, **columns):
    address = address or f"https://feed-{next(numbers)}.example/feed"
    return Subscription.objects.create(address=address, **columns)


SYLLABLES = "ba de fi go lu ma ne pi ro su ta ve".split()


def words(number, seed=1):
    """So many made-up words, always the same for a seed: a text that shares no shingle with that of another seed."""
    chosen = Random(seed)
    return ["".join(chosen.choices(SYLLABLES, k=4)) for _ in range(number)]


def text(number=100, seed=1, other=0):
    """A body of so many words, of which the last `other` are other words."""
    return " ".join(words(number - other, seed) + words(other, seed=f"{seed} but other"))
