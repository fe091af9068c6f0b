"""A script under way, and the frames of its call: `u32 call | message`."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any, Generic, TypeAlias, TypeVar

from core.codec.codec import decode, encode
from core.codec.messages import Message, MessageType, peek_type
from core.errors import Bug, PeerFault
from core.rpc.replies import Declined
from core.sansio.effects import Aside, Effect, Persist, Receive, Script, Send, Step

Work: TypeAlias = Callable[[], Any]

T = TypeVar("T")
M = TypeVar("M", bound=Message)


class Run(Generic[T]):
    """One script under way: it advances until it waits for a message or for work elsewhere, or ends. Any error closes
    it for good. `aside` takes long work over, whose outcome comes back by `after`; without it it is done at once."""

    def __init__(
        self,
        script: Script[T],
        send: Callable[[Message], None],
        persist: Callable[[Any], None],
        progress: Callable[[str], None] = lambda _: None,
        aside: Callable[[Aside], None] | None = None,
    ) -> None:
        self._script = script
        self._send, self._persist, self._progress, self._aside = send, persist, progress, aside
        self.waiting: type[Message] | None = None
        self.result: T | None = None
        self._first: Work | None = None  # what `until_change` has found and `advance` has still to do

    def advance(self, message: Message | None = None) -> bool:
        """Go on with `message`; True when the script has returned (see `result`)."""
        first, self._first = self._first, None
        return self._go_on(first or (lambda: self._script.send(message)))

    def until_change(self) -> Any:
        """Begin, as far as the first change, and say which: who makes it durable calls `made_durable` then, and else
        `advance` does it. None: it begins with something else, or raises, which `advance` is left to do."""
        begun: Future[Effect] = Future()
        self._first = begun.result
        try:
            begun.set_result(next(self._script))
        except Exception as error:  # noqa: BLE001 - a mistake too: it undoes nothing of whoever writes beside it
            begun.set_exception(error)
            return None
        effect = begun.result()
        return effect.change if isinstance(effect, Persist) else None

    def made_durable(self) -> None:
        """The change that `until_change` has found is durable: `advance` goes on after it."""
        self._first = None

    def after(self, outcome: Work) -> bool:
        """Go on with what the work elsewhere gave: `outcome` gives it, or raises what it raised. As `advance`."""
        return self._go_on(lambda: self._script.send(outcome()))

    def _go_on(self, step: Work) -> bool:
        self.waiting = None
        try:
            while True:
                effect = step()
                found: Any = None
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
                    case Aside() if self._aside is not None:
                        self._aside(effect)
                        return False
                    case Aside():
                        found = effect.work()
                    case _:
                        raise Bug("a script wants what nobody does")
                step = partial(self._script.send, found)
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
        self._first = None
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
        case MessageType.REFUSED:
            raise PeerFault("the co-signer refused this step of the protocol")
        case MessageType.DECLINED:
            raise decode(Declined, data).error()
        case found if found is not kind.TYPE:
            raise PeerFault(f"{found.name} came where {kind.TYPE.name} was due")
    return decode(kind, data)
