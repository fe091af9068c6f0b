"""Addresses, digests, tasks and PSBTs of kind tr, key path only: by the vectors of BIP86 and BIP341, by embit, and by
Bitcoin Core's script code (GK7, GK25, GK26)."""

from __future__ import annotations

import json
import struct
from dataclasses import replace
from functools import cache
from pathlib import Path as File

import pbk
import pytest
from coincurve import PrivateKey
from embit.script import Script
from embit.transaction import Transaction as EmbitTransaction
from hypothesis import given
from hypothesis import strategies as st
from pbk.script import PrecomputedTransactionData

from core.bitcoin.account import TR, WPKH, account_of, output_key
from core.bitcoin.coins import AddressTable, Path
from core.bitcoin.descriptor import descriptor, origins
from core.bitcoin.kept_task import KeptTask
from core.bitcoin.private_descriptor import private_descriptors
from core.bitcoin.psbt import Fields, In, Out, Psbt, tap_origin
from core.bitcoin.script import ScriptKind, kind_of, tr
from core.bitcoin.signing_task import CheckedTask
from core.bitcoin.taproot_sighash import TaprootSighashes
from core.bitcoin.tx import Transaction, TxIn, TxOut
from core.bitcoin.witness import is_signed_by_key_path
from core.errors import BadInput, Bug, InputKind
from core.secret import Secret
from tests.support.bitcoin_bytes import transactions
from tests.support.payment import BTC, CHAIN, FAR, FINGERPRINT, KEY_ID, NETWORK, SECRET, Coin, Pay, Q, checked, psbt
from tests.support.payment import private_key as child_key
from tests.support.whole_key import tweaked

BIP86 = {  # the key inside: the key outside
    "cc8a4bc64d897bddc5fbc2f670f7a8ba0b386779106cf1223c6fc5d7cd6fc115": (
        "a60869f0dbcf1dc659c9cecbaf8050135ea9e8cdc487053f1dc6880949dc684c"
    ),
    "83dfe85a3151d2517290da461fe2815591ef69f2b18a2ce63f01697a8b313145": (
        "a82f29944d65b86ae6b5e5cc75e294ead6c59391a1edc5e016e3498c67fc7bbb"
    ),
    "399f1b2f4393f29a18c937859c5dd8a77350103157eb880f02e8c08214277cef": (
        "882d74e5d0572d5a816cef0041a96b6c1de832f6f9676d9605c44d5e9a97d3dc"
    ),
}
VECTORS = json.loads((File(__file__).parents[2] / "vectors" / "bip-0341-wallet-test-vectors.json").read_text())


@cache
def table() -> AddressTable:
    made = AddressTable(Q, CHAIN, TR)
    made.extend(0, 40)
    made.extend(1, 40)
    return made


def at(branch: int, index: int) -> Path:
    return (*TR.steps, branch, index)


def own(branch: int, index: int) -> bytes:
    return table().script(branch, index)


def output_secret(path: Path) -> PrivateKey:
    """Of the key that an own address pays."""
    return tweaked(child_key(path))


def coin(branch: int = 0, index: int = 3, **more: object) -> Coin:
    return replace(Coin(script=own(branch, index)), **more)  # type: ignore[arg-type]


def task(made: Psbt) -> CheckedTask:
    return checked(made, table())


USUAL = psbt([coin(), coin(1, 4, seed=1)], [Pay(BTC), Pay(BTC - 500, own(1, 5))])


def signed(made: Psbt, found: CheckedTask) -> Psbt:
    """By the whole key."""
    return made.with_key_path_signatures(
        {i: output_secret(path).sign_schnorr(found.digest(i)) for i, path in found.own_inputs}
    )


def takes(tx: Transaction, spent: list[tuple[int, bytes]]) -> bool:
    """Whether Bitcoin Core's script code takes every input."""
    raw = pbk.Transaction(tx.serialize())
    outputs = [pbk.TransactionOutput(pbk.ScriptPubkey(script), amount) for amount, script in spent]
    shared = PrecomputedTransactionData(raw, outputs)
    try:
        return all(
            pbk.ScriptPubkey(script).verify(amount, raw, shared, i, pbk.ScriptVerificationFlags.ALL)
            for i, (amount, script) in enumerate(spent)
        )
    except pbk.ScriptVerifyException:
        return False


