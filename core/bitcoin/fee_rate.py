"""Fee rates, exactly: sat per vbyte, a decimal of at most three places, since nodes count in sat per 1,000 vbytes.

No rate is a float: 0.1 of a sat is a tenth here, and what is compared was not rounded on the way.
"""

from __future__ import annotations

import re
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction
from typing import Final

from core.errors import BadInput, InputKind

FeeRate = Decimal | int  # sat/vB

LEAST: Final = Decimal("0.1")  # less no node passes on
MOST: Final = 1_000  # more is a slip of the hand
PLACES: Final = 3

_STEP = Decimal(1).scaleb(-PLACES)
_TYPED = re.compile(r"[0-9]{0,5}(?:[.,][0-9]{0,3})?")


class RateTooLow(BadInput):
    """A fee rate that nodes would not take. `least`: the lowest in sat/vB that they would."""

    def __init__(self, message: str, kind: InputKind = InputKind.RATE_LOW, least: FeeRate = 0) -> None:
        super().__init__(message, kind)
        self.least = least


def typed(text: str) -> Decimal | None:
    """A rate as people write it, with a point or a comma; None for anything else, more than three places too."""
    text = text.strip()
    return Decimal(text.replace(",", ".")) if _TYPED.fullmatch(text) and re.search(r"[0-9]", text) else None


def written(rate: FeeRate) -> str:
    """All of its digits, no zeros behind them: "0.1", "12"."""
    text = f"{rate:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def per_1000(rate: FeeRate) -> int:
    """sat per 1,000 vbytes; what is less than one of those counts as one."""
    return int((Decimal(rate) * 1000).to_integral_value(ROUND_CEILING))


def from_per_1000(sat: int) -> Decimal:
    """The rate of so many sat per 1,000 vbytes."""
    return Decimal(sat).scaleb(-PLACES)


def fee_at(rate: FeeRate, vsize: int) -> int:
    """The whole sat that a transaction must pay for this rate at least."""
    return -(-per_1000(rate) * vsize // 1000)


def rate_of(fee: int, vsize: int) -> Decimal:
    """What a transaction pays, rounded down, as nodes compare it."""
    return from_per_1000(1000 * fee // vsize)


def reaching(rate: Fraction, places: int = 2) -> Decimal:
    """The least rate of so few places that is not below this one."""
    scale: int = 10**places
    return Decimal(-(-rate.numerator * scale // rate.denominator)).scaleb(-places)


def told(amount: object) -> Decimal | None:
    """What a server told, in bitcoin per 1,000 vbytes; None for what is no positive number of a size that can be.

    To the nearest sat per 1,000 vbytes, which nodes count in: a server's own arithmetic may have made it
    0.0000010000000000000002.
    """
    if not isinstance(amount, str | int) or isinstance(amount, bool):
        return None
    try:
        found = Decimal(amount)
    except ArithmeticError:
        return None
    if not found.is_finite() or not Decimal("1e-12") < found < 1:
        return None
    return max((found * 100_000).quantize(_STEP), _STEP)
