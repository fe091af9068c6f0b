"""The states of a key, for both sides and for programs."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class KeyState(IntEnum):
    """What P2 answers for a key in the handshake."""

    OPEN = 0
    LOCKED = 1
    MUST_REFRESH = 2
    MISMATCH = 3


class OldSide(StrEnum):
    """Which side of a key was found to come from an old copy (V2)."""

    COMPUTER = "computer"
    COSIGNER = "cosigner"
