"""What an import leaves behind: what failed, with its bytes; what is worth telling; how stories were before."""

from django.db import models
from django.db.models import Q

from articles.models.imports import Import


class FailureContext(models.Model):
    """What stood around failed items in their file, so that each can be read alone; one row for all items of a file."""

    imported_by = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="+")
    sha256 = models.CharField(max_length=64)
    before = models.BinaryField()
    after = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["imported_by", "sha256"], name="failure_context_is_kept_once"),
        ]

    def __str__(self):
        return self.sha256


class ImportFailure(models.Model):
    """A story that could not be read, by its number in the run, and why.

    `line` is where it begins in its file, 0 where lines mean nothing. `content` is the item as it came, null where
    nothing could be kept; `whole` says whether that is all of it. `settled_by` is the import that brought it in later.
    """

    imported_by = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="failures")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=500)
    line = models.PositiveIntegerField(default=0, db_default=0)
    reason = models.TextField()
    content = models.BinaryField(null=True)
    whole = models.BooleanField(default=False, db_default=False)
    format = models.CharField(max_length=30, default="", db_default="")
    context = models.ForeignKey(FailureContext, on_delete=models.SET_NULL, null=True, related_name="+")
    settled_by = models.ForeignKey(Import, on_delete=models.SET_NULL, null=True, related_name="settled")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["imported_by", "number"], name="import_failure_is_told_once"),
            models.CheckConstraint(condition=Q(whole=False) | Q(content__isnull=False), name="whole_failure_has_bytes"),
        ]

    def __str__(self):
        return f"{self.name}: {self.reason}"


class ImportNote(models.Model):
    """A line of an import's log: a story that came of age otherwise than plainly, or something about the run itself.

    `number` is the story's in the run, 0 for the run's own; `outcome` as `importers.match.Outcome`, or "".
    """

    imported_by = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="notes")
    number = models.PositiveIntegerField(default=0)
    name = models.CharField(max_length=500, blank=True)
    outcome = models.CharField(max_length=10, blank=True)
    text = models.TextField()
    article = models.ForeignKey("Article", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["id"]

    def __str__(self):
        return f"{self.name}: {self.text}" if self.name else self.text


class ImportChange(models.Model):
    """A story that was here and that an import changed, as it was `before`: what undoing gives back.

    `before` holds the article's columns and all rows that belong to it, by table; see `importers.remember`.
    `revision` is the one that the import left: while the article has it, nobody has changed the story since.
    """

    imported_by = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="changes")
    article = models.ForeignKey("Article", on_delete=models.CASCADE, related_name="import_changes")
    revision = models.PositiveIntegerField()
    before = models.JSONField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["imported_by", "article"], name="import_remembers_a_story_once"),
        ]

    def __str__(self):
        return f"{self.article_id}, revision {self.revision}"


class ImportFile(models.Model):
    """A file that was uploaded, until its import is finished; its bytes are in `parts`."""

    imported_by = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=500)
    size = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["id"]

    def __str__(self):
        return self.name


class ImportFilePart(models.Model):
    """`PART` bytes of an upload, the last part fewer: in the database, so that whoever works it off has them."""

    # Large enough that a part is one round trip for many stories, small enough that some fit in memory.
    PART = 1024 * 1024

    file = models.ForeignKey(ImportFile, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="file_has_a_part_once"),
        ]

    def __str__(self):
        return f"part {self.number}"
