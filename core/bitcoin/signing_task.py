"""From a PSBT that somebody sent to a CheckedTask that this party has worked out itself. Both parties run this.

A hint in a PSBT never decides what is ours: every script is looked up in the wallet's own table, and a hint can only
add an address beyond it, after deriving that address (C1). Amounts come from whole previous transactions whose hash
the input names (C9). The PSBT travels without them, each one beside it once.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from core.bip32 import HARDENED
from core.bitcoin.address import address
from core.bitcoin.checked_task import CheckedTask, TaskInput, TaskOutput
from core.bitcoin.coins import EXTERNAL, INTERNAL, Path, Table, Window
from core.bitcoin.descriptor import ACCOUNT
from core.bitcoin.hashes import hash160
from core.bitcoin.psbt import Fields, In, Out, Psbt, spent_output, without
from core.bitcoin.script import dust_threshold, kind_of, wpkh
from core.bitcoin.sighash import SIGHASH_ALL, Sighashes
from core.bitcoin.tx import MAX_MONEY, Transaction
from core.encoding import Name, VarBytes
from core.errors import BadInput
from core.primitives.hashing import Tag, tagged_hash

__all__ = ["CheckedTask", "WireTask", "check", "split", "unsigned"]

MAX_WEIGHT = 400_000
MAX_PREVIOUS = 1_000_000  # bytes without witnesses: what the consensus rules leave room for in a block

_SIGNED = frozenset({In.PARTIAL_SIG, In.FINAL_SCRIPT, In.FINAL_WITNESS, In.TAP_KEY_SIG, In.TAP_SCRIPT_SIG})
_ALL = SIGHASH_ALL.to_bytes(4, "little")


@dataclass(frozen=True, slots=True)
class WireTask:
    """A task as it travels: the PSBT, and the previous transactions it left out, each once."""

    network: Name
    psbt: VarBytes
    previous: tuple[VarBytes, ...]


def split(psbt: bytes | str, network: str) -> WireTask:
    """Take the previous transactions out of a PSBT (binary or base64). Raises BadInput."""
    found = Psbt.parse(psbt)
    previous: dict[bytes, bytes] = {}  # txid -> bytes without witnesses, which say nothing about amounts
    known: dict[bytes, bytes] = {}  # bytes as they came -> txid
    inputs: list[Fields] = []
    for i, (part, fields) in enumerate(zip(found.tx.inputs, found.inputs, strict=True)):
        raw = fields.get(bytes([In.NON_WITNESS_UTXO]))
        if raw is not None and raw not in known:
            transaction = _previous(raw, f"of input {i} of this PSBT")
            known[raw] = transaction.txid
            previous.setdefault(transaction.txid, transaction.serialize(witness=False))
        fits = raw is not None and known[raw] == part.outpoint.txid
        inputs.append(without(fields, {In.NON_WITNESS_UTXO}) if fits else fields)
    used = {part.outpoint.txid for part in found.tx.inputs}
    stripped = replace(found, inputs=tuple(inputs)).serialize()
    return WireTask(network, stripped, tuple(raw for txid, raw in previous.items() if txid in used))


def unsigned(psbt: bytes) -> bytes:
    """The same without any signature, to be looked at again."""
    found = Psbt.parse(psbt)
    return replace(found, inputs=tuple(without(fields, _SIGNED) for fields in found.inputs)).serialize()


def check(wire: WireTask, key_id: bytes, network: str, table: Table | Window) -> CheckedTask:
    """Work out what a task does. BadInput, naming the place, for anything that may not be signed at all.

    The result depends on the bytes and on the horizons of the table only; kind "foreign" if no input is ours.
    """
    if wire.network != network:
        raise BadInput(f"this payment is for the network {wire.network}, and this wallet is on {network}", "network")
    psbt = Psbt.parse(wire.psbt)
    inputs = tuple(_inputs(psbt, wire.previous, table))
    outputs = tuple(_outputs(psbt, network, table))
    if not any(part.path for part in inputs):
        raise BadInput("this PSBT spends nothing of this wallet; sign it with the wallet it belongs to", "foreign")
    received, paid = (sum(part.amount for part in parts) for parts in (inputs, outputs))
    if received > MAX_MONEY:
        raise BadInput("the inputs of this PSBT are worth more than 21 million bitcoin together")
    if paid > received:
        raise BadInput("this PSBT pays more than its inputs are worth")
    sighashes = Sighashes(psbt.tx, [part.amount for part in inputs])
    task_id = _task_id(key_id, network, psbt.tx, inputs, outputs)
    task = CheckedTask(key_id, network, psbt.tx, inputs, outputs, task_id, sighashes)
    if task.weight > MAX_WEIGHT:
        raise BadInput("this transaction is too large for the network; make several smaller payments")
    return task


def _task_id(
    key_id: bytes, network: str, tx: Transaction, inputs: Sequence[TaskInput], outputs: Sequence[TaskOutput]
) -> bytes:
    """The 32-byte name both parties have for a task (core/spec/sign.md, "What is signed")."""
    parts = [key_id, network.encode(), tx.serialize(witness=False)]
    for part in inputs:
        parts += (bytes(part.outpoint), part.amount.to_bytes(8, "big"), part.script, _path(part.path, b"foreign"))
    parts += [_path(output.path, b"other") for output in outputs]
    return tagged_hash(Tag.TASK, *parts)


def _path(path: Path | None, absent: bytes) -> bytes:
    """Five steps of four bytes, so 20 bytes, which neither word has."""
    return absent if path is None else struct.pack(">5I", *path)


# ------------------------------------------------------------------ inputs and outputs
def _inputs(psbt: Psbt, travelled: Sequence[bytes], table: Table | Window) -> Iterator[TaskInput]:
    previous = {}
    for came in travelled:
        if len(came) > MAX_PREVIOUS:
            raise BadInput("a previous transaction that came with this PSBT is larger than a block")
        transaction = _previous(came, "that came with this PSBT", bare=True)
        if transaction.txid in previous:
            raise BadInput("a previous transaction came twice with this PSBT")
        previous[transaction.txid] = transaction
    unused = set(previous)
    parsed: dict[bytes, Transaction] = {}
    for i, (part, fields) in enumerate(zip(psbt.tx.inputs, psbt.inputs, strict=True)):
        _must_be_unsigned(i, fields)
        raw = fields.get(bytes([In.NON_WITNESS_UTXO]))
        if raw is not None and raw not in parsed:
            parsed[raw] = _previous(raw, f"of input {i} of this PSBT")
        found = previous.get(part.outpoint.txid) if raw is None else parsed[raw]
        if found is None:
            raise BadInput(f"input {i} of this PSBT has no previous transaction; export the PSBT with all of them")
        unused -= {found.txid} if raw is None else set()
        output = spent_output(found, part.outpoint, i, fields)
        path, from_hint = _owner(output.script, fields, In.DERIVATION, table)
        if path is not None and (bytes([In.REDEEM_SCRIPT]) in fields or bytes([In.WITNESS_SCRIPT]) in fields):
            raise BadInput(f"input {i} of this PSBT is this wallet's and comes with a script, which it never has")
        yield TaskInput(part.outpoint, part.sequence, output.amount, output.script, path, from_hint)
    if unused:
        raise BadInput("a previous transaction came with this PSBT that none of its inputs spends")


def _outputs(psbt: Psbt, network: str, table: Table | Window) -> Iterator[TaskOutput]:
    for number, (output, fields) in enumerate(zip(psbt.tx.outputs, psbt.outputs, strict=True)):
        least = dust_threshold(output.script)
        if output.amount < least:
            raise BadInput(
                f"output {number} of this PSBT is dust: {output.amount} sat, the network takes {least} or more"
            )
        path, from_hint = _owner(output.script, fields, Out.DERIVATION, table)
        shown = address(output.script, network)
        yield TaskOutput(number, output.amount, output.script, kind_of(output.script), shown, path, from_hint)


def _previous(raw: bytes, which: str, *, bare: bool = False) -> Transaction:
    """`bare`: without witnesses, which say nothing about amounts and cost time to read."""
    return Transaction.parse(raw, f"the previous transaction {which}", unsigned=bare)


def _must_be_unsigned(i: int, fields: Fields) -> None:
    if any(key[0] in _SIGNED for key in fields):
        raise BadInput(f"input {i} of this PSBT is signed already; export it without any signature")
    if fields.get(bytes([In.SIGHASH_TYPE]), _ALL) != _ALL:
        raise BadInput(f"input {i} of this PSBT asks for a signature that does not cover everything (its sighash type)")


def _owner(script: bytes, fields: Fields, derivation: int, table: Table | Window) -> tuple[Path | None, bool]:
    """(path or None, whether only a hint found it). A hint counts if it derives to this very script."""
    path = table.find(script)
    if path is not None:
        return path, False
    for key, value in fields.items():
        if key[0] != derivation:
            continue
        if len(value) < 4 or len(value) % 4:
            raise BadInput("a derivation path in this PSBT is damaged")
        if script != wpkh(hash160(key[1:])):
            continue
        steps = struct.unpack(f"<{len(value) // 4 - 1}I", value[4:])
        if _is_address_path(steps) and table.public_key(steps) == key[1:]:
            return steps, True
    return None, False


def _is_address_path(steps: Path) -> bool:
    return len(steps) == 5 and steps[:3] == ACCOUNT and steps[3] in (EXTERNAL, INTERNAL) and steps[4] < HARDENED
