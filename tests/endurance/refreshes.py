"""`python -m tests.endurance.refreshes [--runs 1000] [--seed 1]`: refreshes of a key whose halves are sealed to sheets
on both sides, one of the two killed in two of three; after each both hold the same epoch and each other's copy, and
at the end the key pays. The real code on real vaults, in one process. Figures last."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

from tests.support.many_refreshes import many_refreshes
from tests.support.two_homes import two_homes


def main(runs: int, seed: int) -> None:
    """Raises AssertionError where something does not hold."""
    with tempfile.TemporaryDirectory(prefix="tandem-refreshes-") as made, two_homes(Path(made), sheets=True) as homes:
        began = time.monotonic()
        found = many_refreshes(homes, runs, seed, say)
        print(json.dumps({**vars(found), "seconds": round(time.monotonic() - began)}, indent=2))


def say(text: str) -> None:
    """How far it is."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.endurance.refreshes", description=__doc__)
    parser.add_argument("--runs", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    main(given.runs, given.seed)
