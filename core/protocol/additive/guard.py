"""What guards a share of the family at P2: whether its self-test ran, and whether it is locked.

NEW ──self-test──► TESTED        only such a PENDING is committed
       any ──────► LOCKED        where P1 has told that it was, and this side's disk has forgotten it

No check of a message tells anything of a share here, so none is written down before it begins.
"""

from __future__ import annotations

from enum import IntEnum

from core.errors import StorageError


class SumState(IntEnum):
    """Of one share, at P2."""

    NEW = 0
    TESTED = 1
    LOCKED = 2


def state_of(guard: bytes) -> SumState:
    """The state of a share. Raises StorageError."""
    try:
        (state,) = guard
        return SumState(state)
    except ValueError:
        raise StorageError("the guard of a key is damaged") from None


def fresh() -> bytes:
    """Of a share just made."""
    return bytes([SumState.NEW])


def may_commit(guard: bytes) -> bool:
    """Whether the self-test ran."""
    return state_of(guard) is SumState.TESTED


def following(guard: bytes, old: bytes) -> bytes:  # noqa: ARG001 - nothing is counted here
    """Of a share that takes the place of another one."""
    return guard


def checking(guard: bytes) -> bytes:
    """Nothing that begins tells of a share."""
    return guard


def checked(guard: bytes, *, ok: bool) -> bytes:  # noqa: ARG001 - whatever it was
    """The self-test is done."""
    return bytes([SumState.TESTED if ok else SumState.LOCKED])


def survives(guard: bytes) -> bool:
    """Whether a PENDING found at a start may stay."""
    return state_of(guard) is not SumState.LOCKED


def at_start(guard: bytes, now: int) -> bytes:  # noqa: ARG001 - no crash costs anything
    """Of the CURRENT found at a start."""
    return guard


def locked(guard: bytes) -> bool:
    """Whether nothing may be signed with it any more."""
    return state_of(guard) is SumState.LOCKED


def lock(guard: bytes) -> bytes:  # noqa: ARG001 - whatever it was
    """Lock it."""
    return bytes([SumState.LOCKED])
