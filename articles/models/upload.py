"""Uploads: a table that an editor has sent, between the page where its columns are told and the import itself."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

# An editor who goes for lunch finds the table still here; one who has given it up leaves nothing for long.
KEPT_FOR = timedelta(days=1)
# Of one editor so many tables wait at a time; the oldest goes when another comes.
KEPT_OF_ONE = 3


class UploadedTable(models.Model):
    """The bytes of a table. Its key is not to be guessed, and nobody but `user` is given it by any page."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="uploaded_tables")
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    uploaded_at = models.DateTimeField(db_default=Now())

    class Meta:
        default_permissions = ()

    def __str__(self):
        return self.name

    def keep(self):
        """Save it, and let go of what has been kept long enough."""
        tables = UploadedTable.objects.order_by("-uploaded_at")
        tables.filter(uploaded_at__lt=timezone.now() - KEPT_FOR).delete()
        older = tables.filter(user=self.user).values_list("pk", flat=True)[KEPT_OF_ONE - 1 :]
        tables.filter(pk__in=list(older)).delete()
        self.save(force_insert=True)
