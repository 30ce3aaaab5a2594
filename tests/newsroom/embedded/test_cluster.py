import os
import signal
import subprocess
import threading
import time

import psycopg
import pytest

from newsroom.embedded.errors import ClusterError
from newsroom.embedded.server import OWNER, PORT
from tests.newsroom.embedded.conftest import kill_postmaster, postmaster


def connect(server):
    return psycopg.connect(host=str(server.socket_folder), port=PORT, user=OWNER, dbname=OWNER)


def test_the_first_to_join_starts_the_server_and_the_last_to_leave_stops_it(make_cluster, folder, server):
    first, second = make_cluster(folder), make_cluster(folder)
    assert not folder.exists()
    first.join()
    second.join()
    assert server.answers()
    first.leave()
    assert server.answers()
    second.leave()
    assert (server.answers(), server.lives()) == (False, False)


def test_joining_and_leaving_twice_is_joining_and_leaving_once(cluster, server):
    cluster.join()
    running = postmaster(server)
    cluster.join()
    assert postmaster(server) == running
    cluster.leave()
    cluster.leave()
    assert not server.lives()


def test_rows_are_there_at_the_next_start(cluster, server):
    cluster.join()
    with connect(server) as connection:
        connection.execute("CREATE TABLE kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('here')")
    cluster.leave()
    cluster.join()
    with connect(server) as connection:
        assert connection.execute("SELECT word FROM kept").fetchall() == [("here",)]


def test_processes_that_start_at_once_share_one_server(start_process, folder, server):
    processes = [start_process(folder) for _ in range(4)]
    told = {int(process.stdout.readline()) for process in processes}
    assert told == {postmaster(server)}
    for process in processes[:-1]:
        process.communicate()
    assert server.answers()
    processes[-1].communicate()
    assert not server.lives()


def test_a_process_that_was_killed_keeps_nothing_alive(start_process, cluster, folder, server):
    process = start_process(folder)
    process.stdout.readline()
    process.kill()
    process.wait()
    cluster.join()
    cluster.leave()
    assert not server.lives()


def test_a_process_that_ends_while_another_is_busy_leaves_the_server_to_it(start_process, cluster, folder, server):
    process = start_process(folder)
    process.stdout.readline()
    cluster.join()
    running = postmaster(server)
    process.communicate()
    assert (server.answers(), postmaster(server)) == (True, running)


FORKING = """
import os, sys
from pathlib import Path
from newsroom.embedded.cluster import Cluster
from newsroom.embedded.server import Server

server = Server(Path(sys.argv[1]), options={"fsync": "off"})
cluster = Cluster(server)
cluster.join()
child = os.fork()
if child == 0:
    if sys.stdin.readline() == "join\\n":
        cluster.join()
    sys.exit()  # runs what the parent registered to be run at exit
os.waitpid(child, 0)
print(server.answers(), flush=True)
"""


@pytest.mark.parametrize("child", ["join\n", "do not\n"])
def test_a_forked_child_that_ends_does_not_take_the_server_from_its_parent(start_process, folder, server, child):
    process = start_process(folder, FORKING)
    assert process.communicate(child)[0] == "True\n"
    assert not server.lives()


def test_a_killed_server_is_started_again_with_all_that_was_committed(cluster, server):
    cluster.join()
    with connect(server) as connection:
        connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS number")
    killed = postmaster(server)
    kill_postmaster(server)
    cluster.revive()
    assert postmaster(server) != killed
    with connect(server) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (1000,)


def test_reviving_a_server_that_is_well_changes_nothing(cluster, server):
    cluster.join()
    running = postmaster(server)
    cluster.revive()
    assert postmaster(server) == running


def test_the_last_to_leave_after_the_server_was_killed_sees_its_sessions_out(cluster, server, caplog):
    cluster.join()
    with connect(server) as connection:
        session = connection.info.backend_pid
        os.kill(session, signal.SIGSTOP)
        kill_postmaster(server)
        threading.Timer(0.3, os.kill, (session, signal.SIGCONT)).start()
        cluster.leave()
    assert (server.lives(), caplog.messages) == (False, [])


