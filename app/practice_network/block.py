"""Blocks of the practice network: their bytes, their merkle trees, and making the next one."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from core.bitcoin.hashes import sha256d
from core.bitcoin.tx import OutPoint, Transaction, TxIn, TxOut
from core.bitcoin.wire import Reader, compact_size, string

SPACING = 600  # seconds
NOWHERE = OutPoint(bytes(32), 0xFFFFFFFF)  # what a coinbase spends
TEXT = b"Tandem practice network: worth nothing"
_SUBSIDY, _HALVING = 50 * 100_000_000, 150
_BITS, _TARGET = 0x207FFFFF, 0x7FFFFF << 232
_COMMITMENT = b"\x6a\x24\xaa\x21\xa9\xed"  # OP_RETURN, then the hash over all witnesses


@dataclass(frozen=True)
class Block:
    """80 bytes of header, and transactions, the coinbase first."""

    header: bytes
    transactions: tuple[Transaction, ...]

    @cached_property
    def hash(self) -> bytes:
        """32 bytes, in the order they are hashed."""
        return sha256d(self.header)

    @property
    def previous(self) -> bytes:
        """The hash of the block before."""
        return self.header[4:36]

    @property
    def time(self) -> int:
        """Seconds since 1970, as its maker said."""
        return int.from_bytes(self.header[68:72], "little")

    def serialize(self) -> bytes:
        """As Bitcoin writes it."""
        rest = (tx.serialize() for tx in self.transactions)
        return self.header + compact_size(len(self.transactions)) + b"".join(rest)

    def record(self) -> bytes:
        """As our log keeps it: the header, then each transaction after its length."""
        return self.header + b"".join(string(tx.serialize()) for tx in self.transactions)

    @classmethod
    def from_record(cls, data: bytes) -> Block:
        """Raises BadInput."""
        reader = Reader(data, "a block of the log")
        header, transactions = reader.take(80), []
        while reader.peek(1):
            transactions.append(Transaction.parse(reader.string()))
        return cls(header, tuple(transactions))


def merkle(leaves: Sequence[bytes], position: int = 0) -> tuple[bytes, list[bytes]]:
    """The root, and the hashes beside the way from the leaf at `position` up to it."""
    row, branch = list(leaves), []
    while len(row) > 1:
        if len(row) % 2:
            row.append(row[-1])
        branch.append(row[position ^ 1])
        position //= 2
        row = [sha256d(row[i] + row[i + 1]) for i in range(0, len(row), 2)]
    return row[0], branch


def median_time(blocks: Sequence[Block]) -> int:
    """The median of the last eleven; the next block must be later."""
    times = sorted(block.time for block in blocks[-11:])
    return times[len(times) // 2]


def next_block(
    before: Sequence[Block], transactions: Sequence[Transaction], fees: int, to: bytes, now: int, unique: bytes
) -> Block:
    """A block after `before`, its reward for the script `to`. `unique`, at most 16 bytes, makes it unlike any other."""
    height = len(before)
    witness_root = merkle([bytes(32), *(tx.wtxid for tx in transactions)])[0]
    outputs = (
        TxOut((_SUBSIDY >> height // _HALVING) + fees, to),
        TxOut(0, _COMMITMENT + sha256d(witness_root + bytes(32))),
    )
    script = _height(height) + string(TEXT) + string(unique)
    coinbase = Transaction(2, (TxIn(NOWHERE, script, 0xFFFFFFFF, (bytes(32),)),), outputs, 0)
    everything = (coinbase, *transactions)
    root = merkle([tx.txid for tx in everything])[0]
    when = max(now, median_time(before) + 1)
    head = struct.pack("<I32s32sII", 0x20000000, before[-1].hash, root, when, _BITS)
    return Block(_worked(head), everything)


def _height(height: int) -> bytes:
    """How a coinbase script must begin."""
    if height <= 16:
        return bytes([0x50 + height])
    return string(height.to_bytes((height.bit_length() + 8) // 8, "little"))


def _worked(head: bytes) -> bytes:
    """The header with the first nonce that is good enough: two tries on average."""
    nonce = 0
    while int.from_bytes(sha256d(header := head + nonce.to_bytes(4, "little")), "little") > _TARGET:
        nonce += 1
    return header
