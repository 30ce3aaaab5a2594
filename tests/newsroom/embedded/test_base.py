"""The backend as Django uses it, each time in a process of its own with a folder of its own."""

import os

import pytest
from django.conf import settings
from django.db import connection

HEAL = """
import os, signal, time, django
django.setup()
from django.db import close_old_connections, connection
from django.core.signals import request_started

def ask(query):
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone() if cursor.description else None

server = connection.cluster.server
print(server.folder.exists())
ask("CREATE TABLE kept (word text)")
ask("INSERT INTO kept VALUES ('here')")
os.kill(int((server.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
while server.lives():
    time.sleep(0.01)
request_started.send("a request")
print(*ask("SELECT word FROM kept"))
"""


def test_the_first_query_starts_the_server_and_a_killed_one_is_healed_by_the_next_request(python):
    done = python("-c", HEAL, DJANGO_SETTINGS_MODULE="newsroom.settings")
    assert done.stdout == "False\nhere\n"
    assert done.stderr.endswith("WARNING newsroom.embedded.cluster: Postgres was gone, and has been started again.\n")


def test_dbshell_opens_the_same_database(python):
    done = python("manage.py", "dbshell", "--", "-Atc", "SELECT current_user, current_database()")
    assert (done.stdout, done.stderr) == ("newsroom|newsroom\n", "")


def test_a_server_that_cannot_be_had_is_a_database_error(python, tmp_path):
    (tmp_path / "home" / "var").mkdir(parents=True)
    (tmp_path / "home" / "var" / "postgres").write_text("in the way")
    code = "import django; django.setup(); from django.db import connection; connection.ensure_connection()"
    done = python("-c", code, DJANGO_SETTINGS_MODULE="newsroom.settings")
    assert done.stderr.splitlines()[-1] == (
        f"django.db.utils.OperationalError: {tmp_path}/home/var/postgres cannot hold a database: File exists."
    )


@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="these tests run on a Postgres of somebody's own")
def test_the_tests_themselves_run_on_a_cluster_of_their_own(db):
    assert connection.cluster.server.folder == settings.VAR / "tests" / settings.RUN
    with connection.cursor() as cursor:
        cursor.execute("SHOW fsync")
        assert cursor.fetchone() == ("off",)
