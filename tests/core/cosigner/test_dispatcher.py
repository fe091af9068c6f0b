"""The co-signer's end of its links: what comes first, what lives how long, what a fault costs, when answers leave."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import pytest

from core.approval.messages import AwaitDecision, Cancel, Chunk, Decision, Propose, RequestState
from core.approval.request import items
from core.approval.rules.amount import SatsLimit
from core.approval.upload import propose_p1
from core.bitcoin.signing_task import WireTask
from core.codec.codec import decode, encode
from core.codec.messages import Message, MessageType, peek_type
from core.cosigner.connection import LOOKS, Connection
from core.cosigner.dispatcher import ANSWER_GRID, MAX_CALLS, REFUSED_GRID, Dispatcher
from core.cosigner.endpoints import RUN_BURST
from core.cosigner.faults import MAX_FAULTS
from core.cosigner.preparations import PREPARE_BURST
from core.errors import BadInput, InputKind, KeyBlocked, LinkError, PeerFault, Refused
from core.home.copy_book import bare
from core.home.names import NameBook
from core.home.tables import KEY
from core.keys import handshake
from core.keys.handshake import Keys
from core.keys.state import KeyState
from core.keys.status import RuleReport, StatusOf, Used
from core.protocol.ecdsa.guard import OtState, state_of, with_state
from core.protocol.ecdsa.prepare import Purpose
from core.protocol.messages import Commit
from core.rpc.replies import RefusedFrame
from core.rpc.runner import pack
from core.rpc.single_use import MAX_SESSIONS, SESSION_LASTS
from core.transport.link.hello import Hello
from core.transport.link.identity import fingerprint, pin_of
from core.wallet.events import silent
from core.wallet.told_rules import ToldRules
from tests.support import memory
from tests.support.hostile import REFUSED, a_g1, an_a1, an_f1, declined, s1_of, spoilt
from tests.support.regions import flipped
from tests.support.two_homes import COSIGNER, NETWORK, FarEnd, Traffic, TwoHomes

DAY = 24 * 3600


# ------------------------------------------------------------------ the handshake first, once
@pytest.mark.parametrize("kind", ["A1", "F1", "G1", "PROPOSE", "WATCH", "STATUS", "COMMIT"])
def test_nothing_comes_before_the_handshake(homes: TwoHomes, kind: str) -> None:
    key = homes.key
    first: dict[str, Message] = {
        "A1": an_a1(homes),
        "F1": an_f1(homes),
        "G1": a_g1(),
        "PROPOSE": Propose(key.key_id, 5, bytes(32)),
        "WATCH": AwaitDecision(bytes(16)),
        "STATUS": StatusOf(key.key_id, key.current_run_id),
        "COMMIT": Commit(key.current_run_id),
    }
    before = encode(homes.cosigner.row)
    assert homes.raw(settled=False).ask(first[kind]) == REFUSED
    assert encode(homes.cosigner.row) == before


def test_the_handshake_happens_once(homes: TwoHomes) -> None:
    raw = homes.raw()
    generation = homes.cosigner.row.generation
    assert raw.ask(Keys((handshake.claim(homes.key),))) == REFUSED
    assert homes.cosigner.row.generation == generation


def test_a_handshake_names_each_key_once(homes: TwoHomes) -> None:
    claim = handshake.claim(homes.key)
    assert homes.raw(settled=False).ask(Keys((claim, claim))) == REFUSED


def test_the_generation_is_raised_durably_by_each_handshake(homes: TwoHomes) -> None:
    for side in (homes.computer, homes.cosigner):
        before = side.row.generation
        for _ in range(3):
            homes.client.close()
            homes.client.connected()
        assert side.row.generation == before + 3
    assert homes.computer.row.peer_generation == homes.cosigner.row.generation
    assert homes.cosigner.row.peer_generation == homes.computer.row.generation


def test_a_key_that_the_computer_does_not_name_is_kept_and_blocked(homes: TwoHomes) -> None:
    """As after its home was lost: nothing is erased, nothing is signed, and its return heals it."""
    raw = homes.raw(settled=False)
    (data,) = raw.ask(Keys(()))
    (answer,) = decode(handshake.Answer, data).answers
    assert (answer.key_id, answer.current, answer.state) == (
        homes.key.key_id,
        homes.key.current_run_id,
        KeyState.MISMATCH,
    )
    assert declined(raw.ask(an_a1(homes))).kind == "mismatch"
    homes.pay()


def test_a_key_that_is_not_held_is_answered_with_nothing(homes: TwoHomes) -> None:
    claim = replace(handshake.claim(homes.key), key_id=bytes(32))
    (data,) = homes.raw(settled=False).ask(Keys((claim, handshake.claim(homes.key))))
    first, second = decode(handshake.Answer, data).answers
    assert first == handshake.unknown(claim)
    assert second.state is KeyState.OPEN


def test_old_shares_are_in_no_log_of_the_disk(homes: TwoHomes) -> None:
    """After a commit, and a handshake that dropped a PENDING, the log is cut, and with it the share that is gone."""

    def logs() -> list[int]:
        return [(side.home / "vault-wal").stat().st_size for side in (homes.computer, homes.cosigner)]

    homes.propose(homes.wire())
    assert logs()[1] > 0
    homes.traffic.tamper = lambda frame: None if frame[5] == MessageType.STATUS else frame
    homes.client.refresh(homes.key.key_id)
    assert logs() == [0, 0]
    homes.propose(homes.wire(seed=20))
    homes.traffic.tamper = lambda frame: None if frame[5] == MessageType.PREPARED else frame
    with pytest.raises(LinkError):
        homes.client.refresh(homes.key.key_id)
    assert homes.cosigner.row.pending is not None
    homes.traffic.tamper = lambda frame: frame
    homes.client.connected()
    assert homes.cosigner.row.pending is None
    assert logs()[1] == 0


# ------------------------------------------------------------------ one link for each computer
def test_a_new_link_ends_the_old_one_and_all_it_held(homes: TwoHomes) -> None:
    old = homes.raw()
    assert peek_type(old.ask(an_a1(homes))[0]) is MessageType.A2
    held = old.link.connection
    assert len(held.sessions) == 1
    new = homes.raw()
    assert old.link.closed
    assert (held.sessions, held.calls) == ({}, {})
    assert list(homes.cosigner.dispatcher.connections.values()) == [new.link.connection]


def test_a_frame_of_an_old_link_counts_no_more(homes: TwoHomes) -> None:
    """Its reader may still have had it: the COMMIT of a run that a later handshake has dropped."""
    old = homes.raw()
    connection = old.link.connection
    homes.raw()
    before = homes.cosigner.vault.generation
    homes.cosigner.dispatcher.frame(connection, pack(1, Commit(homes.key.current_run_id)), homes.clock.monotonic())
    homes.cosigner.dispatcher.frame(connection, pack(2, an_a1(homes)), homes.clock.monotonic())
    assert homes.cosigner.vault.generation == before


def test_a_session_belongs_to_its_link(homes: TwoHomes) -> None:
    wire = homes.wire()
    homes.approved(wire)
    prepared = homes.client.prepare(homes.key.key_id, 1)
    homes.client.close()
    task = homes.checked(wire)
    with pytest.raises(Refused, match="session is gone") as caught:
        homes.client.finish(homes.key.key_id, prepared, task.task_id, items(task, (0,)))
    assert caught.value.kind == "session"
    assert MessageType.S1 not in homes.traffic.types()


# ------------------------------------------------------------------ prepared sessions
def test_a_session_lasts_ten_minutes(homes: TwoHomes) -> None:
    wire = homes.wire()
    homes.approved(wire)
    raw = homes.raw()
    early, late = s1_of(homes, raw, wire), s1_of(homes, raw, wire)
    homes.clock.sleep(SESSION_LASTS)
    assert peek_type(raw.ask(early)[0]) is MessageType.S2
    homes.clock.sleep(1)
    assert declined(raw.ask(late)).kind == "session"


def test_a_session_of_ten_minutes_is_gone_from_memory(homes: TwoHomes) -> None:
    """With the next frame of any computer, not only when somebody asks for it."""
    raw = homes.raw()
    raw.ask(an_a1(homes))
    held = raw.link.connection.sessions
    homes.clock.sleep(SESSION_LASTS)
    other = homes.raw(b"certificate of another computer")
    assert len(held) == 1
    homes.clock.sleep(1)
    other.ask(AwaitDecision(bytes(16)))
    assert held == {}


def test_a_frame_looks_at_no_other_link(homes: TwoHomes, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a thousand of them that took longer than to answer it."""
    for number in range(8):
        homes.raw(b"certificate of computer %d" % number)
    raw, expire, looked = homes.raw(), Connection.expire, list[Connection]()

    def counted(connection: Connection, now: float) -> None:
        looked.append(connection)
        expire(connection, now)

    monkeypatch.setattr(Connection, "expire", counted)
    for _ in range(5):
        raw.ask(AwaitDecision(bytes(16)))
    assert looked == [raw.link.connection] * 5
    homes.clock.sleep(LOOKS)
    raw.ask(AwaitDecision(bytes(16)))
    assert set(looked) == set(homes.cosigner.dispatcher.connections.values())
    assert len(looked) == 5 + 1 + 9


