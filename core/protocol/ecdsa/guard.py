"""What guards an ECDSA share at P2: the state of its base-OT set, and when checks of it were cut off (rule F3).

NEW ──► CHECKING ──► OPEN ──► CHECKING …       a check is written down before it begins and when it is done
           └───────► LOCKED                    a failed one tells of Delta; only a refresh makes another set
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum

from core.codec.codec import U64, decode, encode
from core.errors import StorageError

DAY = 24 * 3600
CRASHES_BEFORE_LOCK = 3  # in 24 hours


class OtState(IntEnum):
    """Of one base-OT set, at P2. LOCKED is never cleared: only a refresh makes another set."""

    NEW = 0
    CHECKING = 1
    OPEN = 2
    LOCKED = 3


@dataclass(frozen=True, slots=True)
class OtGuard:
    """The state of this set, and the moments (seconds) at which a check of this or an earlier set had no result."""

    state: OtState = OtState.NEW
    crashed_checks: tuple[U64, ...] = ()


def state_of(guard: bytes) -> OtState:
    """The state of the set."""
    return _read(guard).state


def with_state(guard: bytes, state: OtState) -> bytes:
    """The same in another state."""
    return encode(replace(_read(guard), state=state))


def fresh() -> bytes:
    """Of a share just made."""
    return encode(OtGuard())


def may_commit(guard: bytes) -> bool:
    """Whether the self-test ran: its check was passed."""
    return state_of(guard) is OtState.OPEN


def following(guard: bytes, old: bytes) -> bytes:
    """Of a share that takes the place of the one that `old` guarded: checks that were cut off count on."""
    return encode(replace(_read(guard), crashed_checks=_read(old).crashed_checks))


def checking(guard: bytes) -> bytes:
    """An OT check begins."""
    return with_state(guard, OtState.CHECKING)


def checked(guard: bytes, *, ok: bool) -> bytes:
    """It is done."""
    return with_state(guard, OtState.OPEN if ok else OtState.LOCKED)


def survives(guard: bytes) -> bool:
    """Whether a PENDING found at a start may stay: no check of its set was cut off or failed."""
    return state_of(guard) not in (OtState.CHECKING, OtState.LOCKED)


def at_start(guard: bytes, now: int) -> bytes:
    """Of the CURRENT found at a start. A check without a result may have told of Delta: fresh base OTs come
    before any further A1, and the third time in a day the set is locked."""
    found = _read(guard)
    if found.state is not OtState.CHECKING:
        return guard
    times = (*(t for t in found.crashed_checks if t > now - DAY), now)  # also one from before the clock was put back
    state = OtState.LOCKED if len(times) >= CRASHES_BEFORE_LOCK else OtState.OPEN
    return encode(OtGuard(state, times[-CRASHES_BEFORE_LOCK:]))


def locked(guard: bytes) -> bool:
    """Whether nothing may be signed with this set any more."""
    return state_of(guard) is OtState.LOCKED


def lock(guard: bytes) -> bytes:
    """Lock it."""
    return with_state(guard, OtState.LOCKED)


def _read(guard: bytes) -> OtGuard:
    return decode(OtGuard, guard, StorageError)
