"""One run over subscribed feeds: asked politely, several hosts at a time; what is new goes the way of every import.

Threads fetch; the database is touched by the caller's thread alone. A host is one run's at a time, whichever
process or machine it is in: an advisory lock of Postgres, which ends with its connection, says so.
"""

import hashlib
import logging
import re
from collections import Counter, deque
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cache
from http import HTTPStatus

from django.conf import settings
from django.db import connection
from lxml import etree

from articles.fetching.addresses import PUBLIC, Unfetched
from articles.fetching.discovery import advertised
from articles.fetching.fetch import fetch
from articles.fetching.turns import PAUSE, Turns
from articles.importers.formats import HEAD, recognise
from articles.importers.load import load
from articles.importers.match import Outcome
from articles.importers.pages import Page
from articles.importers.vocabulary import known_names
from articles.models import Import, Subscription

log = logging.getLogger(__name__)

# Hosts that are asked at the same time: most of a poll is waiting, and as many bodies are held in memory.
HOSTS_AT_ONCE = 8
# Formats in which stories are offered to be polled; a web page or a plain text is none.
FEEDS = {"feed", "jsonfeed", "wxr", "ninjs", "newsml-g2", "newsml", "nitf"}
# Of an address that the database has, whoever wrote it there.
HOST = re.compile(r"https?://(\[[^]/]*\]|[^/:]*)")
# The first half of our advisory locks' keys, so that they meet no other's: "feed" in ASCII.
LOCKS = 0x66656564


@dataclass(frozen=True)
class Poll:
    """What came of one subscription: `state` is "new", "same", "failed" or "busy".

    `words` are a sentence without its full stop. `added` and `changed` count stories, `failed` those that could not be
    read; `run` is the import, if it is worth keeping.
    """

    subscription: Subscription
    state: str
    words: str
    added: int = 0
    changed: int = 0
    failed: int = 0
    run: Import | None = None


def poll(wanted, *, policy=PUBLIC, pause=PAUSE, user=None):
    """Fetches the subscriptions of the queryset `wanted` and brings in what is new; yields a `Poll` for each, as they
    come. One that another run has fetched meanwhile, so that it is `wanted` no more, is passed over.
    """
    names = cache(known_names)  # read once, for all feeds of the run
    with closing(_Run(wanted, policy, Turns(pause))) as run:
        for subscription, fetched in run.answers():
            if fetched is None:
                yield Poll(subscription, "busy", "its host is being asked by another run")
            else:
                yield _settled(subscription, fetched, user, names)


class _Run:
    """Who is asked when. `waiting` and `held` are hosts, each with the keys of its subscriptions that are left."""

    def __init__(self, wanted, policy, turns):
        self.wanted, self.policy, self.turns = wanted, policy, turns
        self.waiting, self.held = _by_host(wanted), {}
        self.running = {}
        self.pool = ThreadPoolExecutor(HOSTS_AT_ONCE, thread_name_prefix="feeds")

    def answers(self):
        """(subscription, future of its `Answer`), done; None for the future where another run has the host."""
        while self.waiting or self.running:
            while self.waiting and len(self.held) < HOSTS_AT_ONCE:
                yield from self._begin(*self.waiting.pop(0))
            for future in wait(self.running, return_when=FIRST_COMPLETED).done:
                host, subscription = self.running.pop(future)
                yield subscription, future
                self._next(host)

    def _begin(self, host, keys):
        if not _lock(host):
            yield from ((subscription, None) for subscription in self.wanted.filter(pk__in=keys))
            return
        self.held[host] = keys
        self._next(host)

    def _next(self, host):
        """Asks for the host's next subscription, as it is now, or lets go of the host."""
        keys = self.held[host]
        while keys:
            subscription = self.wanted.filter(pk=keys.popleft()).select_related("source").first()
            if subscription:
                self.running[self.pool.submit(self._fetch, subscription)] = host, subscription
                return
        del self.held[host]
        _unlock(host)

    def _fetch(self, subscription):
        return fetch(
            subscription.address,
            policy=self.policy,
            turns=self.turns,
            agent=user_agent(),
            etag=subscription.etag,
            last_modified=subscription.last_modified,
        )

    def close(self):
        self.pool.shutdown(cancel_futures=True)
        for host in self.held:
            _unlock(host)


def _by_host(wanted):
    """[(host, keys of its subscriptions)], in the order in which they are wanted."""
    hosts = {}
    for key, address in wanted.values_list("pk", "address"):
        hosts.setdefault(HOST.match(address)[1], deque()).append(key)
    return list(hosts.items())


def user_agent():
    """Who asks, and how to reach whoever runs this site, if that was set."""
    contact = " ".join(settings.CONTACT.split())
    return f"Newsroom (+{contact})" if contact else "Newsroom"


def _lock(host):
    return _locks("SELECT pg_try_advisory_lock(%s, hashtext(%s))", host)


