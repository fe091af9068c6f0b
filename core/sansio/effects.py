"""A party's side of a conversation, as a generator that does no I/O.

The generator yields what it wants done and the driver (core/rpc/multiplexer.py) does it:

    yield Send(message)               the message leaves for the other party
    message = yield from receive(G2)  the next message of this call, already decoded and of that type
    yield Persist(change)             `change` is durable before the generator goes on; if it cannot be, it is closed
    yield Step(CODE)                  what it is at now, for a person who waits
    found = yield from aside(work)    long work that touches nothing shared, wherever it holds up nobody

A generator cannot go back, so a state used once is gone. Any error closes it; a run is never resumed, only restarted.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from core.codec.messages import Message

T = TypeVar("T")
M = TypeVar("M", bound=Message)


@dataclass(frozen=True, slots=True)
class Send:
    """Let `message` leave."""

    message: Message


@dataclass(frozen=True, slots=True)
class Receive:
    """Wait for the next message; it must be of type `kind`."""

    kind: type[Message]


@dataclass(frozen=True, slots=True)
class Persist:
    """Make `change` durable before going on."""

    change: Any  # what it is, only the driver's owner knows


@dataclass(frozen=True, slots=True)
class Step:
    """A step of long work, for whoever waits."""

    name: str  # a code


@dataclass(frozen=True, slots=True)
class Aside:
    """Do `work` on another thread or on this one; the generator goes on with what it gave. What it raises closes it."""

    work: Callable[[], Any]
    size: int  # bytes that it holds until it is done


Effect: TypeAlias = Send | Receive | Persist | Step | Aside
Script: TypeAlias = Generator[Effect, Any, T]


def receive(kind: type[M]) -> Generator[Effect, Any, M]:
    """The next message of this call; the driver has checked its type, this only tells the type checker."""
    message = yield Receive(kind)
    assert isinstance(message, kind)  # noqa: S101 - the driver's promise, not a check of the peer
    return message


def aside(work: Callable[[], T], size: int) -> Generator[Effect, Any, T]:
    """What `work` gives. It may run on another thread, and no message of this call is taken meanwhile."""
    found: T = yield Aside(work, size)
    return found
