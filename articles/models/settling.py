"""Settling: stories that came in by the million, whose links and related stories are still to be worked out."""

from django.db import models


class SettlingQuerySet(models.QuerySet):
    def waiting(self):
        return self.exclude(stage=Settling.Stage.DONE)


class Settling(models.Model):
    """An article that waits for `publishing.settle_waiting`. A bulk import leaves one for each story, in the
    transaction that brings the story in, so that a run that is killed loses none of this work.

    `stage` is how far it has come: all stories of a run are through one before the first is in the next, since each
    builds on what the one before found of the others.
    """

    class Stage(models.IntegerChoices):
        TO_LINK = 0, "read-more links are to be led to their stories"
        TO_GROUP = 1, "suggestions for its read-more lines, and its wire copies, are to be found"
        TO_SIGN = 2, "the terms by which it is found are to be worked out"
        TO_COMPARE = 3, "the stories nearest to it are to be found"
        TO_RELATE = 4, "its related stories are to be worked out"
        DONE = 5, "all is done; it stays until that is true of all others"

    article = models.OneToOneField("Article", on_delete=models.CASCADE, primary_key=True, related_name="settling")
    stage = models.PositiveSmallIntegerField(choices=Stage.choices, default=Stage.TO_LINK, db_default=Stage.TO_LINK)

    objects = SettlingQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return str(self.article_id)
