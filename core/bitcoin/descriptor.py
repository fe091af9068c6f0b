"""How the joint key is written down for any program that watches: xpub, fingerprint, descriptors (BIP32, BIP380).

The key has no parent and only unhardened steps: the xpub has depth 0, and every address lies at 84/0/0/BRANCH/INDEX,
of taproot at 86/0/0/BRANCH/INDEX.
"""

from __future__ import annotations

from core.bitcoin import base58
from core.bitcoin.account import WPKH, Account
from core.bitcoin.address import address, script_of
from core.bitcoin.hashes import hash160
from core.bitcoin.networks import NETWORKS, network
from core.bitcoin.psbt import raw_transaction
from core.crypto.secp256k1 import Point

__all__ = [
    "NETWORKS",
    "address",
    "checksum",
    "descriptor",
    "fingerprint",
    "network",
    "origins",
    "raw_transaction",
    "script_of",
    "xpub",
]

# BIP380: the characters of a descriptor in an order that puts likely mistakes into one group, and those of a checksum.
_INPUT = "0123456789()[],'/*abcdefgh@:$%{}IJKLMNOPQRSTUVWXYZ&+-.;<=>?!^_|~ijklmnopqrstuvwxyzABCDEFGH`#\"\\ "
_OUTPUT = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0xF5DEE51989, 0xA9FDCA3312, 0x1BAB10E32D, 0x3706B1677A, 0x644D626FFD)


def fingerprint(Q: Point) -> bytes:
    """The first 4 bytes of the hash of the public key."""
    return hash160(bytes(Q))[:4]


def xpub(Q: Point, chain: bytes, name: str) -> str:
    """The joint key and its chain code as an extended public key without a parent."""
    return base58.encode(network(name).xpub + bytes(9) + chain + bytes(Q))


def descriptor(Q: Point, chain: bytes, name: str, branch: int, account: Account = WPKH) -> str:
    """The receiving (0) or change (1) addresses, with checksum."""
    steps = "/".join(map(str, (*account.steps, branch)))
    text = f"{account.name}([{fingerprint(Q).hex()}]{xpub(Q, chain, name)}/{steps}/*)"
    return f"{text}#{checksum(text)}"


def origins(Q: Point, account: Account = WPKH) -> frozenset[str]:
    """How a file of labels may name the wallet of this key (BIP329): descriptors without key, steps below and
    checksum. Programs differ in whether our own steps are a part of the origin."""
    above = "".join(f"/{step}" for step in account.steps)
    steps = ("", above, f"{above}/0", f"{above}/1")
    return frozenset(f"{account.name}([{fingerprint(Q).hex()}{path}])" for path in steps)


def checksum(text: str) -> str:
    """The 8 characters after `#` of a descriptor (BIP380)."""
    check = 1
    groups: list[int] = []
    for position, character in enumerate(text, 1):
        value = _INPUT.index(character)
        check = _step(check, value & 31)
        groups.append(value >> 5)
        if len(groups) == 3 or position == len(text):
            check = _step(check, sum(group * 3 ** (len(groups) - 1 - i) for i, group in enumerate(groups)))
            groups = []
    for _ in range(8):
        check = _step(check, 0)
    check ^= 1
    return "".join(_OUTPUT[check >> 5 * (7 - i) & 31] for i in range(8))


def _step(check: int, value: int) -> int:
    top = check >> 35
    check = (check & 0x7FFFFFFFF) << 5 ^ value
    for i, term in enumerate(_GENERATOR):
        if top >> i & 1:
            check ^= term
    return check
