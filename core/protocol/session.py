"""A prepared session: what both sides hold in memory between PREPARE and SIGN, for one use (core/spec/sign.md, F1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise
from typing import Final, Generic, NoReturn, TypeVar

from core.errors import Bug
from core.primitives.hashing import Tag, tagged_hash

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


def is_in_order(numbers: Sequence[int]) -> bool:
    """Whether the numbers of what is signed grow, so that none stands there twice."""
    return all(a < b for a, b in pairwise(numbers))


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


# ------------------------------------------------------------------ its names
def sid1_of(epoch_id: bytes, purpose: int, B: int, n1: bytes) -> bytes:
    """The session up to A1."""
    return tagged_hash(Tag.PREP, epoch_id, purpose.to_bytes(1, "big"), B.to_bytes(2, "big"), n1)


def pre_of(sid1: bytes, n2: bytes, h1: bytes) -> bytes:
    """What the commitments to R2 are made under, before there is a sid2."""
    return tagged_hash(Tag.PREP2_PRE, sid1, n2, h1)


def sid2_of(sid1: bytes, n2: bytes, h1: bytes, coms: tuple[bytes, ...]) -> bytes:
    """The session with both sides' nonces and all commitments."""
    return tagged_hash(Tag.PREP2, sid1, n2, h1, b"".join(coms))


def com_context(pre: bytes, i: int) -> tuple[bytes, bytes]:
    """What the commitment of input `i` is bound to."""
    return pre, i.to_bytes(2, "big")


def reserved_digest(purpose: int, epoch_id: bytes, sid2: bytes) -> bytes:
    """What is signed to try two halves, 32 bytes: nobody chooses it, for sid2 holds a fresh nonce of each side (C2)."""
    return tagged_hash(Tag.SELF_TEST, purpose.to_bytes(1, "big"), epoch_id, sid2)
