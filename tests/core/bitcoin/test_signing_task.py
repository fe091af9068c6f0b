"""From a PSBT to a CheckedTask: what is refused, in which words, and that both parties come to one task_id."""

from __future__ import annotations

import base64
import hashlib
import struct
from dataclasses import replace

import pytest

from core.bitcoin.psbt import In, Out, Psbt
from core.bitcoin.script import ScriptKind, dust_threshold
from core.bitcoin.signing_task import MAX_PREVIOUS, WireTask
from core.bitcoin.tx import MAX_MONEY, Transaction, TxIn, TxOut
from core.codec.codec import decode, encode
from core.errors import BadInput
from tests.support.payment import (
    BTC,
    FAR,
    FINGERPRINT,
    KEY_ID,
    NETWORK,
    SHOP,
    Coin,
    Pay,
    checked,
    hint,
    own,
    path,
    psbt,
    table,
    task,
    with_input,
)
from tests.support.wire import check, split

CHANGE = Pay(BTC - 40_500, own(1, 0))
ONE = psbt([Coin()], [Pay(40_000), CHANGE])
TWO = psbt([Coin(), Coin(amount=70_000, script=own(1, 7), seed=1, before=4)], [Pay(40_000), CHANGE])
FOREIGN = Coin(script=b"\x00\x14" + b"\x77" * 20, seed=9)


# ------------------------------------------------------------------ what it says
def test_what_it_says() -> None:
    found = checked(TWO)
    assert (found.key_id, found.network, found.txid) == (KEY_ID, NETWORK, TWO.tx.txid)
    assert [(part.amount, part.path, part.from_hint) for part in found.inputs] == [
        (BTC, path(0, 3), False), (70_000, path(1, 7), False),
    ]  # fmt: skip
    assert [(output.kind, output.path, output.amount) for output in found.outputs] == [
        (ScriptKind.WPKH, None, 40_000), (ScriptKind.WPKH, path(1, 0), BTC - 40_500),
    ]  # fmt: skip
    assert found.own_inputs == ((0, path(0, 3)), (1, path(1, 7)))
    assert found.fee == 70_500
    assert [pay.address for pay in found.payments] == ["bcrt1q29g4z52329g4z52329g4z52329g4z5237w8wct"]


def test_the_task_id_is_the_hash_that_is_specified() -> None:
    """H("task", …) of core/spec/sign.md, computed here by hand."""
    made = psbt([Coin(), FOREIGN], [Pay(40_000), CHANGE])
    parts = [KEY_ID, b"regtest", made.fields[b"\0"]]
    for coin, steps in ((Coin(), struct.pack(">5I", 84, 0, 0, 0, 3)), (FOREIGN, b"foreign")):
        parts += [bytes(coin.outpoint), coin.amount.to_bytes(8, "big"), coin.script, steps]
    parts += [b"other", struct.pack(">5I", 84, 0, 0, 1, 0)]
    framed = b"\x04task" + b"".join(struct.pack(">Q", len(part)) + part for part in parts)
    assert checked(made).task_id == hashlib.sha256(framed).digest()


def test_every_claim_moves_the_task_id() -> None:
    known = {
        checked(TWO).task_id,
        check(split(TWO.serialize(), NETWORK), bytes(32), NETWORK, table()).task_id,
        check(split(TWO.serialize(), "signet"), KEY_ID, "signet", table()).task_id,
        checked(TWO, table(3, 60)).task_id,  # the first input lies beyond this table
        task([Coin()], [Pay(40_000), CHANGE]).task_id,
        task([Coin()], [Pay(40_000), CHANGE], locktime=1).task_id,
    }
    assert len(known) == 6


# ------------------------------------------------------------------ how it travels
def test_previous_transactions_travel_once() -> None:
    shared = Coin(before=1)
    first = Coin(amount=1_000, script=SHOP)
    both = Psbt.parse(psbt([shared], [Pay(40_000)]).serialize())
    previous = shared.previous
    spends = (both.tx.inputs[0], TxIn(replace(both.tx.inputs[0].outpoint, index=0), b"", 0xFFFFFFFD))
    tx = replace(both.tx, inputs=spends)
    raw = {b"\0": previous.serialize()}
    made = Psbt(tx, {b"\0": tx.serialize(witness=False)}, (raw, raw), ({},))
    wire = split(made.serialize(), NETWORK)
    assert wire.previous == (previous.serialize(witness=False),)
    assert b"w" * 64 in made.serialize()
    assert b"w" * 64 not in encode(wire)
    assert [part.amount for part in check(wire, KEY_ID, NETWORK, table()).inputs] == [BTC, first.amount]


