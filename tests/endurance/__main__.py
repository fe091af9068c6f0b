"""`python -m tests.endurance [--minutes N] [--seed S]`: both programs as real processes on a real node and a real
Electrum server, either of them killed (kill -9) at random moments of key generation, payments, refreshes and changes of
rules. After each kill both are started again, and the same work must come to its end; figures last.

`--wallets N [--kill]`: N computers, each a process with a wallet of its own, pay and renew without a pause on one
co-signer, whose rules change meanwhile; with `--kill` either is killed every few seconds. Afterwards every wallet makes
one more payment, every payment that was said to be sent is in a block, and both sides hold the same.

The seed fixes what is done, who is killed and after which part of the usual time; not what the machine makes of it.
Exit code 1: something could not go on, or failed in a way that no kill explains.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from tests.end_to_end.test_regtest import RegtestChain
from tests.endurance.many import ManyWallets
from tests.endurance.run import Endurance, Stuck
from tests.support.programs import Programs
from tests.support.stack import running_electrum, running_node


def main(minutes: float, seed: int, wallets: int | None = None, *, kills: bool = True) -> int:
    """The exit code."""
    with (
        tempfile.TemporaryDirectory(prefix="tandem-endurance-") as made,
        running_node() as node,
        running_electrum(node) as electrum,
        Programs(Path(made) / "homes") as programs,
    ):
        programs.other = replace(programs.other, module="tests.support.roomy_cosigner")
        chain = RegtestChain(node, electrum)
        run: Endurance | ManyWallets
        if wallets is None:
            run = Endurance(programs.paired(), chain, seed, say)
        else:
            run = ManyWallets(programs, chain, wallets, seed, say)
        stuck = ""
        try:
            run.prepare()
            run.go(minutes, kills=kills)
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
    parser.add_argument("--wallets", type=int, help="so many at once, each on a computer of its own")
    parser.add_argument("--kill", action="store_true", help="of many, kill at random; of one, that is always done")
    given = parser.parse_args()
    try:
        code = main(given.minutes, given.seed, given.wallets, kills=given.kill or given.wallets is None)
    except pytest.skip.Exception as missing:  # no node or no Electrum server here
        say(str(missing))
        code = 2
    sys.exit(code)
