import threading

from articles.fetching.turns import Turns


class Clock:
    """Time passes only while somebody sleeps."""

    def __init__(self):
        self.time, self.slept = 100.0, []

    def now(self):
        return self.time

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.time += seconds


def test_between_two_requests_to_a_host_is_a_pause_and_between_two_hosts_is_none():
    clock = Clock()
    turns = Turns(2, clock.now, clock.sleep)
    for host in ("a.example", "b.example", "a.example"):
        with turns.at(host):
            clock.time += 0.5
    assert clock.slept == [1.5]


def test_the_pause_is_kept_after_a_request_that_failed():
    clock = Clock()
    turns = Turns(2, clock.now, clock.sleep)
    try:
        with turns.at("a.example"):
            raise OSError
    except OSError:
        pass
    with turns.at("a.example"):
        assert clock.slept == [2]


def test_a_host_is_asked_by_one_thread_at_a_time():
    turns, inside, most = Turns(0), [], []

    def ask():
        for _ in range(50):
            with turns.at("a.example"):
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(most), max(most)) == (200, 1)