def test_a_session_that_has_not_noticed_the_end_is_waited_for(cluster, server):
    cluster.join()
    with connect(server) as connection:
        session = connection.info.backend_pid
        os.kill(session, signal.SIGSTOP)
        kill_postmaster(server)
        time.sleep(0.2)  # all other sessions notice
        assert (server.answers(), server.lives()) == (False, True)
        os.kill(session, signal.SIGCONT)
        cluster.revive()
    assert server.answers()


def leave_behind(server, pid):
    """What a killed server leaves, with its process id now another's."""
    lines = [pid, server.data, 1700000000, PORT, server.socket_folder, "", "", "ready"]
    (server.data / "postmaster.pid").write_text("".join(f"{line}\n" for line in lines))
    (server.socket_folder / f".s.PGSQL.{PORT}.lock").write_text("".join(f"{line}\n" for line in lines[:5]))


def test_a_zombie_with_the_servers_number_is_not_taken_for_it(cluster, server):
    cluster.join()
    cluster.leave()
    zombie = subprocess.Popen(["true"])
    os.waitid(os.P_PID, zombie.pid, os.WEXITED | os.WNOWAIT)  # it has ended, and nobody has been told
    leave_behind(server, zombie.pid)
    cluster.join()
    assert server.answers()
    zombie.wait()


def test_a_stranger_with_the_servers_number_is_not_taken_for_it(cluster, server):
    cluster.join()
    cluster.leave()
    stranger = subprocess.Popen(["sleep", "60"])
    leave_behind(server, stranger.pid)
    cluster.join()
    assert server.answers()
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_a_process_killed_while_it_made_the_cluster_leaves_nothing_half_made(start_process, cluster, folder, server):
    process = start_process(folder)
    new = folder / "data.new"
    while not new.exists():
        time.sleep(0.005)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert not server.data.exists()
    cluster.join()
    assert (server.answers(), new.exists()) == (True, False)


def test_a_cluster_that_cannot_start_says_why_with_the_end_of_its_log(cluster, server):
    cluster.join()
    cluster.leave()
    (server.data / "global" / "pg_control").unlink()
    with pytest.raises(ClusterError) as caught:
        cluster.join()
    first, *log = str(caught.value).splitlines()
    assert first == f"Postgres did not start. The end of {server.log}:"
    assert log[0].endswith("could not find the database system")


def test_a_folder_that_is_no_cluster_is_left_alone(cluster, server):
    server.data.mkdir(parents=True)
    (server.data / "letter.txt").write_text("mine")
    with pytest.raises(ClusterError) as caught:
        cluster.join()
    assert str(caught.value) == f"{server.data} is not a Postgres cluster: move it away, and a new one is made."
    assert (server.data / "letter.txt").read_text() == "mine"


def test_a_place_where_no_folder_can_be_made_is_told(make_cluster, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ClusterError) as caught:
        make_cluster(tmp_path / "file" / "postgres").join()
    assert str(caught.value) == f"{tmp_path}/file/postgres cannot hold a database: Not a directory."


def test_a_folder_deleted_meanwhile_is_no_error_at_the_end(cluster, server, folder, caplog):
    cluster.join()
    pid = postmaster(server)
    folder.rename(folder.with_name("moved"))
    cluster.leave()
    folder.with_name("moved").rename(folder)
    [message] = caplog.messages
    assert message == (
        f"Postgres was not stopped. {folder}/turn.lock cannot be opened (No such file or directory): does the folder "
        "belong to you?"
    )
    assert postmaster(server) == pid
    cluster.join()


def test_a_failed_join_keeps_no_hold(make_cluster, folder, server):
    server.data.mkdir(parents=True)
    failing = make_cluster(folder)
    with pytest.raises(ClusterError):
        failing.join()
    server.data.rmdir()
    other = make_cluster(folder)
    other.join()
    other.leave()
    assert not server.lives()
