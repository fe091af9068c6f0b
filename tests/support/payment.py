"""Transactions to check: a wallet whose whole key the test knows, coins for it, and PSBTs that spend them."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from coincurve import PrivateKey, PublicKey

from core.bitcoin.account import WPKH
from core.bitcoin.coins import AddressTable, Path, Reach
from core.bitcoin.psbt import Fields, In, Psbt
from core.bitcoin.script import wpkh
from core.bitcoin.signing_task import CheckedTask
from core.bitcoin.tx import OutPoint, Transaction, TxIn, TxOut
from core.crypto.bip32 import ckd
from core.crypto.secp256k1 import base_mult, q
from core.protocol.ecdsa.sign import Signature
from core.protocol.scheme import JointSignature
from tests.support.wire import check, split

SECRET = int.from_bytes(hashlib.sha256(b"a key that is whole, in tests only").digest(), "big")
Q = base_mult(SECRET)
CHAIN = hashlib.sha256(b"chain code").digest()
KEY_ID = hashlib.sha256(b"key id").digest()
NETWORK = "regtest"
BTC = 100_000_000
FINGERPRINT = bytes.fromhex("01020304")
SHOP = wpkh(b"\x51" * 20)
FAR = 5_000  # an index beyond any table here
RBF = 0xFFFFFFFD
NEW = Reach.beyond(0, 0)  # of a wallet that has signed nothing


@cache
def table(external: int = 60, internal: int = 60) -> AddressTable:
    """Tables are never shrunk, so one that a test extends is made anew by other arguments."""
    made = AddressTable(Q, CHAIN)
    made.extend(0, external)
    made.extend(1, internal)
    return made


def own(branch: int, index: int) -> bytes:
    return table().script(branch, index)


def path(branch: int, index: int) -> Path:
    return (*WPKH.steps, branch, index)


def private_key(at: Path) -> PrivateKey:
    key, point, chain = SECRET, Q, CHAIN
    for step in at:
        tweak, point, chain = ckd(point, chain, step)
        key = (key + tweak) % q
    return PrivateKey(key.to_bytes(32, "big"))


def hint(kind: int, at: Path, key: bytes | None = None) -> Fields:
    """A derivation field; true unless another key is given."""
    named = table().public_key(at) if key is None else key
    return {bytes([kind]) + named: FINGERPRINT + struct.pack(f"<{len(at)}I", *at)}


@dataclass(frozen=True)
class Coin:
    """An output to spend. Its transaction has `before` outputs in front of it and differs by `seed`."""

    amount: int = BTC
    script: bytes = field(default_factory=lambda: own(0, 3))
    seed: int = 0
    before: int = 0
    sequence: int = RBF
    fields: Fields = field(default_factory=dict)
    drop_previous: bool = False

    @property
    def previous(self) -> Transaction:
        source = TxIn(OutPoint(hashlib.sha256(b"coin %d" % self.seed).digest(), 0), b"", RBF, (b"w" * 64,))
        first = tuple(TxOut(1_000 + n, SHOP) for n in range(self.before))
        return Transaction(2, (source,), (*first, TxOut(self.amount, self.script)), 0)

    @property
    def outpoint(self) -> OutPoint:
        return OutPoint(self.previous.txid, self.before)


@dataclass(frozen=True)
class Pay:
    """An output to make."""

    amount: int
    script: bytes = SHOP
    fields: Fields = field(default_factory=dict)


def psbt(coins: Sequence[Coin], pays: Sequence[Pay], locktime: int = 0, version: int = 2) -> Psbt:
    inputs = tuple(TxIn(coin.outpoint, b"", coin.sequence) for coin in coins)
    outputs = tuple(TxOut(pay.amount, pay.script) for pay in pays)
    tx = Transaction(version, inputs, outputs, locktime)
    maps = []
    for coin in coins:
        full: dict[bytes, bytes] = {}
        if not coin.drop_previous:
            full[bytes([In.NON_WITNESS_UTXO])] = coin.previous.serialize()
        maps.append({**full, **coin.fields})
    return Psbt(tx, {b"\0": tx.serialize(witness=False)}, tuple(maps), tuple(pay.fields for pay in pays))


def checked(made: Psbt, own_table: AddressTable | None = None, network: str = NETWORK) -> CheckedTask:
    return check(split(made.serialize(), network), KEY_ID, NETWORK, own_table or table())


def task(coins: Sequence[Coin], pays: Sequence[Pay], **more: Any) -> CheckedTask:
    return checked(psbt(coins, pays, **more))


def usual(amount: int = 40_000, change: int = BTC - 40_500, index: int = 0) -> CheckedTask:
    """One coin, one recipient, change at `index`, 500 sat of fee."""
    return task([Coin()], [Pay(amount), Pay(change, own(1, index))])


def with_input(made: Psbt, i: int, fields: Mapping[bytes, bytes]) -> Psbt:
    """The same with fields of an input added or replaced."""
    inputs = list(made.inputs)
    inputs[i] = {**inputs[i], **fields}
    return replace(made, inputs=tuple(inputs))


def signed(made: Psbt, found: CheckedTask) -> Psbt:
    """Every own input signed by the whole key."""
    signatures = {}
    for number, at in found.own_inputs:
        key = private_key(at)
        signatures[number] = (key.public_key.format(), key.sign(found.digest(number), hasher=None))
    return made.with_signatures(signatures)


def judged(made: Mapping[int, JointSignature], task: CheckedTask, table: AddressTable) -> dict[int, Signature]:
    """The signatures of a task, if they are those of all own inputs and libsecp256k1 takes each."""
    signatures = {number: found for number, found in made.items() if isinstance(found, Signature)}
    for number, path in task.own_inputs:
        key = PublicKey(table.public_key(path))
        assert key.verify(bytes(signatures[number]), task.digest(number), hasher=None)
    assert list(signatures) == [number for number, _ in task.own_inputs]
    return signatures
