"""A key in one piece as other wallet programs import it (BIP32, BIP380, BIP389): for leaving alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from core.bitcoin import base58
from core.bitcoin.account import WPKH, Account
from core.bitcoin.descriptor import checksum
from core.bitcoin.networks import network
from core.crypto.bip32 import ckd
from core.crypto.secp256k1 import Point, base_mult, reduce, scalar_bytes
from core.errors import Bug
from core.secret import Secret

_XPRV: Final = {  # version bytes of the public form, of the private one
    bytes.fromhex("0488b21e"): bytes.fromhex("0488ade4"),
    bytes.fromhex("043587cf"): bytes.fromhex("04358394"),
}


@dataclass(frozen=True, slots=True)
class PrivateDescriptors:
    """The same wallet twice: as one line (Sparrow; Bitcoin Core from 28 on), and as its two branches, for all programs
    that take descriptors. Each with its checksum."""

    both: Secret[str]
    receiving: Secret[str]
    change: Secret[str]


def private_descriptors(
    x: Secret[int], Q: Point, chain: bytes, name: str, account: Account = WPKH
) -> PrivateDescriptors:
    """Of the key x with Q = xG, with the addresses of its public descriptors.

    The extended key is that of the account, below 84/0/0 or 86/0/0, written as a root without an origin: Sparrow takes
    a private key from a descriptor only so, and a single key has no account of its own to be told from others.
    """
    key, point, code = x.reveal(), Q, chain
    for step in account.steps:
        tweak, point, code = ckd(point, code, step)
        key = reduce(key + tweak)
    if base_mult(key) != point:
        raise Bug("a private key does not belong to its addresses; nothing was written")
    xprv = base58.encode(_XPRV[network(name).xpub] + bytes(9) + code + b"\0" + scalar_bytes(key))
    return PrivateDescriptors(*(_descriptor(account, xprv, branch) for branch in ("<0;1>", "0", "1")))


def _descriptor(account: Account, xprv: str, branch: str) -> Secret[str]:
    text = f"{account.name}({xprv}/{branch}/*)"
    return Secret(f"{text}#{checksum(text)}")