def test_a_session_serves_one_s1(homes: TwoHomes) -> None:
    wire = homes.wire()
    homes.approved(wire)
    raw = homes.raw()
    s1 = s1_of(homes, raw, wire)
    assert peek_type(raw.ask(s1)[0]) is MessageType.S2
    assert declined(raw.ask(s1)).kind == "session"


def test_a_refused_s1_has_used_its_session_up(homes: TwoHomes) -> None:
    wire = homes.wire()
    found = homes.propose(wire)
    raw = homes.raw()
    s1 = s1_of(homes, raw, wire)
    assert declined(raw.ask(s1)).kind == "pending"
    homes.cosigner.requests.approve(found.request, accept_fee=False)
    assert declined(raw.ask(s1)).kind == "session"


def test_eight_sessions_and_the_oldest_goes(homes: TwoHomes) -> None:
    wire = homes.wire()
    homes.approved(wire)
    raw = homes.raw()
    made = [s1_of(homes, raw, wire) for _ in range(MAX_SESSIONS + 1)]
    assert len(raw.link.connection.sessions) == MAX_SESSIONS
    assert declined(raw.ask(made[0])).kind == "session"
    assert peek_type(raw.ask(made[1])[0]) is MessageType.S2


def test_a_refresh_drops_the_sessions_of_its_key(homes: TwoHomes) -> None:
    wire = homes.wire()
    homes.approved(wire)
    prepared = homes.client.prepare(homes.key.key_id, 1)
    (connection,) = homes.cosigner.dispatcher.connections.values()
    assert len(connection.sessions) == 1
    homes.client.refresh(homes.key.key_id)
    assert connection.sessions == {}
    task = homes.checked(wire)
    with pytest.raises(Refused, match="session is gone"):
        homes.client.finish(homes.key.key_id, prepared, task.task_id, items(task, (0,)))


