"""Subscriptions: feeds that are polled, when each is due again, and how the last poll went."""

from datetime import timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from articles.fetching.addresses import LONGEST

# Minutes. A feed holds the stories of a day or more, so an hour loses none and is what publishers ask of readers;
# under a quarter of an hour they turn one away; after a week a feed may have lost stories that nobody saw.
USUAL, SHORTEST, RAREST = 60, 15, 7 * 24 * 60
# What a server asks us to wait is kept to up to a day, as is our own back-off: by then somebody may have mended it.
LONGEST_WAIT = timedelta(days=1)
# How long an answer "stays good" is often a setting for pictures that nobody thought of: past this, the editor's word
# goes before it.
LONGEST_AGE = timedelta(hours=6)
# A run that cron begins a second earlier than the last one finds what was fetched by that.
SLACK = timedelta(minutes=1)


class SubscriptionQuerySet(models.QuerySet):
    def active(self):
        return self.filter(active=True)

    def due(self):
        """Those to be polled now, the longest waiting first."""
        return self.active().filter(next_at__lte=Now() + SLACK).order_by("next_at", "pk")

    def fine(self):
        return self.active().filter(failures=0, succeeded_at__isnull=False)

    def failing(self):
        return self.active().filter(failures__gt=0)

    def never_polled(self):
        return self.active().filter(failures=0, succeeded_at=None)


class Subscription(models.Model):
    """A feed. `failures` counts those in a row; `problem` is the last one in words, "" when all is fine."""

    address = models.CharField(max_length=LONGEST, unique=True, help_text="Of the feed itself: RSS, Atom, JSON Feed …")
    title = models.CharField(max_length=200, blank=True, default="", db_default="", help_text="What you call it here.")
    source = models.ForeignKey(
        "Source",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="subscriptions",
        help_text="The publisher of stories that do not say theirs. Most feeds do, by their title: "
        "make that another name of its source.",
    )
    publish = models.BooleanField(
        default=False, db_default=False, help_text="Stories that have a date go before readers at once."
    )
    active = models.BooleanField(default=True, db_default=True, help_text="Switched off, it is not polled.")
    every = models.PositiveIntegerField(
        "minutes between polls",
        default=USUAL,
        db_default=USUAL,
        validators=[MinValueValidator(SHORTEST), MaxValueValidator(RAREST)],
        help_text="Longer where the feed's server asks for it, and while it fails.",
    )
    added_at = models.DateTimeField(db_default=Now(), editable=False)
    # What the last answer was: sent back, so that the server can say "the same" in one line; the hash is for servers
    # that send neither.
    etag = models.CharField(max_length=500, default="", db_default="", editable=False)
    last_modified = models.CharField(max_length=500, default="", db_default="", editable=False)
    body_sha256 = models.CharField(max_length=64, default="", db_default="", editable=False)
    next_at = models.DateTimeField("next poll", default=timezone.now, db_default=Now(), editable=False)
    tried_at = models.DateTimeField("last poll", null=True, editable=False)
    succeeded_at = models.DateTimeField("last success", null=True, editable=False)
    failing_since = models.DateTimeField(null=True, editable=False)
    failures = models.PositiveIntegerField("failures in a row", default=0, db_default=0, editable=False)
    problem = models.TextField(default="", db_default="", editable=False)
    last_import = models.ForeignKey("Import", on_delete=models.SET_NULL, null=True, related_name="+", editable=False)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        ordering = ["title", "address"]
        indexes = [
            # "What is due?", asked every few minutes, of those that are polled at all.
            models.Index(fields=["next_at", "id"], name="subscription_due", condition=Q(active=True)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(address__regex=r"^https?://[^\s@/]+/\S*$"),
                name="subscription_address_is_http",
                violation_error_message="An address begins with http:// or https:// and has no spaces.",
            ),
            models.CheckConstraint(
                condition=Q(every__range=(SHORTEST, RAREST)),
                name="subscription_is_polled_at_a_polite_pace",
                violation_error_message=f"A feed is polled every {SHORTEST} minutes at most, once a week at least.",
            ),
            models.CheckConstraint(
                condition=Q(failures=0, failing_since=None) | Q(failures__gt=0, failing_since__isnull=False),
                name="subscription_fails_since_a_moment",
            ),
            models.CheckConstraint(condition=Q(failures=0) | ~Q(problem=""), name="subscription_that_fails_says_why"),
        ]

    def __str__(self):
        return self.title or self.address

    # Acts: what a poll writes is written only while the address is the one that was polled; an editor's newer
    # words stay.

    def succeeded(self, answer=None, *, body_sha256="", run=None, address=""):
        """A poll went well. `answer` is what the server said (see `fetching.fetch.Answer`), `run` the `Import` that
        the poll gave, `address` the one that the feed has moved to for good. True if it was written.
        """
        now = timezone.now()
        columns = {"failures": 0, "failing_since": None, "problem": "", "tried_at": now, "succeeded_at": now}
        columns["next_at"] = now + self._wait(answer.max_age if answer else None)
        if answer and answer.status != 304:
            columns |= {"etag": answer.etag, "last_modified": answer.last_modified, "body_sha256": body_sha256}
        if run:
            columns["last_import"] = run
        if address:
            columns["address"] = address
        return self._write(columns)

    def _wait(self, max_age):
        """As long as the editor says, or as the answer stays good, whichever is longer."""
        stays_good = min(timedelta(seconds=max_age or 0), LONGEST_AGE)
        return max(timedelta(minutes=self.every), stays_good)

    def failed(self, problem, *, retry_after=None):
        """A poll went wrong: the next one waits twice as long as after the last failure, or as long as it was told
        to (`retry_after`, seconds). True if it was written.
        """
        now, failures = timezone.now(), self.failures + 1
        every = timedelta(minutes=self.every)
        told = min(timedelta(seconds=retry_after or 0), LONGEST_WAIT)
        # Ten doublings of the shortest pace are past a day; more would only be a large number.
        backing_off = min(every * 2 ** min(failures - 1, 10), LONGEST_WAIT)
        return self._write(
            {
                "failures": failures,
                "failing_since": self.failing_since or now,
                "problem": problem,
                "tried_at": now,
                "next_at": now + max(every, backing_off, told),
            }
        )

    def switched_off(self, problem):
        """The feed is gone for good, and is not asked for again until an editor switches it on. True if written."""
        return self.failed(problem) and self._write({"active": False})

    def begins_anew(self):
        """Forgets what was learned of the feed, for its address is another or it was switched on again; not saved."""
        self.etag = self.last_modified = self.body_sha256 = self.problem = ""
        self.failures, self.failing_since, self.next_at = 0, None, timezone.now()

    def _write(self, columns):
        written = Subscription.objects.filter(pk=self.pk, address=self.address).update(**columns)
        for column, value in columns.items():
            setattr(self, column, value)
        return bool(written)
