"""What guards a share of the family at the co-signer."""

from __future__ import annotations

import pytest

from core.errors import StorageError
from core.protocol.additive import guard
from core.protocol.additive.guard import SumState, state_of


def test_a_share_is_committed_once_its_self_test_ran() -> None:
    new = guard.fresh()
    assert state_of(new) is SumState.NEW
    assert not guard.may_commit(new)
    tested = guard.checked(guard.checking(new), ok=True)
    assert state_of(tested) is SumState.TESTED
    assert guard.may_commit(tested)
    assert guard.following(tested, guard.lock(new)) == tested  # a lock ends with the share it was of
    for state in (new, tested):
        assert guard.survives(state)
        assert not guard.locked(state)
        assert guard.at_start(state, 0) == state


def test_a_lock_is_not_forgotten() -> None:
    for locked in (guard.lock(guard.fresh()), guard.checked(guard.fresh(), ok=False)):
        assert guard.locked(locked)
        assert not guard.may_commit(locked)
        assert not guard.survives(locked)
        assert guard.at_start(locked, 0) == locked


@pytest.mark.parametrize("data", [b"", b"\3", b"\0\0"])
def test_a_damaged_guard_is_said(data: bytes) -> None:
    with pytest.raises(StorageError, match="damaged"):
        state_of(data)