def test_whole_or_split_it_is_one_task() -> None:
    whole = WireTask(NETWORK, TWO.serialize(), ())
    wire = split(TWO.serialize(), NETWORK)
    assert wire == split(base64.b64encode(TWO.serialize()).decode(), NETWORK)
    assert decode(WireTask, encode(wire)) == wire
    assert len(wire.previous) == 2
    assert check(whole, KEY_ID, NETWORK, table()) == check(wire, KEY_ID, NETWORK, table()) == checked(TWO)


def test_what_travels_beside_must_be_needed_and_once() -> None:
    wire = split(TWO.serialize(), NETWORK)
    odd = Coin(seed=44).previous.serialize(witness=False)
    large = Transaction(2, Coin(seed=44).previous.inputs, (TxOut(1, bytes(MAX_PREVIOUS)),), 0).serialize(witness=False)
    for previous, about in (
        ((*wire.previous, wire.previous[0]), "came twice"),
        ((*wire.previous, odd), "none of its inputs spends"),
        (wire.previous[:1], "input 1 of this PSBT has no previous transaction"),
        ((*wire.previous[:1], odd), "input 1 of this PSBT has no previous transaction"),
        ((wire.previous[0], wire.previous[1][:-1]), "the previous transaction that came with this PSBT ends too early"),
        ((wire.previous[0], wire.previous[1] + b"\0"), "left over"),
        ((*wire.previous, large), "larger than a block"),
        ((*wire.previous, Coin(seed=44).previous.serialize()), "has no inputs"),  # with witnesses: another form
    ):
        with pytest.raises(BadInput, match=about):
            check(replace(wire, previous=previous), KEY_ID, NETWORK, table())


def test_a_wrong_previous_transaction_is_not_taken_out() -> None:
    made = with_input(ONE, 0, {b"\0": Coin(seed=44).previous.serialize()})
    wire = split(made.serialize(), NETWORK)
    assert wire.previous == ()
    with pytest.raises(BadInput, match="wrong previous transaction"):
        check(wire, KEY_ID, NETWORK, table())
    with pytest.raises(BadInput, match="previous transaction of input 0 of this PSBT ends too early"):
        split(with_input(ONE, 0, {b"\0": b""}).serialize(), NETWORK)


# ------------------------------------------------------------------ whose it is
def test_a_hint_adds_only_what_it_derives_to() -> None:
    beyond = Coin(script=own(0, FAR), fields=hint(In.DERIVATION, path(0, FAR)))
    found = task([Coin(seed=5), beyond], [Pay(40_000), Pay(BTC, own(1, FAR), hint(Out.DERIVATION, path(1, FAR)))])
    assert (found.inputs[1].path, found.inputs[1].from_hint) == (path(0, FAR), True)
    assert (found.outputs[1].path, found.outputs[1].from_hint) == (path(1, FAR), True)
    assert found.inputs[0].from_hint is False


@pytest.mark.parametrize(
    ("at", "key"),
    [
        (path(0, FAR + 1), None),  # the hint derives to another key
        (path(0, FAR + 1), table().public_key(path(0, FAR))),  # the right key at the wrong path
        (path(0, FAR), table().public_key(path(0, 3))),  # another key of this wallet
        ((84, 0, 0, 2, 5), table().public_key(path(0, FAR))),
        ((2**31 + 84, 0, 0, 0, FAR), table().public_key(path(0, FAR))),
        ((84, 0, 0, 0, 2**31 + FAR), table().public_key(path(0, FAR))),
        ((), table().public_key(path(0, FAR))),
        ((0, FAR), table().public_key(path(0, FAR))),
    ],
)
def test_a_false_hint_adds_nothing(at: tuple[int, ...], key: bytes | None) -> None:
    beyond = Coin(script=own(0, FAR), fields=hint(In.DERIVATION, at, key))
    pay = Pay(BTC, own(0, FAR), hint(Out.DERIVATION, at, key))
    found = task([Coin(seed=5), beyond], [pay])
    assert (found.inputs[1].path, found.inputs[1].from_hint) == (None, False)
    assert found.outputs[0].path is None