def test_a_refresh_interrupts_no_payment(homes: TwoHomes) -> None:
    """K2: what is approved or debited goes on under the new epoch."""
    approved, debited = homes.wire(), homes.wire(seed=1)
    homes.approved(approved)
    homes.approved(debited)
    homes.traffic.tamper = lambda frame: None if frame[5] == MessageType.S2 else frame
    with pytest.raises(LinkError):
        homes.sign(debited)
    homes.traffic.tamper = lambda frame: frame
    homes.client.refresh(homes.key.key_id)
    assert sorted(request.state.name for request in homes.cosigner.tasks()) == ["APPROVED", "RELEASED"]
    homes.sign(approved)
    homes.sign(debited)
    assert MessageType.PROPOSE not in homes.traffic.types()[-8:]


@pytest.mark.parametrize("seconds", [-3_600, -3, 3, 61])
def test_a_jump_of_the_clock_drops_sessions_and_calls(homes: TwoHomes, seconds: float) -> None:
    """A snapshot that is resumed would answer one session twice."""
    wire = homes.wire()
    homes.approved(wire)
    raw = homes.raw()
    s1 = s1_of(homes, raw, wire)
    raw.ask(an_f1(homes), call=70)
    assert 70 in raw.link.connection.calls
    homes.clock.jump(seconds)
    replies = raw.ask(s1, call=71)
    assert [declined([data]).kind for data in replies] == ["session", "session"]
    assert (raw.link.connection.sessions, raw.link.connection.calls) == ({}, {})
    assert any("clock jumped" in text for text in homes.cosigner.log())
    assert peek_type(raw.ask(an_a1(homes))[0]) is MessageType.A2


def test_a_message_of_a_call_that_a_jump_has_ended_is_no_fault(homes: TwoHomes) -> None:
    raw = homes.raw()
    raw.ask(Propose(homes.key.key_id, 5, bytes(32)), call=5)
    homes.clock.jump(-61)
    assert declined(raw.ask(Chunk(b"12345"), call=5)).kind == "session"
    assert raw.link.connection.faults == 0
    assert raw.ask(Chunk(b"12345"), call=5) == REFUSED  # and now it is one, for it begins nothing


def test_time_that_passes_is_no_jump(homes: TwoHomes) -> None:
    wire = homes.wire()
    homes.approved(wire)
    raw = homes.raw()
    s1 = s1_of(homes, raw, wire)
    homes.clock.sleep(300)
    homes.clock.jump(-1)
    assert peek_type(raw.ask(s1)[0]) is MessageType.S2


def test_preparing_has_a_rate(homes: TwoHomes) -> None:
    raw = homes.raw()
    for _ in range(PREPARE_BURST):
        assert peek_type(raw.ask(an_a1(homes))[0]) is MessageType.A2
    assert declined(raw.ask(an_a1(homes))).kind == "busy"
    homes.clock.sleep(0.5)
    assert peek_type(raw.ask(an_a1(homes))[0]) is MessageType.A2


def test_many_payments_in_a_row_wait_for_nothing(homes: TwoHomes) -> None:
    """After sixteen each waited for 0.6 s. No time passes here but what somebody waits for."""
    homes.allow(100_000)
    began = homes.clock.steady
    for seed in range(3 * PREPARE_BURST + 2):
        homes.pay(homes.wire(seed=seed, amount=1_000))
    assert homes.clock.steady == began


