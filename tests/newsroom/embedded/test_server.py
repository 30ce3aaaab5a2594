import hashlib
import os
import stat
from pathlib import Path

import psycopg
import pytest

from newsroom.embedded.errors import ClusterError
from newsroom.embedded.server import OWNER, PORT, Server


def ask(server, query):
    with psycopg.connect(host=str(server.socket_folder), port=PORT, user=OWNER, dbname=OWNER) as connection:
        return connection.execute(query).fetchone()


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_making_the_object_touches_nothing(folder, server):
    assert not folder.exists()
    assert (server.answers(), folder.exists()) == (False, False)


def test_the_server_is_safe_and_private(make_cluster, folder):
    folder.mkdir(mode=0o755)
    cluster = make_cluster(folder)
    cluster.join()
    server = cluster.server
    assert mode(folder) == 0o700
    assert ask(server, "SHOW listen_addresses") == ("",)
    assert ask(server, "SHOW data_checksums") == ("on",)
    assert ask(server, "SELECT rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user") == (False, True)
    assert ask(
        server, "SELECT pg_encoding_to_char(encoding), datctype FROM pg_database WHERE datname = current_database()"
    ) == ("UTF8", "C.UTF-8")


def test_fsync_is_on_unless_a_test_says_otherwise(folder):
    assert "fsync" not in Server(folder)._settings()


def test_words_are_told_from_signs_in_every_script(cluster):
    cluster.join()
    words = "SELECT array_agg(token ORDER BY token) FROM ts_parse('default', %s) WHERE tokid <> 12"
    with psycopg.connect(host=str(cluster.server.socket_folder), port=PORT, user=OWNER, dbname=OWNER) as connection:
        assert connection.execute(words, ["غزہ، ایران۔ “Köln”"]).fetchone() == (["Köln", "ایران", "غزہ"],)
        assert connection.execute("SELECT lower('ÄÉ')").fetchone() == ("äé",)


def test_a_long_path_has_its_socket_in_a_private_folder_in_tmp(make_cluster, tmp_path):
    folder = tmp_path / ("long" * 30) / "postgres"
    cluster = make_cluster(folder)
    cluster.join()
    socket_folder = Path("/tmp") / f"newsroom-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]}"
    assert (cluster.server.socket_folder, mode(socket_folder)) == (socket_folder, 0o700)
    assert cluster.server.answers()
    cluster.leave()
    assert list(socket_folder.iterdir()) == []
    socket_folder.rmdir()


@pytest.mark.parametrize(
    "name", ["a folder", "it's a folder", "one, two", "größe", "семь", "@home", "100% & more; (yes)"]
)
def test_a_path_may_have_any_signs_but_a_shells(make_cluster, tmp_path, name):
    cluster = make_cluster(tmp_path / name / "postgres")
    cluster.join()
    assert cluster.server.answers()
    cluster.leave()
    if cluster.server.socket_folder != cluster.server.folder:
        cluster.server.socket_folder.rmdir()


@pytest.mark.parametrize("sign", ['"', "$", "`", "\\", "\n"])
def test_a_path_that_a_shell_would_misread_is_refused(tmp_path, sign):
    server = Server(tmp_path / f"a{sign}b")
    with pytest.raises(ClusterError) as caught:
        server.make_folders()
    assert str(caught.value) == (
        f"Postgres' tools cannot take the path {server.folder}: rename it, or set NEWSROOM_HOME."
    )
    assert list(tmp_path.iterdir()) == []


def refused(server):
    with pytest.raises(ClusterError) as caught:
        server.make_folders()
    return str(caught.value) == (
        f"{server.socket_folder} should be a private folder of yours, for Postgres' socket, and is not: remove it."
    )


@pytest.fixture
def far(tmp_path):
    """A server whose socket goes to /tmp, where somebody may have been before us."""
    server = Server(tmp_path / ("long" * 30))
    yield server
    if server.socket_folder.is_symlink():
        server.socket_folder.unlink()
    else:
        server.socket_folder.rmdir()


def test_a_socket_folder_that_is_a_symlink_is_refused(far, tmp_path):
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    far.socket_folder.symlink_to(tmp_path / "elsewhere")
    assert refused(far)


def test_a_socket_folder_that_others_may_enter_is_refused(far):
    far.socket_folder.mkdir()
    far.socket_folder.chmod(0o755)
    assert refused(far)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_socket_folder_of_somebody_else_is_refused(far):
    far.socket_folder.mkdir(mode=0o700)
    os.chown(far.socket_folder, 12345, 12345)
    assert refused(far)


def test_the_log_of_the_start_before_is_kept_and_older_ones_are_not(cluster):
    for _ in range(3):
        cluster.join()
        cluster.leave()
    assert sorted(path.name for path in cluster.server.folder.glob("postgres.log*")) == [
        "postgres.log",
        "postgres.log.1",
    ]
