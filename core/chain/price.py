"""What one bitcoin costs elsewhere, for display only (D7).

The sources are these and no others. They are asked for a price and told nothing of the wallet; through a proxy they do
not even learn from where they are asked.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from core.chain.web import OK, get
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
    answer = get(url, proxy, timeout, MAX_ANSWER, LinkKind.PRICE)
    if answer.status != OK or len(answer.data) > MAX_ANSWER:
        raise LinkError(f"{urlsplit(url).hostname} gave no price (answer {answer.status})", LinkKind.PRICE)
    return answer.data


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
