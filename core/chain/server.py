"""The Electrum server of a wallet: which one, by which way, and that nobody waits behind a sync."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from core.chain.electrum_client import ElectrumClient
from core.chain.kept import Changes
from core.chain.store import PROXY
from core.errors import BadInput, InputKind

_SERVER, _CERTIFICATE = b"server", b"cert/"
Known = Callable[[bytes], bytes | None]  # an entry by its name


class ChosenServer:
    """`known` gives what was kept of it; `woken` hears, on another thread, that it has told of something new."""

    def __init__(self, known: Known, woken: Callable[[], object]) -> None:
        self._known, self._woken = known, woken
        self.asking = threading.RLock()  # whoever asks; taken before the wallet's own, never while holding it
        self._line: ElectrumClient | None = None  # the one that is asked, or was

    @property
    def url(self) -> str | None:
        """The server of the last sync."""
        found = self._known(_SERVER)
        return None if found is None else found.decode()

    @property
    def proxy(self) -> str:
        """The way to it; none if empty."""
        return (self._known(PROXY) or b"").decode()

    def leave(self) -> None:
        """End what is asked of it, at once; who waits for it gets LinkError (kind "server.left")."""
        line = self._line
        if line is not None:
            line.leave()

    def rest(self) -> None:
        """End the line, unless it is being asked."""
        if self.asking.acquire(blocking=False):
            try:
                self.leave()
            finally:
                self.asking.release()

    def leave_other(self, url: str, proxy: str) -> None:
        """The same, unless it is this one by this way."""
        old = self._line
        if old is not None and (old.url, old.proxy) != (url, proxy):
            old.leave()

    def forget_certificate(self, url: str) -> Changes:
        """Take the certificate that it shows next; what to save. Only for who holds `asking`."""
        self._line = None
        return {_CERTIFICATE + url.encode(): None}

    def connected(self, url: str, proxy: str) -> ElectrumClient:
        """The line to it, which is there or is made now. Only for who holds `asking`. Raises LinkError."""
        if self._line is None or self._line.left or (self._line.url, self._line.proxy) != (url, proxy):
            self._line = self._made(url, proxy, self._woken)
        self._line.wake()
        return self._line

    @staticmethod
    def entries(line: ElectrumClient) -> Changes:
        """What to keep of the server that a sync has used."""
        found: Changes = {_SERVER: line.url.encode(), PROXY: line.proxy.encode()}
        if line.certificate is not None:
            found[_CERTIFICATE + line.url.encode()] = line.certificate
        return found

    @contextmanager
    def speaking(self) -> Iterator[ElectrumClient]:
        """The server of the last sync, at once: on a line of its own where a sync has the other. BadInput (kind
        "server.none") where there is none."""
        if self.url is None:
            raise BadInput("no server is known yet; sync first", InputKind.NO_SERVER)
        url, proxy = self.url, self.proxy
        if self.asking.acquire(blocking=False):
            try:
                yield self.connected(url, proxy)
            finally:
                self.asking.release()
            return
        line = self._made(url, proxy)
        try:
            yield line
        finally:
            line.leave()

    def _made(self, url: str, proxy: str, woken: Callable[[], object] = lambda: None) -> ElectrumClient:
        return ElectrumClient(url, proxy, self._known(_CERTIFICATE + url.encode()), woken)
