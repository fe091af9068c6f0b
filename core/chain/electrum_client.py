"""One Electrum server: what it says, and how its failures are told. What comes from it keeps guarded_line.py's limits.

A server learns our addresses and can hide payments or invent a chain (headers.py says what is checked, certificate.py
how `ssl://` servers are known again). With a proxy nothing is asked directly, host names neither: the proxy resolves
them. What a server says is shown as plain text, cut short; its estimates are kept within LEAST..MAX_RATE.
What it need not know it is asked by the way, and each such answer may be missing.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from decimal import Decimal
from typing import Any

from core.bitcoin import fee_rate
from core.bitcoin.fee_rate import FeeRate
from core.bitcoin.tx import Transaction
from core.chain.certificate import open_line
from core.chain.guarded_line import GuardedLine, Heard, Params, ServerAnswer
from core.chain.headers import SIZE, BlockHeader
from core.chain.rows import FeeRates
from core.chain.server_address import ServerAddress
from core.chain.socks import dial, proxy_address
from core.chain.subscriptions import HEADERS, Subscriptions
from core.errors import BadInput, InputKind, LinkError, LinkKind, PeerFault

TIMEOUT = 15  # seconds for the way to it, and for each step on it
PROTOCOL = ("1.4", "1.6")  # the versions that are understood, from and to
MAX_HEIGHT = 1 << 31  # of a block
TRANSACTION = "blockchain.transaction.get"
SCHEMES = ("tcp", "ssl")
TARGETS = {"fast": 2, "normal": 6, "slow": 24}  # blocks
MAX_RATE = Decimal(500)  # sat/vB; no estimate of a server is believed above
MAX_LEAST = 100  # sat/vB; nor that nothing less is passed on
_REASON_LENGTH = 200

_KNOWN = ("already in block chain", "already in utxo set", "txn-already-known", "txn-already-in-mempool")
_NO_COIN = ("missingorspent", "missing-inputs", "missing inputs")
_ADVICE = {
    **dict.fromkeys(_NO_COIN, "a coin it spends is gone; sync and draft it again"),
    "txn-mempool-conflict": "another payment of the same coins is waiting; sync and draft it again",
    "insufficient fee": "the payment it replaces pays more; raise the fee rate",
    "fee not met": "its fee is too low for now; draft it again with a higher fee rate",
    "non-final": "it is locked until a later block",
}


class ElectrumClient:
    """A connection, made when it is first used. `certificate`: what is to be remembered of it, or was (ssl only)."""

    def __init__(
        self, url: str, proxy: str, certificate: bytes | None = None, woken: Callable[[], object] = lambda: None
    ) -> None:
        """`url` is tcp://HOST:PORT or ssl://HOST:PORT, `proxy` socks5://HOST:PORT or "". Raises BadInput.

        `woken` hears, on another thread, that the server has told of something new."""
        self._place = ServerAddress.parse(url, SCHEMES)
        self._way = proxy_address(proxy) if proxy else None
        self.url, self.proxy, self.certificate = url, proxy, certificate
        self._woken = woken
        self.subscriptions = Subscriptions(woken)  # of the line that there is, or was
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
        if self._guard is not None:
            try:
                for _ in self.ask("server.ping", [()]):
                    pass
            except LinkError:
                if self.left:
                    raise
        self._line()

    @contextmanager
    def scanning(self, heard: Heard) -> Iterator[None]:
        """While a sync goes on; `heard` is told how many answers came."""
        guard = self._line()
        guard.begin_sync(heard)
        self.subscriptions.begin_sync()
        try:
            yield
        finally:
            guard.begin_sync()  # whoever looked may be gone when the next answer comes

    def transactions(self, txids: Iterable[bytes], *, optional: bool = False) -> Iterator[Transaction]:
        """The transactions of these ids, as they come. PeerFault for another one; BadInput where one is refused, but
        an `optional` one is left out then, or where it is nonsense."""
        for answer in self.ask(TRANSACTION, ((txid[::-1].hex(),) for txid in txids), optional=optional):
            try:
                found = Transaction.parse(bytes.fromhex(answer.result))
            except (TypeError, ValueError, BadInput):
                if optional:
                    continue
                raise self.refused(answer) from None
            if found.txid[::-1].hex() != answer.params[0]:
                raise PeerFault(
                    f"the server {self.url} showed another transaction than {answer.params[0]}; use another server"
                )
            yield found

    def tip(self) -> tuple[int, BlockHeader]:
        """Height and header of the best block it shows."""
        [answer] = self.ask(HEADERS, [()])
        match answer.result:
            case {"height": int(height), "hex": str(text)} if 0 <= height < MAX_HEIGHT and (found := _header(text)):
                return height, found
        raise self.refused(answer)

    def headers(self, heights: Iterable[int]) -> Iterator[tuple[int, BlockHeader]]:
        """The headers at these heights of its chain, as they come; those that it does not show are left out."""
        for answer in self.ask("blockchain.block.header", ((height,) for height in heights)):
            found = _header(answer.result)
            if found is not None:
                yield answer.params[0], found
            elif answer.error is None:
                raise self._gone()

    def header(self, height: int) -> BlockHeader | None:
        """The one at a height; None if it shows none."""
        return next((found for _, found in list(self.headers([height]))), None)

    def history(self, answer: ServerAnswer) -> list[tuple[bytes, int]]:
        """An answer that is the history of a script: ids, and heights, 0 or less for what is in no block. Raises
        BadInput where it was refused, LinkError where it is nonsense."""
        found = list[tuple[bytes, int]]()
        for entry in answer.result if isinstance(answer.result, list) else [None]:
            match entry:
                case {"tx_hash": str(text), "height": int(height)} if len(text) == 64 and -1 <= height < MAX_HEIGHT:
                    with suppress(ValueError):
                        found.append((bytes.fromhex(text)[::-1], height))
                        continue
            raise self.refused(answer)
        return found

    def send(self, raw: bytes, earlier: Sequence[bytes] = ()) -> tuple[bytes, ...]:
        """Broadcast; what was sent. BadInput (kind "rejected") with the node's reason; what is known already is no
        failure.

        `earlier`: what it spends from and this wallet has sent before. A node that lacks it gets that first.
        """
        taken: tuple[bytes, ...] = (raw,)
        reason = self._refusal(raw)
        if earlier and any(words in reason.lower() for words in _NO_COIN):
            for one in earlier:
                if why := self._refusal(one):
                    raise _earlier_rejected(one, why)
            reason, taken = self._refusal(raw), (*earlier, raw)
        if reason:
            raise _rejected(reason)
        return taken

    def _refusal(self, raw: bytes) -> str:
        """Broadcast; why it is refused, empty where it is not."""
        [answer] = self.ask("blockchain.transaction.broadcast", [(raw.hex(),)])
        reason = "" if answer.error is None else _reason(_words(answer.error))
        return "" if any(known in reason.lower() for known in _KNOWN) else reason

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
        return next((answer.result for answer in list(self.ask(method, [params], optional=True))), None)

    def ask(self, method: str, params: Iterable[Params], *, optional: bool = False) -> Iterator[ServerAnswer]:
        """See GuardedLine.ask; the line is made where there is none. An answer is as the server gives it."""
        guard = self._line()
        try:
            yield from guard.ask(method, params, optional=optional)
        except LinkError as error:
            self._guard = None
            raise error if error.kind != LinkKind.SERVER else self._gone() from None

    def _line(self) -> GuardedLine:
        if self.left:
            raise _left()
        if self._guard is None:
            self._guard = self._connected()
            if self.left:  # while it was being made
                self._guard.end(_left())
                raise _left()
            [answer] = self.ask("server.version", [("", list(PROTOCOL))])
            if answer.error is not None:
                self._guard.end()
                self._guard = None
                raise LinkError(
                    "the server speaks another version of the Electrum protocol; use another server",
                    LinkKind.SERVER_VERSION,
                )
        return self._guard

    def refused(self, answer: ServerAnswer) -> BadInput | LinkError:
        """What to raise: what it said in place of an answer, or that it is none."""
        if answer.error is None:
            return self._gone()
        return BadInput(f"the server {self.url} refused: {_reason(_words(answer.error))}", InputKind.SERVER)

    def _connected(self) -> GuardedLine:
        for place in (self._place, self._way):
            if place is not None:
                place.must_be_here()
        try:
            line = self._dialled()
        except LinkError as error:
            raise error if error.kind in (LinkKind.PIN, LinkKind.TLS, LinkKind.PROXY) else self._gone() from None
        self.subscriptions = Subscriptions(self._woken)
        return GuardedLine(line, self.subscriptions.hear)

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


def _header(found: object) -> BlockHeader | None:
    try:
        raw = bytes.fromhex(found) if isinstance(found, str) else b""
    except ValueError:
        return None
    return BlockHeader(raw) if len(raw) == SIZE else None


def _words(error: object) -> str:
    """What an error says, in whatever form."""
    return str(error.get("message", "")) if isinstance(error, dict) else str(error)


def _reason(message: str) -> str:
    """The node's own words out of what a server wraps around them: one line of plain text."""
    found = re.search(r'"message"\s*:\s*"((?:[^"\\]|\\.)*)"', message)
    text = (found[1] if found else message).replace("\\n", "\n")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    told = [line for line in lines if "rejected by network rules" not in line and not line.startswith("[")]
    plain = "".join(c for c in " ".join(told or lines) if c.isascii() and c.isprintable())
    return plain[:_REASON_LENGTH] or "no reason given"


def _earlier_rejected(raw: bytes, reason: str) -> BadInput:
    txid = Transaction.parse(raw).txid[::-1].hex()
    return BadInput(
        f"this server's node does not know {txid}, which was sent before and is spent from here, and refused it now: "
        f"{reason}; raise the fee of that one, pay with other coins, or use another server",
        InputKind.REJECTED,
    )


def _rejected(reason: str) -> BadInput:
    advice = next((then for words, then in _ADVICE.items() if words in reason.lower()), "")
    return BadInput(f"the network refused this transaction: {reason}{advice and '; '}{advice}", InputKind.REJECTED)
