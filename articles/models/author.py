"""Authors and bylines: who wrote an article, in the order printed."""

from django.core.exceptions import ValidationError
from django.db import models

from articles.models.naming import HeadlineKey, free_slug, name_key, slug_of, tells_articles


class Author(models.Model):
    name = models.CharField(max_length=200)
    slug = models.CharField(max_length=100, unique=True)
    # The import that made it, until an editor changes it: what undoing may take back.
    imported_by = models.ForeignKey(
        "Import", on_delete=models.SET_NULL, null=True, editable=False, related_name="authors"
    )
    key = name_key()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["key"], name="author_name_is_unique"),
            models.CheckConstraint(condition=~models.Q(name=""), name="author_has_a_name"),
        ]
        triggers = tells_articles(
            "SELECT b.article_id FROM articles_byline b JOIN changed a ON a.id = b.author_id", "update"
        )

    def __str__(self):
        return self.name

    def clean(self):
        same = Author.objects.filter(key=HeadlineKey(models.Value(self.name, models.TextField()))).exclude(pk=self.pk)
        if same.exists():
            raise ValidationError({"name": f"There is already an author named “{self.name}”."})
        if not self.slug:
            self.slug = free_slug(slug_of(self.name, "author"), set(Author.objects.values_list("slug", flat=True)))


class Byline(models.Model):
    """An article was written by an author; the line itself, as printed, is `Article.byline`."""

    article = models.ForeignKey("Article", on_delete=models.CASCADE, related_name="bylines")
    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="bylines", db_index=False)
    position = models.PositiveSmallIntegerField(default=0, db_default=0)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = "author"
        constraints = [
            models.UniqueConstraint(fields=["author", "article"], name="article_has_an_author_once"),
        ]
        triggers = tells_articles("SELECT article_id FROM changed", "insert", "update", "delete")

    def __str__(self):
        return str(self.author)