@pytest.mark.parametrize("inputs", [1, 2])
def test_only_new_signatures_are_outside_of_that_rate(homes: TwoHomes, inputs: int) -> None:
    """Not one that is made again, which costs its computer nothing; nor a session prepared for more than it was used
    for."""
    homes.allow(100_000)
    began, wires = homes.clock.steady, [homes.wire(seed=seed, amount=1_000) for seed in range(PREPARE_BURST + 2)]
    homes.pay(wires[0])
    for wire in wires[1:-1]:
        if inputs == 1:
            homes.pay(wires[0])
        else:
            task = homes.checked(wire)
            homes.approved(wire)
            session = homes.client.prepare(homes.key.key_id, inputs)
            homes.client.finish(homes.key.key_id, session, task.task_id, items(task, (0,)))
    assert homes.clock.steady == began
    homes.pay(wires[-1])
    assert homes.clock.steady > began


def test_a_drill_is_no_way_around_approval(homes: TwoHomes) -> None:
    """Its session is prepared in its own conversation, never for later."""
    raw = homes.raw()
    before = homes.cosigner.vault.generation
    for purpose in (Purpose.SELF_TEST, Purpose.DRILL):
        assert declined(raw.ask(an_a1(homes, purpose=purpose))).kind == "purpose"
    assert homes.cosigner.vault.generation == before


# ------------------------------------------------------------------ the OT check
def test_a_check_is_durable_before_and_after(homes: TwoHomes) -> None:
    raw = homes.raw()
    before = homes.cosigner.vault.generation
    raw.ask(an_a1(homes))
    assert homes.cosigner.vault.generation == before + 1
    homes.cosigner.records.flush()  # that it passed rides with the next write
    assert homes.cosigner.vault.generation == before + 2
    assert homes.cosigner.row.current is not None
    assert state_of(homes.cosigner.row.current.guard) is OtState.OPEN


def test_a_failed_check_locks_for_good(homes: TwoHomes) -> None:
    wire = homes.wire()
    homes.approved(wire)
    raw = homes.raw()
    s1 = s1_of(homes, raw, wire)
    assert raw.ask(spoilt(an_a1(homes))) == REFUSED
    assert homes.cosigner.row.locked
    assert raw.link.closed
    raw = homes.raw()
    assert declined(raw.ask(an_a1(homes))).kind == "locked"
    assert declined(raw.ask(s1)).kind == "session"  # dropped with the lock
    homes.restart_both()
    assert homes.cosigner.row.locked
    homes.client.connected()
    assert homes.computer.row.locked
    with pytest.raises(KeyBlocked) as caught:
        homes.sign(wire)
    assert caught.value.kind == "locked"


def test_a_lock_is_told_back_by_the_computer_to_a_co_signer_that_forgot_it(homes: TwoHomes) -> None:
    homes.raw().ask(spoilt(an_a1(homes)))
    homes.client.connected()
    assert homes.computer.row.locked
    row = homes.cosigner.row
    assert row.current is not None
    older = replace(row, current=replace(row.current, guard=with_state(row.current.guard, OtState.OPEN)))
    with homes.cosigner.vault.transaction() as block:  # as an older copy of its disk would have it
        block.put(KEY, row.key_id, encode(bare(older)))
    homes.cosigner.records.keys[row.key_id] = older
    homes.client.close()
    homes.client.connected()
    assert homes.cosigner.row.locked


def unlock_id(homes: TwoHomes) -> str:
    (found,) = [one for one in homes.cosigner.admin.approvals() if one.kind == "unlock"]
    return str(found.id)


def test_out_of_the_lock_only_by_a_confirmed_refresh(homes: TwoHomes) -> None:
    homes.raw().ask(spoilt(an_a1(homes)))
    key = homes.key.key_id
    for _ in range(3):  # asking again asks for nothing more
        with pytest.raises(Refused, match="confirm its refresh on the co-signer") as caught:
            homes.client.refresh(key)
        assert caught.value.kind == "pending"
    first = unlock_id(homes)
    with pytest.raises(BadInput, match="reason"):
        homes.cosigner.admin.refuse(first, "")
    homes.cosigner.admin.refuse(first, "why?")
    with pytest.raises(Refused):
        homes.client.refresh(key)
    second = unlock_id(homes)
    assert second != first
    homes.cosigner.admin.approve(second)
    homes.client.refresh(key)
    assert not homes.cosigner.row.locked
    assert not homes.computer.row.locked
    homes.pay()


def test_a_confirmation_is_used_up_by_one_run(homes: TwoHomes) -> None:
    """The self-test of the run that it allowed fails its OT check: that PENDING is dropped, the lock stays."""
    homes.raw().ask(spoilt(an_a1(homes)))
    with pytest.raises(Refused):
        homes.client.refresh(homes.key.key_id)
    homes.cosigner.admin.approve(unlock_id(homes))
    homes.traffic.tamper = lambda frame: flipped(frame, 200) if frame[5] == MessageType.A1 else frame
    with pytest.raises(PeerFault):
        homes.client.refresh(homes.key.key_id)
    homes.traffic.tamper = lambda frame: frame
    assert homes.cosigner.row.pending is None
    assert homes.cosigner.row.locked
    with pytest.raises(Refused, match="confirm its refresh"):
        homes.client.refresh(homes.key.key_id)
    assert homes.computer.row.pending is None


