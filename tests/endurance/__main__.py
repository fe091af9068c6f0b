"""`python -m tests.endurance [--minutes N] [--seed S]`: both programs as real processes on a real node and a real
Electrum server, either of them killed (kill -9) at random moments of key generation, payments, refreshes and changes of
rules. After each kill both are started again, and the same work must come to its end; figures last.

The seed fixes what is done, who is killed and after which part of the usual time; not what the machine makes of it.
Exit code 1: something could not go on, or failed in a way that no kill explains.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import pytest

from tests.end_to_end.test_regtest import RegtestChain
from tests.endurance.run import Endurance, Stuck
from tests.support.programs import Programs
from tests.support.stack import running_electrum, running_node


def main(minutes: float, seed: int) -> int:
    """The exit code."""
    with (
        tempfile.TemporaryDirectory(prefix="tandem-endurance-") as made,
        running_node() as node,
        running_electrum(node) as electrum,
        Programs(Path(made) / "homes") as programs,
    ):
        programs.other = replace(programs.other, module="tests.support.roomy_cosigner")
        run = Endurance(programs.paired(), RegtestChain(node, electrum), seed, say)
        stuck = ""
        try:
            run.prepare()
            until = time.monotonic() + 60 * minutes
            while time.monotonic() < until:
                run.round()
            run.conclude()
        except Stuck as error:
            stuck = str(error)
            say(f"STUCK: {stuck}")
        print(json.dumps(run.figures(), indent=2))
    return 1 if stuck or run.unexplained else 0


def say(text: str) -> None:
    """What happens, while it happens."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.endurance", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    try:
        code = main(given.minutes, given.seed)
    except pytest.skip.Exception as missing:  # no node or no Electrum server here
        say(str(missing))
        code = 2
    sys.exit(code)
