"""Corrections: an editor's dated note that stands on the page."""

from django.db import models


class Correction(models.Model):
    article = models.ForeignKey("Article", on_delete=models.CASCADE, related_name="corrections")
    corrected_on = models.DateField()
    text = models.TextField(help_text="What was wrong, and what is right.")

    class Meta:
        ordering = ["-corrected_on", "-id"]
        constraints = [models.CheckConstraint(condition=~models.Q(text=""), name="correction_says_something")]

    def __str__(self):
        return f"{self.corrected_on}: {self.text[:60]}"
