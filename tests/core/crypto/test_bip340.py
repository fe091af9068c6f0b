"""BIP340 and the tweak of BIP341 against the vectors of both."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from core.crypto import bip340, secp256k1
from core.crypto.bip340 import challenge, tap_tweak, x_only
from core.crypto.secp256k1 import Point, add, base_mult, mult_public, negate, q, verify_schnorr
from core.errors import Bug, Cheat, PeerFault

VECTORS = Path(__file__).parents[2] / "vectors"
WALLET: dict[str, Any] = json.loads((VECTORS / "bip-0341-wallet-test-vectors.json").read_text())


def test_the_vectors_of_bip340() -> None:
    rows = list(csv.DictReader((VECTORS / "bip-0340-test-vectors.csv").read_text().splitlines()))
    assert len(rows) == 19
    for row in rows:
        key, message, signature = (bytes.fromhex(row[name]) for name in ("public key", "message", "signature"))
        if row["verification result"] == "TRUE":
            verify_schnorr(key, message, signature)
            R, P = Point.of_x(signature[:32]), Point.of_x(key)
            e, s = challenge(R, P, message), int.from_bytes(signature[32:], "big")
            assert add(mult_public(P, (q - e) % q), base_mult(s)) == R
        else:
            with pytest.raises(Cheat):
                verify_schnorr(key, message, signature)


@pytest.mark.parametrize(("key", "signature"), [(bytes(31), bytes(64)), (bytes(32), bytes(63))])
def test_other_lengths_are_no_signature(key: bytes, signature: bytes) -> None:
    with pytest.raises(Cheat):
        verify_schnorr(key, bytes(32), signature)


def test_a_signature_is_of_an_x_coordinate() -> None:
    row = next(csv.DictReader((VECTORS / "bip-0340-test-vectors.csv").read_text().splitlines()))
    P = Point.of_x(bytes.fromhex(row["public key"]))
    for key in (P, negate(P)):
        bip340.verify(key, bytes.fromhex(row["message"]), bytes.fromhex(row["signature"]))


def test_the_tweak_of_a_key_without_scripts() -> None:
    inputs = [one for one in WALLET["keyPathSpending"][0]["inputSpending"] if one["given"]["merkleRoot"] is None]
    keys = [one for one in WALLET["scriptPubKey"] if one["given"]["scriptTree"] is None]
    assert (len(inputs), len(keys)) == (1, 1)
    for one in inputs:
        d = int(one["given"]["internalPrivkey"], 16)
        for secret in (d, q - d):
            tau, P = tap_tweak(base_mult(secret))
            assert tau == int(one["intermediary"]["tweak"], 16)
            tweaked = base_mult(int(one["intermediary"]["tweakedPrivkey"], 16))
            assert x_only(P) == x_only(tweaked)
    for one in keys:
        tau, P = tap_tweak(Point.of_x(bytes.fromhex(one["given"]["internalPubkey"])))
        assert tau == int(one["intermediary"]["tweak"], 16)
        assert x_only(P).hex() == one["intermediary"]["tweakedPubkey"]


@pytest.mark.parametrize("tau", [0, q, 2**256 - 1])
def test_a_tweak_that_is_no_scalar_makes_no_address(tau: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bip340, "bip340_hash", lambda *_: tau.to_bytes(32, "big"))
    with pytest.raises(PeerFault, match="no taproot address"):
        tap_tweak(base_mult(7))


def test_an_output_key_at_infinity_makes_no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    Q = base_mult(7)
    monkeypatch.setattr(bip340, "bip340_hash", lambda *_: (7 if Q.is_odd else q - 7).to_bytes(32, "big"))
    with pytest.raises(PeerFault, match="infinity"):
        tap_tweak(Q)


def test_a_broken_verification_is_seen_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise Cheat("no")

    for broken in (refuse, lambda *_: None):
        monkeypatch.setattr(secp256k1, "verify_schnorr", broken)
        with pytest.raises(Bug, match="libsecp256k1"):
            secp256k1.self_test()
