"""A co-signer that serves on a disk that is really full: `python -m tests.core.cosigner.small_disk DIR`.

DIR is such a disk; run under a mount of its own by test_full_disk.py. Each step asserts; the last line says that all
were reached.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from core.bitcoin.descriptor import script_of
from core.cosigner import opening
from core.cosigner.api import ConsoleApi, PolicyChange
from core.errors import LinkError, Refused, StorageError, TandemError
from core.protocol.progress import ProgressStep
from core.wallet.events import Event
from core.wallet.opening import create_or_open
from tests.support.open_homes import NAME, NETWORK, PASSPHRASE, OpenHomes, Serving, cheap_vaults
from tests.support.own_disk import END, fill
from tests.support.payment import BTC, Coin, Pay, psbt


class Homes(OpenHomes):
    """The co-signer's home is on the small disk, the wallet's is not."""

    def __init__(self, disk: Path, place: Path) -> None:
        opening.create(disk / "home", PASSPHRASE).close()
        self.place, self.url = place, ""
        self.serving = Serving(disk / "home")
        self.wallet = create_or_open(place / "wallet", PASSPHRASE)


def error_of(use: Callable[[], object]) -> TandemError | None:
    """What it raised."""
    try:
        use()
    except TandemError as error:
        return error
    return None


def until_full(console: ConsoleApi) -> int:
    """Change a rule again and again until the disk takes no more; the last change that it took."""
    for sats in range(1, 20_000):
        told = error_of(lambda sats=sats: console.policy_set(PolicyChange(approve_below=sats)))  # type: ignore[misc]
        if told is not None:
            assert isinstance(told, StorageError)
            assert told.kind == "full", told.message
            return sats - 1
    raise AssertionError("it was never full")


def main(disk: Path, place: Path) -> None:
    """Full while a payment is proposed, prepared or decided, and while a key is refreshed: it is said, and survived."""
    homes = Homes(disk, place)
    homes.pair()
    homes.wallet.new_key(NAME, NETWORK)
    script, console = script_of(homes.wallet.address(NAME).text, NETWORK), homes.serving.console

    def draft(seed: int) -> bytes:
        coin = Coin(script=script, seed=seed, before=50)
        return psbt([coin], [Pay(40_000), Pay(BTC - 40_500)]).serialize()

    def approve(event: Event) -> None:
        if event.step is ProgressStep.WAITING:
            for asked in console.approvals():
                if asked.id not in kept:
                    console.approve(asked.id)

    def sign(seed: int) -> object:
        return homes.wallet.sign(NAME, draft(seed), progress=approve)

    def goes_on() -> None:
        assert homes.serving.error is None
        assert console.status().serving == homes.serving.listening

    kept: set[str] = set()
    sign(0)
    assert isinstance(error_of(lambda: homes.wallet.sign(NAME, draft(1), wait=0.1)), Refused)
    (waiting,) = console.approvals()
    kept.add(waiting.id)
    for turn in range(3):  # a commit may use the space kept back for it, once
        filler = fill(disk)
        told = error_of(lambda turn=turn: sign(10 + turn))  # type: ignore[misc]
        assert isinstance(told, Refused)
        assert told.kind == "full", told.message
        goes_on()
        below = until_full(console)
        assert [one.id for one in console.approvals()] == [waiting.id]
        assert (console.policy_show(NAME)[0].approve_below or 0) == below
        goes_on()
        for _ in range(3):
            refresh = error_of(lambda: homes.wallet.refresh(NAME))
            assert isinstance(refresh, Refused | LinkError)
            assert isinstance(error_of(lambda: homes.wallet.sign(NAME, draft(1), wait=0)), Refused | LinkError)
            fill(disk)
            goes_on()
        filler.unlink()
        console.policy_set(PolicyChange(approve_below=0))
        sign(20 + turn)
    console.approve(waiting.id)
    sign(1)
    homes.wallet.refresh(NAME)
    sign(30)
    homes.close()
    shutil.rmtree(disk / "home")
    print(END)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as other, cheap_vaults():
        main(Path(sys.argv[1]), Path(other))
