"""Authors and bylines: who wrote an article, in the order printed."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.functions import Coalesce
from django.urls import reverse

from articles.models import merging
from articles.models.coverage import Role, counts_stories
from articles.models.naming import HeadlineKey, NameOrder, free_slug_for, keeps_former_slug, name_key, tells_articles


class AuthorQuerySet(models.QuerySet):
    def named(self, name):
        """The author of that name, by their own or that of one who was merged into them; one row or none."""
        bearer = Author.objects.order_by().filter(key=HeadlineKey(models.Value(name, models.TextField())))
        return self.filter(pk__in=bearer.values(found=Coalesce("merged_into", "pk")))


class Author(models.Model):
    """Somebody who wrote articles. One who was merged into another stays, as another name of that one."""

    address_has_kind = False
    merges_within = "author"

    name = models.CharField(max_length=200)
    slug = models.CharField(max_length=100, unique=True)
    merged_into = merging.merged_into()
    # The import that made it, until an editor changes it: what undoing may take back.
    imported_by = models.ForeignKey(
        "Import", on_delete=models.SET_NULL, null=True, editable=False, related_name="authors"
    )
    key = name_key()

    objects = AuthorQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["key"], name="author_name_is_unique"),
            models.CheckConstraint(condition=~models.Q(name=""), name="author_has_a_name"),
            merging.not_into_itself("author"),
        ]
        indexes = [
            # A to Z, and by how a name begins.
            models.Index(NameOrder("name"), "id", name="author_in_order"),
            GinIndex(OpClass(NameOrder("name"), "gin_trgm_ops"), name="author_name_trigrams"),
        ]
        triggers = [
            *tells_articles(
                "SELECT b.article_id FROM articles_byline b"
                " JOIN changed a ON b.author_id = ANY (ARRAY[a.id, a.merged_into_id])",
                "update",
            ),
            *keeps_former_slug("author"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("author", args=[self.slug])

    def clean(self):
        same = Author.objects.filter(key=HeadlineKey(models.Value(self.name, models.TextField()))).exclude(pk=self.pk)
        if same.exists():
            raise ValidationError({"name": f"There is already an author named “{self.name}”."})
        if not self.slug:
            self.slug = free_slug_for(self, self.name)

    @transaction.atomic
    def merge_into(self, winner):
        """Give all that this author wrote to `winner`; this name and address lead there for ever.

        Raises ValueError for themself and for a winner who was merged away.
        """
        merge = merging.Merge(self, winner)
        merge.give(self.bylines, "author", "article")
        merge.finish()


class Byline(models.Model):
    """An article was written by an author; the line itself, as printed, is `Article.byline`."""

    article = models.ForeignKey("Article", on_delete=models.CASCADE, related_name="bylines", db_index=False)
    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="bylines", db_index=False)
    position = models.PositiveSmallIntegerField(default=0, db_default=0)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = "author"
        constraints = [
            models.UniqueConstraint(fields=["author", "article"], name="article_has_an_author_once"),
        ]
        # The foreign key's own, and the author rides along: those of 10,000 stories are counted from the index alone.
        indexes = [models.Index(fields=["article"], include=["author"], name="authors_of_an_article")]
        triggers = [
            *tells_articles("SELECT article_id FROM changed", "insert", "update", "delete"),
            *counts_stories(Role.AUTHOR, "author_id"),
        ]

    def __str__(self):
        return str(self.author)