# ------------------------------------------------------------------ addresses
def test_the_vectors_of_bip86() -> None:
    """m/86'/0'/0' of twelve words: its first two addresses and its first of change."""
    for inner, outer in BIP86.items():
        for first in (b"\2", b"\3"):
            assert output_key(first + bytes.fromhex(inner)).hex() == outer


def test_an_own_address_is_found_by_its_script_alone() -> None:
    assert [table().find(own(branch, index)) for branch in (0, 1) for index in (0, 39)] == [
        at(0, 0), at(0, 39), at(1, 0), at(1, 39)
    ]  # fmt: skip
    assert table().find(own(0, 40)) is None
    assert table().address(0, 0, "bitcoin").startswith("bc1p")
    assert kind_of(own(0, 0)) is ScriptKind.TR
    assert account_of(own(0, 0)) is TR
    with pytest.raises(BadInput, match="86/0/0/0/INDEX"):
        table().public_key((*WPKH.steps, 0, 0))


def test_the_descriptor_says_the_same_as_embit() -> None:
    from embit.descriptor import Descriptor

    text = descriptor(Q, CHAIN, NETWORK, 1, TR)
    assert text.startswith("tr([")
    body = text.partition("#")[0]
    found = Descriptor.from_string(body)
    assert [found.derive(i).script_pubkey().data for i in range(5)] == [own(1, i) for i in range(5)]
    assert origins(Q, TR) == {f"tr{origin[4:]}".replace("/84/", "/86/") for origin in origins(Q)}


def test_the_whole_key_has_the_same_addresses() -> None:
    from embit.descriptor import Descriptor

    made = private_descriptors(Secret(SECRET), Q, CHAIN, NETWORK, TR)
    found = Descriptor.from_string(made.receiving.reveal().partition("#")[0])
    assert [found.derive(i).script_pubkey().data for i in range(3)] == [own(0, i) for i in range(3)]


# ------------------------------------------------------------------ digests
def test_the_vectors_of_bip341() -> None:
    (given,) = VECTORS["keyPathSpending"]
    tx = Transaction.parse(bytes.fromhex(given["given"]["rawUnsignedTx"]), unsigned=True)
    spent = [TxOut(one["amountSats"], bytes.fromhex(one["scriptPubKey"])) for one in given["given"]["utxosSpent"]]
    sighashes, seen = TaprootSighashes(tx, spent), 0
    for one in given["inputSpending"]:
        if one["given"]["hashType"] == 0:
            seen += 1
            assert sighashes.digest(one["given"]["txinIndex"]).hex() == one["intermediary"]["sigHash"]
    assert seen == 1


@given(transactions(witness=False), st.data())
def test_as_embit_has_it(tx: Transaction, data: st.DataObject) -> None:
    spent = [TxOut(data.draw(st.integers(0, 2**50)), tr(bytes([i % 256]) * 32)) for i in range(len(tx.inputs))]
    theirs = EmbitTransaction.parse(tx.serialize())
    scripts, values = [Script(output.script) for output in spent], [output.amount for output in spent]
    for i in range(len(spent)):
        assert TaprootSighashes(tx, spent).digest(i) == theirs.sighash_taproot(i, scripts, values, 0)


def test_an_input_that_is_not_there_signs_nothing() -> None:
    for i in (-1, 1):
        with pytest.raises(Bug):
            TaprootSighashes(USUAL.tx, [TxOut(1, own(0, 0))]).digest(i)


