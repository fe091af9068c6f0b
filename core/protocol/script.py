"""A party's side of a conversation, as a generator that does no I/O.

The generator yields what it wants done and the driver (core/session.py) does it:

    yield Send(message)               the message leaves for the other party
    message = yield from receive(G2)  the next message of this call, already decoded and of that type
    yield Persist(change)             `change` is durable before the generator goes on; if it cannot be, it is closed
    yield Step("name")                what a person may be shown now

A generator cannot go back, so a state used once is gone. Any error closes it; a run is never resumed, only restarted.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from core.encoding import Message
from core.protocol.share import KeyShare

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
class Prepared:
    """P1-PREP or P2-PREP (core/spec/refresh.md, "Durable states"): PENDING := share.

    `name` is the wallet's name, used when the key is new.
    """

    share: KeyShare
    name: str = ""


@dataclass(frozen=True, slots=True)
class Committed:
    """P1-COMMIT or P2-COMMIT: CURRENT := PENDING of run T, PENDING := none, the old share is erased."""

    T: bytes


@dataclass(frozen=True, slots=True)
class Dropped:
    """P2-DROP: PENDING of run T is erased. Never yielded by P1."""

    T: bytes


@dataclass(frozen=True, slots=True)
class Checking:
    """CHECK: an OT check under run T begins (P2)."""

    T: bytes


@dataclass(frozen=True, slots=True)
class Checked:
    """CHECKED: the OT check under run T ended; not `ok` locks that base-OT set (P2)."""

    T: bytes
    ok: bool


@dataclass(frozen=True, slots=True)
class Debit:
    """The task is about to be signed (P2): limits are rechecked and the debit is durable before the first s2."""

    task_id: bytes
    inputs: tuple[int, ...]


Change: TypeAlias = Prepared | Committed | Dropped | Checking | Checked | Debit


@dataclass(frozen=True, slots=True)
class Persist:
    """Make `change` durable before going on."""

    change: Change


@dataclass(frozen=True, slots=True)
class Step:
    """A named step of long work, in words a person may read."""

    name: str


Effect: TypeAlias = Send | Receive | Persist | Step
Script: TypeAlias = Generator[Effect, Any, T]


def receive(kind: type[M]) -> Generator[Effect, Any, M]:
    """The next message of this call; the driver has checked its type, this only tells the type checker."""
    message = yield Receive(kind)
    assert isinstance(message, kind)  # noqa: S101 - the driver's promise, not a check of the peer
    return message
