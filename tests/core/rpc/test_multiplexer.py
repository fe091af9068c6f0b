"""Where a script meets a link: calls beside each other, answers out of order, ends of every kind."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from core.approval.messages import AwaitDecision, Decision, RequestState
from core.codec.messages import Message
from core.errors import (
    BlockKind,
    KeyBlocked,
    LinkError,
    PeerFault,
    RefusalKind,
    Refused,
    StorageError,
    StorageKind,
    TandemError,
)
from core.protocol.changes import Change, Committed
from core.protocol.messages import Commit, CommitDone
from core.rpc.multiplexer import Multiplexer, exchange
from core.rpc.replies import Declined, RefusedFrame
from core.rpc.runner import pack, unpack
from core.sansio.effects import Persist, Script, Send, Step, receive
from tests.support import memory
from tests.support.memory import MemoryLink

LONG = 20.0  # seconds, on a machine that does much else


def watch(n: int) -> AwaitDecision:
    return AwaitDecision(n.to_bytes(16, "big"))


def decision(n: int) -> Decision:
    return Decision(n.to_bytes(16, "big"), RequestState.APPROVED)


def nothing(change: Change) -> None:
    pytest.fail(f"{change} was to be kept")


@pytest.fixture
def ends() -> tuple[Multiplexer, MemoryLink]:
    one, two = memory.pair()
    return Multiplexer(one), two


def answered(far: MemoryLink, answer: Callable[[int, bytes], Message | None]) -> threading.Thread:
    """The other end, on a thread of its own, until the link closes."""

    def work() -> None:
        while True:
            try:
                number, data = unpack(far.receive(LONG))
            except LinkError:
                return
            message = answer(number, data)
            if message is not None:
                far.send(pack(number, message))

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


# ------------------------------------------------------------------ one call
def test_a_call_sends_keeps_shows_and_returns(ends: tuple[Multiplexer, MemoryLink]) -> None:
    multiplexer, far = ends
    done: list[Any] = []

    def script() -> Script[bytes]:
        yield Step("asking")
        yield Send(Commit(bytes(32)))
        answer = yield from receive(CommitDone)
        yield Persist(Committed(answer.T))
        yield Step("kept")
        return answer.T

    answered(far, lambda _, data: CommitDone(data[2:]))
    assert multiplexer.call(script(), lambda change: done.append(change), lambda text: done.append(text)) == bytes(32)
    assert done == ["asking", Committed(bytes(32)), "kept"]


def test_a_change_that_cannot_be_kept_ends_the_script(ends: tuple[Multiplexer, MemoryLink]) -> None:
    multiplexer, far = ends
    ended = []

    def script() -> Script[None]:
        try:
            yield Persist(Committed(bytes(32)))
            yield Send(Commit(bytes(32)))
        finally:
            ended.append(True)

    def full(_: Change) -> None:
        raise StorageError("the disk is full", StorageKind.FULL)

    with pytest.raises(StorageError):
        multiplexer.call(script(), full)
    assert ended == [True]
    with pytest.raises(LinkError):
        far.receive(0.05)  # nothing was sent


@pytest.mark.parametrize(
    ("reply", "error", "kind"),
    [
        (RefusedFrame(), PeerFault, "peer"),
        (Declined.of(Refused("no", RefusalKind.PENDING)), Refused, "pending"),
        (Declined.of(KeyBlocked("no", BlockKind.MUST_REFRESH)), KeyBlocked, "must_refresh"),
        (CommitDone(bytes(32)), PeerFault, "peer"),
    ],
)
def test_what_comes_instead_of_an_answer(
    ends: tuple[Multiplexer, MemoryLink], reply: Message, error: type[TandemError], kind: str
) -> None:
    multiplexer, far = ends
    answered(far, lambda *_: reply)
    with pytest.raises(error) as caught:
        multiplexer.call(exchange(watch(1), Decision), nothing)
    assert caught.value.kind == kind


def test_silence_ends_a_call(ends: tuple[Multiplexer, MemoryLink]) -> None:
    """After the time that this call was given, not after a link's own."""
    multiplexer, _ = ends
    with ThreadPoolExecutor() as pool:
        call = pool.submit(multiplexer.call, exchange(watch(1), Decision), nothing, timeout=0.1)
        with pytest.raises(LinkError, match="does not answer"):
            call.result(LONG)


