"""From a PSBT that somebody sent to a CheckedTask that this party has worked out itself. Both parties run this.

A hint in a PSBT never decides what is ours: every script is looked up in the wallet's own table, and a hint can only
add an address beyond it, after deriving that address (C1). Amounts come from whole previous transactions whose hash
the input names (C9). The PSBT travels without them, each one beside it once.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from core.bitcoin.account import TR, Account, account_of
from core.bitcoin.address import address
from core.bitcoin.bip322 import OP_RETURN
from core.bitcoin.checked_task import CheckedTask, TaskInput, TaskOutput
from core.bitcoin.coins import AddressTable, AddressWindow, Path
from core.bitcoin.psbt import Fields, In, Out, Psbt, spent_output, tap_origin, without
from core.bitcoin.script import ScriptKind, dust_threshold, kind_of
from core.bitcoin.sighash import SIGHASH_ALL, Sighashes
from core.bitcoin.taproot_sighash import SIGHASH_DEFAULT, TaprootSighashes
from core.bitcoin.tx import MAX_MONEY, Transaction, TxOut
from core.codec.codec import Name, VarBytes
from core.errors import BadInput, InputKind, PeerFault
from core.primitives.hashing import Tag, tagged_hash

__all__ = ["CheckedTask", "ReadTask", "WireTask", "assembled", "check", "split", "unsigned"]

MAX_WEIGHT = 400_000
MAX_PREVIOUS = 1_000_000  # bytes without witnesses: what the consensus rules leave room for in a block

_SIGNED = frozenset({In.PARTIAL_SIG, In.FINAL_SCRIPT, In.FINAL_WITNESS, In.TAP_KEY_SIG, In.TAP_SCRIPT_SIG})
_ALL, _DEFAULT = (kind.to_bytes(4, "little") for kind in (SIGHASH_ALL, SIGHASH_DEFAULT))
_SCRIPTS = frozenset({In.REDEEM_SCRIPT, In.WITNESS_SCRIPT, In.TAP_LEAF_SCRIPT, In.TAP_MERKLE_ROOT})
_MUSIG2_IN = frozenset({0x1A, 0x1B, 0x1C})  # BIP373: keys of several, and what they tell each other
_MUSIG2_OUT = 0x08


@dataclass(frozen=True, slots=True)
class WireTask:
    """A task as it travels: the PSBT, and the previous transactions it left out, each once."""

    network: Name
    psbt: VarBytes
    previous: tuple[VarBytes, ...]


@dataclass(frozen=True)
class ReadTask:
    """A task that was read: the PSBT without its previous transactions, and those."""

    network: str
    psbt: Psbt
    previous: tuple[bytes, ...]

    @cached_property
    def spent(self) -> tuple[TxOut, ...]:
        """What each input spends, from whole previous transactions that fit. Raises BadInput. The long part."""
        return _spent(self.psbt, self.previous)

    @classmethod
    def of(cls, wire: WireTask) -> ReadTask:
        """A task that has travelled. Raises BadInput."""
        return cls(wire.network, Psbt.parse(wire.psbt), wire.previous)

    def wire(self) -> WireTask:
        """The task as it travels."""
        return WireTask(self.network, self.psbt.serialize(), self.previous)


def split(psbt: Psbt, network: str) -> ReadTask:
    """Take the previous transactions out of a PSBT. Raises BadInput."""
    previous: dict[bytes, bytes] = {}  # txid -> bytes without witnesses, which say nothing about amounts
    known: dict[bytes, bytes] = {}  # bytes as they came -> txid
    inputs: list[Fields] = []
    for i, (part, fields) in enumerate(zip(psbt.tx.inputs, psbt.inputs, strict=True)):
        raw = fields.get(bytes([In.NON_WITNESS_UTXO]))
        if raw is not None and raw not in known:
            transaction = _previous(raw, f"of input {i} of this PSBT")
            known[raw] = transaction.txid
            previous.setdefault(transaction.txid, transaction.serialize(witness=False))
        fits = raw is not None and known[raw] == part.outpoint.txid
        inputs.append(without(fields, {In.NON_WITNESS_UTXO}) if fits else fields)
    used = {part.outpoint.txid for part in psbt.tx.inputs}
    stripped = replace(psbt, inputs=tuple(inputs))
    return ReadTask(network, stripped, tuple(raw for txid, raw in previous.items() if txid in used))


def unsigned(psbt: Psbt) -> Psbt:
    """The same without any signature, to be looked at again."""
    return replace(psbt, inputs=tuple(without(fields, _SIGNED) for fields in psbt.inputs))


def check(read: ReadTask, key_id: bytes, network: str, table: AddressTable | AddressWindow) -> CheckedTask:
    """Work out what a task does. BadInput, naming the place, for anything that may not be signed at all.

    The result depends on what was read and on the horizons of the table only; kind "foreign" if no input is ours.
    """
    if read.network != network:
        raise BadInput(
            f"this payment is for the network {read.network}, and this wallet is on {network}", InputKind.NETWORK
        )
    psbt = read.psbt
    if [output.script for output in psbt.tx.outputs] == [OP_RETURN]:
        raise BadInput(
            "this PSBT is no payment: signed, it would be a message of BIP322, whose text nobody sees here; sign "
            "messages as messages",
            InputKind.BAD_PSBT,
        )
    inputs = tuple(_inputs(psbt, read.spent, table))
    outputs = tuple(_outputs(psbt, network, table))
    if not any(part.path for part in inputs):
        raise BadInput(
            "this PSBT spends nothing of this wallet; sign it with the wallet it belongs to", InputKind.FOREIGN
        )
    received, paid = (sum(part.amount for part in parts) for parts in (inputs, outputs))
    if received > MAX_MONEY:
        raise BadInput("the inputs of this PSBT are worth more than 21 million bitcoin together", InputKind.BAD_PSBT)
    if paid > received:
        raise BadInput("this PSBT pays more than its inputs are worth", InputKind.BAD_PSBT)
    task = assembled(key_id, network, psbt.tx, inputs, outputs)
    if task.weight > MAX_WEIGHT:
        raise BadInput("this transaction is too large for the network; make several smaller payments")
    return task


def assembled(
    key_id: bytes, network: str, tx: Transaction, inputs: tuple[TaskInput, ...], outputs: tuple[TaskOutput, ...]
) -> CheckedTask:
    """The task of what was worked out."""
    task_id = _task_id(key_id, network, tx, inputs, outputs)
    return CheckedTask(key_id, network, tx, inputs, outputs, task_id, _digest(tx, inputs))


def _digest(tx: Transaction, inputs: tuple[TaskInput, ...]) -> Callable[[int], bytes]:
    """What own inputs sign, all of one kind."""
    if any(part.path is not None and account_of(part.script) is TR for part in inputs):
        return TaprootSighashes(tx, [TxOut(part.amount, part.script) for part in inputs]).digest
    sighashes = Sighashes(tx, [part.amount for part in inputs])
    return lambda i: sighashes.digest(i, inputs[i].script[2:])


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
def _spent(psbt: Psbt, travelled: Sequence[bytes]) -> tuple[TxOut, ...]:
    """One previous transaction is held at a time: all of them may be 16 MiB of the smallest outputs."""
    found: dict[int, TxOut] = {}
    spending: dict[bytes, list[int]] = {}
    known: dict[bytes, list[int]] = {}
    for i, (part, fields) in enumerate(zip(psbt.tx.inputs, psbt.inputs, strict=True)):
        _must_be_unsigned(i, fields)
        raw = fields.get(bytes([In.NON_WITNESS_UTXO]))
        (spending.setdefault(part.outpoint.txid, []) if raw is None else known.setdefault(raw, [])).append(i)
    came = set()
    for raw in travelled:
        if len(raw) > MAX_PREVIOUS:
            raise BadInput("a previous transaction that came with this PSBT is larger than a block", InputKind.BAD_PSBT)
        transaction = _previous(raw, "that came with this PSBT", bare=True)
        if transaction.txid in came:
            raise BadInput("a previous transaction came twice with this PSBT", InputKind.BAD_PSBT)
        came.add(transaction.txid)
        for i in spending.get(transaction.txid, ()):
            found[i] = spent_output(transaction, psbt.tx.inputs[i].outpoint, i, psbt.inputs[i])
    for raw, numbers in known.items():
        transaction = _previous(raw, f"of input {numbers[0]} of this PSBT")
        for i in numbers:
            found[i] = spent_output(transaction, psbt.tx.inputs[i].outpoint, i, psbt.inputs[i])
    for i in range(len(psbt.inputs)):
        if i not in found:
            raise BadInput(
                f"input {i} of this PSBT has no previous transaction; export the PSBT with all of them",
                InputKind.BAD_PSBT,
            )
    if came - set(spending):
        raise BadInput("a previous transaction came with this PSBT that none of its inputs spends", InputKind.BAD_PSBT)
    return tuple(found[i] for i in range(len(psbt.inputs)))


def _inputs(psbt: Psbt, spent: Sequence[TxOut], table: AddressTable | AddressWindow) -> Iterator[TaskInput]:
    for i, (part, fields, output) in enumerate(zip(psbt.tx.inputs, psbt.inputs, spent, strict=True)):
        path, from_hint = _owner(output.script, fields, (In.DERIVATION, In.TAP_DERIVATION), table)
        _must_cover_all(i, fields, output.script)
        if path is not None:
            _must_have_no_scripts(f"input {i}", fields, _SCRIPTS | _MUSIG2_IN)
            _must_be_of_one_key(f"input {i}", fields, (In.TAP_INTERNAL_KEY, In.TAP_DERIVATION), table.public_key(path))
        yield TaskInput(part.outpoint, part.sequence, output.amount, output.script, path, from_hint)


def _outputs(psbt: Psbt, network: str, table: AddressTable | AddressWindow) -> Iterator[TaskOutput]:
    for number, (output, fields) in enumerate(zip(psbt.tx.outputs, psbt.outputs, strict=True)):
        least = dust_threshold(output.script)
        if output.amount < least:
            raise BadInput(
                f"output {number} of this PSBT is dust: {output.amount} sat, the network takes {least} or more",
                InputKind.BAD_PSBT,
            )
        path, from_hint = _owner(output.script, fields, (Out.DERIVATION, Out.TAP_DERIVATION), table)
        if path is not None and kind_of(output.script) is ScriptKind.TR:
            kinds = Out.TAP_INTERNAL_KEY, Out.TAP_DERIVATION
            _must_have_no_scripts(f"output {number}", fields, frozenset({Out.TAP_TREE, _MUSIG2_OUT}))
            _must_be_of_one_key(f"output {number}", fields, kinds, table.public_key(path))
        shown = address(output.script, network)
        yield TaskOutput(number, output.amount, output.script, kind_of(output.script), shown, path, from_hint)


def _previous(raw: bytes, which: str, *, bare: bool = False) -> Transaction:
    """`bare`: without witnesses, which say nothing about amounts and cost time to read."""
    return Transaction.parse(raw, f"the previous transaction {which}", InputKind.BAD_PSBT, unsigned=bare)


def _must_be_unsigned(i: int, fields: Fields) -> None:
    if any(key[0] in _SIGNED for key in fields):
        raise BadInput(
            f"input {i} of this PSBT is signed already; sign it here first, and with other wallets afterwards",
            InputKind.BAD_PSBT,
        )


def _must_cover_all(i: int, fields: Fields, script: bytes) -> None:
    """A signature of taproot says so by having no type; with one it is of 65 bytes, which no wallet of ours makes."""
    covers = _DEFAULT if kind_of(script) is ScriptKind.TR else _ALL
    if fields.get(bytes([In.SIGHASH_TYPE]), covers) != covers:
        raise BadInput(
            f"input {i} of this PSBT asks for a signature that does not cover everything, or says that it does in a "
            "form of its own (its sighash type)",
            InputKind.BAD_PSBT,
        )


def _must_have_no_scripts(where: str, fields: Fields, kinds: frozenset[int]) -> None:
    if any(key[0] in kinds for key in fields):
        raise BadInput(
            f"{where} of this PSBT is this wallet's and comes with a script, or with keys of others: it has none",
            InputKind.BAD_PSBT,
        )


def _must_be_of_one_key(where: str, fields: Fields, kinds: tuple[int, int], key: bytes) -> None:
    """What says of an own address of taproot which key is inside has to say ours; nothing of it is believed."""
    internal, derivation = kinds
    x = key[1:]
    if fields.get(bytes([internal]), x) != x:
        raise BadInput(f"{where} of this PSBT is this wallet's and names another key", InputKind.BAD_PSBT)
    for name, value in fields.items():
        if name[0] == derivation and (name[1:] != x or tap_origin(value)[0]):
            raise BadInput(
                f"{where} of this PSBT is this wallet's and names a key of a script, which it never has",
                InputKind.BAD_PSBT,
            )


def _owner(
    script: bytes, fields: Fields, derivations: tuple[int, int], table: AddressTable | AddressWindow
) -> tuple[Path | None, bool]:
    """(path or None, whether only a hint found it). A hint counts if it derives to this very script."""
    path = table.find(script)
    if path is not None:
        return path, False
    taproot = table.account is TR
    derivation = derivations[taproot]
    for name, value in fields.items():
        if name[0] != derivation:
            continue
        key = b"\x02" + name[1:] if taproot else name[1:]
        origin = tap_origin(value)[1] if taproot else value
        if len(origin) < 4 or len(origin) % 4:
            raise BadInput("a derivation path in this PSBT is damaged", InputKind.BAD_PSBT)
        if not _is_of(key, script, table.account):
            continue
        steps = struct.unpack(f"<{len(origin) // 4 - 1}I", origin[4:])
        if table.is_path(steps) and table.public_key(steps)[taproot:] == name[1:]:
            return steps, True
    return None, False


def _is_of(key: bytes, script: bytes, account: Account) -> bool:
    try:
        return account.script(key) == script
    except PeerFault:  # no point of the curve
        return False
