"""What the surroundings say: the few environment variables the settings read, and the secret key on disk.

Nothing here imports Django's settings, starts a process or opens a connection.
"""

import os
import re
import secrets
import tempfile
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def flag(name: str) -> bool:
    """Whether the variable is switched on; unset, empty, 0, no, false and off are all "off"."""
    return os.environ.get(name, "").strip().lower() not in {"", "0", "no", "false", "off"}


def listed(name: str) -> list[str]:
    """The variable's comma-separated values, without blanks."""
    return [value.strip() for value in os.environ.get(name, "").split(",") if value.strip()]


def required(name: str, what: str) -> str:
    """The variable's value; ``ImproperlyConfigured`` says its name and what to put in it."""
    value = os.environ.get(name, "").strip()
    if not value:
        raise ImproperlyConfigured(f"DATABASE_URL is set, so {name} must be set too: {what}.")
    return value


def rate(name: str, usual: str) -> str:
    """The variable's value as a number of requests in a time, "120/min"; "" for "none"."""
    value = os.environ.get(name, "").strip() or usual
    if value == "none":
        return ""
    if not re.fullmatch(r"[1-9][0-9]{0,8}/(s|min|hour|day)", value):
        raise ImproperlyConfigured(f"{name} is {value!r}: write a number in a time, such as {usual} or 10/s, or none.")
    return value


def secret_key(path: Path) -> str:
    """The key kept at `path` (mode 0600), made the first time.

    The key is written in full under another name and then *linked* into place: a link fails where a name is taken,
    so of two processes that start at once, one makes the key and both read the same.
    """
    try:
        return _read_key(path)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(prefix=path.name, dir=path.parent)  # mkstemp makes it 0600
    try:
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(64))
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        Path(draft).unlink()
    return _read_key(path)


def _read_key(path: Path) -> str:
    key = path.read_text().strip()
    if not key:
        raise ImproperlyConfigured(f"{path} is empty: delete it, and a new key is made at the next start.")
    return key
