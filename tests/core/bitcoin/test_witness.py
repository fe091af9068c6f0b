"""A signature counts when it is one of the key that the coin names, on this transaction, and otherwise never."""

from __future__ import annotations

from dataclasses import replace

import pytest
from coincurve import PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from core.bitcoin.hashes import hash160
from core.bitcoin.script import wpkh
from core.bitcoin.sighash import Sighashes
from core.bitcoin.tx import OutPoint, Transaction, TxIn, TxOut
from core.bitcoin.witness import is_signed
from core.crypto.secp256k1 import q

KEY, OTHER = PrivateKey(b"\x11" * 32), PrivateKey(b"\x12" * 32)
PUBLIC = KEY.public_key.format()
SPENT = TxOut(50_000, wpkh(hash160(PUBLIC)))
BARE = Transaction(
    2,
    tuple(TxIn(OutPoint(bytes([n]) * 32, n), b"", 0xFFFFFFFD) for n in range(2)),
    (TxOut(40_000, wpkh(b"\x05" * 20)), TxOut(9_000, wpkh(b"\x06" * 20))),
    100,
)
DIGEST = Sighashes(BARE, (0, SPENT.amount)).digest(1, hash160(PUBLIC))
SIGNATURE = KEY.sign(DIGEST, hasher=None)


def counts(
    *witness: bytes, tx: Transaction = BARE, spent: TxOut = SPENT, script: bytes = b"", public: bytes = PUBLIC
) -> bool:
    part = replace(tx.inputs[1], witness=witness or (SIGNATURE + b"\x01", public), script=script)
    return is_signed(part, 1, spent, Sighashes(tx, (0, spent.amount)))


def test_a_signature_of_the_key() -> None:
    assert counts()


def test_its_other_half_is_as_good() -> None:
    """Anybody can turn one into the other without the key."""
    r, s = decode_dss_signature(SIGNATURE)
    assert counts(encode_dss_signature(r, q - s) + b"\x01", PUBLIC)


@pytest.mark.parametrize("at", range(len(SIGNATURE)))
def test_no_altered_signature_counts(at: int) -> None:
    altered = bytearray(SIGNATURE)
    altered[at] ^= 1
    assert not counts(bytes(altered) + b"\x01", PUBLIC)


@pytest.mark.parametrize(
    "witness",
    [
        (b"",),
        (b"", b""),
        (SIGNATURE, PUBLIC),
        (SIGNATURE + b"\x03", PUBLIC),  # SIGHASH_SINGLE: it does not cover all outputs
        (SIGNATURE + b"\x81", PUBLIC),
        (SIGNATURE + b"\x01",),
        (SIGNATURE + b"\x01", PUBLIC, b""),
        (OTHER.sign(DIGEST, hasher=None) + b"\x01", PUBLIC),
        (OTHER.sign(DIGEST, hasher=None) + b"\x01", OTHER.public_key.format()),
        (SIGNATURE + b"\x01", KEY.public_key.format(compressed=False)),
        (b"\x30\x06\x02\x01\x00\x02\x01\x00\x01", PUBLIC),
    ],
)
def test_nothing_else_counts(witness: tuple[bytes, ...]) -> None:
    assert not counts(*witness)


def test_it_covers_everything_that_is_paid() -> None:
    first, second = BARE.outputs
    for tx in (
        replace(BARE, outputs=(replace(first, script=wpkh(b"\x07" * 20)), second)),
        replace(BARE, outputs=(replace(first, amount=40_001), second)),
        replace(BARE, outputs=(first,)),
        replace(BARE, locktime=101),
    ):
        assert not counts(tx=tx)
    assert not counts(spent=replace(SPENT, amount=50_001))
    assert not counts(script=b"\x00")
