"""What Postgres promises of an article, whoever writes the row: what it can be, where it is found, what it leaves."""

from datetime import date

import pgtrigger
from django.contrib.postgres.indexes import GinIndex, HashIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Greatest

from articles.models import calendar, coverage, dating, lists, marks, wanted
from articles.models.naming import alphabets

# What an editor and a reader would call a change of the story: a new version, a new revision number.
CONTENT = (
    "headline", "standfirst", "body", "byline", "dateline", "section", "language", "source", "original_url",
    "published_on", "published_at", "date_precision", "date_basis", "updated_at", "slug", "status",
)  # fmt: skip

# The latest of these is when a story last changed for readers: its own words, what an editor changed beside them - a
# correction, a tag - and its day that came.
CHANGED = ("modified_at", "edited_at", "appears_at")

# Newspapers begin in 1605; after 2199 a year is a slip of the pen.
FIRST_DAY, LAST_DAY = date(1600, 1, 1), date(2199, 12, 31)

CONSTRAINTS = [
    models.UniqueConstraint(
        fields=["published_on", "slug"],
        condition=~Q(slug=""),
        name="article_address_is_unique",
        violation_error_message="Another story of that date has this slug.",
    ),
    models.UniqueConstraint(
        fields=["source", "external_id"],
        condition=~Q(external_id=""),
        nulls_distinct=False,
        name="imported_story_is_here_once",
        violation_error_message="The archive has the story of this page from that publisher already.",
    ),
    models.CheckConstraint(condition=~Q(headline=""), name="article_has_a_headline"),
    models.CheckConstraint(
        condition=Q(status__in=["draft", "review", "published", "withdrawn"]), name="article_status_is_known"
    ),
    models.CheckConstraint(
        condition=~Q(status__in=["published", "withdrawn"]) | (Q(published_on__isnull=False) & ~Q(slug="")),
        name="article_that_was_public_has_an_address",
        violation_error_message="A story that is or was public needs its date and its slug.",
    ),
    models.CheckConstraint(
        condition=Q(published_on=None, published_at=None, date_basis="")
        | Q(published_on__isnull=False, date_basis__in=["stated", "printed", "inferred", "set"]),
        name="date_is_on_somebodys_word",
        violation_error_message="A date needs to say on whose word it is, and a time needs a date.",
    ),
    models.CheckConstraint(
        condition=Q(date_precision="day")
        | Q(date_precision="month", published_at=None, published_on__day=1)
        | Q(date_precision="year", published_at=None, published_on__day=1, published_on__month=1)
        | Q(published_on=None),
        name="date_claims_no_more_than_is_known",
        violation_error_message="A month is given by its first day, a year by January 1, both without a time.",
    ),
    models.CheckConstraint(
        condition=Q(published_on=None) | Q(published_on__range=(FIRST_DAY, LAST_DAY)),
        name="date_is_credible",
        violation_error_message=f"A story is published between {FIRST_DAY.year} and {LAST_DAY.year}.",
    ),
    models.CheckConstraint(
        condition=Q(published_at=None)
        | Q(
            published_at__gte=dating.UtcMidnight("published_on") - lists.ZONE_SLACK,
            published_at__lt=dating.UtcMidnight("published_on") + 2 * lists.ZONE_SLACK,
        ),
        name="moment_is_of_the_day",
        violation_error_message="The moment of publication is on another day than the date.",
    ),
    models.CheckConstraint(
        condition=Q(original_url="") | Q(original_url__regex=r"^https?://\S+$"),
        name="original_address_is_http",
        violation_error_message="An address begins with http:// or https:// and has no spaces.",
    ),
]

