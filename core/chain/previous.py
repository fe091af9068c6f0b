"""The transactions that a PSBT spends from, where a program that wrote it has left them out.

For taproot most do, because its signatures cover what they spend. Ours ask for them all the same (C9): what a person is
shown before anybody signs is then no claim.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from core.bitcoin.psbt import Fields, In, Psbt
from core.bitcoin.tx import TxIn

_WHOLE = bytes([In.NON_WITNESS_UTXO])


def with_previous(psbt: Psbt, known: Callable[[bytes], bytes | None]) -> Psbt:
    """The same, with those that are `known` by their ids; what came with it stays."""

    def whole(part: TxIn, fields: Fields) -> Fields:
        raw = None if _WHOLE in fields else known(part.outpoint.txid)
        return fields if raw is None else {_WHOLE: raw, **fields}

    return replace(psbt, inputs=tuple(map(whole, psbt.tx.inputs, psbt.inputs)))
