"""One end of a pairing over an open WebSocket: its script driven, its messages read, its end explained."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TypeVar

import aiohttp
from aiohttp import WSMsgType

from core.encoding import Message, decode, encode
from core.errors import LinkError, PeerFault, Refused, TandemError
from core.protocol.script import Receive, Script, Send
from core.transport.frames import reason_bytes
from core.transport.websocket import Socket

T = TypeVar("T")
M = TypeVar("M", bound=Message)

MAX_MESSAGE = 8192  # bytes


async def take(line: Socket, kind: type[M], timeout: float | None) -> M:
    """The next message. LinkError when none comes, Refused when the other side ended the pairing, PeerFault."""
    try:
        message = await line.receive(timeout)
    except TimeoutError:
        raise LinkError("the other side does not answer; make a new link", "timeout") from None
    if message.type is WSMsgType.BINARY and len(message.data) <= MAX_MESSAGE:
        return decode(kind, message.data)
    if message.type is WSMsgType.CLOSE and message.extra:
        raise Refused(message.extra, "ended")
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
    reason = "the pairing was given up on the other side"
    if error is None or isinstance(error, TandemError):
        reason = error.message if error else ""
    with contextlib.suppress(ConnectionError, RuntimeError, TimeoutError, aiohttp.ClientError):
        async with asyncio.timeout(2):
            await line.close(message=reason_bytes(reason))