def _unlock(host):
    return _locks("SELECT pg_advisory_unlock(%s, hashtext(%s))", host)


def _locks(sql, host):
    with connection.cursor() as cursor:
        cursor.execute(sql, [LOCKS, host])
        return cursor.fetchone()[0]


def _settled(subscription, fetched, user, names):
    """The `Poll`, written to the subscription; whatever went wrong is its problem and stops no other's."""
    try:
        return _taken(subscription, fetched.result(), user, names)
    except Unfetched as error:
        return _failed(subscription, str(error))
    except Exception:
        # A feed is written by strangers: what it trips in a parser or in Postgres is told here, and in full in the log.
        log.exception("%s could not be brought in", subscription.address)
        return _failed(subscription, "it could not be brought in; the log of this program says where it stopped")


def _failed(subscription, problem, retry_after=None):
    subscription.failed(problem, retry_after=retry_after)
    return Poll(subscription, "failed", problem)


def _switched_off(subscription, problem):
    subscription.switched_off(problem)
    return Poll(subscription, "failed", f"{problem}; the subscription was switched off")


def _taken(subscription, answer, user, names):
    """What becomes of an `Answer`. Raises Unfetched where it is not what was asked for."""
    if answer.status == HTTPStatus.GONE:
        return _switched_off(subscription, "the server says that the feed is gone for good (410)")
    asked_whether = subscription.etag or subscription.last_modified
    if answer.status != HTTPStatus.OK and not (answer.status == HTTPStatus.NOT_MODIFIED and asked_whether):
        return _failed(subscription, f"the server answers {_status(answer.status)}", answer.retry_after)
    digest = hashlib.sha256(answer.body).hexdigest()
    is_same = answer.status == HTTPStatus.NOT_MODIFIED or digest == subscription.body_sha256
    if not is_same:
        _check_format(answer)
    address = answer.address if answer.moved else ""
    if address and Subscription.objects.filter(address=address).exclude(pk=subscription.pk).exists():
        problem = f"the feed has moved for good to {address}, which has a subscription of its own"
        return _switched_off(subscription, problem)
    done = Poll(subscription, "same", NOT_CHANGED) if is_same else _loaded(subscription, answer.body, user, names)
    subscription.succeeded(answer, body_sha256=digest, run=done.run, address=address)
    return replace(done, words=f"{done.words}; it has moved for good to {address}") if address else done


NOT_CHANGED = "nothing has changed since the last poll"


def _status(number):
    """ "404 Not Found", or the number alone where it is not in the standard."""
    try:
        return f"{number} {HTTPStatus(number).phrase}"
    except ValueError:
        return str(number)


def _check_format(answer):
    """Raises Unfetched for what is no feed, with the feeds that a web page names."""
    form = recognise(answer.body[:HEAD]).name
    if form == "html":
        found = " or ".join(advertised(answer.body, answer.address))
        raise Unfetched(
            f"this is a web page; its feed is {found}" if found else "this is a web page that names no feed"
        )
    if form not in FEEDS:
        start = " ".join(re.sub(r"[^ -~]", " ", answer.body[:40].decode("latin-1")).split())
        raise Unfetched(f"this is no feed; it begins “{start}”" if start else "this is no feed; the answer is empty")


def _loaded(subscription, body, user, names):
    """The stories of a feed, brought in by one import, of which only what is worth reading is kept."""
    origin = subscription.address
    how = {"source": subscription.source.name if subscription.source else "", "publish": subscription.publish}
    lines = list(load([Page(origin, body)], **how, user=user, origin=origin, names=names))
    run = Import.objects.filter(origin=origin).order_by("-pk").first()
    counts = Counter(line.outcome for line in lines)
    reason = lines[0].reason if lines else _break(body)
    if reason and counts[Outcome.FAILED] == len(lines):
        run.delete()
        raise Unfetched(f"no story of it could be read: {reason}")
    if not _is_news(run, subscription.last_import):
        run.delete()
        run = None
    told = ", ".join(f"{counts[outcome]:,} {outcome}" for outcome in Outcome if counts[outcome])
    state = "new" if counts[Outcome.NEW] + counts[Outcome.CHANGED] else "same"
    numbers = {"added": counts[Outcome.NEW], "changed": counts[Outcome.CHANGED], "failed": counts[Outcome.FAILED]}
    return Poll(subscription, state, told or "it holds no stories", run=run, **numbers)


def _break(body):
    """Why a feed in which no story was found may have some all the same; "" for one that is just empty."""
    try:
        etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        return f"the file is broken on line {error.lineno}" if body.lstrip().startswith(b"<") else ""
    return ""


def _is_news(run, last):
    """Whether an editor would look at a run: something came of it, or more could not be read than the last time.

    An entry that cannot be read stays in its feed for days, and is told once.
    """
    run.refresh_from_db()
    return bool(run.added or run.changed or run.kept or run.failed > (last.failed if last else 0))
