"""Two processes over loopback TLS, wall clock: a computer here, a real `tandem-cosigner serve` there.

A payment that is approved already is signed; so this is what a person waits for after the decision. Every payment is
another one, so the co-signer's durable note that it may be spent, with its fsync, is in each. `tls_paid_ms` is the same
as the wallet does it, where a person at the co-signer is asked: from the yes to the signed transaction.
"""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from core.approval.messages import RequestState
from core.approval.request import items
from core.bitcoin.checked_task import CheckedTask
from core.bitcoin.psbt import Psbt
from core.cosigner.preparations import PREPARE_RATE
from core.keys.record import share_of
from core.protocol.progress import ProgressStep
from core.storage.passphrase import passphrase_from
from core.wallet.events import Event
from core.wallet.signer import Signer
from core.wallet.wallet import Wallet
from tests.support.payment import BTC, SHOP, Coin, Pay, psbt
from tests.support.programs import NAME, Programs
from tests.support.two_homes import own_table
from tests.support.wire import check, split

BATCH, MANY = 100, 1_000
NETWORK = "regtest"
SINGLES, BATCHES, ASKED, MANIES = 15, 5, 9, 3  # a computer has 80 payments a day, and a share of the log
PAUSE = 1 / PREPARE_RATE  # seconds; the co-signer takes no more preparations than that


class Computer:
    """The wallet's side: puts payments on the co-signer's desk and signs them."""

    def __init__(self, wallet: Wallet) -> None:
        self._row = wallet._row(NAME)
        self._client = wallet._cosigners.of(self._row)
        share = share_of(self._row)
        self._table = own_table(share.Q, share.chain)
        self._coins = 0

    def _drafted(self, inputs: int) -> Psbt:
        """A payment of coins never used before."""
        time.sleep(PAUSE)
        spent = [Coin(script=self._table.script(0, n), seed=self._coins + n) for n in range(inputs)]
        self._coins += inputs
        return psbt(spent, [Pay(40_000, SHOP), Pay(inputs * BTC - 40_500, self._table.script(1, 0))])

    def approved(self, inputs: int) -> CheckedTask:
        """A fresh payment, which the co-signer approves by its rules."""
        wire = split(self._drafted(inputs).serialize(), NETWORK)
        proposed = self._client.propose(self._row, wire)
        if proposed.state is not RequestState.APPROVED:
            raise SystemExit(f"the co-signer did not approve: {proposed.state.name}")
        return check(wire, self._row.key_id, NETWORK, self._table)

    def paid(self, person: Callable[[str], object]) -> float:
        """Milliseconds from the yes of `person`, who is given the request, to a payment that both have signed."""
        allowed: list[float] = []

        def hear(event: Event) -> None:
            if event.step is ProgressStep.REQUEST:
                threading.Thread(target=person, args=(event.request,)).start()

        Signer(self._client).sign(
            self._row, self._drafted(1), progress=hear, allowed=lambda: allowed.append(time.perf_counter())
        )
        return (time.perf_counter() - allowed[0]) * 1000

    def cold(self, task: CheckedTask) -> float:
        """Milliseconds to all signatures with nothing prepared."""
        return _ms(lambda: self._client.sign(self._row.key_id, task))

    def warm(self, task: CheckedTask) -> float:
        """Milliseconds to the signature of one input, prepared."""
        prepared = self._client.prepare(self._row.key_id, 1)
        return _ms(lambda: self._client.finish(self._row.key_id, prepared, task.task_id, items(task, (0,))))


def _ms(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def measure() -> dict[str, float]:
    """Medians of this file's numbers."""
    with TemporaryDirectory(prefix="tandem-bench-") as place, Programs(Path(place) / "homes").paired() as programs:
        programs.new_key(NETWORK)
        wallet = Wallet.open(programs.computer.home, passphrase_from(programs.computer.passphrase_file))
        try:
            computer = Computer(wallet)
            asked = [computer.paid(lambda request: programs.other.call("approve", request)) for _ in range(ASKED)]
            programs.allow(MANY * BTC)
            computer.cold(computer.approved(BATCH))  # what the first use pays for does not count
            return {
                "tls_paid_ms": statistics.median(asked),
                "tls_warm_ms": statistics.median(computer.warm(computer.approved(1)) for _ in range(SINGLES)),
                "tls_cold_ms": statistics.median(computer.cold(computer.approved(1)) for _ in range(SINGLES)),
                "tls_batch100_ms": statistics.median(computer.cold(computer.approved(BATCH)) for _ in range(BATCHES)),
                "tls_batch1000_ms": statistics.median(computer.cold(computer.approved(MANY)) for _ in range(MANIES)),
            }
        finally:
            wallet.close()


if __name__ == "__main__":
    for name, value in measure().items():
        print(f"{name:16} {value:10,.2f}")
