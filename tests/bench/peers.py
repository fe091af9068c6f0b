"""A signature here beside one of another library of this family, in one run: `python -m tests.bench --peers`.

Both parties' CPU and bytes, nothing prepared; in turns, so that whatever else the machine does meets both. The peer is
machine code by way of WebAssembly: its native build is faster and is in no registry. Needs node and npm.

Not run: Silence Laboratories' package, whose licence allows no use with a commercial application in view.
"""

from __future__ import annotations

import json
import statistics
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.against import ROOT, measured
from tests.support.npm import Package

PEER = Package(
    "@0xcarbon/dkls23-wasm",
    "1.0.2",
    "aBQTEAFQFsSFGiBgt/VyMLTrv/IskbWKuuejxHqaGfzpzUb1N6g2nhIegzb73ImbMjp3q4R0lgiZX6jWdvwfrw==",
)
TURNS, SIGNATURES = 5, 21  # of the peer's in each turn


def signed(folder: Path) -> dict[str, float]:
    """One turn of the peer: medians."""
    command = ["node", str(Path(__file__).with_suffix(".mjs")), str(folder), str(SIGNATURES)]
    found = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    return {key: statistics.median(each[key] for each in found) for key in ("ms", "bytes")}


def compare() -> int:
    """Measure both and print a table; 1 when the peer is faster, or sends less."""
    with TemporaryDirectory(prefix="tandem-peers-") as place:
        folder = PEER.unpacked(Path(place))
        turns = [(measured(ROOT), signed(folder)) for _ in range(TURNS)]
    print(f"one signature, nothing prepared, beside {PEER.name} {PEER.version}")
    print(f"{'':8}{'here':>12}{'peer':>12}{'ratio':>8}")
    worse = False
    for shown, ours, theirs in (("CPU ms", "cold_ms", "ms"), ("bytes", "cold_bytes", "bytes")):
        mine, other = (statistics.median(each) for each in zip(*((a[ours], b[theirs]) for a, b in turns), strict=True))
        worse |= mine > other
        print(f"{shown:8}{mine:>12,.2f}{other:>12,.2f}{mine / other:>8.3f}")
    return int(worse)
