"""Imports: one run of bringing stories in - who, when, from what, and what came of it."""

from django.conf import settings
from django.contrib.postgres.indexes import HashIndex
from django.db import models
from django.db.models.functions import Now


class Import(models.Model):
    """A run. `added` + `changed` + `same` + `kept` + `failed` is the number of pages it has looked at.

    `kept` counts pages that differ from their article, where an editor has changed the article since:
    the editor's words stay. A run without `finished_at` was stopped, or still goes on.
    """

    TOLD = ("started_at", "finished_at", "user", "origin", "added", "changed", "same", "kept", "failed")

    started_at = models.DateTimeField(db_default=Now(), editable=False)
    finished_at = models.DateTimeField(null=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False)
    origin = models.TextField(help_text="The files and folders, or where else it came from.", editable=False)
    added = models.PositiveIntegerField(default=0, editable=False)
    changed = models.PositiveIntegerField(default=0, editable=False)
    same = models.PositiveIntegerField(default=0, editable=False)
    kept = models.PositiveIntegerField(default=0, editable=False)
    failed = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["-started_at", "-id"]
        # "What came from this feed?" A hash, since the list of files of a run may be longer than a b-tree takes.
        indexes = [HashIndex(fields=["origin"], name="import_from_origin")]

    def __str__(self):
        return f"{self.started_at:%Y-%m-%d %H:%M} from {self.origin[:60]}"


class ImportFailure(models.Model):
    """A page that could not be read, by its number in the run, and why."""

    imported_by = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="failures")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=500)
    reason = models.TextField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["imported_by", "number"], name="import_failure_is_told_once"),
        ]

    def __str__(self):
        return f"{self.name}: {self.reason}"
