"""The practice chain: blocks judged by Core's consensus code, a mempool, a faucet, and a log that outlives everything.

Nothing but the log is kept. Opening replays it, so what was taken once is judged again, and a killed process comes
back as it was.
"""

from __future__ import annotations

import contextlib
import hashlib
import time
from collections.abc import Callable
from pathlib import Path

from app.practice_network.block import SPACING, Block, next_block
from app.practice_network.kernel import Kernel
from app.practice_network.ledger import Ledger
from app.practice_network.log import BLOCK, TRANSACTION, Log, damaged
from app.practice_network.mempool import MATURITY, Mempool, decode
from core.bitcoin.address import script_of
from core.bitcoin.script import dust_threshold
from core.bitcoin.tx import Transaction, TxIn, TxOut
from core.crypto.rng import Rng
from core.errors import BadInput, InputKind, RefusalKind, Refused, StorageError, StorageKind

OP_TRUE = b"\x51"
FAUCET = b"\x00\x20" + hashlib.sha256(OP_TRUE).digest()  # wsh(OP_TRUE): everybody can spend it
KEY = (OP_TRUE,)  # with this witness
MOST_BLOCKS = 1_000
_RATE = 2  # sat per vbyte the faucet pays
_FAUCET_INPUT, _FAUCET_REST = 42, 63  # vbytes; the rest without the script that is paid
_RBF = 0xFFFFFFFD
_ROOM = 3_900_000  # weight of the transactions of a block
_AHEAD = 2 * 3600  # seconds a block may be in the future


