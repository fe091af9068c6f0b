"""PSBT, strict: the bytes read are the bytes written, nothing twice, nothing over; embit and BDK read the same."""

from __future__ import annotations

import base64
from dataclasses import replace

import bdkpython as bdk
import pytest
from embit.psbt import PSBT as EmbitPsbt  # noqa: N811 - embit's name
from embit.transaction import Transaction as EmbitTransaction

from core.bitcoin.psbt import In, Out, Psbt, raw_transaction
from core.bitcoin.tx import Transaction, TxIn
from core.bitcoin.wire import string
from core.errors import BadInput
from tests.support.payment import BTC, FAR, Coin, Pay, checked, hint, own, path, psbt, signed, table, with_input

FULL = psbt(
    [Coin(fields=hint(In.DERIVATION, path(0, 3))), Coin(amount=50_000, script=own(1, 4), seed=1, before=1)],
    [Pay(40_000), Pay(BTC, own(1, 0), hint(Out.DERIVATION, path(1, 0)))],
)
UNKNOWN = {b"\xfc\x03abc\x00": b"proprietary", b"\xfd\xfd\x00more": b"unknown", b"\x7f": b""}


def with_tx(made: Psbt, tx: Transaction) -> Psbt:
    return replace(made, tx=tx, fields={**made.fields, b"\0": tx.serialize(witness=False)})


# ------------------------------------------------------------------ reading
def test_the_same_bytes_come_back() -> None:
    data = with_input(replace(FULL, fields={**FULL.fields, **UNKNOWN}), 1, UNKNOWN).serialize()
    assert Psbt.parse(data).serialize() == data
    assert Psbt.parse(data).fields[b"\x7f"] == b""


@pytest.mark.parametrize(
    "dress", [str, lambda text: f"\n {text} \n", lambda text: text.encode(), lambda text: f"{text}\n".encode()]
)
def test_base64(dress: object) -> None:
    text = base64.b64encode(FULL.serialize()).decode()
    assert Psbt.parse(dress(text)) == FULL  # type: ignore[operator]


def test_embit_reads_the_same() -> None:
    theirs = EmbitPsbt.parse(FULL.serialize())
    assert theirs.tx.serialize() == FULL.tx.serialize()
    assert theirs.inputs[1].utxo.value == FULL.previous_output(1).amount == 50_000
    [(key, derivation)] = theirs.inputs[0].bip32_derivations.items()
    assert key.serialize() == table().public_key(path(0, 3))
    assert tuple(derivation.derivation) == path(0, 3)


@pytest.mark.parametrize(
    ("data", "about"),
    [
        (b"", "none: a PSBT begins"),
        (b"psbt", "none: a PSBT begins"),
        (b"psbt\xff", "too early"),
        ("", "none: a PSBT begins"),
        ("not base64!", "base64"),
        ("cHNidP8", "base64"),
        ("é", "base64"),
        ("cHNidP9=", "base64"),
        (FULL.serialize()[:-1], "too early"),
        (FULL.serialize() + b"\0", "left over"),
        (b"psbt\xff\0", "version"),
        (bytes(Transaction.parse(FULL.fields[b"\0"]).serialize()), "PSBT"),
    ],
)
def test_not_one_psbt(data: bytes | str, about: str) -> None:
    with pytest.raises(BadInput, match=about) as caught:
        Psbt.parse(data)
    assert "PSBT" in caught.value.message


def spelled(*fields: bytes) -> bytes:
    """A PSBT with one input and one output whose first input map is these bytes."""
    small = psbt([Coin()], [Pay(1_000)])
    return b"psbt\xff" + string(b"\0") + string(small.fields[b"\0"]) + b"\0" + b"".join(fields) + b"\0" + b"\0"


KEY = bytes([In.DERIVATION]) + table().public_key(path(0, 3))


@pytest.mark.parametrize(
    ("data", "about"),
    [
        (spelled(string(b"\x7f"), string(b"a"), string(b"\x7f"), string(b"a")), "same field twice"),
        (spelled(string(KEY), string(b"a"), string(KEY), string(b"b")), "same field twice"),
        (spelled(string(b"\x00x"), string(b"a")), "key data that belongs to none"),
        (spelled(string(b"\x03x"), string(b"a")), "key data that belongs to none"),
        (spelled(string(KEY[:-1]), string(b"a")), "not a public key"),
        (spelled(string(b"\x02"), string(b"a")), "not a public key"),
        (spelled(b"\xfd\x01\x00\x7f", string(b"a")), "longer form"),
        (spelled(string(b"\x7f"), b"\xfe\x01\x00\x00\x00a"), "longer form"),
        (spelled(string(b"\xfd\x02\x00" + bytes(33)), string(b"a")), "longer form"),
        (spelled(string(b"\xfd"), string(b"a")), "too early"),
        (spelled(b"\xff" * 9), "too early"),
    ],
)
def test_fields_that_cannot_be(data: bytes, about: str) -> None:
    with pytest.raises(BadInput, match=about) as caught:
        Psbt.parse(data)
    assert "PSBT" in caught.value.message


@pytest.mark.parametrize(
    ("fields", "about"),
    [
        ({b"\xfb": b"\2\0\0\0"}, "version"),
        ({b"\xfb": b"\0"}, "version"),
        ({b"\xfbx": b"\0\0\0\0"}, "key data"),
    ],
)
def test_only_version_0(fields: dict[bytes, bytes], about: str) -> None:
    with pytest.raises(BadInput, match=about):
        Psbt.parse(replace(FULL, fields={**FULL.fields, **fields}).serialize())
    named = replace(FULL, fields={**FULL.fields, b"\xfb": bytes(4)})
    assert Psbt.parse(named.serialize()) == named


