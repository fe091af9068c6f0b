"""`python -m tests [--fast]`: every check in turn, pytest's own summaries last.

All steps run even when an early one fails, so that one run tells everything. The end-to-end tests, which mostly wait
for processes, run beside the others and are shown after them. `--fast` runs the quick tests of core and of the house
rules only, and no coverage gate.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections import deque
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
END_TO_END = "tests/end_to_end"
WHOLE = ("coverage", "run", "-m", "pytest", "--durations=15", f"--ignore={END_TO_END}")
BESIDE = ("pytest", "--durations=15", "-p", "no:cacheprovider", END_TO_END)
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


def show(name: str, lines: Iterable[str], process: subprocess.Popen[str], began: float) -> tuple[bool, str]:
    """Print what a command says until it ends; whether it succeeded, and its last line."""
    print(f"── {name}", flush=True)
    last: deque[str] = deque(maxlen=1)
    for line in lines:
        print(line, end="", flush=True)
        if line.strip():
            last.append(line.strip())
    ok = process.wait() == 0
    print(f"   {'done' if ok else f'FAILED ({process.returncode})'} in {time.monotonic() - began:.1f} s", flush=True)
    return ok, last[0] if last else ""


def step(name: str, command: Sequence[str]) -> tuple[bool, str]:
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

    def end(self, name: str) -> tuple[bool, str]:
        """Wait for it and show it."""
        self._reader.join()
        return show(name, self._lines, self._process, self._began)


def main(fast: bool) -> int:
    """Run all steps; the number of failed ones."""
    failed = [name for name, command in STATIC.items() if not step(name, command)[0]]
    beside = None if fast else Beside(BESIDE)
    found = {"tests": step("tests", FAST if fast else WHOLE)}
    if beside is not None:
        found["end to end"] = beside.end("end to end")
        found["coverage"] = step("coverage of core/protocol and core/primitives", COVERED)[0], ""
    failed += [name for name, (ok, _) in found.items() if not ok]
    print(f"\nFailed: {', '.join(failed)}." if failed else "\nEverything passed.")
    print(*(counts for _, counts in found.values() if counts), sep="\n")
    return len(failed)


if __name__ == "__main__":
    sys.exit(main("--fast" in sys.argv[1:]))
