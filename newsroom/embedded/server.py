"""One Postgres server under one folder: made, launched, asked, stopped. Who may do that when is `cluster`'s affair."""

import hashlib
import os
import re
import shlex
import shutil
import stat
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg

from newsroom.embedded import binaries, locks
from newsroom.embedded.account import command_prefix
from newsroom.embedded.errors import ClusterError

PORT = "5432"  # only a part of the socket's name: nothing listens on the network
SUPERUSER = "postgres"
OWNER = "newsroom"  # the role Django connects as, and its database: no superuser, as on any other Postgres
SOCKET_LIMIT = 103  # bytes of a socket's path: macOS takes 103, Linux 107
STOP_LIMIT = 120  # seconds; the last checkpoint writes out all of shared_buffers

# The builtin provider (Postgres 17) sorts and folds alike on every system. The libc locale beside it still decides what
# the text-search parser takes for a letter: C, where every foreign sign is one, comes last.
_BUILTIN = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8")
LOCALES = [
    (*_BUILTIN, "--locale=C.UTF-8"),
    (*_BUILTIN, "--locale=en_US.UTF-8"),
    ("--locale=C.UTF-8",),
    (*_BUILTIN, "--locale=C"),
    ("--locale=C",),
]

_UNSPEAKABLE = re.compile(r'["$`\\\n\r]')  # pg_ctl hands paths to a shell, between double quotes
_SOCKET_SAFE = re.compile(r"[\w./ +~@%=:-]+")  # commas and quotes separate folders in a list of them


