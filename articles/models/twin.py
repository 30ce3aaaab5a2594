"""Wire copies: one story in many papers, each kept with its own source; and the index by which they are found."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q


class TextBand(models.Model):
    """A text is found under this number (`related.shingles.bands`): texts that share one may be nearly the same.

    No column beside its key: the key is the index by which a number's stories are found, and no other table is as long,
    with 25 rows a story. Nor does Postgres check that the article is there, which would double the time of writing
    them: a row that is left behind leads to no text, and so to nothing.
    """

    pk = models.CompositePrimaryKey("band", "article")
    band = models.BigIntegerField()
    article = models.ForeignKey("Article", on_delete=models.CASCADE, related_name="bands", db_constraint=False)

    class Meta:
        verbose_name = "band of a text"
        verbose_name_plural = "bands of texts"

    def __str__(self):
        return f"{self.band:016x}"


class TwinPair(models.Model):
    """Two articles with nearly the same text, the one with the lower id first, whatever their status.

    `likeness` is the share of shingles that they share, of all that they have. A pair that an editor rejects stays,
    and is never in one cluster again.
    """

    class State(models.TextChoices):
        FOUND = "found", "Found"
        REJECTED = "rejected", "Not the same story"

    one = models.ForeignKey("Article", on_delete=models.CASCADE, related_name="+", db_index=False)
    other = models.ForeignKey("Article", on_delete=models.CASCADE, related_name="+")
    likeness = models.FloatField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.FOUND, db_default=State.FOUND)
    decided_at = models.DateTimeField(null=True, editable=False)
    decider = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False)

    class Meta:
        verbose_name = "pair of twins"
        verbose_name_plural = "pairs of twins"
        constraints = [
            # Led by `one`, so that it also answers "the twins of this story"; `other` has its own index.
            models.UniqueConstraint(fields=["one", "other"], name="twins_are_told_once"),
            models.CheckConstraint(condition=Q(one__lt=models.F("other")), name="twins_are_in_order"),
            models.CheckConstraint(condition=Q(state__in=["found", "rejected"]), name="twins_state_is_known"),
            models.CheckConstraint(condition=Q(likeness__gte=0, likeness__lte=1), name="twins_likeness_is_a_share"),
        ]

    def __str__(self):
        return f"{self.one} = {self.other}"


class WireCopy(models.Model):
    """A published article is one of a cluster: all that are linked by pairs of twins, through whatever others.

    A cluster is named by the lowest id among its members, so it needs no row of its own, and two processes that find
    it give it the same name. Apart from Article, whose rows are long and have many indexes: few articles are copies.
    """

    article = models.OneToOneField("Article", on_delete=models.CASCADE, primary_key=True, related_name="wire_copy")
    cluster = models.BigIntegerField()

    class Meta:
        verbose_name_plural = "wire copies"
        indexes = [
            # "The others of this cluster", asked for each card of a list: from the index alone.
            models.Index(fields=["cluster", "article"], name="wire_copies_of_a_cluster"),
        ]
        triggers = [
            # A story whose copies are deleted is no copy any more.
            pgtrigger.Trigger(
                name="leaves_nobody_alone",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Delete,
                referencing=pgtrigger.Referencing(old="gone"),
                func="""
                    IF EXISTS (SELECT FROM gone) THEN
                        DELETE FROM articles_wirecopy c USING gone WHERE c.cluster = gone.cluster AND NOT EXISTS (
                            SELECT FROM articles_wirecopy o WHERE o.cluster = c.cluster AND o.article_id <> c.article_id
                        );
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self):
        return str(self.article)
