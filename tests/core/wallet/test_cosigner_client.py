"""The wallet's end: what it settles on connecting, how long it waits, what it never uses twice."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from app.text.terminal import doing
from core.approval.messages import Decision, RequestState
from core.approval.request import APPROVAL_LASTS, items
from core.codec.codec import decode, encode
from core.codec.messages import MessageType
from core.crypto.secp256k1 import add, base_mult
from core.errors import Bug, Cheat, KeyBlocked, LinkError, LinkKind, PeerFault, RefusalKind, Refused
from core.home.records import LogCode
from core.keys import transitions
from core.keys.limits import LONGEST_SUSPENSION
from core.keys.record import KeyRecord, Slot, share_of
from core.keys.status import Report
from core.protocol.changes import Checking
from core.protocol.share import NO_RUN
from core.rpc.replies import Declined
from core.sansio.effects import Persist, Script
from core.transport.link.link import Link
from core.wallet.batches import BUSY_PATIENCE
from core.wallet.cosigner_client import (
    ASK_AGAIN,
    EARLY_ANSWERS,
    EARLY_PAUSE,
    RECONNECT_PATIENCE,
    CosignerClient,
)
from core.wallet.events import Event, silent
from tests.support.hostile import a_g1, declined
from tests.support.regions import flipped
from tests.support.two_homes import NAME, NETWORK, Side, TwoHomes


def refresh_cut_at(homes: TwoHomes, message: MessageType) -> None:
    """A refresh whose line drops in place of this message (the last of its kind)."""

    def passes(frame: bytes) -> bytes | None:
        if frame[5] == message:
            homes.traffic.cut_at = len(homes.traffic.frames)
            homes.traffic.tamper = lambda frame: frame
            (connection,) = homes.cosigner.dispatcher.connections.values()
            connection.link.inner.cut()  # type: ignore[attr-defined]
            return None
        return frame

    homes.traffic.tamper = passes
    with pytest.raises(LinkError):
        homes.client.refresh(homes.key.key_id)
    homes.traffic.cut_at = None


def epochs(homes: TwoHomes) -> tuple[int, int]:
    return tuple(share_of(row).epoch for row in (homes.computer.row, homes.cosigner.row))  # type: ignore[return-value]


def one_key(homes: TwoHomes) -> None:
    """Both sides hold the same epoch of the same key and nothing else."""
    one, two = homes.computer.row, homes.cosigner.row
    assert one.current_run_id == two.current_run_id
    assert one.pending is two.pending is None
    shares = share_of(one), share_of(two)
    assert add(*(base_mult(share.x.reveal()) for share in shares)) == shares[0].Q == shares[1].Q


# ------------------------------------------------------------------ the handshake's table, with real records
@pytest.mark.parametrize(
    ("message", "pendings", "epoch"),
    [
        (MessageType.F3, (False, False), 1),
        (MessageType.PREPARED, (False, True), 1),  # P2 alone has prepared
        (MessageType.COMMIT, (True, True), 1),  # both have, nobody has committed
        (MessageType.COMMITTED, (True, False), 2),  # P2 has committed: row B
    ],
)
def test_rows_a_and_b(homes: TwoHomes, message: MessageType, pendings: tuple[bool, bool], epoch: int) -> None:
    Q = share_of(homes.key).Q
    refresh_cut_at(homes, message)
    held = (homes.computer.row.pending is not None, homes.cosigner.row.pending is not None)
    assert held == pendings
    assert (
        homes.computer.row.current_run_id != homes.cosigner.row.current_run_id or message is not MessageType.COMMITTED
    )
    homes.client.connected()
    one_key(homes)
    assert epochs(homes) == (epoch, epoch)
    assert share_of(homes.key).Q == Q
    homes.pay()
    homes.client.refresh(homes.key.key_id)
    one_key(homes)
    used_up = epoch if message is MessageType.COMMITTED else 1 + (message is not MessageType.F3)
    assert epochs(homes) == (used_up + 1,) * 2  # a dropped number never comes again


def put(homes: TwoHomes, **rows: KeyRecord) -> None:
    """Rows as an older image of a disk would hold them."""
    homes.client.close()
    for name, row in rows.items():
        with getattr(homes, name).records.write() as write:
            write.key(row)


def test_row_c_an_old_image_of_the_co_signer_with_the_pending(homes: TwoHomes) -> None:
    refresh_cut_at(homes, MessageType.COMMIT)
    image = homes.cosigner.row
    put(
        homes, computer=transitions.commit(homes.computer.row, homes.computer.row.pending_run_id, int(homes.clock.wall))
    )
    assert image.pending_run_id == homes.computer.row.current_run_id
    homes.client.connected()
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
    homes.client.refresh(homes.key.key_id)
    newer = homes.cosigner.row if older == "computer" else homes.computer.row
    put(homes, **{older: old})
    for _ in range(2):
        homes.client.close()
        homes.client.connected()
        for row in (homes.computer.row, homes.cosigner.row):
            assert row.mismatch
        assert getattr(homes, older).row.current_run_id == old.current_run_id
        assert (homes.cosigner if older == "computer" else homes.computer).row.current_run_id == newer.current_run_id
    for work in (
        lambda: homes.client.prepare(homes.key.key_id, 1),
        lambda: homes.client.refresh(homes.key.key_id),
    ):
        with pytest.raises(KeyBlocked) as caught:
            work()
        assert caught.value.kind == "mismatch"


def test_row_d_a_co_signer_that_has_lost_the_key(homes: TwoHomes) -> None:
    kept = homes.computer.row.current_run_id
    with homes.cosigner.records.write() as write:
        write.erase_key(homes.key.key_id)
    homes.client.connected()
    assert homes.computer.row.mismatch
    assert homes.computer.row.current_run_id == kept


def test_a_disk_image_of_the_same_epoch_is_found_by_its_generation(homes: TwoHomes) -> None:
    """Restored between two refreshes: the same T, but a spent limit or a lock may be forgotten. Fresh OTs first."""
    image = homes.cosigner.row
    for _ in range(3):
        homes.client.close()
        homes.client.connected()
    put(homes, cosigner=image)
    homes.client.connected()
    assert homes.cosigner.row.must_refresh
    with pytest.raises(KeyBlocked) as caught:
        homes.client.prepare(homes.key.key_id, 1)
    assert caught.value.kind == "must_refresh"
    homes.pay()
    assert epochs(homes) == (2, 2)


def test_a_computer_rolled_back_refreshes_too(homes: TwoHomes) -> None:
    image = homes.computer.row
    for _ in range(3):
        homes.client.close()
        homes.client.connected()
    put(homes, computer=image)
    homes.client.connected()
    assert homes.computer.row.must_refresh
    homes.pay()
    assert epochs(homes) == (2, 2)


def image_of(side: Side) -> dict[str, bytes]:
    """The files of a home whose program has ended."""
    return {path.name: path.read_bytes() for path in side.home.iterdir() if path.is_file()}


def restored(homes: TwoHomes, name: str, image: dict[str, bytes]) -> None:
    """The files of a home are put back; both programs go on."""
    side = homes.own(name)
    if side.alive:
        side.end()
    for path in side.home.iterdir():
        path.unlink()
    for file, data in image.items():
        (side.home / file).write_bytes(data)
    homes.restart()


@pytest.mark.parametrize("older", ["computer", "cosigner"])
def test_hello_tells_that_a_home_was_put_back_and_both_know(homes: TwoHomes, older: str) -> None:
    homes.client.connected()
    homes.own(older).end()
    image = image_of(homes.own(older))
    homes.restart()
    homes.client.connected()
    restored(homes, older, image)
    other = homes.computer if older == "cosigner" else homes.cosigner
    homes.client.connected()
    assert f"restored.{older}" in [entry.code for entry in other.records.log()]
    assert homes.computer.row.must_refresh
    assert homes.cosigner.row.must_refresh
    homes.pay()
    for _ in range(3):
        homes.client.close()
        homes.client.connected()
        assert not homes.computer.row.must_refresh
        assert not homes.cosigner.row.must_refresh
    assert [entry.count for entry in other.records.log() if entry.code == f"restored.{older}"] == [1]
    assert epochs(homes) == (2, 2)


def test_failed_connections_hide_no_computer_that_was_put_back(homes: TwoHomes) -> None:
    """Each raises the key's generation before the co-signer hears it, up to what it remembers."""
    homes.client.connected()
    homes.computer.end()
    image = image_of(homes.computer)
    homes.restart()
    homes.client.connected()
    restored(homes, "computer", image)
    homes.traffic.cut_at = len(homes.traffic.frames)  # in place of KEYS
    with pytest.raises(LinkError):
        homes.client.connected()
    homes.client.connected()
    assert homes.cosigner.row.must_refresh
    with pytest.raises(KeyBlocked) as caught:
        homes.client.prepare(homes.key.key_id, 1)
    assert caught.value.kind == "must_refresh"


