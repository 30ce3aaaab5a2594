"""Corrections: an editor's dated note that stands on the page."""

from django.db import models
from django.db.models.functions import Now


class CorrectionQuerySet(models.QuerySet):
    def of_readable(self):
        """Corrections of articles that a reader can open, each with its article as a card shows it."""
        # The article's own columns, and not "in the list of all that can be read": so the index below is followed.
        readable = self.filter(article__status="published", article__appears_at__lte=Now())
        return readable.select_related("article__source").defer("article__body", "article__names", "article__search")

    def newest_first(self):
        return self.order_by("-corrected_on", "-pk")


class Correction(models.Model):
    article = models.ForeignKey("Article", on_delete=models.CASCADE, related_name="corrections")
    corrected_on = models.DateField()
    text = models.TextField(help_text="What was wrong, and what is right.")

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["-corrected_on", "-id"]
        constraints = [models.CheckConstraint(condition=~models.Q(text=""), name="correction_says_something")]
        indexes = [
            # The page of all corrections, newest first, from any place in it.
            models.Index(fields=["-corrected_on", "-id"], name="correction_newest"),
        ]

    def __str__(self):
        return f"{self.corrected_on}: {self.text[:60]}"

    @property
    def anchor(self):
        """The note's name on its story's page, which stays whatever becomes of its words."""
        return f"correction-{self.pk}"
