"""A real browser at the size of a phone, driven over the Chrome DevTools Protocol. Debian's `chromium`; without it the
tests that want it are skipped."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from core.transport.link.event_loop import LoopThread

LIMIT = 30.0  # seconds, after which a test gives up
WIDTH, HEIGHT, DENSITY = 390, 844, 2
Fields = dict[str, Any]


class Browser:
    """One process. `tab()` is another person's browser: it shares no cookies."""

    def __init__(self, place: Path, *words: str, trusts: bytes = b"") -> None:
        program = shutil.which("chromium")
        if program is None:
            pytest.skip("there is no chromium; packaging/environment.sh dev installs it where it can")
        command = [program, "--headless=new", "--no-sandbox", "--remote-debugging-port=0", f"--user-data-dir={place}"]
        command += ["--no-first-run", "--disable-background-networking", "--disable-dev-shm-usage", *words]
        self._process = subprocess.Popen(
            [*command, "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=trusting(place, trusts) if trusts else None,
        )
        self._loop = LoopThread("chromium")
        self._answers: dict[int, asyncio.Future[Fields]] = {}
        self._numbers = 0
        self.told: list[Fields] = []  # events
        port, path = self._until(lambda: _lines(place / "DevToolsActivePort"))
        self._loop.run(self._connect(f"ws://127.0.0.1:{port}{path}"))

    def _until(self, found: Callable[[], list[str]]) -> list[str]:
        for _ in range(int(LIMIT / 0.05)):
            if lines := found():
                return lines
            time.sleep(0.05)
        raise AssertionError("chromium does not start")

    async def _connect(self, url: str) -> None:
        self._http = aiohttp.ClientSession()
        self._socket = await self._http.ws_connect(url, max_msg_size=0)
        self._reading = asyncio.get_running_loop().create_task(self._read())

    async def _read(self) -> None:
        async for message in self._socket:
            found = json.loads(message.data)
            future = self._answers.pop(found.get("id", 0), None)
            if future is None:
                self.told.append(found)
            elif not future.done():
                future.set_result(found)

    async def _ask(self, method: str, fields: Fields, session: str | None) -> Fields:
        self._numbers += 1
        future = self._answers[self._numbers] = asyncio.get_running_loop().create_future()
        asked = {"id": self._numbers, "method": method, "params": fields}
        await self._socket.send_json(asked if session is None else {**asked, "sessionId": session})
        return await asyncio.wait_for(future, LIMIT)

    def call(self, method: str, session: str | None = None, **fields: object) -> Fields:
        """A command of the protocol."""
        answer = self._loop.run(self._ask(method, fields, session))
        assert "error" not in answer, (method, answer["error"])
        found: Fields = answer["result"]
        return found

    def tab(self) -> Tab:
        context = self.call("Target.createBrowserContext")["browserContextId"]
        target = self.call("Target.createTarget", url="about:blank", browserContextId=context)["targetId"]
        return Tab(self, self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"])

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(LIMIT)

        async def end() -> None:
            self._reading.cancel()
            await self._socket.close()
            await self._http.close()

        self._loop.run(end())
        self._loop.stop()


def trusting(place: Path, authority: bytes) -> dict[str, str]:
    """The environment of one whose owner has trusted an authority (DER), as phones let them."""
    certutil = shutil.which("certutil")
    if certutil is None:
        pytest.skip("there is no certutil; Debian has it in libnss3-tools")
    kept = place / "trust" / ".pki" / "nssdb"
    kept.mkdir(parents=True)
    (place / "authority.der").write_bytes(authority)
    for words in (["-N", "--empty-password"], ["-A", "-n", "own", "-t", "C,,", "-i", str(place / "authority.der")]):
        subprocess.run([certutil, "-d", f"sql:{kept}", *words], check=True)
    return {**os.environ, "HOME": str(place / "trust")}


class Tab:
    """A page in it, as a person has it in their hand."""

    def __init__(self, browser: Browser, session: str) -> None:
        self._browser, self._session = browser, session
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")
        self.size(HEIGHT)

    def size(self, height: int) -> None:
        """As high, and as wide as a phone."""
        self.call(
            "Emulation.setDeviceMetricsOverride", width=WIDTH, height=height, deviceScaleFactor=DENSITY, mobile=True
        )

    def call(self, method: str, **fields: object) -> Fields:
        return self._browser.call(method, self._session, **fields)

    def js(self, expression: str) -> Any:
        """What it gives, in the page; promises are waited for."""
        found = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def until(self, expression: str) -> Any:
        """Until it is true in the page; pages may come and go meanwhile."""
        end = time.monotonic() + LIMIT
        while time.monotonic() < end:
            found = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
            if found["result"].get("value"):
                return found["result"]["value"]
            time.sleep(0.05)
        raise AssertionError(f"{expression} does not come true in: {self.text[:2000]}")

    def open(self, url: str) -> None:
        self.js("window.isLeft = true")
        self.call("Page.navigate", url=url)
        self.until("!window.isLeft && document.readyState === 'complete'")

    def tap(self, selector: str) -> None:
        """With a finger, in the middle of it; where a page follows, it is waited for."""
        place = self.js(
            "(() => { const e = document.querySelector(" + json.dumps(selector) + ");"
            "e.scrollIntoView({block: 'center', behavior: 'instant'});"
            "const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; })()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            self.call(
                "Input.dispatchMouseEvent", type=kind, x=place[0], y=place[1], button="left", buttons=1, clickCount=1
            )

    def sends(self, selector: str) -> None:
        """Tap what leads to another page, and wait for that."""
        self.js("window.isLeft = true")
        self.tap(selector)
        self.until("!window.isLeft && document.readyState === 'complete'")

    def types(self, selector: str, text: str) -> None:
        self.js(f"document.querySelector({json.dumps(selector)}).value = ''")
        self.js(f"document.querySelector({json.dumps(selector)}).focus()")
        self.call("Input.insertText", text=text)

    @property
    def text(self) -> str:
        found: str = self.js("document.body ? document.body.innerText : ''")
        return found

    def dark(self, on: bool = True) -> None:
        self.call(
            "Emulation.setEmulatedMedia",
            features=[{"name": "prefers-color-scheme", "value": "dark" if on else "light"}],
        )

    def has_authenticator(self) -> Callable[[bool], object]:
        """One of its own, which verifies its person, until what it gives is told that it does not."""
        self.call("WebAuthn.enable")
        options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
        verified: Fields = {"isUserVerified": True, "automaticPresenceSimulation": True}
        id = self.call("WebAuthn.addVirtualAuthenticator", options=options | verified)["authenticatorId"]
        return lambda known: self.call("WebAuthn.setUserVerified", authenticatorId=id, isUserVerified=known)

    def without_script(self) -> None:
        self.call("Emulation.setScriptExecutionDisabled", value=True)

    def offline(self, on: bool = True) -> None:
        self.call("Network.emulateNetworkConditions", offline=on, latency=0, downloadThroughput=-1, uploadThroughput=-1)

    def picture(self, file: Path, *, whole: bool = False) -> None:
        file.write_bytes(
            base64.b64decode(self.call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)["data"])
        )

    @property
    def complaints(self) -> list[str]:
        """What the browser complained about: of its policy, of scripts."""
        mine = [found for found in self._browser.told if found.get("sessionId") == self._session]
        logged = [found["params"]["entry"] for found in mine if found["method"] == "Log.entryAdded"]
        thrown = [str(found["params"]) for found in mine if found["method"] == "Runtime.exceptionThrown"]
        return [str(one["text"]) for one in logged if one["level"] == "error"] + thrown


def _lines(file: Path) -> list[str]:
    try:
        found = file.read_text().split()
    except OSError:
        return []
    return found if len(found) == 2 else []


@contextmanager
def chromium(place: Path, *words: str, trusts: bytes = b"") -> Iterator[Browser]:
    browser = Browser(place, *words, trusts=trusts)
    try:
        yield browser
    finally:
        browser.close()
