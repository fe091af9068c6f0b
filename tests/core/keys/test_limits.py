"""What may be done with a key now, and what a person is asked when it may not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.errors import BlockKind, Bug, KeyBlocked
from core.keys import handshake, transitions
from core.keys.handshake import KeyAnswer, KeyClaim
from core.keys.limits import must_be_usable, waiting_unlock, wishing_unlock
from core.keys.record import CosignerState, KeyRecord, Unlock, share_of, slot_of
from core.keys.state import KeyState
from core.protocol.ecdsa.guard import OtState
from core.protocol.share import NO_RUN, Role
from tests.core.keys.test_transitions import NOW, current, share, wide

REQUEST, OTHER = b"r" * 16, b"o" * 16
PENDING = transitions.prepare(current(Role.P2), share(Role.P2, 2, wide(b"\x02"), wide(b"\x01")), NOW)


@pytest.mark.parametrize(
    ("row", "kind", "refresh"),
    [
        (replace(current(Role.P2), mismatch=True), BlockKind.MISMATCH, False),
        (replace(current(Role.P2), current=None), BlockKind.MISMATCH, False),
        (PENDING, BlockKind.PENDING_EPOCH, False),
        (replace(current(Role.P2), rules=CosignerState(suspended_until=NOW + 1)), BlockKind.SUSPENDED, True),
        (current(Role.P2, OtState.LOCKED), BlockKind.LOCKED, True),
        (replace(current(Role.P1), peer_locked=wide(b"\x01")), BlockKind.LOCKED, True),
        (replace(current(Role.P2), must_refresh=True), BlockKind.MUST_REFRESH, True),
    ],
)
def test_what_stops_a_payment_and_what_a_refresh_goes_on_with(row: KeyRecord, kind: BlockKind, refresh: bool) -> None:
    with pytest.raises(KeyBlocked) as blocked:
        must_be_usable(row, NOW)
    assert blocked.value.kind is kind
    if refresh:
        assert must_be_usable(row, NOW, refresh=True) is row.current
        return
    with pytest.raises(KeyBlocked) as blocked:
        must_be_usable(row, NOW, refresh=True)
    assert blocked.value.kind is kind


def test_one_wish_at_a_time_and_only_while_there_is_something_to_end() -> None:
    locked = wishing_unlock(current(Role.P2, OtState.LOCKED), REQUEST)
    assert waiting_unlock(locked, NOW) == Unlock(REQUEST)
    assert wishing_unlock(locked, OTHER) == locked
    granted = replace(locked, rules=replace(locked.rules, unlock=Unlock(REQUEST, granted=True)))
    assert waiting_unlock(granted, NOW) is None
    assert waiting_unlock(current(Role.P2, OtState.LOCKED), NOW) is None
    suspended = wishing_unlock(replace(current(Role.P2), rules=CosignerState(suspended_until=NOW)), REQUEST)
    assert waiting_unlock(suspended, NOW - 1) == Unlock(REQUEST)
    assert waiting_unlock(suspended, NOW) is None


def test_a_granted_wish_is_used_up_by_one_run_and_another_stays() -> None:
    for granted in (True, False):
        row = replace(current(Role.P2), rules=CosignerState(unlock=Unlock(REQUEST, granted=granted)))
        begun = transitions.prepare(row, share(Role.P2, 2, wide(b"\x02"), wide(b"\x01")), NOW)
        assert begun.rules.unlock == (None if granted else Unlock(REQUEST))


def test_a_failed_check_of_a_pending_drops_it_and_leaves_current_alone() -> None:
    checking = transitions.checking(PENDING, wide(b"\x02"))
    after = transitions.checked(checking, wide(b"\x02"), ok=False)
    assert after.pending is None
    assert after.current is PENDING.current


# ------------------------------------------------------------------ what a record tells
def test_what_a_side_tells_of_a_key() -> None:
    row = handshake.raised(replace(PENDING, peer_generation=4, peer_locked=wide(b"\x09")))
    told = handshake.claim(row)
    assert told == KeyClaim(row.key_id, wide(b"\x01"), wide(b"\x02"), 1, 4, wide(b"\x09"))
    assert handshake.unknown(told) == KeyAnswer(row.key_id, NO_RUN, KeyState.OPEN, 0, 0)


def test_the_share_of_a_key_and_of_one_being_born() -> None:
    row = current(Role.P2)
    assert wide(b"\x01") == share_of(row).T
    born = replace(PENDING, current=None)
    assert (slot_of(born).run_id, share_of(born).epoch) == (wide(b"\x02"), 2)
    with pytest.raises(Bug, match="without any share"):
        slot_of(replace(born, pending=None))
