"""Whom the server runs as. Postgres refuses root; nothing here makes an account or loosens a folder."""

import os
import pwd
import subprocess
import sys
from pathlib import Path

from newsroom.embedded.errors import ClusterError

NOBODY = 65534  # both the user and the group, on every Linux

# Root under another name: no account, no change of owner, and the folder may lie where only root can look.
_ANOTHER_NAME = ["unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}", "--"]

_BECOME = """
import os, sys
user = int(sys.argv[1])
os.setgroups([])
os.setgid(user)
os.setuid(user)
os.execv(sys.argv[2], sys.argv[2:])
"""


def command_prefix(folder: Path, initdb: Path) -> list[str]:
    """What to put before Postgres' commands so that they do not run as root; nothing for an ordinary user.

    (Where a container runs under a number that no account has, initdb too needs another name.)

    A folder that belongs to somebody is served as that user. Root's own folder stays root's where the kernel lends a
    user namespace; where it does not (a container's usual rules), the folder is given to "nobody".
    """
    if os.geteuid() != 0:
        return [] if _has_account(os.geteuid()) or not _works(_ANOTHER_NAME, folder, initdb) else _ANOTHER_NAME
    owner = folder.stat().st_uid
    if owner == 0 and _works(_ANOTHER_NAME, folder, initdb):
        return _ANOTHER_NAME
    user = owner or NOBODY
    _give(folder, user)
    for prefix in _ways_to_become(user):
        if _works(prefix, folder, initdb):
            return prefix
    raise ClusterError(
        f"Postgres does not run as root, and this machine lends it no other name that may use {folder}: run this as "
        "an ordinary user, or set NEWSROOM_HOME to a folder that every user may enter."
    )


def _has_account(user: int) -> bool:
    try:
        return bool(pwd.getpwuid(user))
    except KeyError:
        return False


def _works(prefix: list[str], folder: Path, initdb: Path) -> bool:
    # `initdb -s` makes nothing, and fails where it would: as root, without an account, or out of its files' reach.
    check = ["/bin/sh", "-c", 'test -w "$1" && exec "$2" -s -D "$1/data"', "sh", folder, initdb]
    try:
        return subprocess.run([*prefix, *check], capture_output=True, cwd="/").returncode == 0
    except FileNotFoundError:
        return False


def _ways_to_become(user: int) -> list[list[str]]:
    # With the right to pass by file modes, kept from root: a folder under /root is out of anybody else's reach.
    # access(2), which Postgres asks about its own programs, minds that right only with the securebit.
    kept = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", "--securebits=+no_setuid_fixup"]
    kept += ["--inh-caps=+dac_override", "--ambient-caps=+dac_override", "--"]
    return [kept, [sys.executable, "-c", _BECOME, str(user)]]


def _give(folder: Path, user: int) -> None:
    for path in [folder, *folder.rglob("*")]:
        if path.lstat().st_uid != user:
            os.chown(path, user, user, follow_symlinks=False)
