"""One Electrum server, through BDK's client: what it says, and how its failures are told.

A server learns our addresses and can hide payments or invent a chain (headers.py says what is checked, certificate.py
how `ssl://` servers are known again). With a proxy nothing is asked directly, host names neither: the proxy resolves
them. What a server says is shown as plain text, cut short; its estimates are kept within MIN_RATE..MAX_RATE.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import bdkpython as bdk

from core.chain.certificate import bridge, open_line
from core.chain.headers import Header
from core.chain.socks import PROXY
from core.errors import BadInput, LinkError

TIMEOUT = 15  # seconds for one answer
RETRIES = 0  # a connection that broke is made anew when it is next used
BATCH = 25  # scripts asked about at once
GAP = 20  # unused addresses in a row that end a scan
TARGETS = {"fast": 2, "normal": 6, "slow": 24}  # blocks
MIN_RATE, MAX_RATE = 1.0, 500.0  # sat/vB; no estimate of a server is believed outside
_REASON_LENGTH = 200

_ADDRESS = re.compile(r"(tcp|ssl)://([\w.-]+|\[[0-9a-fA-F:]+\]):(\d{1,5})", re.ASCII)
_KNOWN = ("already in block chain", "already in utxo set", "txn-already-known", "txn-already-in-mempool")
_ADVICE = {
    "missingorspent": "a coin it spends is gone; sync and draft it again",
    "missing-inputs": "a coin it spends is gone; sync and draft it again",
    "txn-mempool-conflict": "another payment of the same coins is waiting; sync and draft it again",
    "insufficient fee": "the payment it replaces pays more; raise the fee rate",
    "fee not met": "its fee is too low for now; draft it again with a higher fee rate",
    "non-final": "it is locked until a later block",
}


class Server:
    """A connection, made when it is first used. `certificate`: what is to be remembered of it, or was (ssl only)."""

    def __init__(self, url: str, proxy: str, certificate: bytes | None = None) -> None:
        """`url` is tcp://HOST:PORT or ssl://HOST:PORT, `proxy` socks5://HOST:PORT or "". Raises BadInput."""
        found = _ADDRESS.fullmatch(url)
        if found is None or not 0 < int(found[3]) < 1 << 16:
            raise BadInput("a server is given as tcp://HOST:PORT or ssl://HOST:PORT", "server")
        if proxy and not PROXY.fullmatch(proxy):
            raise BadInput("a proxy is given as socks5://HOST:PORT", "proxy")
        self.url, self.proxy, self.certificate = url, proxy, certificate
        self._scheme, self._host, self._port = found[1], found[2].strip("[]"), int(found[3])
        self._client: Any = None

    def wake(self) -> None:
        """Connect, or again if the connection has died meanwhile. LinkError (kinds "server", "pin")."""
        if self._client is not None:
            try:
                self._client.ping()
            except bdk.ElectrumError:
                self._client = None
        with self._asking():
            pass

    def scan(self, wallet: Any) -> None:
        """Tell BDK's wallet what became of the addresses shown, then what came to those up to GAP beyond the last used:
        another program that watches the same descriptors may have shown them."""
        with self._asking() as client:
            wallet.apply_update(client.sync(wallet.start_sync_with_revealed_spks().build(), BATCH, True))
            wallet.apply_update(client.full_scan(wallet.start_full_scan().build(), GAP, BATCH, True))

    def tip(self) -> tuple[int, Header]:
        """Height and header of the best block it shows."""
        with self._asking() as client:
            found = client.block_headers_subscribe()
        return int(found.height), _header(found.header)

    def header(self, height: int) -> Header | None:
        """The header at a height of its chain; None if it shows none."""
        try:
            with self._asking() as client:
                return _header(client.block_header(height))
        except BadInput:
            return None

    def send(self, raw: bytes) -> None:
        """Broadcast. BadInput (kind "rejected") with the node's reason; what is known already is no failure."""
        with self._asking() as client:
            try:
                client.transaction_broadcast(bdk.Transaction(raw))
            except bdk.ElectrumError.Protocol as error:
                reason = _reason(error.error_message)
                if not any(known in reason.lower() for known in _KNOWN):
                    raise _rejected(reason) from None

    def fee_rates(self) -> dict[str, float]:
        """sat/vB by how soon: "fast", "normal", "slow" (TARGETS); those of which the server has an idea."""
        found = {}
        for name, blocks in TARGETS.items():
            with self._asking() as client:
                rate = client.estimate_fee(blocks) * 1e5
            if rate > 0:
                found[name] = min(max(rate, MIN_RATE), MAX_RATE)
        return found

    @contextmanager
    def _asking(self) -> Iterator[Any]:
        try:
            if self._client is None:
                self._client = self._connected()
            yield self._client
        except bdk.ElectrumError.Protocol as error:
            raise BadInput(f"the server {self.url} refused: {_reason(error.error_message)}", "server") from None
        except (bdk.ElectrumError, bdk.CannotConnectError, bdk.InternalError):  # the last: it made BDK panic
            self._client = None
            raise self._gone() from None

    def _connected(self) -> Any:
        if self._scheme == "tcp":
            socks5 = self.proxy.removeprefix("socks5://") or None
            return bdk.ElectrumClient(self.url, socks5, TIMEOUT, RETRIES, True)
        try:
            line, self.certificate = open_line(self._host, self._port, self.proxy, self.certificate, TIMEOUT)
        except LinkError as error:
            raise error if error.kind in ("pin", "tls", "proxy") else self._gone() from None
        return bdk.ElectrumClient(f"tcp://127.0.0.1:{bridge(line)}", None, TIMEOUT, RETRIES, True)

    def _gone(self) -> LinkError:
        through = f" through the proxy {self.proxy}" if self.proxy else ""
        return LinkError(
            f"the server {self.url} does not answer{through}; check its address and your connection, or use another",
            "server",
        )


def _header(found: Any) -> Header:
    raw = (
        (found.version & 0xFFFFFFFF).to_bytes(4, "little")
        + found.prev_blockhash.serialize()
        + found.merkle_root.serialize()
        + b"".join(n.to_bytes(4, "little") for n in (found.time, found.bits, found.nonce))
    )
    return Header(raw)


def _reason(message: str) -> str:
    """The node's own words out of what a server wraps around them: one line of plain text."""
    found = re.search(r'"message"\s*:\s*"((?:[^"\\]|\\.)*)"', message)
    text = (found[1] if found else message).replace("\\n", "\n")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    told = [line for line in lines if "rejected by network rules" not in line and not line.startswith("[")]
    plain = "".join(c for c in " ".join(told or lines) if c.isascii() and c.isprintable())
    return plain[:_REASON_LENGTH] or "no reason given"


def _rejected(reason: str) -> BadInput:
    advice = next((then for words, then in _ADVICE.items() if words in reason.lower()), "")
    return BadInput(f"the network refused this transaction: {reason}{advice and '; '}{advice}", "rejected")
