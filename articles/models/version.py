"""Versions: earlier states of an article, kept by the database whoever changes the row."""

import pghistory

from articles.models import dating
from articles.models.article import Article
from articles.models.promises import CONTENT


class ArticleVersion(
    pghistory.create_event_model(
        Article,
        # The row as it was is kept when it changes or goes: a first insert writes nothing more.
        pghistory.UpdateEvent("changed", row=pghistory.Old, condition=pghistory.AnyChange(*CONTENT)),
        pghistory.DeleteEvent("deleted", row=pghistory.Old),
        fields=[*CONTENT, "revision", "withdrawal_note", "modified_at"],
    )
):
    class Meta:
        ordering = ["-pgh_id"]

    def __str__(self):
        return f"{self.headline} (version {self.revision})"

    blocks, published = Article.blocks, Article.published

    @property
    def appears_at(self):
        """As the article's column of that name, which the database derives."""
        return self.published_at or (dating.midnight(self.published_on) if self.published_on else None)
