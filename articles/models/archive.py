"""The archive itself."""

from uuid import uuid4, uuid5

from django.db import models

ONLY = 1


class ArchiveQuerySet(models.QuerySet):
    def own(self):
        """The one row; made when it is first asked for, so that an archive that comes from a file brings its own."""
        return self.get_or_create(pk=ONLY)[0]


class Archive(models.Model):
    """What is true of the archive as a whole, in one row: `uuid` is its own for ever, wherever it is served and
    whatever its host is called."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)
    uuid = models.UUIDField(default=uuid4, editable=False)

    objects = ArchiveQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=ONLY), name="there_is_one_archive")]

    def __str__(self):
        return str(self.uuid)

    def urn(self, thing):
        """The name of a thing of this archive, such as "article:17", that no other thing in the world has (RFC 9562,
        5.5): the same on every host, and made anew from the two at any time."""
        return uuid5(self.uuid, thing).urn
