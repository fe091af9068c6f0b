"""Rules as the vault keeps them: what one is set to, and what it will be set to later."""

from __future__ import annotations

from dataclasses import dataclass

from core.approval.rules.registry import rule_of
from core.codec.codec import U64, VarBytes, decode, encode
from core.errors import StorageError

KEY_ID = 32  # bytes; an id of these records is a key's and then the rule's code


@dataclass(frozen=True, slots=True)
class LaterRecord:
    """A change of a rule that waits. `settings`: encoded; None: not in force."""

    at: U64  # policy time
    settings: VarBytes | None
    since: U64  # policy time: when it was set so


@dataclass(frozen=True, slots=True)
class Later:
    """A change of a rule that waits since policy time `since`: from `at` on it is set so; None: not in force."""

    at: int
    settings: object | None
    since: int

    def encoded(self) -> bytes:
        """The LaterRecord of it."""
        return encode(LaterRecord(self.at, None if self.settings is None else encode(self.settings), self.since))


def settings_of(id: bytes, data: bytes) -> object:
    """What a rule is set to. Raises StorageError."""
    return decode(rule_of(id[KEY_ID:].decode()).settings, data, StorageError)


def later_of(id: bytes, data: bytes) -> Later:
    """What a rule will be set to. Raises StorageError."""
    found = decode(LaterRecord, data, StorageError)
    return Later(found.at, None if found.settings is None else settings_of(id, found.settings), found.since)
