"""What a co-signer is told of the process that it runs in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class PassphraseFrom(StrEnum):
    """Where the passphrase came from that a `serve` has opened its home with (V7)."""

    PERSON = "person"
    CREDENTIAL = "credential"  # systemd's: $CREDENTIALS_DIRECTORY/passphrase
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a co-signer cannot see of its own process: a PassphraseFrom, and a MemoryLock of core.storage.hardening."""

    passphrase: str = ""
    memory: str = ""
