"""A day of a hostile computer at a real co-signer, each a process, over TLS: what is left on the disk (C10).

`python -m tests.bench.growth` gives it ten times as long, and measures a year of honest use.
"""

from __future__ import annotations

from pathlib import Path

from core.cosigner.api import PolicyChange
from tests.support.hostile_computer import Hurried, hostile_computer, rows, size
from tests.support.open_homes import open_homes
from tests.support.payment import BTC

MOST_ROWS, MOST_BYTES = 500, 5 << 20


def test_a_day_of_a_hostile_computer_leaves_little(tmp_path: Path) -> None:
    with open_homes(tmp_path) as homes:
        homes.serving.console.policy_set(PolicyChange(approve_below=BTC // 8, per_day=10 * BTC))
        homes.wallet.close()
        homes.serving.stop()
        home = homes.serving.home
        before = rows(home), size(home)
        cosigner = Hurried(home)
        with hostile_computer(tmp_path, cosigner) as computer:
            computer.day(steps=6, times=3)
        largest = size(home)
        cosigner.end()
        assert rows(home) - before[0] <= MOST_ROWS
        assert max(largest, size(home)) - before[1] <= MOST_BYTES
        assert computer.said["too_many.day"] > 20  # it came to the end of its share, and went on
