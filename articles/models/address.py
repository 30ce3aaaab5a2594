"""Addresses that lead to an article for ever: where it stood here before it moved, and where it came from."""

from django.db import models
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
    url = models.CharField("address", max_length=600, unique=True)

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "old addresses"

    def __str__(self):
        return self.url
