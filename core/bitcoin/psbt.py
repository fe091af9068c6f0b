"""Partially signed transactions, version 0 (BIP174), read strictly (C9).

A PSBT is kept as its maps, keys in the order they came. What is not known is carried and never read, and the bytes
written are the bytes read.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import lru_cache

from core.bitcoin.hashes import hash160
from core.bitcoin.script import ScriptKind, kind_of
from core.bitcoin.sighash import SIGHASH_ALL
from core.bitcoin.tx import OutPoint, Transaction, TxIn, TxOut, parse_output
from core.bitcoin.wire import Reader, string
from core.errors import BadInput, InputKind

MAGIC = b"psbt\xff"
MAX_PARTS = 1000  # inputs, and outputs
MAX_FIELDS = 100_000  # in all: each takes more memory than it has bytes
_WHAT = "this PSBT"

Fields = Mapping[bytes, bytes]  # whole key, type first -> value


class In(IntEnum):
    """Types of an input's fields that mean something here (BIP174, BIP371). Those that several keys or scripts may have
    of their own have key data."""

    NON_WITNESS_UTXO = 0x00
    WITNESS_UTXO = 0x01
    PARTIAL_SIG = 0x02
    SIGHASH_TYPE = 0x03
    REDEEM_SCRIPT = 0x04
    WITNESS_SCRIPT = 0x05
    DERIVATION = 0x06
    FINAL_SCRIPT = 0x07
    FINAL_WITNESS = 0x08
    TAP_KEY_SIG = 0x13
    TAP_SCRIPT_SIG = 0x14
    TAP_LEAF_SCRIPT = 0x15
    TAP_DERIVATION = 0x16
    TAP_INTERNAL_KEY = 0x17
    TAP_MERKLE_ROOT = 0x18


class Out(IntEnum):
    """The same for outputs."""

    REDEEM_SCRIPT = 0x00
    WITNESS_SCRIPT = 0x01
    DERIVATION = 0x02
    TAP_INTERNAL_KEY = 0x05
    TAP_TREE = 0x06
    TAP_DERIVATION = 0x07


UNSIGNED_TX, VERSION = 0x00, 0xFB  # global fields
_BIP340 = 64  # bytes of a signature that has no sighash byte

_SINGLE_GLOBAL = frozenset({UNSIGNED_TX, VERSION})
_BY_X_IN = frozenset({In.TAP_DERIVATION})  # key data is an x of 32 bytes
_BY_X_OUT = frozenset({Out.TAP_DERIVATION})
_SINGLE_IN = frozenset(In) - {In.PARTIAL_SIG, In.DERIVATION, In.TAP_SCRIPT_SIG, In.TAP_LEAF_SCRIPT, In.TAP_DERIVATION}
_SINGLE_OUT = frozenset(Out) - {Out.DERIVATION, Out.TAP_DERIVATION}
_BY_KEY_IN = frozenset({In.PARTIAL_SIG, In.DERIVATION})
_BY_KEY_OUT = frozenset({Out.DERIVATION})
_BEFORE_FINAL = frozenset(
    {
        In.PARTIAL_SIG,
        In.SIGHASH_TYPE,
        In.REDEEM_SCRIPT,
        In.WITNESS_SCRIPT,
        In.DERIVATION,
        In.TAP_KEY_SIG,
        In.TAP_DERIVATION,
        In.TAP_INTERNAL_KEY,
    }
)  # what a finaliser takes out


@dataclass(frozen=True, slots=True)
class Psbt:
    """The unsigned transaction, and one map of fields for the whole and for each of its inputs and outputs."""

    tx: Transaction
    fields: Fields
    inputs: tuple[Fields, ...]
    outputs: tuple[Fields, ...]

    @classmethod
    def parse(cls, data: bytes | str) -> Psbt:
        """Read a PSBT, binary or in base64. BadInput for anything but one PSBT of version 0 in its one form."""
        data = _binary(data)
        reader = Reader(data, _WHAT, InputKind.BAD_PSBT)
        if reader.peek(len(MAGIC)) != MAGIC:
            reader.fail("is none: a PSBT begins with the letters psbt")
        reader.take(len(MAGIC))
        maps = _Maps(reader)
        fields = maps.read(_SINGLE_GLOBAL)
        if fields.get(bytes([VERSION]), bytes(4)) != bytes(4) or bytes([UNSIGNED_TX]) not in fields:
            reader.fail("is of a version that is not supported; export it as version 0")
        tx = Transaction.parse(
            fields[bytes([UNSIGNED_TX])], "the transaction in this PSBT", InputKind.BAD_PSBT, unsigned=True
        )
        _check_unsigned(tx, reader)
        inputs = tuple(maps.read(_SINGLE_IN, _BY_KEY_IN, _BY_X_IN) for _ in tx.inputs)
        outputs = tuple(maps.read(_SINGLE_OUT, _BY_KEY_OUT, _BY_X_OUT) for _ in tx.outputs)
        reader.end()
        found = cls(tx, fields, inputs, outputs)
        if found.serialize() != data:
            reader.fail("is not written in the one strict form")
        return found

    def serialize(self) -> bytes:
        """The bytes; those that were read, if nothing was changed."""
        maps = (self.fields, *self.inputs, *self.outputs)
        return MAGIC + b"".join(_write_fields(fields) for fields in maps)

    def previous_output(self, i: int) -> TxOut:
        """What input `i` spends, from its whole previous transaction, which must fit. Raises BadInput."""
        raw = self.inputs[i].get(bytes([In.NON_WITNESS_UTXO]))
        if raw is None:
            raise BadInput(
                f"input {i} of this PSBT has no previous transaction; export the PSBT with all of them",
                InputKind.BAD_PSBT,
            )
        previous = Transaction.parse(raw, f"the previous transaction of input {i} of this PSBT", InputKind.BAD_PSBT)
        return spent_output(previous, self.tx.inputs[i].outpoint, i, self.inputs[i])

    def with_signatures(self, signatures: Mapping[int, tuple[bytes, bytes]]) -> Psbt:
        """Add, for each input number, (public key 33, strict DER without a sighash byte); all sign SIGHASH_ALL."""
        inputs = list(self.inputs)
        for i, (public_key, der) in signatures.items():
            added = {bytes([In.PARTIAL_SIG]) + public_key: der + bytes([SIGHASH_ALL])}
            inputs[i] = {**inputs[i], **added}
        return replace(self, inputs=tuple(inputs))

    def with_key_path_signatures(self, signatures: Mapping[int, bytes]) -> Psbt:
        """Add, for each input number, 64 bytes of BIP340; all sign SIGHASH_DEFAULT."""
        inputs = list(self.inputs)
        for i, signature in signatures.items():
            inputs[i] = {**inputs[i], bytes([In.TAP_KEY_SIG]): signature}
        return replace(self, inputs=tuple(inputs))

    def finalized(self) -> Psbt:
        """Put the witness together for every input that has none. BadInput if one is neither wpkh
        nor taproot with its signature."""
        return replace(self, inputs=tuple(self._finalized_input(i) for i in range(len(self.inputs))))

    def extract(self) -> Transaction:
        """The transaction as the network takes it. BadInput unless every input is final."""
        parts = []
        for i, (part, fields) in enumerate(zip(self.tx.inputs, self.inputs, strict=True)):
            script = fields.get(bytes([In.FINAL_SCRIPT]), b"")
            stack = fields.get(bytes([In.FINAL_WITNESS]))
            if not script and stack is None:
                raise BadInput(f"input {i} of this PSBT is not signed yet; sign it first", InputKind.UNSIGNED)
            witness = _read_stack(stack, i) if stack is not None else ()
            parts.append(TxIn(part.outpoint, script, part.sequence, witness))
        return replace(self.tx, inputs=tuple(parts))

    def _finalized_input(self, i: int) -> Fields:
        fields = self.inputs[i]
        if bytes([In.FINAL_SCRIPT]) in fields or bytes([In.FINAL_WITNESS]) in fields:
            return fields
        output = self.previous_output(i)
        kept = without(fields, _BEFORE_FINAL)
        by_key_path = fields.get(bytes([In.TAP_KEY_SIG]))
        if kind_of(output.script) is ScriptKind.TR and by_key_path is not None and len(by_key_path) == _BIP340:
            return {**kept, bytes([In.FINAL_WITNESS]): b"\x01" + string(by_key_path)}
        signed = [
            (key[1:], value)
            for key, value in fields.items()
            if key[0] == In.PARTIAL_SIG and hash160(key[1:]) == output.script[2:]
        ]
        if kind_of(output.script) is not ScriptKind.WPKH and any(key[0] == In.PARTIAL_SIG for key in fields):
            raise BadInput(
                f"input {i} of this PSBT is signed and not final; let the wallet that it belongs to finish it",
                InputKind.UNFINISHED,
            )
        if kind_of(output.script) is not ScriptKind.WPKH or len(signed) != 1:
            raise BadInput(f"input {i} of this PSBT is not signed yet; sign it first", InputKind.UNSIGNED)
        [(public_key, signature)] = signed
        return {**kept, bytes([In.FINAL_WITNESS]): b"\x02" + string(signature) + string(public_key)}


def spent_output(previous: Transaction, outpoint: OutPoint, i: int, fields: Fields) -> TxOut:
    """What input `i` spends of its previous transaction. BadInput if that, or a witness_utxo, does not fit."""
    if previous.txid != outpoint.txid:
        raise BadInput(
            f"input {i} of this PSBT comes with the wrong previous transaction; its amount cannot be trusted",
            InputKind.BAD_PSBT,
        )
    if outpoint.index >= len(previous.outputs):
        raise BadInput(
            f"input {i} of this PSBT spends an output that its previous transaction does not have", InputKind.BAD_PSBT
        )
    output = previous.outputs[outpoint.index]
    claimed = fields.get(bytes([In.WITNESS_UTXO]))
    if (
        claimed is not None
        and parse_output(claimed, f"the witness_utxo of input {i} of this PSBT", InputKind.BAD_PSBT) != output
    ):
        raise BadInput(
            f"input {i} of this PSBT lies about what it spends: amount or script is not that of the output",
            InputKind.BAD_PSBT,
        )
    return output


def tap_origin(value: bytes) -> tuple[bytes, bytes]:
    """(leaf hashes, fingerprint and path) of a derivation of taproot. Raises BadInput."""
    reader = Reader(value, "a derivation path in this PSBT", InputKind.BAD_PSBT)
    number = reader.compact()
    if 32 * number > len(value):
        reader.fail("is damaged")
    return reader.take(32 * number), reader.peek(len(value))


def without(fields: Fields, types: Iterable[int]) -> Fields:
    """The fields that are of none of these types."""
    return {key: value for key, value in fields.items() if key[0] not in types}


@lru_cache(maxsize=4)
def read_psbt(data: bytes | str) -> Psbt:
    """A PSBT at the edge, where bytes come in: read once, however often the same bytes come. Raises as `Psbt.parse`."""
    return Psbt.parse(data)


def raw_transaction(data: bytes) -> bytes:
    """The network form of a signed transaction: from a signed PSBT (binary or base64), hex or raw bytes."""
    text = data.strip()
    if text.startswith((MAGIC, b"cHNidP")):
        return Psbt.parse(data).finalized().extract().serialize()
    try:
        raw = bytes.fromhex(text.decode("ascii"))
    except ValueError:
        raw = data
    return Transaction.parse(raw, "this file is neither a PSBT nor a transaction: it").serialize()


# ------------------------------------------------------------------ reading and writing
def _binary(data: bytes | str) -> bytes:
    raw = data.encode("utf-8", "replace") if isinstance(data, str) else bytes(data)
    if raw.startswith(MAGIC):
        return raw
    text = raw.strip()
    try:
        decoded = base64.b64decode(text, validate=True)
    except binascii.Error:
        raise BadInput("this is not a PSBT: neither its binary form nor base64", InputKind.BAD_PSBT) from None
    if base64.b64encode(decoded) != text:
        raise BadInput("this PSBT is not in the one strict form of base64", InputKind.BAD_PSBT)
    return decoded


def _check_unsigned(tx: Transaction, reader: Reader) -> None:
    if len(tx.inputs) > MAX_PARTS or len(tx.outputs) > MAX_PARTS:
        reader.fail(f"has more than {MAX_PARTS} inputs or outputs; make several smaller payments")
    if any(part.script for part in tx.inputs):
        reader.fail("has a signature script inside its unsigned transaction")
    if len({part.outpoint for part in tx.inputs}) != len(tx.inputs):
        reader.fail("spends the same output twice")


class _Maps:
    """The maps of one PSBT, read one after the other."""

    __slots__ = ("_left", "_reader")

    def __init__(self, reader: Reader) -> None:
        self._reader, self._left = reader, MAX_FIELDS

    def read(
        self,
        single: frozenset[int],
        by_key: frozenset[int] = frozenset(),
        by_x: frozenset[int] = frozenset(),
    ) -> Fields:
        """The next map."""
        reader = self._reader
        fields: dict[bytes, bytes] = {}
        while key := reader.string():
            kind = Reader(key, "a field of this PSBT", InputKind.BAD_PSBT).compact()
            if kind in single and len(key) != 1:
                reader.fail("has a field with key data that belongs to none")
            if (kind in by_key and len(key) not in (34, 66)) or (kind in by_x and len(key) != 33):
                reader.fail("has a field whose key is not a public key")
            if key in fields:
                reader.fail("has the same field twice")
            self._left -= 1
            if self._left < 0:
                reader.fail(f"has more than {MAX_FIELDS:,} fields; export it without what signing does not need")
            fields[key] = reader.string()
        return fields


def _write_fields(fields: Fields) -> bytes:
    return b"".join(string(key) + string(value) for key, value in fields.items()) + b"\0"


def _read_stack(data: bytes, i: int) -> tuple[bytes, ...]:
    reader = Reader(data, f"the witness of input {i} of this PSBT", InputKind.BAD_PSBT)
    stack = tuple(reader.string() for _ in range(reader.compact()))
    reader.end()
    return stack
