"""Callers of the API: how often each has asked of late, counted together for all of the server's processes."""

from datetime import timedelta
from random import randrange

from django.db import connection, models
from django.db.models.functions import Now

# What has been paid off is taken away by one turn of so many.
TIDIED = 1000

# One round trip, which nobody overtakes: whoever asks at the same time waits for the row. Where there is no turn, the
# row stays as it is, and says how long it will be until there is one.
TURN = """
    WITH turn AS (
        INSERT INTO articles_caller AS caller (id, until) VALUES (%(id)s, statement_timestamp() + %(each)s)
        ON CONFLICT (id) DO UPDATE SET until = greatest(caller.until, statement_timestamp()) + %(each)s
        WHERE caller.until + %(each)s <= statement_timestamp() + %(within)s
        RETURNING until
    )
    SELECT CASE WHEN NOT EXISTS (SELECT FROM turn) THEN (
        SELECT extract(epoch FROM until + %(each)s - statement_timestamp() - %(within)s)
        FROM articles_caller WHERE id = %(id)s
    ) END
"""


class CallerQuerySet(models.QuerySet):
    def turn(self, caller, requests, seconds):
        """Let a caller take one of so many requests in so many seconds; None, or in how many seconds there is one.

        They come back one by one, evenly: who has used up 120 in a minute has another half a second later. One query.
        """
        within = timedelta(seconds=seconds)
        with connection.cursor() as cursor:
            cursor.execute(TURN, {"id": caller, "each": within / requests, "within": within})
            wait = cursor.fetchone()[0]
        if not randrange(TIDIED):
            self.tidy()
        return wait and float(wait)

    def tidy(self):
        """Forget who has paid off all that was asked."""
        self.filter(until__lt=Now()).delete()


class Caller(models.Model):
    """Somebody whose requests are paid off `until` then, each taking its share of time; `id` tells callers apart.

    The table is unlogged: to write a row costs no more than to read one, and a crash forgets who asked.
    """

    id = models.UUIDField(primary_key=True)
    until = models.DateTimeField()

    objects = CallerQuerySet.as_manager()

    def __str__(self):
        return str(self.id)