# ------------------------------------------------------------------ faults
def test_three_faults_suspend_the_key_and_end_the_link(homes: TwoHomes) -> None:
    wire = homes.wire()
    homes.approved(wire)
    raw = homes.raw()
    left = s1_of(homes, raw, wire)
    for _ in range(MAX_FAULTS):
        s1 = s1_of(homes, raw, wire)
        assert raw.ask(replace(s1, proof=bytes(65))) == REFUSED
    assert raw.link.closed
    rules = homes.cosigner.row.rules
    assert (rules.faults, rules.suspensions, rules.suspended_until) == (0, 1, homes.clock.wall + 15 * 60)
    assert sum(entry.count for entry in homes.cosigner.records.log() if entry.kind == "fault") == 3
    again = homes.raw()
    assert declined(again.ask(left)).kind == "session"
    assert declined(again.ask(an_a1(homes))).kind == "suspended"
    homes.clock.sleep(15 * 60)
    homes.sign(wire)
    assert homes.cosigner.row.rules.faults == 0


def test_one_fault_costs_its_own_session_only(homes: TwoHomes) -> None:
    wire = homes.wire()
    homes.approved(wire)
    raw = homes.raw()
    good = s1_of(homes, raw, wire)
    raw.ask(replace(s1_of(homes, raw, wire), proof=bytes(65)))
    assert homes.cosigner.row.rules.faults == 1
    assert homes.cosigner.row.rules.unlock is None
    assert peek_type(raw.ask(good)[0]) is MessageType.S2


def test_a_suspension_drops_sessions_also_where_the_link_stays(homes: TwoHomes) -> None:
    """One fault came over an earlier link. Ended early by a person, what was prepared before is still gone."""
    wire = homes.wire()
    homes.approved(wire)
    first = homes.raw()
    first.ask(replace(s1_of(homes, first, wire), proof=bytes(65)))
    raw = homes.raw()
    left = s1_of(homes, raw, wire)
    for _ in range(2):
        raw.ask(replace(s1_of(homes, raw, wire), proof=bytes(65)))
    assert not raw.link.closed
    homes.cosigner.admin.approve(unlock_id(homes))
    assert declined(raw.ask(left)).kind == "session"


def suspend(homes: TwoHomes) -> None:
    wire = homes.wire(seed=77)
    homes.approved(wire)
    raw = homes.raw()
    for _ in range(MAX_FAULTS):
        raw.ask(replace(s1_of(homes, raw, wire), proof=bytes(65)))


def test_a_suspension_is_ended_early_on_the_co_signer_only(homes: TwoHomes) -> None:
    suspend(homes)
    (shown,) = homes.cosigner.admin.approvals()
    assert (shown.kind, shown.warnings) == ("unlock", ("suspended",))
    homes.cosigner.admin.approve(shown.id)
    assert homes.cosigner.admin.approvals() == ()
    homes.sign(homes.wire(seed=77))


def test_a_request_to_end_a_suspension_lasts_as_long_as_it(homes: TwoHomes) -> None:
    suspend(homes)
    homes.client.refresh(homes.key.key_id)  # ends no suspension, and takes no request away
    assert len(homes.cosigner.admin.approvals()) == 1
    homes.clock.sleep(15 * 60)
    assert homes.cosigner.admin.approvals() == ()
    homes.sign(homes.wire(seed=77))
    assert homes.cosigner.row.rules.unlock is None


def test_a_suspension_stops_neither_refresh_nor_status_nor_proposals(homes: TwoHomes) -> None:
    suspend(homes)
    assert homes.client.status(homes.key.key_id).suspended_until == int(homes.clock.wall) + 15 * 60
    homes.propose(homes.wire())
    homes.client.refresh(homes.key.key_id)
    with pytest.raises(KeyBlocked, match="15 minutes"):
        homes.sign(homes.wire(seed=77))


def test_faults_of_a_link_alone_count_for_no_key(homes: TwoHomes) -> None:
    raw = homes.raw()
    for _ in range(MAX_FAULTS):
        assert raw.ask(RefusedFrame()) == REFUSED
    assert raw.link.closed
    assert homes.cosigner.row.rules.faults == 0


@pytest.mark.parametrize("frame", [b"", b"\0\0\0\1", b"\0\0\0\1\1"])
def test_what_is_no_frame_ends_the_link(homes: TwoHomes, frame: bytes) -> None:
    raw = homes.raw()
    raw.link.send(frame)
    assert raw.link.closed
    assert homes.cosigner.dispatcher.connections == {}


