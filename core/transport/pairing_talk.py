"""One end of a pairing over an open WebSocket: its script driven, its messages read, its end explained."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TypeVar

import aiohttp
from aiohttp import WSCloseCode, WSMsgType

from core.encoding import Message, decode, encode
from core.errors import BadInput, LinkError, PeerFault, Refused, TandemError
from core.protocol.script import Receive, Script, Send
from core.transport.frames import reason_bytes, reason_told
from core.transport.websocket import Socket

T = TypeVar("T")
M = TypeVar("M", bound=Message)

MAX_MESSAGE = 8192  # bytes

# Close codes: what the end of a line means to the other side, beside its reason for people.
_WORDS, _LINK_OVER = 4001, 4002
_CODES = {"words": _WORDS, "link_over": _LINK_OVER}
_MEANT: dict[int, tuple[type[TandemError], str]] = {_WORDS: (PeerFault, "words"), _LINK_OVER: (BadInput, "link_over")}


async def take(line: Socket, kind: type[M], timeout: float | None) -> M:
    """The next message. LinkError when none comes; Refused, PeerFault or BadInput when the other side ended it."""
    try:
        message = await line.receive(timeout)
    except TimeoutError:
        raise LinkError("the other side does not answer; make a new link", "timeout") from None
    if message.type is WSMsgType.BINARY and len(message.data) <= MAX_MESSAGE:
        return decode(kind, message.data)
    if message.type is WSMsgType.CLOSE and (reason := reason_told(message.extra)):
        error, name = _MEANT.get(message.data, (Refused, "ended"))
        raise error(reason, name)
    if message.type in (WSMsgType.BINARY, WSMsgType.TEXT):
        raise PeerFault("the other side sent what does not belong to a pairing; make a new link")
    raise LinkError("the other side hung up before the pairing was complete; make a new link", "hung_up")


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
        raise LinkError("the other side hung up before the pairing was complete; make a new link", "hung_up") from None
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
