"""The protocol or the window here beside that of another revision, in one run: `python -m tests.bench --against REV`,
`--window REV`.

Both are measured by the same lines (protocol.py or window.py of this tree), each in a process of its own that imports
its own tree, in turns: whatever else the machine does meets both. Shown are the medians of the turns.
"""

from __future__ import annotations

import io
import json
import os
import statistics
import subprocess
import sys
import tarfile
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[2]
PROTOCOL = "protocol.py"
WITHIN = 0.05  # slower than the other by more than this is told
TURNS = 21  # fewer do not tell 5 % of a signature from noise: a tree beside itself gave 0.88 with nine
NUMBERS = {
    "cold_ms": "one input, nothing prepared",
    "warm_ms": "one input, prepared",
    "batch100_ms": "each of 100 inputs",
    "keygen_ms": "key generation with its self-test",
    "refresh_ms": "refresh with its self-test",
    "cold_bytes": "on the wire, nothing prepared",
    "warm_bytes": "on the wire, prepared",
}


def unpack(revision: str, place: Path) -> None:
    """The tree of a revision, as git holds it. Raises SystemExit where there is none."""
    done = subprocess.run(["git", "archive", "--format=tar", revision], cwd=ROOT, capture_output=True, check=False)
    if done.returncode:
        raise SystemExit(f"no revision {revision}: {done.stderr.decode().strip()}")
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as tar:
        tar.extractall(place, filter="data")


def measured(tree: Path, script: str = PROTOCOL) -> dict[str, float]:
    """One turn of one tree, by a script of this folder."""
    environment = os.environ | {"PYTHONPATH": str(tree), "OPENBLAS_NUM_THREADS": "1", "PYTHONSAFEPATH": "1"}
    command = [sys.executable, str(ROOT / "tests" / "bench" / script), "--json"]
    done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout)
    if not Path(told["tree"]).samefile(tree):
        raise SystemExit(f"{told['tree']} was measured for {tree}")
    found: dict[str, float] = told["numbers"]
    return found


def compare(
    revision: str,
    turns: int = TURNS,
    script: str = PROTOCOL,
    numbers: Mapping[str, str] = NUMBERS,
    within: float = WITHIN,
) -> int:
    """Measure both and print a table; 1 when this tree takes more than `within` allows, or sends more."""
    here: list[dict[str, float]] = []
    there: list[dict[str, float]] = []
    with TemporaryDirectory(prefix="tandem-bench-") as place:
        unpack(revision, Path(place))
        both = [(here, ROOT), (there, Path(place))]
        for turn in range(turns):
            for found, tree in both if turn % 2 else reversed(both):
                found.append(measured(tree, script))
            print(f"turn {turn + 1} of {turns}", file=sys.stderr, flush=True)
    worse = False
    print(f"{'':18}{'here':>11}{revision[:12]:>14}{'ratio':>8}")
    for name, meaning in numbers.items():
        mine, other = (statistics.median(each[name] for each in found) for found in (here, there))
        ratio = mine / other
        over = ratio > (1 if name.endswith("_bytes") else 1 + within)
        worse |= over
        print(f"{name:18}{mine:>11,.2f}{other:>14,.2f}{ratio:>8.3f}   {meaning}{'  over' if over else ''}")
    return int(worse)
