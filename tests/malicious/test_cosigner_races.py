"""Many requests at once for one limit: the debit is one after the other, and on the disk before an answer (C5)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from core.approval.messages import RequestState
from core.approval.request import SigningRequest
from core.approval.upload import propose_p1
from core.bitcoin.signing_task import WireTask
from core.codec.messages import MessageType, peek_type
from core.cosigner.executor import Executor
from core.cosigner.signing_requests import SigningRequests
from core.errors import Refused
from core.protocol.ecdsa.sign import S1
from core.rpc.runner import pack
from tests.support.hostile import declined, s1_of
from tests.support.two_homes import Fate, Hostile, TwoHomes, two_homes

LIMIT = 50_000
MANY = 50


def one_left(homes: TwoHomes) -> None:
    """Nine of the day's ten are spent."""
    homes.allow(LIMIT)
    for n in range(9):
        homes.pay(homes.wire(amount=LIMIT - 500, seed=100 + n))


def wires(homes: TwoHomes, count: int) -> list[WireTask]:
    return [homes.wire(amount=LIMIT - 500, seed=n) for n in range(count)]


def asked_at_once(homes: TwoHomes, raw: Hostile, many: list[WireTask]) -> None:
    """All PROPOSE first, then all chunks, so that no task is decided before all are there."""
    scripts = [propose_p1(homes.key.key_id, wire) for wire in many]
    for turn in range(2):
        for call, script in enumerate(scripts, 1_000):
            message = next(script).message  # type: ignore[union-attr]
            replies = raw.ask(message, call=call)
            assert len(replies) == turn


def signed(homes: TwoHomes) -> int:
    return homes.traffic.types().count(MessageType.S2)


def test_racing_requests_one_limit(homes: TwoHomes) -> None:
    one_left(homes)
    before = signed(homes)
    raw = homes.raw()
    many = wires(homes, MANY)
    asked_at_once(homes, raw, many[:25])
    asked_at_once(homes, raw, many[25:])
    approved = [request for request in homes.cosigner.tasks() if request.state is RequestState.APPROVED]
    assert len(approved) == 1
    sent: list[S1] = []
    for wire in many:
        homes.clock.sleep(0.5)
        sent.append(s1_of(homes, raw, wire))
        if len(sent) == 8:  # as many as can wait at once
            replies = [raw.ask(s1) for s1 in sent]
            sent.clear()
            assert sum(peek_type(reply[0]) is MessageType.S2 for reply in replies) <= 1
    for s1 in sent:
        raw.ask(s1)
    assert signed(homes) == before + 1
    assert homes.cosigner.requests.rulebook.used(homes.key).unattended == 10 * LIMIT


def test_racing_through_many_threads(homes: TwoHomes) -> None:
    """As in the program: every frame of every thread goes through the one worker."""
    one_left(homes)
    raw = homes.raw()
    executor = Executor(lambda error: pytest.fail(str(error)))
    dispatcher, connection = homes.cosigner.dispatcher, raw.link.connection
    many = wires(homes, MANY)

    def ask(n: int) -> None:
        script = propose_p1(homes.key.key_id, many[n])
        for _ in (MessageType.PROPOSE, MessageType.CHUNK):
            message = next(script).message  # type: ignore[union-attr]
            executor.call(partial(dispatcher.frame, connection, pack(1_000 + n, message), homes.clock.monotonic()))

    with ThreadPoolExecutor(20) as pool:
        for future in [pool.submit(ask, n) for n in range(MANY)]:
            future.result(60)
    executor.stop()
    raw.replies()
    states = [request.state for request in homes.cosigner.tasks() if request.state is not RequestState.RELEASED]
    assert states.count(RequestState.APPROVED) == 1
    assert homes.cosigner.requests.rulebook.used(homes.key).unattended == 10 * LIMIT


def test_approved_under_one_rule_signed_at_once_under_a_stricter_one(homes: TwoHomes) -> None:
    """The debit asks the rules again: ten approvals, room for two."""
    homes.allow(LIMIT)
    many = wires(homes, 8)
    for wire in many:
        assert homes.propose(wire).state is RequestState.APPROVED
    raw = homes.raw()
    sent = [s1_of(homes, raw, wire) for wire in many]
    homes.allow(20_000)
    assert [declined(raw.ask(s1)).kind for s1 in sent] == ["pending"] * 5 + ["too_many"] * 3  # W5
    assert signed(homes) == 0


def test_without_the_second_look_it_would_be_signed(homes: TwoHomes, monkeypatch: pytest.MonkeyPatch) -> None:
    homes.allow(LIMIT)
    (wire,) = wires(homes, 1)
    homes.propose(wire)
    homes.allow(0)

    def unchecked(desk: SigningRequests, row: object, request: SigningRequest, checked: object) -> SigningRequest:
        return request

    monkeypatch.setattr(SigningRequests, "once_more", unchecked)
    homes.sign(wire)
    assert signed(homes) == 1


@pytest.mark.parametrize("when", ["before", "after"])
def test_racing_across_a_kill_between_debit_and_answer(tmp_path: Path, when: str) -> None:
    with two_homes(tmp_path) as homes:
        one_left(homes)
        first, *others = wires(homes, 6)
        assert homes.propose(first).state is RequestState.APPROVED
        before = signed(homes)
        homes.cosigner.meets(Fate(2, when))  # CHECK, debit
        assert not homes.survives(lambda: homes.sign(first))
        homes.restart()
        assert signed(homes) == before
        assert homes.cosigner.requests.rulebook.used(homes.key).unattended == 10 * LIMIT
        for wire in others[:5]:
            assert homes.propose(wire).state is RequestState.PROPOSED
            with pytest.raises(Refused):
                homes.client.sign(homes.key.key_id, homes.checked(wire))
        homes.sign(first)
        assert signed(homes) == before + 1
        assert homes.cosigner.requests.rulebook.used(homes.key).unattended == 10 * LIMIT
