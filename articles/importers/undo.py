"""Undoing an import: what it added goes, what it changed comes back, and nothing that was edited since is touched.

All of it is done by statements over batches of stories, each batch one transaction: undoing that was killed is begun
again and ends in the same state. A story that goes leaves no version and no address behind, for a mistaken import
shall vanish; one that comes back has the import's words among its versions, since readers may have seen them.
"""

from collections import Counter

from django.db import connection, transaction
from django.utils import timezone

from articles.importers.removal import remove, remove_articles, run, unused
from articles.importers.restoring import restore
from articles.models import (
    Author,
    Capture,
    FailureContext,
    Import,
    ImportChange,
    ImportFailure,
    ImportFile,
    Source,
    Tag,
)
from articles.publishing import settle

# A second or two of work: so long, others wait for a story of the batch.
BATCH = 1000
EVERY = "true"

# Why a story stays, by the reason's name. The first that holds is told.
REASONS = {
    "edited": "an editor has changed, published or withdrawn it since",
    "later": "a later import has brought it too",
    "led": "an editor has made a link or a pinned story lead to it, or decided on its own links",
}

LATER = """EXISTS (SELECT FROM articles_importchange o WHERE o.article_id = a.id AND o.imported_by_id > %(run)s)
    OR EXISTS (SELECT FROM articles_capture p WHERE p.article_id = a.id AND p.imported_by_id > %(run)s)"""
REJECTED = """EXISTS (
        SELECT FROM articles_linkcandidate n JOIN articles_readmorelink l ON l.id = n.link_id
        WHERE l.article_id = a.id AND n.state = 'rejected' AND n.decided_at > i.started_at
    )"""
# Stories that the import added, each with the reason why it stays, or null; "WHICH" is a condition on `a`.
ADDED = f"""
SELECT a.id, CASE
    WHEN a.edited_at IS NOT NULL OR a.revision <> a.import_revision THEN 'edited'
    WHEN {LATER} THEN 'later'
    WHEN EXISTS (
        SELECT FROM articles_readmorelink l
        WHERE l.decided_by = 'editor' AND (l.target_id = a.id OR l.article_id = a.id)
    ) OR EXISTS (
        SELECT FROM articles_relatedstory s JOIN articles_article x ON x.id = s.article_id
        WHERE s.other_id = a.id AND s.origin <> 'computed'
        AND (x.imported_by_id IS DISTINCT FROM %(run)s OR x.edited_at IS NOT NULL)
    ) OR {REJECTED} THEN 'led'
END AS reason
FROM articles_article a JOIN articles_import i ON i.id = a.imported_by_id WHERE a.imported_by_id = %(run)s AND WHICH
"""
# Stories that were here and that it changed: the ids of the changes, in the same way.
CHANGED = f"""
SELECT c.id, CASE
    WHEN a.edited_at IS DISTINCT FROM (c.before ->> 'edited_at')::timestamptz THEN 'edited'
    WHEN {LATER} THEN 'later'
    WHEN a.revision <> c.revision THEN 'edited'
    WHEN EXISTS (
        SELECT FROM articles_readmorelink l WHERE l.article_id = a.id AND l.decided_by = 'editor'
        AND NOT c.before -> 'articles_readmorelink' @> jsonb_build_array(
            jsonb_build_object('id', l.id, 'target_id', l.target_id, 'decided_by', 'editor')
        )
    ) OR {REJECTED} THEN 'led'
END AS reason
FROM articles_importchange c JOIN articles_article a ON a.id = c.article_id
JOIN articles_import i ON i.id = c.imported_by_id
WHERE c.imported_by_id = %(run)s AND a.imported_by_id IS DISTINCT FROM %(run)s AND WHICH
"""
# The next of them in the order of the index, and the last of these.
NEXT_ADDED = "SELECT id FROM articles_article WHERE imported_by_id = %(run)s AND id > %(after)s"
NEXT_CHANGED = (
    "SELECT article_id AS id FROM articles_importchange WHERE imported_by_id = %(run)s AND article_id > %(after)s"
)
# Other stories that something leads to the ones that go.
BESIDE = """
SELECT article_id FROM articles_readmorelink WHERE target_id IN (SELECT id FROM gone)
UNION
SELECT l.article_id FROM articles_linkcandidate c JOIN articles_readmorelink l ON l.id = c.link_id
WHERE c.article_id IN (SELECT id FROM gone)
UNION
SELECT article_id FROM articles_relatedstory WHERE other_id IN (SELECT id FROM gone)
"""
# Captures that it added to stories that were here; of those that stay changed, they are where the words come from.
CAPTURES = f"""
SELECT p.id FROM articles_capture p JOIN articles_article a ON a.id = p.article_id
WHERE p.imported_by_id = %(run)s AND a.imported_by_id IS DISTINCT FROM %(run)s
AND NOT EXISTS (
    SELECT FROM articles_importchange c WHERE c.imported_by_id = %(run)s AND c.article_id = a.id
    AND c.id IN (SELECT id FROM ({CHANGED.replace("WHICH", EVERY)}) AS found WHERE reason IS NOT NULL)
)
"""


class NotNow(Exception):
    """Why an import cannot be undone at this moment, as a sentence."""


def plan(imported):
    """What undoing would do, in numbers: "stories" that go, "restored" that get their earlier words back,
    "captures" that go from stories that were here, and "stay", a dict from the sentences of REASONS to numbers."""
    added, changed = (_by_reason(query, imported) for query in (ADDED, CHANGED))
    stay = Counter()
    for reason, count in [*added.items(), *changed.items()]:
        if reason:
            stay[REASONS[reason]] += count
    captures = _rows(f"SELECT count(*) FROM ({CAPTURES}) AS found", imported)[0][0]
    return {"stories": added.get(None, 0), "restored": changed.get(None, 0), "captures": captures, "stay": dict(stay)}


