"""One end of a pairing over an open WebSocket: its script driven, its messages read, its end explained."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import TypeVar

import aiohttp
from aiohttp import WSCloseCode, WSMsgType

from core.codec.codec import decode, encode
from core.codec.messages import Message
from core.codec.text import quoted
from core.errors import (
    BadInput,
    FaultKind,
    InputKind,
    LinkError,
    LinkKind,
    PeerFault,
    RefusalKind,
    Refused,
    TandemError,
)
from core.sansio.effects import Receive, Script, Send
from core.transport.link.hello import reason_bytes, reason_told
from core.transport.link.websocket import Socket

T = TypeVar("T")
M = TypeVar("M", bound=Message)

MAX_MESSAGE = 8192  # bytes
HEARTBEAT = 2.0  # seconds between heartbeats of a pairing; half of it for the answer

# Close codes: what the end of a line means to the other side, beside its reason for people.
_WORDS, _LINK_OVER, _LINK_TAKEN = 4001, 4002, 4003
_CODES: dict[str, int] = {
    FaultKind.WORDS: _WORDS,
    InputKind.LINK_OVER: _LINK_OVER,
    InputKind.LINK_TAKEN: _LINK_TAKEN,
}
_MEANT: dict[int, Callable[[str], TandemError]] = {
    _WORDS: lambda reason: PeerFault(reason, FaultKind.WORDS),
    _LINK_OVER: lambda reason: BadInput(reason, InputKind.LINK_OVER),
    _LINK_TAKEN: lambda reason: BadInput(reason, InputKind.LINK_TAKEN),
}


async def take(line: Socket, kind: type[M], timeout: float | None) -> M:
    """The next message. LinkError when none comes; Refused, PeerFault or BadInput when the other side ended it."""
    try:
        async with asyncio.timeout(timeout):  # the library's own limit begins anew with each ping
            message = await line.receive()
    except TimeoutError:
        raise LinkError("the other side does not answer; make a new link", LinkKind.TIMEOUT) from None
    if message.type is WSMsgType.BINARY and len(message.data) <= MAX_MESSAGE:
        return decode(kind, message.data)
    if message.type is WSMsgType.CLOSE and (reason := reason_told(message.extra)):
        meant = _MEANT.get(message.data)
        said = f"the other side says {quoted(reason)}"
        raise meant(said) if meant else Refused(said, RefusalKind.ENDED)
    if message.type in (WSMsgType.BINARY, WSMsgType.TEXT):
        raise PeerFault("the other side sent what does not belong to a pairing; make a new link")
    raise LinkError("the other side hung up before the pairing was complete; make a new link", LinkKind.HUNG_UP)


async def converse(script: Script[T], line: Socket, timeout: float) -> T:
    """Drive one end to its result; each message of the other side may take `timeout` seconds."""
    message: Message | None = None
    try:
        while True:
            effect = script.send(message)
            message = None
            match effect:
                case Send():
                    await line.send_bytes(encode(effect.message))
                case Receive():
                    message = await take(line, effect.kind, timeout)
    except StopIteration as done:
        result: T = done.value
        return result
    except ConnectionError:
        raise LinkError(
            "the other side hung up before the pairing was complete; make a new link", LinkKind.HUNG_UP
        ) from None
    finally:
        script.close()


async def say_goodbye(line: Socket, error: BaseException | None) -> None:
    """End the line, with what the other side's person should read if something went wrong."""
    reason, code = "the pairing was given up on the other side", int(WSCloseCode.OK)
    if error is None or isinstance(error, TandemError):
        reason = error.message if error else ""
        code = _CODES.get(error.kind, code) if error else code
    with contextlib.suppress(ConnectionError, RuntimeError, TimeoutError, aiohttp.ClientError):
        async with asyncio.timeout(2):
            await line.close(code=code, message=reason_bytes(reason))
