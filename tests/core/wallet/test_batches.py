"""A payment of several sessions: some are under way at once, and what goes wrong in one is told once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from core.approval.messages import RequestState
from core.bitcoin.signing_task import WireTask
from core.codec.messages import MessageType
from core.errors import Cheat, KeyBlocked, LinkError, PeerFault
from core.wallet import batches
from core.wallet.batches import UNDER_WAY, Check, Pipeline
from core.wallet.events import Event
from tests.support.regions import flipped
from tests.support.two_homes import TwoHomes

A1, A2, S1, S2 = MessageType.A1, MessageType.A2, MessageType.S1, MessageType.S2
COINS, SIZE = 9, 2  # sessions of two inputs, and one of one
PATIENCE = 20


@pytest.fixture
def wire(homes: TwoHomes, monkeypatch: pytest.MonkeyPatch) -> WireTask:
    """A payment that is approved."""
    monkeypatch.setattr(batches, "BATCH", SIZE)
    found = homes.wire(coins=COINS)
    homes.approved(found)
    return found


def epochs(homes: TwoHomes) -> list[int]:
    return [side.row.current.epoch for side in (homes.computer, homes.cosigner) if side.row.current]


def test_both_sides_are_at_work_at_once(homes: TwoHomes, wire: WireTask) -> None:
    """So many preparations leave before any is answered; all is signed, and told in order."""
    together = threading.Barrier(UNDER_WAY)

    def leaves(frame: bytes) -> bytes:
        if frame[5] == A1 and homes.traffic.types().count(A1) <= UNDER_WAY:
            together.wait(PATIENCE)
        return frame

    homes.traffic.tamper = leaves
    events: list[Event] = []
    homes.client.sign(homes.key.key_id, homes.checked(wire), events.append)
    assert [(event.signed, event.inputs) for event in events] == [(signed, COINS) for signed in (2, 4, 6, 8, 9)]
    homes.traffic.tamper = lambda frame: frame
    (request,) = homes.cosigner.tasks()
    assert (request.state, request.signed) == (RequestState.RELEASED, tuple(range(COINS)))


def test_every_signature_is_of_its_input(homes: TwoHomes, wire: WireTask) -> None:
    assert sorted(homes.sign(wire)) == list(range(COINS))  # each judged by libsecp256k1


@pytest.mark.parametrize("kind", [A2, S2])
def test_a_cheat_in_one_ends_all_and_is_what_is_told(homes: TwoHomes, wire: WireTask, kind: MessageType) -> None:
    spoilt: list[bytes] = []

    def spoils(frame: bytes) -> bytes:
        if frame[5] == kind and homes.traffic.types().count(kind) == 2:
            spoilt.append(frame)
            return flipped(frame, len(frame) - (100 if kind == A2 else 1))
        return frame

    homes.traffic.tamper = spoils
    with pytest.raises((Cheat, PeerFault)):
        homes.sign(wire)
    assert len(spoilt) == 1
    homes.traffic.tamper = lambda frame: frame
    homes.sign(wire)


def test_a_line_that_drops_is_told_as_that(homes: TwoHomes, wire: WireTask) -> None:
    homes.traffic.cut_at = len(homes.traffic.frames) + 8
    with pytest.raises(LinkError):
        homes.sign(wire)
    homes.sign(wire)


def test_a_refresh_that_is_due_meanwhile_is_made_once(homes: TwoHomes, wire: WireTask) -> None:
    due = threading.Event()

    def falls_due(frame: bytes) -> bytes:
        if frame[5] == A1 and homes.traffic.types().count(A1) == UNDER_WAY + 1 and not due.is_set():
            due.set()
            with homes.cosigner.turn, homes.cosigner.records.write() as write:
                write.key(replace(homes.cosigner.row, must_refresh=True))
        return frame

    homes.traffic.tamper = falls_due
    assert sorted(homes.sign(wire)) == list(range(COINS))
    assert epochs(homes) == [2, 2]
    assert homes.traffic.types().count(MessageType.F1) == 1


# ------------------------------------------------------------------ the pipeline alone
def raised(work: Callable[[int, Check], int], parts: int) -> BaseException:
    pipeline: Pipeline[int, int] = Pipeline(range(parts), work)
    with pytest.raises(BaseException) as caught:  # noqa: PT011 - the caller looks at it
        pipeline.run(lambda _: None)
    return caught.value


def test_the_cause_is_told_and_not_what_followed_from_it() -> None:
    dropped = threading.Event()

    def work(part: int, _: Check) -> int:
        if part == 0:  # comes first in order, and failed only because of the other
            assert dropped.wait(PATIENCE)
            raise LinkError("the line dropped")
        dropped.set()
        raise KeyBlocked("it may not sign")

    assert isinstance(raised(work, 2), KeyBlocked)


def test_nothing_begins_after_a_failure() -> None:
    begun: list[int] = []
    first = threading.Barrier(UNDER_WAY)

    def work(part: int, go_on: Check) -> int:
        begun.append(part)
        first.wait(PATIENCE)
        if part == 1:
            raise ZeroDivisionError
        while True:  # until it is told
            go_on()

    assert isinstance(raised(work, 10), ZeroDivisionError)
    assert sorted(begun) == list(range(UNDER_WAY))


def test_what_is_done_is_not_done_again() -> None:
    tries: list[int] = []

    def work(part: int, _: Check) -> int:
        tries.append(part)
        if part == 4 and tries.count(4) == 1:
            raise ZeroDivisionError
        return part * part

    pipeline: Pipeline[int, int] = Pipeline(range(5), work)
    with pytest.raises(ZeroDivisionError):
        pipeline.run(lambda _: None)
    done, again = dict(pipeline.done), list[int]()
    pipeline.run(again.append)
    assert pipeline.done == {part: part * part for part in range(5)}
    assert 4 in again
    assert not set(again) & set(done)
