"""run.py: what it says when it cannot go on, what it installs when, and the whole way to a served page and back."""

import ast
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest
from django.conf import settings

RUN = settings.BASE_DIR / "run.py"
OUTER = sys._base_executable  # the Python that a newcomer has; the tests' own, in .venv, is without pip


def run(*arguments, script=RUN, **environment):
    command = [OUTER, str(script), *arguments]
    return subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, cwd="/")


@pytest.fixture
def port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return str(free.getsockname()[1])


@pytest.mark.parametrize("version", [(3, minor) for minor in range(4, 11)])
def test_every_python_that_is_turned_away_can_read_the_file(version):
    ast.parse(RUN.read_text(), feature_version=version)


def test_a_wrong_python_is_one_sentence():
    old = (
        "import runpy, sys; sys.version_info = (3, 9, 18, 'final', 0); runpy.run_path(sys.argv[1], run_name='__main__')"
    )
    done = subprocess.run([OUTER, "-c", old, RUN], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (
        1,
        "",
        "Newsroom needs Python 3.11 or newer, and this is 3.9: run it with a newer one, such as python3.12 run.py.\n",
    )


def test_help_tells_both_commands():
    done = run("--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert "python3 run.py " in done.stdout
    assert "python3 run.py test [arguments]" in done.stdout


def test_an_unknown_word_is_one_sentence():
    done = run("serve")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "run.py knows no 'serve': python3 run.py --help says what it knows.\n"


def test_a_busy_port_is_one_sentence():
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        done = run(PORT=str(port))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"Port {port} cannot be had (address already in use): stop what uses it, or choose another, such as "
        "PORT=8080 python3 run.py.\n"
    )


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1"])
def test_a_port_that_is_none_is_one_sentence(port):
    done = run(PORT=port)
    assert (done.returncode, done.stderr) == (1, f"PORT is '{port}': set it to a number from 1 to 65535.\n")


@pytest.fixture
def clone(tmp_path):
    """run.py in a folder of its own, with locks that name nothing."""
    shutil.copy(RUN, tmp_path)
    (tmp_path / "requirements").mkdir()
    for name in ("run", "test"):
        (tmp_path / "requirements" / f"{name}.txt").write_text(f"# nothing to {name}\n")
    return tmp_path


@pytest.fixture
def install(clone):
    """That run.py's `install`, as the newcomer's Python does it."""

    def install(what):
        code = f"import sys; sys.path.insert(0, {str(clone)!r}); import run; run.install({what!r})"
        done = subprocess.run([OUTER, "-c", code], capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, "")

    return install


def made(clone):
    """The moments at which `.venv` was made, and at which it was last filled."""
    return (clone / ".venv" / "pyvenv.cfg").stat().st_mtime_ns, (
        clone / ".venv" / "newsroom-installed"
    ).stat().st_mtime_ns


def test_what_is_installed_is_not_installed_again(clone, install):
    install("run")
    first = made(clone)
    install("run")
    assert made(clone) == first


def test_installing_for_tests_is_enough_for_running(clone, install):
    install("test")
    first = made(clone)
    install("run")
    assert made(clone) == first


def test_another_lock_file_is_installed_into_the_same_venv(clone, install):
    install("run")
    venv, filled = made(clone)
    (clone / "requirements" / "run.txt").write_text("# something else\n")
    install("run")
    assert made(clone)[0] == venv
    assert made(clone)[1] > filled


def test_a_venv_left_half_made_is_made_anew(clone, install):
    install("run")
    first = made(clone)
    (clone / ".venv" / "newsroom-installed").write_text("")
    install("run")
    assert made(clone)[0] > first[0]


def test_a_venv_of_another_python_is_made_anew(clone, install):
    install("run")
    first = made(clone)
    stamp = clone / ".venv" / "newsroom-installed"
    stamp.write_text(stamp.read_text().replace("cpython-3", "cpython-2"))
    install("run")
    assert made(clone)[0] > first[0]


def test_a_venv_that_somebody_made_is_built_upon(clone, install):
    install("run")
    first = made(clone)
    (clone / ".venv" / "newsroom-installed").unlink()
    install("run")
    assert made(clone)[0] == first[0]


def test_a_failed_install_is_one_sentence_and_is_tried_again(clone):
    missing = "no-such-package-of-ours==1.0 --hash=sha256:" + "0" * 64 + "\n"
    (clone / "requirements" / "run.txt").write_text(missing)
    done = run(script=clone / "run.py", PORT="", PIP_NO_INDEX="1", UV_OFFLINE="1")
    [sentence] = done.stderr.splitlines()
    assert sentence.startswith("Installing requirements/run.txt failed: ")
    assert "no-such-package-of-ours" in sentence
    assert done.returncode == 1
    assert (clone / ".venv" / "newsroom-installed").read_text() == ""


def test_a_python_that_can_install_nothing_is_one_sentence(clone):
    poor = "import sys; sys.argv = ['run.py']; import runpy; run = runpy.run_path(sys.orig_argv[-1]); "
    poor += "run['main'].__globals__['_installers'] = lambda: iter([]); sys.exit(run['main']([]))"
    done = subprocess.run([OUTER, "-c", poor, str(clone / "run.py")], capture_output=True, text=True)
    assert done.stderr == (
        "This Python has neither pip nor ensurepip, and uv is not on the PATH: install one of them "
        "(on Debian: apt install python3-pip), and run this again.\n"
    )


def fetch(address):
    """The status that the address answers with; None while nothing answers."""
    try:
        with urllib.request.urlopen(address, timeout=30) as response:
            return response.status
    except urllib.error.HTTPError as error:
        with error:
            return error.code
    except OSError:
        return None


class Newsroom:
    """The site as run.py serves it, on a port and in a home of its own; all it says goes to a file."""

    def __init__(self, home, port):
        self.home, self.address = home, f"http://127.0.0.1:{port}/"
        kept = {name: value for name, value in os.environ.items() if name not in {"DEBUG", "DATABASE_URL"}}
        ours = {"NEWSROOM_HOME": str(home), "PORT": port, "DJANGO_SETTINGS_MODULE": "newsroom.settings"}
        self.environment = kept | ours

    def start(self):
        """Start it and wait; what it said until it was open."""
        command = [sys.executable, "-m", "newsroom.serve"]
        with self.output.open("w") as output:
            pipes = {"stdout": output, "stderr": output, "start_new_session": True}
            self.process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=self.environment, **pipes)
        while "Ctrl-C stops it." not in self.output.read_text():
            assert self.process.poll() is None, self.output.read_text()
            time.sleep(0.05)
        return self.output.read_text().strip().splitlines()

    def end(self, sign):
        """Send the signal as a terminal does, to all processes alike; the exit status."""
        os.killpg(self.process.pid, sign)
        return self.process.wait()

    @property
    def output(self):
        return self.home / "output.txt"

    @property
    def postmaster(self):
        return int((self.home / "var" / "postgres" / "data" / "postmaster.pid").read_text().split()[0])

    def statuses(self, *paths):
        return [self._fetch(self.address + path) for path in paths]

    def _fetch(self, address):
        try:
            with urllib.request.urlopen(address, timeout=60) as response:
                return response.status
        except urllib.error.HTTPError as error:
            with error:
                return error.code

    def processes(self):
        """The command lines of all processes that name its home, or work in it."""
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                command = (process / "cmdline").read_text().replace("\0", " ")
                if str(self.home) in f"{(process / 'cwd').readlink()} {command}":
                    found.append(command)
        return found