def test_the_transaction_inside_is_unsigned() -> None:
    scripted = tuple(TxIn(part.outpoint, b"\x51", part.sequence) for part in FULL.tx.inputs)
    with pytest.raises(BadInput, match="signature script inside"):
        Psbt.parse(with_tx(FULL, replace(FULL.tx, inputs=scripted)).serialize())
    witnessed = tuple(TxIn(part.outpoint, b"", part.sequence, (b"x",)) for part in FULL.tx.inputs)
    whole = replace(FULL.tx, inputs=witnessed).serialize()
    with pytest.raises(BadInput, match="the transaction in this PSBT has no inputs"):
        Psbt.parse(replace(FULL, fields={b"\0": whole}).serialize())


def test_no_outpoint_twice() -> None:
    twice = replace(FULL.tx, inputs=FULL.tx.inputs[:1] * 2)
    with pytest.raises(BadInput, match="same output twice"):
        Psbt.parse(with_tx(FULL, twice).serialize())


@pytest.mark.parametrize(("coins", "pays"), [(1_001, 1), (1, 1_001)])
def test_at_most_a_thousand(coins: int, pays: int) -> None:
    made = psbt([Coin(seed=seed, drop_previous=True) for seed in range(coins)], [Pay(1_000)] * pays)
    with pytest.raises(BadInput, match="more than 1000"):
        Psbt.parse(made.serialize())


def test_no_inputs_or_outputs() -> None:
    with pytest.raises(BadInput, match="no inputs"):
        Psbt.parse(with_tx(FULL, replace(FULL.tx, inputs=())).serialize())
    with pytest.raises(BadInput, match="no outputs"):
        Psbt.parse(with_tx(FULL, replace(FULL.tx, outputs=())).serialize())


# ------------------------------------------------------------------ writing
def test_signing_adds_and_changes_nothing_else() -> None:
    made = with_input(FULL, 0, UNKNOWN)
    done = signed(made, checked(made))
    assert Psbt.parse(done.serialize()) == done
    for before, after in zip(made.inputs, done.inputs, strict=True):
        added = dict(after.items() - before.items())
        [(key, value)] = added.items()
        assert key[:1] == bytes([In.PARTIAL_SIG])
        assert value[-1] == 1
        assert {name: after[name] for name in before} == before


def test_bdk_finalises_the_same_transaction() -> None:
    done = signed(FULL, checked(FULL))
    theirs = bdk.Psbt(base64.b64encode(done.serialize()).decode()).finalize()
    assert theirs.could_finalize, theirs.errors
    ours = done.finalized().extract()
    assert theirs.psbt.extract_tx().serialize() == ours.serialize()
    assert EmbitTransaction.parse(ours.serialize()).txid() == ours.txid[::-1]
    assert ours.txid == FULL.tx.txid
    assert ours.weight <= checked(FULL).weight + 2
    assert raw_transaction(done.serialize()) == ours.serialize()


def test_a_final_psbt() -> None:
    made = with_input(FULL, 0, UNKNOWN)
    final = signed(made, checked(made)).finalized()
    assert Psbt.parse(final.serialize()) == final
    assert final.finalized() == final
    assert set(final.inputs[0]) == {bytes([In.NON_WITNESS_UTXO]), bytes([In.FINAL_WITNESS]), *UNKNOWN}
    assert (
        bdk.Psbt(base64.b64encode(final.serialize()).decode()).extract_tx().serialize() == final.extract().serialize()
    )


def test_not_signed_yet() -> None:
    one = FULL.with_signatures({0: (table().public_key(path(0, 3)), b"\x30")})
    for made, missing in ((FULL, 0), (one, 1)):
        with pytest.raises(BadInput, match=f"input {missing} of this PSBT is not signed"):
            made.finalized()
        with pytest.raises(BadInput, match="not signed"):
            raw_transaction(made.serialize())
        with pytest.raises(BadInput, match="input 0 of this PSBT is not signed"):
            made.extract()


def test_a_signature_under_another_key_does_not_finalise() -> None:
    other = FULL.with_signatures({i: (table().public_key(path(0, FAR)), b"\x30") for i in (0, 1)})
    with pytest.raises(BadInput, match="not signed"):
        other.finalized()


@pytest.mark.parametrize("stack", [b"", b"\x01", b"\x00\x00", b"\xfd\x01\x00\x00"])
def test_a_damaged_final_witness(stack: bytes) -> None:
    made = with_input(with_input(FULL, 0, {b"\x08": stack}), 1, {b"\x07": b"\x51"})
    with pytest.raises(BadInput, match="witness of input 0"):
        made.extract()


def test_a_legacy_final_script_is_kept() -> None:
    made = with_input(with_input(FULL, 0, {b"\x08": b"\x01\x01x"}), 1, {b"\x07": b"\x51"})
    tx = made.extract()
    assert tx.inputs[1].script == b"\x51"
    assert tx.inputs[0].witness == (b"x",)


# ------------------------------------------------------------------ raw transactions
def test_a_transaction_in_every_dress() -> None:
    raw = signed(FULL, checked(FULL)).finalized().extract().serialize()
    for data in (raw, raw.hex().encode(), f" {raw.hex().upper()}\n".encode()):
        assert raw_transaction(data) == raw
    for data in (b"", b"hello", raw[:-1], raw.hex().encode()[:-1], b"\xff" * 20):
        with pytest.raises(BadInput, match="neither a PSBT nor a transaction"):
            raw_transaction(data)
