"""A key in one piece, to test what surrounds signing: its descriptors, and its signatures on what was drafted."""

from __future__ import annotations

import hashlib

from coincurve import PrivateKey

from core.bitcoin import descriptor
from core.bitcoin.coins import AddressTable, Path
from core.bitcoin.psbt import Psbt
from core.bitcoin.signing_task import CheckedTask
from core.crypto.bip32 import ckd
from core.crypto.secp256k1 import base_mult, q
from tests.support.wire import check, split

HORIZON = 1000


class WholeKey:
    """One key for each seed."""

    def __init__(self, seed: str, network: str = "regtest") -> None:
        self.seed, self.network = seed, network
        self.secret = int.from_bytes(hashlib.sha256(seed.encode()).digest(), "big") % q
        self.Q = base_mult(self.secret)
        self.chain = hashlib.sha256(b"chain code " + seed.encode()).digest()
        self.key_id = hashlib.sha256(b"key id " + seed.encode()).digest()
        external, internal = (descriptor.descriptor(self.Q, self.chain, network, branch) for branch in (0, 1))
        self.descriptors = (external, internal)
        self.table = AddressTable(self.Q, self.chain)
        for branch in (0, 1):
            self.table.extend(branch, HORIZON)

    def read(self, psbt: bytes) -> CheckedTask:
        """What the parties would read in it."""
        return check(split(psbt, self.network), self.key_id, self.network, self.table)

    def signed(self, psbt: bytes) -> bytes:
        """The signed transaction; every input must be ours."""
        task = self.read(psbt)
        signatures = {}
        for number, path in task.own_inputs:
            key = self._private(path)
            signatures[number] = (key.public_key.format(), key.sign(task.digest(number), hasher=None))
        return Psbt.parse(psbt).with_signatures(signatures).finalized().extract().serialize()

    def _private(self, path: Path) -> PrivateKey:
        key, point, chain = self.secret, self.Q, self.chain
        for step in path:
            tweak, point, chain = ckd(point, chain, step)
            key = (key + tweak) % q
        return PrivateKey(key.to_bytes(32, "big"))
