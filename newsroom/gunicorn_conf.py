"""gunicorn's settings, for run.py and for ``gunicorn --config python:newsroom.gunicorn_conf newsroom.wsgi``."""

import os

from newsroom.environment import flag

bind = f"127.0.0.1:{os.environ.get('PORT') or 8000}"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
worker_class = "gthread"
threads = 4
limit_request_line = 8190  # the most there is: a long search in a script of three bytes a letter, percent-encoded
graceful_timeout = 10  # seconds; our pages take milliseconds, and a reader's idle connection is no reason to stay
preload_app = not flag("DEBUG")  # workers share what is loaded once; reloading needs them to load for themselves
reload = flag("DEBUG")
loglevel = "warning"
accesslog = "-" if flag("DEBUG") else None
control_socket_disable = True  # nothing here steers a running gunicorn but signals


def on_starting(_server):
    """The master keeps the embedded Postgres: workers come and go, and may be killed before they can let go of it."""
    if cluster := _cluster():
        cluster.join()


def when_ready(_server):
    """Uploads that were under way when the site stopped are gone on with."""
    from articles.importers.uploads import start_working  # here: the settings are not read before

    start_working()


def on_exit(_server):
    if cluster := _cluster():
        cluster.leave()


def _cluster():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    from django.db import connection

    return getattr(connection, "cluster", None)
