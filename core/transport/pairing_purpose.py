"""What a pairing is for, as the co-signer's person is told before the words (core/spec/pairing.md)."""

from __future__ import annotations

from enum import IntEnum


class PairingPurpose(IntEnum):
    """The two that follow the first: core/spec/recovery.md."""

    NEW = 1
    RESTORE = 2  # the computer takes the place of a lost one
    REPLACE = 3  # the co-signer does
