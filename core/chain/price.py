"""What one bitcoin costs elsewhere, for display only (D7).

The sources are these and no others. They are asked for a price and told nothing of the wallet; through a proxy they do
not even learn from where they are asked.
"""

from __future__ import annotations

import http.client
import json
import math
import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urlsplit

from core.chain.socks import deadline, dial
from core.errors import BadInput, InputKind, LinkError, LinkKind

CURRENCIES = ("EUR", "USD", "CHF", "GBP")
TIMEOUT = 10.0  # seconds for the way, and for a whole answer
MAX_ANSWER = 64 << 10  # bytes
MOST = 1e9  # of any currency for one bitcoin; more is a mistake of the source


@dataclass(frozen=True, slots=True)
class Source:
    """Where a price stands: the address to read, and the way through its JSON ("*" is the only entry there is)."""

    name: str
    url: str
    way: tuple[str, ...]


SOURCES = (
    Source("mempool.space", "https://mempool.space/api/v1/prices", ("{currency}",)),
    Source("Kraken", "https://api.kraken.com/0/public/Ticker?pair=XBT{currency}", ("result", "*", "c", "0")),
    Source("Coinbase", "https://api.coinbase.com/v2/prices/BTC-{currency}/spot", ("data", "amount")),
)


@dataclass(frozen=True, slots=True)
class Price:
    """Of one bitcoin, and who said so."""

    value: float
    source: str


def price(currency: str, proxy: str = "", sources: Sequence[Source] = SOURCES, timeout: float = TIMEOUT) -> Price:
    """Ask one source after the other until one knows. `proxy` is socks5://HOST:PORT, or "" for none.

    Raises LinkError with the reason of the last one, and BadInput for a currency or proxy that is none.
    """
    if currency not in CURRENCIES:
        raise BadInput(f"a price is known in {', '.join(CURRENCIES)}", InputKind.CURRENCY)
    reason = "there is no source to ask"
    for source in sources:
        try:
            answer = _get(source.url.format(currency=currency), proxy, timeout)
            return Price(_value(answer, source, currency), source.name)
        except LinkError as error:
            reason = error.message
    raise LinkError(reason, LinkKind.PRICE)


def _get(url: str, proxy: str, timeout: float) -> bytes:
    place = urlsplit(url)
    host, secure = place.hostname or "", place.scheme == "https"
    with dial(host, place.port or (443 if secure else 80), proxy, timeout) as line:
        try:
            if not secure:
                with deadline(line, timeout):
                    return _asked(line, place)
            context = ssl.create_default_context()
            sealed = context.wrap_socket(line, server_hostname=host, do_handshake_on_connect=False)
            with sealed, deadline(sealed, timeout):
                sealed.do_handshake()
                return _asked(sealed, place)
        except (OSError, http.client.HTTPException):
            raise LinkError(f"{host} does not answer as it should", LinkKind.PRICE) from None


def _asked(line: socket.socket, place: SplitResult) -> bytes:
    asking = http.client.HTTPConnection(place.netloc)
    asking.sock = line
    asking.request("GET", f"{place.path}?{place.query}" if place.query else place.path)
    with asking.getresponse() as answer:
        data = answer.read(MAX_ANSWER + 1)
    if answer.status != http.client.OK or len(data) > MAX_ANSWER:
        raise LinkError(f"{place.hostname} gave no price (answer {answer.status})", LinkKind.PRICE)
    return data


def _value(data: bytes, source: Source, currency: str) -> float:
    """The price in an answer. Whatever else may stand there is LinkError."""
    wrong = LinkError(f"{source.name} gave no price in {currency}", LinkKind.PRICE)
    try:
        found: Any = json.loads(data)
        for step in source.way:
            name = step.format(currency=currency)
            if isinstance(found, list):
                found = found[int(name)]
            elif name == "*":
                [found] = found.values()
            else:
                found = found[name]
        value = float(found)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        raise wrong from None
    if isinstance(found, bool) or not (math.isfinite(value) and 0 < value < MOST):
        raise wrong
    return value
