"""Politeness: hosts are asked in turn, one request at a time, with a pause between two."""

import threading
import time
from contextlib import contextmanager

# Seconds between the end of a request and the next to the same host. One a second is the least that sites ask of
# robots; a feed's readers do not notice.
PAUSE = 1.0


class Turns:
    """For the threads of one run. `now` and `sleep` are the clock."""

    def __init__(self, pause=PAUSE, now=time.monotonic, sleep=time.sleep):
        self.pause, self.now, self.sleep = pause, now, sleep
        self._guard = threading.Lock()
        self._hosts = {}

    @contextmanager
    def at(self, host):
        """Waits until `host` may be asked; it is ours until the block ends."""
        with self._guard:
            turn = self._hosts.setdefault(host, _Turn())
        with turn.lock:
            if turn.free_at is not None and (wait := turn.free_at - self.now()) > 0:
                self.sleep(wait)
            try:
                yield
            finally:
                turn.free_at = self.now() + self.pause


class _Turn:
    def __init__(self):
        self.lock, self.free_at = threading.Lock(), None
