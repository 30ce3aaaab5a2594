"""A Postgres shared by whatever processes want it, started by the first and stopped by the last.

Three lock files in its folder say all there is to know:

``turn.lock``     held alone by whoever is starting or stopping the server
``holders.lock``  shared by every process that uses the server: free means that the last one has gone
``server.lock``   shared by the server's own processes, which inherit it: held means that one of them is still there

Process ids are not trusted: after ``kill -9`` one may be a zombie's, or a stranger's.
"""

import atexit
import functools
import logging
import os
import threading
import time
import weakref
from pathlib import Path

from newsroom.embedded import locks
from newsroom.embedded.errors import ClusterError
from newsroom.embedded.server import Server

RECOVERY_LIMIT = 15 * 60  # seconds; replaying a bulk import's log after a crash takes minutes on a slow disk

logger = logging.getLogger(__name__)
_clusters: weakref.WeakSet["Cluster"] = weakref.WeakSet()


@functools.cache
def cluster_at(folder: Path, programs: Path | None = None, options: tuple[tuple[str, str], ...] = ()) -> "Cluster":
    """This process's one `Cluster` for a folder: every thread's connections share its hold."""
    return Cluster(Server(Path(folder), programs and Path(programs), dict(options)))


class Cluster:
    """This process's part in the sharing of `server`; making one touches nothing.

    Every method raises ``ClusterError`` when Postgres cannot do its part.
    """

    def __init__(self, server: Server):
        self.server = server
        self._turn = server.folder / "turn.lock"
        self._holders = server.folder / "holders.lock"
        self._hold: int | None = None
        self._threads = threading.Lock()
        _clusters.add(self)

    def join(self) -> None:
        """Have the server running, and keep it so until `leave` or the end of this process."""
        with self._threads:
            if self._hold is not None:
                return
            self.server.make_folders()
            with locks.held(self._turn, locks.ALONE):
                hold = locks.hold(self._holders, locks.SHARED)
                try:
                    self._start()
                except BaseException:
                    os.close(hold)
                    raise
            self._hold = hold
            atexit.register(self.leave)

    def revive(self) -> None:
        """Have the server running again, after a connection found it gone."""
        with self._threads, locks.held(self._turn, locks.ALONE):
            if self._start():
                logger.warning("Postgres was gone, and has been started again.")

    def _start(self) -> bool:
        """Have the server answer; whether that took launching it."""
        give_up = time.monotonic() + RECOVERY_LIMIT
        launched = False
        while not self.server.answers():
            if self.server.lives():  # starting up, recovering or shutting down, each of which ends
                if time.monotonic() > give_up:
                    raise ClusterError(f"Postgres runs but does not answer.{self.server.last_words()}")
                time.sleep(0.05)
            elif launched:
                raise ClusterError(f"Postgres did not start.{self.server.last_words()}")
            else:
                self.server.launch()
                launched = True
        self.server.furnish()
        return launched

    def leave(self) -> None:
        """Give up this process's hold; the last one out stops the server."""
        with self._threads:
            atexit.unregister(self.leave)
            if self._hold is None:
                return
            os.close(self._hold)
            self._hold = None
            try:
                with locks.held(self._turn, locks.ALONE):
                    if not locks.is_held(self._holders):
                        self.server.stop()
            except ClusterError as error:  # such as a folder deleted meanwhile; there is nobody left to be told
                logger.warning("Postgres was not stopped. %s", error)

    def forget(self) -> None:
        """In a forked child: the hold is the parent's, and closing this copy of it takes nothing from the parent."""
        self._threads = threading.Lock()  # whichever thread had the old one is not in this process
        if self._hold is not None:
            os.close(self._hold)
            self._hold = None


def _forget_all() -> None:
    for cluster in _clusters:
        cluster.forget()


os.register_at_fork(after_in_child=_forget_all)