def test_lying_prevout_gives_no_valid_signature() -> None:
    """About an amount or a script of any input, also of another's: GK26."""
    found = task(USUAL)
    truth = [(part.amount, part.script) for part in found.inputs]
    tx = signed(USUAL, found).finalized().extract()
    assert takes(tx, truth)
    for i, lie in ((0, (BTC + 1, own(0, 3))), (1, (BTC - 1, own(1, 4))), (1, (BTC, own(1, 6)))):
        lied = [TxOut(*(lie if number == i else one)) for number, one in enumerate(truth)]
        key = output_secret(at(0, 3))
        other = USUAL.with_key_path_signatures({0: key.sign_schnorr(TaprootSighashes(USUAL.tx, lied).digest(0))})
        second = signed(USUAL, found).inputs[1]
        assert not takes(replace(other, inputs=(other.inputs[0], second)).finalized().extract(), truth)


# ------------------------------------------------------------------ tasks
def test_a_task_is_worked_out_signed_and_taken() -> None:
    found = task(USUAL)
    assert [path for _, path in found.own_inputs] == [at(0, 3), at(1, 4)]
    assert [output.path for output in found.outputs] == [None, at(1, 5)]
    tx = signed(USUAL, found).finalized().extract()
    assert takes(tx, [(part.amount, part.script) for part in found.inputs])
    assert found.weight == 4 * len(tx.serialize(witness=False)) + 2 + sum(2 + 64 for _ in tx.inputs)


def test_what_is_kept_reads_the_same() -> None:
    found = task(USUAL)
    kept = KeptTask.of(found).task(KEY_ID, NETWORK)
    assert kept == found
    assert [kept.digest(i) for i in (0, 1)] == [found.digest(i) for i in (0, 1)]


def x(path: Path) -> bytes:
    return table().public_key(path)[1:]


def origin(path: Path, leaves: bytes = b"\0") -> bytes:
    return leaves + FINGERPRINT + struct.pack(f"<{len(path)}I", *path)


def with_fields(inputs: Fields | None = None, outputs: Fields | None = None) -> Psbt:
    """Beside its first own input, and its own output."""
    first, second = USUAL.inputs
    return replace(USUAL, inputs=({**first, **(inputs or {})}, second), outputs=({}, outputs or {}))


IN, OUT, BEYOND = at(0, 3), at(1, 5), at(0, FAR)


@pytest.mark.parametrize(
    "fields",
    [
        {b"\x01": bytes(TxOut(BTC, own(0, 3)))},
        {b"\x16" + x(IN): origin(IN)},
        {b"\x17": x(IN)},
        {b"\x03": bytes(4)},
    ],
)
def test_taproot_psbt_fields_that_say_the_truth(fields: Fields) -> None:
    assert task(with_fields(fields)).task_id == task(USUAL).task_id


@pytest.mark.parametrize(
    "fields",
    [
        {b"\x13": bytes(64)},
        {b"\x14" + bytes(64): bytes(64)},
        {b"\x15" + b"\xc0" + x(IN): b"\x51\xc0"},
        {b"\x18": b""},
        {b"\x18": bytes(32)},
        {b"\x1a" + bytes(33): bytes(66)},
        {b"\x1b" + bytes(66): bytes(66)},
        {b"\x1c" + bytes(66): bytes(32)},
        {b"\x16" + x(IN): origin(IN, b"\1" + bytes(32))},
        {b"\x16" + x(OUT): origin(IN)},
        {b"\x17": x(OUT)},
        {b"\x17": own(0, 3)[2:]},  # the key outside is not the one inside
        {b"\x03": b"\1\0\0\0"},  # 65 bytes
        {b"\x03": b"\x81\0\0\0"},
        {b"\x03": b""},
        {b"\x04": b""},
        {b"\x05": b""},
        {b"\x16" + x(IN): b"\5"},
        {b"\x16" + bytes(31): origin(IN)},
    ],
)
def test_taproot_psbt_fields_that_are_refused(fields: Fields) -> None:
    made = with_fields(fields)
    with pytest.raises(BadInput) as told:
        task(Psbt.parse(made.serialize()))
    assert told.value.kind == InputKind.BAD_PSBT


