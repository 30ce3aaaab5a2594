"""Settling: stories that came in by the million, whose links and related stories are still to be worked out."""

from django.db import models


class Settling(models.Model):
    """An article that waits for `publishing.settle_waiting`. A bulk import leaves one for each story, in the
    transaction that brings the story in, so that a run that is killed loses none of this work.

    `linked` says that its read-more links, and those that name it, lead where they should; suggestions and related
    stories, which take longer, come after it.
    """

    article = models.OneToOneField("Article", on_delete=models.CASCADE, primary_key=True, related_name="settling")
    linked = models.BooleanField(default=False, db_default=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return str(self.article_id)
