"""A new archive is filled without the indexes of its words; they are built when all is in.

Kept up story by story they cost a fifth of an import's time and a third of what it writes; built at once, sorted and
on several cores, half of that. Matching and linking never ask them, only searches do, and in an archive that is new
nobody has found anything yet. What is set aside is written down (`SetAside`), so that whoever comes next builds it
should this process be killed: the same import when it is run again, any other, a start of the site, a migration.
"""

from contextlib import contextmanager, suppress

from django.db import DatabaseError, OperationalError, ProgrammingError, connection, transaction

from articles.models import Article, SetAside

INDEXES = ["article_search", "article_headline_words"]
# An archive with fewer stories is new; its indexes are worth setting aside when as many as MANY have come in since, for
# then more are likely to come: a file that ends soon after has lost a tenth of a second.
FEW, MANY = 1_000, 2_000
# To drop an index is to wait for all who use its table, and to be waited for by all others. Rather than that, it stays.
PATIENCE = "5s"
# Two numbers of advisory locks: held by all who fill ("fill" in ASCII), and by the one that builds.
FILLING, BUILDING = 0x66696C6C, 0x66696C6D


@contextmanager
def filling(building=lambda: None):
    """For a bulk import: yields a function to be told how many stories have come in so far.

    At the end, whatever it is, what was set aside is built; `building` is called before. Inside a transaction, which
    may be undone, nothing is set aside.
    """
    if connection.in_atomic_block or not (_is_new() or SetAside.objects.exists()):
        yield lambda stories: None
        return
    with _shown():
        try:
            yield _Filler()
        except BaseException:
            with suppress(DatabaseError):  # the error that ended it is the one to be told
                build(building)
            raise
        build(building)


class _Filler:
    """Sets the indexes aside once, when there are enough stories."""

    def __init__(self):
        self.is_waiting = True

    def __call__(self, stories):
        if self.is_waiting and stories >= MANY:
            self.is_waiting = False
            _set_aside()


def _is_new():
    return len(Article.objects.order_by().values("pk")[:FEW]) < FEW


@contextmanager
def _shown():
    """Show that an import fills the archive, until it ends or is killed: the lock goes with its connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock_shared(%s)", [FILLING])
    try:
        yield
    finally:
        with suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock_shared(%s)", [FILLING])


WRITTEN_DOWN = """
    INSERT INTO articles_setaside (name, definition)
    SELECT name, pg_get_indexdef(to_regclass(name)) FROM unnest(%s::text[]) AS name WHERE to_regclass(name) IS NOT NULL
    ON CONFLICT (name) DO UPDATE SET definition = EXCLUDED.definition
"""


def _set_aside():
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
            cursor.execute(WRITTEN_DOWN, [INDEXES])
            cursor.execute(f"DROP INDEX IF EXISTS {', '.join(INDEXES)}")
    except (OperationalError, ProgrammingError):
        pass  # somebody reads all the time, or the tables belong to another role: it goes slower then


def build(tell=lambda: None):
    """Build what was set aside; who would write waits meanwhile. `tell` is called where there is something to build."""
    if not SetAside.objects.exists():
        return
    tell()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [BUILDING])
        cursor.execute("SET LOCAL statement_timeout = 0")
        for index in SetAside.objects.all():
            cursor.execute(index.definition.replace("CREATE INDEX", "CREATE INDEX IF NOT EXISTS", 1))
        SetAside.objects.all().delete()


def make_good(tell=lambda: None):
    """As `build`, for what a killed import has left. Who fills now will do it when all is in."""
    if connection.in_atomic_block or not SetAside.objects.exists() or _somebody_fills():
        return
    build(tell)


def _somebody_fills():
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT NOT pg_try_advisory_xact_lock(%s)", [FILLING])
        return cursor.fetchone()[0]


def before_migrating(sender, using, **kwargs):
    """Migrations find every index in its place; before the first of them there is not even this table."""
    if SetAside._meta.db_table in connection.introspection.table_names():
        make_good()
