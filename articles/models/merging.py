"""Merging: two sources, tags or authors that were one all along. What one has goes to the other, and so do its readers.

The one that goes stays as a row, so that its address leads to the other for ever, whatever becomes of that one.
"""

from django.db import models


def merged_into():
    """The field of a noun that was merged: the one that has all of it now, never itself a merged one."""
    return models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged", editable=False
    )


def not_into_itself(noun):
    return models.CheckConstraint(
        condition=models.Q(merged_into=None) | ~models.Q(merged_into=models.F("pk")),
        name=f"{noun}_is_not_merged_into_itself",
    )


class Merge:
    """The merging of one noun into another of the same model; inside a transaction.

    Raises ValueError, in words, for what cannot be: itself, a tag of another kind, one that was merged away. Both rows
    are locked, so that two editors who merge crosswise cannot make a circle, and so that a story that is just coming
    in with a name is here before what names it is moved.
    """

    def __init__(self, loser, winner):
        model = type(loser)
        rows = {row.pk: row for row in model.objects.select_for_update().filter(pk__in=[loser.pk, winner.pk])}
        now = rows.get(loser.pk), rows.get(winner.pk)
        gone = None in now or any(row.merged_into_id for row in now)
        if gone or loser.pk == winner.pk or loser.merges_within != winner.merges_within:
            raise ValueError(
                f"“{loser}” cannot be merged into “{winner}”: it must be another live {loser.merges_within}."
            )
        self.loser, self.winner = loser, winner

    def give(self, rows, column, *once):
        """Rows of the loser, a related manager's, become the winner's.

        What the winner has already, told by the columns `once`, goes instead: a story has a tag once.
        """
        model = rows.model
        if once:
            mine = model.objects.order_by().filter(**{column: self.winner})
            same = mine.filter(**{name: models.OuterRef(name) for name in once})
            rows.filter(models.Exists(same)).delete()
        return rows.update(**{column: self.winner})

    def finish(self):
        self.loser.merged.update(merged_into=self.winner)
        self.loser.merged_into, self.loser.imported_by = self.winner, None
        self.loser.save(update_fields=["merged_into", "imported_by"])
        type(self.winner).objects.filter(pk=self.winner.pk).update(imported_by=None)
