"""Sources: who prints or says news, and which articles lean on them."""

import pgtrigger
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.models import merging
from articles.models.coverage import Role, counts_stories, follows_kind
from articles.models.naming import (
    HeadlineKey,
    NameOrder,
    free_slug_for,
    keeps_former_slug,
    keeps_main_name,
    name_key,
    tells_articles,
    typed_name_indexes,
)


class SourceQuerySet(models.QuerySet):
    def named(self, name):
        """The source that bears `name`, as its main name or another one; the queryset has one row or none."""
        return self.filter(names__key=HeadlineKey(models.Value(name, output_field=models.TextField())))


class Source(models.Model):
    class Kind(models.TextChoices):
        PUBLISHER = "publisher", _("Publisher")
        AGENCY = "agency", _("News agency")
        BROADCASTER = "broadcaster", _("Broadcaster")
        OFFICIAL = "official", _("Official source")

    address_has_kind = False
    merges_within = "source"

    name = models.CharField(max_length=200)
    slug = models.CharField(max_length=100, unique=True)
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.PUBLISHER, db_default=Kind.PUBLISHER)
    country = models.CharField(max_length=2, blank=True, default="", db_default="", help_text="ISO 3166-1, two letters")
    language = models.CharField(max_length=35, blank=True, default="", db_default="", help_text="BCP 47: en, fr, ur …")
    homepage = models.URLField(max_length=500, blank=True, default="", db_default="")
    merged_into = merging.merged_into()
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
            merging.not_into_itself("source"),
        ]
        triggers = [
            keeps_main_name("articles_sourcename", "source_id"),
            *keeps_former_slug("source"),
            follows_kind(Role.PUBLISHER, Role.CITED),
        ]
        indexes = [
            # A to Z, of a kind or of all kinds.
            models.Index(NameOrder("name"), "id", name="source_in_order"),
            models.Index("kind", NameOrder("name"), "id", name="source_of_kind_in_order"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("source", args=[self.slug])

    def clean(self):
        owner = SourceName.objects.of_key(self.name).exclude(source=self.pk).select_related("source").first()
        if owner:
            raise ValidationError({"name": f"“{self.name}” is a name of {owner.source}."})
        if not self.slug:
            self.slug = free_slug_for(self, self.name)

    @transaction.atomic
    def merge_into(self, winner):
        """Give all that this source published, all that cites it and its names to `winner`; this address leads there.

        No story changes by that - the two were one all along - so none gets a version. Raises ValueError for itself
        and for a winner that was merged away.
        """
        merge = merging.Merge(self, winner)
        # What both have under one key came in twice; by that key the next import finds the winner's.
        twice = winner.articles.order_by().exclude(external_id="").values("external_id")
        self.articles.filter(external_id__in=twice).update(external_id="")
        with pgtrigger.ignore("articles.Article:changed_update", "articles.Article:counts_revisions"):
            self.articles.update(source=winner, modified_at=Now())
        # Its own publisher is no source that a story cites.
        Citation.objects.filter(source__in=[self, winner], article__source=winner).delete()
        merge.give(self.citations, "source", "article")
        merge.give(self.subscriptions, "source")
        self.names.update(source=winner)
        merge.finish()


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
        indexes = typed_name_indexes("source_name")
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

    article = models.ForeignKey("Article", on_delete=models.CASCADE, related_name="citations", db_index=False)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="citations", db_index=False)
    position = models.PositiveSmallIntegerField(default=0, db_default=0)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = "cited source"
        constraints = [
            # Led by the source, so that it also answers "cited in".
            models.UniqueConstraint(fields=["source", "article"], name="article_cites_a_source_once"),
        ]
        # The foreign key's own, and the source rides along: those of 10,000 stories are counted from the index alone.
        indexes = [models.Index(fields=["article"], include=["source"], name="sources_an_article_cites")]
        triggers = [
            *tells_articles("SELECT article_id FROM changed", "insert", "delete"),
            *counts_stories(Role.CITED, "source_id"),
        ]

    def __str__(self):
        return str(self.source)
