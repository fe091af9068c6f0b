"""The kinds of address that a wallet of ours may have. A key has one kind, and all its addresses lie in one account."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from core.bitcoin.hashes import hash160
from core.bitcoin.script import ScriptKind, kind_of, tr, wpkh
from core.crypto.bip340 import tap_tweak, x_only
from core.crypto.secp256k1 import Point


@dataclass(frozen=True, slots=True)
class Account:
    """`name`: of the descriptor's function (BIP380); `script`: of the address of a child key, 33 bytes; `witness`:
    bytes of what spends it, counted as a node counts."""

    name: str
    kind: ScriptKind
    purpose: int
    witness: int
    script: Callable[[bytes], bytes]

    @property
    def steps(self) -> tuple[int, int, int]:
        """From the joint key, above branch and index; unhardened, as no one has the key."""
        return (self.purpose, 0, 0)


def output_key(key: bytes) -> bytes:
    """x of the key that a taproot address pays, 32 bytes, for an internal key without scripts (BIP86). `key`: 33
    bytes. PeerFault, once in 2^128."""
    return x_only(tap_tweak(Point.parse(key))[1])


WPKH: Final = Account(
    "wpkh",
    ScriptKind.WPKH,
    84,
    107,  # two items, a signature of 71 with its sighash byte, a key of 33
    lambda key: wpkh(hash160(key)),
)
TR: Final = Account(
    "tr",
    ScriptKind.TR,
    86,
    66,  # one item, a signature of 64
    lambda key: tr(output_key(key)),
)
_BY_KIND: Final = {account.kind: account for account in (WPKH, TR)}


def account_of(script: bytes) -> Account:
    """Whose an own address is, by its script. KeyError for what no wallet of ours has."""
    return _BY_KIND[kind_of(script)]
