"""A liar who has mined a block, deep below the last ones, with a payment to us in it: the next server's chain tells."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from core.bitcoin.hashes import sha256d
from core.bitcoin.tx import OutPoint, Transaction, TxIn, TxOut
from core.chain.guarded_line import HISTORY
from core.chain.subscriptions import name_of
from core.chain.watch_only import WatchOnlyWallet
from core.errors import PeerFault
from tests.core.chain.conftest import MemoryStore
from tests.support.long_chain import LongChain, Serving, serving
from tests.support.lying_server import LyingServer
from tests.support.whole_key import WholeKey

KEY = WholeKey("disproved")
PAYMENTS, BLOCKS, DEEP = 40, 60, 25  # the height of the invention
HEADER = "blockchain.block.header"


@pytest.fixture(scope="module")
def chain() -> Iterator[Serving]:
    made = LongChain(KEY, PAYMENTS, 5)
    while made.height < BLOCKS:
        made.mine(2 if made.height % 10 == 0 else 0)
    with serving(made) as server:
        yield server


def watch() -> WatchOnlyWallet:
    return WatchOnlyWallet(*KEY.descriptors, KEY.network, MemoryStore())


class Mined:
    """A block of one payment to us, with the work of a real one, in the place of the one at DEEP."""

    def __init__(self) -> None:
        source = TxIn(OutPoint(b"\x07" * 32, 0), b"", 0xFFFFFFFD, (b"no signature",))
        self.tx = Transaction(2, (source,), (TxOut(7_000_000, KEY.table.script(0, 0)),), 0)
        begin = (
            bytes(36) + self.tx.txid + int(time.time() - 9_000).to_bytes(4, "little") + 0x207FFFFF.to_bytes(4, "little")
        )
        tries = (b"\x01\0\0\0" + begin[4:] + nonce.to_bytes(4, "little") for nonce in range(1_000))
        self.header = next(raw for raw in tries if sha256d(raw)[31] < 0x7F)

    def __call__(self, method: str, params: list[Any], true: Any) -> Any:
        txid = self.tx.txid[::-1].hex()
        match method, params:
            case "blockchain.block.header", [at] if at == DEEP:
                return self.header.hex()
            case "blockchain.scripthash.get_history", [script] if script == name_of(KEY.table.script(0, 0)):
                entry = {"tx_hash": txid, "height": DEEP}
                return sorted([*true, entry], key=lambda one: int(one["height"]))
            case "blockchain.transaction.get", [found] if found == txid:
                return self.tx.serialize().hex()
            case "blockchain.transaction.get_merkle", [found, _] if found == txid:
                return {"merkle": [], "pos": 0, "block_height": DEEP}
        return true


def test_what_was_invented_goes_with_the_next_server(chain: Serving) -> None:
    honest, lied_to, lie = watch(), watch(), Mined()
    honest.sync(chain.url)
    with LyingServer(chain.port, lie) as liar:
        lied_to.sync(liar.url)
        assert lied_to.balance().total == honest.balance().total + 7_000_000
    for _ in range(2):
        lied_to.sync(chain.url)
        assert lied_to.balance() == honest.balance()
        assert lied_to.history() == honest.history()
        assert lied_to.coins() == honest.coins()


def test_silence_about_a_receipt_takes_nothing_away(chain: Serving) -> None:
    """Its block is in the chain all the same."""
    found = watch()
    found.sync(chain.url)
    before = found.balance(), found.history()
    hidden = next(row.txid for row in found.history() if row.net > 0 and row.height and row.height < BLOCKS - 20)

    def withheld(method: str, _params: list[Any], true: Any) -> Any:
        return [entry for entry in true if entry["tx_hash"] != hidden] if method == HISTORY else true

    with LyingServer(chain.port, withheld) as server:
        found.sync(server.url)
        assert (found.balance(), found.history()) == before
        assert server.asked.count(HEADER) > 0


def test_another_block_that_nothing_follows_takes_nothing_away(chain: Serving) -> None:
    """Attack: a receipt is withheld, and any header with work shown in the place of its block."""
    found, other = watch(), Mined()
    found.sync(chain.url)
    before = found.balance(), found.history()
    row = next(row for row in found.history() if row.net > 0 and row.height and row.height < BLOCKS - 20)

    def lie(method: str, params: list[Any], true: Any) -> Any:
        if method == HISTORY:
            return [entry for entry in true if entry["tx_hash"] != row.txid]
        return other.header.hex() if method == HEADER and params == [row.height] else true

    with LyingServer(chain.port, lie) as server, pytest.raises(PeerFault, match="does not follow the one before"):
        found.sync(server.url)
    assert (found.balance(), found.history()) == before
