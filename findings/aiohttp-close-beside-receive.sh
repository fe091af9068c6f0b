#!/usr/bin/env bash
# Guess: aiohttp's WebSocketResponse.close() sends its close frame and then waits, up to `timeout` seconds, for the close
# frame of the other side; `close_code` says afterwards whether one came (1006 if none did). From which task it is called
# makes no difference.
# What happens: that holds only where nobody is in receive(). Where another task of the same handler is reading, which
# is how a server that pushes is written, close() hangs up at once and waits for nothing, and `close_code` is 1000, as if
# the other side had answered. What the other side is just sending then meets a line that is gone, and a client that
# takes the failed send for the end never reads the code and the reason.
# Seen with aiohttp 3.14.5 (Python 3.11), against a client that never answers a close frame. Source: running it; and
# aiohttp/web_ws.py, where receive() marks the socket as closing when close() wakes it.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" --quiet --disable-pip-version-check install aiohttp==3.14.5
cat > "$place/run.py" <<'PYTHON'
import asyncio
import time

from aiohttp import web

WAITS = 3.0


async def ended(beside_a_reader: bool) -> tuple[bytes, bool, int]:
    """The frame that the client reads, whether the server has waited for an answer, and the code it has then."""
    told: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def handler(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(timeout=WAITS)
        await socket.prepare(request)

        async def close() -> None:
            await asyncio.sleep(0.2)
            await socket.close(code=4001, message=b"because")
            told.set_result(socket.close_code)

        closing = asyncio.create_task(close())
        if beside_a_reader:
            async for _ in socket:
                pass
        await closing
        return socket

    application = web.Application()
    application.router.add_get("/", handler)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.SockSite(runner, __import__("socket").create_server(("127.0.0.1", 0)))
    await site.start()
    reader, writer = await asyncio.open_connection(*runner.addresses[0])
    writer.write(
        b"GET / HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
    )
    await reader.readuntil(b"\r\n\r\n")
    frame, since = await reader.readexactly(11), time.monotonic()
    await reader.read()  # until the server hangs up: the close frame is not answered
    waited = time.monotonic() - since > WAITS / 2
    writer.close()
    code = int(await told)
    await runner.cleanup()
    return frame, waited, code


async def main() -> None:
    alone, beside = await ended(False), await ended(True)
    for name, (frame, waited, code) in (("nobody in receive()", alone), ("another task in receive()", beside)):
        print(f"{name}: close frame {frame[2:4].hex()} {frame[4:].decode()!r},", end=" ")
        print("waited for the answer," if waited else "hung up at once,", f"close_code {code}")
    frame = b"\x88\x09" + (4001).to_bytes(2, "big") + b"because"
    assert alone == (frame, True, 1006), alone
    assert beside == (frame, False, 1000), beside


asyncio.run(main())
PYTHON
"$place/venv/bin/python" "$place/run.py"