@pytest.mark.parametrize("absurd", [2**64 - 1, 2**33])
def test_an_absurd_generation_in_hello_makes_no_link_and_is_not_remembered(homes: TwoHomes, absurd: int) -> None:
    homes.client.connected()
    homes.client.close()
    with pytest.raises(PeerFault, match="generation that cannot be"):
        homes.connect(told=absurd)
    homes.answers = absurd
    with pytest.raises(PeerFault, match="generation that cannot be"):
        homes.client.connected()
    homes.answers = None
    for side in (homes.computer, homes.cosigner):
        assert all(max(counts.ours, counts.theirs) < 1_000 for counts in side.records.handshakes.values())
    homes.pay()
    assert epochs(homes) == (1, 1)


# ------------------------------------------------------------------ a key that is being born
@pytest.mark.parametrize(
    ("message", "born"), [(MessageType.PREPARED, False), (MessageType.COMMIT, False), (MessageType.COMMITTED, True)]
)
def test_a_birth_that_is_cut_short(homes: TwoHomes, message: MessageType, born: bool) -> None:
    def passes(frame: bytes) -> bytes | None:
        return None if frame[5] == message else frame

    homes.traffic.tamper = passes
    with pytest.raises(LinkError):
        homes.client.new_key("second", NETWORK)
    homes.traffic.tamper = lambda frame: frame
    homes.client.connected()
    assert len(homes.computer.records.keys) == len(homes.cosigner.records.keys) == 1 + born
    if not born:
        homes.client.new_key("second", NETWORK)
    names = [sorted(row.name for row in side.records.keys.values()) for side in (homes.computer, homes.cosigner)]
    assert names == [["savings", "second"]] * 2