class Chain:
    """Opened by one thread of one process, and closed by `close`. Raises StorageError."""

    def __init__(self, place: Path, rng: Rng, clock: Callable[[], float] = time.time) -> None:
        self._place, self._clock = place, clock
        self._log = Log(place / "log")
        self._kernel = Kernel(place / "kernel")
        self.known = {self._kernel.first.hash: self._kernel.first}  # every block ever taken, of all branches
        self.mempool = Mempool()
        self.mempool.ledger.connect(self._kernel.first)
        try:
            self._replay()
            self._begin(rng)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Keep the log, and nothing else."""
        self._kernel.close()
        self._log.close()

    @property
    def ledger(self) -> Ledger:
        """What the best chain says."""
        return self.mempool.ledger

    @property
    def height(self) -> int:
        """Of the last block."""
        return len(self.ledger.blocks) - 1

    @property
    def identity(self) -> str:
        """The hash of block 1, which no other practice network shares and no reorganisation replaces."""
        return self.ledger.blocks[1].hash[::-1].hex()

    # ------------------------------------------------------------------ what people and wallets do
    def broadcast(self, raw: bytes) -> str:
        """Take a transaction into the mempool; its id. Refused in Core's words."""
        tx = decode(raw)
        if tx.txid not in self.mempool.entries:
            self.mempool.accept(tx)
            self._log.add(TRANSACTION, raw)
        return tx.txid[::-1].hex()

    def faucet(self, address: str, sats: int) -> str:
        """Pay to an address of this network; the transaction's id. BadInput; Refused when there is not enough."""
        script = script_of(address, "practice")
        least = dust_threshold(script)
        if sats < least:
            raise BadInput(f"ask the faucet for at least {least} satoshis", InputKind.AMOUNT)
        used, left = [], -sats - _RATE * (_FAUCET_REST + len(script))
        for point, amount in self.mempool.spendable(FAUCET):
            used.append(TxIn(point, b"", _RBF, KEY))
            left += amount - _RATE * _FAUCET_INPUT
            if left >= dust_threshold(FAUCET):
                outputs = (TxOut(sats, script), TxOut(left, FAUCET))
                return self.broadcast(Transaction(2, tuple(used), outputs, 0).serialize())
        raise Refused("the faucet has not that much now; mine a block, or ask for less", RefusalKind.FAUCET_EMPTY)

    def mine(self, count: int) -> int:
        """So many blocks with what waits, their rewards for the faucet; the new height. BadInput, Refused."""
        if not 1 <= count <= MOST_BLOCKS:
            raise BadInput(f"mine between 1 and {MOST_BLOCKS} blocks at a time", InputKind.COUNT)
        for _ in range(count):
            chosen, room = [], _ROOM
            for entry in self.mempool.entries.values():
                room -= entry.tx.weight
                if room < 0:
                    break
                chosen.append(entry)
            fees = sum(entry.fee for entry in chosen)
            try:
                self._add(self._next(self.ledger.blocks, [entry.tx for entry in chosen], fees))
            except Refused as fault:
                if fault.kind == RefusalKind.BLOCK:
                    self.mempool.clear()  # our rules let something through: do not stay stuck on it
                raise
        return self.height

    def reorg(self, depth: int) -> int:
        """Replace the last `depth` blocks by one more, all empty, and never block 1; the new height. BadInput."""
        if not 1 <= depth < self.height:
            raise BadInput(f"replace between 1 and {self.height - 1} blocks", InputKind.DEPTH)
        branch = self.ledger.blocks[:-depth]
        for _ in range(depth + 1):
            branch.append(self._next(branch, [], 0))
            self._add(branch[-1])
        return self.height

    def confirmed(self, txid: str) -> bool:
        """Whether a transaction, by its id as people see it, is in a block. BadInput."""
        try:
            return bytes.fromhex(txid)[::-1] in self.ledger.transactions
        except ValueError:
            raise BadInput("a transaction id is 64 hexadecimal digits", InputKind.TXID) from None

    # ------------------------------------------------------------------ how the chain grows
    def _begin(self, rng: Rng) -> None:
        """Mine until the first reward is ripe, in the past."""
        for left in reversed(range(MATURITY + 1 - self.height)):
            unique = rng.bytes("practice network", 16) if self.height == 0 else b"\0"
            when = int(self._clock()) - SPACING * left
            self._add(next_block(self.ledger.blocks, [], 0, FAUCET, when, unique))

    def _next(self, before: list[Block], transactions: list[Transaction], fees: int) -> Block:
        unique = len(self.known).to_bytes(8, "little")
        return next_block(before, transactions, fees, FAUCET, int(self._clock()), unique)

    def _add(self, block: Block) -> None:
        self._take(block)
        self._log.add(BLOCK, block.record())

    def _take(self, block: Block) -> None:
        if block.time > self._clock() + _AHEAD:
            raise Refused("the clock of this computer has been put back; put it right", RefusalKind.CLOCK)
        before = self._kernel.tip
        self._kernel.take(block)
        self.known[block.hash] = block
        if self._kernel.tip == before:
            return  # a side branch, for now
        if block.previous == before:
            self.ledger.connect(block)
            self.mempool.confirm(block)
        else:
            self._reorganise()

    def _reorganise(self) -> None:
        """What is no longer in a block waits again, before what waited there."""
        old, waiting = self.ledger, [entry.tx for entry in self.mempool.entries.values()]
        self.mempool.ledger = Ledger()
        for digest in self._kernel.hashes:
            self.ledger.connect(self.known[digest])
        self.mempool.clear()
        undone = [tx for txid, (tx, _) in old.transactions.items() if txid not in self.ledger.transactions]
        for tx in (*undone, *waiting):
            self._retry(tx)

    def _retry(self, tx: Transaction) -> None:
        with contextlib.suppress(Refused):  # rewards of blocks that are gone, and what was spent otherwise
            self.mempool.accept(tx)

    def _replay(self) -> None:
        for kind, data in self._log.read():
            try:
                if kind == BLOCK:
                    self._take(Block.from_record(data))
                else:
                    self._retry(Transaction.parse(data))
            except (BadInput, Refused) as fault:
                raise (
                    StorageError(fault.message, StorageKind.CLOCK)
                    if fault.kind == RefusalKind.CLOCK
                    else damaged(self._place)
                ) from fault
