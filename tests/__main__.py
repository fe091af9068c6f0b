"""`python -m tests [--fast]`: every check in turn; what was skipped, the verdict and pytest's own summaries last.

All steps run even when an early one fails, so that one run tells everything. They run side by side, and each is shown
at its end. `--fast` runs the quick tests of core and of the house rules only, and no coverage gate.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent

OTHERS = ("darwin", "win32")  # what they do not have is seen here, where none of them runs
MYPY = ("mypy", "--no-error-summary", "-p", "app", "-p", "core")
STATIC = {
    "format": ("ruff", "format", "--check", "--quiet", "."),
    "lint": ("ruff", "check", "--quiet", "."),
    "types": ("mypy", "--no-error-summary"),
    **{f"types on {system}": (*MYPY, f"--cache-dir=.mypy_cache/{system}", "--platform", system) for system in OTHERS},
    "layers": ("lint-imports", "--no-logo"),
}
FAST = ("pytest", "-q", "-m", "not slow", "tests/core", "tests/architecture")
PAGES = "tests/app/desktop/pages"
PROGRAMS = ("tests/app", "tests/end_to_end")
FLOORS = tuple(f"tests/core/{room}" for room in ("bitcoin", "chain", "codec", "storage", "transport"))
HEAVY = (  # long, and others go through the same lines
    "tests/core/primitives/test_ot_extension_largest.py",
    "tests/core/primitives/test_vole_largest.py",
    "tests/core/test_crashes.py",
    "tests/core/test_many_refreshes.py",
    "tests/core/test_mdwe.py",
)
MODELS = tuple(  # they search models of their own, and run nothing that is to be covered
    f"tests/core/{test}.py" for test in ("keys/test_lying_peers", "keys/test_model", "recovery/test_model")
)
# Nothing that is to be covered is left to these.
UNTRACED = ("tests/architecture", "tests/fuzz", *FLOORS, *HEAVY, *MODELS)
MALICIOUS = "tests/malicious"
MISUSED = ("tests/end_to_end/test_bad_input.py", "tests/end_to_end/test_kill.py")
PACKED = "tests/packaging"
PYTEST = ("pytest", "--durations=15", "-p", "no:cacheprovider")
TRACED = ("coverage", "run", "--parallel-mode", "-m", *PYTEST)
SIDE_BY_SIDE = {  # each in a process of its own; what takes longest begins first
    "end to end": (*PYTEST, "tests/end_to_end", *(f"--ignore={place}" for place in MISUSED)),
    "core": (*TRACED, *(f"--ignore={place}" for place in (*PROGRAMS, *UNTRACED, MALICIOUS, PACKED))),
    "pages": (*PYTEST, PAGES, f"--ignore={PAGES}/send"),
    "floors": (*PYTEST, *UNTRACED),
    "programs": (*PYTEST, "tests/app", f"--ignore={PAGES}"),
    "bad input and kills": (*PYTEST, *MISUSED),
    "malicious": (*TRACED, MALICIOUS, *(f"--ignore={place}" for place in UNTRACED)),
    "packages": (*PYTEST, PACKED),
    "sending": (*PYTEST, f"{PAGES}/send"),
}
AT_ONCE = 3  # of them, on two cores: most wait for processes most of the time
SKIPPED = re.compile(r"SKIPPED \[(\d+)\] \S+: (.+)")  # how pytest -ra tells it
JOINED = ("coverage", "combine", "--quiet")
COVERED = ("coverage", "report", "--skip-covered", "--show-missing", "--fail-under=100")


def start(command: Sequence[str]) -> subprocess.Popen[str]:
    """Start one command of the environment; its output comes as lines."""
    environment = os.environ | {"PYTHONUNBUFFERED": "1", "OPENBLAS_NUM_THREADS": "1"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # hundreds of programs start, each would compile all of ours again
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


def step(name: str, command: Sequence[str], *, aside: bool = False) -> tuple[bool, list[str]]:
    """Run one command; whether it succeeded, and its lines. They pass through, or come at its end if it runs `aside`
    of others."""
    began, said = time.monotonic(), [f"── {name}\n"]
    if not aside:
        print(end=said[0], flush=True)
    with start(command) as process:
        assert process.stdout is not None
        for line in process.stdout:
            said.append(line)
            if not aside:
                print(end=line, flush=True)
    ok = process.returncode == 0
    took = f"   {'done' if ok else f'FAILED ({process.returncode})'} in {time.monotonic() - began:.1f} s\n"
    print(end="".join((*said, took)) if aside else took, flush=True)
    return ok, [line.strip() for line in said[1:] if line.strip()]


def skipped(lines: Iterable[str]) -> Counter[str]:
    """How many tests pytest left out, by reason."""
    found: Counter[str] = Counter()
    for match in filter(None, map(SKIPPED.match, lines)):
        found[match[2]] += int(match[1])
    return found


def main(fast: bool) -> int:
    """Run all steps; the number of failed ones."""
    os.environ["COVERAGE_FILE"] = str(ROOT / f".coverage.{os.getpid()}")  # another run in this tree has its own
    found = {}
    if fast:
        found = {name: step(name, command) for name, command in (STATIC | {"tests": FAST}).items()}
    else:
        with ThreadPoolExecutor(AT_ONCE) as threads:
            every = (STATIC | SIDE_BY_SIDE).items()
            ends = {name: threads.submit(step, name, command, aside=True) for name, command in every}
        found = {name: end.result() for name, end in ends.items()}
        traced = step("coverage of both", JOINED)[0] and step("coverage of what pyproject.toml names", COVERED)[0]
        found["coverage"] = traced, []
        Path(os.environ["COVERAGE_FILE"]).unlink(missing_ok=True)
    failed = [name for name, (ok, _) in found.items() if not ok]
    print()
    for reason, count in skipped(line for _, said in found.values() for line in said).items():
        print(f"Skipped {count}: {reason}")
    print(f"Failed: {', '.join(failed)}." if failed else "Everything passed.")
    print(*(said[-1] for _, said in found.values() if said), sep="\n")
    return len(failed)


if __name__ == "__main__":
    sys.exit(main("--fast" in sys.argv[1:]))
