"""Addresses that lead somewhere for ever: where a story or a name stood here before, and where a story came from."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class FormerAddress(models.Model):
    """An address that leads to an article for ever. Written by a trigger on Article, whoever moves it."""

    article = models.ForeignKey("Article", on_delete=models.CASCADE, related_name="former_addresses")
    published_on = models.DateField()
    slug = models.CharField(max_length=100)
    left_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-left_at", "id"]
        verbose_name_plural = "former addresses"
        constraints = [
            models.UniqueConstraint(fields=["published_on", "slug"], name="former_address_leads_to_one_article"),
        ]

    def __str__(self):
        return f"{self.published_on:%Y/%m/%d}/{self.slug}"


class OldAddress(models.Model):
    """The whole address of a story at the site that it came from: should that site's name lead here, it is found."""

    article = models.ForeignKey("Article", on_delete=models.CASCADE, related_name="old_addresses")
    url = models.CharField("address", max_length=600)

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "old addresses"
        # Not `unique=True`, with which Django makes a second index, for beginnings of addresses: nobody asks for those.
        constraints = [models.UniqueConstraint(fields=["url"], name="old_address_leads_to_one_article")]

    def __str__(self):
        return self.url


class FormerSlug(models.Model):
    """A slug under which a tag, a source or an author stood: it leads there for ever, and no other takes it.

    Written by a trigger, whoever gives them another slug. `kind` is the tag's, for a tag's address has it.
    """

    tag = models.ForeignKey("Tag", on_delete=models.CASCADE, null=True, related_name="former_slugs", db_index=False)
    source = models.ForeignKey(
        "Source", on_delete=models.CASCADE, null=True, related_name="former_slugs", db_index=False
    )
    author = models.ForeignKey(
        "Author", on_delete=models.CASCADE, null=True, related_name="former_slugs", db_index=False
    )
    kind = models.CharField(max_length=20, default="", db_default="")
    slug = models.CharField(max_length=100)
    left_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-left_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(tag__isnull=False, source=None, author=None)
                | Q(tag=None, source__isnull=False, author=None)
                | Q(tag=None, source=None, author__isnull=False),
                name="former_slug_leads_to_one_name",
            ),
            # These are also how an address is found, and the foreign keys' own: names that had others are few.
            *(
                models.UniqueConstraint(
                    fields=["kind", "slug"],
                    condition=Q(**{f"{noun}__isnull": False}),
                    include=[noun],
                    name=f"former_slug_leads_to_one_{noun}",
                )
                for noun in ("tag", "source", "author")
            ),
        ]

    def __str__(self):
        return self.slug
