"""Publishing and withdrawing: what must happen around a story when readers gain or lose it."""

from time import sleep

from django.db import connection, transaction

from articles.models import Settling
from articles.related import rarity
from articles.related.contents import linked
from articles.related.resolve import resolve
from articles.related.signatures import sign
from articles.related.stories import choose, find, relate
from articles.related.twins import cluster, reject, unreject
from articles.search import vocabulary

# Stories at a time, in each of the last stages: a second's work, and a few MB.
BATCH = 200
# So many new stories, and the tables by which they are found are to be tidied before they are asked.
MANY = 5_000
# One at a time decides what is to be done. The number is any of our own.
LOCK = 0x72656C61_0001


@transaction.atomic
def publish(article):
    """Put `article` before readers, from its date on. Raises ValidationError where it lacks a date."""
    article.publish()
    settle([article.pk])


@transaction.atomic
def withdraw(article, note=""):
    """Take `article` from readers: its address says so, with `note`, and links to it are pending again."""
    article.withdraw(note)
    settle([article.pk])


@transaction.atomic
def settle(ids):
    """Bring links, wire copies and related stories up to date with articles that came, changed or went."""
    ids = set(ids)
    resolve(ids)
    # Before related stories, which leave out copies of the story itself.
    relate(ids | cluster(ids))


@transaction.atomic
def tell_apart(one, other, user=None):
    """An editor says that the articles with these ids are not one story, for good: both are shown again everywhere."""
    relate({one, other} | reject(one, other, user))


@transaction.atomic
def bring_together(pair):
    """An editor takes that back: where the texts of the `TwinPair` are the same, they are one story again."""
    relate({pair.one_id, pair.other_id} | unreject(pair))


def settle_waiting():
    """As `settle`, for all that a bulk import left to be settled; yields how many are done, batch by batch.

    Several processes may do it at once, and a killed one is made good by the next.
    """
    _forget_done()  # of a run that was killed: to what comes now they are stories like any other
    for _ in link_waiting():
        pass
    while _some(Settling.Stage.TO_GROUP, 500, _group):
        pass
    if Settling.objects.waiting().exists():
        rarity.keep_up()
    yield from (done for stage, done in _relate_waiting() if stage == Settling.Stage.TO_RELATE)


def relate_archive(again=False):
    """Relate all published stories that were never compared, or all `again`; yields (stage, how many are done in it).

    What was begun is gone on with. Several processes may do it at once.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        if not Settling.objects.waiting().exists():
            _forget_done()
            rarity.count() if again else rarity.keep_up()
            cursor.execute(
                "INSERT INTO articles_settling (article_id, stage) SELECT id, %s FROM articles_article a"
                " WHERE status = 'published'"
                " AND (%s OR NOT EXISTS (SELECT FROM articles_nearest n WHERE n.article_id = a.id))",
                [Settling.Stage.TO_SIGN, again],
            )
    yield from _relate_waiting()


def _relate_waiting():
    """The last three stages, for all that has come so far; yields (stage, how many are done in it)."""
    for stage, act in STAGES.items():
        total = 0
        while (done := _some(stage, BATCH, act)) or _others_are_at(stage):
            total += done
            if done:
                yield stage, done
        if stage == Settling.Stage.TO_SIGN and total > MANY and not connection.in_atomic_block:
            tidy()
    _forget_done()
    vocabulary.tidy()
    if vocabulary.is_due():
        vocabulary.read()


def tidy():
    """Vacuum the tables by which stories are found. Postgres would do it by itself, a minute later: until then, each
    comparison reads table pages for nothing."""
    with connection.cursor() as cursor:
        for table in ("articles_posting", "articles_signature"):
            cursor.execute(f"VACUUM (ANALYZE) {table}")


def _others_are_at(stage):
    """Whether another process is at the last stories of a stage. What comes next builds on all of them: it is waited
    for, and should it die, the stories are free again."""
    if there := Settling.objects.filter(stage=stage).exists():
        sleep(0.05)
    return there


def _forget_done():
    Settling.objects.filter(stage=Settling.Stage.DONE).delete()


def link_waiting():
    """The first stage of it: read-more links lead to the stories that they name; yields like `settle_waiting`."""
    while done := _some(Settling.Stage.TO_LINK, 10_000, _link):
        yield done


@transaction.atomic
def _some(stage, most, act):
    """Act on the next stories of a stage, so many at the most; locked, so that another process takes others."""
    waiting = Settling.objects.select_for_update(skip_locked=True).filter(stage=stage).order_by("pk")
    ids = list(waiting.values_list("pk", flat=True)[:most])
    if ids:
        act(ids)
    return len(ids)


def _link(ids):
    resolve(ids, suggest=False)
    Settling.objects.filter(pk__in=ids).update(stage=Settling.Stage.TO_GROUP)


def _group(ids):
    """Suggestions for waiting lines first: from then on only one at a time decides what is a cluster, until the end of
    the transaction."""
    resolve(ids)
    touched = cluster(ids)
    Settling.objects.filter(pk__in=ids).update(stage=Settling.Stage.TO_SIGN)
    _wait(touched - set(ids), Settling.Stage.TO_SIGN)


def _wait(ids, stage):
    others = (Settling(article_id=id_, stage=stage) for id_ in sorted(ids))
    Settling.objects.bulk_create(others, ignore_conflicts=True)


def _sign(ids):
    signed = sign({*ids, *linked(ids)})
    Settling.objects.filter(pk__in=ids).update(stage=Settling.Stage.TO_COMPARE)
    _wait(signed - set(ids), Settling.Stage.TO_COMPARE)


def _compare(ids):
    """Stories that were here, and are near to one that came, wait with it for their turn."""
    touched = find(ids)
    Settling.objects.filter(pk__in=ids).update(stage=Settling.Stage.TO_RELATE)
    _wait(touched - set(ids), Settling.Stage.TO_RELATE)


def _choose(ids):
    choose(ids, ids)
    Settling.objects.filter(pk__in=ids).update(stage=Settling.Stage.DONE)


# The stages of related stories, in order.
STAGES = {
    Settling.Stage.TO_SIGN: _sign,
    Settling.Stage.TO_COMPARE: _compare,
    Settling.Stage.TO_RELATE: _choose,
}
