"""What the blocks of one chain say: which coins exist, and which transactions concern a script."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass

from app.practice_network.block import NOWHERE, Block
from core.bitcoin.script import ScriptKind, kind_of
from core.bitcoin.tx import OutPoint, Transaction, TxOut


@dataclass(frozen=True, slots=True)
class Coin:
    """An output that is not spent. Its `height` is None until it is in a block."""

    output: TxOut
    height: int | None
    coinbase: bool = False


def script_hash(script: bytes) -> str:
    """The name Electrum's protocol has for a script."""
    return hashlib.sha256(script).digest()[::-1].hex()


def created(tx: Transaction) -> dict[OutPoint, TxOut]:
    """The outputs of a transaction that somebody can spend."""
    outputs = enumerate(tx.outputs)
    return {OutPoint(tx.txid, n): output for n, output in outputs if kind_of(output.script) is not ScriptKind.DATA}


class Ledger:
    """Grows by one block after the other; a reorganisation makes a new one."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.transactions: dict[bytes, tuple[Transaction, int]] = {}  # by id, with the height
        self.coins: dict[OutPoint, Coin] = {}
        self.history: dict[str, dict[bytes, int]] = defaultdict(dict)  # script hash: ids in order, with the height

    def connect(self, block: Block) -> None:
        """Add a block that the kernel has accepted after the last one."""
        height = len(self.blocks)
        self.blocks.append(block)
        for tx in block.transactions:
            coinbase = tx.inputs[0].outpoint == NOWHERE
            spent = [] if coinbase else [self.coins.pop(part.outpoint).output for part in tx.inputs]
            self.coins |= {point: Coin(output, height, coinbase) for point, output in created(tx).items()}
            self.transactions[tx.txid] = (tx, height)
            for output in (*spent, *tx.outputs):
                self.history[script_hash(output.script)][tx.txid] = height
