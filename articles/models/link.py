"""Read-more links: lines of a page that send the reader to another story, and the stories they may mean."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import HashIndex
from django.db import models
from django.db.models import Case, Q, Value, When
from django.db.models.functions import Now

from articles.models import wanted
from articles.models.naming import alphabets, name_key

# States in which a link still waits for its story: an address outside is a makeshift until it comes.
UNSETTLED = ("pending", "suggested", "external")
# States in which a reader is told that nobody has the story.
WANTED = ("pending", "suggested")


class ReadMoreLinkQuerySet(models.QuerySet):
    def unsettled(self):
        return self.filter(state__in=UNSETTLED)

    def of_readable(self):
        """Links that stand in an article which a reader can open."""
        from articles.models.article import Article

        return self.filter(article__in=Article.objects.published().order_by())

    def with_asked_by(self):
        """Each with `asked_by`: how many stories ask for its headline, 0 for one that nobody waits for."""
        asked = Case(When(state__in=WANTED, then=wanted.AskedBy("headline_key")), default=Value(0))
        return self.annotate(asked_by=asked)


class ReadMoreLink(models.Model):
    """A "Read more: <headline>" line in its place in an article.

    `after` counts the blocks of the body before it. `headline` is the story's name without a site's
    name behind it; `line` is what was printed.
    """

    class State(models.TextChoices):
        PENDING = "pending", "Pending"  # nobody here has the story
        SUGGESTED = "suggested", "Suggested"  # near matches wait for an editor
        RESOLVED = "resolved", "Resolved"  # by rule or by an editor: `target` is the story
        EXTERNAL = "external", "External"  # an address outside, for want of the story

    class Decider(models.TextChoices):
        RULE = "rule", "Rule"
        EDITOR = "editor", "Editor"

    article = models.ForeignKey("Article", on_delete=models.CASCADE, related_name="read_more_links")
    after = models.PositiveIntegerField(default=0, help_text="How many paragraphs stand before it.")
    label = models.CharField(max_length=60, default="Read more", db_default="Read more")
    headline = models.CharField(max_length=1000)
    line = models.TextField(blank=True, help_text="The line as the page printed it.")
    url = models.CharField("address", max_length=2000, blank=True, default="", db_default="")
    headline_key = name_key("headline")
    state = models.CharField(
        max_length=10, choices=State.choices, default=State.PENDING, db_default=State.PENDING, editable=False
    )
    target = models.ForeignKey(
        "Article", on_delete=models.SET_NULL, null=True, blank=True, related_name="backlinks", verbose_name="leads to"
    )
    decided_by = models.CharField(
        max_length=10, choices=Decider.choices, blank=True, default="", db_default="", editable=False
    )

    objects = ReadMoreLinkQuerySet.as_manager()

    class Meta:
        ordering = ["after", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="resolved", target__isnull=False, decided_by__in=["rule", "editor"])
                | Q(state__in=UNSETTLED, target=None, decided_by=""),
                name="link_is_resolved_with_a_target",
            ),
            models.CheckConstraint(condition=~Q(state="external") | ~Q(url=""), name="link_outside_has_an_address"),
            models.CheckConstraint(
                condition=Q(target=None) | ~Q(target=models.F("article")), name="link_leads_elsewhere"
            ),
            models.CheckConstraint(
                condition=Q(url="") | Q(url__regex=r"^https?://\S+$"),
                name="link_address_is_http",
                violation_error_message="An address begins with http:// or https:// and has no spaces.",
            ),
            models.CheckConstraint(condition=~Q(headline=""), name="link_names_a_headline"),
        ]
        indexes = [
            # "Which lines wait for this headline?", asked at each publication: equality among the waiting few.
            HashIndex(fields=["headline_key"], name="link_waiting_key", condition=Q(state__in=UNSETTLED)),
            # The same question for near headlines: those next to it in the alphabet, read from the front or the back.
            *(
                models.Index(read, name=name, condition=Q(state__in=UNSETTLED))
                for name, read in alphabets("link_waiting").items()
            ),
            # "Which lines have this address?" Also those that are resolved, to a story with the headline alone.
            HashIndex(fields=["url"], name="link_url", condition=~Q(url="")),
            # "Who asks for this headline, the last first?", and whether this story does.
            models.Index(
                wanted.WantedKey("headline_key"), "article", name="link_wanted", condition=Q(state__in=WANTED)
            ),
            # "The newest lines that lead to a story here", and "to an address outside": where they are few among many.
            # By its state, and not as one that has a target: else Postgres, which after an import thinks that there is
            # none yet, looks here for the lines that lead to one story, through all that were just led to theirs.
            models.Index(fields=["-id"], name="link_newest_here", condition=Q(state="resolved")),
            models.Index(fields=["-id"], name="link_newest_outside", condition=~Q(url="")),
        ]

        triggers = [
            # A story that is deleted, or turns out to be another, gives its links back.
            pgtrigger.Trigger(
                name="loses_its_target",
                operation=pgtrigger.UpdateOf("target_id"),
                when=pgtrigger.Before,
                condition=pgtrigger.Q(new__target__isnull=True, new__state="resolved"),
                func="""
                    NEW.state = CASE WHEN NEW.url <> '' THEN 'external' ELSE 'pending' END;
                    NEW.decided_by = '';
                    RETURN NEW;
                """,
            ),
            *wanted.LINE_TRIGGERS,
        ]

    def __str__(self):
        return self.headline

    def choose(self, target):
        """An editor's word on where this link leads: to the article `target`, or nowhere that is known (None)."""
        self.target = target
        self.decided_by = self.Decider.EDITOR if target else ""
        unsettled = self.State.EXTERNAL if self.url else self.State.PENDING
        self.state = self.State.RESOLVED if target else unsettled


class LinkCandidate(models.Model):
    """A story that a link may mean: suggested to an editor, or rejected and never suggested again."""

    class State(models.TextChoices):
        SUGGESTED = "suggested", "Suggested"
        REJECTED = "rejected", "Rejected"

    link = models.ForeignKey(ReadMoreLink, on_delete=models.CASCADE, related_name="candidates")
    article = models.ForeignKey("Article", on_delete=models.CASCADE, related_name="suggested_for")
    similarity = models.FloatField(
        help_text="Likeness of the two headlines, 0 to 1: their share of common trigrams, or .9 where one goes on."
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.SUGGESTED, db_default=State.SUGGESTED)
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    decider = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, editable=False
    )
    added_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["-similarity", "id"]
        verbose_name = "suggested link"
        constraints = [
            models.UniqueConstraint(fields=["link", "article"], name="link_and_story_are_one_candidate"),
            models.CheckConstraint(condition=Q(state__in=["suggested", "rejected"]), name="candidate_state_is_known"),
            models.CheckConstraint(
                condition=Q(similarity__gte=0, similarity__lte=1), name="candidate_similarity_is_a_share"
            ),
        ]

    def __str__(self):
        return f"“{self.link}” → “{self.article}”"
