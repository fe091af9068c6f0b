"""`python -m tests [--fast]`: every check in turn; what was skipped, the verdict and pytest's own summaries last.

All steps run even when an early one fails, so that one run tells everything. The end-to-end tests, which mostly wait
for processes, run beside the others and are shown after them. `--fast` runs the quick tests of core and of the house
rules only, and no coverage gate.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent

STATIC = {
    "format": ("ruff", "format", "--check", "--quiet", "."),
    "lint": ("ruff", "check", "--quiet", "."),
    "types": ("mypy", "--no-error-summary"),
    "layers": ("lint-imports", "--no-logo"),
}
FAST = ("pytest", "-q", "-m", "not slow", "tests/core", "tests/architecture")
PAYING = ("tests/app/desktop/pages/test_odd_cosigner.py", "tests/app/desktop/pages/send/test_page.py")
WAITING = ("tests/end_to_end", *PAYING)  # for processes, most of the time
PROGRAMS = "tests/app"  # they are no part of what is covered, and a tracer would slow every window
APART = (*WAITING, PROGRAMS)
WHOLE = ("coverage", "run", "-m", "pytest", "--durations=15", *(f"--ignore={place}" for place in APART))
APP = ("pytest", "--durations=15", "-p", "no:cacheprovider", PROGRAMS, *(f"--ignore={place}" for place in PAYING))
BESIDE = ("pytest", "--durations=15", "-p", "no:cacheprovider", *WAITING)
SKIPPED = re.compile(r"SKIPPED \[(\d+)\] \S+: (.+)")  # how pytest -ra tells it
COVERED = ("coverage", "report", "--skip-covered", "--show-missing", "--fail-under=100")


def start(command: Sequence[str]) -> subprocess.Popen[str]:
    """Start one command of the environment; its output comes as lines."""
    environment = os.environ | {"PYTHONUNBUFFERED": "1", "OPENBLAS_NUM_THREADS": "1"}
    return subprocess.Popen(
        (str(BIN / command[0]), *command[1:]),
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )


def show(name: str, lines: Iterable[str], process: subprocess.Popen[str], began: float) -> tuple[bool, list[str]]:
    """Print what a command says until it ends; whether it succeeded, and its lines."""
    print(f"── {name}", flush=True)
    said = []
    for line in lines:
        print(line, end="", flush=True)
        if line.strip():
            said.append(line.strip())
    ok = process.wait() == 0
    print(f"   {'done' if ok else f'FAILED ({process.returncode})'} in {time.monotonic() - began:.1f} s", flush=True)
    return ok, said


def step(name: str, command: Sequence[str]) -> tuple[bool, list[str]]:
    """Run one command, its output passing through."""
    began = time.monotonic()
    with start(command) as process:
        assert process.stdout is not None
        return show(name, process.stdout, process, began)


class Beside:
    """A command that runs while others do; what it says is kept until it is asked for."""

    def __init__(self, command: Sequence[str]) -> None:
        self._began = time.monotonic()
        self._process = start(command)
        self._lines: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        self._lines.extend(self._process.stdout)

    def end(self, name: str) -> tuple[bool, list[str]]:
        """Wait for it and show it."""
        self._reader.join()
        return show(name, self._lines, self._process, self._began)


def skipped(lines: Iterable[str]) -> Counter[str]:
    """How many tests pytest left out, by reason."""
    found: Counter[str] = Counter()
    for match in filter(None, map(SKIPPED.match, lines)):
        found[match[2]] += int(match[1])
    return found


def main(fast: bool) -> int:
    """Run all steps; the number of failed ones."""
    os.environ["COVERAGE_FILE"] = str(ROOT / f".coverage.{os.getpid()}")  # another run in this tree has its own
    failed = [name for name, command in STATIC.items() if not step(name, command)[0]]
    beside = None if fast else Beside(BESIDE)
    found = {"tests": step("tests", FAST if fast else WHOLE)}
    if beside is not None:
        found["programs"] = step("programs", APP)
        found["end to end"] = beside.end("end to end")
        found["coverage"] = step("coverage of what pyproject.toml names", COVERED)[0], []
        Path(os.environ["COVERAGE_FILE"]).unlink(missing_ok=True)
    failed += [name for name, (ok, _) in found.items() if not ok]
    print()
    for reason, count in skipped(line for _, said in found.values() for line in said).items():
        print(f"Skipped {count}: {reason}")
    print(f"Failed: {', '.join(failed)}." if failed else "Everything passed.")
    print(*(said[-1] for _, said in found.values() if said), sep="\n")
    return len(failed)


if __name__ == "__main__":
    sys.exit(main("--fast" in sys.argv[1:]))
