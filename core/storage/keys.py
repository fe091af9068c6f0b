"""From a passphrase to the keys of a vault (core/spec/vault.md, V1).

Argon2id(passphrase) | keyring secret ──HKDF──► KEK ──wraps──► DK ──HKDF──► one key per record
                                                  └──HKDF──► the key of the control socket
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.codec.codec import U8, U32
from core.errors import StorageError, StorageKind
from core.platform.here import here
from core.secret import Secret

MIB = 1024  # KiB
LITTLE_MEMORY = 2 << 30  # bytes


@dataclass(frozen=True, slots=True)
class Argon2Parameters:
    """Cost of guessing one passphrase. `memory` in KiB."""

    memory: U32
    passes: U8
    lanes: U8


WALLET = Argon2Parameters(256 * MIB, 3, 4)
SMALL = Argon2Parameters(64 * MIB, 4, 2)
FLOOR = Argon2Parameters(64 * MIB, 3, 1)
CEILING = Argon2Parameters(1024 * MIB, 10, 16)


def parameters_for(role: str) -> Argon2Parameters:
    """For "wallet", or for "cosigner", which may be a small machine."""
    if role == "cosigner" and machine_memory() < LITTLE_MEMORY:
        return SMALL
    return WALLET


def machine_memory() -> int:
    """Bytes; 0 where the system does not say."""
    return here.memory()


def must_be_sane(found: Argon2Parameters, floor: Argon2Parameters) -> None:
    """A header that was made cheap, or that would exhaust this machine, is not obeyed. Raises StorageError."""
    low = found.memory < floor.memory or found.passes < floor.passes or found.lanes < 1
    high = found.memory > CEILING.memory or found.passes > CEILING.passes or found.lanes > CEILING.lanes
    if low or high:
        raise StorageError(
            "the vault asks for a passphrase work that no vault of ours has; restore a backup", StorageKind.CORRUPT
        )


_one_at_a_time = threading.Lock()  # OpenSSL's lanes wait for each other for ever when two derive at once


def expand(key: bytes, salt: bytes, info: bytes) -> bytes:
    """HKDF-SHA256, 32 bytes."""
    return HKDF(SHA256(), 32, salt, info).derive(key)


def kek(
    passphrase: Secret[bytes], salt: bytes, cost: Argon2Parameters, vault_id: bytes, keyring: Secret[bytes] | None
) -> Secret[bytes]:
    """The key that wraps the data key."""
    work = Argon2id(salt=salt, length=32, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory)
    with _one_at_a_time:
        stretched = work.derive(passphrase.reveal())
    extra = b"" if keyring is None else keyring.reveal()
    flags = bytes([keyring is not None])
    return Secret(expand(stretched + extra, vault_id, b"tandem/vault/1/kek" + flags))


def control(kek: Secret[bytes]) -> Secret[bytes]:
    """The key that proves the passphrase on the control socket (V3)."""
    return Secret(expand(kek.reveal(), b"", b"tandem/control/1"))
