"""`python -m tests.endurance.computer`: one computer of a run of many (many.py), until its standard input ends or
it has made `--most` payments.

It opens its home as a program of its own does, goes on with what an end by `kill -9` has left, and then pays, renews
its halves and reads the chain, one after the other without a pause. A line of JSON on standard output tells each work.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import threading
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from core.errors import TandemError
from core.storage.passphrase import passphrase_from
from core.wallet.api import OpenWallet
from core.wallet.opening import open_wallet

RATE = Decimal(2)  # sat/vB
MINED = 6  # payments after which it reads the chain again: coins that come back are spent once they are in a block
RESTS = 0.5  # seconds after a work that failed
WAIT = 20.0  # seconds for a person's decision
MENDED = {"must_refresh", "locked", "mismatch", "pending_epoch"}  # by new shares


class Computer:
    """`name`: its wallet. `destinations`: addresses to pay to, in turn."""

    def __init__(self, wallet: OpenWallet, name: str, server: str, destinations: list[str], seed: int) -> None:
        self.wallet, self.name, self.server, self.destinations = wallet, name, server, destinations
        self._draw = random.Random(seed)  # noqa: S311 - a run that can be repeated
        self._payments = 0

    def works(self, over: Callable[[], bool], most: int) -> None:
        """Until it is `over`, or so many payments were made."""
        self._tell("sync", lambda: self._sync())
        for one in self.wallet.payments(self.name).all():
            if one.under_way:
                self._tell("payment", lambda one=one: self._sends(one.psbt))  # type: ignore[misc]
        while not over() and self._payments < most:
            if self._draw.random() < 0.04 and most > 1:
                self._tell("refresh", lambda: self._refreshes())
            else:
                self._tell("payment", lambda: self._pays())
                if self._payments % MINED == 0:
                    self._tell("sync", lambda: self._sync())

    def _tell(self, work: str, do: Callable[[], dict[str, Any]]) -> None:
        began, fault = time.time(), {}
        try:
            found = do()
        except TandemError as error:
            found, fault = {}, {"fault": error.word, "code": error.exit_code, "message": error.message}
        print(json.dumps({"work": work, "began": began, "ended": time.time(), **found, **fault}), flush=True)
        if fault:
            time.sleep(RESTS)
        if fault.get("fault") in MENDED and work != "refresh":
            self._tell("refresh", lambda: self._refreshes())
        elif fault.get("fault") == "funds":
            self._tell("sync", lambda: self._sync())

    def _sync(self) -> dict[str, Any]:
        self.wallet.sync(self.name, self.server)
        return {}

    def _refreshes(self) -> dict[str, Any]:
        return {"epoch": self.wallet.refresh(self.name).epoch}

    def _pays(self) -> dict[str, Any]:
        amount = 20_000 + self._draw.randrange(20_000)
        made = self.wallet.draft(self.name, [(self._draw.choice(self.destinations), amount)], RATE)
        self.wallet.keep(self.name, made)
        return self._sends(made)

    def _sends(self, psbt: bytes) -> dict[str, Any]:
        began = time.monotonic()
        signed = self.wallet.sign(self.name, psbt, WAIT)
        took = time.monotonic() - began
        txid = self.wallet.broadcast(self.name, signed.psbt)
        self._payments += 1
        return {"txid": txid, "signed": took}


def main() -> None:
    """See above."""
    parser = argparse.ArgumentParser(prog="python -m tests.endurance.computer")
    for option in ("--home", "--passphrase-file"):
        parser.add_argument(option, type=Path, required=True)
    parser.add_argument("--wallet", required=True)
    parser.add_argument("--server", required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--most", type=int, default=sys.maxsize)
    parser.add_argument("destinations", nargs="+")
    given = parser.parse_args()
    over = threading.Event()

    def listens() -> None:
        sys.stdin.read()
        over.set()

    threading.Thread(target=listens, daemon=True).start()
    wallet = open_wallet(given.home, passphrase_from(given.passphrase_file))
    try:
        computer = Computer(wallet, given.wallet, given.server, given.destinations, given.seed)
        computer.works(lambda: over.is_set() and given.most == sys.maxsize, given.most)
    finally:
        wallet.close()


if __name__ == "__main__":
    main()