def _by_reason(query, imported):
    query = query.replace("WHICH", EVERY)
    return dict(_rows(f"SELECT reason, count(*) FROM ({query}) AS found GROUP BY reason", imported))


def _rows(query, imported, **params):
    with connection.cursor() as cursor:
        cursor.execute(query, {"run": imported.pk, **params})
        return cursor.fetchall()


def ask(imported, user=None):
    """Note that the import shall be undone, on whose word; raises NotNow for one that is under way, or undone."""
    with transaction.atomic():
        now = Import.objects.select_for_update(of=["self"]).get(pk=imported.pk)
        if not now.may_be_undone and now.state != Import.State.UNDOING:
            raise NotNow(f"This import cannot be undone now: it is “{now.condition.lower()}”.")
        if now.state != Import.State.UNDOING:
            now.state, now.undone_by = Import.State.UNDOING, user
            now.save(update_fields=["state", "undone_by"])
    imported.refresh_from_db()


def undo(imported, user=None, progress=lambda done: None):
    """Take back what an import has added and changed; returns what was done, as it stays in `taken_back`.

    `progress` is told the numbers so far after each batch. Raises NotNow for an import that somebody works on.
    """
    with imported.held() as mine:
        if not mine:
            raise NotNow("This import is being worked on by another process: stop it, or wait for it to end.")
        # Ours is the lock, and it does not make a run that died look alive.
        imported.alive = False
        _begin(imported, user)
        for following, take in ((NEXT_ADDED, _take_stories), (NEXT_CHANGED, _take_changes)):
            after = 0
            while last := _last(following, imported, after):
                take(imported, after, last)
                after = last
                progress(imported.taken_back)
        _finish(imported)
    return imported.taken_back


def _begin(imported, user):
    if imported.state == Import.State.UNDOING:
        return
    if not imported.may_be_undone:
        raise NotNow(f"This import cannot be undone now: it is “{imported.condition.lower()}”.")
    imported.state, imported.undone_by = Import.State.UNDOING, user
    imported.save(update_fields=["state", "undone_by"])


def _last(following, imported, after):
    """The id at the end of the next batch, None where there is none."""
    found = f"SELECT max(id) FROM ({following} ORDER BY id LIMIT {BATCH}) AS found"
    return _rows(found, imported, after=after)[0][0]


@transaction.atomic
def _take_stories(imported, after, last):
    """Those of the stories that it added from `after` to `last` that nothing keeps."""
    _choose("gone", ADDED, imported, after, last)
    beside = [row[0] for row in _rows(f"SELECT * FROM ({BESIDE}) AS found", imported)]
    # What will go as well need not be brought up to date.
    going = ADDED.replace("WHICH", "a.id = ANY (%(ids)s)")
    going = {row[0] for row in _rows(f"SELECT id FROM ({going}) AS f WHERE reason IS NULL", imported, ids=beside)}
    _tell(imported, stories=remove_articles("SELECT id FROM gone"))
    settle(set(beside) - going)


@transaction.atomic
def _take_changes(imported, after, last):
    """Those of the stories that it changed, in the same way."""
    _choose("back", CHANGED, imported, after, last)
    ids = [row[0] for row in _rows("SELECT article_id FROM articles_importchange JOIN back USING (id)", imported)]
    _tell(imported, restored=restore())
    remove(ImportChange, "SELECT id FROM back")
    settle(ids)


def _choose(name, query, imported, after, last):
    """Make the temporary table `name` of a batch; until it is done, editors wait who would change its stories."""
    window = {"run": imported.pk, "after": after, "last": last}
    within = "a.id > %(after)s AND a.id <= %(last)s"
    found = query.replace("WHICH", within)
    concerned = f"{NEXT_ADDED} UNION ALL {NEXT_CHANGED}"
    run(f"SELECT FROM articles_article a WHERE {within} AND a.id IN ({concerned}) ORDER BY a.id FOR UPDATE", window)
    run(f"DROP TABLE IF EXISTS {name}")
    run(
        f"CREATE TEMPORARY TABLE {name} ON COMMIT DROP AS SELECT id FROM ({found}) AS found WHERE reason IS NULL",
        window,
    )


@transaction.atomic
def _finish(imported):
    stay = Counter(plan(imported)["stay"])
    captures = remove(Capture, CAPTURES.replace("%(run)s", str(int(imported.pk))))
    names = {
        str(model._meta.verbose_name_plural): remove(model, unused(model, imported.pk))
        for model in (Source, Tag, Author)
    }
    _tell(imported, captures=captures, **names)
    # What it brought and could not read shall vanish as well; that it failed stays in the log.
    ImportFile.objects.filter(imported_by=imported).delete()
    ImportFailure.objects.filter(imported_by=imported).update(content=None, whole=False, context=None)
    FailureContext.objects.filter(imported_by=imported).delete()
    ImportFailure.objects.filter(settled_by=imported).update(settled_by=None)
    imported.taken_back["stay"] = dict(stay)
    imported.state, imported.undone_at = Import.State.UNDONE, timezone.now()
    imported.save(update_fields=["state", "undone_at", "taken_back"])


def _tell(imported, **numbers):
    """Add to what is taken back, in the transaction that takes it."""
    for name, number in numbers.items():
        imported.taken_back[name] = imported.taken_back.get(name, 0) + number
    imported.active_at = timezone.now()
    imported.save(update_fields=["taken_back", "active_at"])
