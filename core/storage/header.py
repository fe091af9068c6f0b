"""What of a vault is readable without its passphrase, and the keys that it leads to."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from core.encoding import U16, Bytes16, Bytes32, VarBytes, decode, encode
from core.errors import BadInput, StorageError
from core.rng import HedgedRng
from core.secret import Secret
from core.storage import disk, keys, migrate
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


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """A header with the data key it holds and the KEK that opened it."""

    header: Header
    dk: Secret[bytes]
    kek: Secret[bytes]


def new_keys(
    vault_id: bytes | None, passphrase: Secret[bytes], cost: Argon2Parameters, keyring: Keyring | None
) -> tuple[Wrapped, Unwrapped]:
    """A fresh header around a fresh data key, closed and open; `vault_id` None for a new vault.

    StorageError if the keyring takes no secret.
    """
    rng = HedgedRng(passphrase.reveal())
    vault_id = vault_id or rng.bytes("vault id", 16)
    name, second = rng.bytes("keyring name", 16), None
    if keyring is not None:
        second = Secret(rng.bytes("keyring secret", 32))
        keyring.put(name.hex(), second)
    header = Header(MAGIC, migrate.FORMAT, vault_id, cost, rng.bytes("salt", 32), keyring is not None, name)
    kek = keys.kek(passphrase, header.salt, cost, vault_id, second)
    dk, nonce = rng.bytes("data key", 32), rng.bytes("wrap nonce", 12)
    closed = ChaCha20Poly1305(kek.reveal()).encrypt(nonce, dk, encode(header))
    return Wrapped(header, nonce, closed), Unwrapped(header, Secret(dk), kek)


def read(db: sqlite3.Connection) -> Wrapped:
    """The header of a vault file, which must be one of ours and no newer than us. StorageError, sqlite3.Error."""
    row = db.execute("SELECT data FROM header").fetchone()
    if row is None or not isinstance(row[0], bytes):
        raise disk.damaged()
    migrate.must_be_readable(row[0], MAGIC)
    disk.must_have_our_tables(db)
    return decode(Wrapped, row[0], lambda _: disk.damaged())


def unwrap(wrapped: Wrapped, passphrase: Secret[bytes], keyring: Keyring | None, floor: Argon2Parameters) -> Unwrapped:
    """Open the header. BadInput for a wrong passphrase, StorageError if it asks too little or a keyring is missing."""
    header = wrapped.header
    keys.must_be_sane(header.cost, floor)
    second = _second_secret(header.keyring_name if header.keyring else b"", keyring)
    kek = keys.kek(passphrase, header.salt, header.cost, header.vault_id, second)
    try:
        dk = ChaCha20Poly1305(kek.reveal()).decrypt(wrapped.nonce, wrapped.key, encode(header))
    except (InvalidTag, ValueError):
        raise BadInput("the passphrase is wrong", "passphrase") from None
    return Unwrapped(header, Secret(dk), kek)


def forget_secret(header: Header, keyring: Keyring | None) -> None:
    """Delete the keyring secret of a header that is no longer used."""
    if header.keyring and keyring is not None:
        keyring.delete(header.keyring_name.hex())


def challenge(header: Header) -> dict[str, Any]:
    """What another process needs to prove the passphrase: all of it public."""
    return {
        "vault_id": header.vault_id.hex(),
        "salt": header.salt.hex(),
        "memory": header.cost.memory,
        "passes": header.cost.passes,
        "lanes": header.cost.lanes,
        "keyring": header.keyring_name.hex() if header.keyring else "",
    }


def control_key(
    passphrase: Secret[bytes],
    challenge: dict[str, Any],
    keyring: Keyring | None,
    floor: Argon2Parameters = keys.FLOOR,
) -> Secret[bytes]:
    """The key that proves `passphrase` to the process that sent `challenge`.

    StorageError for a challenge that is none or asks too little, and for a keyring secret that is missing.
    """
    try:
        cost = Argon2Parameters(int(challenge["memory"]), int(challenge["passes"]), int(challenge["lanes"]))
        vault_id, salt = bytes.fromhex(challenge["vault_id"]), bytes.fromhex(challenge["salt"])
        name = bytes.fromhex(challenge["keyring"])
    except (KeyError, TypeError, ValueError, OverflowError):
        raise _unreadable() from None
    if (len(vault_id), len(salt)) != (16, 32) or len(name) not in (0, 16):
        raise _unreadable()
    keys.must_be_sane(cost, floor)
    return keys.control(keys.kek(passphrase, salt, cost, vault_id, _second_secret(name, keyring)))


def _second_secret(name: bytes, keyring: Keyring | None) -> Secret[bytes] | None:
    if not name:
        return None
    secret = keyring.get(name.hex()) if keyring is not None else None
    if secret is None:
        raise StorageError(
            "this vault also needs a secret of the system keyring, which is not there; unlock the keyring", "keyring"
        )
    return secret


def _unreadable() -> StorageError:
    return StorageError("the running program asks in a way this one does not know; end it first", "in_use")
