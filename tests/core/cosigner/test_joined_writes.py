"""An A1 that comes with its proposal: what becomes durable with one sync, and what of it is read only then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.approval.messages import Chunk, Propose, RequestState
from core.approval.upload import CHUNK, MIN_CHUNK, propose_p1
from core.bitcoin.psbt import Psbt
from core.bitcoin.signing_task import WireTask
from core.codec.codec import encode
from core.codec.messages import MessageType, peek_type
from core.cosigner.api import PolicyChange
from core.cosigner.endpoints import MAX_COLLECTING
from core.cosigner.preparations import PREPARE_BURST
from core.errors import Bug, LinkError, RefusalKind
from core.home.repository import Repository
from core.keys.record import KeyRecord, slot_of
from core.keys.status import StatusOf
from core.primitives import ot_extension
from core.protocol.ecdsa.guard import OtState, state_of
from core.protocol.ecdsa.prepare import A1
from core.rpc.single_use import SESSION_LASTS
from core.sansio.effects import Send
from core.wallet.batches import BATCH
from core.wallet.signer import Signer
from tests.core.wallet.test_signer import person
from tests.support.hostile import REFUSED, an_a1, declined, s1_of, spoilt
from tests.support.payment import BTC, SHOP, Coin, Pay, psbt
from tests.support.served_homes import LIMIT, ServedHomes, served_homes
from tests.support.two_homes import Fate, Hostile, Killed, TwoHomes

PROPOSED, A2 = MessageType.PROPOSED, MessageType.A2
NOBODY_ASKED = 100_000


@pytest.fixture
def served(tmp_path: Path) -> Iterator[ServedHomes]:
    with served_homes(tmp_path / "homes") as found:
        yield found


def small(homes: TwoHomes) -> Psbt:
    """A payment that rules may allow."""
    pays = [Pay(40_000, SHOP), Pay(BTC - 40_500, homes.table.script(1, 0))]
    return psbt([Coin(script=homes.table.script(0, 0))], pays)


def guard_of(row: KeyRecord) -> OtState:
    return state_of(slot_of(row).guard)


def first_and_last(homes: TwoHomes, wire: WireTask) -> tuple[Propose, Chunk]:
    """The two messages of a small proposal."""
    first, last = [one.message for one in list(_sends(homes, wire))]
    assert isinstance(first, Propose)
    assert isinstance(last, Chunk)
    return first, last


def _sends(homes: TwoHomes, wire: WireTask) -> Iterator[Send]:
    for effect in propose_p1(homes.key.key_id, wire):
        if not isinstance(effect, Send):
            return
        yield effect


def together(raw: Hostile, homes: TwoHomes, wire: WireTask, a1: A1) -> list[bytes]:
    """What a proposal and an A1 with it are answered with."""
    first, last = first_and_last(homes, wire)
    call, other = raw.call + 1, raw.call + 2
    raw.call = other
    assert raw.ask(first, call) == []
    assert raw.ask(a1, other) == []  # it waits
    return raw.ask(last, call)


def kinds(replies: list[bytes]) -> list[MessageType]:
    return [peek_type(one) for one in replies]


def unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ot_extension, "extend_send", lambda *_: pytest.fail("columns were read"))


# ------------------------------------------------------------------ how many writes are waited for
@pytest.mark.parametrize("asked", [False, True])
def test_a_payment_waits_for_two_writes(homes: TwoHomes, asked: bool) -> None:
    """The proposal, its decision and CHECKING; the debit. With a person's yes, their decision is the third."""
    if not asked:
        homes.allow(NOBODY_ASKED)
    homes.client.connected()
    before = homes.cosigner.vault.generation
    Signer(homes.client).sign(homes.key, small(homes), progress=person(homes))
    assert homes.cosigner.vault.generation == before + 2 + asked
    assert [one.state for one in homes.cosigner.tasks()] == [RequestState.RELEASED]
    assert guard_of(homes.cosigner.row) is OtState.OPEN


