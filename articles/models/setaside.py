"""Indexes that are not there for the moment, since an import fills a new archive; see `articles.importers.filling`."""

from django.db import models


class SetAside(models.Model):
    """An index that was dropped, and with which words it is made again. Its row comes in the transaction that drops
    the index, and goes in the one that builds it: a process that is killed between the two loses nothing."""

    name = models.CharField(max_length=63, primary_key=True)
    definition = models.TextField()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "set aside"

    def __str__(self):
        return self.name
