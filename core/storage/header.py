"""What of a vault is readable without its passphrase, and the keys that it leads to."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from core.codec.codec import U16, Bytes16, Bytes32, VarBytes, decode, encode
from core.crypto.rng import HedgedRng
from core.errors import BadInput, InputKind, StorageError, StorageKind
from core.secret import Secret
from core.storage import disk, keys, migrate
from core.storage.keys import Argon2Parameters
from core.storage.passphrase import normalized
from core.storage.store import Store
from core.storage.system_keyring import Keyring

MAGIC = b"tandem-vault\0\0\0\0"
WIPED = b"tandem-wiped\0\0\0\0"  # in place of a header: nothing opens the rest


@dataclass(frozen=True, slots=True)
class VaultHeader:
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

    header: VaultHeader
    nonce: VarBytes
    key: VarBytes


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """A header with the data key it holds and the KEK that opened it."""

    header: VaultHeader
    dk: Secret[bytes]
    kek: Secret[bytes]
    normalized: bool = True  # False: a vault of before, made of the passphrase as it was typed


def new_keys(
    vault_id: bytes | None, passphrase: Secret[bytes], cost: Argon2Parameters, keyring: Keyring | None
) -> tuple[Wrapped, Unwrapped]:
    """A fresh header around a fresh data key, closed and open; `vault_id` None for a new vault. The passphrase counts
    in its one form.

    StorageError if the keyring takes no secret.
    """
    passphrase = normalized(passphrase)
    rng = HedgedRng(passphrase.reveal())
    vault_id = vault_id or rng.bytes("vault id", 16)
    name, second = rng.bytes("keyring name", 16), None
    if keyring is not None:
        second = Secret(rng.bytes("keyring secret", 32))
        keyring.put(name.hex(), second)
    header = VaultHeader(MAGIC, migrate.FORMAT, vault_id, cost, rng.bytes("salt", 32), keyring is not None, name)
    kek = keys.kek(passphrase, header.salt, cost, vault_id, second)
    dk, nonce = rng.bytes("data key", 32), rng.bytes("wrap nonce", 12)
    return _closed(Unwrapped(header, Secret(dk), kek), nonce)


def of_today(found: Unwrapped) -> tuple[Wrapped, Unwrapped]:
    """The same keys, in a header of today's format."""
    nonce = HedgedRng(found.dk.reveal()).bytes("wrap nonce", 12)
    return _closed(replace(found, header=replace(found.header, format=migrate.FORMAT)), nonce)


def _closed(found: Unwrapped, nonce: bytes) -> tuple[Wrapped, Unwrapped]:
    closed = ChaCha20Poly1305(found.kek.reveal()).encrypt(nonce, found.dk.reveal(), encode(found.header))
    return Wrapped(found.header, nonce, closed), found


def read(store: Store) -> Wrapped:
    """The header of a store, which must be one of ours and no newer than us. StorageError."""
    data = store.header()
    if data == WIPED:
        raise StorageError("this home was being wiped; wipe it once more, or delete it", StorageKind.WIPED)
    migrate.must_be_readable(data, MAGIC)
    store.must_be_ours()
    return decode(Wrapped, data, lambda _: disk.damaged())


def unwrap(wrapped: Wrapped, passphrase: Secret[bytes], keyring: Keyring | None, floor: Argon2Parameters) -> Unwrapped:
    """Open the header: with the one form of the passphrase, else as it was typed, which vaults of before were made of.

    BadInput for a wrong passphrase, StorageError if it asks too little or a keyring is missing.
    """
    header = wrapped.header
    keys.must_be_sane(header.cost, floor)
    second = _second_secret(header.keyring_name if header.keyring else b"", keyring)
    one_form = normalized(passphrase)
    for form in (one_form,) if one_form.reveal() == passphrase.reveal() else (one_form, passphrase):
        kek = keys.kek(form, header.salt, header.cost, header.vault_id, second)
        with suppress(InvalidTag, ValueError):
            dk = ChaCha20Poly1305(kek.reveal()).decrypt(wrapped.nonce, wrapped.key, encode(header))
            return Unwrapped(header, Secret(dk), kek, form is one_form)
    raise BadInput("the passphrase is wrong", InputKind.PASSPHRASE)


def forget_secret(header: VaultHeader, keyring: Keyring | None) -> None:
    """Delete the keyring secret of a header that is no longer used."""
    if header.keyring and keyring is not None:
        keyring.delete(header.keyring_name.hex())


def challenge(header: VaultHeader, one_form: bool) -> dict[str, Any]:
    """What another process needs to prove the passphrase, in its one form or as typed: all of it public."""
    return {
        "vault_id": header.vault_id.hex(),
        "salt": header.salt.hex(),
        "memory": header.cost.memory,
        "passes": header.cost.passes,
        "lanes": header.cost.lanes,
        "keyring": header.keyring_name.hex() if header.keyring else "",
        "normalized": one_form,
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
    if challenge.get("normalized") is True:
        passphrase = normalized(passphrase)
    return keys.control(keys.kek(passphrase, salt, cost, vault_id, _second_secret(name, keyring)))


def _second_secret(name: bytes, keyring: Keyring | None) -> Secret[bytes] | None:
    if not name:
        return None
    secret = keyring.get(name.hex()) if keyring is not None else None
    if secret is None:
        raise StorageError(
            "this vault also needs a secret of the system keyring, which does not have it; put that keyring back",
            StorageKind.KEYRING_EMPTY,
        )
    return secret


def _unreadable() -> StorageError:
    return StorageError("the running program asks in a way this one does not know; end it first", StorageKind.IN_USE)