@pytest.mark.parametrize(
    "fields",
    [
        {b"\x05": x(at(1, 6))},
        {b"\x06": b"\0\xc0\1\x51"},
        {b"\x07" + x(OUT): origin(OUT, b"\1" + bytes(32))},
        {b"\x07" + x(IN): origin(OUT)},
        {b"\x08" + bytes(33): bytes(66)},
    ],
)
def test_taproot_psbt_fields_of_an_own_output_that_are_refused(fields: Fields) -> None:
    with pytest.raises(BadInput):
        task(with_fields(outputs=fields))
    foreign = replace(USUAL, outputs=(fields, {}))  # of somebody else's output they say nothing to us
    assert task(foreign).task_id == task(USUAL).task_id


def test_the_previous_transaction_is_asked_for() -> None:
    with pytest.raises(BadInput, match="no previous transaction"):
        task(psbt([coin(drop_previous=True, fields={b"\x01": bytes(TxOut(BTC, own(0, 3)))})], [Pay(BTC - 500)]))


def far(path: Path = BEYOND, key: bytes | None = None, origin_of: bytes | None = None) -> CheckedTask:
    script = TR.script(table().public_key(path))
    name = x(path) if key is None else key
    fields = {b"\x16" + name: origin(path) if origin_of is None else origin_of}
    return task(psbt([coin(), coin(script=script, seed=1, fields=fields)], [Pay(BTC)]))


def test_a_hint_finds_what_it_derives_to() -> None:
    found = far()
    assert [(part.path, part.from_hint) for part in found.inputs] == [(at(0, 3), False), (at(0, FAR), True)]
    for key in (x(IN), bytes(32), b"\xff" * 32):
        assert far(key=key).inputs[1].path is None
    for path in ((*TR.steps, 2, FAR), (*WPKH.steps, 0, FAR), at(0, FAR + 1)):
        assert far(origin_of=origin(path)).inputs[1].path is None
    with pytest.raises(BadInput, match="damaged"):
        far(origin_of=b"\0" + FINGERPRINT + b"\1")


def test_a_derivation_says_how_many_leaves_it_has() -> None:
    assert tap_origin(origin(IN)) == (b"", origin(IN)[1:])
    for wrong in (b"", b"\xfd", b"\2" + bytes(40)):
        with pytest.raises(BadInput):
            tap_origin(wrong)


# ------------------------------------------------------------------ signatures
def test_a_psbt_is_final_with_64_bytes_only() -> None:
    found = task(USUAL)
    done = signed(USUAL, found)
    assert set(done.finalized().inputs[0]) == {b"\0", b"\x08"}
    short = replace(done, inputs=({**done.inputs[0], b"\x13": bytes(65)}, done.inputs[1]))
    with pytest.raises(BadInput) as told:
        short.finalized()
    assert told.value.kind == InputKind.UNSIGNED


def test_a_signature_counts_under_its_key_alone() -> None:
    found = task(USUAL)
    tx = signed(USUAL, found).finalized().extract()
    spent = [TxOut(part.amount, part.script) for part in found.inputs]
    sighashes = TaprootSighashes(USUAL.tx, spent)
    (signature,) = tx.inputs[0].witness

    def counts(part: TxIn, of: TxOut = spent[0]) -> bool:
        return is_signed_by_key_path(part, 0, of, sighashes)

    assert counts(tx.inputs[0])
    assert not counts(tx.inputs[0], spent[1])
    assert not counts(tx.inputs[0], TxOut(BTC, WPKH.script(table().public_key(at(0, 3)))))
    for witness in ((), (signature, b""), (signature + b"\1",), (signature[:-1],), (bytes(64),)):
        assert not counts(replace(tx.inputs[0], witness=witness))
    assert not counts(replace(tx.inputs[0], script=b"\0"))


def test_kinds_of_fields() -> None:
    """Of BIP371: single ones have no key data."""
    assert (In.TAP_INTERNAL_KEY, In.TAP_DERIVATION, Out.TAP_INTERNAL_KEY, Out.TAP_DERIVATION) == (0x17, 0x16, 5, 7)
