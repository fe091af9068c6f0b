"""Where a script meets a link, a journal and a clock; nowhere else does.

A frame on the link is `u32 call | message`. A call is one conversation (a key generation, a refresh, a signature,
a question); P1 opens it with a number of its own, and both ends run one script for it. Calls do not disturb each
other. A run is never resumed: when the link drops, all its calls are over and only durable state counts.
"""

from __future__ import annotations

import os
import threading
import time
import weakref
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Generic, Protocol, TypeVar

from core.encoding import Message, Text, Type, decode, encode, peek_type
from core.errors import Bug, KeyBlocked, LinkError, PeerFault, Refused, TandemError
from core.protocol.script import Change, Persist, Receive, Script, Send, Step, receive
from core.transport.link import Link

T = TypeVar("T")
M = TypeVar("M", bound=Message)

ANSWER_TIMEOUT = 30.0  # seconds for one answer of a live peer; the slowest step takes well under one
CLOCK_JUMP = 60.0  # seconds by which wall clock and monotonic clock may part at once


@dataclass(frozen=True, slots=True)
class RefusedFrame(Message):
    """Every protocol fault looks like this on the wire, whatever it was."""

    TYPE: ClassVar[Type] = Type.REFUSED


@dataclass(frozen=True, slots=True)
class Declined(Message):
    """A rule, a person or a state said no; the reason is for people."""

    TYPE: ClassVar[Type] = Type.DECLINED
    blocked: bool  # whether the key is blocked (KeyBlocked) rather than the request refused (Refused)
    kind: Text
    reason: Text

    @classmethod
    def of(cls, error: TandemError) -> Declined:
        """The wire form of a Refused or KeyBlocked error."""
        return cls(isinstance(error, KeyBlocked), error.kind, error.message)

    def error(self) -> TandemError:
        """The error that the other side meant."""
        return KeyBlocked(self.reason, self.kind) if self.blocked else Refused(self.reason, self.kind)


class ClockWatch:
    """Notices that this machine slept or was put back to a snapshot: the wall clock jumps against the monotonic one.

    What was drawn in memory before may then be used twice, and two answers of one session give a share away.
    """

    def __init__(self, wall: Callable[[], float], steady: Callable[[], float]) -> None:
        self._wall, self._steady = wall, steady
        self._apart = wall() - steady()

    def jumped(self) -> bool:
        """Whether the clock jumped since the last time this was asked."""
        before, self._apart = self._apart, self._wall() - self._steady()
        return abs(self._apart - before) > CLOCK_JUMP


class Holder(Protocol):
    """Something that holds prepared sessions."""

    def forget_sessions(self) -> None:
        """Drop them all."""
        ...


_holders: weakref.WeakSet[Holder] = weakref.WeakSet()


def wiped_by_fork(holder: Holder) -> None:
    """Have `holder` forget its sessions in every child process: two processes must never answer with one (F5)."""
    _holders.add(holder)


def _forget_in_child() -> None:
    for holder in list(_holders):
        holder.forget_sessions()


if hasattr(os, "register_at_fork"):  # there is no fork without it
    os.register_at_fork(after_in_child=_forget_in_child)


class Run(Generic[T]):
    """One script under way: it advances until it waits for a message, or ends. Any error closes it for good."""

    def __init__(
        self,
        script: Script[T],
        send: Callable[[Message], None],
        persist: Callable[[Change], None],
        progress: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._script = script
        self._send, self._persist, self._progress = send, persist, progress
        self.waiting: type[Message] | None = None
        self.result: T | None = None

    def advance(self, message: Message | None = None) -> bool:
        """Go on with `message`; True when the script has returned (see `result`)."""
        self.waiting = None
        try:
            while True:
                effect = self._script.send(message)
                message = None
                match effect:
                    case Send():
                        self._send(effect.message)
                    case Persist():
                        self._persist(effect.change)
                    case Step():
                        self._progress(effect.name)
                    case Receive():
                        self.waiting = effect.kind
                        return False
        except StopIteration as done:
            self.result = done.value
            return True
        except BaseException:
            self._script.close()
            raise

    @property
    def expected(self) -> type[Message]:
        """The message it waits for, after `advance` has said that it waits."""
        if self.waiting is None:
            raise Bug("a script that waits for nothing")
        return self.waiting

    def close(self) -> None:
        """End it here; what it held in memory is gone."""
        self._script.close()


def pack(call: int, message: Message) -> bytes:
    """One frame."""
    return call.to_bytes(4, "big") + encode(message)


def unpack(frame: bytes) -> tuple[int, bytes]:
    """The call number and the message bytes of a frame."""
    if len(frame) < 6:
        raise PeerFault("a frame is too short")
    return int.from_bytes(frame[:4], "big"), frame[4:]


def read(kind: type[M], data: bytes) -> M:
    """The message that was waited for, or the error that came in its place."""
    match peek_type(data):
        case Type.REFUSED:
            raise PeerFault("the co-signer refused this step of the protocol")
        case Type.DECLINED:
            raise decode(Declined, data).error()
        case found if found is not kind.TYPE:
            raise PeerFault(f"{found.name} came where {kind.TYPE.name} was due")
    return decode(kind, data)


class Session:
    """P1's end of a link: calls that may run on several threads at once. Whoever waits reads for all."""

    def __init__(self, link: Link) -> None:
        self.link = link
        self._turn = threading.Condition()
        self._inboxes: dict[int, deque[bytes]] = {}
        self._next_call = 1
        self._reading = False

    def call(
        self,
        script: Script[T],
        persist: Callable[[Change], None],
        progress: Callable[[str], None] = lambda _: None,
        timeout: float = ANSWER_TIMEOUT,
    ) -> T:
        """Run P1's `script` to its end. Each answer may take `timeout` seconds; LinkError otherwise."""
        with self._turn:
            number, self._next_call = self._next_call, self._next_call + 1
            self._inboxes[number] = deque()
        run = Run(script, lambda message: self.link.send(pack(number, message)), persist, progress)
        try:
            message: Message | None = None
            while not run.advance(message):
                message = read(run.expected, self._receive(number, timeout))
        finally:
            run.close()
            with self._turn:
                del self._inboxes[number]
        return run.result  # type: ignore[return-value]  # set when advance() was true

    def _receive(self, number: int, timeout: float) -> bytes:
        deadline = time.monotonic() + timeout
        inbox = self._inboxes[number]
        while True:
            with self._turn:
                while not inbox and self._reading:
                    if not self._turn.wait(deadline - time.monotonic()):
                        raise LinkError("the co-signer does not answer")
                if inbox:
                    return inbox.popleft()
                self._reading = True
            try:
                frame = self.link.receive(max(0.0, deadline - time.monotonic()))
                call, message = unpack(frame)
            finally:
                with self._turn:
                    self._reading = False
                    self._turn.notify_all()
            with self._turn:
                if call in self._inboxes:  # an answer to a call that is over is nobody's
                    self._inboxes[call].append(message)
                    self._turn.notify_all()

    def close(self, reason: str = "") -> None:
        """Close the link; calls under way end with LinkError."""
        self.link.close(reason)


def exchange(question: Message, kind: type[M]) -> Script[M]:
    """The shortest script: one question, one answer."""
    yield Send(question)
    return (yield from receive(kind))
