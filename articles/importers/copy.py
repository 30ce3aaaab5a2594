"""Many at a time: batches of stories, written by COPY, two batches at once; for a few see `load`.

This thread reads, asks which pages are here already, and knows all names; writers decide and write. Two batches that
are under way never hold the same story, address or name to be made, so the end is that of one story after another.
"""

import gc
import hashlib
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field

from django.db import (
    DEFAULT_DB_ALIAS,
    DataError,
    IntegrityError,
    OperationalError,
    connection,
    connections,
    transaction,
)

from articles.importers import rows
from articles.importers.bearers import Cast
from articles.importers.columns import folded, old_addresses, wanted_slug
from articles.importers.filling import filling
from articles.importers.keep import UNDATED, keep
from articles.importers.known import ask, captured, found
from articles.importers.match import Decision, Outcome, decide, failed
from articles.importers.record import Item
from articles.importers.rows import Story
from articles.importers.stories import Came, Told
from articles.search import vocabulary

# A batch is a transaction: large enough that its round trips vanish among its stories, small enough to be lost.
BATCH, BATCH_BYTES = 1000, 16 * 1024 * 1024
# One backend is at work for each; with this thread they fill two cores.
WRITERS = 2
# The words of some 5,000 stories: half of what the index costs, and a search reads through them in 20 ms at the worst.
PENDING = "32MB"
# Python looks for cycles with each so many new objects: those of some five batches, a few tens of megabytes.
OBJECTS = 200_000
# Below this, a batch that Postgres refuses goes one story at a time, to find the one that is to blame.
FEW = 16


@dataclass(slots=True)
class Job:
    """A story under way. `story` is there where it may be new; `came` as soon as it is known what came of it."""

    told: Told
    item: Item | None = None
    story: Story | None = None
    later: bool = False
    came: Came | None = None

    def ends(self, decision):
        self.came = Came(self.told, decision, self.item)


@dataclass
class Batch:
    jobs: list[Job]
    claims: set = field(default_factory=set)


def copy(told, run, building=lambda: None):
    """Bring the stories `told` in as the run; yields lists of `Came` in order, once they are in the database.

    Inside a transaction all is written on its own connection. `building` is called where indexes that were set aside
    are about to be built, after the last list.
    """
    added = 0
    batches = (_here if connection.in_atomic_block else _side_by_side)(told, run)
    # The writers have ended before indexes are built, and would have to wait if they had not.
    with filling(building) as filled, _seldom_collected(), closing(batches):
        for batch in batches:
            added += sum(came.decision.outcome == Outcome.NEW for came in batch)
            filled(added)
            yield batch
    if added:
        _tidy()