def test_calls_under_way_are_few(homes: TwoHomes) -> None:
    raw = homes.raw()
    for _ in range(MAX_CALLS):
        assert raw.ask(Propose(homes.key.key_id, 1, bytes(32))) == []
    assert raw.ask(Propose(homes.key.key_id, 1, bytes(32))) == REFUSED


def test_proposals_under_way_are_small(homes: TwoHomes) -> None:
    raw = homes.raw()
    for _ in range(2):
        assert raw.ask(Propose(homes.key.key_id, 16 << 20, bytes(32))) == []
    assert declined(raw.ask(Propose(homes.key.key_id, 1, bytes(32)))).kind == "busy"
    assert homes.propose(homes.wire()).state is RequestState.PROPOSED  # another link begins anew


def test_a_wrong_message_in_a_call_ends_it(homes: TwoHomes) -> None:
    raw = homes.raw()
    raw.ask(Propose(homes.key.key_id, 5, bytes(32)), call=9)
    assert raw.ask(AwaitDecision(bytes(16)), call=9) == REFUSED
    assert raw.link.connection.calls == {}


# ------------------------------------------------------------------ runs
def test_one_run_at_a_time(homes: TwoHomes) -> None:
    raw = homes.raw()
    assert peek_type(raw.ask(an_f1(homes))[0]) is MessageType.F2
    for other in (an_f1(homes), a_g1()):
        assert raw.ask(other) == REFUSED
    assert len(raw.link.connection.calls) == 1


def test_refreshes_have_a_rate(homes: TwoHomes) -> None:
    for _ in range(RUN_BURST):
        assert peek_type(homes.raw().ask(an_f1(homes))[0]) is MessageType.F2
    assert declined(homes.raw().ask(an_f1(homes))).kind == "busy"
    homes.clock.sleep(60)
    assert peek_type(homes.raw().ask(an_f1(homes))[0]) is MessageType.F2


def test_new_keys_have_a_rate(homes: TwoHomes) -> None:
    for _ in range(RUN_BURST):
        assert peek_type(homes.raw().ask(a_g1())[0]) is MessageType.G2
    assert declined(homes.raw().ask(a_g1())).kind == "busy"
    assert peek_type(homes.raw(b"another computer").ask(a_g1())[0]) is MessageType.G2
    homes.clock.sleep(60)
    homes.client.new_key("other", NETWORK)


def test_six_refreshes_begun_and_not_completed_and_a_hundred_completed(homes: TwoHomes) -> None:
    row = homes.cosigner.row
    now = int(homes.clock.wall)
    for change in ({"started": (now,) * 6}, {"completed": (now,) * 100}):
        with homes.cosigner.records.write() as write:
            write.key(replace(row, **change))
        with pytest.raises(KeyBlocked, match="too many refreshes") as caught:
            homes.client.refresh(homes.key.key_id)
        assert caught.value.kind == "too_many"
    homes.clock.sleep(DAY)
    homes.client.refresh(homes.key.key_id)


def test_three_refreshes_whose_self_test_fails_are_all_of_a_day(homes: TwoHomes) -> None:
    homes.traffic.tamper = lambda frame: flipped(frame, 200) if frame[5] == MessageType.A1 else frame
    for _ in range(3):
        with pytest.raises(PeerFault):
            homes.client.refresh(homes.key.key_id)
    with pytest.raises(KeyBlocked, match="too many refreshes"):
        homes.client.refresh(homes.key.key_id)
    assert homes.cosigner.row.pending is None
    homes.traffic.tamper = lambda frame: frame
    homes.pay()  # nothing is locked by it
    homes.clock.sleep(DAY)
    homes.client.refresh(homes.key.key_id)


@pytest.mark.parametrize(("network", "name", "kind"), [("practice", "other", "network"), (NETWORK, "savings", "name")])
def test_a_key_generation_may_be_declined(homes: TwoHomes, network: str, name: str, kind: str) -> None:
    with pytest.raises(Refused) as caught:
        homes.client.new_key(name, network)
    assert caught.value.word == kind
    assert len(homes.cosigner.records.keys) == 1
    assert MessageType.G2 not in homes.traffic.types()


def test_a_practice_co_signer_holds_practice_keys_only(homes: TwoHomes) -> None:
    with homes.cosigner.records.write() as write:
        write.home(replace(homes.cosigner.records.home, practice=True))
    with pytest.raises(Refused, match="practice wallets only"):
        homes.client.new_key("other", NETWORK)
    homes.client.new_key("other", "practice")


def test_a_birth_whose_test_fails_leaves_no_key(homes: TwoHomes) -> None:
    """The OT check inside a PENDING drops it: nothing was ever signed with it, so nothing is locked."""
    homes.traffic.tamper = lambda frame: flipped(frame, 200) if frame[5] == MessageType.A1 else frame
    with pytest.raises(PeerFault):
        homes.client.new_key("second", NETWORK)
    assert [row.name for row in homes.cosigner.records.keys.values()] == ["savings"]
    assert len(homes.computer.records.keys) == 2
    homes.traffic.tamper = lambda frame: frame
    homes.client.connected()
    assert [row.name for row in homes.computer.records.keys.values()] == ["savings"]
    homes.client.new_key("second", NETWORK)


