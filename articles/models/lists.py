"""Lists of articles: the one door out of the archive."""

from datetime import timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db import models
from django.db.models import Exists, Func, OuterRef, Q, Value
from django.db.models.functions import JSONObject, Now

from articles.models import dating

# A story's local day and its moment in UTC can differ by the widest offsets in use, -12 and +14 hours.
ZONE_SLACK = timedelta(days=1)

# What `_card.html` shows.
CARD = (
    "headline", "standfirst", "slug", "status", "language", "published_on", "published_at", "date_precision",
    "date_basis", "appears_at", "source",
)  # fmt: skip


# The words of the headline, and where they stand in it, as `article_headline_words` has them.
HEADLINE_WORDS = Func(
    "search", template="""ts_filter(%(expressions)s, '{a}'::"char"[])""", output_field=SearchVectorField()
)

# A card names five other papers; a sixth only says that there are more.
ALSO_IN = 6


class ArticleQuerySet(models.QuerySet):
    def published(self):
        """Stories that a reader can open now: published, and not dated in the future (an embargo)."""
        return self.filter(status="published", appears_at__lte=Now())

    def newest_first(self):
        return self.order_by("-appears_at", "-pk")

    def on(self, year, month=None, day=None):
        """Stories of a year, a month or a day; none whose date is known less precisely than that.

        Raises ValueError for a day that is in no calendar.
        """
        first, after = dating.period(year, month, day)
        known = ["day", "month", "year"] if month is None else ["day", "month"] if day is None else ["day"]
        return self.filter(
            published_on__gte=first,
            published_on__lt=after,
            date_precision__in=known,
            # Says the same in terms of the column by which lists are ordered, so that one index does both.
            appears_at__gte=dating.midnight(first) - ZONE_SLACK,
            appears_at__lt=dating.midnight(after) + ZONE_SLACK,
        )

    def since(self, day):
        """Stories of a day and later ones; one known by its year or month counts from the first day of that."""
        return self.filter(published_on__gte=day, appears_at__gte=dating.midnight(day) - ZONE_SLACK)

    def before(self, day):
        """Stories of the days before a day."""
        return self.filter(published_on__lt=day, appears_at__lt=dating.midnight(day) + ZONE_SLACK)

    def at(self, published_on, slug):
        return self.filter(published_on=published_on, slug=slug)

    def tagged(self, tag):
        return self.filter(taggings__tag=tag)

    def published_by(self, source):
        return self.filter(source=source)

    def written_by(self, author):
        return self.filter(bylines__author=author)

    def citing(self, source):
        return self.filter(citations__source=source)

    def with_cards(self):
        """Only what `_card.html` shows: one query, no bodies."""
        return self.select_related("source").only(*CARD, *(f"source__{name}" for name in ("name", "slug")))

    def one_of_each(self, of=None):
        """Of wire copies in this list the first alone, with `also_in`: up to ALSO_IN others of the list, as dicts.

        To be asked of the whole list, before a place in it: else the first of each page would stand for its copies.
        Where it is several lists in one, `of` is that of a row, which it may name by OuterRef.
        """
        copies = (self if of is None else of).order_by().filter(wire_copy__cluster=OuterRef("wire_copy__cluster"))
        before = Q(appears_at__lt=OuterRef("appears_at")) | Q(appears_at=OuterRef("appears_at"), pk__lt=OuterRef("pk"))
        others = copies.exclude(pk=OuterRef("pk")).order_by("appears_at", "pk")
        said = JSONObject(pk="pk", headline="headline", source="source__name", on="published_on",
                          precision="date_precision", basis="date_basis", slug="slug")  # fmt: skip
        # Both ask the index of copies by the row's cluster, and nothing where it has none, as most have.
        return self.exclude(Exists(copies.filter(before))).annotate(
            also_in=ArraySubquery(others.values(j=said)[:ALSO_IN])
        )

    def copies_of(self, article):
        """The other wire copies of a story that is in a cluster, the first printed first."""
        return self.filter(wire_copy__cluster=article.cluster).exclude(pk=article.pk).order_by("appears_at", "pk")

    def leading_to(self, article):
        """Stories with a read-more line that leads to an article."""
        from articles.models.link import ReadMoreLink

        return self.filter(pk__in=ReadMoreLink.objects.filter(target=article).order_by().values("article"))

    def matching(self, words, language="en"):
        """Stories that have all `words`, asked as people ask a search engine, stemmed as in `language`."""
        configuration = Func(Value(language), function="news_configuration")
        query = SearchQuery(words, config=configuration, search_type="websearch")
        return self.filter(search=query)