@contextmanager
def _seldom_collected():
    """A run holds much at a time and leaves hardly a cycle: to look for one with every 700 objects took a sixth of
    Python's time, of which nothing came."""
    before = gc.get_threshold()
    gc.set_threshold(OBJECTS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _here(told, run):
    cast = Cast(run)
    for batch in _batches(told):
        _prepare(batch, cast, run.publish)
        yield _write(batch, run)


def _side_by_side(told, run):
    cast = Cast(run)
    with ExitStack() as opened, ThreadPoolExecutor(WRITERS, "writer", _open, [opened]) as writers:
        under_way = deque()
        for batch in _batches(told):
            _prepare(batch, cast, run.publish)
            # What another batch is just making must be there before this one looks for it.
            while any(batch.claims & other.claims for other, _ in under_way) or len(under_way) > WRITERS:
                yield under_way.popleft()[1].result()
            under_way.append((batch, writers.submit(_write, batch, run)))
        while under_way:
            yield under_way.popleft()[1].result()


def _tidy():
    """Take the last words into the indexes, and the last numbers together."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.fold_coverage(1, 30000)")
    vocabulary.tidy()


def _open(opened):
    """A writer's own connection, from its first batch to the end of the run: a new one reads dictionaries and plans
    anew, which costs as much as fifty stories."""
    mine = connections[DEFAULT_DB_ALIAS]
    # It is closed by the thread that waits for the writers.
    mine.inc_thread_sharing()
    opened.callback(mine.close)


def _batches(told):
    jobs, size = [], 0
    for story in told:
        jobs.append(Job(story))
        size += len(story.data)
        if len(jobs) >= BATCH or size >= BATCH_BYTES:
            yield Batch(jobs)
            jobs, size = [], 0
    if jobs:
        yield Batch(jobs)


def _prepare(batch, cast, publish):
    """Read what is not here byte for byte, learn whom it names, and claim its keys and addresses."""
    hashes = [hashlib.sha256(job.told.data).hexdigest() for job in batch.jobs]
    before = captured(hashes)
    new = []
    for job, sha256 in zip(batch.jobs, hashes, strict=True):
        known, status = before.get(sha256, (None, ""))
        if known and not (publish and status == "draft"):
            job.ends(decide("", known))
            continue
        job.item = job.told.item()
        if job.item.record:
            new.append((job, sha256))
        else:
            job.ends(failed(job.item))
    ids = _ids(len(new))
    bearers = cast.bearers([job.item.record for job, _ in new])
    for (job, sha256), id_, whom in zip(new, ids, bearers, strict=True):
        job.story = Story.of(job.item.record, job.told.name, job.told.data, sha256, whom, id_, publish)
        claims = _claims(job.story)
        job.later = not batch.claims.isdisjoint(claims)
        batch.claims |= claims
    batch.claims |= {_address(job.story) for job, _ in new if job.story.public}


def _ids(count):
    """Numbers for articles, given out here, so that they follow the order of the file."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('articles_article', 'id')) FROM generate_series(1, %s)", [count]
        )
        return [id_ for (id_,) in cursor.fetchall()]


def _claims(story):
    """What a story may be found by: of two that share one of these, the second must see the first."""
    claims = {("url", url) for url in old_addresses(story.record)}
    claims.add(("key", story.bearers.source_id, story.columns["external_id"]))
    if not story.record.external_id:
        claims.add(("headline", story.bearers.source_id, folded(story.record.headline).replace(" ", "")))
    return claims


def _address(story):
    """Two of the same batch are numbered together; of two batches, one after the other."""
    return "address", story.columns["published_on"], wanted_slug(story.record)


def _write(batch, run):
    """Decide on all jobs of a batch and write what is new; the rest goes through `keep`, in order."""
    new = [job for job in batch.jobs if job.story and not job.later]
    asks = [ask(job.item.record, job.story.bearers.source_id, job.story.columns["body"]) for job in new]
    known = found(asks) if new else []
    _add([job for job, article in zip(new, known, strict=True) if article is None], run)
    for job in batch.jobs:
        if job.came is None:
            job.ends(keep(job.item.record, (job.told.name, job.told.data), run, run.publisher, run.publish))
    return [job.came for job in batch.jobs]


def _add(jobs, run):
    """Write new stories together. Where Postgres refuses, by halves; the last few are left to `keep`, one by one."""
    if not jobs:
        return
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            # What a power cut takes of the last half second, the next run brings: it is a whole batch, or nothing.
            cursor.execute("SET LOCAL synchronous_commit = off")
            # Words wait in a list, and go into the index so many stories at a time.
            cursor.execute(f"SET LOCAL gin_pending_list_limit = '{PENDING}'")
            rows.add([job.story for job in jobs], run)
    except (DataError, IntegrityError, OperationalError):
        if len(jobs) > FEW:
            middle = len(jobs) // 2
            _add(jobs[:middle], run)
            _add(jobs[middle:], run)
        return
    for job in jobs:
        undated = run.publish and job.item.record.status in ("", "published") and not job.story.columns["published_on"]
        reason = "not in the archive" + (UNDATED if undated else "")
        job.ends(Decision(Outcome.NEW, reason, job.story.article_id, notable=undated))