def test_a_true_hint_for_a_script_that_is_not_wpkh_adds_nothing() -> None:
    nested = Coin(script=b"\xa9\x14" + b"\x11" * 20 + b"\x87", fields=hint(In.DERIVATION, path(0, FAR)))
    assert task([Coin(seed=5), nested], [Pay(40_000)]).inputs[1].path is None


def test_the_table_needs_no_hints_and_no_hint_overrules_it() -> None:
    lying = Coin(fields=hint(In.DERIVATION, path(1, 9), table().public_key(path(0, 3))))
    assert task([lying], [Pay(40_000), CHANGE]).task_id == checked(ONE).task_id


@pytest.mark.parametrize("value", [b"", b"abc", FINGERPRINT + b"x"])
def test_a_damaged_hint(value: bytes) -> None:
    fields = dict.fromkeys(hint(In.DERIVATION, path(0, FAR)), value)
    with pytest.raises(BadInput, match="derivation path in this PSBT is damaged"):
        task([Coin(), Coin(script=own(0, FAR), seed=3, fields=fields)], [Pay(40_000)])


# ------------------------------------------------------------------ what is refused (C9)
def refused(made: Psbt, about: str, kind: str = "input") -> None:
    with pytest.raises(BadInput, match=about) as caught:
        checked(made)
    assert caught.value.word == kind


def test_another_wallet() -> None:
    refused(psbt([FOREIGN], [Pay(40_000)]), "nothing of this wallet", "foreign")


def test_another_network() -> None:
    with pytest.raises(BadInput, match="for the network bitcoin, and this wallet is on regtest") as caught:
        checked(ONE, network="bitcoin")
    assert caught.value.kind == "network"


@pytest.mark.parametrize("own_input", [True, False])
def test_no_previous_transaction(own_input: bool) -> None:
    """Not even with a witness_utxo, not even for an input of somebody else: it would be the two-PSBT fee lie."""
    bare = replace(Coin(seed=3) if own_input else FOREIGN, drop_previous=True)
    claimed = {bytes([In.WITNESS_UTXO]): bytes(TxOut(bare.amount, bare.script))}
    for fields in ({}, claimed):
        refused(psbt([Coin(), replace(bare, fields=fields)], [Pay(40_000)]), "input 1 of this PSBT has no previous")


def test_amounts_that_lie() -> None:
    honest = {bytes([In.WITNESS_UTXO]): bytes(TxOut(BTC, own(0, 3)))}
    assert checked(with_input(ONE, 0, honest)).task_id == checked(ONE).task_id
    for claimed in (TxOut(BTC + 1, own(0, 3)), TxOut(BTC, own(0, 4))):
        refused(with_input(ONE, 0, {bytes([In.WITNESS_UTXO]): bytes(claimed)}), "input 0 of this PSBT lies")
    refused(with_input(ONE, 0, {bytes([In.WITNESS_UTXO]): bytes(TxOut(BTC, own(0, 3))) + b"\0"}), "left over")
    richer = replace(Coin(), amount=BTC + 1).previous.serialize()
    refused(with_input(ONE, 0, {bytes([In.NON_WITNESS_UTXO]): richer}), "wrong previous transaction")


def test_an_output_that_is_not_there() -> None:
    outpoint = replace(ONE.tx.inputs[0].outpoint, index=1)
    tx = replace(ONE.tx, inputs=(TxIn(outpoint, b"", 0xFFFFFFFD),))
    refused(replace(ONE, tx=tx, fields={b"\0": tx.serialize()}), "spends an output that its previous transaction")


@pytest.mark.parametrize(
    "fields",
    [
        {bytes([In.PARTIAL_SIG]) + table().public_key(path(0, 3)): b"\x30"},
        {bytes([In.PARTIAL_SIG]) + table().public_key(path(0, 9)): b""},
        {bytes([In.FINAL_SCRIPT]): b""},
        {bytes([In.FINAL_WITNESS]): b"\0"},
        {bytes([In.TAP_KEY_SIG]): bytes(64)},
        {bytes([In.TAP_SCRIPT_SIG]) + bytes(64): bytes(64)},
    ],
)
@pytest.mark.parametrize("number", [0, 1])
def test_signed_already(fields: dict[bytes, bytes], number: int) -> None:
    made = psbt([Coin(), FOREIGN], [Pay(40_000)])
    refused(with_input(made, number, fields), f"input {number} of this PSBT is signed already")


