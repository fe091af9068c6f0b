"""`python -m tests.bench.chain [--payments N ...] [--against REV]`: what a wallet pays for the length of its history.

The server is the practice network's own, in front of a generated chain, by TLS and in a process of its own; the wallet
is another process, of this tree or of another revision, whose store is in memory. Told are seconds on the clock and of
the wallet's processor, and the largest memory it had: for a first sync; for later ones that find nothing, a block, or a
payment in one; for the history, the coins and a draft after a payment, all looked at for the first time; for a block
and a payment from when the server begins to tell until the window has painted them; and for opening what is kept.

Seen on two busy cores, processor time as a ratio to a build that made BDK's wallet anew at each sync, 10,000 payments:
nothing 0.005, a block 0.006, a payment 0.008, the history 0.014, the coins 0.03, a draft 0.18, opening 0.27. 100,000
payments as a ratio to 10,000: a first sync 11, nothing 1.5, a block 1.7, a payment 2.0, the history 27 (0.14 s), the
coins 24 (0.17 s), a draft 1.8 (0.15 s), a block to the window 1.6, a payment 2.5, opening 13, memory 3.7 (321 MB).
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import importlib.util
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.bench.against import ROOT, unpack

SEED, PER_ADDRESS, MOST = "a long history", 50, 500  # payments of an address; addresses of a branch
PAYMENTS = (1_000, 10_000)
STEPS = {
    "first": "a first sync",
    "again": "a sync that finds nothing",
    "block": "a sync that finds a block",
    "payment": "a sync that finds a payment",
    "history": "the history after it",
    "coins": "the coins",
    "draft": "a draft",
    "told block": "a block, from the server to the window",
    "told payment": "a payment in one, likewise",
    "open": "opening what is kept",
}


# ------------------------------------------------------------------ the wallet, in a process of its own
def look(url: str) -> None:
    """Do all STEPS and print what they took; the server is told when to mine by standard output and input."""
    import resource

    from core.chain.watch_only import WatchOnlyWallet
    from tests.core.chain.conftest import MemoryStore
    from tests.support.whole_key import WholeKey

    key, store = WholeKey(SEED), MemoryStore()
    took: dict[str, tuple[float, float]] = {}

    def step(name: str, work: Callable[[], Any]) -> Any:
        wall, cpu = time.perf_counter(), time.process_time()
        found = work()
        took[name] = time.perf_counter() - wall, time.process_time() - cpu
        return found

    def mine(payments: int) -> None:
        print(payments, flush=True)
        sys.stdin.readline()

    def mined(payments: int) -> None:
        mine(payments)
        time.sleep(0.5)  # until it is told

    watch = WatchOnlyWallet(*key.descriptors, key.network, store)
    step("first", lambda: watch.sync(url))
    watch.sync(url)
    step("again", lambda: watch.sync(url))
    mined(0)
    step("block", lambda: watch.sync(url))
    mined(2)
    step("payment", lambda: watch.sync(url))
    step("history", watch.history)
    step("coins", watch.coins)
    step("draft", lambda: watch.draft([(key.table.address(0, 900, key.network), 20_000)], 2))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # of one wallet, without a window
    if importlib.util.find_spec("app.desktop.model.chain_views"):  # trees of before have none
        took |= importlib.import_module("tests.bench.told").told(watch, url, mine)
    again = step("open", lambda: WatchOnlyWallet(*key.descriptors, key.network, store))
    if again.balance() != watch.balance():
        raise SystemExit("what was kept is not what was shown")
    print(json.dumps({"took": took, "peak": peak, "rows": len(watch.history())}), flush=True)


# ------------------------------------------------------------------ and its server
@contextlib.contextmanager
def served(payments: int) -> Iterator[subprocess.Popen[str]]:
    """A server whose standard output begins with its address, and which mines as many payments as a line says."""
    command = [sys.executable, "-m", "tests.support.long_chain", SEED, str(payments)]
    command += [str(min(MOST, max(1, payments // PER_ADDRESS))), "--tls"]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def measured(tree: Path, payments: int) -> dict[str, Any]:
    """One wallet of one tree, from nothing."""
    environment = os.environ | {"PYTHONPATH": str(tree), "PYTHONSAFEPATH": "1"}
    with served(payments) as server, contextlib.ExitStack() as stack:
        assert server.stdout is not None
        assert server.stdin is not None
        url = server.stdout.readline().strip()
        command = [sys.executable, __file__, "--look", url]
        pipe = subprocess.PIPE
        wallet = stack.enter_context(
            subprocess.Popen(command, cwd=tree, env=environment, stdin=pipe, stdout=pipe, text=True)
        )
        assert wallet.stdout is not None
        assert wallet.stdin is not None
        for line in wallet.stdout:
            told = json.loads(line)
            if isinstance(told, dict):
                return told
            server.stdin.write(f"{told}\n")
            server.stdin.flush()
            server.stdout.readline()
            wallet.stdin.write("mined\n")
            wallet.stdin.flush()
    raise SystemExit("the wallet has ended")


def table(columns: dict[str, dict[str, Any]]) -> str:
    """What was measured, a column each; each further one also as a ratio to the first."""
    lines = [f"{'':42}" + "".join(f"{name:>26}" for name in columns)]
    first = next(iter(columns.values()))
    for key, meaning in STEPS.items():
        cells = []
        for found in columns.values():
            if key not in found["took"]:
                cells.append("".rjust(26))
                continue
            wall, cpu = found["took"][key]
            ratio = "" if found is first or key not in first["took"] else f" x{wall / first['took'][key][0]:.2f}"
            cells.append(f"{wall:9.3f} s ({cpu:.3f}){ratio}".rjust(26))
        lines.append(f"{meaning:42}" + "".join(cells))
    peaks = (f"{found['peak']:.0f} MB x{found['peak'] / first['peak']:.2f}".rjust(26) for found in columns.values())
    return "\n".join([*lines, f"{'memory at most':42}" + "".join(peaks)])


def main(payments: list[int], against: str | None) -> None:
    """Measure and print."""
    columns: dict[str, dict[str, Any]] = {}
    with TemporaryDirectory(prefix="tandem-bench-") as place:
        if against:
            unpack(against, Path(place))
        for count in payments:
            if against:
                columns[f"{against}, {count:,}"] = measured(Path(place), count)
            columns[f"here, {count:,}"] = measured(ROOT, count)
            print(table(columns), flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.bench.chain")
    parser.add_argument("--payments", metavar="N", type=int, nargs="+", default=list(PAYMENTS))
    parser.add_argument("--against", metavar="REV", help="beside another revision, which comes first")
    parser.add_argument("--look", metavar="URL", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.look:
        look(asked.look)
    else:
        main(asked.payments, asked.against)
