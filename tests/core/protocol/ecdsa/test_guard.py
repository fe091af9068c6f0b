"""What guards an ECDSA share, for every state of its OT set."""

from __future__ import annotations

import pytest

from core.codec.codec import encode
from core.errors import StorageError
from core.protocol.ecdsa import guard
from core.protocol.ecdsa.guard import CRASHES_BEFORE_LOCK, DAY, OtGuard, OtState, state_of

NOW = 1_800_000_000
BEFORE = (NOW - 50, NOW - 7)

# state -> may commit, survives a start as PENDING, locked
SAID = {
    OtState.NEW: (False, True, False),
    OtState.CHECKING: (False, False, False),
    OtState.OPEN: (True, True, False),
    OtState.LOCKED: (False, False, True),
}


def at(state: OtState, crashed: tuple[int, ...] = BEFORE) -> bytes:
    return encode(OtGuard(state, crashed))


@pytest.mark.parametrize("state", OtState)
def test_what_a_state_says(state: OtState) -> None:
    found = at(state)
    assert (guard.may_commit(found), guard.survives(found), guard.locked(found)) == SAID[state]


@pytest.mark.parametrize("state", OtState)
def test_where_a_state_leads_and_that_crashes_are_not_forgotten(state: OtState) -> None:
    found = at(state)
    assert guard.checking(found) == at(OtState.CHECKING)
    assert guard.checked(found, ok=True) == at(OtState.OPEN)
    assert guard.checked(found, ok=False) == guard.lock(found) == at(OtState.LOCKED)
    assert guard.following(guard.fresh(), found) == at(OtState.NEW)
    assert guard.following(found, guard.fresh()) == at(state, ())


@pytest.mark.parametrize("state", OtState)
def test_a_start_changes_only_what_was_being_checked(state: OtState) -> None:
    if state is OtState.CHECKING:
        assert guard.at_start(at(state, ()), NOW) == at(OtState.OPEN, (NOW,))
    else:
        assert guard.at_start(at(state), NOW) == at(state)


def test_the_third_cut_check_within_a_day_locks() -> None:
    found = guard.fresh()
    for number in range(CRASHES_BEFORE_LOCK):
        assert not guard.locked(found)
        found = guard.at_start(guard.checking(found), NOW + number * (DAY // 2 - 1))
    assert guard.locked(found)


def test_a_cut_check_of_yesterday_counts_no_more() -> None:
    found = at(OtState.CHECKING, (NOW - DAY, NOW - DAY + 1))
    assert state_of(guard.at_start(found, NOW)) is OtState.OPEN
    assert guard.at_start(found, NOW) == at(OtState.OPEN, (NOW - DAY + 1, NOW))
    assert guard.locked(guard.at_start(found, NOW - 1))


def test_one_that_cannot_be_read_is_named() -> None:
    with pytest.raises(StorageError, match="malformed"):
        guard.locked(b"\7")
