"""Newsroom, on a machine with nothing but Python 3.11 or newer.

    python3 run.py                     install what is needed, start the archive, say where it is
    python3 run.py test [arguments]    run the test suite; the arguments are pytest's

In the environment:

    PORT=8000            the port of 127.0.0.1 to serve on
    NEWSROOM_HOME=.      the folder whose var/ holds the database, the secret key and the administrator's password
    DATABASE_URL=...     a Postgres of your own instead of the embedded one; asks for NEWSROOM_SECRET_KEY and
                         NEWSROOM_HOSTS too
    NEWSROOM_TLS=1       TLS is in front
    DEBUG=1              the developer's version

Everything else that can be set is at the top of newsroom/settings.py.
"""

# This file is the one that a wrong Python reads: it keeps to what Python 2 and every Python 3 can parse.
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager

OLDEST = (3, 11)
ROOT = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
STAMP = os.path.join(VENV, "newsroom-installed")
LOCKS = {"run": os.path.join("requirements", "run.txt"), "test": os.path.join("requirements", "test.txt")}


class Refusal(Exception):
    """Why it cannot go on, in a sentence."""


def main(arguments):
    try:
        _check_machine()
        if not arguments:
            _serve()
        elif arguments[0] == "test":
            _test(arguments[1:])
        elif arguments[0] in ("-h", "--help", "help"):
            sys.stdout.write(__doc__)
        else:
            raise Refusal("run.py knows no '{}': python3 run.py --help says what it knows.".format(arguments[0]))
    except Refusal as refusal:
        return str(refusal)
    except KeyboardInterrupt:
        return "Stopped."


def _check_machine():
    if sys.version_info < OLDEST:
        raise Refusal(
            "Newsroom needs Python {}.{} or newer, and this is {}.{}: run it with a newer one, "
            "such as python3.12 run.py.".format(*(OLDEST + tuple(sys.version_info[:2])))
        )
    if os.name != "posix":
        raise Refusal("Newsroom runs on Linux and macOS; on Windows, run it in WSL.")


def _serve():
    _check_port()
    install("run")
    _become("-m", "newsroom.serve")


def _check_port():
    port = os.environ.get("PORT") or "8000"
    if not (port.isdigit() and 0 < int(port) < 65536):
        raise Refusal("PORT is '{}': set it to a number from 1 to 65535.".format(port))
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # what has just been left is free
        try:
            probe.bind(("127.0.0.1", int(port)))
        except OSError as error:
            raise Refusal(
                "Port {0} cannot be had ({1}): stop what uses it, or choose another, such as "
                "PORT=8080 python3 run.py.".format(port, (error.strerror or str(error)).lower())
            )


def _test(arguments):
    install("test")
    everything = ["--numprocesses=auto", "--maxprocesses=4", "--dist=worksteal"]  # a few tests are quicker without
    _become("-m", "pytest", *(arguments or everything))


def _become(*arguments):
    """Go on as the installed Python, in this same process: signals then reach what they are meant for."""
    os.chdir(ROOT)
    os.execv(PYTHON, [PYTHON] + list(arguments))


def install(what):
    """Have `.venv` hold what the lock file for `what` ("run" or "test") names; quick when it does already.

    `.venv` counts as made when the stamp in it names this Python and this very lock file. The stamp is there, and
    empty, while work is being done: a `.venv` left like that is made anew.
    """
    with _alone():
        done = _installed()
        if done and _digest(what) in done:
            return
        if done is None and os.path.exists(VENV):
            shutil.rmtree(VENV)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped."))  # and so end the installer, too
        sys.stdout.write("Installing what {} names into .venv (a minute, this once) ...\n".format(LOCKS[what]))
        sys.stdout.flush()
        _fill(LOCKS[what])
        finished = ["run", "test"] if what == "test" else ["run"]  # the lock for tests holds all of the other
        with open(STAMP, "w") as stamp:
            stamp.write("\n".join([_this_python()] + [_digest(name) for name in finished]))


@contextmanager
def _alone():
    import fcntl  # not there on the systems that have been turned away

    folder = os.open(ROOT, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.stdout.write("Waiting for another run.py to finish installing ...\n")
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _installed():
    """The digests of what `.venv` was filled with; None when there is none to build upon."""
    if not os.path.exists(PYTHON):
        return None
    if not os.path.exists(STAMP):  # somebody else's: good to build upon if it is this Python's
        ask = "import sys; print(sys.implementation.cache_tag)"
        told = subprocess.run([PYTHON, "-c", ask], stdout=subprocess.PIPE, universal_newlines=True)
        return [] if told.stdout.strip() == sys.implementation.cache_tag else None
    with open(STAMP) as stamp:
        lines = stamp.read().split("\n")
    return lines[1:] if lines[0] == _this_python() else None


def _this_python():
    return "{} {}".format(sys.implementation.cache_tag, os.uname().machine)


def _digest(what):
    with open(os.path.join(ROOT, LOCKS[what]), "rb") as lock:
        return hashlib.sha256(lock.read()).hexdigest()


def _fill(lock):
    import venv

    if not os.path.exists(PYTHON):
        venv.EnvBuilder(with_pip=False, symlinks=True).create(VENV)  # a minimal Debian has no ensurepip to do more
    open(STAMP, "w").close()
    usable = (installer for before, installer in _installers() if all(_succeeds(command) for command in before))
    installer = next(usable, None)
    if installer is None:
        raise Refusal(
            "This Python has neither pip nor ensurepip, and uv is not on the PATH: install one of them "
            "(on Debian: apt install python3-pip), and run this again."
        )
    done = _run(installer + ["--require-hashes", "-r", os.path.join(ROOT, lock)])
    if done.returncode:
        raise Refusal("Installing {} failed: {}".format(lock, _reason(done.stderr)))


def _installers():
    """Ways to install, best first: commands that must succeed before, and the beginning of the one that installs."""
    pip = ["install", "--quiet", "--no-input", "--no-compile", "--disable-pip-version-check"]
    uv = shutil.which("uv")
    if uv:
        yield [], [uv, "pip", "install", "--quiet", "--python", PYTHON]
    for outer in (sys.executable, sys._base_executable):  # the first may be a venv's, which need not have pip
        yield [[outer, "-m", "pip", "--version"]], [outer, "-m", "pip", "--python", PYTHON] + pip
    yield [[PYTHON, "-m", "ensurepip"]], [PYTHON, "-m", "pip"] + pip


def _succeeds(command):
    try:
        return _run(command).returncode == 0
    except OSError:  # such as a Python that was in the `.venv` just removed
        return False


def _run(command):
    environment = dict(os.environ, PIP_USER="0", PIP_REQUIRE_VIRTUALENV="0", PIP_ROOT_USER_ACTION="ignore")
    for name in ("PIP_TARGET", "PIP_PREFIX"):  # would install elsewhere
        environment.pop(name, None)
    return subprocess.run(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, universal_newlines=True, env=environment
    )


def _reason(told):
    """The line of an installer's output that says most: its last error, with the cause that uv tells in the next line,
    or its last word."""
    lines = [line.strip() for line in told.splitlines() if line.strip()] or ["it did not say why"]
    errors = [place for place, line in enumerate(lines) if line.lower().startswith("error")]
    if not errors:
        return lines[-1]
    error, following = lines[errors[-1]], lines[errors[-1] + 1 :][:1]
    return ", ".join([error] + [line for line in following if line.lower().startswith("cause")])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
