"""The co-signer's page over a real home, and whoever asks it for something: a browser's requests, made by hand."""

from __future__ import annotations

import http.client
import queue
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

from app.cosigner.web.site import Site
from core.bitcoin.address import script_of
from core.bitcoin.script import wpkh
from core.cosigner.api import AdmissionScreen, ApprovalView, BrowserView, PolicyChange
from core.errors import TandemError
from core.wallet.api import Signed
from tests.support.open_homes import NAME, NETWORK, PATIENCE, OpenHomes, homes_of
from tests.support.payment import Coin, Pay, psbt

T = TypeVar("T")

ANSWER = 20.0  # seconds, after which a command that was to end is given up


@dataclass(frozen=True)
class Reply:
    """An answer of HTTP."""

    status: int
    headers: Mapping[str, str]
    text: str

    def field(self, name: str, form: str) -> str:
        """A hidden field of the form that is sent there."""
        part = self.text[self.text.index(f'action="{form}"') :]
        found = re.search(rf'name="{name}" value="([^"]*)"', part)
        assert found is not None
        return found[1]


@dataclass
class Visitor:
    """A browser, or whoever pretends to be one. `headers` are sent with everything; `source`: from which address of
    this machine."""

    host: str
    port: int
    headers: dict[str, str] = field(default_factory=dict)
    source: str = ""

    @property
    def origin(self) -> str:
        return f"http://{self.host}:{self.port}"

    def asks(self, method: str, path: str, body: str | None = None, **headers: str) -> Reply:
        """Names of headers with _ for -; an empty one is not sent."""
        sent = {**self.headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
        connection = http.client.HTTPConnection(
            self.host, self.port, timeout=PATIENCE, source_address=(self.source, 0) if self.source else None
        )
        try:
            connection.request(method, path, body, {name: value for name, value in sent.items() if value})
            answer = connection.getresponse()
            return Reply(answer.status, dict(answer.getheaders()), answer.read().decode())
        finally:
            connection.close()

    def gets(self, path: str, **headers: str) -> Reply:
        return self.asks("GET", path, **headers)

    def posts(self, path: str, fields: Mapping[str, str], **headers: str) -> Reply:
        """As a page of this origin does."""
        kind = {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.origin}
        return self.asks("POST", path, urlencode(fields), **{**kind, "Sec-Fetch-Site": "same-origin", **headers})

    def keeps(self, reply: Reply) -> Reply:
        """The cookie that it sets."""
        self.headers["Cookie"] = reply.headers["Set-Cookie"].partition(";")[0]
        return reply


class Admitting:
    """A `web admit` under way. `says`: what its person answers; None: they wait for the test's word."""

    def __init__(self, homes: OpenHomes, *, says: bool | None = True) -> None:
        urls: queue.Queue[str] = queue.Queue()
        self.said: queue.Queue[bool] = queue.Queue()
        self.asked: queue.Queue[BrowserView] = queue.Queue()
        if says is not None:
            self.said.put(says)

        def confirm(browser: BrowserView) -> bool:
            self.asked.put(browser)
            return self.said.get(timeout=PATIENCE)

        self._threads = ThreadPoolExecutor(1)
        self.done: Future[BrowserView] = self._threads.submit(
            homes.serving.console.admit_browser, AdmissionScreen(urls.put, confirm)
        )
        self.url = urls.get(timeout=PATIENCE)
        self.path = urlsplit(self.url).path

    def result(self) -> BrowserView:
        """Raises what the command ended with."""
        self._threads.shutdown(wait=False)
        return self.done.result(ANSWER)


class PagedHomes(OpenHomes):
    """A wallet, its co-signer, and the co-signer's page."""

    def __init__(self, place: Path) -> None:
        super().__init__(place)
        self.site = Site(self.serving.cosigner.page, "127.0.0.1", 0)
        parts = urlsplit(self.site.start())
        self.host, self.port = parts.hostname or "", parts.port or 0
        self._asking = ThreadPoolExecutor(8)
        self._paying: list[Future[Any]] = []
        self._coins = 0

    def close(self) -> None:
        self.site.close()
        super().close()

    def visitor(self) -> Visitor:
        """Nobody yet."""
        return Visitor(self.host, self.port)

    def admitted(self, name: str = "My phone") -> Visitor:
        """A browser that the person at the terminal has said yes to."""
        admitting, visitor = Admitting(self), self.visitor()
        assert visitor.keeps(visitor.posts(admitting.path, {"name": name})).status == 303
        assert admitting.result().name == name
        return visitor

    def payment(self, sats: int) -> bytes:
        """Out of a coin of its own, to where nobody was paid before."""
        self._coins += 1
        script = script_of(self.wallet.address(NAME).text, NETWORK)
        coin = Coin(100_000_000, script, seed=self._coins)
        to = wpkh(self._coins.to_bytes(20, "little"))
        return psbt([coin], [Pay(sats, to), Pay(coin.amount - sats - 500, script)]).serialize()

    def pays(self, sats: int) -> Future[Signed]:
        """The computer asks for it, and waits for the decision."""
        made = self.payment(sats)
        return self.asks(lambda: self.wallet.sign(NAME, made))

    def asks(self, work: Callable[[], T]) -> Future[T]:
        """The same of anything that a person is asked about."""
        before = {one.id for one in self.waiting}
        paying = self._asking.submit(work)
        over = threading.Event()
        for _ in range(int(PATIENCE / 0.05)):
            if paying.done():
                paying.result()  # it was not asked about
            if {one.id for one in self.waiting} - before:
                self._paying.append(paying)
                return paying
            over.wait(0.05)
        raise AssertionError("nothing was asked")

    @property
    def waiting(self) -> tuple[ApprovalView, ...]:
        return self.serving.cosigner.admin.approvals()

    def thaw(self) -> None:
        """It signs again."""
        self.serving.cosigner.admin.policy_set(PolicyChange(frozen=False))

    def clear(self) -> None:
        """Nothing waits for the next test, and nobody is admitted."""
        admin = self.serving.cosigner.admin
        for one in admin.approvals():
            admin.refuse(one.id, "the test is over")
        for paying in self._paying:
            with suppress(TandemError):
                paying.result(PATIENCE)  # what was approved is signed
        self._paying.clear()
        admin.end_silence()
        for browser in admin.browsers():
            admin.revoke_browser(browser.id)


@contextmanager
def paged_homes(place: Path) -> Iterator[PagedHomes]:
    """Paired, with a key of NAME, and a page."""
    with homes_of(PagedHomes, place) as homes:
        yield homes