@pytest.fixture
def newsroom(tmp_path, port):
    newsroom = Newsroom(tmp_path, port)
    yield newsroom
    print(newsroom.output.read_text())  # pytest shows it beside a failure
    if newsroom.process.poll() is None:
        newsroom.end(signal.SIGTERM)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="reads the list of processes from /proc")
def test_it_opens_heals_leaves_no_process_behind_and_opens_again_as_before(newsroom):
    told = newsroom.start()
    password = newsroom.home / "var" / "admin-password"
    sign = [
        f"Newsroom is open at {newsroom.address}",
        f"Editors sign in at {newsroom.address}admin/",
        "as      editor",
        f"with    {password.read_text().strip()}   (kept in {password})",
        "Ctrl-C stops it.",
    ]
    assert told[-5:] == sign
    assert newsroom.statuses("", "admin/login/", "a/0/") == [200, 200, 404]

    os.kill(newsroom.postmaster, signal.SIGKILL)
    time.sleep(0.5)  # a request in the very moment of the end may fail
    assert newsroom.statuses(*["a/0/"] * 10) == [404] * 10
    assert (newsroom.end(signal.SIGINT), newsroom.processes()) == (0, [])

    assert newsroom.start()[-5:] == sign
    assert newsroom.statuses("", "a/0/") == [200, 404]
    assert (newsroom.end(signal.SIGTERM), newsroom.processes()) == (0, [])
