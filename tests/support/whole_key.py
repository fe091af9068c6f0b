"""A key in one piece, to test what surrounds signing: its descriptors, and its signatures on what was drafted."""

from __future__ import annotations

import hashlib

from coincurve import PrivateKey

from core.bitcoin import descriptor
from core.bitcoin.account import TR, WPKH, Account
from core.bitcoin.coins import AddressTable, Path
from core.bitcoin.psbt import Psbt
from core.bitcoin.signing_task import CheckedTask
from core.crypto.bip32 import ckd
from core.crypto.bip340 import tap_tweak
from core.crypto.secp256k1 import Point, base_mult, q
from tests.support.wire import check, split

HORIZON = 1000


def tweaked(inner: PrivateKey) -> PrivateKey:
    """Of the key that a taproot address pays, by that of the key inside."""
    point, secret = Point.parse(inner.public_key.format()), inner.to_int()
    tau, _ = tap_tweak(point)
    return PrivateKey((((q - secret if point.is_odd else secret) + tau) % q).to_bytes(32, "big"))


class WholeKey:
    """One key for each seed."""

    def __init__(self, seed: str, network: str = "regtest", account: Account = WPKH) -> None:
        self.seed, self.network = seed, network
        self.secret = int.from_bytes(hashlib.sha256(seed.encode()).digest(), "big") % q
        self.Q = base_mult(self.secret)
        self.chain = hashlib.sha256(b"chain code " + seed.encode()).digest()
        self.key_id = hashlib.sha256(b"key id " + seed.encode()).digest()
        external, internal = (descriptor.descriptor(self.Q, self.chain, network, branch, account) for branch in (0, 1))
        self.descriptors = (external, internal)
        self.table = AddressTable(self.Q, self.chain, account)
        for branch in (0, 1):
            self.table.extend(branch, HORIZON)

    def read(self, psbt: bytes) -> CheckedTask:
        """What the parties would read in it."""
        return check(split(psbt, self.network), self.key_id, self.network, self.table)

    def signed(self, psbt: bytes) -> bytes:
        """The signed transaction; every input must be ours."""
        task = self.read(psbt)
        keys = {number: self._private(path) for number, path in task.own_inputs}
        if self.table.account is TR:
            made = Psbt.parse(psbt).with_key_path_signatures(
                {number: tweaked(key).sign_schnorr(task.digest(number)) for number, key in keys.items()}
            )
        else:
            made = Psbt.parse(psbt).with_signatures(
                {n: (key.public_key.format(), key.sign(task.digest(n), hasher=None)) for n, key in keys.items()}
            )
        return made.finalized().extract().serialize()

    def _private(self, path: Path) -> PrivateKey:
        key, point, chain = self.secret, self.Q, self.chain
        for step in path:
            tweak, point, chain = ckd(point, chain, step)
            key = (key + tweak) % q
        return PrivateKey(key.to_bytes(32, "big"))
