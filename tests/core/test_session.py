"""Where a script meets a link: calls beside each other, answers out of order, ends of every kind."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from core.encoding import Message, Type, encode
from core.errors import KeyBlocked, LinkError, PeerFault, Refused, StorageError, TandemError
from core.protocol.commit import Commit, CommitDone
from core.protocol.script import Change, Committed, Persist, Script, Send, Step, receive
from core.session import CLOCK_JUMP, ClockWatch, Declined, RefusedFrame, Run, Session, exchange, pack, read, unpack
from core.tasks import Decision, TaskState, Watch
from tests.support import memory
from tests.support.memory import MemoryLink
from tests.support.two_homes import Clock

LONG = 20.0  # seconds, on a machine that does much else


def watch(n: int) -> Watch:
    return Watch(n.to_bytes(16, "big"))


def decision(n: int) -> Decision:
    return Decision(n.to_bytes(16, "big"), TaskState.APPROVED, "")


def nothing(change: Change) -> None:
    pytest.fail(f"{change} was to be kept")


@pytest.fixture
def ends() -> tuple[Session, MemoryLink]:
    one, two = memory.pair()
    return Session(one), two


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
def test_a_call_sends_keeps_shows_and_returns(ends: tuple[Session, MemoryLink]) -> None:
    session, far = ends
    done: list[Any] = []

    def script() -> Script[bytes]:
        yield Step("asking")
        yield Send(Commit(bytes(32)))
        answer = yield from receive(CommitDone)
        yield Persist(Committed(answer.T))
        yield Step("kept")
        return answer.T

    answered(far, lambda _, data: CommitDone(data[2:]))
    assert session.call(script(), lambda change: done.append(change), lambda text: done.append(text)) == bytes(32)
    assert done == ["asking", Committed(bytes(32)), "kept"]


def test_a_change_that_cannot_be_kept_ends_the_script(ends: tuple[Session, MemoryLink]) -> None:
    session, far = ends
    ended = []

    def script() -> Script[None]:
        try:
            yield Persist(Committed(bytes(32)))
            yield Send(Commit(bytes(32)))
        finally:
            ended.append(True)

    def full(_: Change) -> None:
        raise StorageError("the disk is full", "full")

    with pytest.raises(StorageError):
        session.call(script(), full)
    assert ended == [True]
    with pytest.raises(LinkError):
        far.receive(0.05)  # nothing was sent


@pytest.mark.parametrize(
    ("reply", "error", "kind"),
    [
        (RefusedFrame(), PeerFault, "peer"),
        (Declined.of(Refused("no", "pending")), Refused, "pending"),
        (Declined.of(KeyBlocked("no", "must_refresh")), KeyBlocked, "must_refresh"),
        (CommitDone(bytes(32)), PeerFault, "peer"),
    ],
)
def test_what_comes_instead_of_an_answer(
    ends: tuple[Session, MemoryLink], reply: Message, error: type[TandemError], kind: str
) -> None:
    session, far = ends
    answered(far, lambda *_: reply)
    with pytest.raises(error) as caught:
        session.call(exchange(watch(1), Decision), nothing)
    assert caught.value.kind == kind


def test_every_protocol_fault_looks_the_same() -> None:
    assert encode(RefusedFrame()) == bytes([1, Type.REFUSED])
    assert len(pack(7, RefusedFrame())) == 6


@pytest.mark.parametrize("data", [b"", b"\0", b"\0\0\0\1\1"])
def test_a_frame_has_a_call_and_a_message(data: bytes) -> None:
    with pytest.raises(PeerFault, match="too short"):
        unpack(data)


@pytest.mark.parametrize("data", [b"\1", b"\1\0", b"\1\xff", encode(decision(1))[:-1], encode(decision(1)) + b"\0"])
def test_a_message_is_whole_and_known(data: bytes) -> None:
    with pytest.raises(PeerFault):
        read(Decision, data)


def test_silence_ends_a_call(ends: tuple[Session, MemoryLink]) -> None:
    session, _ = ends
    began = time.monotonic()
    with pytest.raises(LinkError, match="does not answer"):
        session.call(exchange(watch(1), Decision), nothing, timeout=0.1)
    assert time.monotonic() - began < LONG


def test_a_dropped_line_ends_a_call(ends: tuple[Session, MemoryLink]) -> None:
    session, far = ends
    threading.Timer(0.05, far.cut).start()
    with pytest.raises(LinkError, match="dropped"):
        session.call(exchange(watch(1), Decision), nothing, timeout=LONG)
    with pytest.raises(LinkError):
        session.call(exchange(watch(2), Decision), nothing, timeout=LONG)


def test_a_late_answer_is_nobodys(ends: tuple[Session, MemoryLink]) -> None:
    session, far = ends
    with pytest.raises(LinkError):
        session.call(exchange(watch(1), Decision), nothing, timeout=0.02)
    number, _ = unpack(far.receive(LONG))
    far.send(pack(number, decision(1)))
    answered(far, lambda *_: decision(2))
    assert session.call(exchange(watch(2), Decision), nothing) == decision(2)


# ------------------------------------------------------------------ many calls
def test_calls_on_many_threads_each_get_their_own_answer(ends: tuple[Session, MemoryLink]) -> None:
    """The answers come in the opposite order; whoever happens to read passes them on."""
    session, far = ends
    count = 12
    held: list[tuple[int, bytes]] = []

    def answer(number: int, data: bytes) -> None:
        held.append((number, data[2:]))
        if len(held) == count:
            for asked, request in reversed(held):
                far.send(pack(asked, Decision(request, TaskState.APPROVED, "")))

    answered(far, answer)
    with ThreadPoolExecutor(count) as pool:
        asked = [pool.submit(session.call, exchange(watch(n), Decision), nothing) for n in range(count)]
        assert [future.result(LONG) for future in asked] == [decision(n) for n in range(count)]


def test_one_that_gives_up_does_not_take_the_others_with_it(ends: tuple[Session, MemoryLink]) -> None:
    session, far = ends
    asked = threading.Event()

    def answer(number: int, data: bytes) -> Message | None:
        asked.set()
        if data[-1] == 1:
            return None  # the impatient one, which reads for both
        time.sleep(0.3)
        return decision(2)

    answered(far, answer)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(session.call, exchange(watch(1), Decision), nothing, timeout=0.1)
        asked.wait(LONG)
        second = pool.submit(session.call, exchange(watch(2), Decision), nothing, timeout=LONG)
        with pytest.raises(LinkError):
            first.result(LONG)
        assert second.result(LONG) == decision(2)


def test_closing_ends_all_calls(ends: tuple[Session, MemoryLink]) -> None:
    session, far = ends
    with ThreadPoolExecutor(3) as pool:
        asked = [pool.submit(session.call, exchange(watch(n), Decision), nothing, timeout=LONG) for n in range(3)]
        for _ in asked:
            far.receive(LONG)
        session.close("enough")
        for future in asked:
            with pytest.raises(LinkError):
                future.result(LONG)


# ------------------------------------------------------------------ runs
def test_a_run_goes_on_only_with_what_it_waits_for() -> None:
    sent: list[Message] = []
    run = Run(exchange(watch(1), Decision), sent.append, nothing)
    assert run.waiting is None
    assert not run.advance()
    assert run.waiting is Decision
    assert run.advance(decision(1))
    assert (run.waiting, run.result, sent) == (None, decision(1), [watch(1)])


def test_a_run_that_was_closed_does_nothing_more() -> None:
    sent: list[Message] = []
    run = Run(exchange(watch(1), Decision), sent.append, nothing)
    run.close()
    assert run.advance()
    assert (run.result, sent) == (None, [])


# ------------------------------------------------------------------ clocks
def test_a_jump_is_noticed_once_and_the_passing_of_time_never() -> None:
    clock = Clock()
    watched = ClockWatch(clock.now, clock.monotonic)
    for seconds, jumps in ((0, False), (CLOCK_JUMP, False), (CLOCK_JUMP + 1, True), (-CLOCK_JUMP - 1, True)):
        clock.sleep(100_000)
        assert not watched.jumped()
        clock.jump(seconds)
        assert watched.jumped() is jumps
        assert not watched.jumped()
