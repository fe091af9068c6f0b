"""Messages of BIP322: its own vectors, and that nothing which is signed for one spends anything."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from core.bitcoin import bip322
from core.bitcoin.address import script_of
from core.bitcoin.psbt import Psbt
from core.bitcoin.tx import TxIn
from core.crypto.bip340 import bip340_hash
from core.errors import BadInput, InputKind
from tests.support.payment import KEY_ID, NETWORK, Coin, own, table
from tests.support.wire import check, split

VECTORS: Final = json.loads(Path("tests/vectors/bip-0322-basic-test-vectors.json").read_text())
READ: Final = ("p2wpkh", "p2tr")  # kinds of addresses whose messages are read


def ids(vector: dict[str, Any]) -> str:
    return vector.get("description") or f"{vector.get('type', '')} {vector['message'][:12]}"


@pytest.mark.parametrize("vector", VECTORS["tx_hashes"], ids=ids)
def test_transactions_of_the_vectors(vector: dict[str, str]) -> None:
    script, text = script_of(vector["address"], "bitcoin"), vector["message"].encode()
    assert bip340_hash("BIP0322-signed-message", text).hex() == vector["message_hash"]
    assert bip322.to_spend(script, text).txid[::-1].hex() == vector["to_spend_tx_hash"]
    assert bip322.to_sign(script, text).txid[::-1].hex() == vector["to_sign_tx_hash"]


@pytest.mark.parametrize("vector", [one for one in VECTORS["simple"] if one["type"] in READ], ids=ids)
def test_signatures_of_the_vectors(vector: dict[str, Any]) -> None:
    for signature in vector["bip322_signatures"]:
        for written in (signature, signature.removeprefix("smp")):
            bip322.verify(vector["address"], vector["message"].encode(), written)
            assert bip322.written(bip322.read(written)) == signature.removeprefix("smp")
            with pytest.raises(BadInput) as caught:
                bip322.verify(vector["address"], vector["message"].encode() + b".", written)
            assert caught.value.kind is InputKind.MESSAGE_SIGNATURE


@pytest.mark.parametrize("vector", VECTORS["error"], ids=ids)
def test_what_the_vectors_refuse(vector: dict[str, str]) -> None:
    with pytest.raises(BadInput):
        bip322.verify(vector["address"], vector["message"].encode(), vector["signature"])


def test_bip322_no_real_input() -> None:
    script = script_of(VECTORS["simple"][0]["address"], "bitcoin")
    spent, signed = bip322.to_spend(script, b"text"), bip322.to_sign(script, b"text")
    assert [part.outpoint for part in spent.inputs] == [bip322.NOWHERE]
    assert [bytes(part.outpoint)[:32] for part in signed.inputs] == [spent.txid]
    assert [(out.amount, out.script) for out in signed.outputs] == [(0, b"\x6a")]
    assert (signed.version, signed.locktime, signed.inputs[0].sequence) == (0, 0, 0)


@pytest.mark.parametrize("funds", [(), (Coin(),)], ids=["simple", "with proof of funds"])
def test_a_message_is_signed_as_no_payment(funds: tuple[Coin, ...]) -> None:
    """An approved payment of nothing would be a message of the wallet's whose text no person was shown (GK24)."""
    spent, signed = bip322.to_spend(own(0, 3), b"I owe"), bip322.to_sign(own(0, 3), b"I owe")
    tx = replace(signed, inputs=(*signed.inputs, *(TxIn(coin.outpoint, b"", 0) for coin in funds)))
    previous = (spent, *(coin.previous for coin in funds))
    psbt = Psbt(tx, {b"\0": tx.serialize()}, tuple({b"\0": one.serialize()} for one in previous), ({},))
    with pytest.raises(BadInput, match="no payment") as caught:
        check(split(psbt.serialize(), NETWORK), KEY_ID, NETWORK, table())
    assert caught.value.kind is InputKind.BAD_PSBT


@pytest.mark.parametrize("text", [b"\xff", b"\xc0\xaf", b"x" * 4097], ids=["no utf-8", "overlong", "too long"])
def test_what_is_no_message(text: bytes) -> None:
    with pytest.raises(BadInput) as caught:
        bip322.must_be_a_message(text)
    assert caught.value.kind is InputKind.MESSAGE


def test_a_text_is_signed_as_it_is() -> None:
    composed, apart = "ö".encode(), "o\N{COMBINING DIAERESIS}".encode()
    script = script_of(VECTORS["simple"][0]["address"], "bitcoin")
    assert bip322.must_be_a_message(b"x" * 4096) == "x" * 4096
    assert bip322.digest(script, composed) != bip322.digest(script, apart)
