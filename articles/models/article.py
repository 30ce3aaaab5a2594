"""Articles: stories as the archive keeps them."""

from datetime import date

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, HashIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Func, Q, Value
from django.db.models.functions import Coalesce, Now
from django.urls import reverse
from django.utils import timezone

from articles.models import dating, lists
from articles.models.address import FormerAddress
from articles.models.naming import HeadlineKey, free_slug, slug_of
from articles.models.source import Source

# What an editor and a reader would call a change of the story: a new version, a new revision number.
CONTENT = (
    "headline", "standfirst", "body", "byline", "dateline", "section", "language", "source", "original_url",
    "published_on", "published_at", "date_precision", "date_basis", "updated_at", "slug", "status",
)  # fmt: skip

# Newspapers begin in 1605; after 2199 a year is a slip of the pen.
FIRST_DAY, LAST_DAY = date(1600, 1, 1), date(2199, 12, 31)


class Article(models.Model):
    """A story.

    `body` is its blocks, separated by a blank line; a block is clean HTML, inline for a paragraph or one
    block element. `published_on` is the first day of the period that `date_precision` names; `published_at`
    is the moment, where it is known. `captured_at` is when the page was taken. `(source, external_id)` is the
    key of an imported story, `record_hash` (SHA-256) what its page said at the last import, and `edited_at`
    when an editor last changed what it says.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        REVIEW = "review", "In review"
        PUBLISHED = "published", "Published"
        WITHDRAWN = "withdrawn", "Withdrawn"

    Precision = dating.Precision
    Basis = dating.Basis

    headline = models.CharField(max_length=1000)
    slug = models.CharField(max_length=100, blank=True, default="", db_default="")
    standfirst = models.TextField(blank=True, default="", db_default="")
    byline = models.CharField(max_length=500, blank=True, default="", db_default="")
    dateline = models.CharField(max_length=200, blank=True, default="", db_default="")
    section = models.CharField(max_length=100, blank=True, default="", db_default="")
    body = models.TextField(
        blank=True,
        default="",
        db_default="",
        help_text="Paragraphs, with a blank line between two. Simple HTML is kept.",
    )
    language = models.CharField(
        max_length=35, blank=True, default="en", db_default="en", help_text="BCP 47: en, fr, ur …"
    )
    status = models.CharField(
        max_length=10, choices=Status.choices, default=Status.DRAFT, db_default=Status.DRAFT, editable=False
    )
    withdrawal_note = models.TextField(blank=True, default="", db_default="", help_text="Shown where the story stood.")

    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, null=True, blank=True, related_name="articles", verbose_name="publisher"
    )
    original_url = models.CharField("original address", max_length=2000, blank=True, default="", db_default="")
    external_id = models.CharField(max_length=500, blank=True, default="", db_default="", editable=False)
    record_hash = models.CharField(max_length=64, blank=True, default="", db_default="", editable=False)

    published_on = models.DateField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    date_precision = models.CharField(
        max_length=5, choices=Precision.choices, default=Precision.DAY, db_default=Precision.DAY
    )
    date_basis = models.CharField(
        max_length=8, choices=Basis.choices, blank=True, default="", db_default="", verbose_name="on whose word"
    )
    updated_at = models.DateTimeField(null=True, blank=True, help_text="When the publisher says the story was updated.")
    captured_at = models.DateTimeField(null=True, blank=True, editable=False)

    imported_by = models.ForeignKey(
        "Import", on_delete=models.SET_NULL, null=True, editable=False, related_name="articles", verbose_name="import"
    )
    added_at = models.DateTimeField(db_default=Now(), editable=False)
    edited_at = models.DateTimeField(null=True, editable=False)
    modified_at = models.DateTimeField(db_default=Now(), editable=False)
    revision = models.PositiveIntegerField(default=1, db_default=1, editable=False)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )

    # All names of tags, cited sources and authors, kept by triggers on their tables: for the search vector.
    names = models.TextField(default="", db_default="", editable=False)

    headline_key = models.GeneratedField(
        expression=HeadlineKey("headline"), output_field=models.TextField(), db_persist=True
    )
    # A date without a time of day counts from its first moment in UTC: lists need one total order.
    appears_at = models.GeneratedField(
        expression=Coalesce(
            "published_at",
            Func(Value("UTC"), Func("published_on", template="(%(expressions)s)::timestamp"), function="timezone"),
            output_field=models.DateTimeField(),
        ),
        output_field=models.DateTimeField(),
        db_persist=True,
    )
    # The same words from the same publisher are the same story, whatever day the page was saved on.
    text_hash = models.GeneratedField(
        expression=Func(
            HeadlineKey("headline"), "body", template="md5(headline_key(headline) || E'\\n' || body)::uuid"
        ),
        output_field=models.UUIDField(),
        db_persist=True,
    )
    search = models.GeneratedField(
        expression=Func(
            "language", "headline", "standfirst", "names", "body",
            function="search_vector", output_field=SearchVectorField(),
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )  # fmt: skip

    objects = lists.ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["-appears_at", "-id"]
        permissions = [("publish_article", "Can publish and withdraw articles")]
        constraints = [
            models.UniqueConstraint(
                fields=["published_on", "slug"],
                condition=~Q(slug=""),
                name="article_address_is_unique",
                violation_error_message="Another story of that date has this slug.",
            ),
            models.UniqueConstraint(
                fields=["source", "external_id"],
                condition=~Q(external_id=""),
                nulls_distinct=False,
                name="imported_story_is_here_once",
            ),
            models.CheckConstraint(condition=~Q(headline=""), name="article_has_a_headline"),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "review", "published", "withdrawn"]), name="article_status_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["published", "withdrawn"]) | (Q(published_on__isnull=False) & ~Q(slug="")),
                name="article_that_was_public_has_an_address",
            ),
            models.CheckConstraint(
                condition=Q(published_on=None, published_at=None, date_basis="")
                | Q(published_on__isnull=False, date_basis__in=["stated", "printed", "inferred", "set"]),
                name="date_is_on_somebodys_word",
                violation_error_message="A date needs to say on whose word it is, and a time needs a date.",
            ),
            models.CheckConstraint(
                condition=Q(date_precision="day")
                | Q(date_precision="month", published_at=None, published_on__day=1)
                | Q(date_precision="year", published_at=None, published_on__day=1, published_on__month=1)
                | Q(published_on=None),
                name="date_claims_no_more_than_is_known",
                violation_error_message="A month is given by its first day, a year by January 1, both without a time.",
            ),
            models.CheckConstraint(
                condition=Q(published_on=None) | Q(published_on__range=(FIRST_DAY, LAST_DAY)),
                name="date_is_credible",
                violation_error_message=f"A story is published between {FIRST_DAY.year} and {LAST_DAY.year}.",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None)
                | Q(
                    published_at__gte=dating.UtcMidnight("published_on") - lists.ZONE_SLACK,
                    published_at__lt=dating.UtcMidnight("published_on") + 2 * lists.ZONE_SLACK,
                ),
                name="moment_is_of_the_day",
                violation_error_message="The moment of publication is on another day than the date.",
            ),
            models.CheckConstraint(
                condition=Q(original_url="") | Q(original_url__regex=r"^https?://\S+$"),
                name="original_address_is_http",
                violation_error_message="An address begins with http:// or https:// and has no spaces.",
            ),
        ]
        indexes = [
            # Every list of stories, newest first, a page at a time from any place in it. What the calendar counts
            # rides along: a year of 22,717 stories of a million is counted from the index alone, in 6 ms and not 180.
            models.Index(
                fields=["-appears_at", "-id"],
                name="article_newest",
                include=["published_on", "date_precision"],
                condition=Q(status="published"),
            ),
            # The same within one publisher.
            models.Index(
                fields=["source", "-appears_at", "-id"],
                name="article_of_source_newest",
                condition=Q(status="published"),
            ),
            # "Which story has this headline?", asked for each read-more line. A hash, since only equality is asked and
            # a headline may be longer than a b-tree takes (2,704 bytes).
            HashIndex(fields=["headline_key"], name="article_headline_key", condition=Q(status="published")),
            # Near headlines, for suggestions. GIN only: a GiST trigram index takes `%` over and slows it.
            GinIndex(
                name="article_headline_trigrams",
                fields=["headline_key"],
                opclasses=["gin_trgm_ops"],
                condition=Q(status="published"),
            ),
            # A read-more line with an address, and a page that says its own.
            HashIndex(fields=["original_url"], name="article_original_url", condition=~Q(original_url="")),
            models.Index(fields=["source", "text_hash"], name="article_same_words"),
            GinIndex(fields=["search"], name="article_search"),
        ]  # fmt: skip
        triggers = [
            pgtrigger.Trigger(
                name="counts_revisions",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.AnyChange(*CONTENT),
                func="NEW.revision = OLD.revision + 1; NEW.modified_at = statement_timestamp(); RETURN NEW;",
            ),
            # An address that was public leads to its story for ever, whoever moves the story.
            pgtrigger.Trigger(
                name="keeps_former_address",
                operation=pgtrigger.UpdateOf("slug", "published_on"),
                when=pgtrigger.After,
                condition=pgtrigger.Condition(
                    "OLD.status IN ('published', 'withdrawn')"
                    " AND (OLD.slug, OLD.published_on) IS DISTINCT FROM (NEW.slug, NEW.published_on)"
                ),
                func="""
                    INSERT INTO articles_formeraddress (article_id, published_on, slug)
                    VALUES (NEW.id, OLD.published_on, OLD.slug)
                    ON CONFLICT (published_on, slug) DO UPDATE SET article_id = EXCLUDED.article_id, left_at = now();
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self):
        return self.headline

    def get_absolute_url(self):
        if not self.published_on or not self.slug:
            return self.get_permanent_url()
        day = self.published_on
        return reverse("article", args=[f"{day:%Y}", f"{day:%m}", f"{day:%d}", self.slug])

    def get_permanent_url(self):
        return reverse("article_by_id", args=[self.pk])

    @property
    def version_token(self):
        """Changes with every change of the story by anybody: what an editor's form remembers to have seen."""
        return f"{self.revision}-{self.edited_at.timestamp() if self.edited_at else 0}"

    def claim_slug(self):
        """Take an address of its own on its date, if it has none: the headline's slug, numbered where taken."""
        if self.slug:
            return
        slug = slug_of(self.headline)
        same_day = Article.objects.filter(published_on=self.published_on, slug__startswith=slug).exclude(pk=self.pk)
        left = FormerAddress.objects.filter(published_on=self.published_on, slug__startswith=slug)
        taken = {*same_day.values_list("slug", flat=True), *left.values_list("slug", flat=True)}
        self.slug = free_slug(slug, taken)

    def publish(self):
        """Raises ValidationError where there is no date: an archive's page needs one to stand under."""
        if not self.published_on:
            raise ValidationError({"published_on": "A story is published under its date: give at least the year."})
        self.claim_slug()
        self.status = self.Status.PUBLISHED
        self.save(update_fields=["status", "slug"])

    def withdraw(self, note=""):
        self.status = self.Status.WITHDRAWN
        self.withdrawal_note = note
        self.save(update_fields=["status", "withdrawal_note"])

    @property
    def blocks(self):
        """The body's blocks, each clean HTML; see `articles.markup`."""
        return [block for block in self.body.split("\n\n") if block.strip()]

    @property
    def is_public(self):
        return self.status == self.Status.PUBLISHED and self.appears_at and self.appears_at <= timezone.now()

    @property
    def published(self):
        """The date of publication as screens, feeds and exports say it (`dating.Published`), or None."""
        if not self.published_on:
            return None
        return dating.Published(self.published_on, self.date_precision, self.date_basis, self.published_at)
