"""How amounts, addresses, times and counts are written, and how a typed amount is read. The same on every page."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from typing import Literal, NamedTuple

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from core.bitcoin.fee_rate import PLACES, FeeRate
from core.errors import BadInput, InputKind

translate = QCoreApplication.translate

Unit = Literal["sat", "BTC", "practice"]  # practice coins are counted like sat and are no bitcoin (N2)
THIN = "\u202f"  # narrow and no line break: between groups of digits
SPACE = "\u00a0"  # no line break: between a number and its unit
MINUS = "\u2212"
COIN = 100_000_000
ALL_COINS = 21_000_000 * COIN

_SPACES = re.compile(r"[\s\u00a0\u2009\u202f'\u2019_]")
_UNITS: dict[str, Unit] = {"sat": "sat", "sats": "sat", "satoshi": "sat", "btc": "BTC", "\u20bf": "BTC"}
_NUMBER = re.compile(r"[0-9.,]+")
_MOST_DIGITS = 40  # all coins there will ever be need half of that; Python itself reads no more than 4,300
_GROUPED = re.compile(r"[0-9]{1,3}(?:([.,])[0-9]{3})(?:\1[0-9]{3})+")  # 1,402,875: two separators leave no doubt


# ── Amounts ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def point() -> str:
    """What stands before decimals in the language of the window."""
    return QLocale().decimalPoint()


def decimal(value: Decimal | float, most: int, least: int = 0) -> str:
    """Any number with decimals, at most and at least so many of them, in the language of the window: "1 368,7"."""
    whole, _, rest = f"{value:,.{most}f}".partition(".")
    rest = rest.rstrip("0").ljust(least, "0")
    return whole.replace(",", THIN) + (point() + rest if rest else "")


def count(value: int) -> str:
    """1402875 -> "1 402 875", with thin spaces that do not break."""
    return f"{value:,}".replace(",", THIN)


def amount(sats: int, unit: Unit = "sat", *, sign: bool = False, with_unit: bool = True) -> str:
    """An amount in satoshi as text: "1 402 875 sat" or "0.01 402 875 BTC". `sign` adds a plus, for lists only."""
    head = MINUS if sats < 0 else "+" if sign and sats else ""
    body = "".join(f"{THIN if piece.gap else ''}{piece.text}" for piece in pieces(abs(sats), unit))
    return f"{head}{body}{SPACE + unit_word(unit) if with_unit else ''}"


class Piece(NamedTuple):
    """Some digits of an amount: with a gap before them, and whether they are zeros that recede."""

    text: str
    gap: bool = False
    leading: bool = False


def pieces(sats: int, unit: Unit) -> list[Piece]:
    """An amount of at least 0 as it is drawn: sat in threes; BTC with two, three and three digits after the point.

    The zeros before the first other digit of a BTC amount stand apart as `leading`.
    """
    if unit != "BTC":
        return [Piece(part, gap=i > 0) for i, part in enumerate(f"{sats:,}".split(","))]
    whole, rest = divmod(sats, COIN)
    digits = f"{rest:08d}"
    made: list[Piece] = []
    seen = False
    *groups, last = f"{whole:,}".split(",")
    for i, part in enumerate([*groups, f"{last}{point()}{digits[:2]}", digits[2:5], digits[5:]]):
        zeros = 0 if seen else len(part) - len(part.lstrip(f"0{point()}"))
        seen = seen or zeros < len(part)
        if zeros:
            made.append(Piece(part[:zeros], gap=i > 0, leading=True))
        if part[zeros:]:
            made.append(Piece(part[zeros:], gap=i > 0 and not zeros))
    return made


def unit_word(unit: Unit) -> str:
    """What stands behind an amount. sat and BTC are the same in every language."""
    return translate("Format", "practice") if unit == "practice" else unit


def small_unit(network: str) -> Unit:
    """What whole small coins are called on a network: practice coins are no bitcoin (N2)."""
    return "practice" if network == "practice" else "sat"


def spoken(sats: int) -> str:
    """An amount for a screen reader: "12,875,140 satoshi"."""
    return translate("Format", "{0} satoshi").format(f"{sats:,}".replace(",", QLocale().groupSeparator()))


def plain_btc(sats: int) -> str:
    """An amount for a bitcoin: link: "0.0025", in every language, no grouping, no zeros at the end."""
    whole, rest = divmod(sats, COIN)
    return f"{whole}.{rest:08d}".rstrip("0").rstrip(".")


def short_btc(sats: int) -> str:
    """The same for an editor, in the language of the window."""
    return plain_btc(sats).replace(".", point())


def parse_amount(text: str, unit: Unit = "sat") -> int:
    """Satoshi for a typed amount; a unit written behind it wins over `unit`. Comma and point both start decimals.

    What could be read in two ways is refused, since a wrong guess costs a thousandfold. Raises BadInput.
    """
    bare = _SPACES.sub("", text).lower()
    number = _NUMBER.match(bare)
    behind = bare[number.end() :] if number else bare
    if (behind and behind not in _UNITS) or (number and len(number.group()) > _MOST_DIGITS):
        raise BadInput(
            translate("Format", "Write an amount in digits, such as 250 000 or 0.0025 BTC."), InputKind.AMOUNT
        )
    if number is None:
        raise BadInput(translate("Format", "Write an amount."), InputKind.AMOUNT)
    digits = number.group()
    sats = _decimal(digits) if _UNITS.get(behind, unit) == "BTC" else _whole(digits)
    if sats > ALL_COINS:
        raise BadInput(translate("Format", "There will never be more than 21 million BTC."), InputKind.AMOUNT)
    return sats


def _whole(digits: str) -> int:
    if _GROUPED.fullmatch(digits):
        digits = re.sub(r"[.,]", "", digits)
    if not digits.isdecimal():
        raise BadInput(
            translate("Format", "sat are whole: leave out point and comma, or write BTC behind."), InputKind.AMOUNT
        )
    return int(digits)


def _decimal(digits: str) -> int:
    parts = re.split(r"[.,]", digits)
    marks = re.findall(r"[.,]", digits)
    grouped = len(marks) > 1
    if grouped and (marks[-1] in marks[:-1] or not _grouping(parts[:-1], marks[:-1])):
        raise BadInput(translate("Format", "Use one point or comma, before the parts of one BTC."), InputKind.AMOUNT)
    whole, rest = ("".join(parts[:-1]), parts[-1]) if marks else (digits, "")
    if not (whole or rest):
        raise BadInput(translate("Format", "Write an amount."), InputKind.AMOUNT)
    if len(rest) > 8:
        raise BadInput(translate("Format", "The smallest part of one BTC is its eighth decimal."), InputKind.AMOUNT)
    return int(whole or "0") * COIN + int(rest.ljust(8, "0"))


def _grouping(parts: list[str], marks: list[str]) -> bool:
    return len(set(marks)) == 1 and 1 <= len(parts[0]) <= 3 and all(len(part) == 3 for part in parts[1:])


def fee_rate(rate: FeeRate) -> str:
    """sat per virtual byte: "6.0 sat/vB", "0.15 sat/vB"; low ones to three places."""
    return f"{decimal(rate, 3 if rate < 1 else 2 if rate < 10 else 1, 1)}{SPACE}sat/vB"


def bare_rate(rate: FeeRate) -> str:
    """A fee rate for an editor, all of it: "6.0", "0.15"."""
    return decimal(rate, PLACES, 1)


def fiat(value: float, currency: str) -> str:
    """A value in another currency, always approximate: "≈ 1 368.71 EUR"."""
    return f"≈{THIN}{decimal(value, 2, 2)}{SPACE}{currency}"


def percent(share: float) -> str:
    """0.0012 -> "0.1 %"."""
    places = 1 if share < 0.1 else 0
    return f"{decimal(share * 100, places, places)}{SPACE}%"


# ── Addresses and ids ───────────────────────────────────────────────────────────────────────────────────────────────


def fours(address: str) -> list[str]:
    """An address in the groups of four in which both screens show it."""
    return [address[i : i + 4] for i in range(0, len(address), 4)]


def short(address: str, head: int = 8, tail: int = 6) -> str:
    """An address or id for a list: its beginning and end. Never for a page on which something is decided."""
    return address if len(address) <= head + tail + 1 else f"{address[:head]}\u2009…\u2009{address[-tail:]}"


# ── Times ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def clock(moment: datetime) -> str:
    """ "10:32"."""
    return f"{moment:%H:%M}"


def day(moment: datetime, now: datetime) -> str:
    """ "Today", "Yesterday", "18 Nov", or "18 Nov 2025" in another year than `now`."""
    days = (now.date() - moment.date()).days
    if days == 0:
        return translate("Format", "Today")
    if days == 1:
        return translate("Format", "Yesterday")
    date = QDate(moment.year, moment.month, moment.day)
    if moment.year == now.year:
        return QLocale().toString(date, translate("Format", "d MMM"))
    return QLocale().toString(date, translate("Format", "d MMM yyyy"))


def day_and_clock(moment: datetime, now: datetime) -> str:
    """ "Today, 10:32" or "18 Nov, 10:32"."""
    return f"{day(moment, now)}, {clock(moment)}"


def ago(seconds: float) -> str:
    """How long since: "just now", "14 s ago", "2 min ago", "3 h ago", "2 days ago"."""
    if seconds < 5:
        return translate("Format", "just now")
    if seconds < 48 * 3600:
        return translate("Format", "{0} ago").format(_rough(seconds))
    return translate("Format", "{0} days ago").format(int(seconds // 86400))


def until(seconds: float) -> str:
    """How long still: "in 14 s", "in 2 min", "in 3 h", "in 2 days"; "now" when it is over."""
    if seconds < 1:
        return translate("Format", "now")
    if seconds < 48 * 3600:
        return translate("Format", "in {0}").format(_rough(seconds))
    return translate("Format", "in {0} days").format(int(seconds // 86400))


def _rough(seconds: float) -> str:
    for size, unit in ((3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{int(seconds // size)}{SPACE}{unit}"
    return f"{int(seconds)}{SPACE}s"


def took(seconds: float, *, tenths: bool = True) -> str:
    """How long a step took: "0.2 s" (or without tenths), "14 s", "2 min 5 s"."""
    if tenths and seconds < 9.95:
        return f"{decimal(seconds, 1, 1)}{SPACE}s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole}{SPACE}s"
    return f"{whole // 60}{SPACE}min {whole % 60}{SPACE}s"


def left(seconds: float) -> str:
    """What remains of a time limit, counted down: "4:46"."""
    whole = max(0, int(seconds))
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
