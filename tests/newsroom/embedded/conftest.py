import os
import signal
import subprocess
import sys

import pytest

from newsroom.embedded.cluster import Cluster
from newsroom.embedded.server import Server

QUICK = {"fsync": "off"}  # a power cut is not what these tests are about


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "postgres"


@pytest.fixture
def server(folder):
    return Server(folder, options=QUICK)


@pytest.fixture
def make_cluster():
    """Clusters as separate processes would have them; all have left at the end, so nothing keeps running."""
    made = []

    def make(folder, **how):
        made.append(Cluster(Server(folder, options=QUICK, **how)))
        return made[-1]

    yield make
    for cluster in made:
        cluster.leave()


@pytest.fixture
def cluster(make_cluster, folder):
    return make_cluster(folder)


def postmaster(server):
    """The process id of the running server."""
    return int((server.data / "postmaster.pid").read_text().split()[0])


def kill_postmaster(server):
    os.kill(postmaster(server), signal.SIGKILL)


JOIN = """
import sys
from pathlib import Path
from newsroom.embedded.cluster import Cluster
from newsroom.embedded.server import Server

server = Server(Path(sys.argv[1]), options={"fsync": "off"})
cluster = Cluster(server)
cluster.join()
print((server.data / "postmaster.pid").read_text().split()[0], flush=True)
sys.stdin.read()
"""


@pytest.fixture
def start_process():
    """Start another process that joins the folder's cluster and stays until its standard input is closed.

    It prints the server's process id once it has joined.
    """
    started = []

    def start(folder, code=JOIN):
        command = [sys.executable, "-c", code, str(folder)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        started.append(subprocess.Popen(command, **pipes, start_new_session=True))
        return started[-1]

    yield start
    for process in started:
        process.communicate()
