"""The window of a bundle beside the window from source, in one run: `python -m tests.bench --bundle PROGRAM`.

Both are started in turns, each on a fresh home: whatever else the machine does meets both.
"""

from __future__ import annotations

import statistics
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.window import FROM_SOURCE, one_start

TURNS = 9
# How much of the other's a bundle may take: a loader and files of its own, and nothing that the source does not load.
LIMITS = {"painted": 1.25, "memory": 1.0}
SHOWN = {
    "painted": (1000, "ms", "from the start of the program to its painted window"),
    "memory": (1 / 1024, "MiB", "resident, core loaded"),
}


def compare(program: Path, turns: int = TURNS) -> int:
    """Measure both and print a table; 1 when the bundle takes more than LIMITS allow."""
    commands = {"source": FROM_SOURCE, "bundle": [str(program.resolve())]}
    found: dict[str, list[tuple[float, float]]] = {who: [] for who in commands}
    with TemporaryDirectory(prefix="tandem-bench-") as place:
        for turn in range(-1, turns):  # the first reads the files from the disk
            for who in sorted(commands, reverse=bool(turn % 2)):
                taken = one_start(commands[who], Path(place) / f"{who}{turn}")
                if turn >= 0:
                    found[who].append(taken)
            print(f"turn {turn + 1} of {turns}", file=sys.stderr, flush=True)
    over = False
    print(f"{'':10}{'bundle':>10}{'source':>10}{'ratio':>8}{'at most':>9}")
    for number, (name, limit) in enumerate(LIMITS.items()):
        bundle, source = (statistics.median(one[number] for one in found[who]) for who in ("bundle", "source"))
        times, unit, meaning = SHOWN[name]
        over |= bundle > limit * source
        mark = "  over" if bundle > limit * source else ""
        numbers = f"{bundle * times:>10,.0f}{source * times:>10,.0f}{bundle / source:>8.2f}{limit:>9}"
        print(f"{name:10}{numbers}   {unit} {meaning}{mark}")
    return int(over)
