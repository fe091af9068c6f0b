"""Transactions, read strictly: what `parse` accepts, `serialize` writes back byte for byte."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from core.bitcoin.hashes import sha256d
from core.bitcoin.wire import Reader, compact_size, string
from core.errors import InputKind

MAX_MONEY = 21_000_000 * 100_000_000
_MARKER = b"\x00\x01"  # no inputs, then the flag: a transaction with witnesses follows


@dataclass(frozen=True, slots=True)
class OutPoint:
    """One output of an earlier transaction. `txid` in the order it is hashed, reversed from what people see."""

    txid: bytes
    index: int

    def __bytes__(self) -> bytes:
        return self.txid + self.index.to_bytes(4, "little")

    def __str__(self) -> str:
        return f"{self.txid[::-1].hex()}:{self.index}"


@dataclass(frozen=True, slots=True)
class TxIn:
    """An input."""

    outpoint: OutPoint
    script: bytes
    sequence: int
    witness: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class TxOut:
    """An output: sat and script."""

    amount: int
    script: bytes

    def __bytes__(self) -> bytes:
        return self.amount.to_bytes(8, "little") + string(self.script)


@dataclass(frozen=True)
class Transaction:
    """A whole transaction, with or without witnesses."""

    version: int  # as unsigned
    inputs: tuple[TxIn, ...]
    outputs: tuple[TxOut, ...]
    locktime: int

    @classmethod
    def parse(
        cls,
        data: bytes,
        what: str = "this transaction",
        kind: InputKind = InputKind.INPUT,
        *,
        unsigned: bool = False,
    ) -> Transaction:
        """Read exactly `data`. BadInput for any other bytes than one transaction in its one form.

        Amounts are 0..21e14 sat each and in sum. `unsigned` is the form inside a PSBT: never with witnesses.
        """
        reader = Reader(data, what, kind)
        version = reader.uint(4)
        has_witness = not unsigned and reader.peek(2) == _MARKER
        if has_witness:
            reader.take(2)
        found = [_read_input(reader) for _ in range(reader.compact())]
        if not found:
            reader.fail("has no inputs")
        outputs = tuple(_read_output(reader) for _ in range(reader.compact()))
        if not outputs:
            reader.fail("has no outputs")
        if has_witness:
            found = [_with_witness(part, _read_witness(reader)) for part in found]
            if not any(part.witness for part in found):
                reader.fail("announces witnesses and has none")
        locktime = reader.uint(4)
        reader.end()
        if sum(output.amount for output in outputs) > MAX_MONEY:
            reader.fail("pays more than 21 million bitcoin")
        return cls(version, tuple(found), outputs, locktime)

    def serialize(self, *, witness: bool = True) -> bytes:
        """The bytes; without witnesses when there are none or `witness` is False."""
        full = witness and any(part.witness for part in self.inputs)
        pieces = [self.version.to_bytes(4, "little"), _MARKER if full else b"", compact_size(len(self.inputs))]
        for part in self.inputs:
            pieces += (bytes(part.outpoint), string(part.script), part.sequence.to_bytes(4, "little"))
        pieces.append(compact_size(len(self.outputs)))
        pieces += [bytes(output) for output in self.outputs]
        if full:
            for part in self.inputs:
                pieces.append(compact_size(len(part.witness)))
                pieces += [string(item) for item in part.witness]
        pieces.append(self.locktime.to_bytes(4, "little"))
        return b"".join(pieces)

    @cached_property
    def txid(self) -> bytes:
        """32 bytes, in the order they are hashed."""
        return sha256d(self.serialize(witness=False))

    @property
    def wtxid(self) -> bytes:
        """32 bytes; covers the witnesses too."""
        return sha256d(self.serialize())

    @property
    def weight(self) -> int:
        """Three times the size without witnesses plus the whole size."""
        return 3 * len(self.serialize(witness=False)) + len(self.serialize())

    @property
    def vsize(self) -> int:
        """A quarter of the weight, rounded up."""
        return (self.weight + 3) // 4


def _read_input(reader: Reader) -> TxIn:
    txid, index, script = reader.take(32), reader.uint(4), reader.string()
    return TxIn(OutPoint(txid, index), script, reader.uint(4))


def _read_output(reader: Reader) -> TxOut:
    amount = reader.uint(8)
    if amount > MAX_MONEY:
        reader.fail("has an output of more than 21 million bitcoin")
    return TxOut(amount, reader.string())


def _read_witness(reader: Reader) -> tuple[bytes, ...]:
    return tuple(reader.string() for _ in range(reader.compact()))


def _with_witness(part: TxIn, witness: tuple[bytes, ...]) -> TxIn:
    return TxIn(part.outpoint, part.script, part.sequence, witness)


def parse_output(data: bytes, what: str, kind: InputKind = InputKind.INPUT) -> TxOut:
    """One output alone, exactly. Raises BadInput."""
    reader = Reader(data, what, kind)
    found = _read_output(reader)
    reader.end()
    return found
