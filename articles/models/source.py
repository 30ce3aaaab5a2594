"""Sources: who prints or says news, and which articles lean on them."""

from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Now
from django.urls import reverse

from articles.models.naming import HeadlineKey, free_slug, keeps_main_name, name_key, slug_of, tells_articles


class SourceQuerySet(models.QuerySet):
    def named(self, name):
        """The source that bears `name`, as its main name or another one; the queryset has one row or none."""
        return self.filter(names__key=HeadlineKey(models.Value(name, output_field=models.TextField())))

    def with_counts(self):
        """Each source with `published_here` and `cited_in`: numbers of articles a reader can open."""
        from articles.models.article import Article

        readable = Article.objects.published().order_by()
        here = readable.filter(source=models.OuterRef("pk")).values("source").annotate(n=models.Count("pk"))
        # A join and not `article__in`: for that, Postgres read all stories anew for each source.
        cites = Citation.objects.filter(
            source=models.OuterRef("pk"), article__status="published", article__appears_at__lte=Now()
        ).order_by()
        cited = cites.values("source").annotate(n=models.Count("pk"))
        return self.annotate(
            published_here=models.functions.Coalesce(models.Subquery(here.values("n")), 0),
            cited_in=models.functions.Coalesce(models.Subquery(cited.values("n")), 0),
        )


class Source(models.Model):
    class Kind(models.TextChoices):
        PUBLISHER = "publisher", "Publisher"
        AGENCY = "agency", "News agency"
        BROADCASTER = "broadcaster", "Broadcaster"
        OFFICIAL = "official", "Official source"

    name = models.CharField(max_length=200)
    slug = models.CharField(max_length=100, unique=True)
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.PUBLISHER, db_default=Kind.PUBLISHER)
    country = models.CharField(max_length=2, blank=True, default="", db_default="", help_text="ISO 3166-1, two letters")
    language = models.CharField(max_length=35, blank=True, default="", db_default="", help_text="BCP 47: en, fr, ur …")
    homepage = models.URLField(max_length=500, blank=True, default="", db_default="")
    # The import that made it, until an editor changes it: what undoing may take back.
    imported_by = models.ForeignKey(
        "Import", on_delete=models.SET_NULL, null=True, editable=False, related_name="sources"
    )
    added_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="source_has_a_name"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["publisher", "agency", "broadcaster", "official"]),
                name="source_kind_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(country="") | models.Q(country__regex="^[A-Z]{2}$"),
                name="source_country_is_iso_3166",
                violation_error_message="A country is given by the two capital letters of ISO 3166-1.",
            ),
            models.CheckConstraint(
                condition=models.Q(homepage="") | models.Q(homepage__regex=r"^https?://\S+$"),
                name="source_homepage_is_http",
                violation_error_message="A homepage begins with http:// or https://.",
            ),
        ]
        triggers = [keeps_main_name("articles_sourcename", "source_id")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("source", args=[self.slug])

    def clean(self):
        owner = SourceName.objects.of_key(self.name).exclude(source=self.pk).select_related("source").first()
        if owner:
            raise ValidationError({"name": f"“{self.name}” is a name of {owner.source}."})
        if not self.slug:
            self.slug = free_slug(slug_of(self.name, "source"), set(Source.objects.values_list("slug", flat=True)))


class SourceNameQuerySet(models.QuerySet):
    def of_key(self, name):
        return self.filter(key=HeadlineKey(models.Value(name, output_field=models.TextField())))


class SourceName(models.Model):
    """A name under which a source is known: its main one and every other ("IRNA")."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=200)
    key = name_key()

    objects = SourceNameQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            # The unique index is also how a printed name finds its source.
            models.UniqueConstraint(fields=["key"], name="source_name_is_unique"),
            models.CheckConstraint(condition=~models.Q(name=""), name="source_name_is_not_empty"),
        ]
        # Type-ahead: the names that have what was typed so far somewhere in them.
        indexes = [GinIndex(fields=["key"], name="source_name_key_trigrams", opclasses=["gin_trgm_ops"])]
        triggers = tells_articles(
            "SELECT c.article_id FROM articles_citation c JOIN changed USING (source_id)", "insert", "update", "delete"
        )

    def __str__(self):
        return self.name

    def clean(self):
        owner = SourceName.objects.of_key(self.name).exclude(pk=self.pk).select_related("source").first()
        if owner:
            raise ValidationError({"name": f"“{self.name}” is already a name of {owner.source}."})


class Citation(models.Model):
    """An article leans on a source, which is not its publisher ("Reuters reported")."""

    article = models.ForeignKey("Article", on_delete=models.CASCADE, related_name="citations")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="citations", db_index=False)
    position = models.PositiveSmallIntegerField(default=0, db_default=0)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = "cited source"
        constraints = [
            # Led by the source, so that it also answers "cited in"; the article side has its foreign key's index.
            models.UniqueConstraint(fields=["source", "article"], name="article_cites_a_source_once"),
        ]
        triggers = tells_articles("SELECT article_id FROM changed", "insert", "delete")

    def __str__(self):
        return str(self.source)
