"""``python -m newsroom.serve``: make ready, then serve, in one process that owns all it starts."""

import os
import signal
import sys

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError
from django.db import DatabaseError
from gunicorn.app.wsgiapp import WSGIApplication

CONFIGURATION = "python:newsroom.gunicorn_conf"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # so that atexit runs and Postgres stops
    try:
        how_to_sign_in = _make_ready()
    except KeyboardInterrupt:
        sys.exit("Stopped.")
    except (CommandError, DatabaseError, ImproperlyConfigured, OSError) as error:
        sys.exit(f"Newsroom cannot start. {error}".rstrip())
    Site(how_to_sign_in).run()


def _make_ready() -> list[str]:
    django.setup()
    from newsroom.first_run import prepare  # reads the settings, which may refuse

    return prepare(say)


def say(*lines: str) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)
    sys.stdout.flush()


class Site(WSGIApplication):
    """gunicorn with our settings, which says where it is as soon as it answers."""

    def __init__(self, how_to_sign_in: list[str]):
        self.how_to_sign_in = how_to_sign_in
        sys.argv[1:] = ["--config", CONFIGURATION, "newsroom.wsgi"]
        super().__init__()

    def load_config(self):
        super().load_config()
        self.cfg.set("when_ready", self.welcome)

    def welcome(self, server) -> None:
        address = f"{server.LISTENERS[0]}/"
        lines = [f"Newsroom is open at {address}", f"Editors sign in at {address}admin/", *self.how_to_sign_in]
        say("", *lines, "Ctrl-C stops it.", "")


if __name__ == "__main__":
    main()
