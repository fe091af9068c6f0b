"""Two processes over loopback TLS, wall clock: a computer here, a real `tandem-cosigner serve` there.

A payment that is approved already is signed; so this is what a person waits for after the decision. Every payment is
another one, so the co-signer's durable note that it may be spent, with its fsync, is in each.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from core import lifecycle
from core.bitcoin.checked_task import CheckedTask
from core.bitcoin.signing_task import check, split
from core.calls import PREPARE_RATE
from core.storage.passphrase import passphrase_from
from core.tasks import TaskState, items
from core.wallet import Wallet
from tests.support.payment import BTC, SHOP, Coin, Pay, psbt
from tests.support.programs import NAME, Programs
from tests.support.two_homes import own_table

BATCH = 100
NETWORK = "regtest"
SINGLES, BATCHES = 31, 5
PAUSE = 1 / PREPARE_RATE  # seconds; the co-signer takes no more preparations than that


class Computer:
    """The wallet's side: puts payments on the co-signer's desk and signs them."""

    def __init__(self, wallet: Wallet) -> None:
        self._cosigning = wallet._cosigning
        self._row = wallet._row(NAME)
        share = lifecycle.share_of(self._row)
        self._table = own_table(share.Q, share.chain)
        self._coins = 0

    def approved(self, inputs: int) -> CheckedTask:
        """A payment of coins never used before, which the co-signer approves by its rules."""
        time.sleep(PAUSE)
        spent = [Coin(script=self._table.script(0, n), seed=self._coins + n) for n in range(inputs)]
        self._coins += inputs
        pays = [Pay(40_000, SHOP), Pay(inputs * BTC - 40_500, self._table.script(1, 0))]
        wire = split(psbt(spent, pays).serialize(), NETWORK)
        proposed = self._cosigning.propose(self._row, wire)
        if proposed.state is not TaskState.APPROVED:
            raise SystemExit(f"the co-signer did not approve: {proposed.state.name}")
        return check(wire, self._row.key_id, NETWORK, self._table)

    def cold(self, task: CheckedTask) -> float:
        """Milliseconds to all signatures with nothing prepared."""
        return _ms(lambda: self._cosigning.sign(self._row.key_id, task))

    def warm(self, task: CheckedTask) -> float:
        """Milliseconds to the signature of one input, prepared."""
        prepared = self._cosigning.prepare(self._row.key_id, 1)
        return _ms(lambda: self._cosigning.finish(self._row.key_id, prepared, task.task_id, items(task, (0,))))


def _ms(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def measure() -> dict[str, float]:
    """Medians of this file's three numbers."""
    with TemporaryDirectory(prefix="tandem-bench-") as place, Programs(Path(place) / "homes").paired() as programs:
        programs.new_key(NETWORK)
        programs.allow(100 * BTC)
        wallet = Wallet.open(programs.computer.home, passphrase_from(programs.computer.passphrase_file))
        try:
            computer = Computer(wallet)
            computer.cold(computer.approved(BATCH))  # what the first use pays for does not count
            return {
                "tls_warm_ms": statistics.median(computer.warm(computer.approved(1)) for _ in range(SINGLES)),
                "tls_cold_ms": statistics.median(computer.cold(computer.approved(1)) for _ in range(SINGLES)),
                "tls_batch100_ms": statistics.median(computer.cold(computer.approved(BATCH)) for _ in range(BATCHES)),
            }
        finally:
            wallet.close()


if __name__ == "__main__":
    for name, value in measure().items():
        print(f"{name:16} {value:10,.2f}")