def test_frames_of_calls_that_are_over_hold_no_call_past_its_deadline() -> None:
    near, far = memory.pair()
    seconds = itertools.count()
    multiplexer = Multiplexer(near, lambda: float(next(seconds)))
    for _ in range(1000):
        far.send(pack(77, decision(1)))
    with pytest.raises(LinkError, match="does not answer"):
        multiplexer.call(exchange(watch(1), Decision), nothing, timeout=20.0)
    assert near.inbox.qsize() > 900  # the clock, not the end of the flood, has ended it


def test_who_waits_while_another_reads_has_a_deadline_of_its_own(
    ends: tuple[Multiplexer, MemoryLink], monkeypatch: pytest.MonkeyPatch
) -> None:
    multiplexer, far = ends
    reads = threading.Event()
    receive_as_ever = multiplexer.link.receive

    def receiving(timeout: float | None = None) -> bytes:
        reads.set()
        return receive_as_ever(timeout)

    monkeypatch.setattr(multiplexer.link, "receive", receiving)
    with ThreadPoolExecutor(1) as pool:
        patient = pool.submit(multiplexer.call, exchange(watch(1), Decision), nothing, timeout=LONG)
        assert reads.wait(LONG)
        with pytest.raises(LinkError, match="does not answer"):
            multiplexer.call(exchange(watch(2), Decision), nothing, timeout=0.05)
        far.send(pack(1, decision(1)))
        assert patient.result(LONG) == decision(1)


def test_a_dropped_line_ends_a_call(ends: tuple[Multiplexer, MemoryLink]) -> None:
    multiplexer, far = ends
    threading.Timer(0.05, far.cut).start()
    with pytest.raises(LinkError, match="dropped"):
        multiplexer.call(exchange(watch(1), Decision), nothing, timeout=LONG)
    with pytest.raises(LinkError):
        multiplexer.call(exchange(watch(2), Decision), nothing, timeout=LONG)


def test_a_late_answer_is_nobodys(ends: tuple[Multiplexer, MemoryLink]) -> None:
    multiplexer, far = ends
    with pytest.raises(LinkError):
        multiplexer.call(exchange(watch(1), Decision), nothing, timeout=0.02)
    number, _ = unpack(far.receive(LONG))
    far.send(pack(number, decision(1)))
    answered(far, lambda *_: decision(2))
    assert multiplexer.call(exchange(watch(2), Decision), nothing) == decision(2)


# ------------------------------------------------------------------ many calls
def test_calls_on_many_threads_each_get_their_own_answer(ends: tuple[Multiplexer, MemoryLink]) -> None:
    """The answers come in the opposite order; whoever happens to read passes them on."""
    multiplexer, far = ends
    count = 12
    held: list[tuple[int, bytes]] = []

    def answer(number: int, data: bytes) -> None:
        held.append((number, data[2:]))
        if len(held) == count:
            for asked, request in reversed(held):
                far.send(pack(asked, Decision(request, RequestState.APPROVED)))

    answered(far, answer)
    with ThreadPoolExecutor(count) as pool:
        asked = [pool.submit(multiplexer.call, exchange(watch(n), Decision), nothing) for n in range(count)]
        assert [future.result(LONG) for future in asked] == [decision(n) for n in range(count)]


def test_one_that_gives_up_does_not_take_the_others_with_it(ends: tuple[Multiplexer, MemoryLink]) -> None:
    multiplexer, far = ends
    asked = threading.Event()

    def answer(number: int, data: bytes) -> Message | None:
        asked.set()
        if data[-1] == 1:
            return None  # the impatient one, which reads for both
        time.sleep(0.3)
        return decision(2)

    answered(far, answer)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(multiplexer.call, exchange(watch(1), Decision), nothing, timeout=0.1)
        asked.wait(LONG)
        second = pool.submit(multiplexer.call, exchange(watch(2), Decision), nothing, timeout=LONG)
        with pytest.raises(LinkError):
            first.result(LONG)
        assert second.result(LONG) == decision(2)


def test_closing_ends_all_calls(ends: tuple[Multiplexer, MemoryLink]) -> None:
    multiplexer, far = ends
    with ThreadPoolExecutor(3) as pool:
        asked = [pool.submit(multiplexer.call, exchange(watch(n), Decision), nothing, timeout=LONG) for n in range(3)]
        for _ in asked:
            far.receive(LONG)
        multiplexer.close("enough")
        for future in asked:
            with pytest.raises(LinkError):
                future.result(LONG)
