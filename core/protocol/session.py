"""A prepared session: what both sides hold in memory between PREPARE and SIGN, for one use (core/spec/sign.md, F1)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Final, Generic, NoReturn, TypeVar

from core.errors import Bug

T = TypeVar("T")

MAX_BATCH: Final = 128  # signatures of one session


class Purpose(IntEnum):
    """What a session may sign, and nothing else."""

    PAY = 0
    SELF_TEST = 1  # of a PENDING
    DRILL = 2


def is_batch(B: int, purpose: int) -> bool:
    """Whether there may be a session of `B` inputs: 1 to 128, and exactly one in a test."""
    return 1 <= B <= (MAX_BATCH if purpose == Purpose.PAY else 1)


class Once(Generic[T]):
    """Something that may be taken one time. The second time is a Bug, whoever asks."""

    __slots__ = ("_left",)

    def __init__(self, content: T) -> None:
        self._left = [content]

    def take(self) -> T:
        """The content; it is gone from here before the caller does anything with it."""
        if not self._left:
            raise Bug("a single-use secret was asked for a second time")
        return self._left.pop()

    def __reduce__(self) -> NoReturn:
        raise TypeError("a single-use secret is neither copied nor written down")


@dataclass(frozen=True, slots=True)
class Session(Generic[T]):
    """A prepared session of one party: in memory, of one connection and epoch, for one S1 and one S2."""

    sid2: bytes
    epoch_id: bytes
    purpose: Purpose
    B: int
    secrets: Once[T]

    def take(self) -> T:
        """The secrets, once."""
        return self.secrets.take()
