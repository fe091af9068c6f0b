"""`python -m tests.bench [--json | --against REV | --window REV | --peers | --page | --bundle PROGRAM]`: how fast it is
here, beside its limits, beside another revision (protocol or window), beside a peer, the phone's page while a hundred
wallets are served, or the window of a bundle beside that of the source.

Milliseconds are medians; those of the protocol are both parties' CPU in one process, per signature; those over TLS are
wall clock between two processes on this machine, the co-signer's durable writes included.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

from tests.bench import bundle, peers, window
from tests.bench.against import compare

LIMITS = {
    "cold_ms": (7.0, "one input, nothing prepared"),
    "warm_ms": (1.2, "one input, prepared"),
    "batch100_ms": (4.0, "each of 100 inputs"),
    "keygen_ms": (70.0, "key generation with its self-test"),
    "refresh_ms": (60.0, "refresh with its self-test"),
    "cold_bytes": (30_000.0, "on the wire, nothing prepared"),
    "warm_bytes": (600.0, "on the wire, prepared"),
    "prove_ms": (20.0, "a share sealed to a sheet, with its proof"),
    "verify_ms": (15.0, "that copy checked by the other side"),
    "seal_ms": (35.0, "the same as its maker does it: sealed, signed and checked before it leaves"),
    "copy_bytes": (10_000.0, "of a copy on the wire"),
    "refresh_copies_ms": (None, "refresh with its self-test and a sealed copy of each side"),
    "refresh_copies_times": (2.0, "as much as one without copies, each measured beside one of the other"),
    "refresh_copies_bytes": (None, "of that refresh, on the wire"),
    "taproot_sign_ms": (None, "one input of a taproot key, prepared"),
    "ssh_sign_ms": (1.2, "a signature of an ssh key, prepared"),
    "age_open_ms": (3.0, "a stanza of a file of age, prepared"),
    "ssh_keygen_ms": (4.0, "a new key of ssh with its self-test"),
    "tls_paid_ms": (None, "one input, from a person's yes to the signed payment, over TLS"),
    "tls_warm_ms": (None, "one input, prepared, over TLS"),
    "tls_cold_ms": (None, "one input, over TLS"),
    "tls_batch100_ms": (None, "a transaction of 100 inputs, over TLS"),
    "tls_batch1000_ms": (None, "one of 1,000, eight sessions, over TLS"),
    "help_ms": (300.0, "tandem --help"),
    "window_ms": (600.0, "from the start of the program to its painted window"),
    "memory_mb": (None, "resident memory of the window, core loaded"),
    "history_open_ms": (100.0, "a history of 100,000 payments, first rows on screen"),
    "history_sort_ms": (100.0, "the same history sorted by another column"),
    "history_filter_ms": (100.0, "the same history searched"),
    "review_300_ms": (300.0, "a payment to 300 shown before it is signed"),
    **{key: (50.0, meaning) for key, meaning in window.NUMBERS.items() if key.endswith("_block_ms")},
    "log_full_kb": (2_000.0, "a vault whose log a hostile computer has filled, kB"),
    "log_month_kb": (100.0, "what 30 days more of it add, kB"),
    "log_entry_ms": (None, "one entry of the log, with its durable write"),
    "log_read_ms": (1000.0, "that log exported, read and checked"),
    "chart_ms": (1000.0, "the chart of that history, worked out"),
}


def help_ms() -> float:
    """Wall clock of `tandem --help`, median of 9."""
    command = [str(Path(sys.executable).parent / "tandem"), "--help"]
    seconds = []
    for _ in range(9):
        began = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds) * 1000


def measure() -> dict[str, float]:
    """Every number of LIMITS."""
    from tests.bench import log, protocol, sums, tls

    numbers: dict[str, float] = {}
    numbers.update(protocol.measure())
    numbers.update(sums.measure())
    numbers.update(tls.measure())
    numbers.update(window.measure())
    numbers.update(log.measure())
    numbers["help_ms"] = help_ms()
    return {key: numbers[key] for key in LIMITS}


def table(numbers: dict[str, float]) -> str:
    """The numbers for people."""
    lines = [f"{'':18}{'here':>10}{'at most':>10}"]
    for key, (limit, meaning) in LIMITS.items():
        shown = f"{numbers[key]:,.0f}" if numbers[key] >= 1000 else f"{numbers[key]:,.2f}"
        mark = "  over" if limit is not None and numbers[key] > limit else ""
        lines.append(f"{key:18}{shown:>10}{'' if limit is None else f'{limit:,g}':>10}   {meaning}{mark}")
    return "\n".join(lines)


def main(as_json: bool) -> int:
    """Measure and print; 1 when a limit is not kept."""
    numbers = measure()
    print(json.dumps({key: round(value, 3) for key, value in numbers.items()}) if as_json else table(numbers))
    return int(any(limit is not None and numbers[key] > limit for key, (limit, _) in LIMITS.items()))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--json", action="store_true", help="the numbers alone")
    parser.add_argument("--against", metavar="REV", help="the protocol beside that of another revision, in one run")
    parser.add_argument("--window", metavar="REV", help="the window beside that of another revision, in one run")
    parser.add_argument("--load", metavar="REV", help="a co-signer under load beside that of another revision")
    parser.add_argument("--bundle", metavar="PROGRAM", type=Path, help="a bundle's tandem-desktop beside the source")
    parser.add_argument("--peers", action="store_true", help="a signature beside one of another library, in one run")
    parser.add_argument("--page", action="store_true", help="the phone's page while a hundred wallets are served")
    asked = parser.parse_args()
    if asked.bundle:
        sys.exit(bundle.compare(asked.bundle))
    if asked.window:
        sys.exit(window.compare(asked.window))
    if asked.load:
        from tests.bench import load

        sys.exit(compare(asked.load, load.TURNS, "load.py", load.NUMBERS, load.WITHIN))
    if asked.page:
        from tests.bench import page

        page.report(page.WALLETS, page.EVERY, as_json=asked.json)
        sys.exit()
    if asked.peers:
        sys.exit(peers.compare())
    sys.exit(compare(asked.against) if asked.against else main(asked.json))
