"""A payment of several sessions: some are under way at once, and what goes wrong in one is told once."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from core.approval.messages import RequestState
from core.bitcoin.signing_task import WireTask
from core.codec.messages import MessageType
from core.errors import Cheat, LinkError, PeerFault
from core.wallet import batches
from core.wallet.batches import UNDER_WAY, Steps, in_turn
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
    """So much was asked for before the first answer is looked at; and the co-signer is never left without anything to
    do before the last."""
    events: list[Event] = []
    homes.client.sign(homes.key.key_id, homes.checked(wire), events.append)
    asked = [kind for kind in homes.traffic.types() if kind in (A1, S1)]
    assert asked[: UNDER_WAY + 1] == [A1] * UNDER_WAY + [S1]
    assert (asked.count(A1), asked.count(S1)) == (5, 5)
    assert [(event.signed, event.inputs) for event in events] == [(signed, COINS) for signed in (2, 4, 6, 8, 9)]
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


# ------------------------------------------------------------------ the turns alone
def test_no_more_is_begun_than_may_be_under_way_and_nothing_after_a_failure() -> None:
    begun: list[int] = []
    ended: list[int] = []

    def part(number: int) -> Steps[None]:
        begun.append(number)
        try:
            yield
            if number == 1:
                raise ZeroDivisionError
            yield
        finally:
            ended.append(number)

    with pytest.raises(ZeroDivisionError):
        in_turn([part(number) for number in range(10)], lambda: None)
    assert begun == list(range(UNDER_WAY))
    assert sorted(ended) == begun


def test_each_has_its_turn() -> None:
    done: list[tuple[int, int]] = []

    def part(number: int) -> Steps[None]:
        for step in range(3):
            done.append((step, number))
            if step < 2:
                yield

    told: list[int] = []
    in_turn([part(number) for number in range(UNDER_WAY)], lambda: told.append(len(done)))
    assert done == sorted(done)
    assert told == [0, *range(2 * UNDER_WAY + 1, 3 * UNDER_WAY + 1)]
