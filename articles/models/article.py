"""Articles: stories as the archive keeps them."""

from django.conf import settings
from django.contrib.postgres.search import SearchVectorField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Func, Value
from django.db.models.functions import Coalesce, Now
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from articles.models import dating, lists, promises
from articles.models.address import FormerAddress
from articles.models.naming import HeadlineKey, free_slug, slug_of
from articles.models.source import Source


class Article(models.Model):
    """A story.

    `body` is its blocks, separated by a blank line; a block is clean HTML, inline for a paragraph or one
    block element. `published_on` is the first day of the period that `date_precision` names; `published_at`
    is the moment, where it is known. `captured_at` is when the page was taken. `(source, external_id)` is the
    key of an imported story, `record_hash` (SHA-256) what its page said at the last import, and `edited_at`
    when an editor last changed what it says.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        REVIEW = "review", _("In review")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Withdrawn")

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
        Source, on_delete=models.PROTECT, null=True, blank=True, related_name="articles", verbose_name="publisher",
        db_index=False,  # `article_same_words` begins with it
    )  # fmt: skip
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
        "Import", on_delete=models.SET_NULL, null=True, editable=False, related_name="articles", verbose_name="import",
        db_index=False,
    )  # fmt: skip
    # The revision that imports left: while it is the article's, no editor has published, withdrawn or changed it.
    import_revision = models.PositiveIntegerField(default=1, db_default=1, editable=False)
    added_at = models.DateTimeField(db_default=Now(), editable=False)
    edited_at = models.DateTimeField(null=True, editable=False)
    modified_at = models.DateTimeField(db_default=Now(), editable=False)
    revision = models.PositiveIntegerField(default=1, db_default=1, editable=False)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+", db_index=False
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
        constraints = promises.CONSTRAINTS
        indexes = promises.INDEXES
        triggers = promises.TRIGGERS

    def __str__(self):
        return self.headline

    def get_absolute_url(self):
        if not self.published_on or not self.slug:
            return self.get_permanent_url()
        return self.get_page_url("article")

    def get_page_url(self, name, **rest):
        """The path of a page under the story's address, by the name of its pattern in `urls`."""
        day = self.published_on
        place = {"year": f"{day:%Y}", "month": f"{day:%m}", "day": f"{day:%d}", "slug": self.slug}
        return reverse(name, kwargs=place | rest)

    def get_permanent_url(self):
        return reverse("article_by_id", args=[self.pk])

    @property
    def version_token(self):
        """Changes with every change of the story by anybody: what an editor's form remembers to have seen."""
        return f"{self.revision}-{self.edited_at.timestamp() if self.edited_at else 0}"

    def claim_slug(self, wanted=""):
        """Take an address of its own on its date, if it has none: `wanted` or the headline's slug, numbered where
        that is taken."""
        if self.slug:
            return
        slug = wanted or slug_of(self.headline)
        same_day = Article.objects.filter(published_on=self.published_on, slug__startswith=slug).exclude(pk=self.pk)
        left = FormerAddress.objects.filter(published_on=self.published_on, slug__startswith=slug)
        taken = {*same_day.values_list("slug", flat=True), *left.values_list("slug", flat=True)}
        self.slug = free_slug(slug, taken)

    def submit(self):
        """A draft goes to review, to be looked at by somebody who may publish. Raises ValidationError for no draft."""
        if self.status != self.Status.DRAFT:
            raise ValidationError(f"“{self}” is no draft: only a draft goes to review.")
        self.status = self.Status.REVIEW
        self.save(update_fields=["status"])

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

    @cached_property
    def read_more(self):
        """The read-more lines in their order, as versions keep them; one query."""
        return list(self.read_more_links.order_by("after", "pk").values("after", "label", "headline", "url"))

    @property
    def cluster(self):
        """The number that its wire copies share, or None; no query where `wire_copy` is selected."""
        copy = getattr(self, "wire_copy", None)
        return copy and copy.cluster

    @property
    def is_public(self):
        return self.status == self.Status.PUBLISHED and self.appears_at and self.appears_at <= timezone.now()

    @property
    def published(self):
        """The date of publication as screens, feeds and exports say it (`dating.Published`), or None."""
        if not self.published_on:
            return None
        return dating.Published(self.published_on, self.date_precision, self.date_basis, self.published_at)
