"""The wallet's end: what it settles on connecting, how long it waits, what it never uses twice."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from core import lifecycle
from core.cosigning import ASK_AGAIN, BUSY_PATIENCE, RECONNECT_PATIENCE, Event, silent
from core.curve import add, base_mult
from core.encoding import Type, encode
from core.errors import Bug, Cheat, KeyBlocked, LinkError, PeerFault, Refused
from core.lifecycle import KeyRow, Slot
from core.protocol.script import Checking, Persist, Script
from core.protocol.share import NO_RUN
from core.session import Declined
from core.tasks import APPROVAL_LASTS, TaskState, items
from core.transport.link import Link
from tests.support.hostile import a_g1, declined
from tests.support.regions import flipped
from tests.support.two_homes import NETWORK, TwoHomes


def refresh_cut_at(homes: TwoHomes, message: Type) -> None:
    """A refresh whose line drops in place of this message (the last of its kind)."""

    def passes(frame: bytes) -> bytes | None:
        if frame[5] == message:
            homes.traffic.cut_at = len(homes.traffic.frames)
            homes.traffic.tamper = lambda frame: frame
            (connection,) = homes.cosigner.answering.connections.values()
            connection.link.inner.cut()  # type: ignore[attr-defined]
            return None
        return frame

    homes.traffic.tamper = passes
    with pytest.raises(LinkError):
        homes.cosigning.refresh(homes.key.key_id)
    homes.traffic.cut_at = None


def epochs(homes: TwoHomes) -> tuple[int, int]:
    return tuple(lifecycle.share_of(row).epoch for row in (homes.computer.row, homes.cosigner.row))  # type: ignore[return-value]


def one_key(homes: TwoHomes) -> None:
    """Both sides hold the same epoch of the same key and nothing else."""
    one, two = homes.computer.row, homes.cosigner.row
    assert one.current_T == two.current_T
    assert one.pending is two.pending is None
    shares = lifecycle.share_of(one), lifecycle.share_of(two)
    assert add(*(base_mult(share.x.reveal()) for share in shares)) == shares[0].Q == shares[1].Q


# ------------------------------------------------------------------ the handshake's table, with real records
@pytest.mark.parametrize(
    ("message", "pendings", "epoch"),
    [
        (Type.F3, (False, False), 1),
        (Type.PREPARED, (False, True), 1),  # P2 alone has prepared
        (Type.COMMIT, (True, True), 1),  # both have, nobody has committed
        (Type.COMMITTED, (True, False), 2),  # P2 has committed: row B
    ],
)
def test_rows_a_and_b(homes: TwoHomes, message: Type, pendings: tuple[bool, bool], epoch: int) -> None:
    Q = lifecycle.share_of(homes.key).Q
    refresh_cut_at(homes, message)
    held = (homes.computer.row.pending is not None, homes.cosigner.row.pending is not None)
    assert held == pendings
    assert homes.computer.row.current_T != homes.cosigner.row.current_T or message is not Type.COMMITTED
    homes.cosigning.session()
    one_key(homes)
    assert epochs(homes) == (epoch, epoch)
    assert lifecycle.share_of(homes.key).Q == Q
    homes.pay()
    homes.cosigning.refresh(homes.key.key_id)
    one_key(homes)
    used_up = epoch if message is Type.COMMITTED else 1 + (message is not Type.F3)
    assert epochs(homes) == (used_up + 1,) * 2  # a dropped number never comes again


def put(homes: TwoHomes, **rows: KeyRow) -> None:
    """Rows as an older image of a disk would hold them."""
    homes.cosigning.close()
    for name, row in rows.items():
        with getattr(homes, name).records.write() as write:
            write.key(row)


def test_row_c_an_old_image_of_the_co_signer_with_the_pending(homes: TwoHomes) -> None:
    refresh_cut_at(homes, Type.COMMIT)
    image = homes.cosigner.row
    put(homes, computer=lifecycle.commit(homes.computer.row, homes.computer.row.pending_T, int(homes.clock.wall)))
    assert image.pending_T == homes.computer.row.current_T
    homes.cosigning.session()
    one_key(homes)
    assert epochs(homes) == (2, 2)
    assert homes.cosigner.row.must_refresh
    assert homes.computer.row.must_refresh
    homes.pay()  # fresh base OTs first, by itself
    one_key(homes)
    assert epochs(homes) == (3, 3)


@pytest.mark.parametrize("older", ["computer", "cosigner"])
def test_row_d_an_old_image_erases_nothing_and_signs_nothing(homes: TwoHomes, older: str) -> None:
    old = getattr(homes, older).row
    homes.cosigning.refresh(homes.key.key_id)
    newer = homes.cosigner.row if older == "computer" else homes.computer.row
    put(homes, **{older: old})
    for _ in range(2):
        homes.cosigning.close()
        homes.cosigning.session()
        for row in (homes.computer.row, homes.cosigner.row):
            assert row.mismatch
        assert getattr(homes, older).row.current_T == old.current_T
        assert (homes.cosigner if older == "computer" else homes.computer).row.current_T == newer.current_T
    for work in (
        lambda: homes.cosigning.prepare(homes.key.key_id, 1),
        lambda: homes.cosigning.refresh(homes.key.key_id),
    ):
        with pytest.raises(KeyBlocked) as caught:
            work()
        assert caught.value.kind == "mismatch"


def test_row_d_a_co_signer_that_has_lost_the_key(homes: TwoHomes) -> None:
    kept = homes.computer.row.current_T
    with homes.cosigner.records.write() as write:
        write.erase_key(homes.key.key_id)
    homes.cosigning.session()
    assert homes.computer.row.mismatch
    assert homes.computer.row.current_T == kept


def test_a_disk_image_of_the_same_epoch_is_found_by_its_generation(homes: TwoHomes) -> None:
    """Restored between two refreshes: the same T, but a spent limit or a lock may be forgotten. Fresh OTs first."""
    image = homes.cosigner.row
    for _ in range(3):
        homes.cosigning.close()
        homes.cosigning.session()
    put(homes, cosigner=image)
    homes.cosigning.session()
    assert homes.cosigner.row.must_refresh
    with pytest.raises(KeyBlocked) as caught:
        homes.cosigning.prepare(homes.key.key_id, 1)
    assert caught.value.kind == "must_refresh"
    homes.pay()
    assert epochs(homes) == (2, 2)


def test_a_computer_rolled_back_refreshes_too(homes: TwoHomes) -> None:
    image = homes.computer.row
    for _ in range(3):
        homes.cosigning.close()
        homes.cosigning.session()
    put(homes, computer=image)
    homes.cosigning.session()
    assert homes.computer.row.must_refresh
    homes.pay()
    assert epochs(homes) == (2, 2)


# ------------------------------------------------------------------ a key that is being born
@pytest.mark.parametrize(("message", "born"), [(Type.PREPARED, False), (Type.COMMIT, False), (Type.COMMITTED, True)])
def test_a_birth_that_is_cut_short(homes: TwoHomes, message: Type, born: bool) -> None:
    def passes(frame: bytes) -> bytes | None:
        return None if frame[5] == message else frame

    homes.traffic.tamper = passes
    with pytest.raises(LinkError):
        homes.cosigning.new_key("second", NETWORK)
    homes.traffic.tamper = lambda frame: frame
    homes.cosigning.session()
    assert len(homes.computer.records.keys) == len(homes.cosigner.records.keys) == 1 + born
    if not born:
        homes.cosigning.new_key("second", NETWORK)
    names = [sorted(row.name for row in side.records.keys.values()) for side in (homes.computer, homes.cosigner)]
    assert names == [["savings", "second"]] * 2


def test_two_births_do_not_overlap(homes: TwoHomes) -> None:
    raw = homes.raw()
    row = homes.cosigner.row
    with homes.cosigner.records.write() as write:
        write.key(replace(row, key_id=bytes(32), name="second", current=None, pending=row.current))
    assert declined(raw.ask(a_g1("third"))).kind == "pending_epoch"
    homes.cosigning.session()  # which forgets the one that nobody names
    homes.cosigning.new_key("third", NETWORK)


# ------------------------------------------------------------------ waiting
def test_a_wait_ends_at_its_deadline(homes: TwoHomes) -> None:
    found = homes.propose(homes.wire())
    seen = []

    def later(frame: bytes) -> bytes:
        if frame[5] == Type.WATCH:
            seen.append(homes.clock.steady)
            homes.clock.sleep(50)
        return frame

    homes.traffic.tamper = later
    with pytest.raises(Refused, match="nobody has decided") as caught:
        homes.cosigning.decision(found, homes.clock.steady + 120, silent)
    assert caught.value.kind == "pending"
    assert len(seen) == 3


def test_a_wait_ends_when_the_request_expires(homes: TwoHomes) -> None:
    found = homes.propose(homes.wire())

    def later(frame: bytes) -> bytes:
        if frame[5] == Type.WATCH:
            homes.clock.sleep(ASK_AGAIN * 100)
        return frame

    homes.traffic.tamper = later
    with pytest.raises(Refused, match="24 hours") as caught:
        homes.cosigning.decision(found, None, silent)
    assert caught.value.kind == "expired"
    assert homes.clock.wall >= 1_800_000_000 + APPROVAL_LASTS


def test_a_wait_survives_a_co_signer_that_comes_back(homes: TwoHomes) -> None:
    found = homes.propose(homes.wire())
    homes.cosigner.end()
    pauses = []

    def pause(seconds: float) -> None:
        homes.clock.sleep(seconds)
        pauses.append(seconds)
        if len(pauses) == 20:
            homes.cosigner.start()
            homes.cosigner.requests.approve(found.request, accept_fee=False)

    homes.pause = pause  # type: ignore[method-assign]
    events: list[Event] = []
    assert homes.cosigning.decision(found, None, events.append) is TaskState.APPROVED
    assert [event.kind for event in events] == ["link", "link"]
    assert sum(pauses) <= RECONNECT_PATIENCE


def test_a_wait_gives_up_on_a_co_signer_that_stays_away(homes: TwoHomes) -> None:
    found = homes.propose(homes.wire())
    homes.cosigner.end()
    began = homes.clock.steady
    with pytest.raises(LinkError):
        homes.cosigning.decision(found, None, silent)
    assert homes.clock.steady - began == pytest.approx(RECONNECT_PATIENCE)


def test_a_wait_notices_a_line_that_drops_while_it_waits(homes: TwoHomes) -> None:
    found = homes.propose(homes.wire())

    def drops(frame: bytes) -> bytes | None:
        if frame[5] == Type.WATCH:
            homes.traffic.tamper = lambda frame: frame
            homes.cosigner.requests.approve(found.request, accept_fee=False)
            homes.cosigning.session().link.near.cut()  # type: ignore[attr-defined]
            return None
        return frame

    homes.traffic.tamper = drops
    events: list[Event] = []
    assert homes.cosigning.decision(found, None, events.append) is TaskState.APPROVED
    assert [event.kind for event in events] == ["link", "link"]


def test_a_no_in_the_middle_of_a_run_ends_the_link(homes: TwoHomes) -> None:
    """With a PENDING here, only a handshake may say what becomes of it."""
    session = homes.cosigning.session()

    def declines(frame: bytes) -> bytes:
        if frame[5] == Type.COMMITTED:
            return frame[:4] + encode(Declined.of(Refused("no", "busy")))
        return frame

    homes.traffic.tamper = declines
    with pytest.raises(Refused):
        homes.cosigning.refresh(homes.key.key_id)
    assert homes.computer.row.pending is not None
    assert session.link.closed
    homes.traffic.tamper = lambda frame: frame
    homes.cosigning.session()
    one_key(homes)
    assert epochs(homes) == (2, 2)


def test_a_busy_co_signer_is_asked_again_for_a_minute(homes: TwoHomes) -> None:
    wire = homes.wire()
    homes.approved(wire)
    for _ in range(16):
        homes.cosigning.prepare(homes.key.key_id, 1)
    homes.sign(wire)  # after a pause
    assert homes.clock.steady > 100

    def pause(seconds: float) -> None:
        homes.clock.sleep(seconds)
        while True:
            try:
                homes.cosigning.prepare(homes.key.key_id, 1)
            except Refused:
                return

    homes.pause = pause  # type: ignore[method-assign]
    pause(0)
    began = homes.clock.steady
    with pytest.raises(Refused, match="too many preparations"):
        homes.sign(homes.wire())
    assert BUSY_PATIENCE <= homes.clock.steady - began <= BUSY_PATIENCE + 2


def test_a_decision_is_of_the_request_that_was_asked_about(homes: TwoHomes) -> None:
    first, second = (homes.propose(homes.wire(seed=seed)) for seed in (0, 1))
    homes.cosigner.requests.approve(first.request, accept_fee=False)

    def another(frame: bytes) -> bytes:
        return frame.replace(second.request, first.request) if frame[5] in (Type.WATCH, Type.CANCEL) else frame

    homes.traffic.tamper = another
    for ask in (lambda: homes.cosigning.decision(second, None, silent), lambda: homes.cosigning.cancel(second.request)):
        with pytest.raises(PeerFault, match="another request"):
            ask()


# ------------------------------------------------------------------ payments
def test_a_hundred_and_thirty_inputs_are_two_sessions_and_one_task(homes: TwoHomes) -> None:
    wire = homes.wire(coins=130)
    events: list[Event] = []
    found = homes.approved(wire)
    homes.cosigning.sign(homes.key.key_id, homes.checked(wire), events.append)
    assert [event.text for event in events if "inputs" in event.text] == [
        "signing together: 128 of 130 inputs",
        "signing together: 130 of 130 inputs",
    ]
    (task,) = homes.cosigner.tasks()
    assert (task.request, task.state, task.signed) == (found.request, TaskState.RELEASED, tuple(range(130)))


def test_a_key_that_must_refresh_does_so_by_itself(homes: TwoHomes) -> None:
    wire = homes.wire()
    homes.approved(wire)
    with homes.cosigner.records.write() as write:
        write.key(replace(homes.cosigner.row, must_refresh=True))
    homes.sign(wire)
    assert epochs(homes) == (2, 2)


def test_a_co_signer_that_always_wants_a_refresh_gets_one(homes: TwoHomes) -> None:
    wire = homes.wire()
    homes.approved(wire)

    def insists(frame: bytes) -> bytes:
        if frame[5] == Type.A1 and homes.cosigner.row.pending is None:
            with homes.cosigner.records.write() as write:
                write.key(replace(homes.cosigner.row, must_refresh=True))
        return frame

    homes.traffic.tamper = insists
    with pytest.raises(KeyBlocked) as caught:
        homes.sign(wire)
    assert caught.value.kind == "must_refresh"
    assert epochs(homes) == (2, 2)


# ------------------------------------------------------------------ nothing twice
def test_a_prepared_session_is_used_once(homes: TwoHomes) -> None:
    wire = homes.wire()
    homes.approved(wire)
    task, key = homes.checked(wire), homes.key.key_id
    prepared = homes.cosigning.prepare(key, 1)
    homes.cosigning.finish(key, prepared, task.task_id, items(task, (0,)))
    for _ in range(2):
        with pytest.raises(Refused) as caught:
            homes.cosigning.finish(key, prepared, task.task_id, items(task, (0,)))
        assert caught.value.kind == "session"
    assert homes.traffic.types().count(Type.S1) == 1


def test_a_jump_of_the_clock_ends_the_link_and_its_sessions(homes: TwoHomes) -> None:
    wire = homes.wire()
    homes.approved(wire)
    task, key = homes.checked(wire), homes.key.key_id
    prepared = homes.cosigning.prepare(key, 1)
    before = homes.cosigning.session()
    homes.clock.jump(3_600)
    with pytest.raises(Refused, match="session is gone"):
        homes.cosigning.finish(key, prepared, task.task_id, items(task, (0,)))
    assert homes.cosigning.session() is not before
    assert Type.S1 not in homes.traffic.types()
    homes.sign(wire)


def test_one_a1_at_a_time(homes: TwoHomes) -> None:
    """Rule F1, from many threads: between an A1 and its A2 no other A1 leaves."""
    key = homes.key.key_id
    homes.cosigning.session()
    with ThreadPoolExecutor(4) as pool:
        made = [pool.submit(homes.cosigning.prepare, key, 1) for _ in range(8)]
        sids = {future.result(20).sid2 for future in made}
    assert len(sids) == 8
    kinds = [kind for kind in homes.traffic.types() if kind in (Type.A1, Type.A2)]
    assert kinds == [Type.A1, Type.A2] * 8


def test_a_failed_vole_check_ends_the_link_and_the_session(homes: TwoHomes) -> None:
    homes.traffic.tamper = lambda frame: flipped(frame, len(frame) - 100) if frame[5] == Type.A2 else frame
    with pytest.raises(Cheat):
        homes.cosigning.prepare(homes.key.key_id, 1)
    assert homes.cosigner.answering.connections == {}
    homes.traffic.tamper = lambda frame: frame
    homes.pay()


def test_a_spoilt_s2_is_a_cheat_and_the_payment_goes_on_later(homes: TwoHomes) -> None:
    wire = homes.wire()
    homes.approved(wire)
    homes.traffic.tamper = lambda frame: flipped(frame, len(frame) - 1) if frame[5] == Type.S2 else frame
    with pytest.raises(PeerFault):
        homes.sign(wire)
    homes.traffic.tamper = lambda frame: frame
    homes.sign(wire)
    assert [task.state for task in homes.cosigner.tasks()] == [TaskState.RELEASED]


def test_a_run_of_an_old_link_writes_nothing(homes: TwoHomes, monkeypatch: pytest.MonkeyPatch) -> None:
    """A later handshake overtakes it: what it would store now nobody would ever settle."""
    before = homes.computer.row.current_T
    line = homes.cosigning.session().link
    receive = line.receive

    def overtaken(timeout: float | None = None) -> bytes:
        frame = receive(timeout)
        if frame[5] == Type.PREPARED:
            line.close("")
            thread = threading.Thread(target=homes.cosigning.session)
            thread.start()
            thread.join(10)
        return frame

    monkeypatch.setattr(line, "receive", overtaken)
    with pytest.raises(LinkError):
        homes.cosigning.refresh(homes.key.key_id)
    assert homes.computer.row.pending is None
    assert homes.computer.row.current_T == before == homes.cosigner.row.current_T
    homes.pay()


# ------------------------------------------------------------------ rows that never were
def test_p1_never_keeps_what_only_p2_keeps(homes: TwoHomes) -> None:
    def script() -> Script[None]:
        yield Persist(Checking(bytes(32)))

    with pytest.raises(TypeError, match="never writes"):
        homes.cosigning._run(homes.cosigning.session(), script(), silent)


def test_a_key_never_born_has_no_epoch(homes: TwoHomes) -> None:
    slot: Slot = homes.computer.row.current  # type: ignore[assignment]
    unborn = replace(homes.computer.row, key_id=bytes(32), current=None, pending=slot)
    put(homes, computer=unborn)
    homes.cosigning.session()
    assert bytes(32) not in homes.computer.records.keys  # the co-signer does not know it, so nobody has
    assert unborn.current_T == NO_RUN
    with pytest.raises(Bug):
        lifecycle.share_of(replace(unborn, pending=None))


def test_what_the_co_signer_says_of_a_key_is_remembered(homes: TwoHomes) -> None:
    key: Any = homes.key.key_id
    assert homes.cosigning.last_report(key) is None
    assert homes.cosigning.status(key) == homes.cosigning.last_report(key)


def test_the_end_does_not_wait_for_a_line_that_is_being_made(homes: TwoHomes) -> None:
    homes.cosigning.session().close()
    trying, go = threading.Event(), threading.Event()
    connect = homes.cosigning._connect

    def slow() -> Link:
        trying.set()
        assert go.wait(30)
        return connect()

    homes.cosigning._connect = slow
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(homes.cosigning.session)
        assert trying.wait(30)
        homes.cosigning.end()
        assert not asked.done()
        go.set()
        with pytest.raises(LinkError, match="closed"):
            asked.result(30)
    with pytest.raises(LinkError):
        homes.cosigning.session()
