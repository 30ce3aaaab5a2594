"""Corrections: an editor's dated note that stands on the page."""

import pgtrigger
from django.db import models

# With the article's own changes in one column, whoever asks what changed for readers asks one column.
CHANGES_ITS_ARTICLE = """
    UPDATE public.articles_article SET modified_at = statement_timestamp()
    WHERE id IN (SELECT article_id FROM changed);
    RETURN NULL;
"""


class Correction(models.Model):
    article = models.ForeignKey("Article", on_delete=models.CASCADE, related_name="corrections")
    corrected_on = models.DateField()
    text = models.TextField(help_text="What was wrong, and what is right.")

    class Meta:
        ordering = ["-corrected_on", "-id"]
        constraints = [models.CheckConstraint(condition=~models.Q(text=""), name="correction_says_something")]
        triggers = [
            pgtrigger.Trigger(
                name=f"changes_its_article_on_{operation}",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=getattr(pgtrigger, operation.capitalize()),
                referencing=pgtrigger.Referencing(**{side: "changed"}),
                func=CHANGES_ITS_ARTICLE,
            )
            for operation, side in (("insert", "new"), ("update", "new"), ("delete", "old"))
        ]

    def __str__(self):
        return f"{self.corrected_on}: {self.text[:60]}"
