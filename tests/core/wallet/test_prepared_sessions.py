"""Sessions that are ready before a person has decided: what is paid after the yes, and when nothing is kept ready."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest

from core.approval.messages import RequestState
from core.bitcoin.psbt import Psbt
from core.codec.messages import MessageType
from core.cosigner.connection import Connection
from core.cosigner.preparations import PREPARE_BURST
from core.errors import Cheat, KeyBlocked, LinkError, Refused
from core.keys.limits import after_fault
from core.protocol.scheme import PreparedSession
from core.rpc.multiplexer import ANSWER_TIMEOUT
from core.rpc.single_use import MAX_SESSIONS, SESSION_LASTS
from core.wallet.batches import BATCH
from core.wallet.prepared_sessions import Held, PreparedSessions
from core.wallet.results import Signed
from core.wallet.signer import Signer
from tests.core.wallet.test_signer import draft, judged
from tests.support.hostile import an_a1
from tests.support.regions import flipped
from tests.support.two_homes import Clock, TwoHomes
from tests.support.wire import split

A1, A2, S1, S2 = MessageType.A1, MessageType.A2, MessageType.S1, MessageType.S2
ASKS, DECISION = MessageType.AWAIT_DECISION, MessageType.DECISION
PROPOSE, CHUNK, PROPOSED = MessageType.PROPOSE, MessageType.CHUNK, MessageType.PROPOSED


@dataclass
class Desk:
    """A computer that has a payment signed, and a person at the co-signer who decides once the computer waits."""

    homes: TwoHomes
    decides: Callable[[], object] | None = None
    before: Callable[[bytes], bytes | None] = lambda frame: frame  # what happens to frames until then
    decided_at: int = 0  # frames

    def __post_init__(self) -> None:
        self.homes.traffic.tamper = self._passes

    def _passes(self, frame: bytes) -> bytes | None:
        if frame[5] != ASKS:
            return self.before(frame)
        if not self.decided_at:
            self.decided_at = len(self.homes.traffic.frames) - 1
            (self.decides or self.approves)()
        return frame

    def approves(self) -> None:
        for request in self.homes.cosigner.requests.open():
            self.homes.cosigner.requests.approve(request.id, accept_fee=True)

    def refuses(self) -> None:
        for request in self.homes.cosigner.requests.open():
            self.homes.cosigner.requests.refuse(request.id, "not today")

    def sign(self, made: Psbt | None = None, wait: float | None = None) -> Signed:
        self.decided_at = 0
        return Signer(self.homes.client).sign(self.homes.key, made or draft(self.homes), wait)

    def waits(self) -> None:
        """Nobody decides while the computer waits for a minute or less."""
        self.homes.clock.sleep(61)

    @property
    def looked_at(self) -> list[MessageType]:
        """Messages while the person looked, and before."""
        return self.homes.traffic.types()[: self.decided_at]

    @property
    def paid(self) -> list[MessageType]:
        """Messages from the question for the decision to the signatures; how the key is now, is asked after them."""
        found = self.homes.traffic.types()[self.decided_at :]
        asked = found.index(MessageType.STATUS) if MessageType.STATUS in found else len(found)
        return found[:asked] if S2 in found[:asked] else found

    @property
    def connection(self) -> Connection:
        (found,) = self.homes.cosigner.dispatcher.connections.values()
        return found


@pytest.fixture
def desk(homes: TwoHomes) -> Desk:
    return Desk(homes)


def task_id(homes: TwoHomes, made: Psbt) -> bytes:
    return homes.checked(split(made.serialize(), homes.key.network)).task_id


# ------------------------------------------------------------------ what is paid
def test_after_the_yes_a_signature_is_one_round_trip(desk: Desk, homes: TwoHomes) -> None:
    made = draft(homes, 3)
    assert judged(homes, made, desk.sign(made)) == 3
    assert desk.looked_at[-5:] == [PROPOSE, A1, CHUNK, PROPOSED, A2]
    assert desk.paid == [ASKS, DECISION, S1, S2]
    assert desk.connection.sessions == {}


def test_payments_that_wait_beside_each_other_use_their_own(desk: Desk, homes: TwoHomes) -> None:
    first, second = draft(homes), draft(homes, 2)
    desk.decides = desk.waits
    for made in (first, second):
        with pytest.raises(Refused, match="nobody has decided"):
            desk.sign(made, wait=60)
    assert len(desk.connection.sessions) == 2
    desk.decides = desk.approves
    homes.traffic.frames.clear()
    for made in (second, first):
        judged(homes, made, desk.sign(made))
    assert A1 not in homes.traffic.types()
    assert homes.traffic.types().count(S1) == 2


def test_asking_again_prepares_nothing_again(desk: Desk, homes: TwoHomes) -> None:
    desk.decides = desk.waits
    for _ in range(3):
        with pytest.raises(Refused, match="nobody has decided"):
            desk.sign(wait=60)
    assert homes.traffic.types().count(A1) == 1


@pytest.mark.slow
def test_every_session_of_a_large_payment_is_ready(desk: Desk, homes: TwoHomes) -> None:
    made = draft(homes, BATCH + 2)
    assert judged(homes, made, desk.sign(made)) == BATCH + 2
    assert desk.paid[:2] == [ASKS, DECISION]
    assert sorted(desk.paid[2:]) == sorted([S1, S2, S1, S2])  # both at once


@pytest.mark.parametrize("wait", [1, ANSWER_TIMEOUT])
def test_a_wait_that_is_soon_over_is_not_drawn_out_by_it(desk: Desk, homes: TwoHomes, wait: float) -> None:
    """A co-signer that answers an A1 as late as it may would hold who waits past the end of that."""
    desk.decides = desk.waits
    with pytest.raises(Refused, match="nobody has decided"):
        desk.sign(wait=wait)
    assert A1 not in homes.traffic.types()


def test_nobody_is_waited_for_and_nothing_is_ready(desk: Desk, homes: TwoHomes) -> None:
    """No time to wait in: nothing is prepared. Allowed at once: one round trip, and another."""
    with pytest.raises(Refused, match="nobody has decided"):
        desk.sign(draft(homes), wait=0)
    assert A1 not in homes.traffic.types()
    desk.approves()
    desk.sign(draft(homes))
    assert homes.traffic.types()[-7:] == [PROPOSE, A1, CHUNK, PROPOSED, A2, S1, S2]


# ------------------------------------------------------------------ nothing that prevents it fails the proposal
def cut(homes: TwoHomes) -> Callable[[bytes], bytes | None]:
    def passes(frame: bytes) -> bytes | None:
        if frame[5] == A2 and homes.traffic.types().count(A2) == 1:
            homes.client.close()
            return None
        return frame

    return passes


def lost(homes: TwoHomes) -> Callable[[bytes], bytes | None]:
    return lambda frame: None if frame[5] == A1 and homes.traffic.types().count(A1) == 1 else frame


def unreadable(homes: TwoHomes) -> Callable[[bytes], bytes | None]:
    return lambda frame: frame[:-1] if frame[5] == A2 and homes.traffic.types().count(A2) == 1 else frame


def of_another(homes: TwoHomes) -> Callable[[bytes], bytes | None]:
    return lambda frame: flipped(frame, 8) if frame[5] == A2 and homes.traffic.types().count(A2) == 1 else frame


@pytest.mark.parametrize("fails", [cut, lost, unreadable, of_another])
def test_a_preparation_that_fails_is_made_up_for(
    desk: Desk, homes: TwoHomes, fails: Callable[[TwoHomes], Callable[[bytes], bytes | None]]
) -> None:
    desk.before = fails(homes)
    made = draft(homes)
    assert judged(homes, made, desk.sign(made)) == 1
    assert desk.looked_at.count(A1) == 1
    assert [kind for kind in desk.paid if kind in (A1, A2, S1, S2)] == [A1, A2, S1, S2]


def test_a_busy_co_signer_is_not_waited_for_before_the_decision(desk: Desk, homes: TwoHomes) -> None:
    homes.client.connected()
    for _ in range(PREPARE_BURST):
        homes.client.prepare(homes.key.key_id, 1)
    paused: list[float] = []

    def pause(seconds: float) -> None:
        assert desk.decided_at, "before anybody has decided"
        paused.append(seconds)
        homes.clock.sleep(seconds)

    homes.pause = pause  # type: ignore[method-assign]
    desk.sign()
    assert paused


def test_a_cheat_is_told_at_once_and_the_proposal_stands(desk: Desk, homes: TwoHomes) -> None:
    desk.before = lambda frame: flipped(frame, len(frame) - 100) if frame[5] == A2 else frame
    with pytest.raises(Cheat):
        desk.sign()
    assert desk.decided_at == 0
    assert homes.key.rules.faults == 1
    assert [request.state for request in homes.cosigner.tasks()] == [RequestState.PROPOSED]
    desk.before = lambda frame: frame
    desk.sign()


def test_a_key_that_may_not_sign_is_proposed_for_and_nothing_is_prepared(desk: Desk, homes: TwoHomes) -> None:
    homes.client.connected()
    with homes.computer.records.write() as write:
        write.key(replace(homes.key, must_refresh=True))
    desk.sign()
    assert A1 not in desk.looked_at
    assert MessageType.F1 in desk.paid


def test_nor_where_only_the_co_signer_knows_it(desk: Desk, homes: TwoHomes) -> None:
    homes.client.connected()
    row, now = homes.cosigner.row, int(homes.clock.wall)
    for _ in range(3):
        row = after_fault(row, now)
    with homes.cosigner.records.write() as write:
        write.key(row)
    with pytest.raises(KeyBlocked, match="15 minutes"):
        desk.sign()
    assert desk.connection.sessions == {}
    assert [request.state for request in homes.cosigner.tasks()] == [RequestState.APPROVED]


# ------------------------------------------------------------------ when what is ready goes
def test_what_is_ready_is_gone_after_ten_minutes(desk: Desk, homes: TwoHomes) -> None:
    made = draft(homes)
    id = task_id(homes, made)

    def late() -> None:
        assert homes.client.sessions.holds(id)
        homes.clock.sleep(SESSION_LASTS + 1)
        assert not homes.client.sessions.holds(id)
        desk.approves()

    desk.decides = late
    desk.sign(made)
    assert desk.paid == [ASKS, DECISION, A1, A2, S1, S2]


def test_it_is_gone_from_memory_while_the_computer_goes_on_waiting() -> None:
    """Each time the open request is asked about anew."""
    clock = Clock()
    store = PreparedSessions(clock.monotonic)
    session = held(1, clock, task=b"a")
    there = weakref.ref(session.session)
    store.keep(session)
    del session
    clock.sleep(SESSION_LASTS)
    store.expire()
    assert there() is not None
    clock.sleep(1)
    store.expire()
    gc.collect()
    assert there() is None


def test_a_payment_that_has_ended_keeps_nothing_ready(desk: Desk, homes: TwoHomes) -> None:
    made = draft(homes)
    desk.decides = desk.refuses
    with pytest.raises(Refused, match="not today"):
        desk.sign(made)
    assert A1 in desk.looked_at
    assert not homes.client.sessions.holds(task_id(homes, made))


@pytest.mark.parametrize("how", ["refresh", "jump", "link", "end"])
def test_what_is_ready_goes_with_its_epoch_its_link_and_its_clock(desk: Desk, homes: TwoHomes, how: str) -> None:
    made = draft(homes)
    id = task_id(homes, made)
    desk.decides = desk.waits
    with pytest.raises(Refused, match="nobody has decided"):
        desk.sign(made, wait=60)
    assert homes.client.sessions.holds(id)
    match how:
        case "refresh":
            homes.client.refresh(homes.key.key_id)
        case "jump":
            homes.clock.jump(5)
            homes.client.connected()
        case "link":
            homes.client.close()
        case _:
            homes.client.end()
    assert not homes.client.sessions.holds(id)


def test_a_lock_ends_it_on_both_sides(desk: Desk, homes: TwoHomes) -> None:
    """A check that fails while the person looks: what was ready is gone, and the payment waits for a refresh."""
    made = draft(homes)
    held: list[dict[bytes, object]] = []

    def locks() -> None:
        held.append(dict(desk.connection.sessions))
        held.append(desk.connection.sessions)  # type: ignore[arg-type]
        bad = replace(an_a1(homes), columns=flipped(an_a1(homes).columns, 40))
        homes.raw().ask(bad)
        desk.approves()

    desk.decides = locks
    with pytest.raises((KeyBlocked, LinkError)):
        desk.sign(made)
    assert (len(held[0]), len(held[1])) == (1, 0)
    assert homes.cosigner.row.locked
    with pytest.raises(KeyBlocked, match="locked"):
        desk.sign(made)
    assert not homes.client.sessions.holds(task_id(homes, made))
    assert S1 not in homes.traffic.types()


def test_a_session_that_the_co_signer_has_dropped_is_replaced_at_once(desk: Desk, homes: TwoHomes) -> None:
    def forgets() -> None:
        desk.connection.sessions.clear()
        desk.approves()

    paused: list[float] = []
    homes.pause = lambda seconds: paused.append(seconds)  # type: ignore[method-assign]
    desk.decides = forgets
    desk.sign()
    assert desk.paid == [ASKS, DECISION, S1, MessageType.DECLINED, A1, A2, S1, S2]
    assert paused == []


def test_nothing_of_it_is_durable(desk: Desk, homes: TwoHomes) -> None:
    """Beside the write before the check, which says nothing of the session."""
    homes.client.connected()
    written = []

    def counts(frame: bytes) -> bytes:
        if frame[5] in (A1, A2):
            written.append((homes.computer.vault.count, homes.cosigner.vault.count))
        return frame

    desk.before = counts
    desk.sign()
    (before, after) = written
    assert (after[0] - before[0], after[1] - before[1]) == (0, 1)
    homes.restart_both()
    assert desk.homes.client.sessions.holds(bytes(32)) is False


# ------------------------------------------------------------------ the store alone
@dataclass(frozen=True)
class Any32:
    """A session by its name alone."""

    sid2: bytes
    epoch_id: bytes = field(default=bytes(32))
    B: int = 1


def held(name: int, clock: Clock, key: bytes = b"k", task: bytes | None = None, inputs: int = 1) -> Held:
    session: PreparedSession = Any32(bytes([name]) * 32)
    return Held(session, key, inputs, clock.monotonic(), task)


def test_eight_of_a_key_and_the_oldest_goes() -> None:
    clock = Clock()
    store = PreparedSessions(clock.monotonic)
    store.keep(held(200, clock, key=b"other"))
    for n in range(MAX_SESSIONS + 1):
        store.keep(held(n, clock))
    assert [store.take(bytes([n]) * 32) for n in (0, 1, 200)] == [False, True, True]


def test_each_is_used_once_and_for_what_it_was_made() -> None:
    clock = Clock()
    store = PreparedSessions(clock.monotonic)
    one, two = held(1, clock, task=b"a"), held(2, clock, task=b"a", inputs=2)
    store.keep(one)
    store.keep(two)
    assert store.prepared_for(b"a", 2) is two.session
    assert store.prepared_for(b"a", 3) is None
    assert store.prepared_for(b"b", 1) is None
    assert store.take(two.session.sid2)
    assert not store.take(two.session.sid2)
    assert store.prepared_for(b"a", 2) is None
    assert (store.holds(b"a"), store.holds(b"b")) == (True, False)
    store.drop(b"a")
    assert not store.take(one.session.sid2)
