"""Pictures: what a story showed. The archive keeps where it was, what stood under it and whose it was."""

from django.db import models
from django.db.models import Q


class Picture(models.Model):
    article = models.ForeignKey("Article", on_delete=models.CASCADE, related_name="pictures")
    url = models.CharField("address", max_length=2000)
    caption = models.TextField(blank=True, default="", db_default="")
    credit = models.TextField(blank=True, default="", db_default="")
    alt = models.TextField("text in its place", blank=True, default="", db_default="")
    position = models.PositiveSmallIntegerField(default=0, db_default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(url__regex=r"^https?://\S+$"), name="picture_address_is_http"),
        ]

    def __str__(self):
        return self.caption or self.url
