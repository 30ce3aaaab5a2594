"""The other stories on the page of a story, each list of them bounded: one query asks for all.

A round trip each would be four more; the lists have the columns of a card in common.
"""

from collections import defaultdict

from django.contrib.postgres.fields import ArrayField
from django.db.models import FloatField, JSONField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast

from articles.models import Article, ReadMoreLink, TwinPair
from articles.related.reasons import alike

# Six cards are two rows on a wide screen; a story that many point to shows its newest.
BACKLINKS, COPIES, SAME_DAY = 12, 40, 6
# Some of a day's stories may stand higher on the page already, and are not shown again.
SPARE = 8


def beside(article, shown=()):
    """{"backlinks": stories that lead here, "copies": (story, how alike in words) in other papers, "day": others of
    its day without those whose ids are `shown`, "earlier" and "later": its neighbours in the archive}; lists, or a
    neighbour or None."""
    found = defaultdict(list)
    asked = [*_lists(article), *_neighbours(article)]
    for story in asked[0].union(*asked[1:], all=True):
        found[story.kind].append(story)
    newest = {kind: sorted(stories, key=_place, reverse=True) for kind, stories in found.items()}
    above = {story.pk for kind in ("backlinks", "copies") for story in found[kind]} | set(shown)
    return {
        "backlinks": newest.get("backlinks", []),
        "copies": [(copy, alike(copy.likeness)) for copy in newest.get("copies", [])[::-1]],
        "day": [story for story in newest.get("day", []) if story.pk not in above][:SAME_DAY],
        "earlier": next(iter(found["earlier"]), None),
        "later": next(iter(found["later"]), None),
    }


def _place(story):
    return story.appears_at, story.pk


def _lists(article):
    published = Article.objects.published().with_cards()
    pointing = ReadMoreLink.objects.filter(target=article).values("article")
    yield _of_kind("backlinks", published.filter(pk__in=pointing).one_of_each().newest_first()[:BACKLINKS])
    on = article.published_on
    if on and article.date_precision == "day":
        same = published.on(on.year, on.month, on.day).exclude(pk=article.pk).one_of_each().newest_first()
        if article.cluster:
            same = same.exclude(wire_copy__cluster=article.cluster)
        yield _of_kind("day", same[: SAME_DAY + SPARE])
    if article.cluster:
        pair = TwinPair.objects.filter(
            Q(one=OuterRef("pk"), other=article.pk) | Q(other=OuterRef("pk"), one=article.pk), state="found"
        )
        yield _of_kind("copies", published.copies_of(article)[:COPIES], Subquery(pair.values("likeness")[:1]))


def _neighbours(article):
    """The story before and the story after this one in the archive."""
    if not article.appears_at:
        return
    here = {"appears_at": article.appears_at}
    near = Article.objects.published().exclude(pk=article.pk).with_cards()
    earlier = near.filter(appears_at__lte=article.appears_at).exclude(**here, pk__gt=article.pk).newest_first()[:1]
    later = near.filter(appears_at__gte=article.appears_at).exclude(**here, pk__lt=article.pk)
    yield _of_kind("earlier", earlier)
    yield _of_kind("later", later.order_by("appears_at", "pk")[:1])


def _of_kind(kind, stories, likeness=None):
    """A list as it goes into the union, whose parts have the same columns in the same order, with their types."""
    if "also_in" not in stories.query.annotations:
        stories = stories.annotate(also_in=Cast(Value("{}"), ArrayField(JSONField())))
    return stories.annotate(likeness=likeness or Cast(Value(None), FloatField()), kind=Value(kind))
