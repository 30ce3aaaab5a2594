"""``python -m newsroom.serve``: make ready, then serve, in one process that owns all it starts."""

import os
import signal
import sys

CONFIGURATION = "python:newsroom.gunicorn_conf"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # so that atexit runs and Postgres stops
    try:
        _serve(_make_ready())
    except KeyboardInterrupt:
        sys.exit("Stopped.")


def _make_ready() -> list[str]:
    import django  # here, where Ctrl-C is answered: loading it all takes a second
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import CommandError
    from django.db import DatabaseError

    try:
        django.setup()
        from newsroom.first_run import prepare  # reads the settings, which may refuse

        return prepare(say)
    except (CommandError, DatabaseError, ImproperlyConfigured, OSError) as error:
        sys.exit(f"Newsroom cannot start. {error}".rstrip())


def say(*lines: str) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)
    sys.stdout.flush()


def _serve(how_to_sign_in: list[str]) -> None:
    """Run gunicorn with our settings; it says where it is as soon as it answers."""
    from gunicorn.app.wsgiapp import WSGIApplication

    from newsroom.gunicorn_conf import when_ready

    class Site(WSGIApplication):
        def load_config(self):
            super().load_config()
            self.cfg.set("when_ready", welcome)

    def welcome(server):
        when_ready(server)
        address = f"{server.LISTENERS[0]}/"
        lines = [f"Newsroom is open at {address}", f"Editors sign in at {address}admin/", *how_to_sign_in]
        say("", *lines, "Ctrl-C stops it.", "")

    sys.argv[1:] = ["--config", CONFIGURATION, "newsroom.wsgi"]
    Site().run()


if __name__ == "__main__":
    main()
