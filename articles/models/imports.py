"""Imports: one run of bringing stories in - who, when, from what, and what came of it."""

from contextlib import contextmanager, suppress

from django.conf import settings
from django.contrib.postgres.indexes import HashIndex
from django.db import DatabaseError, connection, models
from django.db.models import BooleanField, F, Func, Q
from django.db.models.functions import Now

# The first of the two numbers of an advisory lock; the second is the import's. "news" in ASCII, to be told from others.
LOCK = 0x6E657773


class IsWorkedOn(Func):
    """Whether somebody holds the lock on an import: it goes with its connection, so a killed run never has it."""

    template = f"""EXISTS (
        SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid::bigint = {LOCK} AND objsubid = 2
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND objid::bigint = %(expressions)s)"""
    output_field = BooleanField()


class ImportQuerySet(models.QuerySet):
    def with_life(self):
        """Each import with `alive`: whether a process works on it at this moment."""
        return self.annotate(alive=IsWorkedOn(F("pk")))

    def to_work_off(self):
        """Uploads and retries that wait, or whose run died, and undoing that did; oldest first."""
        ours = Q(state__in=["waiting", "undoing"]) | Q(state="running", in_background=True)
        return self.filter(ours).order_by("pk")


class Import(models.Model):
    """A run. `added` + `changed` + `same` + `kept` + `failed` is the number of pages it has looked at.

    `kept` counts pages that differ from their article, where an editor has changed the article since: the
    editor's words stay. `publisher`, `publish` and `format` are what it was asked for. `looked_at` is the number of
    the last story whose outcome is counted. `bytes_total` is null for a stream of unknown length. `retries` is
    the import whose failures this one tries again. `taken_back` tells what undoing removed and left.
    """

    TOLD = ("started_at", "finished_at", "user", "origin", "added", "changed", "same", "kept", "failed")

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        FINISHED = "finished", "Finished"
        STOPPED = "stopped", "Stopped"
        UNDOING = "undoing", "Being undone"
        UNDONE = "undone", "Undone"

    started_at = models.DateTimeField(db_default=Now(), editable=False)
    begun_at = models.DateTimeField(null=True, editable=False)
    active_at = models.DateTimeField("last sign of life", null=True, editable=False)
    finished_at = models.DateTimeField(null=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False)
    origin = models.TextField(help_text="The files and folders, or where else it came from.", editable=False)
    retries = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, editable=False, related_name="retried_by")
    publisher = models.CharField(max_length=200, default="", db_default="", editable=False)
    publish = models.BooleanField(default=False, db_default=False, editable=False)
    format = models.CharField(max_length=30, default="", db_default="", editable=False)

    state = models.CharField(
        max_length=10, choices=State.choices, default=State.RUNNING, db_default=State.RUNNING, editable=False
    )
    in_background = models.BooleanField(default=False, db_default=False, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    stop_asked = models.BooleanField(default=False, db_default=False, editable=False)
    looked_at = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    bytes_total = models.PositiveBigIntegerField(null=True, editable=False)
    bytes_read = models.PositiveBigIntegerField(default=0, db_default=0, editable=False)

    added = models.PositiveIntegerField(default=0, editable=False)
    changed = models.PositiveIntegerField(default=0, editable=False)
    same = models.PositiveIntegerField(default=0, editable=False)
    kept = models.PositiveIntegerField(default=0, editable=False)
    failed = models.PositiveIntegerField(default=0, editable=False)

    undone_at = models.DateTimeField(null=True, editable=False)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    taken_back = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()), editable=False)

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-id"]
        permissions = [("undo_import", "Can undo imports")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running", "finished", "stopped", "undoing", "undone"]),
                name="import_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(undone_at=None) | Q(state="undone"), name="import_that_was_undone_says_so"
            ),
        ]
        indexes = [
            # "What came from this feed?" A hash, since the list of files of a run may be longer than a b-tree takes.
            HashIndex(fields=["origin"], name="import_from_origin"),
            # "Is there anything to work off?", asked at each start; finished imports are not in it.
            models.Index(
                fields=["id"], name="import_to_work_off", condition=Q(state__in=["waiting", "running", "undoing"])
            ),
        ]

    def __str__(self):
        return f"{self.started_at:%Y-%m-%d %H:%M} from {self.origin[:60]}"

    @contextmanager
    def held(self):
        """Show that this process works on the import, until the context ends; False if another already does."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, self.pk])
            mine = cursor.fetchone()[0]
        try:
            yield mine
        finally:
            # Where the connection is lost or its transaction broken, the lock goes with it.
            with suppress(DatabaseError):
                if mine:
                    connection.cursor().execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, self.pk])

    @property
    def is_alive(self):
        """Whether a process works on it: asked anew unless it was read `with_life()`."""
        if "alive" not in self.__dict__:
            self.alive = Import.objects.with_life().values_list("alive", flat=True).get(pk=self.pk)
        return self.alive

    @property
    def condition(self):
        """The state in a word, as it is and not as it was last written: "Died" for a run that nobody works on."""
        if self.state == self.State.RUNNING and not self.is_alive:
            return "Waiting to go on" if self.in_background else "Died"
        return self.get_state_display()

    @property
    def is_under_way(self):
        """Whether its page will tell more in a moment."""
        at_work = self.state in (self.State.RUNNING, self.State.UNDOING)
        return self.state == self.State.WAITING or (at_work and (self.in_background or self.is_alive))

    @property
    def may_be_undone(self):
        settled = self.state in (self.State.FINISHED, self.State.STOPPED)
        return settled or (self.state == self.State.RUNNING and not self.in_background and not self.is_alive)

    @property
    def percent(self):
        """How much of its bytes is read, 0 to 100; None where their number is not known."""
        return min(100, self.bytes_read * 100 // self.bytes_total) if self.bytes_total else None

    @property
    def rate(self):
        """Stories a second since it began, or None."""
        seconds = (self.active_at - self.begun_at).total_seconds() if self.active_at and self.begun_at else 0
        return round(self.looked_at / seconds) if seconds >= 1 else None
