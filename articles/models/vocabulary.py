"""What search knows of the archive's words: how rare each is, and how it is printed: counted anew at times."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Reading(models.Model):
    """When words were last counted, and over how many stories: `sampled` of the `stories` that there were then.

    There is one row or none. `lexemes` is the mean number of different words of a story.
    """

    stories = models.PositiveBigIntegerField()
    sampled = models.PositiveBigIntegerField()
    lexemes = models.FloatField()
    read_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(models.Value(1), name="words_are_counted_once"),
            models.CheckConstraint(
                condition=Q(stories__gt=0, sampled__gt=0, lexemes__gt=0), name="words_are_counted_over_some_stories"
            ),
        ]

    def __str__(self):
        return f"{self.sampled:,} of {self.stories:,} stories"


class Drawn(models.Model):
    """A story of those that were drawn at random when words were counted, as it was then: what share of all stories a
    search finds is first tried on these. No foreign key: they are only counted, and made anew with the words.
    """

    story = models.BigIntegerField(primary_key=True)
    marks = ArrayField(models.BigIntegerField())
    search = SearchVectorField()

    class Meta:
        verbose_name_plural = "drawn"
        # Written once and then read: nothing need wait to be taken into it.
        indexes = [GinIndex(fields=["marks", "search"], name="drawn_search", fastupdate=False)]

    def __str__(self):
        return str(self.story)


class Lexeme(models.Model):
    """A word as Postgres indexes it, stemmed in whatever language, and how many of the sampled stories have it."""

    lexeme = models.TextField(primary_key=True)
    stories = models.PositiveBigIntegerField()

    def __str__(self):
        return self.lexeme


class Word(models.Model):
    """A word as it is printed, in small letters, and how many stories have it, estimated where only some were read."""

    word = models.TextField(primary_key=True)
    stories = models.PositiveBigIntegerField()

    class Meta:
        indexes = [
            # "Did you mean": the words with the most letters in common, three at a time.
            GinIndex(fields=["word"], name="word_trigrams", opclasses=["gin_trgm_ops"]),
            # Type-ahead: the words that begin so. The primary key's index follows the language's order, which
            # knows no beginnings.
            models.Index(OpClass("word", "text_pattern_ops"), name="word_beginnings", include=["stories"]),
        ]

    def __str__(self):
        return self.word
