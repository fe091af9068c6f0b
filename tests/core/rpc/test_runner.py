"""A script under way, and the frames of its call."""

from __future__ import annotations

from typing import Any

import pytest

from core.approval.messages import AwaitDecision, Decision, RequestState
from core.codec.codec import encode
from core.codec.messages import Message, MessageType
from core.errors import BlockKind, Bug, KeyBlocked, PeerFault, RefusalKind, Refused, StorageError, StorageKind
from core.protocol.changes import Change, Committed
from core.rpc.multiplexer import exchange
from core.rpc.replies import Declined, RefusedFrame
from core.rpc.runner import Run, pack, read, unpack
from core.sansio.effects import Persist, Script, Send, Step


def watch(n: int) -> AwaitDecision:
    return AwaitDecision(n.to_bytes(16, "big"))


def decision(n: int) -> Decision:
    return Decision(n.to_bytes(16, "big"), RequestState.APPROVED)


def nothing(change: Change) -> None:
    pytest.fail(f"{change} was to be kept")


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


def test_what_a_script_wants_is_done_in_its_order() -> None:
    done: list[Any] = []

    def script() -> Script[str]:
        yield Step("first")
        yield Persist(Committed(bytes(32)))
        yield Send(watch(1))
        return "whole"

    run = Run(script(), done.append, done.append, done.append)
    assert run.advance()
    assert (run.result, done) == ("whole", ["first", Committed(bytes(32)), watch(1)])


def test_a_first_change_is_made_durable_by_whoever_asks_for_it() -> None:
    for durable in (True, False):
        done: list[Any] = []

        def script() -> Script[str]:
            yield Persist(Committed(bytes(32)))
            yield Send(watch(1))
            return "whole"

        run = Run(script(), done.append, done.append)
        assert run.until_change() == Committed(bytes(32))
        assert done == []
        if durable:
            run.made_durable()
        assert run.advance()
        assert (run.result, done) == ("whole", [watch(1)] if durable else [Committed(bytes(32)), watch(1)])


def test_what_begins_with_something_else_does_it_when_it_is_told_to() -> None:
    for begins in (Send(watch(1)), None, Refused("no"), ValueError("no")):  # the last: a mistake of the program
        done: list[Any] = []

        def script(begins: Send | Exception | None = begins) -> Script[str]:
            if isinstance(begins, Exception):
                raise begins
            if begins is not None:
                yield begins
            return "whole"

        run = Run(script(), done.append, nothing)
        assert run.until_change() is None
        assert done == []
        if isinstance(begins, Exception):
            with pytest.raises(type(begins), match="no"):
                run.advance()
        else:
            assert run.advance()
            assert run.result == "whole"
        assert done == ([watch(1)] if isinstance(begins, Send) else [])


def test_one_that_was_ended_after_it_began_changes_nothing() -> None:
    def script() -> Script[None]:
        yield Persist(Committed(bytes(32)))

    run = Run(script(), lambda _: None, nothing)
    run.until_change()
    run.close()
    assert run.advance()


@pytest.mark.parametrize("error", [StorageError("full", StorageKind.FULL), KeyboardInterrupt()])
def test_an_error_of_the_driver_closes_the_script(error: BaseException) -> None:
    ended: list[bool] = []

    def script() -> Script[None]:
        try:
            yield Persist(Committed(bytes(32)))
        finally:
            ended.append(True)

    def fail(_: Change) -> None:
        raise error

    run = Run(script(), lambda _: None, fail)
    with pytest.raises(type(error)):
        run.advance()
    assert ended == [True]
    assert run.advance()  # it is over
    assert run.waiting is None


def test_a_script_that_waits_for_nothing_expects_nothing() -> None:
    run = Run(exchange(watch(1), Decision), lambda _: None, nothing)
    with pytest.raises(Bug, match="waits for nothing"):
        _ = run.expected
    run.advance()
    assert run.expected is Decision


def test_what_nobody_does_is_a_bug() -> None:
    def script() -> Any:
        yield "a wish"

    with pytest.raises(Bug, match="nobody does"):
        Run(script(), lambda _: None, nothing).advance()


# ------------------------------------------------------------------ frames
@pytest.mark.parametrize("call", [0, 1, 2**32 - 1])
def test_a_frame_there_and_back(call: int) -> None:
    assert unpack(pack(call, decision(1))) == (call, encode(decision(1)))


def test_every_protocol_fault_looks_the_same() -> None:
    assert encode(RefusedFrame()) == bytes([1, MessageType.REFUSED])
    assert len(pack(7, RefusedFrame())) == 6


@pytest.mark.parametrize("data", [b"", b"\0", b"\0\0\0\1\1"])
def test_a_frame_has_a_call_and_a_message(data: bytes) -> None:
    with pytest.raises(PeerFault, match="too short"):
        unpack(data)


@pytest.mark.parametrize("data", [b"\1", b"\1\0", b"\1\xff", encode(decision(1))[:-1], encode(decision(1)) + b"\0"])
def test_a_message_is_whole_and_known(data: bytes) -> None:
    with pytest.raises(PeerFault):
        read(Decision, data)


def test_an_answer_is_read_as_what_was_waited_for() -> None:
    assert read(Decision, encode(decision(1))) == decision(1)
    with pytest.raises(PeerFault, match="AWAIT_DECISION came where DECISION was due"):
        read(Decision, encode(watch(1)))
    with pytest.raises(PeerFault, match="refused this step"):
        read(Decision, encode(RefusedFrame()))


def test_a_no_comes_back_as_the_error_that_was_meant() -> None:
    """Its reason as words of the other side, quoted."""
    no = Refused("not today", RefusalKind.REFUSED)
    no.said = "ask me tomorrow"
    with pytest.raises(Refused) as refused:
        read(Decision, encode(Declined.of(no)))
    assert (refused.value.kind, refused.value.said) == (no.kind, no.said)
    assert "“not today”" in refused.value.message
    with pytest.raises(KeyBlocked) as blocked:
        read(Decision, encode(Declined.of(KeyBlocked("renew it", BlockKind.MUST_REFRESH))))
    assert blocked.value.kind == "must_refresh"
    assert "“renew it”" in blocked.value.message
