"""`python -m tests [--fast]`: every check in turn, pytest's own summary last.

All steps run even when an early one fails, so that one run tells everything. `--fast` leaves out the slow tests and
the coverage gate.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import deque
from collections.abc import Sequence
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
WHOLE = ("coverage", "run", "-m", "pytest", "--durations=15")
COVERED = ("coverage", "report", "--skip-covered", "--show-missing", "--fail-under=100")


def step(name: str, command: Sequence[str]) -> tuple[bool, str]:
    """Run one command of the environment, its output passing through; whether it succeeded, and its last line."""
    began = time.monotonic()
    print(f"── {name}", flush=True)
    environment = os.environ | {"PYTHONUNBUFFERED": "1", "OPENBLAS_NUM_THREADS": "1"}
    last: deque[str] = deque(maxlen=1)
    with subprocess.Popen(
        (str(BIN / command[0]), *command[1:]),
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            if line.strip():
                last.append(line.strip())
    ok = process.returncode == 0
    print(f"   {'done' if ok else f'FAILED ({process.returncode})'} in {time.monotonic() - began:.1f} s", flush=True)
    return ok, last[0] if last else ""


def main(fast: bool) -> int:
    """Run all steps; the number of failed ones."""
    failed = [name for name, command in STATIC.items() if not step(name, command)[0]]
    ok, counts = step("tests", FAST if fast else WHOLE)
    failed += [] if ok else ["tests"]
    if not fast and not step("coverage of core/protocol and core/primitives", COVERED)[0]:
        failed.append("coverage")
    print(f"\nFailed: {', '.join(failed)}." if failed else "\nEverything passed.")
    print(counts)
    return len(failed)


if __name__ == "__main__":
    sys.exit(main("--fast" in sys.argv[1:]))
