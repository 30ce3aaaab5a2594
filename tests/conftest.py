import shutil
import time

import hypothesis
from django.conf import settings

from newsroom.embedded import locks
from newsroom.embedded.cluster import cluster_at
from newsroom.embedded.server import Server

# A slow machine is no failure.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")

CLUSTERS = settings.VAR / "tests"  # one folder a run


def pytest_configure(config):
    if _is_no_worker(config):
        for holders in CLUSTERS.glob("*/holders.lock"):
            if time.time() - holders.stat().st_mtime > 60 and not locks.is_held(holders):
                _remove(holders.parent)  # of a run that was killed


def pytest_unconfigure(config):
    if _is_no_worker(config) and (CLUSTERS / settings.RUN).exists():
        default = settings.DATABASES["default"]
        cluster_at(default["CLUSTER"], default["BINARIES"], tuple(default["SERVER"].items())).leave()
        _remove(CLUSTERS / settings.RUN)


def _is_no_worker(config):
    return not hasattr(config, "workerinput")


def _remove(folder):
    Server(folder).stop()
    shutil.rmtree(folder, ignore_errors=True)