@pytest.mark.parametrize(
    "kind", [b"\0\0\0\0", b"\2\0\0\0", b"\3\0\0\0", b"\x81\0\0\0", b"\1", b"\1\0\0\1", b"\1\0\0\0\0", b""]
)
@pytest.mark.parametrize("number", [0, 1])
def test_only_signatures_of_everything(kind: bytes, number: int) -> None:
    made = psbt([Coin(), FOREIGN], [Pay(40_000)])
    refused(with_input(made, number, {bytes([In.SIGHASH_TYPE]): kind}), f"input {number} .* sighash type")


def test_sighash_all_may_be_named() -> None:
    named = with_input(ONE, 0, {bytes([In.SIGHASH_TYPE]): b"\1\0\0\0"})
    assert checked(named).task_id == checked(ONE).task_id


@pytest.mark.parametrize("kind", [In.REDEEM_SCRIPT, In.WITNESS_SCRIPT])
def test_scripts_on_own_inputs(kind: In) -> None:
    made = psbt([Coin(), FOREIGN], [Pay(40_000)])
    refused(
        with_input(made, 0, {bytes([kind]): b"\x51"}), "input 0 of this PSBT is this wallet's and comes with a script"
    )
    assert checked(with_input(made, 1, {bytes([kind]): b"\x51"})).own_inputs == ((0, path(0, 3)),)


def test_more_paid_than_there_is() -> None:
    refused(psbt([Coin()], [Pay(BTC + 1)]), "pays more than its inputs are worth")
    assert task([Coin()], [Pay(BTC)]).fee == 0


def test_more_than_all_the_money() -> None:
    rich = [Coin(amount=MAX_MONEY, seed=seed) for seed in range(2)]
    refused(psbt(rich, [Pay(40_000)]), "inputs of this PSBT are worth more than 21 million")
    refused(psbt(rich, [Pay(MAX_MONEY), Pay(1_000)]), "pays more than 21 million")
    refused(psbt([Coin()], [Pay(MAX_MONEY + 1)]), "more than 21 million")
    before = Transaction(2, Coin().previous.inputs, (TxOut(MAX_MONEY + 1, b""), TxOut(1, own(0, 3))), 0)
    refused(with_input(ONE, 0, {b"\0": before.serialize()}), "more than 21 million")


@pytest.mark.parametrize(
    ("script", "least"),
    [
        (own(0, 0), 294), (b"\0\x20" + bytes(32), 330), (b"\x51\x20" + bytes(32), 330),
        (b"\x76\xa9\x14" + bytes(20) + b"\x88\xac", 546), (b"\xa9\x14" + bytes(20) + b"\x87", 540),
        (bytes.fromhex("51024e73"), 240), (b"\x21" + bytes(33) + b"\xac", 576), (b"\x60\x02ab", 240), (b"", 471),
    ],
)  # fmt: skip
def test_dust(script: bytes, least: int) -> None:
    assert dust_threshold(script) == least
    refused(
        psbt([Coin()], [Pay(40_000), Pay(least - 1, script)]), f"output 1 of this PSBT is dust: .* takes {least} or"
    )
    assert task([Coin()], [Pay(40_000), Pay(least, script)]).outputs[1].amount == least


def test_data_is_never_dust() -> None:
    assert task([Coin()], [Pay(40_000), Pay(0, b"\x6a\x01x"), Pay(1, b"\x6a")]).outputs[1].kind is ScriptKind.DATA


def test_too_heavy() -> None:
    half = [Pay(40_000), Pay(0, b"\x6a\x4e" + (49_000).to_bytes(4, "little") + bytes(49_000))]
    assert task([Coin()], half).weight < 200_000
    refused(psbt([Coin()], [*half, *half, *half]), "too large for the network")


def test_what_is_unknown_is_carried_and_never_read() -> None:
    odd = {b"\xfc\x03abc\x00": b"x", b"\x7f": b"\xff" * 10}
    made = replace(with_input(ONE, 0, odd), fields={**ONE.fields, **odd}, outputs=(odd, {}))
    assert checked(made) == checked(ONE)


def test_three_hundred_inputs_have_digests_of_their_own() -> None:
    coins = [Coin(amount=10_000, seed=seed, script=own(0, seed % 60), before=seed % 3) for seed in range(300)]
    data = psbt(coins, [Pay(1_000_000), Pay(1_900_000, own(1, 2))]).serialize()
    found = check(split(data, NETWORK), KEY_ID, NETWORK, table())
    assert len({found.digest(i) for i in range(300)}) == 300