def test_two_births_do_not_overlap(homes: TwoHomes) -> None:
    raw = homes.raw()
    row = homes.cosigner.row
    with homes.cosigner.records.write() as write:
        write.key(replace(row, key_id=bytes(32), name="second", current=None, pending=row.current))
    assert declined(raw.ask(a_g1("third"))).kind == "pending_epoch"
    homes.client.connected()  # which forgets the one that nobody names
    homes.client.new_key("third", NETWORK)


# ------------------------------------------------------------------ waiting
def test_a_wait_ends_at_its_deadline(homes: TwoHomes) -> None:
    found = homes.propose(homes.wire())
    seen = []

    def later(frame: bytes) -> bytes:
        if frame[5] == MessageType.AWAIT_DECISION:
            seen.append(homes.clock.steady)
            homes.clock.sleep(50)
        return frame

    homes.traffic.tamper = later
    with pytest.raises(Refused, match="nobody has decided") as caught:
        homes.client.decision(found, homes.clock.steady + 120, silent)
    assert caught.value.kind == "pending"
    assert len(seen) == 3


def test_a_wait_ends_when_the_request_expires(homes: TwoHomes) -> None:
    found = homes.propose(homes.wire())

    def later(frame: bytes) -> bytes:
        if frame[5] == MessageType.AWAIT_DECISION:
            homes.clock.sleep(ASK_AGAIN * 100)
        return frame

    homes.traffic.tamper = later
    with pytest.raises(Refused, match="24 hours") as caught:
        homes.client.decision(found, None, silent)
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
    assert homes.client.decision(found, None, events.append) is RequestState.APPROVED
    assert [event.step for event in events] == ["lost", "back"]
    assert sum(pauses) <= RECONNECT_PATIENCE


def test_a_wait_gives_up_on_a_co_signer_that_stays_away(homes: TwoHomes) -> None:
    found = homes.propose(homes.wire())
    homes.cosigner.end()
    began = homes.clock.steady
    with pytest.raises(LinkError):
        homes.client.decision(found, None, silent)
    assert homes.clock.steady - began == pytest.approx(RECONNECT_PATIENCE)


