"""What an input of kind wpkh signs (BIP143, SIGHASH_ALL)."""

from __future__ import annotations

from collections.abc import Sequence

from core.bitcoin.hashes import sha256d
from core.bitcoin.tx import Transaction

SIGHASH_ALL = 1


class Sighashes:
    """The digests of one transaction for kind wpkh. What all inputs share is hashed once: the cost is linear."""

    __slots__ = ("_amounts", "_inputs", "_left", "_right")

    def __init__(self, tx: Transaction, amounts: Sequence[int]) -> None:
        outpoints = sha256d(b"".join(bytes(part.outpoint) for part in tx.inputs))
        sequences = sha256d(b"".join(part.sequence.to_bytes(4, "little") for part in tx.inputs))
        outputs = sha256d(b"".join(bytes(output) for output in tx.outputs))
        self._inputs, self._amounts = tx.inputs, tuple(amounts)
        self._left = tx.version.to_bytes(4, "little") + outpoints + sequences
        self._right = outputs + tx.locktime.to_bytes(4, "little") + SIGHASH_ALL.to_bytes(4, "little")

    def digest(self, i: int, pubkey_hash: bytes) -> bytes:
        """32 bytes that input `i` signs under the key of `pubkey_hash` (20 bytes)."""
        part = self._inputs[i]
        code = b"\x19\x76\xa9\x14" + pubkey_hash + b"\x88\xac"
        middle = (
            bytes(part.outpoint) + code + self._amounts[i].to_bytes(8, "little") + part.sequence.to_bytes(4, "little")
        )
        return sha256d(self._left + middle + self._right)
