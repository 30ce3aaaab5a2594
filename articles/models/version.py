"""Versions: earlier states of an article, kept by the database whoever changes the row."""

import pghistory
import pgtrigger
from django.db import models

from articles.models import dating, lines
from articles.models.article import Article
from articles.models.promises import CONTENT


class ArticleVersion(
    pghistory.create_event_model(
        Article,
        # The row as it was is kept when it has a new revision, or goes: a first insert writes nothing more.
        pghistory.UpdateEvent("changed", row=pghistory.Old, condition=pghistory.AnyChange("revision")),
        pghistory.DeleteEvent("deleted", row=pghistory.Old),
        fields=[*CONTENT, "revision", "withdrawal_note", "modified_at"],
    )
):
    # The read-more lines that stood in the story when it was changed: {"after", "label", "headline", "url"}, in order.
    # None in versions from before this was kept.
    read_more = models.JSONField(null=True, editable=False)

    class Meta:
        ordering = ["-pgh_id"]
        triggers = [
            # Lines are rows of their own, and stand as they were when a row's version is kept: whoever changes a story
            # changes its row first and its lines then; where lines alone change, theirs (`lines`) do so.
            pgtrigger.Trigger(
                name="keeps_read_more_lines",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func=f"NEW.read_more = {lines.told('NEW.pgh_obj_id')}; RETURN NEW;",
            )
        ]

    def __str__(self):
        return f"{self.headline} (version {self.revision})"

    blocks, published = Article.blocks, Article.published

    @property
    def appears_at(self):
        """As the article's column of that name, which the database derives."""
        return self.published_at or (dating.midnight(self.published_on) if self.published_on else None)
