"""What of a vault is readable without its passphrase, and the keys that it leads to."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from core.encoding import U16, Bytes16, Bytes32, VarBytes, encode
from core.errors import StorageError
from core.secret import Secret
from core.storage import keys, migrate
from core.storage.keyring_secret import Keyring
from core.storage.keys import Argon2Parameters

MAGIC = b"tandem-vault\0\0\0\0"


@dataclass(frozen=True, slots=True)
class Header:
    """All that is readable without the passphrase; the wrapped key authenticates it."""

    magic: Bytes16
    format: U16
    vault_id: Bytes16
    cost: Argon2Parameters
    salt: Bytes32
    keyring: bool
    keyring_name: Bytes16


@dataclass(frozen=True, slots=True)
class Wrapped:
    """The header and the data key under the KEK."""

    header: Header
    nonce: VarBytes
    key: VarBytes


def new_keys(
    vault_id: bytes, passphrase: Secret[bytes], cost: Argon2Parameters, keyring: Keyring | None
) -> tuple[Header, Wrapped, Secret[bytes], Secret[bytes]]:
    """A fresh header, its wrapped form, the data key in it, and the KEK that wraps it."""
    name, second = os.urandom(16), None
    if keyring is not None:
        second = Secret(os.urandom(32))
        keyring.put(name.hex(), second)
    header = Header(MAGIC, migrate.FORMAT, vault_id, cost, os.urandom(32), keyring is not None, name)
    kek = keys.kek(passphrase, header.salt, cost, vault_id, second)
    dk, nonce = os.urandom(32), os.urandom(12)
    wrapped = ChaCha20Poly1305(kek.reveal()).encrypt(nonce, dk, encode(header))
    return header, Wrapped(header, nonce, wrapped), Secret(dk), kek


def second_secret(header: Header, keyring: Keyring | None) -> Secret[bytes] | None:
    """The keyring secret of a vault that has one. StorageError if it is not there."""
    if not header.keyring:
        return None
    secret = keyring.get(header.keyring_name.hex()) if keyring is not None else None
    if secret is None:
        raise _no_keyring()
    return secret


def control_key(passphrase: Secret[bytes], challenge: dict[str, Any], keyring: Keyring | None) -> Secret[bytes]:
    """The key that proves `passphrase` to the process that sent `challenge`. Raises StorageError, BadInput."""
    try:
        cost = Argon2Parameters(int(challenge["memory"]), int(challenge["passes"]), int(challenge["lanes"]))
        vault_id, salt = bytes.fromhex(challenge["vault_id"]), bytes.fromhex(challenge["salt"])
        name = bytes.fromhex(challenge["keyring"])
    except (KeyError, TypeError, ValueError):
        raise StorageError("the running program sent a challenge that cannot be read", "corrupt") from None
    keys.must_be_sane(cost, Argon2Parameters(1, 1, 1))
    second = keyring.get(name.hex()) if name and keyring is not None else None
    if name and second is None:
        raise _no_keyring()
    return keys.control(keys.kek(passphrase, salt, cost, vault_id, second))


def _no_keyring() -> StorageError:
    return StorageError(
        "this vault also needs a secret of the system keyring, which is not there; unlock it", "keyring"
    )
