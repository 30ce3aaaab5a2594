"""Run a benchmark and copy what it prints into README.md, so that no number there was typed by hand.

    .venv/bin/python benchmarks/keep.py "pages.py"
    .venv/bin/python benchmarks/keep.py "import.py CORPUS.jsonl" ~/corpora/wire.jsonl

The first argument is a marker, of which the README has a line `<!-- … -->`: the name of the benchmark, and in words
what it was given. The others are what it is given. The output stands in the first fenced block behind that line;
nothing is changed when the benchmark fails.
"""

import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
README = HERE / "README.md"


def main():
    name, *arguments = sys.argv[1:]
    marker, benchmark = f"<!-- {name} -->", name.split()[0]
    before, found, after = README.read_text().partition(marker)
    if not found:
        sys.exit(f"{README} has no line {marker}: add it where the output shall stand, with an empty ``` block below")
    said = _run([sys.executable, str(HERE / benchmark), *arguments])
    block = "```\n" + "".join(f"{line.rstrip()}\n" for line in said.splitlines()) + "```\n"
    README.write_text(before + marker + re.sub(r"```\n.*?```\n", lambda _: block, after, count=1, flags=re.DOTALL))


def _run(command):
    """What a command prints, while it is printed; SystemExit with its status if that is not 0."""
    said = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        for line in running.stdout:
            print(line, end="", flush=True)
            said.append(line)
    if running.returncode:
        sys.exit(running.returncode)
    return "".join(said)


if __name__ == "__main__":
    main()