def test_names_of_wallets_are_free_for_each_computer_and_not_told_to_another(homes: TwoHomes) -> None:
    """What another computer calls its wallet is neither in the way, nor to be found out by trying."""
    with homes.cosigner.records.write() as write:
        write.key(replace(homes.cosigner.row, key_id=bytes(32), name="second", pin=bytes(32)))
    homes.client.new_key("second", NETWORK)
    assert sorted(row.name for row in homes.cosigner.records.keys.values()) == ["savings", "second", "second"]


@pytest.mark.parametrize("name", ["Savings", "s\u0430vings", "--help", "sav\u200bings", "Office/savings"])
def test_a_computer_cannot_name_a_wallet_so_that_a_person_is_misled(name: str, homes: TwoHomes) -> None:
    """Whatever its own program would say."""
    with pytest.raises(Refused) as caught:
        homes.client.new_key(name, NETWORK)
    assert caught.value.word == "name"
    assert len(homes.cosigner.records.keys) == 1


def test_lookalike_wallet_name_over_two_pins(homes: TwoHomes) -> None:
    """A stranger's computer names its wallet like ours: nobody gets its address, or sets its rules, by our name."""
    own = homes.cosigner.row
    with homes.cosigner.records.write() as write:
        write.key(replace(own, key_id=bytes(32), pin=bytes(32)))
    for asks in (homes.cosigner.admin.address, homes.cosigner.admin.policy_show):
        with pytest.raises(BadInput, match="several computers have a wallet of this name") as caught:
            asks(own.name)
        assert caught.value.kind is InputKind.SEVERAL_WALLETS
    found = homes.cosigner.admin.address(f"{fingerprint(own.pin)}/{own.name}")
    assert (found.wallet, found.computer) == (own.name, fingerprint(own.pin))


def test_what_is_written_down_names_the_computer_once_there_are_several(homes: TwoHomes) -> None:
    homes.client.refresh(homes.key.key_id)
    assert "savings (regtest): epoch 2 is current; the old shares are erased" in homes.cosigner.log()
    with homes.cosigner.records.write() as write:
        write.key(replace(homes.cosigner.row, key_id=bytes(32), pin=bytes(32)))
    homes.client.refresh(homes.key.key_id)
    whose = fingerprint(pin_of(homes.certificate))
    assert f"{whose}/savings (regtest): epoch 3 is current; the old shares are erased" in homes.cosigner.log()


def test_both_sides_tell_their_names_when_they_meet(homes: TwoHomes) -> None:
    homes.names = ("Office", "Kitchen NUC")
    homes.client.connected()
    computer, cosigner = (NameBook(side.records, lambda: 0) for side in (homes.computer, homes.cosigner))
    assert cosigner.title(pin_of(homes.certificate)) == "“Office”"
    assert computer.title(pin_of(COSIGNER)) == "“Kitchen NUC”"


def test_nothing_is_proposed_for_a_key_that_does_not_match(homes: TwoHomes) -> None:
    raw = homes.raw(settled=False)
    raw.ask(Keys(()))
    found = declined(raw.ask(Propose(homes.key.key_id, 5, bytes(32))))
    assert (found.blocked, found.kind) == (True, "mismatch")


def test_a_late_commit_is_answered_again_and_changes_nothing(homes: TwoHomes) -> None:
    raw = homes.raw()
    before = homes.cosigner.vault.generation
    for _ in range(2):
        (data,) = raw.ask(Commit(homes.key.current_run_id))
        assert peek_type(data) is MessageType.COMMITTED
    assert homes.cosigner.vault.generation == before
    assert raw.ask(Commit(bytes(31) + b"\1")) == []  # silence, and the end of the link
    assert raw.link.closed


def test_an_address_is_shown_when_the_computer_is_known_to_have_committed(homes: TwoHomes) -> None:
    assert homes.cosigner.row.peer_committed
    homes.traffic.tamper = lambda frame: None if frame[5] in (MessageType.COMMITTED, MessageType.STATUS) else frame
    with pytest.raises(LinkError):
        homes.client.refresh(homes.key.key_id)
    assert not homes.cosigner.row.peer_committed
    homes.traffic.tamper = lambda frame: frame
    homes.client.connected()
    assert homes.computer.row.current_run_id == homes.cosigner.row.current_run_id
    homes.client.status(homes.key.key_id)
    assert homes.cosigner.row.peer_committed


