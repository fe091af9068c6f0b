"""Transactions of one key, right and wrong, signed without any code of ours: coincurve, and embit's sighashes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from coincurve import PrivateKey
from embit.script import Script
from embit.transaction import Transaction as EmbitTransaction

from app.practice_network.chain import Chain
from core.bitcoin.address import address
from core.bitcoin.hashes import hash160
from core.bitcoin.script import wpkh
from core.bitcoin.tx import OutPoint, Transaction, TxIn, TxOut

KEY = PrivateKey(b"\x11" * 32)
PUBLIC = KEY.public_key.format()
SCRIPT = wpkh(hash160(PUBLIC))
ADDRESS = str(address(SCRIPT, "practice"))
UNCOMPRESSED = KEY.public_key.format(compressed=False)
ELSEWHERE = wpkh(b"\x05" * 20)
ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
RBF, FINAL = 0xFFFFFFFD, 0xFFFFFFFF


class Same:
    """No randomness: signatures vary in length, and so do the sizes of transactions and what they must pay."""

    def bytes(self, label: str, n: int) -> bytes:
        return bytes(n)


def always_the_same(place: Path) -> Chain:
    """A chain with the same blocks on every run."""
    return Chain(place, Same(), lambda: 1_700_000_000)


@dataclass(frozen=True)
class Coin:
    """An output of the key."""

    outpoint: OutPoint
    amount: int
    public: bytes = PUBLIC


@dataclass(frozen=True)
class Spend:
    """What is spent and paid, and what is wrong about it."""

    coins: Sequence[Coin]
    pays: Sequence[tuple[int, bytes]]
    sequence: int = RBF
    locktime: int = 0
    version: int = 2
    hash_type: int = 1
    high_s: bool = False
    flipped: bool = False  # one bit of s
    public: bytes = b""
    script_sig: bytes = b""
    stack: tuple[bytes, ...] | None = None  # in place of signature and key

    @property
    def raw(self) -> bytes:
        inputs = [TxIn(coin.outpoint, self.script_sig, self.sequence) for coin in self.coins]
        outputs = tuple(TxOut(amount, script) for amount, script in self.pays)
        bare = Transaction(self.version, tuple(inputs), outputs, self.locktime)
        signed = tuple(
            TxIn(part.outpoint, part.script, part.sequence, self._stack(bare, i)) for i, part in enumerate(inputs)
        )
        return Transaction(self.version, signed, outputs, self.locktime).serialize()

    @property
    def txid(self) -> bytes:
        return Transaction.parse(self.raw).txid

    def coin(self, n: int = 0) -> Coin:
        """An output of it."""
        return Coin(OutPoint(self.txid, n), self.pays[n][0])

    def _stack(self, bare: Transaction, i: int) -> tuple[bytes, ...]:
        if self.stack is not None:
            return self.stack
        public = self.coins[i].public
        code = Script(b"\x76\xa9\x14" + hash160(public) + b"\x88\xac")
        parsed = EmbitTransaction.parse(bare.serialize())
        known = self.hash_type if self.hash_type & 0x7F in (1, 2, 3) else 1
        digest = parsed.sighash_segwit(i, code, self.coins[i].amount, known)
        signature = KEY.sign(digest, hasher=None)
        r, s = _numbers(signature)
        if self.high_s:
            s = ORDER - s
        if self.flipped:
            s ^= 1
        der = _sequence(_integer(r) + _integer(s))
        return der + bytes([self.hash_type & 0xFF]), self.public or public


def _numbers(signature: bytes) -> tuple[int, int]:
    length = signature[3]
    return int.from_bytes(signature[4 : 4 + length], "big"), int.from_bytes(signature[6 + length :], "big")


def _integer(number: int) -> bytes:
    body = number.to_bytes(number.bit_length() // 8 + 1, "big")
    return bytes([2, len(body)]) + body


def _sequence(body: bytes) -> bytes:
    return bytes([0x30, len(body)]) + body


def fund(chain: Chain, amount: int = 100_000, public: bytes = PUBLIC) -> Coin:
    """A coin of the key from the faucet; it waits for a block."""
    script = wpkh(hash160(public))
    txid = bytes.fromhex(chain.faucet(str(address(script, "practice")), amount))[::-1]
    outputs = chain.mempool.entries[txid].tx.outputs
    [n] = [n for n, output in enumerate(outputs) if output == TxOut(amount, script)]
    return Coin(OutPoint(txid, n), amount, public)
