"""The real functions of core/keys/transitions.py under every crash, loss, duplication and old message.

The model of tests/core/keys/model.py proves the rules; this search drives the code itself: each side's durable
state is a row, each message is delivered never, once or twice, each side may die between any two effects, and from
every state one clean reconnect must bring both sides to the same epoch with nothing left over.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.crypto.secp256k1 import base_mult
from core.errors import Bug, KeyBlocked, PeerFault
from core.keys import handshake, transitions
from core.keys.limits import MAX_STARTED, after_fault, must_allow_refresh, must_be_usable
from core.keys.record import DAY, KeyRecord, Slot, Unlock, new_record
from core.keys.state import KeyState
from core.protocol.ecdsa.guard import OtState, state_of, with_state
from core.protocol.share import NO_RUN, KeyShare, Role, key_id
from core.secret import Secret

NOW = 1_800_000_000
PIN = bytes([7]) * 32
Q = base_mult(7)
CHAIN = bytes([9]) * 32

Tag = bytes  # a run: one byte is enough here
Durable = tuple[Tag, Tag, int] | None  # T of CURRENT, T of PENDING, OT state of PENDING; None: no row
Net = frozenset[tuple[str, ...]]


def share(role: Role, epoch: int, run_id: bytes, parent: bytes) -> KeyShare:
    return KeyShare(
        role, "regtest", Q, CHAIN, epoch, run_id, parent, Secret(1), Secret(b""), Q, base_mult(8), bytes(32)
    )  # fmt: skip


def guarded(held: Slot, ot: OtState) -> Slot:
    return replace(held, guard=with_state(held.guard, ot))


def slot(made: KeyShare, ot: OtState) -> Slot:
    return guarded(Slot.of(made), ot)


def wide(tag: Tag) -> bytes:
    return tag.ljust(32, b"\0") if tag else NO_RUN


def narrow(run_id: bytes) -> Tag:
    return run_id.rstrip(b"\0")


def row_of(role: Role, durable: Durable) -> KeyRecord | None:
    if durable is None:
        return None
    current, pending, ot = durable
    row = KeyRecord(role, "w", "regtest", key_id("regtest", Q, CHAIN), PIN)
    if current:
        row = replace(row, current=slot(share(role, 1, wide(current), NO_RUN), OtState.OPEN))
    if pending:
        row = replace(row, pending=slot(share(role, 2, wide(pending), wide(current)), OtState(ot)))
    return row


def durable_of(row: KeyRecord | None) -> Durable:
    if row is None or (row.current is None and row.pending is None):
        return None
    ot = int(state_of(row.pending.guard)) if row.pending else 0
    return narrow(row.current_run_id), narrow(row.pending_run_id), ot


# A state: (P1 durable, P2 durable, P1 in memory, P2 in memory, messages, runs begun).
# Memory: "" off line, "hello" connected, "ready" settled, otherwise ready and the run and point it is at.
State = tuple[Durable, Durable, str, str, Net, int]
RUNS = 2


def prepared(role: Role, durable: Durable, run_id: Tag) -> Durable:
    row = row_of(role, durable)
    made = share(role, 2, wide(run_id), row.current_run_id if row else NO_RUN)
    new = transitions.prepare(row, made, NOW) if row else new_record(made, "w", PIN, NOW)
    return durable_of(new)


def changed(role: Role, durable: Durable, change: Callable[[KeyRecord], KeyRecord | None]) -> Durable:
    row = row_of(role, durable)
    assert row is not None
    return durable_of(change(row))


def successors(s: State) -> Iterator[tuple[bool, State]]:
    """(needed no fault, next state)."""
    d1, d2, r1, r2, net, runs = s
    if r1 == "ready" and runs < RUNS and not (d1 and d1[1]):
        run_id = bytes([runs + 10])
        yield False, (d1, d2, f"run{runs}", r2, net | {("F", run_id.hex())}, runs + 1)
    for message in net:
        yield from delivered(s, message)
    if r1:
        yield False, (start(Role.P1, d1), d2, "", r2, net, runs)
    if r2:
        yield False, (d1, start(Role.P2, d2), r1, "", net, runs)
    old = frozenset(m for m in net if m[0] in ("COMMIT", "COMMITTED", "F", "TEST", "PREPARED"))
    row = row_of(Role.P1, d1)
    hello = ("KEYS", row.current_run_id.hex(), row.pending_run_id.hex()) if row is not None else ("KEYS", "", "")
    yield True, (d1, d2, "hello", "hello", old | {hello}, runs)


def start(role: Role, durable: Durable) -> Durable:
    row = row_of(role, durable)
    return durable_of(transitions.at_start(row, NOW)) if row else None


def delivered(s: State, m: tuple[str, ...]) -> Iterator[tuple[bool, State]]:
    d1, d2, r1, r2, net, runs = s
    kind = m[0]
    if kind == "KEYS" and r2 == "hello":
        new = d2
        row = row_of(Role.P2, d2)
        told = handshake.KeyClaim(key_id("regtest", Q, CHAIN), unhex(m[1]), unhex(m[2]), 0, 0, NO_RUN)
        if row is not None and m[1] == "":  # P1 does not name the key: a key never born goes, another stays
            new = None if row.current is None else d2
            answer = ("ANSWER", "none")
        elif row is not None:
            settled = handshake.settle_p2(row, told)
            new = durable_of(settled)
            answer = ("ANSWER", settled.current_run_id.hex() if settled else NO_RUN.hex())
        else:
            answer = ("ANSWER", NO_RUN.hex())
        yield False, (d1, new, r1, "", net, runs)  # died after the write
        yield True, (d1, new, r1, "ready", (net - {m}) | {answer}, runs)
    elif kind == "ANSWER" and r1 == "hello":
        row = row_of(Role.P1, d1)
        new = d1
        if row is not None:
            told2 = handshake.KeyAnswer(row.key_id, unhex(m[1]), KeyState.OPEN, 0, 0)
            settled = handshake.settle_p1(row, told2, NOW)
            assert settled is None or not settled.mismatch, "row D is never reached by crashes"
            new = durable_of(settled)
        yield False, (new, d2, "", r2, net, runs)
        yield True, (new, d2, "ready", r2, net - {m}, runs)
    elif kind == "F" and r2 == "ready" and not (d2 and d2[1]):
        # F1..F3 and P2-PREP in one step; a stale F1 gets a T of its own, since T binds a fresh value of P2
        run_id = bytes.fromhex(m[1]) if r1 == f"run{bytes.fromhex(m[1])[0] - 10}" else b"\x7f"
        new = prepared(Role.P2, d2, run_id)
        yield False, (d1, new, r1, "", net, runs)
        yield True, (d1, new, r1, "ready", (net - {m}) | {("PREPARED", run_id.hex())}, runs)
    elif kind == "PREPARED" and r1 == f"run{bytes.fromhex(m[1])[0] - 10}" and not (d1 and d1[1]):
        new = prepared(Role.P1, d1, bytes.fromhex(m[1]))
        yield False, (new, d2, "", r2, net, runs)
        yield True, (new, d2, "wait", r2, (net - {m}) | {("TEST", m[1])}, runs)
    elif kind == "TEST" and r2 == "ready" and d2 and d2[1] == bytes.fromhex(m[1]):
        run_id = wide(d2[1])
        during = changed(Role.P2, d2, lambda row: transitions.checking(row, run_id))
        yield False, (d1, start(Role.P2, during), r1, "", net, runs)  # died between CHECK and CHECKED
        after = changed(Role.P2, during, lambda row: transitions.checked(row, run_id, ok=True))
        yield True, (d1, after, r1, r2, (net - {m}) | {("COMMIT", m[1])}, runs)
    elif kind == "COMMIT" and r2 == "ready" and d2 is not None:
        if d2[1] == bytes.fromhex(m[1]) and d2[2] == OtState.OPEN:
            new = changed(Role.P2, d2, lambda row: transitions.commit(row, wide(bytes.fromhex(m[1])), NOW))
            yield False, (d1, new, r1, "", net, runs)
            yield True, (d1, new, r1, r2, net | {("COMMITTED", m[1])}, runs)
        elif d2[0] == bytes.fromhex(m[1]):
            yield True, (d1, d2, r1, r2, net | {("COMMITTED", m[1])}, runs)
    elif kind == "COMMITTED" and r1 in ("wait", "ready") and d1 and d1[1] == bytes.fromhex(m[1]):
        new = changed(Role.P1, d1, lambda row: transitions.commit(row, wide(bytes.fromhex(m[1])), NOW))
        yield False, (new, d2, "", r2, net, runs)
        yield True, (new, d2, "ready", r2, net - {m}, runs)


def unhex(text: str) -> bytes:
    return wide(bytes.fromhex(text)) if text not in ("", "none") else NO_RUN


@pytest.mark.parametrize("first", [None, (b"\x01", b"", 0)], ids=["keygen", "refresh"])
def test_every_crash_leaves_both_sides_able_to_go_on(first: Durable) -> None:
    begin: State = (first, first, "", "", frozenset(), 0)
    seen = {begin}
    todo = deque([begin])
    backwards: dict[State, list[State]] = {}
    while todo:
        s = todo.popleft()
        d1, d2, r1, r2, *_ = s
        if r1 == r2 == "ready" and not (d1 and d1[1]) and not (d2 and d2[1]):
            assert (d1 and d1[0]) == (d2 and d2[0]), f"both at rest with different epochs: {s}"
        for clean, after in successors(s):
            if clean:
                backwards.setdefault(after, []).append(s)
            if after not in seen:
                seen.add(after)
                todo.append(after)
    assert len(seen) > 1000
    quiet = {s for s in seen if s[2] == s[3] == "ready" and s[0] == s[1] and not (s[0] and s[0][1])}
    reach = set(quiet)
    stack = list(quiet)
    while stack:
        for before in backwards.get(stack.pop(), ()):
            if before not in reach:
                reach.add(before)
                stack.append(before)
    assert reach == seen, f"stuck: {next(iter(seen - reach))}"


# ------------------------------------------------------------------ single rules
def current(role: Role, ot: OtState = OtState.OPEN) -> KeyRecord:
    row = row_of(role, (b"\x01", b"", 0))
    assert row is not None
    assert row.current is not None
    return replace(row, current=guarded(row.current, ot))


def test_a_check_without_result_forces_a_refresh_and_the_third_in_a_day_locks() -> None:
    row: KeyRecord | None = current(Role.P2, OtState.CHECKING)
    for hour in range(3):
        assert row is not None
        row = transitions.at_start(transitions.checking(row, row.current_run_id), NOW + 3600 * hour)
        assert row is not None
        assert row.must_refresh
        assert row.locked == (hour == 2)


def test_a_lock_ends_payments_but_not_a_refresh() -> None:
    row = transitions.checked(transitions.checking(current(Role.P2), wide(b"\x01")), wide(b"\x01"), ok=False)
    with pytest.raises(KeyBlocked, match="locked"):
        must_be_usable(row, NOW)
    assert must_be_usable(row, NOW, refresh=True)


@pytest.mark.parametrize("cut_off", [False, True], ids=["failed", "cut off"])
def test_three_failed_self_tests_in_a_day_stop_the_refreshes(cut_off: bool) -> None:
    """A check inside a PENDING tells a bit of a Delta that is thrown away; whoever goes on asking is no honest one."""
    row: KeyRecord | None = current(Role.P2)
    for _ in range(3):
        assert row is not None
        must_allow_refresh(row, NOW)
        row = transitions.prepare(row, share(Role.P2, 2, wide(b"\x02"), wide(b"\x01")), NOW)
        row = transitions.checking(row, wide(b"\x02"))
        row = transitions.at_start(row, NOW) if cut_off else transitions.checked(row, wide(b"\x02"), ok=False)
    assert row is not None
    assert row.pending is None
    with pytest.raises(KeyBlocked, match="too many"):
        must_allow_refresh(row, NOW)
    must_allow_refresh(row, NOW + DAY + 1)


def test_a_pending_that_no_check_has_touched_counts_once() -> None:
    row = transitions.prepare(current(Role.P2), share(Role.P2, 2, wide(b"\x02"), wide(b"\x01")), NOW)
    assert transitions.at_start(row, NOW) == row
    assert transitions.drop(row).started == (NOW,)


def test_row_c_wants_the_self_test_of_what_it_promotes() -> None:
    """As a COMMIT does: P1 cannot have committed what was not tested, so one of the two is not what it was."""
    row = transitions.prepare(current(Role.P2), share(Role.P2, 2, wide(b"\x02"), wide(b"\x01")), NOW)
    told = handshake.KeyClaim(row.key_id, wide(b"\x02"), NO_RUN, 0, 0, NO_RUN)
    for state in (OtState.NEW, OtState.CHECKING, OtState.LOCKED):
        assert row.pending is not None
        held = replace(row, pending=guarded(row.pending, state))
        settled = handshake.settle_p2(held, told)
        assert settled is not None
        assert (settled.mismatch, settled.current, settled.pending) == (True, held.current, held.pending)
    assert row.pending is not None
    tested = handshake.settle_p2(replace(row, pending=guarded(row.pending, OtState.OPEN)), told)
    assert tested is not None
    assert (tested.current_run_id, tested.must_refresh, tested.mismatch) == (wide(b"\x02"), True, False)


def test_commit_compares_the_run_and_wants_its_self_test() -> None:
    row = transitions.prepare(current(Role.P2), share(Role.P2, 2, wide(b"\x02"), wide(b"\x01")), NOW)
    with pytest.raises(PeerFault, match="not pending"):
        transitions.commit(row, wide(b"\x03"), NOW)
    with pytest.raises(PeerFault, match="self-test"):
        transitions.commit(row, wide(b"\x02"), NOW)


def test_a_run_begins_from_the_current_epoch_and_beside_no_other() -> None:
    row = current(Role.P2)
    with pytest.raises(PeerFault, match="another epoch"):
        transitions.prepare(row, share(Role.P2, 2, wide(b"\x02"), wide(b"\x09")), NOW)
    begun = transitions.prepare(row, share(Role.P2, 2, wide(b"\x02"), wide(b"\x01")), NOW)
    with pytest.raises(PeerFault, match="another one waits"):
        transitions.prepare(begun, share(Role.P2, 3, wide(b"\x03"), wide(b"\x01")), NOW)
    with pytest.raises(Bug, match="not held"):
        transitions.checking(begun, wide(b"\x09"))


def test_a_run_of_a_locked_key_wants_a_grant_at_p2() -> None:
    made = share(Role.P2, 2, wide(b"\x02"), wide(b"\x01"))
    row = current(Role.P2, OtState.LOCKED)
    for unlock in (None, Unlock(bytes(16))):
        with pytest.raises(PeerFault, match="not confirmed"):
            transitions.prepare(replace(row, rules=replace(row.rules, unlock=unlock)), made, NOW)
    granted = replace(row, rules=replace(row.rules, unlock=Unlock(bytes(16), granted=True)))
    assert transitions.prepare(granted, made, NOW).pending_run_id == made.T
    p1 = replace(current(Role.P1), peer_locked=wide(b"\x01"))
    assert transitions.prepare(p1, share(Role.P1, 2, wide(b"\x02"), wide(b"\x01")), NOW).pending_run_id == made.T


def test_an_older_image_is_noticed_and_a_foreign_one_erases_nothing() -> None:
    row = current(Role.P2)
    claim = handshake.KeyClaim(row.key_id, wide(b"\x01"), NO_RUN, 5, 9, NO_RUN)
    settled = handshake.settle_p2(row, claim)
    assert settled is not None
    assert settled.must_refresh
    other = handshake.settle_p2(row, replace(claim, current=wide(b"\x05"), peer_generation=0))
    assert other is not None
    assert other.mismatch
    assert other.current == row.current


def test_a_rollback_seen_in_row_B_is_not_forgotten() -> None:
    """The run that row B promotes began before anybody knew that the disk is an old one: it heals nothing."""
    row = row_of(Role.P1, (b"\x01", b"\x02", int(OtState.OPEN)))
    assert row is not None
    told = handshake.KeyAnswer(row.key_id, wide(b"\x02"), KeyState.OPEN, 4, 8)
    settled = handshake.settle_p1(replace(row, generation=5), told, NOW)
    assert settled is not None
    assert settled.current_run_id == wide(b"\x02")
    assert settled.must_refresh
    begun = transitions.prepare(settled, share(Role.P1, 3, wide(b"\x03"), wide(b"\x02")), NOW)
    assert not transitions.commit(begun, wide(b"\x03"), NOW).must_refresh


@pytest.mark.parametrize("older", [Role.P1, Role.P2], ids=["computer", "co-signer"])
def test_one_restored_image_is_one_forced_refresh(older: Role) -> None:
    """50 handshakes lost: found once, and not again by each of the next 80."""
    rows = {role: replace(current(role), generation=60, peer_generation=60) for role in (Role.P1, Role.P2)}
    rows[older] = replace(rows[older], generation=10, peer_generation=10)
    found = 0
    for _ in range(80):
        one, two = handshake.raised(rows[Role.P1]), rows[Role.P2]
        settled = handshake.settle_p2(two, handshake.claim(one))
        assert settled is not None
        ended = handshake.settle_p1(one, handshake.answer(settled), NOW)
        assert ended is not None
        found += (settled if older is Role.P2 else ended).must_refresh
        rows = {row.role: replace(row, must_refresh=False) for row in (ended, settled)}  # refreshed at once
    assert found == 1


@pytest.mark.parametrize("absurd", [2**64 - 1, 2**63, 2**33])
def test_a_generation_that_nobody_counted_to_is_refused_and_not_remembered(absurd: int) -> None:
    """It could never be passed again, and one more than the highest number there is has no encoding."""
    one, two = replace(current(Role.P1), generation=6, peer_generation=7), current(Role.P2)
    claim = handshake.claim(one)
    for lie in (replace(claim, generation=absurd), replace(claim, peer_generation=absurd)):
        with pytest.raises(PeerFault, match="generation that cannot be"):
            handshake.settle_p2(two, lie)
    answer = handshake.KeyAnswer(one.key_id, one.current_run_id, KeyState.OPEN, 8, 6)
    for lied in (replace(answer, generation=absurd), replace(answer, peer_generation=absurd)):
        with pytest.raises(PeerFault, match="generation that cannot be"):
            handshake.settle_p1(one, lied, NOW)


def test_p2_remembers_a_lock_it_forgot_when_p1_reports_it() -> None:
    row = current(Role.P2)
    claim = handshake.KeyClaim(row.key_id, wide(b"\x01"), NO_RUN, 0, 0, wide(b"\x01"))
    settled = handshake.settle_p2(row, claim)
    assert settled is not None
    assert settled.locked


def test_three_faults_suspend_and_the_next_time_longer() -> None:
    row = current(Role.P2)
    for _ in range(3):
        row = after_fault(row, NOW)
    assert row.rules.suspended_until == NOW + 15 * 60
    for _ in range(3):
        row = after_fault(row, NOW)
    assert row.rules.suspended_until == NOW + 30 * 60
    with pytest.raises(KeyBlocked, match="30 minutes"):
        must_be_usable(row, NOW)


@pytest.mark.parametrize("back", [1, 59, 3_600])
def test_a_clock_that_is_put_back_forgets_no_refresh_and_no_check(back: int) -> None:
    row = replace(current(Role.P2), started=(NOW,) * MAX_STARTED)
    with pytest.raises(KeyBlocked, match="too many"):
        must_allow_refresh(row, NOW - back)
    cut_off: KeyRecord | None = current(Role.P2)
    for n in range(3):
        assert cut_off is not None
        cut_off = transitions.at_start(transitions.checking(cut_off, cut_off.current_run_id), NOW - back * n)
    assert cut_off is not None
    assert cut_off.locked


def test_refreshes_are_no_hammer() -> None:
    row = replace(current(Role.P2), started=(NOW,) * MAX_STARTED)
    with pytest.raises(KeyBlocked, match="too many"):
        must_allow_refresh(row, NOW)
    must_allow_refresh(row, NOW + DAY + 1)


# ------------------------------------------------------------------ a peer that lies in the handshake
RUNS_TOLD = st.sampled_from([NO_RUN, wide(b"\x01"), wide(b"\x02"), wide(b"\x03")])
ROWS = st.sampled_from([(b"\x01", b"", 0), (b"\x01", b"\x02", int(OtState.NEW)), (b"\x01", b"\x02", int(OtState.OPEN))])


@given(ROWS, RUNS_TOLD, RUNS_TOLD, RUNS_TOLD, st.integers(0, 9), st.booleans())
def test_no_claim_takes_a_share_away_or_ends_a_lock(
    durable: Durable, current_: bytes, pending: bytes, locked: bytes, generation: int, was_locked: bool
) -> None:
    row = row_of(Role.P2, durable)
    assert row is not None
    assert row.current is not None
    slot_now = guarded(row.current, OtState.LOCKED if was_locked else OtState.OPEN)
    row = replace(row, current=slot_now, generation=5)
    claim = handshake.KeyClaim(row.key_id, current_, pending, 7, generation, locked)
    found = handshake.settle_p2(row, claim)
    assert found is not None
    assert found.current is not None
    if found.current_run_id == row.current_run_id:
        assert found.locked or not was_locked
    else:  # row C: what P1 says to have committed is our own PENDING, tested, and fresh OTs come first
        assert row.pending is not None
        assert state_of(row.pending.guard) is OtState.OPEN
        assert found.current_run_id == row.pending_run_id == current_
        assert found.must_refresh
    assert found.must_refresh or generation <= 5
    assert found.generation == max(6, generation + 1)
    assert found.mismatch == (handshake.answer(found).state is KeyState.MISMATCH)


@given(ROWS, RUNS_TOLD, st.sampled_from(KeyState), st.integers(0, 9))
def test_no_answer_takes_a_share_away(durable: Durable, c2: bytes, state: KeyState, generation: int) -> None:
    row = row_of(Role.P1, durable)
    assert row is not None
    row = replace(row, generation=5)
    found = handshake.settle_p1(row, handshake.KeyAnswer(row.key_id, c2, state, 3, generation), NOW)
    assert found is not None
    assert found.current_run_id == (row.pending_run_id if c2 == row.pending_run_id != NO_RUN else row.current_run_id)
    if c2 not in (row.current_run_id, row.pending_run_id):  # row D: nothing is erased
        assert found.mismatch
        assert found.pending_run_id == row.pending_run_id
    if state is KeyState.LOCKED and not found.mismatch:
        assert found.locked