# ------------------------------------------------------------------ questions
def test_a_report(homes: TwoHomes) -> None:
    homes.allow(5_000)
    homes.propose(homes.wire())
    found = homes.client.status(homes.key.key_id)
    assert (found.name, found.epoch, found.state, found.open_requests) == ("savings", 1, KeyState.OPEN, 1)
    assert ToldRules.of(found).approve_below == 5_000


def test_a_report_carries_the_rules_as_they_are_applied(homes: TwoHomes) -> None:
    homes.allow(50_000)
    homes.propose(homes.wire(40_000, fee=500))
    rules = homes.client.status(homes.key.key_id).rules
    assert rules.rules == (RuleReport("approve-below", encode(SatsLimit(50_000))),)
    assert (rules.used, rules.now) == (Used(40_500, 40_500, 40_500), int(homes.clock.wall))
    homes.allow(0)
    assert ToldRules.of(homes.client.status(homes.key.key_id)).unattended_limit == 0


def test_watch_and_cancel_over_the_link(homes: TwoHomes) -> None:
    found = homes.propose(homes.wire())
    raw = homes.raw()
    assert raw.ask(AwaitDecision(found.request)) == []
    told, answer = raw.ask(Cancel(found.request))  # to the one who watches, and to the one who asked
    assert told == answer
    assert decode(Decision, told).state is RequestState.CANCELLED
    (told,) = raw.ask(AwaitDecision(found.request))
    assert decode(Decision, told).state is RequestState.CANCELLED
    assert declined(raw.ask(AwaitDecision(bytes(16)))).kind == "input"


def test_a_decision_is_told_to_a_link_that_has_gone_without_harm(homes: TwoHomes) -> None:
    found = homes.propose(homes.wire())
    raw = homes.raw()
    raw.ask(AwaitDecision(found.request))
    raw.link.near.cut()
    homes.cosigner.requests.approve(found.request, accept_fee=False)
    assert homes.cosigner.dispatcher.connections == {}
    assert homes.client.decision(found, None, silent) is RequestState.APPROVED


def test_what_cannot_be_read_as_a_payment_is_input(homes: TwoHomes) -> None:
    raw = homes.raw()
    script: Any = propose_p1(homes.key.key_id, WireTask(NETWORK, b"no PSBT", ()))
    raw.ask(next(script).message, call=5)
    found = declined(raw.ask(next(script).message, call=5))
    assert (found.kind, found.blocked) == ("input", False)
    assert raw.link.connection.faults == 0


# ------------------------------------------------------------------ when answers leave
def test_answers_leave_on_a_grid(homes: TwoHomes) -> None:
    """A2, S2, TEST_S2 and refusals at multiples of 5 ms after receipt, REFUSED of 50 ms, whatever they took."""
    homes.pay()
    homes.client.refresh(homes.key.key_id)
    raw = homes.raw()
    raw.ask(spoilt(an_a1(homes)))
    homes.raw().ask(an_a1(homes))
    scheduled = {kind for kind, at in homes.traffic.schedule if at is not None}
    assert scheduled == {MessageType.A2, MessageType.S2, MessageType.TEST_S2, MessageType.REFUSED, MessageType.DECLINED}
    assert {kind for kind, at in homes.traffic.schedule if at is None}.isdisjoint(scheduled)


@pytest.mark.parametrize(("work", "steps"), [(0.01, 1), (0.99, 1), (1.01, 2), (7.5, 8)])
@pytest.mark.parametrize(("bad", "grid"), [(False, ANSWER_GRID), (True, REFUSED_GRID)])
def test_the_grid_counts_from_receipt(homes: TwoHomes, bad: bool, grid: float, work: float, steps: int) -> None:
    """Whatever an answer took (`work` steps of the grid), it leaves at the next whole one; never at once."""
    cosigner, clock = homes.cosigner, homes.clock
    worked = 0.0
    dispatcher = Dispatcher(cosigner.records, cosigner.requests, clock.now, lambda: clock.monotonic() + worked)
    _, far = memory.pair(Hello.make(homes.told), certificates=(homes.certificate, b"x"))
    traffic = Traffic()
    connection = dispatcher.opened(FarEnd(far, traffic))
    dispatcher.frame(connection, pack(1, Keys((handshake.claim(homes.key),))), clock.monotonic())
    a1 = an_a1(homes)
    received = clock.monotonic()
    worked = work * grid
    dispatcher.frame(connection, pack(2, spoilt(a1) if bad else a1), received)
    (_, at) = traffic.schedule[-1]
    assert at == pytest.approx(received + steps * grid)


# ------------------------------------------------------------------ many threads
def test_a_decision_reaches_a_computer_that_waits(homes: TwoHomes) -> None:
    homes.traffic.patience = 10
    found = homes.propose(homes.wire())
    timer = threading.Timer(0.2, lambda: homes.cosigner.requests.approve(found.request, accept_fee=False))
    timer.start()
    assert homes.client.decision(found, None, silent) is RequestState.APPROVED
    timer.join()
    homes.traffic.patience = 0.1
    homes.sign(homes.wire())