def test_a_wait_notices_a_line_that_drops_while_it_waits(homes: TwoHomes) -> None:
    found = homes.propose(homes.wire())

    def drops(frame: bytes) -> bytes | None:
        if frame[5] == MessageType.AWAIT_DECISION:
            homes.traffic.tamper = lambda frame: frame
            homes.cosigner.requests.approve(found.request, accept_fee=False)
            homes.client.connected().link.near.cut()  # type: ignore[attr-defined]
            return None
        return frame

    homes.traffic.tamper = drops
    events: list[Event] = []
    assert homes.client.decision(found, None, events.append) is RequestState.APPROVED
    assert [event.step for event in events] == ["lost", "back"]


def test_answers_before_the_decision_are_paused_after_counted_and_a_fault(
    homes: TwoHomes, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, asked, pauses = homes.propose(homes.wire()), list[bytes](), list[float]()

    def at_once(frame: bytes) -> bytes | None:
        if frame[5] != MessageType.AWAIT_DECISION:
            return frame
        asked.append(frame)
        assert len(asked) < 1000
        early = Decision(found.request, RequestState.PROPOSED)
        homes.client.connected().link.near.inbox.put((0.0, frame[:4] + encode(early)))  # type: ignore[attr-defined]
        return None

    homes.traffic.tamper = at_once
    monkeypatch.setattr(homes, "pause", pauses.append)
    with pytest.raises(PeerFault, match="before it has decided"):
        homes.client.decision(found, None, silent)
    assert len(asked) == EARLY_ANSWERS + 1
    assert pauses == [EARLY_PAUSE] * EARLY_ANSWERS


def test_a_co_signer_that_hangs_up_at_each_question_is_asked_once_a_second(homes: TwoHomes) -> None:
    found, asked = homes.propose(homes.wire()), list[bytes]()

    def hangs_up(frame: bytes) -> bytes | None:
        if frame[5] == MessageType.AWAIT_DECISION:
            asked.append(frame)
            assert len(asked) < 1000
            homes.client.connected().link.near.cut()  # type: ignore[attr-defined]
            return None
        return frame

    homes.traffic.tamper = hangs_up
    with pytest.raises(Refused, match="nobody has decided"):
        homes.client.decision(found, homes.clock.steady + 60, silent)
    assert len(asked) <= 62


def test_a_no_in_the_middle_of_a_run_ends_the_link(homes: TwoHomes) -> None:
    """With a PENDING here, only a handshake may say what becomes of it."""
    multiplexer = homes.client.connected()

    def declines(frame: bytes) -> bytes:
        if frame[5] == MessageType.COMMITTED:
            return frame[:4] + encode(Declined.of(Refused("no", RefusalKind.BUSY)))
        return frame

    homes.traffic.tamper = declines
    with pytest.raises(Refused):
        homes.client.refresh(homes.key.key_id)
    assert homes.computer.row.pending is not None
    assert multiplexer.link.closed
    homes.traffic.tamper = lambda frame: frame
    homes.client.connected()
    one_key(homes)
    assert epochs(homes) == (2, 2)


def test_a_busy_co_signer_is_asked_again_for_a_minute(homes: TwoHomes) -> None:
    wire = homes.wire()
    homes.approved(wire)
    for _ in range(16):
        homes.client.prepare(homes.key.key_id, 1)
    homes.sign(wire)  # after a pause
    assert homes.clock.steady > 100

    def pause(seconds: float) -> None:
        homes.clock.sleep(seconds)
        while True:
            try:
                homes.client.prepare(homes.key.key_id, 1)
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
        return (
            frame.replace(second.request, first.request)
            if frame[5] in (MessageType.AWAIT_DECISION, MessageType.CANCEL)
            else frame
        )

    homes.traffic.tamper = another
    for ask in (lambda: homes.client.decision(second, None, silent), lambda: homes.client.cancel(second.request)):
        with pytest.raises(PeerFault, match="another request"):
            ask()


# ------------------------------------------------------------------ payments
def test_a_hundred_and_thirty_inputs_are_two_sessions_and_one_task(homes: TwoHomes) -> None:
    wire = homes.wire(coins=130)
    events: list[Event] = []
    found = homes.approved(wire)
    homes.client.sign(homes.key.key_id, homes.checked(wire), events.append)
    assert [doing(**asdict(event)) for event in events if event.inputs] == [
        "signing together: 128 of 130 inputs",
        "signing together: 130 of 130 inputs",
    ]
    (request,) = homes.cosigner.tasks()
    assert (request.id, request.state, request.signed) == (found.request, RequestState.RELEASED, tuple(range(130)))


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
        if frame[5] == MessageType.A1 and homes.cosigner.row.pending is None:
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
    prepared = homes.client.prepare(key, 1)
    homes.client.finish(key, prepared, task.task_id, items(task, (0,)))
    for _ in range(2):
        with pytest.raises(Refused) as caught:
            homes.client.finish(key, prepared, task.task_id, items(task, (0,)))
        assert caught.value.kind == "session"
    assert homes.traffic.types().count(MessageType.S1) == 1


def test_a_jump_of_the_clock_ends_the_link_and_its_sessions(homes: TwoHomes) -> None:
    wire = homes.wire()
    homes.approved(wire)
    task, key = homes.checked(wire), homes.key.key_id
    prepared = homes.client.prepare(key, 1)
    before = homes.client.connected()
    homes.clock.jump(3_600)
    with pytest.raises(Refused, match="session is gone"):
        homes.client.finish(key, prepared, task.task_id, items(task, (0,)))
    assert homes.client.connected() is not before
    assert MessageType.S1 not in homes.traffic.types()
    homes.sign(wire)


def test_an_answer_to_another_a1_is_none(homes: TwoHomes) -> None:
    """Rule F1, where several are under way: each offer takes the answer to itself, and whatever comes in its place has
    used it up."""
    answers: list[bytes] = []

    def the_first(frame: bytes) -> bytes:
        if frame[5] == MessageType.A2:
            answers.append(frame[4:])
            return frame[:4] + answers[0]
        return frame

    homes.client.prepare(homes.key.key_id, 1)
    homes.traffic.tamper = the_first
    homes.client.prepare(homes.key.key_id, 1)
    with pytest.raises(PeerFault, match="another preparation"):
        homes.client.prepare(homes.key.key_id, 1)
    homes.traffic.tamper = lambda frame: frame
    assert not homes.client.sessions.holds(bytes(32))
    homes.pay()


def test_several_a1_may_be_under_way(homes: TwoHomes) -> None:
    """From many threads: each is answered, and each session is another one."""
    key = homes.key.key_id
    homes.client.connected()
    leaves = threading.Barrier(4)

    def together(frame: bytes) -> bytes:
        if frame[5] == MessageType.A1:
            leaves.wait(20)  # for three more: none of them has been answered
        return frame

    homes.traffic.tamper = together
    with ThreadPoolExecutor(4) as pool:
        made = [pool.submit(homes.client.prepare, key, 1) for _ in range(8)]
        sids = {future.result(20).sid2 for future in made}
    assert len(sids) == 8


def test_a_failed_vole_check_ends_the_link_and_the_session(homes: TwoHomes) -> None:
    homes.traffic.tamper = lambda frame: flipped(frame, len(frame) - 100) if frame[5] == MessageType.A2 else frame
    with pytest.raises(Cheat):
        homes.client.prepare(homes.key.key_id, 1)
    assert homes.cosigner.dispatcher.connections == {}
    homes.traffic.tamper = lambda frame: frame
    homes.pay()


def test_a_spoilt_s2_is_a_cheat_and_the_payment_goes_on_later(homes: TwoHomes) -> None:
    wire = homes.wire()
    homes.approved(wire)
    homes.traffic.tamper = lambda frame: flipped(frame, len(frame) - 1) if frame[5] == MessageType.S2 else frame
    with pytest.raises(PeerFault):
        homes.sign(wire)
    homes.traffic.tamper = lambda frame: frame
    homes.sign(wire)
    assert [request.state for request in homes.cosigner.tasks()] == [RequestState.RELEASED]


def test_each_cheat_of_the_co_signer_is_written_down_and_counted(homes: TwoHomes) -> None:
    wire = homes.wire()
    homes.approved(wire)
    for kind in (MessageType.A2, MessageType.S2):

        def spoilt(frame: bytes, kind: MessageType = kind) -> bytes:
            return flipped(frame, len(frame) - (100 if kind is MessageType.A2 else 1)) if frame[5] == kind else frame

        homes.traffic.tamper = spoilt
        with pytest.raises(Cheat):
            homes.sign(wire)
    homes.traffic.tamper = lambda frame: frame
    homes.computer.end()
    homes.restart()
    assert homes.key.rules.faults == 2
    told = [(entry.code, entry.values[:3]) for entry in homes.computer.records.log()]
    assert told.count((LogCode.CHEATED, (NAME, "Cheat.cheat", "1"))) == 1
    assert told.count((LogCode.CHEATED, (NAME, "Cheat.cheat", "2"))) == 1
    homes.sign(wire)


def test_a_run_of_an_old_link_writes_nothing(homes: TwoHomes, monkeypatch: pytest.MonkeyPatch) -> None:
    """A later handshake overtakes it: what it would store now nobody would ever settle."""
    before = homes.computer.row.current_run_id
    line = homes.client.connected().link
    receive = line.receive

    def overtaken(timeout: float | None = None) -> bytes:
        frame = receive(timeout)
        if frame[5] == MessageType.PREPARED:
            line.close("")
            thread = threading.Thread(target=homes.client.connected)
            thread.start()
            thread.join(10)
        return frame

    monkeypatch.setattr(line, "receive", overtaken)
    with pytest.raises(LinkError):
        homes.client.refresh(homes.key.key_id)
    assert homes.computer.row.pending is None
    assert homes.computer.row.current_run_id == before == homes.cosigner.row.current_run_id
    homes.pay()


# ------------------------------------------------------------------ rows that never were
def test_p1_never_keeps_what_only_p2_keeps(homes: TwoHomes) -> None:
    def script() -> Script[None]:
        yield Persist(Checking(bytes(32)))

    with pytest.raises(TypeError, match="never writes"):
        homes.client.run(homes.client.connected(), script(), silent)


def test_a_key_never_born_has_no_epoch(homes: TwoHomes) -> None:
    slot: Slot = homes.computer.row.current  # type: ignore[assignment]
    unborn = replace(homes.computer.row, key_id=bytes(32), current=None, pending=slot)
    put(homes, computer=unborn)
    homes.client.connected()
    assert bytes(32) not in homes.computer.records.keys  # the co-signer does not know it, so nobody has
    assert unborn.current_run_id == NO_RUN
    with pytest.raises(Bug):
        share_of(replace(unborn, pending=None))


def test_no_suspension_is_told_that_no_calendar_has(homes: TwoHomes) -> None:
    """The window could not show the last moment that fits the field, and stood still with a traceback."""

    def lies(frame: bytes) -> bytes | None:
        if frame[5] != MessageType.REPORT:
            return frame
        return frame[:4] + encode(replace(decode(Report, frame[4:], PeerFault), suspended_until=2**64 - 1))

    homes.traffic.tamper = lies
    until = homes.client.status(homes.key.key_id).suspended_until
    assert until == int(homes.clock.wall) + LONGEST_SUSPENSION
    assert datetime.fromtimestamp(until, UTC).year < 2100


def test_what_the_co_signer_says_of_a_key_is_remembered(homes: TwoHomes) -> None:
    key: Any = homes.key.key_id
    assert homes.client.last_report(key) is None
    assert homes.client.status(key) == homes.client.last_report(key)


def test_the_end_does_not_wait_for_a_line_that_is_being_made(homes: TwoHomes) -> None:
    trying, go = threading.Event(), threading.Event()

    def slow() -> Link:
        trying.set()
        assert go.wait(30)
        return homes.connect()

    homes.client = CosignerClient(homes.computer.records, slow, homes.clock.now, homes.clock.monotonic)
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(homes.client.connected)
        assert trying.wait(30)
        homes.client.end()
        assert not asked.done()
        go.set()
        with pytest.raises(LinkError, match="closed"):
            asked.result(30)
    with pytest.raises(LinkError):
        homes.client.connected()


def test_a_wallet_that_was_closed_dials_no_more(homes: TwoHomes) -> None:
    """While a payment of it waited: the home may be open again by now, and each further line of the closed one would
    end that one's, and tell the co-signer counts that have passed, as an old copy does."""
    proposed = homes.propose(homes.wire())
    dialled: list[float] = []

    def dial() -> Link:
        dialled.append(homes.clock.monotonic())
        raise LinkError("nobody is there")

    client = CosignerClient(homes.computer.records, dial, homes.clock.now, homes.clock.monotonic, homes.clock.sleep)
    with pytest.raises(LinkError):
        client.connected()
    assert len(dialled) == 1
    client.end()
    with pytest.raises(LinkError) as ended:
        client.decision(proposed, None, silent)
    assert ended.value.kind is LinkKind.CLOSED
    assert len(dialled) == 1
