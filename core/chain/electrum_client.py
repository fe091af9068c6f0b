"""One Electrum server, through BDK's client: what it says, and how its failures are told.

All lines are our own, and BDK gets at what comes through them by guarded_line.py alone.

A server learns our addresses and can hide payments or invent a chain (headers.py says what is checked, certificate.py
how `ssl://` servers are known again). With a proxy nothing is asked directly, host names neither: the proxy resolves
them. What a server says is shown as plain text, cut short; its estimates are kept within LEAST..MAX_RATE.
What it need not know it is asked by guarded_line.py, and each such answer may be missing.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import bdkpython as bdk

from core.bitcoin import fee_rate
from core.bitcoin.coins import Reach
from core.bitcoin.fee_rate import FeeRate
from core.chain.certificate import open_line
from core.chain.guarded_line import ANSWER, GuardedLine, Heard
from core.chain.headers import BlockHeader
from core.chain.rows import FeeRates
from core.chain.server_address import ServerAddress
from core.chain.socks import dial, proxy_address
from core.errors import BadInput, InputKind, LinkError, LinkKind, PeerFault

TIMEOUT = 15  # seconds for the way to it, and for each step on it
RETRIES = 0  # a connection that broke is made anew when it is next used
SCHEMES = ("tcp", "ssl")
TARGETS = {"fast": 2, "normal": 6, "slow": 24}  # blocks
MAX_RATE = Decimal(500)  # sat/vB; no estimate of a server is believed above
MAX_LEAST = 100  # sat/vB; nor that nothing less is passed on
_REASON_LENGTH = 200

_KNOWN = ("already in block chain", "already in utxo set", "txn-already-known", "txn-already-in-mempool")
_ADVICE = {
    "missingorspent": "a coin it spends is gone; sync and draft it again",
    "missing-inputs": "a coin it spends is gone; sync and draft it again",
    "txn-mempool-conflict": "another payment of the same coins is waiting; sync and draft it again",
    "insufficient fee": "the payment it replaces pays more; raise the fee rate",
    "fee not met": "its fee is too low for now; draft it again with a higher fee rate",
    "non-final": "it is locked until a later block",
}


class ElectrumClient:
    """A connection, made when it is first used. `certificate`: what is to be remembered of it, or was (ssl only)."""

    def __init__(self, url: str, proxy: str, certificate: bytes | None = None) -> None:
        """`url` is tcp://HOST:PORT or ssl://HOST:PORT, `proxy` socks5://HOST:PORT or "". Raises BadInput."""
        self._place = ServerAddress.parse(url, SCHEMES)
        self._way = proxy_address(proxy) if proxy else None
        self.url, self.proxy, self.certificate = url, proxy, certificate
        self._client: Any = None
        self._guard: GuardedLine | None = None
        self.left = False  # for good

    def leave(self) -> None:
        """End the line now and for good; whoever waits for it gets LinkError (kind "server.left"). For any thread."""
        self.left = True
        guard = self._guard
        if guard is not None:
            guard.end(_left())

    def wake(self) -> None:
        """Connect, or again if the connection has died meanwhile. LinkError (kinds "server", "pin")."""
        if self._client is not None:
            try:
                self._client.ping()
            except bdk.ElectrumError:
                self._client = None
        with self._asking():
            pass

    def scan(self, look: Callable[[Any], Reach], heard: Heard) -> Reach:
        """What `look` gives for BDK's client (scan.py); `heard` is told how many answers came.

        What came from others is looked up by `transaction`: BDK 3.1.1 does not compare what it gets with the id that it
        asked for, and keeps it."""
        with self._asking() as client:
            guard = self._guard
            if guard is not None:
                guard.begin_sync(heard)
            try:
                return look(client)
            finally:
                if guard is not None:
                    guard.begin_sync()  # whoever looked may be gone when the next answer comes

    def transaction(self, txid: Any) -> Any:
        """BDK's transaction of an id; None if the server shows none, or nonsense. PeerFault for another one."""
        told = self._optional("blockchain.transaction.get", str(txid))
        try:
            found = bdk.Transaction(bytes.fromhex(told))
        except (TypeError, ValueError, bdk.TransactionError):
            return None
        if str(found.compute_txid()) != str(txid):
            raise PeerFault(f"the server {self.url} showed another transaction than {txid}; use another server")
        return found

    def tip(self) -> tuple[int, BlockHeader]:
        """Height and header of the best block it shows."""
        with self._asking() as client:
            found = client.block_headers_subscribe()
        return int(found.height), _header(found.header)

    def header(self, height: int) -> BlockHeader | None:
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

    def estimates(self) -> FeeRates:
        """By how soon (TARGETS); those of which the server has an idea. LinkError where the line is gone."""
        found: dict[str, FeeRate] = {}
        for name, blocks in TARGETS.items():
            rate = fee_rate.told(self._optional("blockchain.estimatefee", blocks))
            if rate is not None:
                found[name] = min(max(rate, fee_rate.LEAST), MAX_RATE)
        return FeeRates(**found)

    def relayed(self) -> FeeRates:
        """`least` and `step` of the server's node, where it tells them. LinkError where the line is gone."""
        info = self._optional("mempool.get_info")
        if isinstance(info, dict):  # protocol 1.6, which has no other
            floors = [_least(info.get(name)) for name in ("mempoolminfee", "minrelaytxfee")]
            known = [rate for rate in floors if rate is not None]
            return FeeRates(least=max(known, default=None), step=_least(info.get("incrementalrelayfee")))
        return FeeRates(least=_least(self._optional("blockchain.relayfee")))

    def _optional(self, method: str, *params: object) -> Any:
        """None where there is no answer."""
        with self._asking():
            guard = self._guard
        try:
            return guard and guard.ask(method, *params)
        except LinkError as error:
            self._client = None
            raise error if error.kind != LinkKind.SERVER else self._gone() from None

    @contextmanager
    def _asking(self) -> Iterator[Any]:
        try:
            if self.left:
                raise _left()
            if self._client is None:
                self._client = self._connected()
            if self.left:  # while it was being made
                raise _left()
            yield self._client
        except bdk.ElectrumError.Protocol as error:
            raise BadInput(f"the server {self.url} refused: {_reason(error.error_message)}", InputKind.SERVER) from None
        except (bdk.ElectrumError, bdk.CannotConnectError, bdk.InternalError):  # the last: it made BDK panic
            self._client = None
            raise (self._guard and self._guard.why) or self._gone() from None

    def _connected(self) -> Any:
        for place in (self._place, self._way):
            if place is not None:
                place.must_be_here()
        try:
            line = self._dialled()
        except LinkError as error:
            raise error if error.kind in (LinkKind.PIN, LinkKind.TLS, LinkKind.PROXY) else self._gone() from None
        self._guard = GuardedLine(line)
        url = f"tcp://127.0.0.1:{self._guard.port}"
        return bdk.ElectrumClient(url, None, int(ANSWER) + TIMEOUT, RETRIES, True)  # the guard's limit comes first

    def _dialled(self) -> socket.socket:
        place = self._place
        if place.scheme == "tcp":
            return dial(place.scoped, place.port, self.proxy, TIMEOUT)
        line, self.certificate = open_line(place.scoped, place.port, self.proxy, self.certificate, TIMEOUT)
        return line

    def _gone(self) -> LinkError:
        through = f" through the proxy {self.proxy}" if self.proxy else ""
        return LinkError(
            f"the server {self.url} does not answer{through}; check its address and your connection, or use another",
            LinkKind.SERVER,
        )


def _left() -> LinkError:
    return LinkError("another server was chosen, or the sync was ended", LinkKind.SERVER_LEFT)


def _least(told: object) -> FeeRate | None:
    """What a node passes on, never less than any does."""
    rate = fee_rate.told(told)
    return None if rate is None or rate > MAX_LEAST else max(rate, fee_rate.LEAST)


def _header(found: Any) -> BlockHeader:
    raw = (
        (found.version & 0xFFFFFFFF).to_bytes(4, "little")
        + found.prev_blockhash.serialize()
        + found.merkle_root.serialize()
        + b"".join(n.to_bytes(4, "little") for n in (found.time, found.bits, found.nonce))
    )
    return BlockHeader(raw)


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
    return BadInput(f"the network refused this transaction: {reason}{advice and '; '}{advice}", InputKind.REJECTED)