def test_a_person_who_takes_an_hour_costs_one_write_more(homes: TwoHomes) -> None:
    """What was prepared is gone after ten minutes, and is prepared anew."""
    homes.client.connected()
    wire, key_id = homes.wire(), homes.key.key_id
    task_id = homes.checked(wire).task_id
    ahead = []
    homes.client.propose(homes.key, wire, lambda: ahead.append(homes.client.preparing(key_id, 1, task_id)))
    ahead[0].finish()
    homes.clock.sleep(SESSION_LASTS + 1)
    homes.approved(wire)
    before = homes.cosigner.vault.generation
    homes.sign(wire)
    assert homes.cosigner.vault.generation == before + 2  # CHECKING, debit


# ------------------------------------------------------------------ CHECKING before a column (rule F3)
@pytest.mark.parametrize("when", ["before", "full", "after"])
def test_no_column_is_read_before_both_are_durable(homes: TwoHomes, when: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed at the one write: all of it is there or nothing, and what is there is a refresh first."""
    unread(monkeypatch)
    raw = homes.raw()
    homes.cosigner.meets(Fate(1, when))
    replies = together(raw, homes, homes.wire(), an_a1(homes))
    assert kinds(replies) == ([MessageType.DECLINED] if when == "full" else [])
    homes.restart()
    homes.client.connected()
    assert [one.state for one in homes.cosigner.tasks()] == [RequestState.PROPOSED] * (when == "after")
    assert homes.cosigner.row.must_refresh == (when == "after")


def test_where_the_write_of_both_came_to_nothing_the_check_has_a_write_of_its_own(
    homes: TwoHomes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a mistake of the program, after which the line goes on."""
    raw, seen, real = homes.raw(), list[OtState](), ot_extension.extend_send

    def mistaken() -> None:
        raise Bug("a mistake")

    def reads(*given: Any) -> Any:
        seen.append(guard_of(next(iter(Repository(homes.cosigner.vault).keys.values()))))
        return real(*given)

    monkeypatch.setattr(ot_extension, "extend_send", reads)
    with monkeypatch.context() as patch:
        patch.setattr(homes.cosigner.records, "ticks", mistaken)
        with pytest.raises(Bug, match="a mistake"):
            together(raw, homes, homes.wire(), an_a1(homes))
    assert homes.cosigner.tasks() == []
    raw.link.connection.calls.pop(raw.call - 1)
    raw.ask(StatusOf(homes.key.key_id, bytes(32)))
    assert seen == [OtState.CHECKING]


def test_a_mistake_of_the_program_before_the_check_undoes_no_proposal(
    homes: TwoHomes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the A1 that came with it, while both are written: it ends the line when the A1 goes on."""
    unread(monkeypatch)
    raw = homes.raw()

    def mistaken(*_: object) -> None:
        raise ValueError("a mistake")

    monkeypatch.setattr("core.cosigner.preparations.hedged_by", mistaken)
    with pytest.raises(ValueError, match="a mistake"):
        together(raw, homes, homes.wire(), an_a1(homes))
    assert [one.state for one in homes.cosigner.tasks()] == [RequestState.PROPOSED]
    assert guard_of(homes.cosigner.row) is OtState.OPEN


def test_killed_in_the_check_the_payment_stands_and_the_key_is_renewed(
    homes: TwoHomes, monkeypatch: pytest.MonkeyPatch
) -> None:
    homes.allow(NOBODY_ASKED)
    raw = homes.raw()

    def dies(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(ot_extension, "extend_send", dies)
        assert kinds(together(raw, homes, homes.wire(), an_a1(homes))) == [PROPOSED]
    assert not homes.cosigner.alive
    homes.restart()
    homes.client.connected()
    assert homes.cosigner.row.must_refresh
    homes.sign(homes.wire())  # it refreshes first
    assert [one.state for one in homes.cosigner.tasks()] == [RequestState.RELEASED]


def test_a_check_that_fails_locks_and_the_proposal_stands(homes: TwoHomes) -> None:
    homes.allow(NOBODY_ASKED)
    raw = homes.raw()
    replies = together(raw, homes, homes.wire(), spoilt(an_a1(homes)))
    assert kinds(replies) == [PROPOSED, MessageType.REFUSED]
    assert homes.cosigner.row.locked
    assert raw.link.connection.sessions == {}
    homes.restart_both()
    assert guard_of(homes.cosigner.row) is OtState.LOCKED
    assert [one.state for one in homes.cosigner.tasks()] == [RequestState.APPROVED]


@pytest.mark.parametrize("at", [1, 2])
@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_around_a_lock_no_refusal_leaves_without_it(homes: TwoHomes, at: int, when: str) -> None:
    """The proposal with CHECKING, then LOCKED."""
    raw = homes.raw()
    homes.cosigner.meets(Fate(at, when))
    replies = together(raw, homes, homes.wire(), spoilt(an_a1(homes)))
    assert MessageType.REFUSED not in kinds(replies)
    homes.restart()
    homes.client.connected()
    row = homes.cosigner.row
    assert row.locked == ((at, when) == (2, "after"))
    assert row.must_refresh == (row.locked is False and (at, when) != (1, "before"))


def test_both_wait_for_one_batch_and_nothing_leaves_before_it(served: ServedHomes) -> None:
    """On the co-signer that serves: at the gate before the disk there is one write, and then one more for the debit."""
    homes = served.homes
    homes.client.connected()
    served.alone(lambda: homes.allow(NOBODY_ASKED))
    began, batches = len(served.sent()), len(served.gate.batches)
    served.gate.close()
    paid = served.meanwhile(lambda: Signer(homes.client).sign(homes.key, small(homes)))
    served.gate.wait()
    assert served.sent()[began:] == []
    assert homes.cosigner.tasks() == []  # memory
    assert guard_of(homes.cosigner.row) is OtState.OPEN
    served.gate.let_one()
    seen = []
    while not paid.done():
        if served.gate.arrived(0.02):
            seen.append(served.sent()[began:])
            served.gate.let_one()
    paid.result(LIMIT)
    served.gate.open()
    assert not any(MessageType.S2 in one for one in seen[:1])
    assert [kind for kind in served.sent()[began:] if kind in (PROPOSED, A2, MessageType.S2)] == [
        PROPOSED,
        A2,
        MessageType.S2,
    ]
    assert len(served.gate.batches) - batches <= 4  # what rides may have a batch of its own


# ------------------------------------------------------------------ what comes of the A1 when nothing comes of the task
def test_with_what_a_rule_refuses_nothing_is_prepared(homes: TwoHomes, monkeypatch: pytest.MonkeyPatch) -> None:
    unread(monkeypatch)
    homes.cosigner.admin.policy_set(PolicyChange(max_payment=10_000))
    raw = homes.raw()
    for seed in range(PREPARE_BURST + 1):  # nor does it count
        proposed, no = together(raw, homes, homes.wire(seed=seed), an_a1(homes))
        assert peek_type(proposed) is PROPOSED
        assert declined([no]).kind == RefusalKind.SESSION
    assert guard_of(homes.cosigner.row) is OtState.OPEN
    assert {one.state for one in homes.cosigner.tasks()} == {RequestState.REFUSED}


def test_nor_with_one_that_is_damaged(homes: TwoHomes, monkeypatch: pytest.MonkeyPatch) -> None:
    unread(monkeypatch)
    raw = homes.raw()
    first, last = first_and_last(homes, homes.wire())
    raw.ask(first, 50)
    assert raw.ask(an_a1(homes), 51) == []
    fault, no = raw.ask(replace(last, data=bytes(len(last.data))), 50)
    assert [fault] == REFUSED
    assert declined([no]).kind == RefusalKind.SESSION


def test_nor_with_one_that_there_is_no_place_for(homes: TwoHomes, monkeypatch: pytest.MonkeyPatch) -> None:
    unread(monkeypatch)
    raw = homes.raw()
    waits = replace(first_and_last(homes, homes.wire())[0], size=2 * MIN_CHUNK)
    monkeypatch.setattr(homes.cosigner.vault, "has_room", lambda _=0: False)
    assert kinds(raw.ask(waits, 60)) == [MessageType.DECLINED]
    assert raw.ask(an_a1(homes), 61) == []
    assert raw.ask(Chunk(bytes(MIN_CHUNK)), 60) == []
    assert declined(raw.ask(Chunk(bytes(MIN_CHUNK)), 60)).kind == RefusalKind.SESSION


def test_told_again_it_is_not_written_again_and_the_check_is(homes: TwoHomes) -> None:
    wire = homes.wire()
    homes.propose(wire)
    raw = homes.raw()
    before = homes.cosigner.vault.generation
    assert kinds(together(raw, homes, wire, an_a1(homes))) == [PROPOSED, A2]
    assert homes.cosigner.vault.generation == before + 1


# ------------------------------------------------------------------ a computer that lies
def test_the_limit_on_checks_is_the_same(homes: TwoHomes) -> None:
    """A1 that are followed by no debit: after sixteen the proposal stands and its A1 is not read, at no cost."""
    homes.allow(NOBODY_ASKED)
    raw = homes.raw()
    for seed in range(PREPARE_BURST):
        assert kinds(together(raw, homes, homes.wire(seed=seed, amount=1_000), an_a1(homes))) == [PROPOSED, A2]
    proposed, no = together(raw, homes, homes.wire(seed=99, amount=1_000), an_a1(homes))
    assert peek_type(proposed) is PROPOSED
    assert declined([no]).kind == RefusalKind.BUSY
    assert guard_of(homes.cosigner.row) is OtState.OPEN
    homes.clock.sleep(0.5)
    assert kinds(together(raw, homes, homes.wire(seed=100, amount=1_000), an_a1(homes))) == [PROPOSED, A2]


def test_what_waits_is_small_and_counts_among_what_arrives(homes: TwoHomes) -> None:
    """The largest A1 there is; a longer message is none, and a fault at once."""
    raw = homes.raw()
    first, _ = first_and_last(homes, homes.wire())
    raw.ask(first, 30)
    a1 = an_a1(homes, B=BATCH)
    raw.link.send((31).to_bytes(4, "big") + encode(a1) + bytes(1))
    assert raw.replies() == REFUSED
    before = sum(call.collecting for call in raw.link.connection.calls.values())
    assert raw.ask(a1, 32) == []
    held = sum(call.collecting for call in raw.link.connection.calls.values()) - before
    assert held == len(encode(a1)) < MAX_COLLECTING // 128


def test_of_a_wrong_epoch_nothing_is_written(homes: TwoHomes) -> None:
    raw = homes.raw()
    wrong = replace(an_a1(homes), epoch_id=bytes(32))
    proposed, no = together(raw, homes, homes.wire(), wrong)
    assert peek_type(proposed) is PROPOSED
    assert declined([no]).blocked
    assert guard_of(homes.cosigner.row) is OtState.OPEN


def test_one_a1_waits_with_a_proposal_and_the_next_does_not(homes: TwoHomes) -> None:
    raw = homes.raw()
    first, last = first_and_last(homes, homes.wire())
    raw.ask(first, 70)
    assert raw.ask(an_a1(homes), 71) == []
    assert kinds(raw.ask(an_a1(homes), 72)) == [A2]
    assert raw.ask(an_a1(homes), 71) == REFUSED  # nothing may come in its call
    assert kinds(raw.ask(last, 70)) == [PROPOSED]


@pytest.mark.parametrize("wanted", [True, False])
def test_another_payment_waits_for_no_long_upload(
    homes: TwoHomes, wanted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the same key: 16 MiB may take minutes, and whoever waits for an A2 gives up after half a minute."""
    raw = homes.raw()
    monkeypatch.setattr(homes.cosigner.vault, "has_room", lambda _=0: wanted)
    first = replace(first_and_last(homes, homes.wire())[0], size=2 * CHUNK + 1)
    assert kinds(raw.ask(first, 40)) == [MessageType.DECLINED] * (not wanted)
    assert kinds(raw.ask(an_a1(homes), 41)) == [A2]
    raw.ask(Chunk(bytes(CHUNK)), 40)
    assert kinds(raw.ask(an_a1(homes), 42)) == [A2]
    raw.ask(Chunk(bytes(CHUNK)), 40)
    assert raw.ask(an_a1(homes), 43) == []


def test_each_waits_for_the_proposal_that_it_came_with(homes: TwoHomes) -> None:
    raw = homes.raw()
    messages = [first_and_last(homes, homes.wire(seed=seed)) for seed in (1, 2)]
    for n, (first, _) in enumerate(messages):
        raw.ask(first, 80 + n)
        assert raw.ask(an_a1(homes), 90 + n) == []
    for n in (1, 0):
        assert kinds(raw.ask(messages[n][1], 80 + n)) == [PROPOSED, A2]


def test_it_is_a_session_like_any_other(homes: TwoHomes) -> None:
    """The A1 carries nothing of the task: what it prepares may sign another one that is approved, once."""
    homes.allow(NOBODY_ASKED)
    other = homes.wire(seed=7)
    homes.propose(other)
    raw = homes.raw()
    s1 = s1_of(homes, raw, other)
    assert kinds(raw.ask(s1)) == [MessageType.S2]
    assert declined(raw.ask(s1)).kind == RefusalKind.SESSION


def test_what_waits_ends_with_its_link(homes: TwoHomes, monkeypatch: pytest.MonkeyPatch) -> None:
    unread(monkeypatch)
    raw = homes.raw()
    first, last = first_and_last(homes, homes.wire())
    raw.ask(first, 5)
    raw.ask(an_a1(homes), 6)
    homes.raw()
    with pytest.raises(LinkError):
        raw.ask(last, 5)
    assert raw.link.connection.calls == {}
    assert homes.cosigner.tasks() == []


def test_a_clock_that_jumps_while_both_are_written_reads_nothing(
    served: ServedHomes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another computer's job finds the jump and ends all calls. The A1 is not read, so OPEN is right, and written."""
    homes = served.homes
    side, client = served.another(tmp_path / "other")
    served.alone(lambda: homes.allow(NOBODY_ASKED))
    raw = served.raw()
    unread(monkeypatch)
    first, last = first_and_last(homes, homes.wire())
    raw.ask(first, 5)
    raw.ask(an_a1(homes), 6)
    served.gate.close()
    asked = served.meanwhile(lambda: raw.ask(last, 5))
    served.gate.wait()
    homes.clock.jump(3_600)
    other = served.meanwhile(lambda: client.propose(side.row, homes.wire_of(side.row)))
    served.until_queued(1)
    served.gate.open()
    assert A2 not in kinds(asked.result(LIMIT))
    other.result(LIMIT)
    served.alone(homes.cosigner.records.flush)
    assert guard_of(homes.cosigner.records.keys[homes.key.key_id]) is OtState.OPEN
    assert raw.link.connection.sessions == {}


def test_a_line_that_drops_between_the_write_and_the_check_costs_no_refresh(
    homes: TwoHomes, monkeypatch: pytest.MonkeyPatch
) -> None:
    unread(monkeypatch)
    raw = homes.raw()

    def drops(frame: bytes) -> bytes:
        if frame[5] == PROPOSED:
            raise LinkError("the line dropped")
        return frame

    homes.traffic.tamper = drops
    assert together(raw, homes, homes.wire(), an_a1(homes)) == []
    assert guard_of(homes.cosigner.row) is OtState.OPEN
    homes.cosigner.records.flush()
    homes.restart_both()
    assert not homes.cosigner.row.must_refresh


def test_the_wallet_goes_on_where_its_a1_fell(homes: TwoHomes) -> None:
    """Its A1 was one too many: it prepares again when it signs."""
    homes.client.connected()
    for _ in range(PREPARE_BURST):
        homes.client.prepare(homes.key.key_id, 1)
    homes.allow(NOBODY_ASKED)
    Signer(homes.client).sign(homes.key, small(homes))
    assert [one.state for one in homes.cosigner.tasks()] == [RequestState.RELEASED]
