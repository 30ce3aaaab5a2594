"""What a story is about in numbers, and which stories are nearest to it: derived, made anew by `relate_articles`."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models


class TermFrequency(models.Model):
    """In how many stories of a sample a term is found; `related.rarity` knows of them, and how large the sample was.

    A term is a number: a hash of a stemmed word, of a phrase, of a tag, a cited source or a linked story. Of a million
    terms two or three hundred share theirs with another; a table of words would be five times as long.
    """

    term = models.IntegerField(primary_key=True)
    stories = models.PositiveIntegerField()

    class Meta:
        verbose_name_plural = "term frequencies"

    def __str__(self):
        return f"{self.term} in {self.stories}"


class Posting(models.Model):
    """A published story is found under this term, one of its weightiest; `week` is `Signature.week`.

    No column beside its key: the key is the index by which a term's stories of some weeks are found, heaviest first,
    without a look at the table. No foreign key: rows come and go with the story's Signature, by a trigger.
    """

    pk = models.CompositePrimaryKey("term", "week", "weight", "article_id")
    term = models.IntegerField()
    week = models.SmallIntegerField()
    weight = models.SmallIntegerField()
    article_id = models.BigIntegerField()

    def __str__(self):
        return f"{self.term} in {self.article_id}"


class Signature(models.Model):
    """The terms of a published story by weight, as `related.signatures` packs them.

    `vector` has up to 100 of them with their share of the story, for comparing two stories. `terms` are those under
    which it is found, the heaviest first, and `words` says what each is, a line each: a letter for the kind and the
    words as printed. `week` counts weeks since 1970, and `day` days; UNDATED and null where the date is not known to
    the day.
    """

    UNDATED = -32_768

    article = models.OneToOneField("Article", on_delete=models.CASCADE, primary_key=True, related_name="signature")
    day = models.IntegerField(null=True)
    week = models.SmallIntegerField()
    terms = ArrayField(models.IntegerField())
    words = models.TextField()
    vector = models.BinaryField()

    class Meta:
        triggers = [
            pgtrigger.Trigger(
                name="takes_its_postings_along",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Delete,
                referencing=pgtrigger.Referencing(old="gone"),
                # Each by its own key, whatever Postgres takes `gone` to be: a join read the whole of the longest table.
                func="""
                    DELETE FROM articles_posting WHERE ctid = ANY (ARRAY(
                        SELECT p.ctid FROM gone CROSS JOIN unnest(gone.terms) AS found(term) CROSS JOIN LATERAL (
                            SELECT ctid FROM articles_posting
                            WHERE term = found.term AND week = gone.week AND article_id = gone.article_id OFFSET 0
                        ) AS p
                    ));
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self):
        return str(self.article)


class Nearest(models.Model):
    """The stories nearest to a published one by what both have in themselves, before their neighbours are asked.

    `near` are their ids, the nearest first, and `alike` how near. An id that was left behind leads to nothing.
    """

    article = models.OneToOneField("Article", on_delete=models.CASCADE, primary_key=True, related_name="nearest")
    near = ArrayField(models.BigIntegerField())
    alike = ArrayField(models.FloatField())

    class Meta:
        verbose_name_plural = "nearest"

    def __str__(self):
        return str(self.article)
