"""Whether this browser is woken when something begins to wait, by its own push service."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from app.cosigner.web.changes import Turn
from app.cosigner.web.markup import Markup, html
from app.cosigner.web.pages import head
from app.cosigner.web.parts import Visit, card, frame, hidden
from app.text.page_line import WakeLine
from core.cosigner.page_api import PageView, WakingApi

PATH: Final = "/wake"
SCRIPT: Final = "/wake.js"


class WakePage:
    """`turn` has the co-signer asked beside the loop."""

    def __init__(self, waking: WakingApi, turn: Turn) -> None:
        self._waking, self._turn = waking, turn

    async def shown(self, visit: Visit, found: PageView, said: StrEnum | None) -> Markup:
        """The page, over a line that was checked or not."""
        wakes = await self._turn(lambda: self._waking.wakes(visit.cookie))
        key = "" if wakes or not visit.verified else await self._turn(lambda: self._waking.key(visit.cookie))
        return wake(visit, found, key, wakes=wakes, said=said)

    async def sent(self, visit: Visit) -> WakeLine:
        """A form of it: an address to be woken at, or none."""
        if endpoint := visit.fields.get("endpoint", ""):
            await self._turn(lambda: self._waking.subscribe(visit.cookie, endpoint))
            return WakeLine.SET
        await self._turn(lambda: self._waking.unsubscribe(visit.cookie))
        return WakeLine.ENDED


def wake(visit: Visit, found: PageView, key: str, *, wakes: bool, said: StrEnum | None = None) -> Markup:
    """`key`: what the browser subscribes by; empty where it cannot."""
    reader = visit.reader
    done = html('<p class="done" role="status">{text}</p>', text=reader.line(said)) if said else html("")
    told = [html("<p>{text}</p>", text=reader.line(WakeLine.DOES))]
    if wakes:
        told += [html("<p>{text}</p>", text=reader.line(WakeLine.IS_WOKEN)), _form(visit, "sleep", WakeLine.END)]
    elif key:
        told.append(_form(visit, "wake", WakeLine.GO, key))
        told += [
            html('<p class="{name}" hidden>{text}</p>', name=name, text=reader.line(line))
            for name, line in (("cannot", WakeLine.CANNOT), ("denied", WakeLine.DENIED))
        ]
    else:
        told.append(html("<p>{text}</p>", text=reader.line(WakeLine.UNCHECKED)))
    title = reader.line(WakeLine.TITLE)
    body = html(
        '<main><h1>{title}</h1>{done}{card}</main><script src="{script}" defer></script>',
        title=title,
        done=done,
        card=card("", told),
        script=SCRIPT,
    )
    return frame(reader, title, [head(reader, found.status), body])


def _form(visit: Visit, name: str, go: WakeLine, key: str = "") -> Markup:
    """One that asks for the browser's address can be sent by the script alone."""
    return html(
        '<form class="ask" id="{name}" method="post" action="{path}" data-key="{key}">{hidden}'
        '<input type="hidden" name="endpoint" value=""><button class="go"{off}>{go}</button></form>',
        name=name,
        path=PATH,
        key=key,
        hidden=hidden(visit.reader, PATH),
        off=html(" disabled") if key else "",
        go=visit.reader.line(go),
    )
