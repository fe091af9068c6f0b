"""What waits, as it changes, for pages that are open: server-sent events. A page says that something is new; it never
moves what is shown (W5)."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from typing import Final

from aiohttp import web

from core.cosigner.page_api import PageApi
from core.errors import TandemError

MOST: Final = 3  # streams of a browser
LOOK: Final = 1.0  # seconds between two looks, for all of them together
ALIVE: Final = 15.0  # seconds after which something is said in any case
Waits = tuple[str, ...]


class PageEvents:
    """`turn` has the co-signer asked beside the loop. All streams share one look."""

    def __init__(self, page: PageApi, turn: Callable[[Callable[[], Waits]], Awaitable[Waits]]) -> None:
        self._page, self._turn = page, turn
        self._open: dict[bytes, list[object]] = {}  # by cookie, the newest last
        self._seen: Waits = ()
        self._at = 0.0
        self._looking = asyncio.Lock()

    async def stream(self, request: web.BaseRequest, cookie: bytes, headers: dict[str, str]) -> web.StreamResponse:
        """Until the browser goes or has newer ones, or is admitted no more, which is seen at the next look."""
        answer = web.StreamResponse(headers={**headers, "Content-Type": "text/event-stream"})
        answer.force_close()  # its line ends with it
        mark = object()
        self._open[cookie] = [*self._open.get(cookie, ()), mark][-MOST:]
        try:
            await answer.prepare(request)
            told: Waits | None = None
            said = time.monotonic()
            begun = time.monotonic()
            while self._page.browser(cookie) is not None and mark in self._open[cookie]:
                found = await self._look(cookie, begun)
                if found != told:
                    await answer.write(b"data: %s\n\n" % json.dumps({"waits": found}).encode())
                    told, said = found, time.monotonic()
                elif time.monotonic() >= said + ALIVE:
                    await answer.write(b":\n\n")
                    said = time.monotonic()
                await asyncio.sleep(LOOK)
                if request.transport is None or request.transport.is_closing():
                    break
        except (ConnectionError, TandemError):
            pass  # it comes back by itself, if it may
        finally:
            self._open[cookie] = [one for one in self._open[cookie] if one is not mark]
            if not self._open[cookie]:
                del self._open[cookie]
        return answer

    async def _look(self, cookie: bytes, begun: float) -> Waits:
        """What waits; of no moment before `begun`, when this page knew more."""
        async with self._looking:
            now = time.monotonic()
            if now >= self._at + LOOK / 2 or self._at < begun:
                self._at, self._seen = now, await self._turn(lambda: self._page.waits(cookie))
            return self._seen
