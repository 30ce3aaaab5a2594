"""Tags: who and what an article is about, each of a kind, with all its names."""

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


class TagQuerySet(models.QuerySet):
    def named(self, kind, name):
        """The tag of `kind` that bears `name`, as its main name or another one; one row or none."""
        return self.filter(names__kind=kind, names__key=HeadlineKey(models.Value(name, models.TextField())))


class Tag(models.Model):
    class Kind(models.TextChoices):
        PERSON = "person", _("Person")
        ORGANISATION = "organisation", _("Organisation")
        PLACE = "place", _("Place")
        EVENT = "event", _("Event")
        TOPIC = "topic", _("Topic")

    # A tag's address is its kind and its slug.
    address_has_kind = True

    kind = models.CharField(max_length=20, choices=Kind.choices)
    name = models.CharField(max_length=200)
    slug = models.CharField(max_length=100)
    merged_into = merging.merged_into()
    # The import that made it, until an editor changes it: what undoing may take back.
    imported_by = models.ForeignKey("Import", on_delete=models.SET_NULL, null=True, editable=False, related_name="tags")
    added_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = TagQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "slug"], name="tag_address_is_unique"),
            models.CheckConstraint(condition=~models.Q(name=""), name="tag_has_a_name"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["person", "organisation", "place", "event", "topic"]),
                name="tag_kind_is_known",
            ),
            merging.not_into_itself("tag"),
        ]
        triggers = [
            keeps_main_name("articles_tagname", "tag_id", "kind"),
            *keeps_former_slug("tag", "kind"),
            follows_kind(Role.TAG),
        ]
        indexes = [
            # A to Z, of a kind or of all kinds.
            models.Index(NameOrder("name"), "id", name="tag_in_order"),
            models.Index("kind", NameOrder("name"), "id", name="tag_of_kind_in_order"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("tag", args=[self.kind, self.slug])

    def clean(self):
        owner = TagName.objects.of_key(self.kind, self.name).exclude(tag=self.pk).select_related("tag").first()
        if owner:
            raise ValidationError({"name": f"“{self.name}” is a name of the {owner.kind} {owner.tag}."})
        if not self.slug:
            self.slug = free_slug_for(self, self.name)

    @property
    def merges_within(self):
        return self.kind

    @transaction.atomic
    def merge_into(self, winner):
        """Give all articles and names of this tag to `winner`, of the same kind; this address leads there for ever.

        Raises ValueError for another kind, for itself, and for a winner that was merged away.
        """
        merge = merging.Merge(self, winner)
        merge.give(self.taggings, "tag", "article")
        self.names.update(tag=winner)
        merge.finish()


class TagNameQuerySet(models.QuerySet):
    def of_key(self, kind, name):
        return self.filter(kind=kind, key=HeadlineKey(models.Value(name, models.TextField())))


class TagName(models.Model):
    """A name of a tag: its main one and every other. One name may be a person's and a place's."""

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="names")
    kind = models.CharField(max_length=20, choices=Tag.Kind.choices, editable=False)
    name = models.CharField(max_length=200)
    key = name_key()

    objects = TagNameQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            # The unique index is also how a printed name finds its tag.
            models.UniqueConstraint(fields=["kind", "key"], name="tag_name_is_unique_in_its_kind"),
            models.CheckConstraint(condition=~models.Q(name=""), name="tag_name_is_not_empty"),
        ]
        indexes = typed_name_indexes("tag_name")
        triggers = tells_articles(
            "SELECT t.article_id FROM articles_tagging t JOIN changed USING (tag_id)", "insert", "update", "delete"
        )

    def __str__(self):
        return self.name

    def clean(self):
        self.kind = self.tag.kind
        owner = TagName.objects.of_key(self.kind, self.name).exclude(pk=self.pk).select_related("tag").first()
        if owner:
            raise ValidationError({"name": f"“{self.name}” is already a name of {owner.tag}."})


class Tagging(models.Model):
    """An article is about a tag."""

    article = models.ForeignKey("Article", on_delete=models.CASCADE, related_name="taggings", db_index=False)
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="taggings", db_index=False)

    class Meta:
        ordering = ["id"]
        verbose_name = "tag"
        constraints = [
            # Led by the tag, so that it also answers "all stories with this tag".
            models.UniqueConstraint(fields=["tag", "article"], name="article_has_a_tag_once"),
        ]
        # The foreign key's own, and the tag rides along: those of 10,000 stories are counted from the index alone.
        indexes = [models.Index(fields=["article"], include=["tag"], name="tags_of_an_article")]
        triggers = [
            *tells_articles("SELECT article_id FROM changed", "insert", "update", "delete"),
            *counts_stories(Role.TAG, "tag_id"),
        ]

    def __str__(self):
        return str(self.tag)


class TagProposal(models.Model):
    """A name read off a page that may be a tag: an editor accepts it or turns it down, once."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        ACCEPTED = "accepted", "Accepted"
        REJECTED = "rejected", "Rejected"

    article = models.ForeignKey("Article", on_delete=models.CASCADE, related_name="tag_proposals")
    kind = models.CharField(max_length=20, choices=Tag.Kind.choices)
    name = models.CharField(max_length=200)
    count = models.PositiveIntegerField(default=1, help_text="How often the page has the name.")
    evidence = models.TextField(blank=True, help_text="The first sentence that has it.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)

    class Meta:
        ordering = ["-count", "name"]
        constraints = [
            models.UniqueConstraint(fields=["article", "name"], name="article_has_a_proposal_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "accepted", "rejected"]), name="tag_proposal_state_is_known"
            ),
        ]

    def __str__(self):
        return f"{self.name} ({self.get_kind_display().lower()})"

    @transaction.atomic
    def accept(self):
        """Tag the article with the tag of this name, made now if it is new; returns that tag."""
        tag = Tag.objects.named(self.kind, self.name).first()
        if not tag:
            tag = Tag(kind=self.kind, name=self.name)
            tag.clean()
            tag.save()
        Tagging.objects.get_or_create(article=self.article, tag=tag)
        self.state = self.State.ACCEPTED
        self.save(update_fields=["state"])
        return tag

    def reject(self):
        self.state = self.State.REJECTED
        self.save(update_fields=["state"])