INDEXES = [
    # Every list of stories, newest first, a page at a time from any place in it. What the calendar counts
    # rides along: a year of 22,717 stories of a million is counted from the index alone, in 6 ms and not 180.
    models.Index(
        fields=["-appears_at", "-id"],
        name="article_newest",
        include=["published_on", "date_precision"],
        condition=Q(status="published"),
    ),
    # The same within one publisher.
    models.Index(
        fields=["source", "-appears_at", "-id"],
        name="article_of_source_newest",
        condition=Q(status="published"),
    ),
    # "Which story has this headline?", asked for each read-more line. A hash, since only equality is asked and
    # a headline may be longer than a b-tree takes (2,704 bytes).
    HashIndex(fields=["headline_key"], name="article_headline_key", condition=Q(status="published")),
    # Near headlines, for suggestions: those next to one in the alphabet, and in that of words read backwards. A walk
    # along either takes the same time in any archive; a trigram index reads a list for each of some fifty trigrams.
    *(
        models.Index(read, name=name, condition=Q(status="published"))
        for name, read in alphabets("article_headlines").items()
    ),
    # A read-more line with an address, and a page that says its own.
    HashIndex(fields=["original_url"], name="article_original_url", condition=~Q(original_url="")),
    models.Index(fields=["source", "text_hash"], name="article_same_words"),
    # Words, and with them what searches are most often narrowed by; see `marks`. Of a million, those of a year with a
    # word that 250,000 have are found in 3 ms and not in 80; three of a hundred parts larger than of words alone.
    GinIndex(marks.Marks("source_id", "published_on"), "search", name="article_search"),
    # The best matches have the words in their headline. The index above knows words and not where they stand: of a
    # word of a third of all stories, each would have to be read. 40 MB for a million, made in 13 s.
    GinIndex(lists.HEADLINE_WORDS, name="article_headline_words", condition=Q(status="published")),
    # "In which languages are there stories?", asked by each search: by jumps, from one to the next.
    models.Index(fields=["language"], name="article_languages", condition=Q(status="published")),
    # The few that readers do not see, for editors' lists of them: among a million others they would be looked for.
    models.Index(fields=["-id"], name="article_unpublished", condition=~Q(status="published")),
    # The stories of a month, and when one of them last changed, for sitemaps: a step for each month, not the million.
    models.Index(
        dating.FirstOfMonth("published_on"),
        Greatest(*CHANGED).desc(),
        name="article_changed",
        condition=Q(status="published"),
    ),
    # What an editor who leaves has edited; hardly a story in an archive was, so the others are not in it.
    models.Index(fields=["edited_by"], name="article_of_editor", condition=Q(edited_by__isnull=False)),
    # The stories of an import, a batch at a time, when it is undone; and the foreign key's own.
    models.Index(fields=["imported_by", "id"], name="article_of_import", condition=Q(imported_by__isnull=False)),
]

TRIGGERS = [
    pgtrigger.Trigger(
        name="counts_revisions",
        operation=pgtrigger.Update,
        when=pgtrigger.Before,
        condition=pgtrigger.AnyChange(*CONTENT),
        func="NEW.revision = OLD.revision + 1; NEW.modified_at = statement_timestamp(); RETURN NEW;",
    ),
    # Whoever saves all columns of a row that was read before its lines were changed does not take their revision back.
    pgtrigger.Trigger(
        name="keeps_revision",
        operation=pgtrigger.UpdateOf("revision"),
        when=pgtrigger.Before,
        condition=pgtrigger.Condition("NEW.revision < OLD.revision"),
        func="NEW.revision = OLD.revision; NEW.modified_at = OLD.modified_at; RETURN NEW;",
    ),
    # An address that was public leads to its story for ever, whoever moves the story.
    pgtrigger.Trigger(
        name="keeps_former_address",
        operation=pgtrigger.UpdateOf("slug", "published_on"),
        when=pgtrigger.After,
        condition=pgtrigger.Condition(
            "OLD.status IN ('published', 'withdrawn')"
            " AND (OLD.slug, OLD.published_on) IS DISTINCT FROM (NEW.slug, NEW.published_on)"
        ),
        func="""
            INSERT INTO articles_formeraddress (article_id, published_on, slug)
            VALUES (NEW.id, OLD.published_on, OLD.slug)
            ON CONFLICT (published_on, slug) DO UPDATE SET article_id = EXCLUDED.article_id, left_at = now();
            RETURN NULL;
        """,
    ),
    *calendar.TRIGGERS,
    *wanted.STORY_TRIGGERS,
    *coverage.counts_article(),
]
