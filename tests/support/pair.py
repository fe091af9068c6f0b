"""Two scripts talking in memory: every message is really encoded and decoded, recorded, and may be spoilt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from core.codec.codec import decode, encode
from core.codec.messages import Message, MessageType, peek_type
from core.errors import PeerFault, TandemError
from core.protocol.changes import Change
from core.protocol.share import Role
from core.sansio.effects import Persist, Receive, Script, Send, Step, receive

A = TypeVar("A")
B = TypeVar("B")
M = TypeVar("M", bound=Message)

Tamper = Callable[[int, bytes], bytes]
OnPersist = Callable[[Role, Change], None]


@dataclass(frozen=True)
class Frame:
    """One message on its way, as it was sent."""

    sender: Role
    type: MessageType
    data: bytes


@dataclass
class Talk(Generic[A, B]):
    """How a conversation went. An error of one side ends it for the other too, as a dropped link does."""

    frames: list[Frame] = field(default_factory=list)
    persisted: list[tuple[Role, Change]] = field(default_factory=list)
    log: list[str] = field(default_factory=list)  # what was sent and what became durable, in order
    steps: list[str] = field(default_factory=list)
    results: dict[Role, Any] = field(default_factory=dict)
    errors: dict[Role, TandemError] = field(default_factory=dict)

    def both(self) -> tuple[A, B]:
        """The results of P1 and P2; raises the error of the side that met one."""
        for error in self.errors.values():
            raise error
        return self.results[Role.P1], self.results[Role.P2]

    def fault(self) -> tuple[Role, TandemError]:
        """The one side that stopped, and why."""
        ((role, error),) = self.errors.items()
        return role, error

    def durable(self, role: Role) -> list[Change]:
        return [change for side, change in self.persisted if side is role]


def converse(
    p1: Script[A],
    p2: Script[B],
    *,
    tamper: Tamper = lambda _, data: data,
    on_persist: OnPersist = lambda _, __: None,
    stop_at: int | None = None,
) -> Talk[A, B]:
    """Run both to their ends, P1 first. `tamper(index, bytes)` gives what arrives in place of message `index`; the
    link drops before message `stop_at` arrives. TandemErrors are recorded, others pass."""
    talk: Talk[A, B] = Talk()
    scripts: dict[Role, Script[Any]] = {Role.P1: p1, Role.P2: p2}
    waiting: dict[Role, type[Message]] = {}
    mail: list[tuple[Role, bytes]] = []

    def advance(role: Role, message: Message | None) -> None:
        script = scripts[role]
        while True:
            effect = script.send(message)
            message = None
            match effect:
                case Send():
                    data = encode(effect.message)
                    talk.log.append(f"{role.name} sends {effect.message.TYPE.name}")
                    mail.append((Role(3 - role), tamper(len(talk.frames), data)))
                    talk.frames.append(Frame(role, effect.message.TYPE, data))
                case Persist():
                    on_persist(role, effect.change)
                    talk.persisted.append((role, effect.change))
                    talk.log.append(f"{role.name} keeps {type(effect.change).__name__}")
                case Step():
                    talk.steps.append(effect.name)
                case Receive():
                    waiting[role] = effect.kind
                    return

    def turn(role: Role, data: bytes | None) -> bool:
        try:
            advance(role, None if data is None else _read(waiting.pop(role), data))
        except StopIteration as done:
            talk.results[role] = done.value
        except TandemError as error:
            talk.errors[role] = error
            return False
        return True

    going = turn(Role.P2, None) and turn(Role.P1, None)
    delivered = 0
    while going and mail and delivered != stop_at:
        to, data = mail.pop(0)
        delivered += 1
        going = to not in waiting or turn(to, data)  # a message to a side that has ended is nobody's
    p1.close()
    p2.close()
    return talk


def run_pair(p1: Script[A], p2: Script[B], **hooks: Any) -> tuple[A, B]:
    """The results of both sides of an undisturbed conversation, or the error of the side that met one."""
    return converse(p1, p2, **hooks).both()


def answering(kind: type[M], begin: Callable[[M], Script[A]]) -> Script[A]:
    """P2's whole side of a call: its first message, then the script that answers it."""
    first = yield from receive(kind)
    return (yield from begin(first))


def _read(kind: type[Message], data: bytes) -> Message:
    found = peek_type(data)
    if found is not kind.TYPE:
        raise PeerFault(f"{found.name} came where {kind.TYPE.name} was due")
    return decode(kind, data)
