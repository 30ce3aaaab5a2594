"""The tally of a run: counts, log and progress on its `Import`, written at most once a second.

`load` counts story by story, and what works in bulk counts many at once; both stop when the import is asked to.
"""

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from time import monotonic

from django.db import transaction
from django.db.models import F
from django.db.models.fields.json import KT
from django.utils import timezone

from articles.importers.match import Outcome
from articles.models import FailureContext, Import, ImportFailure, ImportNote

# Often enough for a progress bar that people watch, seldom enough to cost nothing beside the stories.
SECONDS = 1.0
# What waits to be written may hold failed items' bytes.
MOST_WAITING, MOST_WAITING_BYTES = 500, 16_000_000
# Of an item that failed; hardly a story is longer, and what is is no story.
MOST_KEPT = 5_000_000

COUNTERS = {
    Outcome.NEW: "added",
    Outcome.CHANGED: "changed",
    Outcome.SAME: "same",
    Outcome.KEPT: "kept",
    Outcome.FAILED: "failed",
}


@dataclass
class Tally:
    """What a run has to tell that is not written yet. `number` is the last story that is decided."""

    run: Import
    number: int = 0
    bytes_read: int = 0
    counts: Counter = field(default_factory=Counter)
    failures: list[ImportFailure] = field(default_factory=list)
    notes: list[ImportNote] = field(default_factory=list)
    waiting_bytes: int = 0
    written: float = field(default_factory=monotonic)
    stop_asked: bool = False
    contexts: dict = field(default_factory=dict)

    def __post_init__(self):
        self.number = self.run.looked_at

    def count(self, outcome, stories=1):
        self.counts[COUNTERS[outcome]] += stories

    def note(self, number, name, outcome, text, article_id=None):
        """Put a line into the log: of a story that is not plainly new, changed or the same."""
        self.notes.append(
            ImportNote(
                imported_by=self.run, number=number, name=name[:500], outcome=outcome, text=text, article_id=article_id
            )
        )

    def fail(self, number, name, reason, *, line=0, content=None, whole=True, around=(b"", b""), form=""):
        """Keep an item that failed, with its bytes and those that must stand around them, as far as they are kept.

        `whole` is False where `content` is not all of it.
        """
        too_long = content is not None and max(len(content), sum(map(len, around))) > MOST_KEPT
        self.failures.append(
            ImportFailure(
                imported_by=self.run,
                number=number,
                name=name[:500],
                line=line,
                reason=reason,
                content=None if content is None else content[:MOST_KEPT],
                whole=content is not None and whole and not too_long,
                format=form,
                context=None if too_long else self._context(around),
            )
        )
        self.waiting_bytes += len(content or b"")

    def _context(self, around):
        """The row that keeps what stood around an item; hundreds of items of a file share one."""
        if not any(around):
            return None
        key = hashlib.sha256(b"%d " % len(around[0]) + b"".join(around)).hexdigest()
        if key not in self.contexts:
            row, _ = FailureContext.objects.get_or_create(
                imported_by=self.run, sha256=key, defaults={"before": around[0], "after": around[1]}
            )
            # Only the last: a run over a million files would remember as many.
            self.contexts = {key: row}
        return self.contexts[key]

    @property
    def is_due(self):
        waiting = len(self.failures) + len(self.notes)
        return (
            monotonic() - self.written >= SECONDS or waiting >= MOST_WAITING or self.waiting_bytes >= MOST_WAITING_BYTES
        )

    @transaction.atomic
    def write(self, **columns):
        """Write what waits, with other `columns` of the import; then `stop_asked` says whether the run shall end."""
        ImportFailure.objects.bulk_create(self.failures, ignore_conflicts=True)
        ImportNote.objects.bulk_create(self.notes)
        mine = Import.objects.filter(pk=self.run.pk)
        mine.update(
            **{counter: F(counter) + stories for counter, stories in self.counts.items()},
            looked_at=self.number,
            bytes_read=self.bytes_read,
            active_at=timezone.now(),
            **columns,
        )
        self.stop_asked = mine.values_list("stop_asked", flat=True).get()
        self.counts, self.failures, self.notes, self.waiting_bytes = Counter(), [], [], 0
        self.written = monotonic()

    def finish(self):
        """Write the last of it, with the end of the run."""
        self.write(state=Import.State.FINISHED, finished_at=timezone.now())
        if self.run.attempts > 1:
            self._settle()

    def _settle(self):
        """A run that died had brought in stories it had not counted yet, and found them there when it went on."""
        run = Import.objects.get(pk=self.run.pk)
        others = run.changes.exclude(article__imported_by=run)
        # One that it only published or withdrew says what it said.
        reworded = others.exclude(article__record_hash=KT("before__article__record_hash"))
        run.added, run.changed = run.articles.count(), max(run.changed, reworded.count())
        run.failed = run.failures.count()
        run.same = max(0, run.looked_at - run.added - run.changed - run.kept - run.failed)
        run.save(update_fields=["added", "changed", "same", "failed"])
