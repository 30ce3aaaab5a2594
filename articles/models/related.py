"""Related stories: computed, or pinned or banned by an editor; always with a reason."""

from django.db import models
from django.db.models import Q


class RelatedStory(models.Model):
    """`other` stands beside `article`.

    `reason` holds what weighed most, each key only where it applies: `tags`, `cites` and `words` are lists of
    names, `linked` is "to", "from" or "both", `pointed_to_by`, `point_to` and `linked_with` are the headline of a third
    story, `days` counts from the article to the other. `related.reasons` puts it into words. `score` has no unit: it
    orders the stories of one article.
    """

    class Origin(models.TextChoices):
        COMPUTED = "computed", "Computed"
        PINNED = "pinned", "Pinned"
        BANNED = "banned", "Banned"

    # Found by the index that `related_story_stands_once` has anyhow; ten rows are written for each story.
    article = models.ForeignKey("Article", on_delete=models.CASCADE, related_name="related", db_index=False)
    other = models.ForeignKey("Article", on_delete=models.CASCADE, related_name="related_from")
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.PINNED, db_default=Origin.COMPUTED)
    score = models.FloatField(default=0, db_default=0.0, editable=False)
    reason = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()), editable=False)

    class Meta:
        ordering = ["-score", "id"]
        verbose_name = "related story"
        verbose_name_plural = "related stories"
        constraints = [
            models.UniqueConstraint(fields=["article", "other"], name="related_story_stands_once"),
            models.CheckConstraint(
                condition=~Q(article=models.F("other")),
                name="related_story_is_another",
            ),
            models.CheckConstraint(
                condition=Q(origin__in=["computed", "pinned", "banned"]), name="related_origin_is_known"
            ),
        ]

    def __str__(self):
        return str(self.other)