class Server:
    """The Postgres whose files are under `folder`; making this object touches nothing.

    `programs` is a folder of Postgres' programs, when not the wheel's or the system's; `options` are settings for the
    server, over ours. ``ClusterError`` says in a sentence what Postgres could not do.
    """

    def __init__(self, folder: Path, programs: Path | None = None, options: dict[str, str] | None = None):
        self.folder = folder.absolute()
        self.data = self.folder / "data"
        self.log = self.folder / "postgres.log"
        self.socket_folder = _socket_folder(self.folder)
        self.options = options or {}
        self._programs = programs
        self._lock = self.folder / "server.lock"

    def program(self, name: str) -> Path:
        """The path of one of Postgres' programs, of the version that made this cluster."""
        version = self.data / "PG_VERSION"
        made_by = version.read_text().strip() if version.exists() else None
        return binaries.choose(self._programs, made_by) / name

    def make_folders(self) -> None:
        """The folders for the data and the socket, with nobody else let in: whoever reaches the socket is trusted."""
        if _UNSPEAKABLE.search(str(self.folder)):
            raise ClusterError(f"Postgres' tools cannot take the path {self.folder}: rename it, or set NEWSROOM_HOME.")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            if self.folder.stat().st_mode & 0o077:
                self.folder.chmod(0o700)
        except OSError as error:
            raise ClusterError(f"{self.folder} cannot hold a database: {error.strerror}.") from error
        if self.socket_folder != self.folder:
            _make_private(self.socket_folder, {os.geteuid(), self.folder.stat().st_uid})

    # Asking

    def answers(self) -> bool:
        """Whether a connection can be made now; nothing less says that a server is up."""
        try:
            self._connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def _connect(self) -> psycopg.Connection:
        place = {"host": str(self.socket_folder), "port": PORT, "user": SUPERUSER, "dbname": "postgres"}
        return psycopg.connect(**place, autocommit=True, connect_timeout=10)

    def lives(self) -> bool:
        """Whether any process of the server is there, be it only a session that has yet to notice the end."""
        return locks.is_held(self._lock) or self._was_started_by_hand()

    def _was_started_by_hand(self) -> bool:
        with suppress(OSError, ValueError, IndexError, psutil.Error):  # a zombie's folder, too, is an error
            process = psutil.Process(int((self.data / "postmaster.pid").read_text().split()[0]))
            return self.data.samefile(process.cwd())  # the server, unlike whoever got its number, lives there
        return False

    def last_words(self) -> str:
        """The end of the log, to be put after a sentence."""
        with suppress(OSError):
            lines = self.log.read_text(errors="replace").splitlines()[-8:]
            return "\n".join([f" The end of {self.log}:", *lines])
        return f" It left no log at {self.log}."

    # Starting

    def launch(self) -> None:
        """Begin to start the server, made if need be; it may still be starting up, or have failed, at the return."""
        with locks.held(self._lock, locks.SHARED) as lock:
            if not self.data.exists():
                self._initialise(lock)
            elif not (self.data / "PG_VERSION").exists():
                raise ClusterError(f"{self.data} is not a Postgres cluster: move it away, and a new one is made.")
            self._sweep()
            settings = " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in self._settings().items())
            self._run("pg_ctl", "start", "-W", "-D", self.data, "-l", self.log, "-o", settings, lock=lock)

    def _initialise(self, lock: int) -> None:
        """Make the cluster beside its place and rename it: one that is there is whole."""
        new = self.folder / "data.new"
        shutil.rmtree(new, ignore_errors=True)  # of a killed initdb; a living one would hold the lock
        how = ["-D", new, "-U", SUPERUSER, "--encoding=UTF8", "--data-checksums", "--no-instructions"]
        how += ["--auth-local=trust", "--auth-host=reject"]
        how += ["--no-sync"] if self.options.get("fsync") == "off" else []
        for locale in LOCALES:
            try:
                self._run("initdb", *how, *locale, lock=lock)
                break
            except ClusterError:
                if locale is LOCALES[-1]:
                    raise
        new.rename(self.data)

    def _sweep(self) -> None:
        """Remove what a killed server left: Postgres would take a zombie's or a stranger's pid there for its own."""
        for path in [self.data / "postmaster.pid", *self.socket_folder.glob(f".s.PGSQL.{PORT}*")]:
            path.unlink(missing_ok=True)
        if self.log.exists():
            self.log.replace(self.log.with_suffix(".log.1"))  # one start, one log

    def _settings(self) -> dict[str, str]:
        memory = psutil.virtual_memory().total // 2**20
        return {
            "listen_addresses": "",
            "port": PORT,
            "unix_socket_directories": str(self.socket_folder),
            "unix_socket_permissions": "0700",
            "max_connections": "100",
            "shared_buffers": f"{min(256, memory // 8)}MB",
            "effective_cache_size": f"{memory // 2}MB",
            "maintenance_work_mem": f"{min(256, memory // 16)}MB",
            "work_mem": "16MB",
            "max_wal_size": "4GB",  # a bulk import writes 1 GB in 30,000 stories, and all pages anew after a checkpoint
            "random_page_cost": "1.1",  # disks without a head to move
            "jit": "off",  # compiling a query takes longer than running any of ours
            "log_checkpoints": "off",
            **self.options,
        }

    def furnish(self) -> None:
        """Make the role and the database that Django uses, where they are not there yet."""
        with self._connect() as connection:
            for there, make in (
                (f"SELECT FROM pg_roles WHERE rolname = '{OWNER}'", f"CREATE ROLE {OWNER} LOGIN CREATEDB"),
                (f"SELECT FROM pg_database WHERE datname = '{OWNER}'", f"CREATE DATABASE {OWNER} OWNER {OWNER}"),
            ):
                if not connection.execute(there).rowcount:
                    connection.execute(make)

    # Stopping

    def stop(self) -> None:
        """Stop the server, if it lives, and return when it has gone."""
        if not self.lives():
            return
        how = ["stop", "-D", self.data, "-t", str(STOP_LIMIT)]
        try:
            self._run("pg_ctl", *how, "-m", "fast")
        except ClusterError:
            if not self._ends_by_itself():
                self._run("pg_ctl", *how, "-m", "immediate")  # safe: the next start replays the log

    def _ends_by_itself(self) -> bool:
        """Whether the sessions that a killed server has left notice and go, as they do within moments."""
        for _ in range(100):
            if not self.lives():
                return True
            time.sleep(0.05)
        return False

    def _run(self, name: str, *arguments: str | Path, lock: int | None = None) -> None:
        program = self.program(name)
        environment = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
        environment["LC_ALL"] = "C"  # there on every system; the cluster's own locale was set when it was made
        done = subprocess.run(
            [*command_prefix(self.folder, self.program("initdb")), program, *arguments],
            capture_output=True,
            text=True,
            cwd="/",
            env=environment,
            pass_fds=() if lock is None else (lock,),
        )
        if done.returncode:
            raise ClusterError(f"{name} failed: {(done.stderr or done.stdout).strip()}")


def _socket_folder(folder: Path) -> Path:
    """Where the socket goes: the folder itself, or a place in /tmp when its path does not do for a socket.

    The place depends on the path alone, so that every process finds it; $TMPDIR may differ from one shell to the next.
    """
    fits = len(os.fsencode(folder / f".s.PGSQL.{PORT}")) <= SOCKET_LIMIT
    if fits and _SOCKET_SAFE.fullmatch(str(folder)):
        return folder
    return Path("/tmp") / f"newsroom-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]}"


def _make_private(folder: Path, owners: set[int]) -> None:
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in owners or found.st_mode & 0o077:
        raise ClusterError(
            f"{folder} should be a private folder of yours, for Postgres' socket, and is not: remove it."
        )
