"""What an input of kind tr signs by its key (BIP341, SIGHASH_DEFAULT). Beside sighash.py, which needs no curve."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from core.bitcoin.tx import Transaction, TxOut
from core.bitcoin.wire import string
from core.crypto.bip340 import bip340_hash
from core.errors import Bug

SIGHASH_DEFAULT = 0


class TaprootSighashes:
    """The digests of one transaction for key paths without an annex (BIP341, SIGHASH_DEFAULT). Each covers what all
    inputs spend, amounts and scripts: whoever lied about one of them gets a signature that counts nowhere."""

    __slots__ = ("_before", "_number")

    def __init__(self, tx: Transaction, spent: Sequence[TxOut]) -> None:
        self._number = len(spent)
        self._before = (
            bytes([0, SIGHASH_DEFAULT])  # the epoch of this form, and the type
            + tx.version.to_bytes(4, "little")
            + tx.locktime.to_bytes(4, "little")
            + _sha256(b"".join(bytes(part.outpoint) for part in tx.inputs))
            + _sha256(b"".join(output.amount.to_bytes(8, "little") for output in spent))
            + _sha256(b"".join(string(output.script) for output in spent))
            + _sha256(b"".join(part.sequence.to_bytes(4, "little") for part in tx.inputs))
            + _sha256(b"".join(bytes(output) for output in tx.outputs))
            + b"\0"  # the key path, without an annex
        )

    def digest(self, i: int) -> bytes:
        """32 bytes that input `i` signs."""
        if not 0 <= i < self._number:
            raise Bug("an input that is not there")
        return bip340_hash("TapSighash", self._before + i.to_bytes(4, "little"))


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()
